"""How far a dossier has come on each side, in the four words of the truth table."""

from datetime import datetime

from connector.domain.dossier import Dossier, ReturnMethod
from connector.domain.status import ENDED, Status
from connector.ports import Testimony
from connector.reconcile.events import latest_step
from connector.reconcile.sides import AllSides
from connector.reconcile.truth_table import Place

_PLACES = {
    Status.RECEIVED: Place.OPEN,
    Status.PROCESSING: Place.OPEN,
    Status.SUPPLEMENT: Place.OPEN,
    Status.PAYMENT: Place.OPEN,
    Status.FINISHED: Place.FINISHED,
    Status.RETURNED: Place.RETURNED,
}

#: The desk has not taken it in, or has refused to: paper and specialized software need not know of it.
NOT_TAKEN_IN = frozenset({Status.REGISTERED, Status.REFUSED})


def software_place(dossier: Dossier | None) -> Place | None:
    """A program's place; None where its state is unknown, not yet received, or ended otherwise."""
    if dossier is None:
        return Place.ABSENT
    return None if dossier.status is None else _PLACES.get(dossier.status)


def paper_place(sides: AllSides) -> Place | None:
    """Paper's place, the register and the control slip together; None where it has the dossier and does not tell how
    far it has come, or says that it ended otherwise."""
    if not sides.papers:
        return Place.ABSENT if sides.covered else Place.UNCOVERED
    if any(paper.dossier.status in ENDED for paper in sides.papers):
        return None
    if any(_returned(paper) for paper in sides.papers):
        return Place.RETURNED
    if not all(_tells_return(paper) for paper in sides.papers):
        return None
    return Place.FINISHED if finished_on_paper(sides) is not None else Place.OPEN


def finished_on_paper(sides: AllSides) -> datetime | None:
    """When the work ended, as the register or the control slip tells it."""
    told = [*sides.papers, *((sides.slip,) if sides.slip else ())]
    times = [moment for one in told if (moment := _finish(one.dossier)) is not None]
    return max(times, default=None)


def returned_on_paper(sides: AllSides) -> datetime | None:
    return max((one.dossier.returned_at for one in sides.papers if one.dossier.returned_at), default=None)


def return_method(sides: AllSides) -> ReturnMethod | None:
    """How the result is handed over: paper's word first, then the one-stop's."""
    target = None if sides.reading is None else sides.reading.dossier
    for dossier in (*(paper.dossier for paper in sides.papers), target, sides.source):
        if dossier is not None and dossier.return_method is not None:
            return dossier.return_method
    return None


def was_taken_in(dossier: Dossier) -> bool:
    """Whether the dossier was received; where no state tells, a day of receipt does."""
    if dossier.status is None:
        return dossier.received_at is not None
    return dossier.status not in NOT_TAKEN_IN


def _returned(paper: Testimony) -> bool:
    """A day in the column, a signature or a state; a book whose signatures were not typed in still has the day."""
    told = paper.dossier
    return told.returned_at is not None or bool(paper.signed) or told.status is Status.RETURNED


def _tells_return(paper: Testimony) -> bool:
    return "returned_at" in paper.readable or "status" in paper.readable or paper.signed is not None


def _finish(dossier: Dossier) -> datetime | None:
    if dossier.finished_at is not None:
        return dossier.finished_at
    step = latest_step(dossier.steps, Status.FINISHED)
    return None if step is None else step.at
