"""Further programs as witnesses, the national portal and exports: states made to look better on their way there (seen:
5, 6, 8 → 9)."""

from connector.domain.dossier import Dossier
from connector.domain.mismatch import Finding, Kind
from connector.domain.status import PAUSED, Status
from connector.domain.times import at_zone
from connector.reconcile.events import latest_step
from connector.reconcile.findings import shown
from connector.reconcile.judging import Judging

_STANDING = PAUSED | {Status.STOPPED}

#: At work by every other side; a closing row on a further program is made up.
_AT_WORK = PAUSED | {Status.RECEIVED, Status.PROCESSING, Status.STOPPED}


def laundered(judging: Judging) -> list[Finding]:
    """A further program's state never proves that the work ended; where the one-stop says it stands still, or the
    programs never saw an end that it shows, somebody made it look better. One case, by the first that shows it."""
    found = (_laundered(judging, witness.dossier) for witness in judging.sides.further)
    return [finding for finding in found if finding is not None][:1]


def _laundered(judging: Judging, told: Dossier) -> Finding | None:
    target = judging.target
    if target is None or target.status is None or _ever_finished(judging):
        return None
    closed = told.status is Status.FINISHED and (target.status in _STANDING or _has_no_due_date(judging))
    closing_row = target.status in _AT_WORK and latest_step(told.steps, Status.FINISHED) is not None
    if target.status not in _AT_WORK or not (closed or closing_row) or _is_news(judging):
        return None
    source = None if judging.source is None else shown(judging.source.status)
    return Finding(
        kind=Kind.STATUS_LAUNDERED,
        field="status",
        source=source,
        target=shown(target.status),
        portal=shown(told.status) if closed else shown(Status.FINISHED),
    )


def _has_no_due_date(judging: Judging) -> bool:
    """Seen: a dossier without a due date is closed on its way there too."""
    reading = judging.sides.reading
    return reading is not None and "due_at" in reading.readable and reading.dossier.due_at is None


def _ever_finished(judging: Judging) -> bool:
    """A program knows an end: a further one may honestly show it still."""
    return any(
        one.status in {Status.FINISHED, Status.RETURNED} or latest_step(one.steps, Status.FINISHED) is not None
        for one in judging.programs
    )


def _is_news(judging: Judging) -> bool:
    """The one-stop's present state is so young that a further program may not know it yet."""
    target = judging.target
    step = None if target is None else latest_step(target.steps)
    return step is not None and judging.now - at_zone(step.at) < judging.rules.policy.grace
