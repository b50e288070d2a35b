"""Where one dossier stands in a period: carried over or received, done, at work or paused, in time or not."""

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

from connector.domain.calendar import WorkingCalendar
from connector.domain.standing import Lateness, Standing
from connector.domain.status import ENDED, PAUSED, Status
from connector.domain.times import ZONE, at_zone
from connector.reconcile.lateness import ended_at, late_because, promised_day, shown_overdue, state_of

_READY = frozenset({Status.FINISHED, Status.RETURNED})
_NOT_TAKEN = frozenset({Status.REGISTERED, Status.REFUSED})
_STOPPED = PAUSED | {Status.STOPPED}


class Entry(StrEnum):
    """How a dossier came into the period."""

    CARRIED_OVER = "carried_over"  #: Received earlier, and not done when the period began.
    IN_PERIOD = "in_period"
    NOT_YET = "registered"  #: Sent in, not yet accepted: no work of the agency's divisions.
    REFUSED = "refused"
    ELSEWHERE = "elsewhere"  #: Done before the period began.


class Progress(StrEnum):
    """How a dossier of the period stands at its end."""

    EARLY = "early"
    ON_TIME = "on_time"
    LATE = "late"
    DONE_UNTIMED = "done_untimed"  #: Withdrawn, without a due date, or done on an unknown day.
    IN_TIME = "in_time"
    OVERDUE = "overdue"
    OPEN_UNTIMED = "open_untimed"  #: At work without a due date.
    PAUSED = "paused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """From the first day to the last, both included; None leaves that end open. ``now`` is when the report is made."""

    first: date | None
    last: date | None
    now: datetime

    @property
    def end(self) -> datetime:
        """The moment at which the period's figures are taken."""
        if self.last is None or self.last >= _day(self.now):
            return self.now
        return datetime.combine(self.last, time(23, 59, 59), ZONE)

    def holds(self, received: datetime | None) -> bool:
        """Whether it was received in the period; one whose day is not known is always counted."""
        if received is None:
            return True
        day = _day(received)
        return (self.first is None or day >= self.first) and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """One dossier as it stands in a period."""

    standing: Standing
    received_in: bool
    entry: Entry
    progress: Progress | None  #: None where it is no work of this period
    because: Lateness | None
    shown_overdue: bool

    @property
    def delayed(self) -> bool:
        """Overdue, or shown so on the one-stop."""
        return self.progress is not None and (self.because is not None or self.shown_overdue)


def place(standing: Standing, period: Period, calendar: WorkingCalendar) -> Placed:
    entry = _entry(standing, period)
    counts = entry in {Entry.CARRIED_OVER, Entry.IN_PERIOD}
    return Placed(
        standing=standing,
        received_in=period.holds(standing.received_at),
        entry=entry,
        progress=_progress(standing, period, calendar) if counts else None,
        because=late_because(standing, period.end, calendar) if counts else None,
        shown_overdue=counts and shown_overdue(standing, period.end, calendar),
    )


def _entry(standing: Standing, period: Period) -> Entry:
    state = state_of(standing)
    if state in _NOT_TAKEN:
        if not period.holds(standing.received_at or standing.submitted_at):
            return Entry.ELSEWHERE
        return Entry.REFUSED if state is Status.REFUSED else Entry.NOT_YET
    if period.holds(standing.received_at):
        return Entry.IN_PERIOD
    return Entry.CARRIED_OVER if _was_open(standing, period) else Entry.ELSEWHERE


def _was_open(standing: Standing, period: Period) -> bool:
    """Whether a dossier not received in the period was received before it and still at work when it began. Done nobody
    knows when is done before: a doubt must not swell the work of every later period."""
    if period.first is None or standing.received_at is None or _day(standing.received_at) > period.first:
        return False
    if not _is_done(standing):
        return True
    ended = _done_at(standing)
    return ended is not None and _day(ended) >= period.first


def _is_done(standing: Standing) -> bool:
    """By the software's state, which counts; a row of paper alone is done when it was handed over."""
    state = state_of(standing)
    if state is None:
        return standing.returned_at is not None
    return state in _READY or state is Status.WITHDRAWN


def _done_at(standing: Standing) -> datetime | None:
    """When it was done, or at the latest when that was written down."""
    return ended_at(standing) or standing.returned_at or standing.event_at or standing.recorded_at


def _progress(standing: Standing, period: Period, calendar: WorkingCalendar) -> Progress:
    due = promised_day(standing, calendar)
    if _is_done(standing):
        ended = _done_at(standing)
        if ended is None or _day(ended) <= _day(period.end):
            return _done(standing, due)
    elif state_of(standing) in _STOPPED:
        return Progress.PAUSED
    if due is None:
        return Progress.OPEN_UNTIMED
    return Progress.OVERDUE if _day(period.end) > due else Progress.IN_TIME


def _done(standing: Standing, due: date | None) -> Progress:
    ended = ended_at(standing)
    if due is None or ended is None or state_of(standing) in ENDED:
        return Progress.DONE_UNTIMED
    day = _day(ended)
    if day > due:
        return Progress.LATE
    return Progress.ON_TIME if day == due else Progress.EARLY


def _day(moment: datetime) -> date:
    return at_zone(moment).date()
