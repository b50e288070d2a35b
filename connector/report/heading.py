"""What stands above every report: whose it is, of which period, from when, and how it was made."""

from connector.domain.kinds import Said
from connector.domain.shares import NOTHING
from connector.domain.times import at_zone
from connector.report.data import ReportData
from connector.report.words import day

TITLE = Said("Báo cáo đối chiếu hồ sơ", "Reconciliation of dossiers")

METHOD = Said(
    "Hồ sơ của phần mềm chuyên ngành, phần mềm một cửa và sổ giấy được gộp theo mã hồ sơ (mã cũ và mã mới của cùng một "
    "hồ sơ là một), mỗi hồ sơ tính một lần dù nằm ở nhiều luồng. Từng trường so sánh được của từng hồ sơ được so giữa "
    "các bên; trước khi ghi một chỗ lệch, hồ sơ đó được đọc lại ở cả hai phần mềm. Trường mà một bên không có hoặc "
    "không cho biết thì không so và không tính là khớp. Hạn tính theo ngày, ngày nghỉ lùi sang ngày làm việc kế tiếp; "
    "hồ sơ được gia hạn vẫn tính theo ngày hẹn đầu tiên, hồ sơ phải tạm dừng thì theo ngày hẹn mới.",
    "Dossiers of the specialized software, the one-stop system and the paper register are put together by their code "
    "(old and new form of a code are one), each counted once however many links hold it. Every comparable field of "
    "every dossier is compared; before a case is written down, the dossier is read again in both systems. A field that "
    "a side does not have or tell is not compared and is no agreement. Deadlines run by days, a day off ends with the "
    "next working day; an extended dossier keeps its first due date, a paused one has the new one.",
)

#: An office without a published hotline is itself a finding of inspectors.
_NO_HOTLINE = Said("chưa khai báo (agency.hotline)", "not given (agency.hotline)")


def heading(data: ReportData, language: str) -> list[tuple[str, str]]:
    """Labels and values, one line each."""
    lines = [
        (Said("Cơ quan", "Agency"), f"{data.office.name} ({data.office.code})"),
        (Said("Đường dây nóng", "Hotline"), data.office.hotline or _NO_HOTLINE.told(language)),
        (Said("Kỳ báo cáo", "Period"), period_text(data, language)),
        (Said("Luồng đồng bộ", "Links"), ", ".join(data.links)),
        (Said("Số liệu đối chiếu", "Reconciled"), as_of_text(data, language)),
        (Said("Lập lúc", "Made at"), f"{at_zone(data.period.now):%d/%m/%Y %H:%M}"),
        (Said("Dữ liệu cá nhân", "Personal data"), _privacy(data, language)),
    ]
    if data.never:
        lines.insert(5, (Said("Chưa đối chiếu lần nào", "Never reconciled"), ", ".join(data.never)))
    return [(label.told(language), value) for label, value in lines]


def period_text(data: ReportData, language: str) -> str:
    """The days of receipt that the report is about."""
    first, last = data.period.first, data.period.last
    if first is None and last is None:
        return Said("mọi hồ sơ đã đối chiếu", "all dossiers reconciled").told(language)
    if first is None:
        return Said(f"tiếp nhận đến hết {day(last)}", f"received up to {day(last)}").told(language)
    if last is None:
        return Said(f"tiếp nhận từ {day(first)}", f"received from {day(first)}").told(language)
    return Said(f"tiếp nhận từ {day(first)} đến hết {day(last)}", f"received {day(first)} to {day(last)}").told(
        language
    )


def as_of_text(data: ReportData, language: str) -> str:
    """From when the figures are; closed dossiers are read again in turn, so they may be of several nights."""
    if data.as_of is None:
        return NOTHING
    oldest, newest = (f"{at_zone(moment):%d/%m/%Y %H:%M}" for moment in data.as_of)
    if oldest == newest:
        return Said(f"lúc {newest}", f"at {newest}").told(language)
    return Said(f"từng hồ sơ lúc {oldest} đến {newest}", f"each dossier at {oldest} to {newest}").told(language)


def _privacy(data: ReportData, language: str) -> str:
    if data.unmasked:
        told = Said("KHÔNG CHE, chỉ dùng đúng mục đích đã ghi nhật ký", "SHOWN, for the purpose that was logged")
    else:
        told = Said("đã che", "masked")
    return told.told(language)
