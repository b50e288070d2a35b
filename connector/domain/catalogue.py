"""Lines of the national and the agency's own lists, each true between two days: what was law then stays true of then.

Both days are included and an open end is open. Of one code, no two lines are in force on the same day.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol, TypeVar


class TermUnit(StrEnum):
    """What a procedure's term is counted in."""

    DAY = "day"  #: Calendar days.
    WORKING_DAY = "working_day"
    HOUR = "hour"  #: Working hours.
    MONTH = "month"  #: Calendar months.


class OnlineClass(StrEnum):
    """How far a procedure can be done on line: four levels until 15/8/2022, two classes since."""

    FULL = "full"
    PARTIAL = "partial"
    LEVEL_4 = "level_4"
    LEVEL_3 = "level_3"
    LEVEL_2 = "level_2"
    LEVEL_1 = "level_1"
    NONE = "none"

    @property
    def is_online(self) -> bool:
        """Whether it counts as provided on line; a level below 3 only informs."""
        return self in {OnlineClass.FULL, OnlineClass.PARTIAL, OnlineClass.LEVEL_4, OnlineClass.LEVEL_3}


class Dated(Protocol):
    """Whatever is true between two days."""

    @property
    def valid_from(self) -> date | None: ...

    @property
    def valid_to(self) -> date | None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Procedure:
    """One administrative procedure. ``term`` counts ``unit``; 0 means at once, None not known."""

    code: str
    name: str | None = None
    term: int | None = None
    unit: TermUnit | None = None
    online: OnlineClass | None = None
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Agency:
    """One agency or division."""

    code: str
    name: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None


Line = TypeVar("Line", Procedure, Agency)


def is_in_force(line: Dated, day: date | None) -> bool:
    """Whether the line holds on that day; of an unknown day only one without days is known to hold."""
    if line.valid_from is None and line.valid_to is None:
        return True
    return (
        day is not None
        and (line.valid_from is None or line.valid_from <= day)
        and (line.valid_to is None or day <= line.valid_to)
    )


def in_force(lines: Iterable[Line], code: str, day: date | None) -> Line | None:
    """The line that holds on that day: of several under one key that of the very code; None where none is clear."""
    holding = [line for line in lines if is_in_force(line, day)]
    exact = [line for line in holding if line.code == code] or holding
    return exact[0] if len(exact) == 1 else None
