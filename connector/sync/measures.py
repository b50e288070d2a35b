"""Fear the empty answer: what each side told, against what it told before and what is known to stand there; of a side
of which nothing is known, against what the others tell."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from connector.domain.verdict import Hold
from connector.ports import Scales, Side
from connector.reconcile.brakes import none_at_all, too_few
from connector.reconcile.scope import extent_digest
from connector.sync.extent import Extent
from connector.sync.gather import Gathered
from connector.sync.spool import Spool
from connector.sync.standings import still_in_scope
from connector.sync.work import LinkWork

#: Dossiers looked up in the store at once.
_BATCH = 500


@dataclass(slots=True)
class _Known:
    """How many dossiers are remembered to stand on each side, within the extent; books of paper come and go."""

    source: int = 0
    target: int = 0
    paper: int = 0


def empty_side(
    work: LinkWork, scales: Scales, run: str, extent: Extent, gathered: Gathered, out_of_scope: Spool
) -> Hold | None:
    """The brake on a side that tells far less than it should, or None. Single dossiers are no side."""
    if extent.codes:
        return None
    known = _known(work, scales, extent)
    if extent.whole:
        _beside_memory(known, work, run, gathered, out_of_scope)
    elif not gathered.rows:  # whatever days are asked for, the source is read whole
        known.source = max(known.source, _remembered(work, run))
    measures = measures_of(work, extent, gathered)
    for (side, digest), told in measures.items():
        before = work.store.measure(work.link, side, digest) if extent.whole else None
        hold = too_few(
            told,
            max(before or 0, getattr(known, side)),
            min_share=work.rules.policy.brakes.min_share,
            side=side,
        )
        if hold is not None:
            return hold
    silent = (
        none_at_all(side, elsewhere, min_share=work.rules.policy.brakes.min_share)
        for side, elsewhere in _silent(work, run, gathered)
        if not _was_measured(work, side)
    )
    return next((hold for hold in silent if hold is not None), None)


def _silent(work: LinkWork, run: str, gathered: Gathered) -> Iterator[tuple[Side, int]]:
    """Each side that told nothing and of which nothing is remembered, and how many dossiers it could have told: a
    source as many as another side did, a register those that it covers. What an empty one-stop asks for is looked up
    once more, and braked, dossier by dossier."""
    if not gathered.anywhere and not _remembered(work, run):
        yield Side.SOURCE, max(gathered.target, gathered.paper)
    if not gathered.paper and gathered.whole_registers:
        yield Side.PAPER, gathered.covered


def _was_measured(work: LinkWork, side: Side) -> bool:
    """Whether a whole reading of the side was ever believed, in whatever way it was read."""
    return any(work.store.measure(work.link, side, digest) is not None for digest in _digests(work)[side])


def measures_of(work: LinkWork, extent: Extent, gathered: Gathered) -> Mapping[tuple[Side, str], int]:
    """(side, extent's digest) → how many dossiers in scope and window the side told. A side that is asked dossier by
    dossier tells those of tonight's part alone, which is an extent of its own."""
    told = {Side.SOURCE: gathered.source, Side.TARGET: gathered.target, Side.PAPER: gathered.paper}
    asked = extent.rotate and not work.target.capabilities.enumerable
    digests = {side: found[-1 if asked else 0] for side, found in _digests(work).items() if found}
    return {(side, digest): told[side] for side, digest in digests.items()}


def _digests(work: LinkWork) -> Mapping[Side, tuple[str, ...]]:
    """The extents of each side; of the target as a whole, and then asked for a night's part alone."""
    scope = work.rules.scope
    registers = sorted(f"{one.name} {one.covers!r}" for one in work.witnesses if one.kind == "register")
    return {
        Side.SOURCE: (extent_digest(scope),),
        Side.TARGET: (extent_digest(scope, "listed"), extent_digest(scope, "asked")),
        Side.PAPER: (extent_digest(scope, *registers),) if registers else (),
    }


def _known(work: LinkWork, scales: Scales, extent: Extent) -> _Known:
    known = _Known()
    asked = extent.rotate and not work.target.capabilities.enumerable
    first, last = (None if extent.earlier else extent.window.first), extent.window.last
    for standing in scales.standings([work.link], first=first, last=last):
        if not extent.contains(standing) or not still_in_scope(standing, work.rules.scope):
            continue
        known.source += standing.on_source
        known.target += standing.on_target and (not asked or extent.is_tonight(standing.key))
    return known


def _beside_memory(known: _Known, work: LinkWork, run: str, gathered: Gathered, out_of_scope: Spool) -> None:
    """What the store knows to be in scope counts too, but for what the source now shows out of it."""
    source = _remembered(work, run)
    target = work.store.known_there(work.link) if work.target.capabilities.enumerable else 0
    if source > gathered.source or target > gathered.target:
        left = _left_scope(work, out_of_scope)
        source, target = source - left, target - left
    known.source, known.target = max(known.source, source), max(known.target, target)


def _remembered(work: LinkWork, run: str) -> int:
    """How many dossiers in scope the store knows of the source."""
    return work.store.plan_size(work.link, run, work.clock.now()).known


def _left_scope(work: LinkWork, out_of_scope: Spool) -> int:
    """How many of the dossiers known to be in scope the source now shows out of it."""
    left = 0
    for rows in out_of_scope.batches(_BATCH):
        before = work.store.known(work.link, [code for code, _ in rows])
        left += sum(one.fingerprint is not None for one in before.values())
    return left
