"""One weighing on DuckDB: sides are laid into files, settled once, joined, and told in order."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path

from connector.ports import Side, SideRow, Weighed, Weighing
from connector.snapshot.engine import Engine, literal
from connector.snapshot.groups import Alike, groups
from connector.snapshot.join import every_key_once, join_aliases, join_fields, join_marks, join_papers
from connector.snapshot.mark import key_mark
from connector.snapshot.settle import as_laid, settle
from connector.snapshot.side import LaidSide, columns_of
from connector.snapshot.walk import Walk

_MINUTE = 60_000_000  # microseconds


class DuckWeighing(Weighing):
    """Its files lie in ``folder``, which is somebody else's to remove when it is closed."""

    def __init__(self, folder: Path, fields: Sequence[str]) -> None:
        self._engine = Engine(folder)
        self._columns = columns_of(fields)
        self._sides = {side: LaidSide(self._engine, folder, side, fields) for side in Side}
        self._settled: set[Side] = set()
        self._listed = False
        self._joined = False

    def lay(self, side: Side, rows: Iterable[SideRow]) -> None:
        self._settled.discard(side)
        self._listed = self._joined = False
        self._sides[side].lay(rows)

    def codes(self, sides: Sequence[Side], *, batch: int = 500) -> Iterator[Sequence[str]]:
        if not sides:
            return
        for side in sides:
            self._sides[side].show()
        told = " UNION ".join(f"SELECT code FROM {side} WHERE weighed AND code <> ''" for side in sides)
        for rows in self._engine.rows(f"SELECT DISTINCT code FROM ({told}) ORDER BY code", batch=batch):
            yield [code for (code,) in rows]

    def weigh(self, *, batch: int = 500) -> Iterator[Sequence[Weighed]]:
        dossiers = self._walk().dossiers()
        while told := list(islice(dossiers, batch)):
            yield told

    def loose(self) -> Iterator[SideRow]:
        return self._walk().loose()

    def holds(self, keys: Sequence[str]) -> frozenset[str]:
        if not keys:
            return frozenset()
        if not self._listed:
            self._list_keys()
        marks = {key_mark(key): key for key in keys}
        asked = ", ".join("NULL" if mark is None else literal(mark) for mark in marks)
        # A UUID is compared by value and told as text with dashes; the empty key has none and is told apart.
        there = f"SELECT replace(key_mark::VARCHAR, '-', '') FROM present WHERE key_mark IN ({asked})"
        if None in marks:
            there += " UNION ALL SELECT key_mark::VARCHAR FROM present WHERE key_mark IS NULL"
        return frozenset(marks[mark] for rows in self._engine.rows(there, batch=len(keys)) for (mark,) in rows)

    def doubled(self, side: Side, *, days: int) -> Iterator[Sequence[SideRow]]:
        received = "received - DATE '1970-01-01'"
        return self._groups(side, Alike(same=("applicant", "procedure"), moment=received, at_least=2, within=days))

    def closed_together(self, side: Side, *, at_least: int, minutes: int) -> Iterator[Sequence[SideRow]]:
        within = minutes * _MINUTE
        return self._groups(side, Alike(same=("closed_by",), moment="closed_at", at_least=at_least, within=within))

    def join(self) -> None:
        """Find what is not equal, and whom an alias or a book's number brings together; once, until more is laid."""
        if self._joined:
            return
        self._join_marks()
        join_fields(self._engine, self._columns)
        self._settle(Side.PAPER)
        aliases = {side: laid.aliases for side, laid in self._sides.items()}
        join_aliases(self._engine, told=aliases[Side.SOURCE] and aliases[Side.TARGET])
        join_papers(self._engine, told=aliases[Side.PAPER])
        self._joined = True

    def _walk(self) -> Walk:
        self.join()
        return Walk(self._engine, {side: laid.drawer for side, laid in self._sides.items()})

    def close(self) -> None:
        self._joined = False
        for laid in self._sides.values():
            laid.close()
        self._engine.close()

    def _list_keys(self) -> None:
        """All keys' marks in a table of their own: whoever asks for keys asks for many, a few at a time."""
        for laid in self._sides.values():
            laid.show()
        every = " UNION ".join(f"SELECT key_mark FROM {side}" for side in Side)
        self._engine.run(f"CREATE OR REPLACE TABLE present AS {every}")
        self._listed = True

    def _join_marks(self) -> None:
        """Nearly always every key is laid once, and the join itself proves it for less than counting the keys does."""
        fresh = {Side.SOURCE, Side.TARGET} - self._settled
        for side in fresh:
            self._sides[side].show()
            as_laid(self._engine, side)
        crowded = any(self._sides[side].crowded for side in fresh)
        if not crowded:
            join_marks(self._engine)
        if fresh and (crowded or not every_key_once(self._engine)):
            for side in fresh:
                self._settle(side)
            join_marks(self._engine)

    def _settle(self, side: Side) -> None:
        if side not in self._settled:
            self._sides[side].show()
            settle(self._engine, side)
            self._settled.add(side)

    def _groups(self, side: Side, alike: Alike) -> Iterator[Sequence[SideRow]]:
        self._settle(side)
        yield from groups(self._engine, side, self._sides[side].drawer, alike)
