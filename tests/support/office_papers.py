"""What an office keeps in spreadsheets: the export of a specialized program, and the paper register."""

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

import xlsxwriter

from connector.adapters.memory.invented import invent
from connector.domain.dossier import Dossier
from connector.domain.status import Status

_EXPORTED = ("Mã hồ sơ", "Mã thủ tục", "Tên cá nhân, tổ chức", "Nhận hồ sơ", "Hẹn trả kết quả", "Trạng thái")
_LISTED = ("Mã hồ sơ", "Mã thủ tục", "Chủ hồ sơ", "Ngày tiếp nhận", "Ngày hẹn trả", "Ngày kết thúc xử lý", "Trạng thái")
_WORDS = {Status.REGISTERED: "Mới", Status.FINISHED: "Đã xong", Status.RETURNED: "Đã trả"}
_REGISTER = ("STT", "Mã hồ sơ", "Tên cá nhân, tổ chức", "Nhận hồ sơ", "Hẹn trả kết quả", "Trả kết quả", "Ghi chú")


def write_exports(folder: Path, number: int = 8) -> None:
    """What both programs of an office save as workbooks: the specialized one all, the one-stop all but two."""
    dossiers = [each.dossier for each in invent(number)]
    rows = [(*_told(dossier), _WORDS.get(dossier.status or Status.PROCESSING, "Đang xử lý")) for dossier in dossiers]
    _write(folder / "xuat" / "ho-so-2026.xlsx", _EXPORTED, rows)
    listed = [(*_told(dossier), "", (dossier.status or Status.PROCESSING).label) for dossier in dossiers[2:]]
    _write(folder / "xuat-mot-cua" / "danh-sach.xlsx", _LISTED, listed)


def _told(dossier: Dossier) -> tuple[object, ...]:
    received, due = f"{dossier.received_at:%d/%m/%Y %H:%M}", f"{dossier.due_at:%d/%m/%Y %H:%M}"
    return dossier.code, dossier.procedure_code, dossier.applicant_name, received, due


def write_paper_register(folder: Path, number: int = 12) -> None:
    """The register: one dossier handed over that no software knows of, one that was never entered anywhere else."""
    rows: list[tuple[object, ...]] = []
    for place, each in enumerate(invent(number), start=1):
        told = each.dossier
        received, due = told.received_at, told.due_at
        assert received is not None
        assert due is not None
        returned = date(2026, 1, 16) if told.status is Status.RETURNED or place == 7 else None
        shown = f"{returned:%d/%m/%Y}" if returned else ""
        rows.append((place, told.code, told.applicant_name, f"{received:%d/%m/%Y}", f"{due:%d/%m/%Y}", shown, ""))
    rows.append((number + 1, "H13.22-260107-0099", "Trần Thị Thử", "07/01/2026", "21/01/2026", "", ""))
    _write(folder / "so-2026.xlsx", _REGISTER, rows)


def _write(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with xlsxwriter.Workbook(str(path)) as workbook:
        sheet = workbook.add_worksheet()
        for number, row in enumerate([header, *rows]):
            sheet.write_row(number, 0, row)
