"""How a report calls states and classes, in both languages."""

from collections.abc import Mapping

from connector.domain.delivery import DueClass
from connector.domain.kinds import Said
from connector.domain.mismatch import CaseState, Moved, Severity
from connector.domain.status import Status

SEVERITIES: Mapping[Severity, Said] = {
    Severity.CRITICAL: Said("nghiêm trọng", "critical"),
    Severity.HIGH: Said("cao", "high"),
    Severity.MEDIUM: Said("trung bình", "medium"),
    Severity.LOW: Said("thấp", "low"),
}

CASE_STATES: Mapping[CaseState, Said] = {
    CaseState.OPEN: Said("đang mở", "open"),
    CaseState.ACCEPTED: Said("đã chấp nhận", "accepted"),
    CaseState.CLOSED: Said("đã đóng", "closed"),
}

MOVED: Mapping[Moved, Said] = {
    Moved.SOURCE: Said("chuyên ngành", "source"),
    Moved.TARGET: Said("một cửa", "target"),
    Moved.BOTH: Said("cả hai", "both"),
    Moved.REVERTED: Said("một cửa sửa ngược lại", "reverted"),
    Moved.UNKNOWN: Said("chưa rõ", "unknown"),
}

DUE_CLASSES: Mapping[DueClass, Said] = {
    DueClass.DUE_SOON: Said("1. Sắp đến hạn trả", "1. Due soon"),
    DueClass.OVERDUE: Said("2. Quá hạn đến 30 ngày", "2. Overdue up to 30 days"),
    DueClass.DUE_LATER: Said("3. Còn hạn", "3. Due later"),
    DueClass.NO_DUE_DATE: Said("4. Không có ngày hẹn trả", "4. No due date"),
    DueClass.PAST: Said("5. Đã xong hoặc quá hạn đã lâu", "5. Finished or long overdue"),
}

#: The dimensions by which figures are grouped: the heading of the group's name.
DIMENSIONS: Mapping[str, Said] = {
    "division": Said("Phòng, đơn vị", "Division"),
    "procedure": Said("Thủ tục", "Procedure"),
    "officer": Said("Cán bộ thụ lý", "Officer"),
    "month": Said("Tháng tiếp nhận", "Month received"),
}

UNNAMED = Said("(chưa rõ)", "(unknown)")


def status_name(status: Status | None) -> str:
    """By its national number and name, which exist in Vietnamese only."""
    return "" if status is None else f"{int(status)} {status.label}"
