"""What may stand in a table of a report."""

from dataclasses import dataclass
from datetime import date, datetime

from connector.domain.kinds import Said
from connector.domain.times import at_zone, hour_known
from connector.report.words import day, number, printable

Cell = str | int | date | datetime | None


@dataclass(frozen=True, slots=True)
class Column:
    """One column; ``width`` in characters. Columns not ``printed`` stand to the right of those that are: a sheet of
    paper has no room for them."""

    key: str
    heading: Said
    width: int
    printed: bool = True


def text_of(cell: Cell, language: str) -> str:
    """The cell as a person reads it."""
    if cell is None:
        return ""
    if isinstance(cell, int):
        return number(cell, language)
    if isinstance(cell, datetime):
        local = at_zone(cell)
        return f"{local:%d/%m/%Y %H:%M}" if hour_known(local) else day(local)
    return day(cell) if isinstance(cell, date) else printable(cell)
