"""Control slips (Phiếu kiểm soát quá trình giải quyết hồ sơ) of what came over the counter, as a list of hand-overs."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import xlsxwriter

from connector.domain.status import Status
from connector.domain.times import format_vn
from connector.testing.office_year.catalogue import DESK
from connector.testing.office_year.lives import Life

FOLDER = "phieu-kiem-soat"

_COLUMNS = (
    "Mã hồ sơ",
    "Thứ tự",
    "Tên cơ quan giao",
    "Thời gian giao",
    "Tên cơ quan nhận",
    "Thời gian nhận",
    "Kết quả",
    "Ghi chú",
)
_HANDED_ON = frozenset({Status.PROCESSING, Status.FINISHED})


def write_slips(folder: Path, lives: Iterable[Life]) -> Path:
    """One workbook under ``folder``: a dossier's code only in the first of its lines, as a hand writes it."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "phieu-kiem-soat.xlsx"
    with xlsxwriter.Workbook(str(path)) as workbook:
        sheet = workbook.add_worksheet("Giao nhận")
        rows = [_COLUMNS, *(row for life in lives for row in _rows(life))]
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return path


def _rows(life: Life) -> Iterator[tuple[str, ...]]:
    """The file goes to the division, and back to the desk when the result is signed."""
    handed_on = [event for event in life.known_events if event.status in _HANDED_ON]
    for number, event in enumerate(handed_on, 1):
        there, back = life.procedure.division, DESK
        giver, taker = (there, back) if event.status is Status.FINISHED else (back, there)
        at = format_vn(event.at)
        yield (life.code if number == 1 else "", str(number), giver, at, taker, at, "", "")
