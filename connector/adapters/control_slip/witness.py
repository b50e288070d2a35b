"""Control slips as a witness of a link."""

from collections.abc import Iterator, Sequence
from functools import partial

from connector.adapters.control_slip.listed import DAYS, NAMES, doubts, is_list, list_header, listed_slips
from connector.adapters.control_slip.printed import is_printed, printed_slips
from connector.adapters.control_slip.settings import ControlSlipSettings
from connector.adapters.files.book import Wanted, first_lines, open_grids, read_table
from connector.adapters.files.grid import Grid, Line
from connector.adapters.files.guard import Still, broken
from connector.adapters.files.keys import DATE_TEXT
from connector.adapters.files.testimony import FileWitness
from connector.adapters.register.title import title_of
from connector.adapters.registry import Context
from connector.ports import Covers, Rejection, Testimony
from connector.settings.model import SystemSettings

_WANTED = Wanted(
    headers=tuple(NAMES), optional=frozenset(NAMES), convert=dict.fromkeys(DAYS, DATE_TEXT), everything=False
)
_FIX = "Xem lại tệp; nếu bảng không theo mẫu thì khai báo columns, header_row hoặc sheet của bên làm chứng này."


def make_witness(
    system: SystemSettings | None,
    settings: ControlSlipSettings,
    covers: Covers,
    context: Context,
    *,
    name: str,
) -> FileWitness:
    """The slips of these settings; they have no system of their own."""
    del system
    read = partial(read_slips, settings=settings)
    return FileWitness("control_slip", settings, covers, context, name=name, read=read)


def read_slips(file: Still, *, settings: ControlSlipSettings) -> Iterator[Testimony | Rejection]:
    """Every slip of every sheet that holds any. A file in which none is raises."""

    def score(lines: Sequence[Line]) -> int:
        header = list_header(lines, settings)
        return 0 if header is None else len(header.columns)

    found = [told for grid in open_grids(file, settings, score) if (told := _slips(grid, settings)) is not None]
    if not found:
        why = "không phải phiếu kiểm soát: không thấy bảng giao nhận, cũng không thấy các dòng '1. Giao:', '2. Nhận:'"
        raise broken(file.label, why, _FIX)
    for told in found:
        yield from told


def _slips(grid: Grid, settings: ControlSlipSettings) -> Iterator[Testimony | Rejection] | None:
    """None for a sheet that holds something else."""
    lines = first_lines(grid, settings)
    header = list_header(lines, settings)
    year = settings.year or title_of((), label=grid.label).year
    if header is not None and is_list(header):
        why = doubts(header, settings)
        if why is not None:
            raise broken(grid.label, why, _FIX)
        return listed_slips(read_table(grid, header, settings, _WANTED), year=year)
    return printed_slips(grid, year=year) if is_printed(list(grid.lines())) else None
