"""How a report calls fields, states and classes, in both languages."""

from collections.abc import Mapping

from connector.domain.delivery import DueClass
from connector.domain.mismatch import CaseState, Moved, Severity
from connector.domain.status import Status
from connector.report.words import Words

FIELDS: Mapping[str, Words] = {
    "code": Words("mã hồ sơ", "code"),
    "receipt_number": Words("số biên nhận", "receipt number"),
    "procedure_code": Words("mã thủ tục", "procedure code"),
    "procedure_name": Words("tên thủ tục", "procedure name"),
    "sector_code": Words("mã lĩnh vực", "sector code"),
    "sector_name": Words("tên lĩnh vực", "sector name"),
    "agency_code": Words("mã cơ quan", "agency code"),
    "agency_name": Words("tên cơ quan", "agency name"),
    "applicant_name": Words("tên chủ hồ sơ", "applicant's name"),
    "applicant_type": Words("loại đối tượng", "applicant's type"),
    "applicant_id": Words("số giấy tờ chủ hồ sơ", "applicant's id"),
    "submitter_name": Words("tên người nộp", "submitter's name"),
    "submitter_id": Words("số giấy tờ người nộp", "submitter's id"),
    "phone": Words("số điện thoại", "phone"),
    "email": Words("thư điện tử", "e-mail"),
    "address": Words("địa chỉ", "address"),
    "summary": Words("trích yếu", "summary"),
    "note": Words("ghi chú", "note"),
    "channel": Words("cách nộp", "channel"),
    "status": Words("trạng thái", "status"),
    "submitted_at": Words("ngày nộp", "submitted"),
    "received_at": Words("ngày tiếp nhận", "received"),
    "due_at": Words("ngày hẹn trả", "due"),
    "first_due_at": Words("ngày hẹn trả đầu tiên", "first due"),
    "finished_at": Words("ngày kết thúc xử lý", "finished"),
    "returned_at": Words("ngày trả kết quả", "returned"),
    "rejected_at": Words("ngày từ chối", "refused"),
    "return_method": Words("cách trả kết quả", "return method"),
    "officer": Words("cán bộ thụ lý", "officer"),
    "department": Words("phòng chuyên môn", "division"),
    "fees": Words("phí, lệ phí", "fees"),
    "documents": Words("thành phần hồ sơ", "documents"),
    "results": Words("kết quả", "results"),
    "supplements": Words("yêu cầu bổ sung", "supplements"),
    "steps": Words("tiến độ", "steps"),
    "paid_online": Words("thanh toán trực tuyến", "paid online"),
    "digitised": Words("số hóa", "digitised"),
    "receipt_signed": Words("ký số tiếp nhận", "receipt signed"),
}

SEVERITIES: Mapping[Severity, Words] = {
    Severity.CRITICAL: Words("nghiêm trọng", "critical"),
    Severity.HIGH: Words("cao", "high"),
    Severity.MEDIUM: Words("trung bình", "medium"),
    Severity.LOW: Words("thấp", "low"),
}

CASE_STATES: Mapping[CaseState, Words] = {
    CaseState.OPEN: Words("đang mở", "open"),
    CaseState.ACCEPTED: Words("đã chấp nhận", "accepted"),
    CaseState.CLOSED: Words("đã đóng", "closed"),
}

MOVED: Mapping[Moved, Words] = {
    Moved.SOURCE: Words("chuyên ngành", "source"),
    Moved.TARGET: Words("một cửa", "target"),
    Moved.BOTH: Words("cả hai", "both"),
    Moved.REVERTED: Words("một cửa sửa ngược lại", "reverted"),
    Moved.UNKNOWN: Words("chưa rõ", "unknown"),
}

DUE_CLASSES: Mapping[DueClass, Words] = {
    DueClass.DUE_SOON: Words("1. Sắp đến hạn trả", "1. Due soon"),
    DueClass.OVERDUE: Words("2. Quá hạn đến 30 ngày", "2. Overdue up to 30 days"),
    DueClass.DUE_LATER: Words("3. Còn hạn", "3. Due later"),
    DueClass.NO_DUE_DATE: Words("4. Không có ngày hẹn trả", "4. No due date"),
    DueClass.PAST: Words("5. Đã xong hoặc quá hạn đã lâu", "5. Finished or long overdue"),
}

#: The dimensions by which figures are grouped: the heading of the group's name.
DIMENSIONS: Mapping[str, Words] = {
    "division": Words("Phòng, đơn vị", "Division"),
    "procedure": Words("Thủ tục", "Procedure"),
    "officer": Words("Cán bộ thụ lý", "Officer"),
    "month": Words("Tháng tiếp nhận", "Month received"),
}

UNNAMED = Words("(chưa rõ)", "(unknown)")


def field_name(name: str, language: str) -> str:
    """The field's name; its key where it has none."""
    found = FIELDS.get(name)
    return name if found is None else found.told(language)


def status_name(status: Status | None) -> str:
    """By its national number and name, which exist in Vietnamese only."""
    return "" if status is None else f"{int(status)} {status.label}"
