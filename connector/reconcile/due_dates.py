"""Due dates that differ for a known reason of arithmetic, and deadlines that a write would make look better."""

from datetime import date, datetime

from connector.domain.calendar import WorkingCalendar
from connector.domain.dossier import Dossier
from connector.domain.status import DONE, ENDED, PAUSED, Status
from connector.reconcile.days import day_of
from connector.reconcile.situation import BothSides

#: Two systems that each carry the rest of a term over a pause end this far apart at most.
_PAUSE_SLACK = 2  # working days

#: A calendar without holidays, as some systems keep it.
_WEEKDAYS_ONLY = WorkingCalendar({})


def due_explained(sides: BothSides) -> bool:
    """Whether two due dates differ only by how they were worked out: across a pause, or without the holidays."""
    mine, theirs = sides.source.due_at, sides.target.due_at
    if mine is None or theirs is None:
        return False
    early, late = sorted((day_of(mine), day_of(theirs)))
    if (was_paused(sides.source) or was_paused(sides.target)) and sides.calendar.between(early, late) <= _PAUSE_SLACK:
        return True
    start = sides.received_day(sides.target)
    return start is not None and start <= early and _ignores_holidays(sides.calendar, start, early, late)


def _ignores_holidays(calendar: WorkingCalendar, start: date, early: date, late: date) -> bool:
    """The same number of working days from the start, counted by one side with and by the other without holidays."""
    return any(
        calendar.is_working(right)
        and _WEEKDAYS_ONLY.is_working(plain)
        and _WEEKDAYS_ONLY.between(start, plain) == calendar.between(start, right)
        for plain, right in ((early, late), (late, early))
    )


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
