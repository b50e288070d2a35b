"""When a system wrote something down, against when it happened."""

from datetime import date, datetime

from connector.domain.dossier import Dossier
from connector.domain.status import DONE
from connector.reconcile.days import day_of
from connector.reconcile.events import event_of
from connector.reconcile.judging import Judging

_LAG_ALLOWED = 1  # working days

#: Everything that happens to a dossier leaves one of these; what lies ahead of it (a due date) is none.
_EVENTS = ("submitted_at", "received_at", "finished_at", "returned_at", "rejected_at")


def recorded_late(judging: Judging) -> tuple[datetime, datetime] | None:
    """The event and its record time, where the record is more than a working day later.

    A row's record time is its last touch, which may be a later, harmless one. So it is taken for the event's only
    where that event is the newest thing the row tells and brought it to its present state, and where nothing shows
    that it was on record before: the one-stop's own record time bounds it once it shows the event, and a dossier still
    at work whose event the one-stop shows already was touched again for some other reason.
    """
    source = judging.source
    if source is None or source.status is None or source.updated_at is None:
        return None
    event, recorded = event_of(source, source.status), source.updated_at
    if event is None or day_of(event) < _newest_day(source):
        return None
    if _shows(judging.target, source, event):
        bound = None if judging.target is None else judging.target.updated_at
        recorded = recorded if bound is None else min(recorded, bound)
        if source.status not in DONE:
            return None
    return (event, recorded) if judging.calendar.lag_exceeds(event, recorded, _LAG_ALLOWED) else None


def _newest_day(source: Dossier) -> date:
    """The day of the newest thing the row tells of what happened."""
    moments = [moment for name in _EVENTS if (moment := getattr(source, name)) is not None]
    moments += [step.at for step in source.steps or ()]
    for supplement in source.supplements or ():
        moments += [at for at in (supplement.requested_at, supplement.received_at) if at is not None]
    return max(map(day_of, moments), default=date.min)


def _shows(target: Dossier | None, source: Dossier, event: datetime) -> bool:
    """Whether the one-stop shows the state and, where it tells one, the day of the event."""
    if target is None or target.status is not source.status or source.status is None:
        return False
    theirs = event_of(target, source.status)
    return theirs is None or day_of(theirs) == day_of(event)
