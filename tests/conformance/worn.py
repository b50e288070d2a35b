"""What the mutants of sources and targets have in common: a side that is honest but for what a mutant changes."""

import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from conformance.mutant import Worn
from connector.domain.cursor import Cursor
from connector.domain.dossier import Step
from connector.domain.errors import (
    BrokenAnswerError,
    ForeignSystemError,
)
from connector.domain.window import Window
from connector.ports import Page, RawRow, Reading, RecordWrite
from connector.testing.exam.benches.memory import MemorySourceBench

LOOKBACK = MemorySourceBench.lookback
#: What a mutant leaves open, for the gate to close.
LEFT_OPEN: list[int] = []
#: What a mutant's threads wait for.
RELEASED = threading.Event()


class Source(Worn):
    """A source that is honest but for what a mutant of it changes: where it reads from, its pages, its rows."""

    def pull(self, cursor: Cursor | None, *, now: datetime) -> Iterator[Page]:
        return self.pages(self.real.pull(self.since(cursor), now=now), cursor)

    def since(self, cursor: Cursor | None) -> Cursor | None:
        return cursor

    def pages(self, pages: Iterator[Page], cursor: Cursor | None) -> Iterator[Page]:
        return (self.page(page) for page in pages)

    def page(self, page: Page) -> Page:
        return replace(page, rows=tuple(row for each in page.rows for row in self.row(each)))

    def row(self, row: RawRow) -> list[RawRow]:
        return [row]


def changed(row: RawRow, **members: Any) -> RawRow:
    return replace(row, values={**row.values, **members})


def moved(cursor: Cursor | None, by: timedelta) -> Cursor | None:
    return None if cursor is None else Cursor(cursor.time + by, cursor.key)


class Swallowing(Source):
    swallows: type[ForeignSystemError] = BrokenAnswerError

    def pages(self, pages: Iterator[Page], cursor: Cursor | None) -> Iterator[Page]:
        try:
            yield from pages
        except self.swallows:
            return


class Target(Worn):
    """A target that is honest but for what a mutant of it changes: what it writes, appends, finds, and says of it."""

    def write_record(self, write: RecordWrite) -> None:
        self.real.write_record(write)

    def append_steps(self, code: str, steps: Sequence[Step]) -> None:
        self.real.append_steps(code, steps)

    def look_up(self, code: str) -> Reading | None:
        found = self.real.look_up(code)
        return None if found is None else self.told(found)

    def enumerate(self, window: Window) -> Iterator[Sequence[Reading]]:
        return ([self.told(reading) for reading in batch] for batch in self.real.enumerate(window))

    def told(self, reading: Reading) -> Reading:
        return reading


def recorded(write: RecordWrite, **fields: Any) -> RecordWrite:
    """The same write with other values of what it carries."""
    return replace(write, record=replace(write.record, **{k: v for k, v in fields.items() if k in write.known}))
