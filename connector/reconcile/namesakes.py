"""Dossiers that the one-stop has besides the one that was linked, under other writings of its code."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from connector.domain.link import Scope
from connector.domain.mismatch import Finding, Kind
from connector.domain.standing import Stand
from connector.ports import Reading
from connector.reconcile.scope import in_scope
from connector.reconcile.sides import AllSides
from connector.reconcile.whole import Whole


def namesakes(sides: AllSides, readings: Sequence[Reading]) -> Iterator[Reading]:
    """All but the linked one; where none could be linked, all."""
    linked = None if sides.reading is None else sides.reading.dossier.code
    return (reading for reading in readings if reading.dossier.code != linked)


def beside_namesakes(whole: Whole, sides: AllSides, readings: Sequence[Reading], scope: Scope) -> Whole:
    """The same code, exactly as the source has it, links one of them; that there is another is a person's to look at,
    for no other case can tell of it."""
    if sides.reading is None or any(
        finding.kind is Kind.CODE_COLLISION for finding in (*whole.recorded, *whole.pending)
    ):
        return whole
    others = sorted(one.dossier.code for one in namesakes(sides, readings) if in_scope(one.dossier, scope))
    if not others:
        return whole
    told = ", ".join((sides.reading.dossier.code, *others))
    finding = Finding(kind=Kind.CODE_COLLISION, source=None if sides.source is None else sides.source.code, target=told)
    return replace(whole, recorded=(*whole.recorded, finding), stand=Stand.DIFFERS)
