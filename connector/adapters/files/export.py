"""An export of the one-stop as it stands: every dossier in it by its code, read through a link's field map."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from connector.adapters.files.rows import FileRows, RowIndex
from connector.adapters.files.settings import header_of
from connector.adapters.files.spool import Kept, Labelled
from connector.domain.codes import code_day
from connector.domain.dossier import Dossier
from connector.domain.errors import BrokenAnswerError
from connector.domain.text import display
from connector.domain.times import at_zone
from connector.domain.window import Window
from connector.mapping.mapper import compile_map
from connector.mapping.rules import MapRules
from connector.ports import Mapper, RawRow, Reading, Rejection

#: A line with so few cells and no code is a note of whoever exported, not a dossier.
A_NOTE = 2

_ALIASES = "aliases"


class PatientMapper:
    """Reads a row field by field: a value that cannot be read leaves its own field unreadable, not the dossier."""

    def __init__(self, rules: MapRules) -> None:
        self._rules = rules
        self.fields = frozenset(rules.told) | {"code"} | ({_ALIASES} if rules.aliases else set())
        self._mapper = lru_cache(maxsize=64)(self._without)
        found = {name: header_of(rule.path) for name, rule in rules.told.items()}
        self._headers = {name: header[0] for name, header in found.items() if header is not None and header[1]}

    def read(self, row: RawRow, faults: list[Rejection] | None = None) -> Reading | Rejection:
        """Rejected only where the code itself cannot be read. A field whose column is not there is not readable; what
        cannot be read of the others is added to ``faults``."""
        absent = (name for name, header in self._headers.items() if header not in row.values and name != "code")
        unreadable = frozenset(absent)
        while True:
            told = self._mapper(unreadable).read(row)
            if isinstance(told, Dossier):
                return Reading(dossier=told, readable=self.fields - unreadable, raw=row.values)
            name = (told.field or "code").partition(".")[0]
            if name == "code" or name in unreadable:
                return told
            unreadable |= {name}
            if faults is not None:
                faults.append(told)

    def _without(self, unreadable: frozenset[str]) -> Mapper:
        if not unreadable:
            return compile_map(self._rules)
        emptied: dict[str, Any] = {name: {} if name == _ALIASES else None for name in unreadable}
        return compile_map(self._rules.model_copy(update=emptied))


class Export:
    """The export's dossiers. A row whose code cannot be read makes the whole export useless: it could be any."""

    def __init__(self, rows: FileRows, rules: MapRules) -> None:
        self._rows = rows
        self._patient = PatientMapper(rules)
        self._index = Kept(rows.files, self._indexed)
        self.fields = self._patient.fields

    def look_up(self, code: str) -> Reading | None:
        """Under exactly this code, else under its one other writing."""
        index = self._index.now()
        row = index.exact(display(code))
        if row is not None:
            return self._reading(row)
        alike = index.alike(code)
        if len(alike) > 1:
            places = "; ".join(row.where for row in alike)
            raise BrokenAnswerError("Một mã hồ sơ ứng với nhiều dòng khác mã trong tệp xuất.", where=places)
        return self._reading(alike[0]) if alike else None

    def received(self, window: Window) -> Iterator[Reading]:
        """Every dossier whose day of receipt lies in the window: as told, else as its code says."""
        for row in self._index.now().received(window):
            yield self._reading(row)

    def current(self) -> RowIndex:
        """The index of the files as they stand; another object whenever one of them has changed."""
        return self._index.now()

    def close(self) -> None:
        self._index.close()

    def _reading(self, row: RawRow) -> Reading:
        told = self._patient.read(row)
        if isinstance(told, Rejection):  # it was read when the index was made, by the same rules
            raise _unusable(told)
        return told

    def _indexed(self, files: Sequence[Labelled]) -> RowIndex:
        index = RowIndex()
        for row in self._rows.read(files):
            told = row if isinstance(row, Rejection) else self._patient.read(row)
            if isinstance(told, Reading):
                assert isinstance(row, RawRow)  # noqa: S101  # only rows are read
                index.put(told.dossier.code, row, _day(told.dossier))
            elif isinstance(row, Rejection) or not is_note(row.values):
                raise _unusable(told)
        return index


def _day(dossier: Dossier) -> date | None:
    return code_day(dossier.code) if dossier.received_at is None else at_zone(dossier.received_at).date()


def is_note(values: Mapping[str, object]) -> bool:
    """Whether a line without a code is a remark of whoever exported, and no dossier."""
    return sum(value is not None for value in values.values()) <= A_NOTE


def _unusable(told: Rejection) -> BrokenAnswerError:
    return BrokenAnswerError(
        f"Tệp xuất của một cửa có dòng không biết là của hồ sơ nào: {told.reason}.",
        where=told.where,
        do="Sửa dòng đó, hoặc để cột mã hồ sơ ở dạng văn bản rồi xuất lại.",
    )
