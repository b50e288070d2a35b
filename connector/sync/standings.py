"""How every dossier stands at the end of a reconcile, verified pushes included: kept for the reports, and counted."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain, islice
from types import TracebackType
from typing import Any, Self

from connector.domain.dossier import Dossier
from connector.domain.link import Scope
from connector.domain.standing import Stand, Standing
from connector.domain.status import Status
from connector.ports import Scales, Weighing
from connector.reconcile.scope import in_scope
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

    def finish(
        self, work: LinkWork, run: str, scales: Scales, *, whole: bool, gone: frozenset[str] = frozenset()
    ) -> SideCounts:
        """Keep them in the scales, as the outbox has left them, and count them. Nothing is kept of ``gone``: keys of
        which no side tells any more."""
        counts = SideCounts()
        finished = self._finished(work, frozenset(_verified(work, run)), counts)
        if gone and not whole:
            finished = chain((one for one in scales.standings([work.link]) if one.key not in gone), finished)
        scales.keep(work.link, finished, whole=whole or bool(gone))
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


def left_behind(work: LinkWork, scales: Scales, weighing: Weighing) -> frozenset[str]:
    """Keys of dossiers remembered of which no side tells any more, or for which the link no longer answers. A target
    that cannot list tells of its own dossiers only when it is asked for them."""
    lists, scope = work.target.capabilities.enumerable, work.rules.scope
    gone: set[str] = set()
    remembered = scales.standings([work.link])
    while batch := list(islice(remembered, _BATCH)):
        there = weighing.holds([standing.key for standing in batch])
        missing = {one.key for one in batch if one.key not in there and (lists or one.on_source)}
        gone |= missing | {one.key for one in batch if not still_in_scope(one, scope)}
    return frozenset(gone)


def still_in_scope(standing: Standing, scope: Scope) -> bool:
    """By what is remembered of it: the scope may have been narrowed since."""
    remembered = Dossier(
        code=standing.code,
        procedure_code=standing.procedure_code,
        agency_code=standing.agency_code,
        channel=standing.channel,
        received_at=standing.received_at,
    )
    return in_scope(remembered, scope)


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
