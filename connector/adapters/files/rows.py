"""The files of one system as rows, and an index of them kept for as long as no file changes."""

import threading
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import chain
from types import MappingProxyType

from connector.adapters.files.book import Wanted, open_tables
from connector.adapters.files.folder import files_of
from connector.adapters.files.guard import Still
from connector.adapters.files.keys import TableKeys
from connector.adapters.files.settings import header_of
from connector.adapters.files.spool import Labelled, Place, Spool
from connector.adapters.registry import Context
from connector.domain.codes import code_key
from connector.domain.window import Window
from connector.mapping.rules import MapRules, Rule, TimeRule
from connector.ports import RawRow, Rejection

_NONE: Mapping[str, str | None] = MappingProxyType({})


class FileRows:
    """Reads the rows of the files as they stand; each file opened counts as one request."""

    def __init__(self, system: TableKeys, wanted: Wanted, context: Context) -> None:
        self._system = system
        self._wanted = wanted
        self._path = context.resolve(system.path)
        self._home = context.home
        self._lock = threading.Lock()
        self._opened = 0

    @property
    def opened(self) -> int:
        return self._opened

    def files(self) -> list[Labelled]:
        """Every file there is right now. None at all raises."""
        return files_of(self._path, self._system.pattern, home=self._home)

    def probe(self) -> None:
        """The files are there, small enough, and begin like what can be read."""
        for path, label in self.files():
            self._count()
            Still(path, label, max_mb=self._system.max_mb).content()

    def read(self, files: Sequence[Labelled] | None = None) -> Iterator[RawRow | Rejection]:
        """Every row of every file; each file is looked through once before the first of its rows is given."""
        for path, label in self.files() if files is None else files:
            self._count()
            file, tables = open_tables(path, label, self._system, self._wanted)
            for table in tables:
                yield from table.rows()
            file.check()

    def _count(self) -> None:
        with self._lock:
            self._opened += 1


class RowIndex:
    """Rows by their dossier's code and day of receipt. Where a dossier is told twice, the later line is the newer."""

    def __init__(self) -> None:
        self._spool = Spool()
        self._rows: dict[str, tuple[Place, date | None]] = {}
        self._alike: Mapping[str, tuple[str, ...]] | None = None
        self._lock = threading.Lock()

    def put(self, code: str, row: RawRow, day: date | None = None) -> None:
        place = self._spool.put((row.where, dict(row.values)))
        self._rows.pop(code, None)  # so that the order is that of the lines that count
        self._rows[code] = (place, day)

    def __len__(self) -> int:
        return len(self._rows)

    def exact(self, code: str) -> RawRow | None:
        """The row of exactly this code."""
        found = self._rows.get(code)
        return None if found is None else self._row(found[0])

    def alike(self, code: str) -> list[RawRow]:
        """The rows whose codes are other writings of this one."""
        return [self._row(self._rows[each][0]) for each in self._by_key().get(code_key(code), ())]

    def received(self, window: Window) -> Iterator[RawRow]:
        """The rows whose day lies in the window; one without a day lies in none."""
        for place, day in list(self._rows.values()):
            if day is not None and window.holds(day):
                yield self._row(place)

    def close(self) -> None:
        self._spool.close()

    def _row(self, place: Place) -> RawRow:
        where, values = self._spool.get(place)
        return RawRow(values=values, where=where)

    def _by_key(self) -> Mapping[str, tuple[str, ...]]:
        with self._lock:
            if self._alike is None:
                found: dict[str, tuple[str, ...]] = {}
                for code in self._rows:
                    found[code_key(code)] = (*found.get(code_key(code), ()), code)
                self._alike = found
            return self._alike


def wanted_of(
    rules: MapRules, *, optional: frozenset[str] = frozenset(), further: Mapping[str, str | None] = _NONE
) -> Wanted:
    """The headers that a field map asks for, and how the dates among them are told; ``further`` are other columns, with
    how each is told if it holds dates."""
    headers: dict[str, bool] = {}
    convert: dict[str, str] = {}
    everything = False
    for rule in _rules(rules):
        found = header_of(rule.path)
        everything = everything or found is None or not found[1]
        if found is not None:
            header, alone = found
            headers[header] = headers.get(header, False) or alone
            if isinstance(rule, TimeRule):
                convert[header] = rule.convert
    headers |= dict.fromkeys(further, True)
    for header, how in further.items():
        if how is not None:
            convert.setdefault(header, how)
    loose = optional | {header for header, alone in headers.items() if not alone}
    return Wanted(headers=tuple(headers), optional=loose, convert=convert, everything=everything)


def _rules(rules: MapRules) -> Iterator[Rule]:
    return chain(rules.told.values(), rules.aliases.values())
