"""Scales in plain dictionaries: slow, small, and plain enough to be believed."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from itertools import islice

from connector.domain.standing import Standing
from connector.domain.times import at_zone
from connector.ports import Scales, Side, SideRow, Weighed, Weighing


class MemoryWeighing(Weighing):
    def __init__(self, fields: Sequence[str]) -> None:
        self._fields = tuple(fields)
        self._rows: dict[Side, dict[str, list[SideRow]]] = {side: defaultdict(list) for side in Side}

    def lay(self, side: Side, rows: Iterable[SideRow]) -> None:
        for row in rows:
            standing = self._rows[side][row.key]
            same = [old for old in standing if old.code == row.code and old.content == row.content]
            if side is not Side.PAPER and same:
                standing.remove(same[0])
            standing.append(row)

    def codes(self, sides: Sequence[Side], *, batch: int = 500) -> Iterator[Sequence[str]]:
        found = {row.code for side in sides for rows in self._rows[side].values() for row in rows if row.weighed}
        yield from _batches(sorted(found - {""}), batch)

    def weigh(self, *, batch: int = 500) -> Iterator[Sequence[Weighed]]:
        yield from _batches(self._all(), batch)

    def loose(self) -> Iterator[SideRow]:
        bearers = [row for side in (Side.SOURCE, Side.TARGET) for rows in self._rows[side].values() for row in rows]
        known = {pair for row in bearers for pair in row.aliases}
        yield from (row for row in self._rows[Side.PAPER].get("", []) if not row.aliases & known)

    def holds(self, keys: Sequence[str]) -> frozenset[str]:
        return frozenset(key for key in keys if any(self._rows[side].get(key) for side in Side))

    def doubled(self, side: Side, *, days: int) -> Iterator[Sequence[SideRow]]:
        groups = defaultdict(list)
        for row in self._weighed(side):
            if row.applicant and row.procedure and row.received:
                groups[row.applicant, row.procedure].append(row)
        for rows in groups.values():
            rows.sort(key=lambda row: row.received or date.min)
            for first, rest in ((row, rows[number + 1 :]) for number, row in enumerate(rows)):
                near = [row for row in rest if row.received and first.received]
                near = [row for row in near if row.received - first.received <= timedelta(days=days)]
                if near:
                    yield [first, *near]

    def closed_together(self, side: Side, *, at_least: int, minutes: int) -> Iterator[Sequence[SideRow]]:
        groups = defaultdict(list)
        for row in self._weighed(side):
            if row.closed_at and row.closed_by:
                groups[row.closed_by].append(row)
        for rows in groups.values():
            rows.sort(key=lambda row: row.closed_at)
            for first in rows:
                near = [
                    row for row in rows if timedelta(0) <= row.closed_at - first.closed_at <= timedelta(minutes=minutes)
                ]
                if len(near) >= at_least:
                    yield near

    # -- how it is done

    def _weighed(self, side: Side) -> list[SideRow]:
        return [row for rows in self._rows[side].values() for row in rows if row.weighed]

    def _all(self) -> Iterator[Weighed]:
        claimed = self._claimed()
        codeless = self._rows[Side.PAPER].get("", [])
        taken: set[int] = set()
        for key in sorted({key for side in Side for key in self._rows[side]} - {""}):
            sources = self._rows[Side.SOURCE].get(key, [])
            targets = self._rows[Side.TARGET].get(key, [])
            if not sources and key in claimed:
                continue
            source, target = (sources or [None])[0], (targets or [None])[0]
            aliases = {pair for row in (*sources, *targets) for pair in row.aliases}
            linked = [row for row in codeless if row.aliases & aliases and id(row) not in taken]
            papers = (*self._rows[Side.PAPER].get(key, []), *linked)
            candidates = tuple(targets[1:]) if target or source is None else self._candidates(source)
            if not any(row.weighed for row in (*sources, *targets, *papers)):
                continue
            taken.update(id(row) for row in linked)
            yield Weighed(
                key=key,
                source=source,
                target=target,
                papers=papers,
                equal=self._equal(source, target) and len(sources) == 1,
                candidates=candidates,
                contested=frozenset(row.code for row in candidates if not target and self._claims(row) > 1),
                rivals=tuple(sources[1:]),
            )
        for row in codeless:
            if id(row) not in taken and row.weighed:
                yield Weighed(key="", papers=(row,))

    def _candidates(self, source: SideRow) -> tuple[SideRow, ...]:
        rows = (row for rows in self._rows[Side.TARGET].values() for row in rows)
        return tuple(row for row in rows if row.aliases & source.aliases and row.key not in self._rows[Side.SOURCE])

    def _claims(self, candidate: SideRow) -> int:
        """How many dossiers of the source it may be."""
        alone = [rows[0] for key, rows in self._rows[Side.SOURCE].items() if key not in self._rows[Side.TARGET]]
        return sum(candidate in self._candidates(source) for source in alone)

    def _claimed(self) -> set[str]:
        """Keys of target rows that are somebody's candidates."""
        alone = [rows[0] for key, rows in self._rows[Side.SOURCE].items() if key not in self._rows[Side.TARGET]]
        return {row.key for source in alone for row in self._candidates(source)}

    def _equal(self, source: SideRow | None, target: SideRow | None) -> bool:
        if source is None or target is None or not (source.weighed and target.weighed):
            return False
        told = [name for name in self._fields if name in source.keys and name in target.keys]
        return bool(told) and all(source.keys[name] == target.keys[name] for name in told)


class MemoryScales(Scales):
    """``kept`` is what the standings are now, by link and key."""

    def __init__(self) -> None:
        self.kept: dict[str, dict[str, Standing]] = defaultdict(dict)

    @contextmanager
    def weighing(self, link: str, fields: Sequence[str]) -> Iterator[Weighing]:
        yield MemoryWeighing(fields)

    def keep(self, link: str, standings: Iterable[Standing], *, whole: bool) -> None:
        new = {standing.key: standing for standing in standings}
        self.kept[link] = new if whole else self.kept[link] | new

    def standings(
        self, links: Sequence[str], *, first: date | None = None, last: date | None = None
    ) -> Iterator[Standing]:
        for link in links:
            for standing in self.kept[link].values():
                day = None if standing.received_at is None else at_zone(standing.received_at).date()
                if day is None or ((first is None or day >= first) and (last is None or day <= last)):
                    yield standing


def _batches(things: Iterable, size: int) -> Iterator[list]:
    left = iter(things)
    while batch := list(islice(left, size)):
        yield batch
