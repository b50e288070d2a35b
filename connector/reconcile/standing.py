"""How one dossier stands across all sides. Pure."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from connector.domain.codes import code_key
from connector.domain.dossier import Document, Dossier
from connector.domain.link import Policy
from connector.domain.standing import Stand, Standing
from connector.domain.status import READY, Status
from connector.reconcile.due_dates import was_paused
from connector.reconcile.sides import AllSides


def standing_of(
    sides: AllSides,
    *,
    stand: Stand,
    link: str,
    run: str,
    now: datetime,
    synced_at: datetime | None,
    policy: Policy = Policy(),  # noqa: B008 - frozen
    registers: bool = True,
) -> Standing:
    """The atom of every figure. Each value is of the side that is right about it, else of the next that tells it."""
    best = _Best(sides, policy)
    source = sides.source
    target = None if sides.reading is None else sides.reading.dossier
    return Standing(
        link=link,
        code=sides.code,
        key=code_key(sides.code),
        run=run,
        judged_at=now,
        on_source=source is not None,
        on_target=target is not None,
        on_paper=True if sides.papers else (False if sides.covered else None),
        registers=registers,
        stand=stand,
        source_status=None if source is None else source.status,
        target_status=None if target is None else target.status,
        procedure_code=best.of("procedure_code"),
        procedure_name=best.of("procedure_name"),
        agency_code=best.of("agency_code"),
        department=best.of("department", first="source"),
        officer=best.of("officer"),
        channel=best.of("channel"),
        submitted_at=best.of("submitted_at"),
        received_at=best.of("received_at"),
        first_due_at=_first_due_at(best),
        due_at=best.of("due_at"),
        finished_at=_finished_at(source, target),
        returned_at=best.of("returned_at"),
        recorded_at=None if source is None else source.updated_at,
        event_at=None if source is None else _last_event(source),
        synced_at=synced_at,
        target_finished_at=None if target is None else _end_of_work(target),
        paid_online=best.of("paid_online"),
        digitised=best.of("digitised"),
        receipt_signed=best.of("receipt_signed"),
        has_result=_has_result(best),
        has_fee=_has_fee(best),
    )


class _Best:
    """One dossier's values, each of the side that is right about it first."""

    def __init__(self, sides: AllSides, policy: Policy) -> None:
        self._policy = policy
        self._paper_witness = bool(sides.papers)
        self._sides: dict[str, tuple[Dossier, ...]] = {
            "source": () if sides.source is None else (sides.source,),
            "target": () if sides.reading is None else (sides.reading.dossier,),
            "paper": tuple(paper.dossier for paper in sides.papers),
        }

    def of(self, name: str, *, first: str | None = None) -> Any:
        return next(self.told(name, first=first), None)

    def told(self, name: str, *, first: str | None = None) -> Iterator[Any]:
        """Every side's value of a field that is known, the best one first."""
        right = first or self._policy.authority_of(name, paper_witness=self._paper_witness)
        order = (right, *(side for side in ("target", "source", "paper") if side != right))
        for side in order:
            for dossier in self._sides.get(side, ()):
                value = getattr(dossier, name)
                if value is not None:
                    yield value

    def dossiers(self) -> Iterator[Dossier]:
        for dossiers in self._sides.values():
            yield from dossiers


def _first_due_at(best: _Best) -> datetime | None:
    """The due date first promised, where an extension moved it; None where the clock stood still or may have: a pause
    moves a due date by right."""
    told_of_pauses = any(side.steps is not None or side.supplements is not None for side in best.dossiers())
    if not told_of_pauses or any(map(was_paused, best.dossiers())):
        return None
    first: datetime | None = best.of("first_due_at")
    return first


def _finished_at(source: Dossier | None, target: Dossier | None) -> datetime | None:
    """When the work really ended: the source knows; the one-stop's word counts only where the source has none against
    it."""
    if source is None:
        return None if target is None else _end_of_work(target)
    told = _end_of_work(source)
    if told is None and source.status in READY and target is not None:
        return _end_of_work(target)
    return told


def _end_of_work(dossier: Dossier) -> datetime | None:
    """A dossier at work again has not ended, whatever an older field says."""
    if dossier.status is not None and dossier.status not in READY:
        return None
    if dossier.finished_at is not None:
        return dossier.finished_at
    ends = (step.at for step in dossier.steps or () if step.status is Status.FINISHED)
    return max(ends, default=None)


def _last_event(source: Dossier) -> datetime | None:
    """The latest thing that the source says has happened: what its last record is about."""
    events = [step.at for step in source.steps or ()]
    events += [at for at in (source.finished_at, source.returned_at) if at is not None]
    return max(events, default=None)


def _has_result(best: _Best) -> bool | None:
    """Whether an electronic result is there. A result told by its name alone may be paper: not known."""
    results: tuple[Document, ...] | None = best.of("results")
    if results is None:
        return None
    if any(_electronic(result) for result in results):
        return True
    return False if all(result.digitised is False for result in results) else None


def _electronic(result: Document) -> bool:
    return bool(result.digitised or result.file_id or result.url or result.digest)


def _has_fee(best: _Best) -> bool | None:
    """Whether there was something to pay; who paid had to."""
    if best.of("paid_online"):
        return True
    fees = best.of("fees")
    return None if fees is None else any((fee.amount or "").strip(" 0.,") for fee in fees)
