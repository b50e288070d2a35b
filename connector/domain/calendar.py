"""Working days, from a table that the operator keeps: days off, and Saturdays worked to make up for them."""

import csv
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from connector.domain.text import display, key
from connector.domain.times import at_zone, parse_vn

#: kind, as written in the table → whether the day is worked.
_KINDS = {"nghỉ": False, "làm bù": True}
_COLUMNS = ("date", "kind", "basis")
_ONE_DAY = timedelta(days=1)


class WorkingCalendar:
    """Which days are worked. A day that the table does not name is worked from Monday to Friday."""

    def __init__(self, days: Mapping[date, bool]) -> None:
        self._days = dict(days)
        #: The years whose holidays are known; outside them only weekends are off.
        self.years = frozenset(day.year for day in days)

    def __repr__(self) -> str:
        """Every day of the table: two calendars that judge alike read alike."""
        told = (f"{day}{'+' if worked else '-'}" for day, worked in sorted(self._days.items()))
        return f"WorkingCalendar({', '.join(told)})"

    def covers(self, day: date) -> bool:
        return day.year in self.years

    def is_working(self, day: date) -> bool:
        return self._days.get(day, day.weekday() < 5)

    def next_working_day(self, day: date) -> date:
        """The first working day strictly after."""
        day += _ONE_DAY
        while not self.is_working(day):
            day += _ONE_DAY
        return day

    def add(self, day: date, working_days: int) -> date:
        """The day a term ends: the first day is not counted, and the end falls on a working day."""
        if working_days < 0:
            raise ValueError("Số ngày làm việc không được âm.")
        for _ in range(working_days):
            day = self.next_working_day(day)
        return day

    def between(self, start: date, end: date) -> int:
        """Working days after ``start`` up to and including ``end``; negative when ``end`` is the earlier."""
        if end < start:
            return -self.between(end, start)
        span = (end - start).days
        return sum(self.is_working(start + timedelta(days=after)) for after in range(1, span + 1))

    def lag_exceeds(self, start: datetime, end: datetime, working_days: int) -> bool:
        """Whether ``end`` is past the last day of a term of so many working days that begins at ``start``.

        By days, as terms run in law: hours of different systems do not compare.
        """
        return at_zone(end).date() > self.add(at_zone(start).date(), working_days)


def read_calendar(lines: Iterable[str]) -> WorkingCalendar:
    """The table as CSV: date,kind,basis, with remarks behind #. Raises ValueError naming every bad line at once."""
    rest = iter(lines)
    header = display(next(rest, ""))
    separator = ";" if ";" in header else ","  # Excel on a Vietnamese machine writes semicolons
    if tuple(name.strip() for name in header.split(separator)) != _COLUMNS:
        raise ValueError(f"Dòng đầu của bảng lịch làm việc phải là: {','.join(_COLUMNS)}.")
    days: dict[date, bool] = {}
    problems = []
    reader = csv.reader(rest, delimiter=separator)
    for row in reader:
        if not any(map(str.strip, row)) or row[0].startswith("#"):
            continue
        try:
            day, worked = read_day(*[*row, ""][:2])
            if days.setdefault(day, worked) != worked:
                raise ValueError("một ngày không thể vừa nghỉ vừa làm bù.")  # noqa: TRY301 - told with the others
        except ValueError as error:
            problems.append(f"dòng {reader.line_num + 1}: {error}")
    if problems:
        raise ValueError("Bảng lịch làm việc có lỗi: " + " ".join(problems))
    return WorkingCalendar(days)


def read_day(written: str, kind: str) -> tuple[date, bool]:
    """A day of the table, and whether it is worked. Raises ValueError with a sentence that names the column."""
    worked = _KINDS.get(key(kind))
    if worked is None:
        raise ValueError("cột kind phải là “nghỉ” hoặc “làm bù”.")
    try:
        return date.fromisoformat(display(written)), worked
    except ValueError:
        return parse_vn(written).date(), worked
