"""A mismatch: two sides disagree about a dossier, written down as a case that somebody closes."""

import dataclasses
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Severity(StrEnum):
    CRITICAL = "critical"  #: Legal effect, or a citizen is harmed.
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Moved(StrEnum):
    """Which side moved away from the values both last agreed on."""

    SOURCE = "source"
    TARGET = "target"
    BOTH = "both"
    REVERTED = "reverted"  #: The target went back to what it showed before our verified push.
    UNKNOWN = "unknown"  #: The sides never agreed before: there is no base.


class CaseState(StrEnum):
    OPEN = "open"
    ACCEPTED = "accepted"  #: A person lives with it, by name, for a reason, until a day.
    CLOSED = "closed"  #: A run proved that it is gone.


class Kind(StrEnum):
    """What differs. Labels and severities stand in ``KINDS`` below; L-numbers: reference/vietnam.md section 5."""

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
    def label(self) -> str:
        return KINDS[self][0]

    @property
    def severity(self) -> Severity:
        return KINDS[self][1]


KINDS: dict[Kind, tuple[str, Severity]] = {
    Kind.ONLY_IN_TARGET: ("Hồ sơ chỉ có ở một cửa", Severity.HIGH),
    Kind.ONLY_IN_SOURCE: ("Hồ sơ chỉ có ở chuyên ngành (nhận ngoài một cửa)", Severity.CRITICAL),
    Kind.PAPER_NOT_ENTERED: ("Hồ sơ giấy chưa cập nhật phần mềm", Severity.CRITICAL),
    Kind.NOT_IN_REGISTER: ("Có trên phần mềm, không có trong sổ giấy", Severity.MEDIUM),
    Kind.DUPLICATE_DOSSIER: ("Trùng hồ sơ (tiếp nhận hai lần)", Severity.HIGH),
    Kind.CODE_COLLISION: ("Trùng mã hồ sơ, khác nội dung", Severity.CRITICAL),
    Kind.RECEIVED_AT_DIFFERS: ("Sai ngày tiếp nhận", Severity.HIGH),
    Kind.TIME_ZONE_SHIFT: ("Lệch múi giờ / thiếu giờ", Severity.LOW),
    Kind.DUE_AT_EXPLAINED: ("Lệch ngày hẹn trả do cách tính", Severity.LOW),
    Kind.DUE_AT_DIFFERS: ("Sai ngày hẹn trả", Severity.HIGH),
    Kind.TARGET_BEHIND: ("Trạng thái một cửa chậm hơn chuyên ngành", Severity.HIGH),
    Kind.RETURNED_NOT_CLOSED: ("Đã trả kết quả thực tế, phần mềm chưa kết thúc", Severity.HIGH),
    Kind.CLOSED_NOT_RETURNED: ("Phần mềm báo đã trả, thực tế chưa", Severity.CRITICAL),
    Kind.BULK_CLOSED: ("Kết thúc hàng loạt (cập nhật dồn)", Severity.MEDIUM),
    Kind.FINISHED_BEFORE_RECEIVED: ("Kết quả có ngày trước ngày tiếp nhận", Severity.CRITICAL),
    Kind.ILLEGAL_TRANSITION: ("Chuyển trạng thái không hợp lệ", Severity.MEDIUM),
    Kind.STATUS_LAUNDERED: ("Trạng thái “đẹp hóa” khi đồng bộ", Severity.HIGH),
    Kind.PROCEDURE_SUPERSEDED: ("Mã TTHC cũ/đã thay thế", Severity.MEDIUM),
    Kind.PROCEDURE_DIFFERS: ("Sai thủ tục", Severity.HIGH),
    Kind.AGENCY_RECODED: ("Mã cơ quan thay đổi sau sắp xếp", Severity.LOW),
    Kind.AGENCY_DIFFERS: ("Sai cơ quan giải quyết", Severity.HIGH),
    Kind.APPLICANT_DIFFERS: ("Sai thông tin chủ hồ sơ", Severity.MEDIUM),
    Kind.DOCUMENTS_DIFFER: ("Thiếu thành phần/tệp đính kèm", Severity.MEDIUM),
    Kind.RESULT_MISSING: ("Chưa có kết quả điện tử", Severity.HIGH),
    Kind.RECEIPT_UNSIGNED: ("Chưa ký số hồ sơ tiếp nhận / chữ ký không hợp lệ", Severity.HIGH),
    Kind.ENDED_ON_ONE_SIDE: ("Rút/hủy một bên", Severity.HIGH),
    Kind.PAUSED_ON_ONE_SIDE: ("Tạm dừng một bên", Severity.HIGH),
    Kind.FEE_DIFFERS: ("Sai phí, lệ phí / đã thu chưa cập nhật", Severity.HIGH),
    Kind.OVERDUE_WITHOUT_APOLOGY: ("Quá hạn không có văn bản xin lỗi", Severity.MEDIUM),
    Kind.RECEIVED_LATE: ("Chậm tiếp nhận trực tuyến", Severity.HIGH),
    Kind.TEXT_ENCODING: ("Lỗi bảng mã/chữ", Severity.LOW),
    Kind.UNKNOWN_VALUE: ("Giá trị không nhận biết (mã trạng thái/loại…)", Severity.MEDIUM),
    Kind.TARGET_AHEAD: ("Trạng thái một cửa đi trước chuyên ngành", Severity.MEDIUM),
    Kind.STEPS_MISSING: ("Thiếu bước xử lý trên một cửa", Severity.MEDIUM),
    Kind.RECORDED_LATE: ("Cập nhật phần mềm chậm so với thực tế", Severity.MEDIUM),
    Kind.FINISH_BACKDATED: ("Kết thúc ghi lùi ngày, cần người xác nhận", Severity.HIGH),
    Kind.FIELD_DIFFERS: ("Lệch thông tin khác", Severity.LOW),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A mismatch as a judgement states it, before it is a case. Values are for reading; None means "not there"."""

    kind: Kind
    field: str | None = None
    source: str | None = dataclasses.field(default=None, repr=False)
    target: str | None = dataclasses.field(default=None, repr=False)
    paper: str | None = dataclasses.field(default=None, repr=False)
    portal: str | None = dataclasses.field(default=None, repr=False)
    moved: Moved = Moved.UNKNOWN

    @property
    def identity(self) -> tuple[Kind, str | None]:
        """With link and dossier, what makes it the same case when it is seen again."""
        return (self.kind, self.field)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mismatch:
    """A case in the store."""

    id: int
    link: str
    code: str
    finding: Finding
    state: CaseState
    first_seen: datetime
    last_seen: datetime
    accepted_by: str | None = None
    accepted_reason: str | None = None
    accepted_until: datetime | None = None
