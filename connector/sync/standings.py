"""How every dossier stands at the end of a reconcile, verified pushes included: kept for the reports, and counted."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from types import TracebackType
from typing import Any, Self

from connector.domain.standing import Stand, Standing
from connector.domain.status import Status
from connector.ports import Scales
from connector.sync.spool import Spool
from connector.sync.work import LinkWork

#: Standings brought up to date in one go.
_BATCH = 500


@dataclass(slots=True)
class SideCounts:
    """Distinct dossiers in scope and within the extent, at a reconcile's end (design 8)."""

    source: int = 0
    target: int = 0
    paper: int = 0
    union: int = 0
    comparable: int = 0  #: on both programs, with something to compare
    agree: int = 0

    def add(self, standing: Standing) -> None:
        self.source += standing.on_source
        self.target += standing.on_target
        self.paper += bool(standing.on_paper)
        self.union += 1
        both = standing.on_source and standing.on_target
        self.comparable += both and standing.stand is not Stand.NOT_COMPARABLE
        self.agree += standing.stand is Stand.AGREE


class Standings:
    """Collected while the union is judged, finished when what was planned has been delivered as far as it goes."""

    def __init__(self) -> None:
        self._spool = Spool()

    def put(self, standing: Standing, *, queued: bool) -> None:
        self._spool.put([standing, queued])

    def finish(self, work: LinkWork, run: str, scales: Scales, *, whole: bool) -> SideCounts:
        """Keep them in the scales, as the outbox has left them, and count them."""
        counts = SideCounts()
        scales.keep(work.link, self._finished(work, frozenset(_verified(work, run)), counts), whole=whole)
        return counts

    def _finished(self, work: LinkWork, verified: frozenset[str], counts: SideCounts) -> Iterator[Standing]:
        for batch in self._spool.batches(_BATCH):
            read = [(_standing(plain), queued) for plain, queued in batch]
            codes = [standing.code for standing, _ in read]
            synced = work.store.synced_at(work.link, codes)
            moved = [standing.code for standing, queued in read if queued or standing.code in verified]
            differing = frozenset(work.store.open_cases(work.link, moved))
            for standing, queued in read:
                after = _delivered(standing, verified, differing, queued=queued)
                after = replace(after, synced_at=synced.get(after.code))
                counts.add(after)
                yield after

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._spool.__exit__(kind, error, at)


def _verified(work: LinkWork, run: str) -> Iterator[str]:
    after = ""
    while codes := work.store.verified_codes(run, after=after, limit=_BATCH):
        after = codes[-1]
        yield from codes


def _delivered(standing: Standing, verified: frozenset[str], differing: frozenset[str], *, queued: bool) -> Standing:
    """As it stands once its delivery was proved, or while it is on its way."""
    arrived = standing.code in verified
    if not (arrived or queued):
        return standing
    if not arrived:
        return replace(standing, stand=Stand.DIFFERS if standing.code in differing else Stand.PENDING)
    return replace(
        standing,
        on_target=True,
        target_status=standing.source_status or standing.target_status,
        target_finished_at=standing.target_finished_at or standing.finished_at,
        stand=Stand.DIFFERS if standing.code in differing else Stand.AGREE,
    )


def _standing(plain: Mapping[str, Any]) -> Standing:
    return Standing(**{name: _revived(name, value) for name, value in plain.items()})


def _revived(name: str, value: Any) -> Any:
    if value is None:
        return None
    if name.endswith("_at"):
        return datetime.fromisoformat(value)
    if name.endswith("_status"):
        return Status(value)
    return Stand(value) if name == "stand" else value
