"""Kinds of mismatch as data: what each is called, how grave it is, who is right, and where it is put right.

The sentences an operator reads about them stand in ``kind_sentences``.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class Said(NamedTuple):
    """One text in both languages."""

    vi: str
    en: str

    def told(self, language: str) -> str:
        return self.en if language == "en" else self.vi


class Severity(StrEnum):
    CRITICAL = "critical"  #: Legal effect, or a citizen is harmed.
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Right(StrEnum):
    """Whose value is the true one, unless a link says otherwise."""

    SOURCE = "source"
    TARGET = "target"
    PAPER = "paper"
    CATALOGUE = "catalogue"
    PERSON = "person"  #: No side is right by itself: somebody has to look.

    @property
    def label(self) -> Said:
        return _RIGHT[self]


_RIGHT = {
    Right.SOURCE: Said("phần mềm chuyên ngành", "the specialized software"),
    Right.TARGET: Said("phần mềm một cửa", "the one-stop system"),
    Right.PAPER: Said("hồ sơ giấy", "the paper"),
    Right.CATALOGUE: Said("danh mục", "the catalogue"),
    Right.PERSON: Said("người kiểm tra quyết định", "whoever checks it"),
}


class Desk(StrEnum):
    """In which software an advised action is taken, and by whom."""

    DIVISION = "division"  #: In the specialized software, by the division that handles the dossier.
    ONE_STOP = "one_stop"  #: In the one-stop system, by the one-stop unit.
    REGISTER = "register"  #: In the paper register, by the one-stop unit.
    PORTAL = "portal"  #: On the national portal, by whoever runs the province's connection to it.
    CONNECTOR = "connector"  #: In our configuration or catalogues, by whoever runs the connector.
    NOBODY = "nobody"  #: Nothing is to be done.

    @property
    def label(self) -> Said:
        return _DESKS[self]


_DESKS = {
    Desk.DIVISION: Said("phòng chuyên môn, trên phần mềm chuyên ngành", "the division, in the specialized software"),
    Desk.ONE_STOP: Said("bộ phận một cửa, trên phần mềm một cửa", "the one-stop unit, in the one-stop system"),
    Desk.REGISTER: Said("bộ phận một cửa, trong sổ theo dõi", "the one-stop unit, in the paper register"),
    Desk.PORTAL: Said("quản trị kết nối Cổng DVCQG", "whoever runs the connection to the national portal"),
    Desk.CONNECTOR: Said(
        "quản trị bộ kết nối, trong cấu hình và danh mục", "whoever runs the connector, in its settings"
    ),
    Desk.NOBODY: Said("không cần ai", "nobody"),
}


class Kind(StrEnum):
    """What differs. The L-numbers are those of reference/vietnam.md section 5."""

    ONLY_IN_TARGET = "only_in_target"
    ONLY_IN_SOURCE = "only_in_source"
    PAPER_NOT_ENTERED = "paper_not_entered"
    NOT_IN_REGISTER = "not_in_register"
    DUPLICATE_DOSSIER = "duplicate_dossier"
    CODE_COLLISION = "code_collision"
    RECEIVED_AT_DIFFERS = "received_at_differs"
    TIME_ZONE_SHIFT = "time_zone_shift"
    DUE_AT_EXPLAINED = "due_at_explained"
    DUE_AT_DIFFERS = "due_at_differs"
    TARGET_BEHIND = "target_behind"
    RETURNED_NOT_CLOSED = "returned_not_closed"
    CLOSED_NOT_RETURNED = "closed_not_returned"
    BULK_CLOSED = "bulk_closed"
    FINISHED_BEFORE_RECEIVED = "finished_before_received"
    ILLEGAL_TRANSITION = "illegal_transition"
    STATUS_LAUNDERED = "status_laundered"
    PROCEDURE_SUPERSEDED = "procedure_superseded"
    PROCEDURE_DIFFERS = "procedure_differs"
    AGENCY_RECODED = "agency_recoded"
    AGENCY_DIFFERS = "agency_differs"
    APPLICANT_DIFFERS = "applicant_differs"
    DOCUMENTS_DIFFER = "documents_differ"
    RESULT_MISSING = "result_missing"
    RECEIPT_UNSIGNED = "receipt_unsigned"
    ENDED_ON_ONE_SIDE = "ended_on_one_side"
    PAUSED_ON_ONE_SIDE = "paused_on_one_side"
    FEE_DIFFERS = "fee_differs"
    OVERDUE_WITHOUT_APOLOGY = "overdue_without_apology"
    RECEIVED_LATE = "received_late"
    TEXT_ENCODING = "text_encoding"
    UNKNOWN_VALUE = "unknown_value"
    TARGET_AHEAD = "target_ahead"
    STEPS_MISSING = "steps_missing"
    RECORDED_LATE = "recorded_late"
    FINISH_BACKDATED = "finish_backdated"
    FIELD_DIFFERS = "field_differs"

    @property
    def entry(self) -> "Entry":
        return KINDS[self]

    @property
    def label(self) -> str:
        return KINDS[self].label.vi

    @property
    def severity(self) -> Severity:
        return KINDS[self].severity


@dataclass(frozen=True, slots=True)
class Entry:
    """One kind's line in the catalogue."""

    number: str  #: L-number of the taxonomy; "" for a kind it does not have
    severity: Severity
    right: Right
    label: Said
    #: The citizen's due date says how much it presses; a kind that does not press waits behind every one that does.
    presses: bool = True


_CRITICAL, _HIGH, _MEDIUM, _LOW = Severity.CRITICAL, Severity.HIGH, Severity.MEDIUM, Severity.LOW
_SOURCE, _TARGET, _PAPER = Right.SOURCE, Right.TARGET, Right.PAPER
_CATALOGUE, _PERSON = Right.CATALOGUE, Right.PERSON


def _entry(number: str, severity: Severity, right: Right, vi: str, en: str, *, presses: bool = True) -> Entry:
    return Entry(number, severity, right, Said(vi, en), presses)


KINDS: dict[Kind, Entry] = {
    Kind.ONLY_IN_TARGET: _entry("L01", _HIGH, _TARGET, "Hồ sơ chỉ có ở một cửa", "Only in the one-stop system"),
    Kind.ONLY_IN_SOURCE: _entry(
        *("L02", _CRITICAL, _SOURCE),
        "Hồ sơ chỉ có ở chuyên ngành (nhận ngoài một cửa)",
        "Only in the specialized software (received outside the one-stop)",
    ),
    Kind.PAPER_NOT_ENTERED: _entry(
        "L03", _CRITICAL, _PAPER, "Hồ sơ giấy chưa cập nhật phần mềm", "On paper, in no software"
    ),
    Kind.NOT_IN_REGISTER: _entry(
        *("L04", _MEDIUM, _PERSON),
        "Có trên phần mềm, không có trong sổ giấy",
        "In the software, not in the paper register",
        presses=False,
    ),
    Kind.DUPLICATE_DOSSIER: _entry(
        "L05", _HIGH, _PERSON, "Trùng hồ sơ (tiếp nhận hai lần)", "Duplicate dossier (received twice)"
    ),
    Kind.CODE_COLLISION: _entry(
        "L06", _CRITICAL, _PERSON, "Trùng mã hồ sơ, khác nội dung", "One code, different dossiers"
    ),
    Kind.RECEIVED_AT_DIFFERS: _entry("L07", _HIGH, _PAPER, "Sai ngày tiếp nhận", "Wrong day of receipt"),
    Kind.TIME_ZONE_SHIFT: _entry(
        "L08", _LOW, _TARGET, "Lệch múi giờ / thiếu giờ", "Time zone shift or missing hour", presses=False
    ),
    Kind.DUE_AT_EXPLAINED: _entry(
        *("L09", _LOW, _TARGET),
        "Lệch ngày hẹn trả do cách tính",
        "Due dates differ by the way of counting",
        presses=False,
    ),
    Kind.DUE_AT_DIFFERS: _entry("L10", _HIGH, _PAPER, "Sai ngày hẹn trả", "Wrong due date"),
    Kind.TARGET_BEHIND: _entry(
        *("L11", _HIGH, _SOURCE),
        "Trạng thái một cửa chậm hơn chuyên ngành",
        "The one-stop is behind the specialized software",
    ),
    Kind.RETURNED_NOT_CLOSED: _entry(
        *("L12", _HIGH, _PAPER),
        "Đã trả kết quả thực tế, phần mềm chưa kết thúc",
        "Handed over in fact, not closed in the software",
    ),
    Kind.CLOSED_NOT_RETURNED: _entry(
        *("L13", _CRITICAL, _PAPER),
        "Phần mềm báo đã trả, thực tế chưa",
        "Returned by the software, not in fact",
    ),
    Kind.BULK_CLOSED: _entry(
        "L14", _MEDIUM, _PERSON, "Kết thúc hàng loạt (cập nhật dồn)", "Closed in bulk", presses=False
    ),
    Kind.FINISHED_BEFORE_RECEIVED: _entry(
        *("L15", _CRITICAL, _PAPER),
        "Kết quả có ngày trước ngày tiếp nhận",
        "Result dated before the receipt",
        presses=False,
    ),
    Kind.ILLEGAL_TRANSITION: _entry(
        "L16", _MEDIUM, _PERSON, "Chuyển trạng thái không hợp lệ", "Illegal change of state", presses=False
    ),
    Kind.STATUS_LAUNDERED: _entry(
        *("L17", _HIGH, _TARGET),
        "Trạng thái “đẹp hóa” khi đồng bộ",
        "State made to look better on its way to the portal",
    ),
    Kind.PROCEDURE_SUPERSEDED: _entry(
        "L18", _MEDIUM, _CATALOGUE, "Mã TTHC cũ/đã thay thế", "Old or superseded procedure code", presses=False
    ),
    Kind.PROCEDURE_DIFFERS: _entry("L19", _HIGH, _PAPER, "Sai thủ tục", "Wrong procedure"),
    Kind.AGENCY_RECODED: _entry(
        *("L20", _LOW, _CATALOGUE),
        "Mã cơ quan thay đổi sau sắp xếp",
        "Agency recoded by a reorganization",
        presses=False,
    ),
    Kind.AGENCY_DIFFERS: _entry("L21", _HIGH, _TARGET, "Sai cơ quan giải quyết", "Wrong agency"),
    Kind.APPLICANT_DIFFERS: _entry("L22", _MEDIUM, _PAPER, "Sai thông tin chủ hồ sơ", "Applicant differs"),
    Kind.DOCUMENTS_DIFFER: _entry("L23", _MEDIUM, _TARGET, "Thiếu thành phần/tệp đính kèm", "Documents differ"),
    Kind.RESULT_MISSING: _entry("L24", _HIGH, _SOURCE, "Chưa có kết quả điện tử", "No electronic result"),
    Kind.RECEIPT_UNSIGNED: _entry(
        *("L25", _HIGH, _PERSON),
        "Chưa ký số hồ sơ tiếp nhận / chữ ký không hợp lệ",
        "Receipt not signed, or by an invalid signature",
    ),
    Kind.ENDED_ON_ONE_SIDE: _entry("L26", _HIGH, _PAPER, "Rút/hủy một bên", "Ended on one side only"),
    Kind.PAUSED_ON_ONE_SIDE: _entry("L27", _HIGH, _SOURCE, "Tạm dừng một bên", "Paused on one side only"),
    Kind.FEE_DIFFERS: _entry(
        "L28", _HIGH, _PERSON, "Sai phí, lệ phí / đã thu chưa cập nhật", "Fees differ", presses=False
    ),
    Kind.OVERDUE_WITHOUT_APOLOGY: _entry(
        "L29", _MEDIUM, _PERSON, "Quá hạn không có văn bản xin lỗi", "Overdue without a letter of apology"
    ),
    Kind.RECEIVED_LATE: _entry(
        "L30", _HIGH, _TARGET, "Chậm tiếp nhận trực tuyến", "Online dossier not received in time"
    ),
    Kind.TEXT_ENCODING: _entry("L31", _LOW, _PERSON, "Lỗi bảng mã/chữ", "Damaged or legacy characters", presses=False),
    Kind.UNKNOWN_VALUE: _entry(
        "L32", _MEDIUM, _PERSON, "Giá trị không nhận biết (mã trạng thái/loại…)", "Unknown value"
    ),
    Kind.TARGET_AHEAD: _entry(
        *("", _MEDIUM, _PERSON),
        "Trạng thái một cửa đi trước chuyên ngành",
        "The one-stop is ahead of the specialized software",
    ),
    Kind.STEPS_MISSING: _entry("", _MEDIUM, _SOURCE, "Thiếu bước xử lý trên một cửa", "Steps missing in the one-stop"),
    Kind.RECORDED_LATE: _entry(
        "", _MEDIUM, _PERSON, "Cập nhật phần mềm chậm so với thực tế", "Recorded late", presses=False
    ),
    Kind.FINISH_BACKDATED: _entry(
        *("", _HIGH, _PERSON),
        "Kết thúc ghi lùi ngày, cần người xác nhận",
        "Finish recorded backwards, needs a person's word",
    ),
    Kind.FIELD_DIFFERS: _entry("", _LOW, _TARGET, "Lệch thông tin khác", "Other information differs", presses=False),
}
