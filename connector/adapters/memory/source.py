"""A specialized software in memory: rows one can put, touch and remove, read by (change time, id)."""

import threading
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from types import MappingProxyType
from typing import Any

from connector.adapters.memory.faults import Faults
from connector.adapters.memory.invented import invent
from connector.adapters.memory.settings import MemorySourceSettings, MemorySystemSettings
from connector.adapters.registry import Context
from connector.domain.cursor import Cursor
from connector.domain.errors import RefusedError
from connector.domain.times import parse_iso
from connector.ports import Page, RawRow, Source

#: Rows dated further ahead than this are read, but never move the cursor.
FUTURE = timedelta(minutes=10)

#: Before every row: where a reading without a cursor begins.
_BEGINNING = (datetime.min.replace(tzinfo=UTC), "")

_Position = tuple[datetime, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class RowKeys:
    """Under which key a row holds the dossier's code, its own id, and when it was last changed (ISO text)."""

    code: str = "so_ho_so"
    id: str = "id"
    time: str = "updated_at"


class MemorySource(Source):
    """The source's twin. Each row needs an id; a change time lets it be read by change.

    An ordered source is read live: a row changed while it is read comes again at its new place. An unordered one is
    read in the order its rows were first put.
    """

    def __init__(
        self,
        rows: Iterable[Mapping[str, Any]] = (),
        *,
        name: str = "memory",
        keys: RowKeys | None = None,
        lookback: timedelta = timedelta(0),
        page_size: int = 100,
        ordered: bool = True,
        enumerates: bool = False,
        concurrency: int = 4,
    ) -> None:
        self.name = name
        self.concurrency = concurrency
        self.ordered = ordered and not enumerates
        self.enumerates = enumerates
        self.rereads = True  #: a test may take it away
        self.faults = Faults()
        self._keys = keys or RowKeys()
        self._lookback = lookback
        self._page_size = page_size
        self._lock = threading.RLock()
        self._requests = 0
        self._rows: dict[str, Mapping[str, Any]] = {}
        for row in rows:
            self.put(row)

    # -- what happens over there

    def put(self, row: Mapping[str, Any]) -> None:
        """Insert a row, or replace the one with its key."""
        with self._lock:
            self._rows[str(row[self._keys.id])] = MappingProxyType(dict(row))

    def touch(self, code: str, at: datetime, **changes: Any) -> None:
        """Change the rows of a dossier, as recorded at that time."""
        with self._lock:
            for row in self._of(code):
                self.put({**row, **changes, self._keys.time: at.isoformat()})

    def alter(self, code: str, **changes: Any) -> None:
        """Change the rows of a dossier in a way that its change time does not show."""
        with self._lock:
            for row in self._of(code):
                self.put({**row, **changes})

    def remove(self, code: str) -> None:
        with self._lock:
            for row in self._of(code):
                del self._rows[str(row[self._keys.id])]

    def rows(self) -> tuple[Mapping[str, Any], ...]:
        with self._lock:
            return tuple(self._rows.values())

    # -- the port

    @property
    def requests(self) -> int:
        return self._requests

    def probe(self) -> None:
        with self._lock:
            self._requests += 1
            with self.faults.around("probe"):
                pass

    def close(self) -> None:
        """Nothing to let go of."""

    def pull(self, cursor: Cursor | None, *, now: datetime) -> Iterator[Page]:
        begin = None if self.enumerates else self._begin(cursor)
        pages = self._live(begin or _BEGINNING, cursor) if self.ordered else self._as_put(begin)
        for number in count(1):
            with self._lock:
                self._requests += 1
                with self.faults.around("pull"):
                    rows = next(pages, ())
            if not rows:
                return
            yield self._page(number, rows, now)

    def read(self, code: str) -> RawRow | None:
        if not self.rereads:
            raise RefusedError("Không hỏi được từng hồ sơ.", final=True, where=self.name)
        with self._lock:
            self._requests += 1
            with self.faults.around("read"):
                found = self._of(code)
                return self._raw(found[-1]) if found else None

    # -- how it is done

    def _of(self, code: str) -> tuple[Mapping[str, Any], ...]:
        return tuple(row for row in self._rows.values() if row.get(self._keys.code) == code)

    def _begin(self, cursor: Cursor | None) -> _Position | None:
        """Where a reading begins, inclusively."""
        if cursor is None:
            return None
        return (cursor.time - self._lookback, "") if self._lookback else (cursor.time, cursor.key)

    def _position(self, row: Mapping[str, Any]) -> _Position | None:
        """None for a row without a change time that can be read: only a full reading finds it."""
        told = row.get(self._keys.time)
        try:
            time = told if isinstance(told, datetime) else parse_iso(str(told))
        except ValueError:
            return None
        return (time, str(row[self._keys.id]))

    def _live(self, begin: _Position, cursor: Cursor | None) -> Iterator[tuple[Mapping[str, Any], ...]]:
        if cursor is None:
            timeless = tuple(row for row in self.rows() if self._position(row) is None)
            for first in range(0, len(timeless), self._page_size):
                yield timeless[first : first + self._page_size]
        last: _Position | None = None
        while True:
            placed = [(place, row) for row in self.rows() if (place := self._position(row)) is not None]
            ahead = [(p, row) for p, row in placed if (p >= begin if last is None else p > last)]
            ahead.sort(key=lambda pair: pair[0])
            page = ahead[: self._page_size]
            if not page:
                return
            last = page[-1][0]
            yield tuple(row for _, row in page)

    def _as_put(self, begin: _Position | None) -> Iterator[tuple[Mapping[str, Any], ...]]:
        keys = [str(row[self._keys.id]) for row in self.rows() if self._wanted(row, begin)]
        for first in range(0, len(keys), self._page_size):
            page = tuple(self._rows[key] for key in keys[first : first + self._page_size] if key in self._rows)
            if page:
                yield page

    def _wanted(self, row: Mapping[str, Any], begin: _Position | None) -> bool:
        if begin is None:
            return True
        place = self._position(row)
        return place is not None and place >= begin

    def _page(self, number: int, rows: tuple[Mapping[str, Any], ...], now: datetime) -> Page:
        places = [] if self.enumerates else [place for row in rows if (place := self._position(row)) is not None]
        furthest = max((place for place in places if place[0] <= now + FUTURE), default=None)
        return Page(
            number=number,
            rows=tuple(self._raw(row) for row in rows),
            cursor=None if furthest is None else Cursor(*furthest),
        )

    def _raw(self, row: Mapping[str, Any]) -> RawRow:
        return RawRow(values=row, where=f"{self.name}, {self._keys.id} {row[self._keys.id]}")


def make_source(system: MemorySystemSettings, link: MemorySourceSettings, context: Context) -> MemorySource:
    """A source over the system's one set of rows as configured; each link reads its own copy."""
    del context  # rows of a configuration need no clock, no network and no store
    invented = [each.raw() for each in invent(system.invented, seed=system.seed)]
    return MemorySource(
        [*invented, *system.rows],
        name=system.system,
        lookback=link.lookback,
        page_size=link.page_size,
        ordered=link.order == "ascending",
        enumerates=link.enumerates,
        concurrency=system.concurrency,
    )
