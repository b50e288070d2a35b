"""What the invented authority works by: its procedures with their terms, its divisions, its codes before and after
the merger of 1 July 2025, and its working days."""

from dataclasses import dataclass
from datetime import date
from functools import cache

from connector.domain.calendar import WorkingCalendar, read_calendar
from connector.settings.shipped import shipped_folder
from connector.testing.invented import DIVISIONS, PROCEDURES

#: The year's first and last day. It holds Tết, the make-up Saturday of 26 April 2025, and the merger; it is over, so
#: that whatever stands open has stood so for longer than any grace.
FIRST_DAY, LAST_DAY = date(2024, 10, 1), date(2025, 9, 30)

#: From this day on the three authorities are one.
MERGER = date(2025, 7, 1)

DESK = "Bộ phận Một cửa"
DESK_OFFICERS = ("Cán bộ Tiếp Nhận Một", "Cán bộ Tiếp Nhận Hai")

_TERMS = (5, 10, 15, 3, 7, 20, 10)  #: working days, by matter; each deed adds or takes a few
_FEES = (0, 0, 150_000, 600_000, 0, 50_000, 0)
_RESULTS = ("Quyết định", "Giấy chứng nhận", "Giấy phép", "Giấy phép lao động", "Thông báo", "Giấy phép", "Xác nhận")
_OFF_LINE = 2
_PERMITS = 3  #: the matter "work permits"


@dataclass(frozen=True, slots=True, kw_only=True)
class Procedure:
    """One TTHC. ``field`` is its matter, for which a register is kept; ``term`` is in working days."""

    code: str
    name: str
    field: str
    division: str
    term: int
    fee: int
    result: str
    papers: tuple[str, ...]
    #: Its code until the year before: still written by hand here and there.
    former_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority:
    """One of the three authorities that became one: its codes as its own software writes them, and as they are now."""

    code: str
    now: str

    @property
    def merged(self) -> bool:
        return self.code != self.now


OWN = Authority(code="H13.22", now="H13.22")
#: Those of the provinces that were merged into this one; their dossiers were renumbered on the one-stop.
MERGED = (Authority(code="H30.15", now="H13.22.01"), Authority(code="H51.17", now="H13.22.02"))


@cache
def calendar() -> WorkingCalendar:
    """The shipped table of working days."""
    return read_calendar((shipped_folder() / "calendar.csv").read_text(encoding="utf-8").splitlines())


@cache
def procedures() -> tuple[Procedure, ...]:
    return tuple(_procedure(place, code) for place, code in enumerate(PROCEDURES))


@cache
def permit() -> Procedure:
    """The one that a company files twenty times a day: a new work permit."""
    return procedures()[_PERMITS * 5]


def officers(division: str) -> tuple[str, ...]:
    """Three of each division."""
    first = DIVISIONS.index(division) * 3
    return tuple(f"Cán bộ Giả Định {number}" for number in range(first + 1, first + 4))


def _procedure(place: int, code: str) -> Procedure:
    name, division = PROCEDURES[code]
    matter, deed = divmod(place, 5)
    return Procedure(
        code=code,
        name=name,
        field=name.split(" ", 2)[2].capitalize(),
        division=division,
        term=_TERMS[matter] + deed % 3,
        fee=_FEES[matter],
        result=f"{_RESULTS[matter]} {name.lower()}",
        papers=tuple(f"{paper} {name.lower()}" for paper in ("Đơn đề nghị", "Báo cáo", "Bản sao hồ sơ pháp lý")),
        former_code=f"1.00{1742 + place}",
    )


def procedure_rows() -> list[tuple[str, str, str, str]]:
    """code, name, term and online class of every procedure, for the catalogue: 33 of the 35 can be had on line."""
    last = len(procedures()) - _OFF_LINE
    return [
        (each.code, each.name, f"{each.term} ngày làm việc", "toàn trình" if place < last else "không")
        for place, each in enumerate(procedures())
    ]


def mapping_rows() -> list[tuple[str, str, str, str, str]]:
    """kind, old, new, valid from, valid to, for the mapping table: former procedure codes and the merged agencies."""
    rows = [("procedure", each.former_code, each.code, "", "") for each in procedures()]
    last = date.fromordinal(MERGER.toordinal() - 1).isoformat()
    return rows + [("agency", each.code, each.now, "2018-01-01", last) for each in MERGED]
