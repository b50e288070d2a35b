"""The national portal as a witness: states made to look better on their way there (seen: 5, 6, 8 → 9)."""

from connector.domain.mismatch import Finding, Kind
from connector.domain.status import PAUSED, Status
from connector.domain.times import at_zone
from connector.reconcile.events import latest_step
from connector.reconcile.findings import shown
from connector.reconcile.judging import Judging

_STANDING = PAUSED | {Status.STOPPED}

#: At work by every other side; a closing row on the portal is made up.
_AT_WORK = PAUSED | {Status.RECEIVED, Status.PROCESSING, Status.STOPPED}


def laundered(judging: Judging) -> list[Finding]:
    """The portal's state never proves that the work ended; where the one-stop says it stands still, or the programs
    never saw an end that the portal shows, somebody made it look better."""
    portal, target = judging.sides.portal, judging.target
    if portal is None or target is None or target.status is None or _ever_finished(judging):
        return []
    told = portal.dossier
    closed = told.status is Status.FINISHED and (target.status in _STANDING or _has_no_due_date(judging))
    closing_row = target.status in _AT_WORK and latest_step(told.steps, Status.FINISHED) is not None
    if target.status not in _AT_WORK or not (closed or closing_row) or _is_news(judging):
        return []
    source = None if judging.source is None else shown(judging.source.status)
    finding = Finding(
        kind=Kind.STATUS_LAUNDERED,
        field="status",
        source=source,
        target=shown(target.status),
        portal=shown(told.status) if closed else shown(Status.FINISHED),
    )
    return [finding]


def _has_no_due_date(judging: Judging) -> bool:
    """Seen: a dossier without a due date is closed on its way to the portal too."""
    reading = judging.sides.reading
    return reading is not None and "due_at" in reading.readable and reading.dossier.due_at is None


def _ever_finished(judging: Judging) -> bool:
    """A program knows an end: the portal may honestly show it still."""
    return any(
        one.status in {Status.FINISHED, Status.RETURNED} or latest_step(one.steps, Status.FINISHED) is not None
        for one in judging.programs
    )


def _is_news(judging: Judging) -> bool:
    """The one-stop's present state is so young that the portal may not know it yet."""
    target = judging.target
    step = None if target is None else latest_step(target.steps)
    return step is not None and judging.now - at_zone(step.at) < judging.rules.policy.grace
