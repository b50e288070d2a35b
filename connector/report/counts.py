"""What a report counts, and how each count is called."""

from collections.abc import Mapping
from enum import StrEnum

from connector.domain.kinds import Said


class Count(StrEnum):
    """What is counted. Labels stand in ``LABELS``."""

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
    DELAYED = "delayed"
    DELAY_PROCESSING = "delay_processing"
    DELAY_RECORDING = "delay_recording"
    DELAY_SYNC = "delay_sync"
    DELAY_DESK = "delay_desk"
    DELAY_UNKNOWN = "delay_unknown"


LABELS: Mapping[Count, Said] = {
    Count.IN_SCOPE: Said("Hồ sơ trong phạm vi (gộp mọi bên)", "Dossiers in scope (all sides together)"),
    Count.ON_SOURCE: Said("Có ở phần mềm chuyên ngành", "In the specialized software"),
    Count.ON_TARGET: Said("Có ở phần mềm một cửa", "On the one-stop system"),
    Count.ON_PAPER: Said("Có trong sổ giấy", "In the paper register"),
    Count.PAPER_UNCOVERED: Said("Sổ giấy không phủ tới", "Not covered by paper"),
    Count.ON_EVERY_SIDE: Said("Có đủ ở các bên", "On every side"),
    Count.COMPARABLE: Said("So sánh được", "Comparable"),
    Count.AGREEING: Said("Khớp", "Agreeing"),
    Count.AGREEING_UNCOVERED: Said("Khớp, sổ giấy không phủ tới", "Agreeing, not covered by paper"),
    Count.PENDING: Said("Đang chờ (mới phát sinh hoặc đang gửi)", "Pending (young, or on its way)"),
    Count.DIFFERING: Said("Lệch", "Differing"),
    Count.NOT_COMPARABLE: Said("Không so sánh được", "Not comparable"),
    Count.EVENTS_TIMED: Said("Có cả lúc diễn ra và lúc cập nhật", "With both event and record time"),
    Count.EVENTS_TIMELY: Said("Cập nhật trong 1 ngày làm việc", "Recorded within 1 working day"),
    Count.EVENTS_UNTIMED: Said("Thiếu lúc diễn ra hoặc lúc cập nhật", "Without event or record time"),
    Count.ONLINE: Said("Nộp trực tuyến", "Online"),
    Count.DIRECT: Said("Nộp trực tiếp", "At the counter"),
    Count.POST: Said("Nộp qua bưu chính công ích", "By post"),
    Count.CHANNEL_UNKNOWN: Said("Chưa rõ cách nộp", "Channel unknown"),
    Count.ONLINE_SUBMITTED: Said("Nộp trực tuyến, có ngày nộp", "Online, submission time known"),
    Count.ONLINE_RECEIVED_LATE: Said(
        "Nộp trực tuyến, quá 1 ngày làm việc mới được tiếp nhận hoặc từ chối",
        "Online, accepted or refused after more than 1 working day",
    ),
    Count.ONLINE_UNTIMED: Said("Nộp trực tuyến, thiếu ngày nộp", "Online, submission time unknown"),
    Count.FEE_DUE: Said("Có phí, lệ phí, biết cách trả", "With a fee, way of payment known"),
    Count.FEE_PAID_ONLINE: Said("Đã trả trực tuyến", "Paid online"),
    Count.FEE_UNKNOWN: Said("Có phí, lệ phí, chưa rõ cách trả", "With a fee, way of payment unknown"),
    Count.RECEIPTS: Said("Giấy tiếp nhận, biết có ký số hay không", "Receipts, signature known"),
    Count.RECEIPTS_SIGNED: Said("Giấy tiếp nhận đã ký số", "Receipts signed"),
    Count.RECEIPTS_UNKNOWN: Said("Giấy tiếp nhận, chưa rõ có ký số hay không", "Receipts, signature unknown"),
    Count.INTAKE: Said("Không nộp trực tuyến, biết có số hóa hay không", "Not online, digitising known"),
    Count.INTAKE_DIGITISED: Said("Không nộp trực tuyến, đã số hóa thành phần", "Not online, papers digitised"),
    Count.INTAKE_UNKNOWN: Said("Không nộp trực tuyến, chưa rõ có số hóa hay không", "Not online, digitising unknown"),
    Count.RESULTS: Said("Đã xử lý xong, biết có kết quả điện tử hay không", "Finished, result known"),
    Count.RESULTS_DIGITISED: Said("Đã có kết quả điện tử", "With an electronic result"),
    Count.RESULTS_UNKNOWN: Said("Đã xử lý xong, chưa rõ có kết quả điện tử hay không", "Finished, result unknown"),
    Count.CARRIED_OVER: Said("Kỳ trước chuyển sang", "Carried over"),
    Count.IN_PERIOD: Said("Tiếp nhận trong kỳ", "Received in the period"),
    Count.TAKEN: Said("Tiếp nhận: tổng số", "Received: total"),
    Count.DONE: Said("Đã xử lý: tổng số", "Done: total"),
    Count.EARLY: Said("Đã xử lý: trước hạn", "Done: early"),
    Count.ON_TIME: Said("Đã xử lý: đúng hạn", "Done: on time"),
    Count.LATE: Said("Đã xử lý: quá hạn", "Done: late"),
    Count.DONE_UNTIMED: Said("Đã xử lý: không tính được hạn", "Done: no deadline to judge by"),
    Count.IN_PROGRESS: Said("Đang xử lý: tổng số", "In progress: total"),
    Count.IN_TIME: Said("Đang xử lý: trong hạn", "In progress: in time"),
    Count.OVERDUE: Said("Đang xử lý: quá hạn", "In progress: overdue"),
    Count.OPEN_UNTIMED: Said("Đang xử lý: không có ngày hẹn trả", "In progress: no due date"),
    Count.PAUSED: Said("Tạm dừng", "Paused"),
    Count.REGISTERED: Said("Mới đăng ký, chưa tiếp nhận (ngoài tổng số)", "Registered, not yet accepted (apart)"),
    Count.REFUSED: Said("Không được tiếp nhận (ngoài tổng số)", "Refused (apart)"),
    Count.DELAYED: Said("Quá hạn, hoặc một cửa có lúc hiện quá hạn", "Overdue, or once shown so on the one-stop"),
    Count.DELAY_PROCESSING: Said("Do xử lý chậm", "Processing was late"),
    Count.DELAY_RECORDING: Said("Làm xong đúng hạn, cập nhật phần mềm chuyên ngành chậm", "Done in time, entered late"),
    Count.DELAY_SYNC: Said("Cập nhật đúng hạn, đồng bộ sang một cửa chậm", "Entered in time, brought late"),
    Count.DELAY_DESK: Said("Đồng bộ đúng hạn, bộ phận một cửa kết thúc chậm", "Brought in time, closed late"),
    Count.DELAY_UNKNOWN: Said("Chưa đủ thời điểm để biết do đâu", "Times missing that would tell"),
}

#: The counts in the order in which they are read, each part under its title.
SECTIONS: tuple[tuple[Said, tuple[Count, ...]], ...] = (
    (
        Said("Các bên", "The sides"),
        (
            Count.IN_SCOPE,
            Count.ON_SOURCE,
            Count.ON_TARGET,
            Count.ON_PAPER,
            Count.PAPER_UNCOVERED,
            Count.ON_EVERY_SIDE,
            Count.COMPARABLE,
            Count.AGREEING,
            Count.AGREEING_UNCOVERED,
            Count.PENDING,
            Count.DIFFERING,
            Count.NOT_COMPARABLE,
        ),
    ),
    (
        Said("Cập nhật kịp thời", "Recorded in time"),
        (
            Count.EVENTS_TIMED,
            Count.EVENTS_TIMELY,
            Count.EVENTS_UNTIMED,
        ),
    ),
    (
        Said("Trực tuyến, ký số, số hóa", "Online, signed, digitised"),
        (
            Count.ONLINE,
            Count.DIRECT,
            Count.POST,
            Count.CHANNEL_UNKNOWN,
            Count.ONLINE_SUBMITTED,
            Count.ONLINE_RECEIVED_LATE,
            Count.ONLINE_UNTIMED,
            Count.FEE_DUE,
            Count.FEE_PAID_ONLINE,
            Count.FEE_UNKNOWN,
            Count.RECEIPTS,
            Count.RECEIPTS_SIGNED,
            Count.RECEIPTS_UNKNOWN,
            Count.INTAKE,
            Count.INTAKE_DIGITISED,
            Count.INTAKE_UNKNOWN,
            Count.RESULTS,
            Count.RESULTS_DIGITISED,
            Count.RESULTS_UNKNOWN,
        ),
    ),
    (
        Said("Tiến độ giải quyết", "Work of the period"),
        (
            Count.CARRIED_OVER,
            Count.IN_PERIOD,
            Count.TAKEN,
            Count.DONE,
            Count.EARLY,
            Count.ON_TIME,
            Count.LATE,
            Count.DONE_UNTIMED,
            Count.IN_PROGRESS,
            Count.IN_TIME,
            Count.OVERDUE,
            Count.OPEN_UNTIMED,
            Count.PAUSED,
            Count.REGISTERED,
            Count.REFUSED,
        ),
    ),
    (
        Said("Quá hạn do đâu", "Whose delay"),
        (
            Count.DELAYED,
            Count.DELAY_PROCESSING,
            Count.DELAY_RECORDING,
            Count.DELAY_SYNC,
            Count.DELAY_DESK,
            Count.DELAY_UNKNOWN,
        ),
    ),
)
