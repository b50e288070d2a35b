"""How a case reads: what differs, why it matters, who is right and what to do."""

from connector.domain.english import said_in
from connector.domain.field_labels import field_label
from connector.domain.kinds import Said
from connector.report.cells import Cell, Column
from connector.report.data import Case
from connector.report.names import CASE_STATES, DUE_CLASSES, MOVED, SEVERITIES

CASE_COLUMNS = (
    Column("due_class", Said("Thứ tự", "Order"), 20),
    Column("code", Said("Mã hồ sơ", "Code"), 24),
    Column("label", Said("Loại lệch", "Kind"), 26),
    Column("severity", Said("Mức độ", "Severity"), 12),
    Column("reason", Said("Vì sao là lệch", "Why"), 48),
    Column("right", Said("Bên chuẩn", "Who is right"), 16),
    Column("advice", Said("Việc cần làm", "What to do"), 48),
    Column("department", Said("Phòng, đơn vị", "Division"), 20),
    Column("officer", Said("Cán bộ thụ lý", "Officer"), 16),
    Column("due", Said("Ngày hẹn trả", "Due"), 12),
    Column("state", Said("Tình trạng", "State"), 13),
    Column("field", Said("Trường", "Field"), 18, printed=False),
    Column("source", Said("Chuyên ngành", "Source"), 22, printed=False),
    Column("target", Said("Một cửa", "One-stop"), 22, printed=False),
    Column("paper", Said("Giấy", "Paper"), 18, printed=False),
    Column("portal", Said("Cổng DVCQG/tệp xuất", "Portal/export"), 18, printed=False),
    Column("moved", Said("Bên thay đổi", "Moved"), 14, printed=False),
    Column("procedure", Said("Mã thủ tục", "Procedure"), 14, printed=False),
    Column("first_seen", Said("Thấy lần đầu", "First seen"), 16, printed=False),
    Column("last_seen", Said("Thấy lần cuối", "Last seen"), 16, printed=False),
    Column("link", Said("Luồng", "Link"), 16, printed=False),
    Column("id", Said("Số", "ID"), 8, printed=False),
)


def case_cells(case: Case, language: str) -> tuple[Cell, ...]:
    finding = case.finding
    sides = (finding.source, finding.target, finding.paper, finding.portal)
    return (
        DUE_CLASSES[case.due_class].told(language),
        case.code,
        finding.kind.entry.label.told(language),
        SEVERITIES[finding.severity].told(language),
        finding.reason(language),
        finding.kind.entry.right.label.told(language),
        finding.advice(language),
        case.department,
        case.officer,
        case.due,
        CASE_STATES[case.state].told(language),
        field_label(finding.field, language) if finding.field else None,
        *(value and said_in(value, language) for value in sides),
        MOVED[finding.moved].told(language),
        case.procedure_code,
        case.first_seen,
        case.last_seen,
        case.link,
        str(case.id),
    )
