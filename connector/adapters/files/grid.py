"""What every file becomes: named grids of numbered lines, whatever it was written in."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

Cell = str | int | float | bool | datetime | date | time | timedelta | None


@dataclass(frozen=True, slots=True)
class Line:
    """One line, numbered as a person sees it. ``fault`` says why it could not be taken apart."""

    number: int
    cells: Sequence[Cell]
    fault: str | None = None

    def cell(self, column: int) -> Cell:
        """The cell there, None where the line ends before it or holds nothing but space."""
        value = self.cells[column] if column < len(self.cells) else None
        return None if isinstance(value, str) and not value.strip() else value


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet, or one text file. ``lines`` may be asked for several times and gives the same every time."""

    label: str
    lines: Callable[[], Iterator[Line]]
    date_1904: bool = False
    #: Every line must have as many cells as the header: in separated text, fewer or more mean a broken line.
    even: bool = False
