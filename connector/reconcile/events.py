"""When a dossier came to its state, as the source tells it."""

from datetime import datetime

from connector.domain.dossier import Dossier, Step
from connector.domain.status import Status
from connector.reconcile.situation import BothSides

#: States whose own field tells when they came about.
_EVENT_FIELDS = {
    Status.FINISHED: "finished_at",
    Status.RETURNED: "returned_at",
    Status.REFUSED: "rejected_at",
}


def latest_step(steps: tuple[Step, ...] | None, status: Status | None = None) -> Step | None:
    """The latest step, or the latest into that state."""
    wanted = [step for step in steps or () if status is None or step.status is status]
    return max(wanted, key=lambda step: step.at, default=None)


def event_of(dossier: Dossier, status: Status) -> datetime | None:
    """When the dossier came to that state; None when neither a field nor a step tells."""
    own = getattr(dossier, _EVENT_FIELDS[status]) if status in _EVENT_FIELDS else None
    if own is not None:
        moment: datetime = own
        return moment
    step = latest_step(dossier.steps, status)
    return None if step is None else step.at


def event_is_later(sides: BothSides, status: Status) -> bool | None:
    """Whether the source came to its state after the target's last step; True if the target has none, or if its last
    step is that very event. None when that cannot be told."""
    if not sides.tells("steps"):
        return None
    last = latest_step(sides.target.steps)
    if last is None:
        return True
    event = latest_step(sides.source.steps, status)
    if event is None:
        return None
    return event.at > last.at or event.identity == last.identity
