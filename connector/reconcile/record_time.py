"""When a system wrote something down, against when it happened."""

from datetime import date, datetime, timedelta

from connector.domain.dossier import Dossier
from connector.domain.status import DONE
from connector.reconcile.days import day_of
from connector.reconcile.events import event_of
from connector.reconcile.judging import Judging

_LAG_ALLOWED = 1  # working days

#: A row touched this long after its last event was touched for another reason, or by a whole system's conversion.
_PLAUSIBLE = timedelta(days=90)

#: Everything that happens to a dossier leaves one of these; what lies ahead of it (a due date) is none.
_EVENTS = ("submitted_at", "received_at", "finished_at", "returned_at", "rejected_at")


def recorded_late(judging: Judging) -> tuple[datetime, datetime] | None:
    """The end of the work and its record time, where the record is more than a working day later.

    A row's record time is that of its last touch, which may have been a later, harmless one. So it is taken for the
    record of the end only where the end is the newest thing that the row tells, and no later than the one-stop's own
    record time once that shows the end too; a row of a dossier still at work is touched for a hundred reasons and is
    not judged, nor is a touch months later.
    """
    source = judging.source
    if source is None or source.status not in DONE or source.updated_at is None:
        return None
    event, recorded = event_of(source, source.status), source.updated_at
    if event is None or day_of(event) < _newest_day(source):
        return None
    bound = _shown_since(judging.target, source, event)
    recorded = recorded if bound is None else min(recorded, bound)
    late = recorded - event <= _PLAUSIBLE and judging.calendar.lag_exceeds(event, recorded, _LAG_ALLOWED)
    return (event, recorded) if late else None


def _newest_day(source: Dossier) -> date:
    """The day of the newest thing the row tells of what happened."""
    moments = [moment for name in _EVENTS if (moment := getattr(source, name)) is not None]
    moments += [step.at for step in source.steps or ()]
    for supplement in source.supplements or ():
        moments += [at for at in (supplement.requested_at, supplement.received_at) if at is not None]
    return max(map(day_of, moments), default=date.min)


def _shown_since(target: Dossier | None, source: Dossier, event: datetime) -> datetime | None:
    """The record time of a one-stop that shows the same end: it was on record by then at the latest."""
    if target is None or source.status is None or target.status is not source.status:
        return None
    theirs = event_of(target, source.status)
    return target.updated_at if theirs is None or day_of(theirs) == day_of(event) else None
