"""What a report counts, and how each count is called."""

from collections.abc import Mapping
from enum import StrEnum

from connector.report.words import Words


class Count(StrEnum):
    """What is counted. Labels stand in ``LABELS``."""

    # dossiers received in the period, of all sides together
    IN_SCOPE = "in_scope"
    ON_SOURCE = "on_source"
    ON_TARGET = "on_target"
    ON_PAPER = "on_paper"
    PAPER_UNCOVERED = "paper_uncovered"
    ON_EVERY_SIDE = "on_every_side"
    COMPARABLE = "comparable"
    AGREEING = "agreeing"
    AGREEING_UNCOVERED = "agreeing_uncovered"
    PENDING = "pending"
    DIFFERING = "differing"
    NOT_COMPARABLE = "not_comparable"
    EVENTS_TIMED = "events_timed"
    EVENTS_TIMELY = "events_timely"
    EVENTS_UNTIMED = "events_untimed"
    ONLINE = "online"
    DIRECT = "direct"
    POST = "post"
    CHANNEL_UNKNOWN = "channel_unknown"
    ONLINE_SUBMITTED = "online_submitted"
    ONLINE_RECEIVED_LATE = "online_received_late"
    ONLINE_UNTIMED = "online_untimed"
    FEE_DUE = "fee_due"
    FEE_PAID_ONLINE = "fee_paid_online"
    FEE_UNKNOWN = "fee_unknown"
    RECEIPTS = "receipts"
    RECEIPTS_SIGNED = "receipts_signed"
    RECEIPTS_UNKNOWN = "receipts_unknown"
    INTAKE = "intake"
    INTAKE_DIGITISED = "intake_digitised"
    INTAKE_UNKNOWN = "intake_unknown"
    RESULTS = "results"
    RESULTS_DIGITISED = "results_digitised"
    RESULTS_UNKNOWN = "results_unknown"
    # the work of the period
    CARRIED_OVER = "carried_over"
    IN_PERIOD = "in_period"
    TAKEN = "taken"
    DONE = "done"
    EARLY = "early"
    ON_TIME = "on_time"
    LATE = "late"
    DONE_UNTIMED = "done_untimed"
    IN_PROGRESS = "in_progress"
    IN_TIME = "in_time"
    OVERDUE = "overdue"
    OPEN_UNTIMED = "open_untimed"
    PAUSED = "paused"
    REGISTERED = "registered"
    REFUSED = "refused"
    # whose delay
    DELAYED = "delayed"
    DELAY_PROCESSING = "delay_processing"
    DELAY_RECORDING = "delay_recording"
    DELAY_SYNC = "delay_sync"
    DELAY_DESK = "delay_desk"
    DELAY_UNKNOWN = "delay_unknown"


LABELS: Mapping[Count, Words] = {
    Count.IN_SCOPE: Words("Hồ sơ trong phạm vi (gộp mọi bên)", "Dossiers in scope (all sides together)"),
    Count.ON_SOURCE: Words("Có ở phần mềm chuyên ngành", "In the specialized software"),
    Count.ON_TARGET: Words("Có ở phần mềm một cửa", "On the one-stop system"),
    Count.ON_PAPER: Words("Có trong sổ giấy", "In the paper register"),
    Count.PAPER_UNCOVERED: Words("Sổ giấy không phủ tới", "Not covered by paper"),
    Count.ON_EVERY_SIDE: Words("Có đủ ở các bên", "On every side"),
    Count.COMPARABLE: Words("So sánh được", "Comparable"),
    Count.AGREEING: Words("Khớp", "Agreeing"),
    Count.AGREEING_UNCOVERED: Words("Khớp, sổ giấy không phủ tới", "Agreeing, not covered by paper"),
    Count.PENDING: Words("Đang chờ (mới phát sinh hoặc đang gửi)", "Pending (young, or on its way)"),
    Count.DIFFERING: Words("Lệch", "Differing"),
    Count.NOT_COMPARABLE: Words("Không so sánh được", "Not comparable"),
    Count.EVENTS_TIMED: Words("Có cả lúc diễn ra và lúc cập nhật", "With both event and record time"),
    Count.EVENTS_TIMELY: Words("Cập nhật trong 1 ngày làm việc", "Recorded within 1 working day"),
    Count.EVENTS_UNTIMED: Words("Thiếu lúc diễn ra hoặc lúc cập nhật", "Without event or record time"),
    Count.ONLINE: Words("Nộp trực tuyến", "Online"),
    Count.DIRECT: Words("Nộp trực tiếp", "At the counter"),
    Count.POST: Words("Nộp qua bưu chính công ích", "By post"),
    Count.CHANNEL_UNKNOWN: Words("Chưa rõ cách nộp", "Channel unknown"),
    Count.ONLINE_SUBMITTED: Words("Nộp trực tuyến, có ngày nộp", "Online, submission time known"),
    Count.ONLINE_RECEIVED_LATE: Words(
        "Nộp trực tuyến, quá 1 ngày làm việc mới được tiếp nhận hoặc từ chối",
        "Online, accepted or refused after more than 1 working day",
    ),
    Count.ONLINE_UNTIMED: Words("Nộp trực tuyến, thiếu ngày nộp", "Online, submission time unknown"),
    Count.FEE_DUE: Words("Có phí, lệ phí, biết cách trả", "With a fee, way of payment known"),
    Count.FEE_PAID_ONLINE: Words("Đã trả trực tuyến", "Paid online"),
    Count.FEE_UNKNOWN: Words("Có phí, lệ phí, chưa rõ cách trả", "With a fee, way of payment unknown"),
    Count.RECEIPTS: Words("Giấy tiếp nhận, biết có ký số hay không", "Receipts, signature known"),
    Count.RECEIPTS_SIGNED: Words("Giấy tiếp nhận đã ký số", "Receipts signed"),
    Count.RECEIPTS_UNKNOWN: Words("Giấy tiếp nhận, chưa rõ có ký số hay không", "Receipts, signature unknown"),
    Count.INTAKE: Words("Không nộp trực tuyến, biết có số hóa hay không", "Not online, digitising known"),
    Count.INTAKE_DIGITISED: Words("Không nộp trực tuyến, đã số hóa thành phần", "Not online, papers digitised"),
    Count.INTAKE_UNKNOWN: Words("Không nộp trực tuyến, chưa rõ có số hóa hay không", "Not online, digitising unknown"),
    Count.RESULTS: Words("Đã xử lý xong, biết có kết quả điện tử hay không", "Finished, result known"),
    Count.RESULTS_DIGITISED: Words("Đã có kết quả điện tử", "With an electronic result"),
    Count.RESULTS_UNKNOWN: Words("Đã xử lý xong, chưa rõ có kết quả điện tử hay không", "Finished, result unknown"),
    Count.CARRIED_OVER: Words("Kỳ trước chuyển sang", "Carried over"),
    Count.IN_PERIOD: Words("Tiếp nhận trong kỳ", "Received in the period"),
    Count.TAKEN: Words("Tiếp nhận: tổng số", "Received: total"),
    Count.DONE: Words("Đã xử lý: tổng số", "Done: total"),
    Count.EARLY: Words("Đã xử lý: trước hạn", "Done: early"),
    Count.ON_TIME: Words("Đã xử lý: đúng hạn", "Done: on time"),
    Count.LATE: Words("Đã xử lý: quá hạn", "Done: late"),
    Count.DONE_UNTIMED: Words("Đã xử lý: không tính được hạn", "Done: no deadline to judge by"),
    Count.IN_PROGRESS: Words("Đang xử lý: tổng số", "In progress: total"),
    Count.IN_TIME: Words("Đang xử lý: trong hạn", "In progress: in time"),
    Count.OVERDUE: Words("Đang xử lý: quá hạn", "In progress: overdue"),
    Count.OPEN_UNTIMED: Words("Đang xử lý: không có ngày hẹn trả", "In progress: no due date"),
    Count.PAUSED: Words("Tạm dừng", "Paused"),
    Count.REGISTERED: Words("Mới đăng ký, chưa tiếp nhận (ngoài tổng số)", "Registered, not yet accepted (apart)"),
    Count.REFUSED: Words("Không được tiếp nhận (ngoài tổng số)", "Refused (apart)"),
    Count.DELAYED: Words("Quá hạn, hoặc một cửa hiện quá hạn", "Overdue, or shown so on the one-stop"),
    Count.DELAY_PROCESSING: Words("Do xử lý chậm", "Processing was late"),
    Count.DELAY_RECORDING: Words(
        "Làm xong đúng hạn, cập nhật phần mềm chuyên ngành chậm", "Done in time, entered late"
    ),
    Count.DELAY_SYNC: Words("Cập nhật đúng hạn, đồng bộ sang một cửa chậm", "Entered in time, brought late"),
    Count.DELAY_DESK: Words("Đồng bộ đúng hạn, bộ phận một cửa kết thúc chậm", "Brought in time, closed late"),
    Count.DELAY_UNKNOWN: Words("Chưa đủ thời điểm để biết do đâu", "Times missing that would tell"),
}
