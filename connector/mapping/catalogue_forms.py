"""The four catalogues as tables: which columns each has, how a line is read, and how it is written again.

A line is read or refused whole; every problem is told with its line and its column of the table.
"""

import re
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Generic, Literal, TypeVar

from connector.domain.calendar import read_day
from connector.domain.catalogue import Agency, OnlineClass, Procedure, TermUnit
from connector.domain.codes import read_procedure_code
from connector.domain.link import CodeMapping
from connector.domain.text import display, key
from connector.domain.times import parse_vn

CatalogueKind = Literal["procedures", "agencies", "mappings", "holidays"]
KINDS: tuple[CatalogueKind, ...] = ("procedures", "agencies", "mappings", "holidays")

MappedKind = Literal["procedure", "agency", "dossier"]
MAPPED_KINDS: tuple[MappedKind, ...] = ("procedure", "agency", "dossier")

#: What a person writes in each column, first as it is written back.
UNITS: Mapping[TermUnit, tuple[str, ...]] = MappingProxyType(
    {
        TermUnit.WORKING_DAY: ("ngày làm việc",),
        TermUnit.DAY: ("ngày",),
        TermUnit.HOUR: ("giờ", "giờ làm việc"),
        TermUnit.MONTH: ("tháng",),
    }
)
ONLINE: Mapping[OnlineClass, tuple[str, ...]] = MappingProxyType(
    {
        OnlineClass.FULL: ("toàn trình", "dịch vụ công trực tuyến toàn trình", "dvc toàn trình"),
        OnlineClass.PARTIAL: ("một phần", "dịch vụ công trực tuyến một phần", "dvc một phần"),
        OnlineClass.LEVEL_4: ("mức 4", "mức độ 4", "4"),
        OnlineClass.LEVEL_3: ("mức 3", "mức độ 3", "3"),
        OnlineClass.LEVEL_2: ("mức 2", "mức độ 2", "2"),
        OnlineClass.LEVEL_1: ("mức 1", "mức độ 1", "1"),
        OnlineClass.NONE: ("không", "không cung cấp", "không trực tuyến"),
    }
)

_TERM = re.compile(r"(\d{1,4})\s*(\D*)")


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell and which column of the table it stands in, counted from 1."""

    text: str
    column: int


@dataclass(frozen=True, slots=True)
class TableLine:
    """One line of a table by the names of our columns, numbered as a person sees it."""

    number: int
    cells: Mapping[str, Cell]


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """What is wrong, and where."""

    line: int
    column: int
    why: str

    def told(self, name: str) -> str:
        return f"{name}:{self.line}:{self.column}: {self.why}"


@dataclass(frozen=True, slots=True, kw_only=True)
class MappedCode:
    """One line of the table of codes: which kind of code it maps."""

    kind: MappedKind
    mapping: CodeMapping

    @property
    def valid_from(self) -> date | None:
        return self.mapping.valid_from

    @property
    def valid_to(self) -> date | None:
        return self.mapping.valid_to


@dataclass(frozen=True, slots=True, kw_only=True)
class Holiday:
    """One day that is off, or worked to make up for another, and on what basis."""

    day: date
    worked: bool
    basis: str | None = None

    @property
    def valid_from(self) -> date | None:
        return self.day

    @property
    def valid_to(self) -> date | None:
        return self.day


Record = TypeVar("Record", Procedure, Agency, MappedCode, Holiday)
AnyRecord = Procedure | Agency | MappedCode | Holiday


class LineReader:
    """Reads the cells of one line and remembers everything that is wrong with them."""

    def __init__(self, line: TableLine) -> None:
        self.problems: list[Problem] = []
        self._line = line

    def say(self, name: str, why: str) -> None:
        cell = self._line.cells.get(name)
        self.problems.append(Problem(self._line.number, 1 if cell is None else cell.column, f"{name}: {why}"))

    def text(self, name: str) -> str | None:
        cell = self._line.cells.get(name)
        return None if cell is None else display(cell.text) or None

    def needed(self, name: str) -> str:
        found = self.text(name)
        if found is None:
            self.say(name, "không được để trống")
        return found or ""

    def day(self, name: str) -> date | None:
        written = self.text(name)
        if written is None:
            return None
        try:
            return date.fromisoformat(written)
        except ValueError:
            pass
        try:
            return parse_vn(written).date()
        except ValueError:
            self.say(name, "ngày phải viết yyyy-mm-dd hoặc dd/mm/yyyy")
            return None

    def days(self) -> dict[str, date | None]:
        """``valid_from`` and ``valid_to``, in order."""
        first, last = self.day("valid_from"), self.day("valid_to")
        if first is not None and last is not None and last < first:
            self.say("valid_to", "không được trước valid_from")
        return {"valid_from": first, "valid_to": last}

    def word(self, name: str, words: Mapping[Any, tuple[str, ...]], written: str | None) -> Any:
        """What the word means; a code of ours means itself."""
        if written is None:
            return None
        found = next((m for m, known in words.items() if key(written) in {*map(key, known), str(m)}), None)
        if found is None:
            self.say(name, f"phải là một trong: {', '.join(known[0] for known in words.values())}")
        return found


# ---------------------------------------------------------------- one line of each


def _procedure(line: LineReader) -> Procedure:
    term, unit = _term(line)
    return Procedure(
        code=_procedure_code(line),
        name=line.text("name"),
        term=term,
        unit=unit,
        online=line.word("online", ONLINE, line.text("online")),
        **line.days(),
    )


def _procedure_code(line: LineReader) -> str:
    written = line.needed("code")
    try:
        return read_procedure_code(written).code if written else ""
    except ValueError as error:
        line.say("code", str(error))
        return ""


def _term(line: LineReader) -> tuple[int | None, TermUnit | None]:
    """A number and its unit, each in its column, or both in the first as in "05 ngày làm việc"."""
    written, told = line.text("term"), line.text("unit")
    if written is None:
        return None, line.word("unit", UNITS, told)
    found = _TERM.fullmatch(written)
    if found is None:
        line.say("term", "phải là số nguyên; nửa ngày thì ghi bằng giờ")
        return None, None
    if told and found[2]:
        line.say("term", "đã có cột unit thì chỉ ghi số")
        return None, None
    term = int(found[1])
    unit = line.word("unit", UNITS, told) if told else line.word("term", UNITS, found[2].strip() or None)
    if unit is None and term and not line.problems:
        line.say("term", "chưa có đơn vị: ngày làm việc, ngày, giờ hay tháng")
    return term, unit


def _agency(line: LineReader) -> Agency:
    return Agency(code=line.needed("code"), name=line.text("name"), **line.days())


def _mapped_code(line: LineReader) -> MappedCode:
    written = line.needed("kind")
    kind = next((known for known in MAPPED_KINDS if key(written) in _MAPPED_WORDS[known]), None)
    if kind is None and written:
        line.say("kind", f"phải là một trong {', '.join(MAPPED_KINDS)}")
    return MappedCode(
        kind=kind or "procedure",
        mapping=CodeMapping(old=line.needed("old"), new=line.needed("new"), **line.days()),
    )


_MAPPED_WORDS: Mapping[MappedKind, frozenset[str]] = MappingProxyType(
    {
        "procedure": frozenset({"procedure", "thủ tục", "tthc"}),
        "agency": frozenset({"agency", "cơ quan", "đơn vị"}),
        "dossier": frozenset({"dossier", "hồ sơ"}),
    }
)


def _holiday(line: LineReader) -> Holiday:
    day, kind = line.needed("date"), line.needed("kind")
    basis = line.text("basis")
    try:
        found, worked = read_day(day, kind)
    except ValueError as error:
        if not line.problems:
            line.say("kind" if "kind" in str(error) else "date", str(error))
        return Holiday(day=date.min, worked=False)
    return Holiday(day=found, worked=worked, basis=basis)


# ---------------------------------------------------------------- forms


@dataclass(frozen=True, slots=True, kw_only=True)
class Form(Generic[Record]):
    """One kind of catalogue. ``subject`` tells what a line is about: of one, no two lines hold on the same day."""

    columns: tuple[str, ...]
    needed: frozenset[str]
    read: Callable[[LineReader], Record]
    subject: Callable[[Record], Hashable]
    told: Callable[[Record], tuple[str, ...]]  #: the cells, in the order of the columns

    def identity(self, record: Record) -> Hashable:
        return self.subject(record), record.valid_from


def _day_text(day: date | None) -> str:
    return "" if day is None else day.isoformat()


def _word(meaning: StrEnum | None, words: Mapping[Any, tuple[str, ...]]) -> str:
    return "" if meaning is None else words[meaning][0]


PROCEDURES: Form[Procedure] = Form(
    columns=("code", "name", "term", "unit", "online", "valid_from", "valid_to"),
    needed=frozenset({"code"}),
    read=_procedure,
    subject=lambda line: key(line.code),
    told=lambda line: (
        line.code,
        line.name or "",
        "" if line.term is None else str(line.term),
        _word(line.unit, UNITS),
        _word(line.online, ONLINE),
        _day_text(line.valid_from),
        _day_text(line.valid_to),
    ),
)
AGENCIES: Form[Agency] = Form(
    columns=("code", "name", "valid_from", "valid_to"),
    needed=frozenset({"code"}),
    read=_agency,
    subject=lambda line: key(line.code),
    told=lambda line: (line.code, line.name or "", _day_text(line.valid_from), _day_text(line.valid_to)),
)
MAPPINGS: Form[MappedCode] = Form(
    columns=("kind", "old", "new", "valid_from", "valid_to"),
    needed=frozenset({"kind", "old", "new"}),
    read=_mapped_code,
    subject=lambda line: (line.kind, key(line.mapping.old), key(line.mapping.new)),
    told=lambda line: (
        line.kind,
        line.mapping.old,
        line.mapping.new,
        _day_text(line.valid_from),
        _day_text(line.valid_to),
    ),
)
HOLIDAYS: Form[Holiday] = Form(
    columns=("date", "kind", "basis"),
    needed=frozenset({"date", "kind"}),
    read=_holiday,
    subject=lambda line: line.day,
    told=lambda line: (_day_text(line.day), "làm bù" if line.worked else "nghỉ", line.basis or ""),
)
FORMS: Mapping[CatalogueKind, Form[Any]] = MappingProxyType(
    {"procedures": PROCEDURES, "agencies": AGENCIES, "mappings": MAPPINGS, "holidays": HOLIDAYS}
)


# ---------------------------------------------------------------- a whole table


def read_records(
    form: Form[Record], lines: Iterable[TableLine]
) -> tuple[list[tuple[TableLine, Record]], list[Problem]]:
    """Every line with what it says, each once, and everything that is wrong with them, singly or together."""
    found: list[tuple[TableLine, Record]] = []
    problems: list[Problem] = []
    seen: set[Record] = set()
    for line in lines:
        reader = LineReader(line)
        record = form.read(reader)
        problems += reader.problems
        if not reader.problems and record not in seen:
            seen.add(record)
            found.append((line, record))
    problems += _clashes(form, found)
    return found, sorted(problems)


def _clashes(form: Form[Record], found: Sequence[tuple[TableLine, Record]]) -> list[Problem]:
    by_subject: dict[Hashable, list[tuple[TableLine, Record]]] = {}
    problems = []
    for line, record in found:
        others = by_subject.setdefault(form.subject(record), [])
        clash = next((other for other, there in others if overlap(record, there)), None)
        if clash is not None:
            problems.append(Problem(line.number, 1, f"cùng hiệu lực với dòng {clash.number} mà nội dung khác"))
        others.append((line, record))
    return problems


def overlap(one: AnyRecord, other: AnyRecord) -> bool:
    """Whether some day is in both."""
    return (one.valid_from or date.min) <= (other.valid_to or date.max) and (other.valid_from or date.min) <= (
        one.valid_to or date.max
    )
