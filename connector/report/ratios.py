"""What a report divides: data, with the formula of every ratio in words."""

from dataclasses import dataclass

from connector.domain.kinds import Said
from connector.report.counts import Count


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratio:
    """One ratio: the counts above and below the line, in words, and what it leaves out.

    ``unsure`` are counts within the numerator that may not belong there: with any of them the ratio is a range, from
    none of them to all of them.
    """

    key: str
    label: Said
    above: tuple[Count, ...]
    below: tuple[Count, ...]
    numerator: Said
    denominator: Said
    left_out: Count | None = None
    unsure: Count | None = None
    note: Said | None = None


RATIOS: tuple[Ratio, ...] = (
    Ratio(
        key="in_sync",
        label=Said("Tỷ lệ hồ sơ đồng bộ với thực tế", "Share in sync"),
        above=(Count.AGREEING,),
        below=(Count.IN_SCOPE,),
        numerator=Said(
            "hồ sơ có ở mọi bên phải có và khớp mọi trường so sánh được",
            "dossiers on every side required with every comparable field equal or explained",
        ),
        denominator=Said(
            "mọi hồ sơ khác nhau của chuyên ngành, một cửa và sổ giấy gộp lại, nhận trong kỳ, trong phạm vi",
            "all distinct dossiers of source, one-stop and paper together, received in the period, in scope",
        ),
        unsure=Count.AGREEING_UNCOVERED,
        note=Said(
            "Nơi sổ giấy không phủ tới thì tỷ lệ là một khoảng: thấp nhất coi hồ sơ không có sổ là không khớp, "
            "cao nhất coi là khớp",
            "Where paper does not cover, the share is a range: at the lowest uncovered dossiers count as not agreeing, "
            "at the highest as agreeing",
        ),
    ),
    Ratio(
        key="agreeing_of_comparable",
        label=Said("Tỷ lệ khớp trong số so sánh được", "Agreeing among the comparable"),
        above=(Count.AGREEING,),
        below=(Count.COMPARABLE,),
        numerator=Said("hồ sơ khớp", "agreeing dossiers"),
        denominator=Said(
            "hồ sơ có ở cả chuyên ngành và một cửa, có ít nhất một trường so sánh được",
            "dossiers in both source and one-stop with at least one comparable field",
        ),
    ),
    Ratio(
        key="on_every_side",
        label=Said("Tỷ lệ hồ sơ có đủ các bên", "Share on every side"),
        above=(Count.ON_EVERY_SIDE,),
        below=(Count.IN_SCOPE,),
        numerator=Said(
            "hồ sơ có ở chuyên ngành, ở một cửa, và trong sổ giấy nếu sổ phủ tới",
            "dossiers in the source, on the one-stop, and in the paper register where it covers them",
        ),
        denominator=Said("mọi hồ sơ khác nhau của các bên gộp lại", "all distinct dossiers of all sides together"),
    ),
    Ratio(
        key="timely",
        label=Said("Tỷ lệ cập nhật kịp thời", "Share recorded in time"),
        above=(Count.EVENTS_TIMELY,),
        below=(Count.EVENTS_TIMED,),
        numerator=Said(
            "hồ sơ có việc gần nhất được cập nhật vào phần mềm chuyên ngành trong 1 ngày làm việc",
            "dossiers whose latest event was entered in the specialized software within 1 working day",
        ),
        denominator=Said(
            "hồ sơ có cả lúc diễn ra việc gần nhất và lúc cập nhật",
            "dossiers with both the time of the latest event and of its record",
        ),
        left_out=Count.EVENTS_UNTIMED,
    ),
    Ratio(
        key="on_time",
        label=Said("Tỷ lệ đúng hạn (trên hồ sơ đã xử lý)", "On time (of those done)"),
        above=(Count.EARLY, Count.ON_TIME),
        below=(Count.EARLY, Count.ON_TIME, Count.LATE),
        numerator=Said("đã xử lý trước hạn + đúng hạn", "done early + on time"),
        denominator=Said("đã xử lý, có ngày hẹn trả và ngày xong", "done, due and finish days known"),
        left_out=Count.DONE_UNTIMED,
    ),
    Ratio(
        key="on_time_of_all",
        label=Said("Tỷ lệ đúng hạn (trên tổng tiếp nhận)", "On time (of all received)"),
        above=(Count.EARLY, Count.ON_TIME, Count.IN_TIME),
        below=(Count.TAKEN,),
        numerator=Said(
            "đã xử lý trước hạn + đúng hạn + đang xử lý trong hạn", "done early + on time + in progress in time"
        ),
        denominator=Said("kỳ trước chuyển sang + tiếp nhận trong kỳ", "carried over + received in the period"),
    ),
    Ratio(
        key="late",
        label=Said("Tỷ lệ quá hạn (đã xử lý)", "Late (of those done)"),
        above=(Count.LATE,),
        below=(Count.EARLY, Count.ON_TIME, Count.LATE),
        numerator=Said("đã xử lý quá hạn", "done late"),
        denominator=Said("đã xử lý, có ngày hẹn trả và ngày xong", "done, due and finish days known"),
        left_out=Count.DONE_UNTIMED,
    ),
    Ratio(
        key="overdue",
        label=Said("Tỷ lệ quá hạn (đang xử lý)", "Overdue (of those in progress)"),
        above=(Count.OVERDUE,),
        below=(Count.IN_TIME, Count.OVERDUE),
        numerator=Said("đang xử lý quá hạn", "in progress and overdue"),
        denominator=Said("đang xử lý, có ngày hẹn trả", "in progress, due day known"),
        left_out=Count.OPEN_UNTIMED,
    ),
    Ratio(
        key="not_processing",
        label=Said("Tỷ lệ quá hạn không do xử lý", "Overdue for other reasons than the work"),
        above=(Count.DELAY_RECORDING, Count.DELAY_SYNC, Count.DELAY_DESK),
        below=(Count.DELAY_PROCESSING, Count.DELAY_RECORDING, Count.DELAY_SYNC, Count.DELAY_DESK),
        numerator=Said(
            "hồ sơ làm xong đúng hạn nhưng cập nhật, đồng bộ hoặc kết thúc chậm",
            "dossiers done in time but entered, brought or closed late",
        ),
        denominator=Said(
            "hồ sơ quá hạn hoặc một cửa có lúc hiện quá hạn, biết do đâu",
            "dossiers overdue or once shown so on the one-stop, reason known",
        ),
        left_out=Count.DELAY_UNKNOWN,
    ),
    Ratio(
        key="received_late",
        label=Said("Tỷ lệ chậm tiếp nhận trực tuyến", "Online dossiers accepted late"),
        above=(Count.ONLINE_RECEIVED_LATE,),
        below=(Count.ONLINE_SUBMITTED,),
        numerator=Said(
            "hồ sơ trực tuyến quá 1 ngày làm việc mới được tiếp nhận, hoặc đến giờ vẫn chưa",
            "online dossiers accepted after more than 1 working day, or not yet accepted by then",
        ),
        denominator=Said("hồ sơ trực tuyến có ngày nộp", "online dossiers with a known submission day"),
        left_out=Count.ONLINE_UNTIMED,
    ),
    Ratio(
        key="online",
        label=Said("Tỷ lệ hồ sơ trực tuyến", "Online share"),
        above=(Count.ONLINE,),
        below=(Count.ONLINE, Count.DIRECT, Count.POST),
        numerator=Said("hồ sơ nộp trực tuyến", "online dossiers"),
        denominator=Said(
            "mọi hồ sơ nhận trong kỳ, biết cách nộp (mọi thủ tục, không riêng thủ tục có dịch vụ trực tuyến)",
            "all dossiers received in the period with a known channel (all procedures, online service or not)",
        ),
        left_out=Count.CHANNEL_UNKNOWN,
    ),
    Ratio(
        key="paid_online",
        label=Said("Tỷ lệ thanh toán trực tuyến", "Paid online"),
        above=(Count.FEE_PAID_ONLINE,),
        below=(Count.FEE_DUE,),
        numerator=Said("hồ sơ trả phí, lệ phí trực tuyến", "dossiers whose fee was paid online"),
        denominator=Said("hồ sơ có nghĩa vụ tài chính, biết cách trả", "dossiers with a fee, way of payment known"),
        left_out=Count.FEE_UNKNOWN,
    ),
    Ratio(
        key="receipts_signed",
        label=Said("Tỷ lệ ký số tiếp nhận", "Receipts signed"),
        above=(Count.RECEIPTS_SIGNED,),
        below=(Count.RECEIPTS,),
        numerator=Said("giấy tiếp nhận đã ký số", "receipts with a digital signature"),
        denominator=Said("hồ sơ đã tiếp nhận, biết có ký số hay không", "dossiers accepted, signature known"),
        left_out=Count.RECEIPTS_UNKNOWN,
    ),
    Ratio(
        key="intake_digitised",
        label=Said("Tỷ lệ số hóa hồ sơ khi tiếp nhận", "Digitised at reception"),
        above=(Count.INTAKE_DIGITISED,),
        below=(Count.INTAKE,),
        numerator=Said("hồ sơ không nộp trực tuyến đã số hóa thành phần", "not online, papers digitised"),
        denominator=Said(
            "hồ sơ không nộp trực tuyến, biết có số hóa hay không", "dossiers not handed in online, digitising known"
        ),
        left_out=Count.INTAKE_UNKNOWN,
    ),
    Ratio(
        key="results_digitised",
        label=Said("Tỷ lệ số hóa kết quả", "Results digitised"),
        above=(Count.RESULTS_DIGITISED,),
        below=(Count.RESULTS,),
        numerator=Said("hồ sơ đã xử lý xong có kết quả điện tử", "finished dossiers with an electronic result"),
        denominator=Said("hồ sơ đã xử lý xong, biết có kết quả điện tử hay không", "finished dossiers, result known"),
        left_out=Count.RESULTS_UNKNOWN,
    ),
)
