"""Files as a source: every run reads them whole, and content decides what changed."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import count

from connector.adapters.files.keys import DATE_TEXT
from connector.adapters.files.rows import FileRows, RowIndex, wanted_of
from connector.adapters.files.settings import FilesSourceSettings, FilesSystemSettings
from connector.adapters.files.spool import Kept, Labelled
from connector.adapters.registry import Context
from connector.domain.cursor import Cursor
from connector.domain.dossier import Dossier
from connector.domain.text import display
from connector.domain.times import parse_iso, parse_vn
from connector.mapping.mapper import compile_map
from connector.mapping.rules import MapRules
from connector.ports import Page, RawRow, Rejection, Source

PAGE_ROWS = 500

#: Rows dated further ahead than this are read, but never move the cursor.
FUTURE = timedelta(minutes=10)


class FilesSource(Source):
    """The files as they stand when a run reads them.

    Without a cursor column a pull is everything there is. Any file that is missing, damaged, changing or unclear makes
    the whole pull fail: fewer rows must never look like fewer dossiers.
    """

    def __init__(self, system: FilesSystemSettings, link: FilesSourceSettings, context: Context) -> None:
        self.name = system.system
        self.concurrency = system.concurrency
        self.ordered = False
        self.enumerates = link.cursor is None
        self._cursor = link.cursor
        times = {} if link.cursor is None else {link.cursor.key: None, link.cursor.field: DATE_TEXT}
        self._rows = FileRows(system, wanted_of(link.map, optional=link.optional, further=times), context)
        self._codes = compile_map(MapRules(code=link.map.code))
        self._index = Kept(self._rows.files, self._indexed)

    @property
    def requests(self) -> int:
        return self._rows.opened

    def probe(self) -> None:
        """The files are there, small enough, and begin like what can be read."""
        self._rows.probe()

    def close(self) -> None:
        """No file stays open between two pages' rows; the index goes."""
        self._index.close()

    def pull(self, cursor: Cursor | None, *, now: datetime) -> Iterator[Page]:
        since = None if cursor is None or self._cursor is None else cursor.time - self._cursor.lookback
        numbers = count(1)
        page: list[RawRow | Rejection] = []
        for row in self._rows.read():
            if since is not None and isinstance(row, RawRow) and not self._changed(row, since):
                continue
            page.append(row)
            if len(page) == PAGE_ROWS:
                yield self._page(next(numbers), page, now)
                page = []
        if page:
            yield self._page(next(numbers), page, now)

    def read(self, code: str) -> RawRow | None:
        """The last row with that code, from an index that is made anew whenever a file has changed."""
        return self._index.now().exact(display(code))

    def _indexed(self, files: Sequence[Labelled]) -> RowIndex:
        index = RowIndex()
        for row in self._rows.read(files):
            told = self._codes.read(row) if isinstance(row, RawRow) else None
            if isinstance(row, RawRow) and isinstance(told, Dossier):
                index.put(told.code, row)
        return index

    def _page(self, number: int, rows: list[RawRow | Rejection], now: datetime) -> Page:
        good = tuple(row for row in rows if isinstance(row, RawRow))
        places = [place for row in good if (place := self._place(row)) is not None and place.time <= now + FUTURE]
        return Page(
            number=number,
            rows=good,
            unreadable=tuple(row for row in rows if isinstance(row, Rejection)),
            cursor=max(places, default=None),
        )

    def _changed(self, row: RawRow, since: datetime) -> bool:
        """A row whose change time cannot be read is left to the reconcile."""
        place = self._place(row)
        return place is not None and place.time >= since

    def _place(self, row: RawRow) -> Cursor | None:
        if self._cursor is None:
            return None
        told, key = row.values.get(self._cursor.field), row.values.get(self._cursor.key)
        try:
            return Cursor(_change_time(str(told)), display(str(key)))
        except ValueError:
            return None


def _change_time(text: str) -> datetime:
    try:
        return parse_vn(text)
    except ValueError:
        return parse_iso(text)


def make_source(system: FilesSystemSettings, link: FilesSourceSettings, context: Context) -> FilesSource:
    """A source over the system's files with this link's columns."""
    return FilesSource(system, link, context)
