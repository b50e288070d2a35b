"""The register as a witness of a link, or of a single reconcile."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import partial
from pathlib import Path

from connector.adapters.files.book import Wanted, first_lines, open_grids, read_table
from connector.adapters.files.grid import Grid, Line
from connector.adapters.files.guard import Still, broken
from connector.adapters.files.header import Header
from connector.adapters.files.keys import DATE_TEXT
from connector.adapters.files.testimony import FileWitness
from connector.adapters.register.entries import DAYS, Entries, titles
from connector.adapters.register.headers import NAMES, book_header, doubts, is_register
from connector.adapters.register.settings import RegisterSettings
from connector.adapters.register.title import title_of
from connector.adapters.registry import Context
from connector.domain.codes import code_day
from connector.domain.dossier import Dossier
from connector.domain.times import at_zone
from connector.ports import Covers, Rejection, Testimony
from connector.settings.model import SystemSettings

_WANTED = Wanted(
    headers=tuple(NAMES), optional=frozenset(NAMES), convert=dict.fromkeys(DAYS, DATE_TEXT), everything=False
)

#: A day of receipt further than this from the one in its own code is a slip of the pen, most often in the year: the
#: book would cover months of which it tells nothing.
_SLIP = timedelta(days=31)

_FIX = "Xem lại tệp; nếu sổ không theo mẫu thì khai báo columns, header_row hoặc sheet của bên làm chứng này."


def make_witness(
    system: SystemSettings | None,
    settings: RegisterSettings,
    covers: Covers,
    context: Context,
    *,
    name: str,
) -> FileWitness:
    """The books of these settings; a register has no system of its own."""
    del system
    read = partial(read_register, settings=settings)
    return FileWitness("register", settings, covers, context, name=name, read=read)


def register_file(path: Path, context: Context) -> FileWitness:
    """One book for a single reconcile, covering exactly the received days between its first and its last, but for slips
    of the pen.

    The file is read here: whatever keeps it from being read is raised at once, and so is a book without any day.
    """
    settings = RegisterSettings(path=path.absolute())
    witness = make_witness(None, settings, Covers(), context, name=path.name)
    told = (one.dossier for batch in witness.enumerate() for one in batch if isinstance(one, Testimony))
    received = [(dossier.code, day) for dossier in told if (day := _received(dossier)) is not None]
    if not received:
        witness.close()
        raise broken(path.name, "không có ngày nhận hồ sơ nào đọc được, nên không biết sổ gồm những ngày nào", _FIX)
    believed = [day for code, day in received if not _is_slip(code, day)]
    days = believed or [day for _, day in received]
    witness.covers = Covers(first=min(days), last=max(days))
    witness.lasting = False
    return witness


def read_register(file: Still, *, settings: RegisterSettings) -> Iterator[Testimony | Rejection]:
    """Every entry of every sheet that is a register. A file in which none is raises."""
    found = list(_registers(file, settings))
    for grid, header in found:
        table = read_table(grid, header, settings, _WANTED)
        above = [header.decode(text) for text in titles(table.above())]
        title = title_of(above, label=grid.label, year=settings.year, volume=settings.volume)
        yield from Entries(table, title, settings)


def _registers(file: Still, settings: RegisterSettings) -> Iterator[tuple[Grid, Header]]:
    def score(lines: Sequence[Line]) -> int:
        header = book_header(lines, settings)
        return 0 if header is None else len(header.columns)

    grids = open_grids(file, settings, score)
    headers = [(grid, book_header(first_lines(grid, settings), settings)) for grid in grids]
    found = [(grid, header) for grid, header in headers if header is not None and is_register(header)]
    if not found:
        raise broken(file.label, _why_none([header for _, header in headers]), _FIX)
    for grid, header in found:
        why = doubts(header, settings)
        if why is not None:
            raise broken(grid.label, why, _FIX)
        yield grid, header


def _why_none(headers: Sequence[Header | None]) -> str:
    """What was found of a register's header, and what was not."""
    best = max((set(header.columns) for header in headers if header is not None), key=len, default=set())
    seen = ", ".join(repr(NAMES[column][0]) for column in NAMES if column in best)
    code, name, day = (repr(NAMES[column][0]) for column in ("code", "applicant_name", "received_at"))
    wanted = f"từ ba cột trở lên: {code} hoặc {name}, một cột ngày như {day}"
    told = f"chỉ thấy các cột {seen}" if seen else "không thấy cột nào của mẫu"
    return f"không phải sổ theo dõi hồ sơ: {told}, cần có {wanted}"


def _received(dossier: Dossier) -> date | None:
    return None if dossier.received_at is None else at_zone(dossier.received_at).date()


def _is_slip(code: str, received: date) -> bool:
    day = code_day(code)
    return day is not None and abs(received - day) > _SLIP
