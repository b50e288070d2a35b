"""Files as a source: every run reads them whole, and content decides what changed."""

import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import count

from connector.adapters.files.book import Wanted, open_tables
from connector.adapters.files.folder import files_of
from connector.adapters.files.guard import Still
from connector.adapters.files.keys import DATE_TEXT
from connector.adapters.files.settings import (
    FilesSourceSettings,
    FilesSystemSettings,
    header_of,
)
from connector.adapters.registry import Context
from connector.domain.cursor import Cursor
from connector.domain.text import display
from connector.domain.times import parse_iso, parse_vn
from connector.mapping.paths import compile_path
from connector.mapping.rules import MapRules, Rule, TimeRule
from connector.ports import Page, RawRow, Rejection, Source

PAGE_ROWS = 500

#: Rows dated further ahead than this are read, but never move the cursor.
FUTURE = timedelta(minutes=10)


class FilesSource(Source):
    """The files as they stand when a run reads them.

    Without a cursor column a pull is everything there is. Any file that is missing, damaged, changing or unclear makes
    the whole pull fail: fewer rows must never look like fewer dossiers.
    """

    rereads = False  # one dossier costs a look through every file

    def __init__(self, system: FilesSystemSettings, link: FilesSourceSettings, context: Context) -> None:
        self.name = system.system
        self.concurrency = system.concurrency
        self.ordered = False
        self.enumerates = link.cursor is None
        self._system = system
        self._cursor = link.cursor
        self._path = context.resolve(system.path)
        self._home = context.home
        self._wanted = wanted_of(link)
        self._code = compile_path(link.map.code.path)
        self._lock = threading.Lock()
        self._requests = 0

    @property
    def requests(self) -> int:
        return self._requests

    def probe(self) -> None:
        """The files are there, small enough, and begin like what can be read."""
        for path, label in files_of(self._path, self._system.pattern, home=self._home):
            self._count()
            Still(path, label, max_mb=self._system.max_mb).content()

    def close(self) -> None:
        """Nothing to let go of: no file stays open between two pages' rows."""

    def pull(self, cursor: Cursor | None, *, now: datetime) -> Iterator[Page]:
        since = None if cursor is None or self._cursor is None else cursor.time - self._cursor.lookback
        numbers = count(1)
        page: list[RawRow | Rejection] = []
        for row in self._rows():
            if since is not None and isinstance(row, RawRow) and not self._changed(row, since):
                continue
            page.append(row)
            if len(page) == PAGE_ROWS:
                yield self._page(next(numbers), page, now)
                page = []
        if page:
            yield self._page(next(numbers), page, now)

    def read(self, code: str) -> RawRow | None:
        """The last row with that code: where a file tells a dossier twice, the later line is the newer one."""
        wanted = display(code)
        found = None
        for row in self._rows():
            if isinstance(row, RawRow) and display(str(self._code(row.values) or "")) == wanted:
                found = row
        return found

    def _rows(self) -> Iterator[RawRow | Rejection]:
        """Every row of every file; each file is looked through once before the first of its rows is given."""
        files = files_of(self._path, self._system.pattern, home=self._home)
        for path, label in files:
            self._count()
            file, tables = open_tables(path, label, self._system, self._wanted)
            for table in tables:
                yield from table.rows()
            file.check()

    def _count(self) -> None:
        with self._lock:
            self._requests += 1

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


def wanted_of(link: FilesSourceSettings) -> Wanted:
    """The headers that a link's rules ask for, and how the dates among them are told."""
    headers: dict[str, bool] = {}
    convert: dict[str, str] = {}
    everything = False
    for rule in _rules(link.map):
        found = header_of(rule.path)
        everything = everything or found is None or not found[1]
        if found is not None:
            header, alone = found
            headers[header] = headers.get(header, False) or alone
            if isinstance(rule, TimeRule):
                convert[header] = rule.convert
    if link.cursor is not None:
        headers |= {link.cursor.field: True, link.cursor.key: True}
        convert.setdefault(link.cursor.field, DATE_TEXT)
    optional = link.optional | {header for header, alone in headers.items() if not alone}
    return Wanted(headers=tuple(headers), optional=frozenset(optional), convert=convert, everything=everything)


def _rules(rules: MapRules) -> list[Rule]:
    return [*rules.told.values(), *rules.aliases.values()]


def make_source(system: FilesSystemSettings, link: FilesSourceSettings, context: Context) -> FilesSource:
    """A source over the system's files with this link's columns."""
    return FilesSource(system, link, context)
