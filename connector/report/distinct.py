"""The dossiers of several links, each once."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields, replace
from hashlib import blake2b

from connector.domain.standing import Stand, Standing

#: Read again from the start each time it is called.
Reader = Callable[[], Iterator[Standing]]

#: Of two links' words about one dossier the earlier in this list counts: agreement needs every link.
_WORST_FIRST = (Stand.DIFFERS, Stand.PENDING, Stand.NOT_COMPARABLE, Stand.AGREE)


class Distinct:
    """Standings of some links, a dossier of two of them once. Holds eight bytes for each dossier while it looks for
    those, and afterwards only the few that two links share."""

    def __init__(self, read: Reader, links: Sequence[str]) -> None:
        self._read = read
        self._shared = _shared_keys(read()) if len(links) > 1 else frozenset()

    def __iter__(self) -> Iterator[Standing]:
        merged: dict[str, Standing] = {}
        for standing in self._read():
            if standing.key not in self._shared:
                yield standing
            elif standing.key in merged:
                merged[standing.key] = merge(merged[standing.key], standing)
            else:
                merged[standing.key] = standing
        yield from merged.values()


def _shared_keys(standings: Iterator[Standing]) -> frozenset[str]:
    seen: set[bytes] = set()
    twice: set[str] = set()
    for standing in standings:
        mark = blake2b(standing.key.encode(), digest_size=8).digest()
        if mark in seen:
            twice.add(standing.key)
        else:
            seen.add(mark)
    return frozenset(twice)


def merge(one: Standing, other: Standing) -> Standing:
    """One dossier as two links tell it: it stands as the worse of them says, and is on a side where both find it.
    Everything else is as judged last, filled up from the earlier."""
    earlier, later = sorted((one, other), key=lambda standing: (standing.judged_at, standing.link))
    told = {
        field.name: getattr(earlier, field.name)
        for field in fields(Standing)
        if getattr(later, field.name) is None and getattr(earlier, field.name) is not None
    }
    papers = {one.on_paper, other.on_paper}
    return replace(
        later,
        **told
        | {
            "stand": min(one.stand, other.stand, key=_WORST_FIRST.index),
            "on_source": one.on_source and other.on_source,
            "on_target": one.on_target and other.on_target,
            "on_paper": False if False in papers else True if True in papers else None,
            "registers": one.registers or other.registers,
        },
    )
