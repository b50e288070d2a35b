"""Whether a dossier is overdue or shown so, and whose delay it is. Pure."""

from datetime import date, datetime

from connector.domain.calendar import WorkingCalendar
from connector.domain.standing import Lateness, Standing
from connector.domain.status import DONE, ENDED, PAUSED, READY, Status
from connector.reconcile.days import day_of

#: States in which no term runs: none of them is overdue.
_CLOCK_STOPPED = PAUSED | ENDED


def state_of(standing: Standing) -> Status | None:
    """The state that counts: the source's, but returning is the desk's fact."""
    if standing.source_status is Status.FINISHED and standing.target_status is Status.RETURNED:
        return Status.RETURNED
    return standing.source_status or standing.target_status


def promised_day(standing: Standing, calendar: WorkingCalendar) -> date | None:
    """The last day on which the work is in time: of the first promise if it was extended. A due date on a day off
    ends with the next working day, as terms do in law."""
    return _working_day(standing.first_due_at or standing.due_at, calendar)


def _working_day(due: datetime | None, calendar: WorkingCalendar) -> date | None:
    if due is None:
        return None
    day = day_of(due)
    return day if calendar.is_working(day) else calendar.next_working_day(day)


def ended_at(standing: Standing) -> datetime | None:
    """When the agency's work ended, or the dossier ended otherwise; None while it is at work or nobody knows."""
    state = state_of(standing)
    if state in ENDED:
        return standing.event_at or standing.recorded_at
    if state in READY:
        return standing.finished_at
    handed_over = standing.returned_at if standing.on_paper else None  # signed for at the counter: it was done
    return None if state in PAUSED else handed_over


def late_because(standing: Standing, now: datetime, calendar: WorkingCalendar) -> Lateness | None:
    """Whose delay it is that a dossier is overdue, or is shown so; None where it is not, or where the times that would
    tell are not known. Citizens who fetch a finished result late make nothing overdue."""
    due = promised_day(standing, calendar)
    if due is None or day_of(now) <= due:
        return None
    shown = shown_overdue(standing, now, calendar)
    state = state_of(standing)
    if state in _CLOCK_STOPPED:  # not overdue itself, but the one-stop may not know that the clock stopped in time
        return _blame(standing, standing.event_at, due, shown) if shown else None
    ended = ended_at(standing)
    if ended is None:
        return None if state in DONE else Lateness.PROCESSING
    return _blame(standing, ended, due, shown)


def _blame(standing: Standing, ended: datetime | None, due: date, shown: bool) -> Lateness | None:
    if ended is None:
        return None
    return Lateness.PROCESSING if day_of(ended) > due else _late_on_the_way(standing, ended, due, shown)


def shown_overdue(standing: Standing, now: datetime, calendar: WorkingCalendar) -> bool:
    """Whether the one-stop shows it as overdue, rightly or not."""
    due = _working_day(standing.due_at, calendar)
    state = standing.target_status
    if due is None or day_of(now) <= due or not standing.on_target or state in _CLOCK_STOPPED:
        return False
    if state not in DONE:
        return True
    return standing.target_finished_at is not None and day_of(standing.target_finished_at) > due


def _late_on_the_way(standing: Standing, ended: datetime, due: date, shown: bool) -> Lateness | None:
    """Done in time: where between the division and the public did it fall behind?"""
    synced = standing.synced_at and day_of(standing.synced_at)
    if not standing.on_source:
        return Lateness.DESK if shown else None
    if state_of(standing) not in DONE | PAUSED:  # on paper it is done; the specialized software does not say so yet
        return Lateness.RECORDING if shown else None
    recorded = _recorded_day(standing, ended, due)
    if recorded is not None and recorded <= due and synced is not None and synced > due:
        return Lateness.SYNC
    if not shown or recorded is None:
        return None
    if recorded > due:
        return Lateness.RECORDING
    return Lateness.DESK if synced is not None and synced >= recorded else Lateness.SYNC


def _recorded_day(standing: Standing, ended: datetime, due: date) -> date | None:
    """When the end of the work was entered. A record made later of something later tells only that it was no later."""
    if standing.recorded_at is None:
        return None
    recorded = day_of(standing.recorded_at)
    about_the_end = standing.event_at is None or day_of(standing.event_at) <= day_of(ended)
    return recorded if about_the_end or recorded <= due else None
