"""Due dates that differ for a known reason of arithmetic, and deadlines that a write would make look better."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

from connector.domain.calendar import WorkingCalendar
from connector.domain.catalogue import Procedure, TermUnit
from connector.domain.dossier import Dossier
from connector.domain.status import DONE, ENDED, PAUSED, Status
from connector.domain.times import at_zone, hour_known
from connector.reconcile.days import day_of
from connector.reconcile.situation import BothSides

#: Two systems that each carry the rest of a term over a pause end this far apart at most.
_PAUSE_SLACK = 2  # working days

#: A calendar without holidays, as some systems keep it.
_WEEKDAYS_ONLY = WorkingCalendar({})

#: What comes in later than this is counted from the next working morning by some systems.
_CLOSING = time(17)


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """What a due date is worked out from, as far as it is known."""

    calendar: WorkingCalendar
    received_at: datetime | None = None
    received_day: date | None = None  #: where only the code tells it, the day in the code
    paused: bool = False  #: the clock once stood still
    procedure: Procedure | None = None


def due_explained(sides: BothSides) -> bool:
    """Whether two due dates differ only by how they were worked out."""
    mine, theirs = sides.source.due_at, sides.target.due_at
    if mine is None or theirs is None:
        return False
    code = sides.target.procedure_code or sides.source.procedure_code
    day = sides.received_day(sides.target)
    term = Term(
        calendar=sides.calendar,
        received_at=sides.target.received_at or sides.source.received_at,
        received_day=day,
        paused=was_paused(sides.source) or was_paused(sides.target),
        procedure=None if code is None else sides.rules.catalogues.procedure_on(code, day),
    )
    return explains(term, day_of(mine), day_of(theirs))


def explains(term: Term, one: date, other: date) -> bool:
    """Across a pause, without the holidays, or by the known ways of counting this procedure's term."""
    early, late = sorted((one, other))
    if term.paused and term.calendar.between(early, late) <= _PAUSE_SLACK:
        return True
    if term.received_day is None or term.received_day > early:
        return False
    return _ignores_holidays(term.calendar, term.received_day, early, late) or {early, late} <= set(_ways(term))


def _ignores_holidays(calendar: WorkingCalendar, start: date, early: date, late: date) -> bool:
    """The same number of working days from the start, counted by one side with and by the other without holidays."""
    return any(
        calendar.is_working(right)
        and _WEEKDAYS_ONLY.is_working(plain)
        and _WEEKDAYS_ONLY.between(start, plain) == calendar.between(start, right)
        for plain, right in ((early, late), (late, early))
    )


def _ways(term: Term) -> Iterator[date]:
    """The days on which the procedure's term may be told to end: with and without the holidays, from the day of
    receipt, or from the next working morning where it came in after hours."""
    procedure = term.procedure
    if procedure is None or procedure.term is None or procedure.unit is None or term.received_day is None:
        return
    days = _working_days(procedure)
    if days is None:
        return
    for calendar in (term.calendar, _WEEKDAYS_ONLY):
        yield calendar.add(term.received_day, days)
        if _came_after_hours(term, calendar):
            yield calendar.add(calendar.next_working_day(term.received_day), days)


def _working_days(procedure: Procedure) -> int | None:
    """The term in working days; None for one that is counted by the calendar: nothing about that is ambiguous."""
    if procedure.term is None:
        return None
    if procedure.unit is TermUnit.HOUR:
        return -(-procedure.term // 8)
    return procedure.term if procedure.unit is TermUnit.WORKING_DAY else None


def _came_after_hours(term: Term, calendar: WorkingCalendar) -> bool:
    received = term.received_at
    if term.received_day is None or not calendar.is_working(term.received_day):
        return term.received_day is not None
    return received is not None and hour_known(received) and at_zone(received).time() >= _CLOSING


def was_paused(dossier: Dossier) -> bool:
    """Whether the clock ever stood still."""
    steps = dossier.steps or ()
    paused = PAUSED | {Status.STOPPED}
    return bool(dossier.supplements) or dossier.status in paused or any(step.status in paused for step in steps)


def was_extended(dossier: Dossier) -> bool:
    """Whether a supplement or an extension gives the due date a reason to be later."""
    postponed = (
        dossier.first_due_at is not None and dossier.due_at is not None and dossier.first_due_at < dossier.due_at
    )
    return was_paused(dossier) or postponed


def is_overdue(status: Status | None, due_at: datetime | None, finished_at: datetime | None, now: datetime) -> bool:
    """By days: finished after the due day, or due before today and at work. A dossier that waits for the citizen or
    has ended otherwise is not overdue; without a due date, or finished on an unknown day, none is known to be."""
    if due_at is None or status in PAUSED or status in ENDED:
        return False
    if status in DONE:
        return finished_at is not None and day_of(finished_at) > day_of(due_at)
    return day_of(now) > day_of(due_at)
