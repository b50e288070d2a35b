"""The national and the agency's own lists, from their CSV files: procedures, agencies, and which code became which."""

import csv
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from types import MappingProxyType
from typing import Any, TypeVar

from connector.domain.catalogue import Agency, Procedure
from connector.domain.codes import agency_key, procedure_key
from connector.domain.errors import ConfigurationError
from connector.domain.link import Catalogues
from connector.domain.text import display, key
from connector.mapping.catalogue_forms import (
    AGENCIES,
    FORMS,
    HOLIDAYS,
    MAPPINGS,
    PROCEDURES,
    CatalogueKind,
    Cell,
    Form,
    MappedCode,
    Problem,
    Record,
    TableLine,
    read_records,
)

Line = TypeVar("Line", Procedure, Agency)

#: Column → what else its header may be called.
HEADERS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "code": ("mã", "mã tthc", "mã thủ tục", "mã thủ tục hành chính", "mã cơ quan", "mã đơn vị", "mã định danh"),
        "name": ("tên", "tên tthc", "tên thủ tục", "tên thủ tục hành chính", "tên cơ quan", "tên đơn vị"),
        "term": ("thời hạn", "thời hạn giải quyết", "thời gian giải quyết"),
        "unit": ("đơn vị tính", "đơn vị thời hạn"),
        "online": ("mức độ", "mức độ dvc", "mức độ trực tuyến", "dvc trực tuyến"),
        "valid_from": ("hiệu lực từ", "từ ngày"),
        "valid_to": ("hiệu lực đến", "đến ngày"),
        "kind": ("loại",),
        "old": ("mã cũ",),
        "new": ("mã mới",),
        "date": ("ngày",),
        "basis": ("căn cứ",),
    }
)
#: A header further down than this is none.
_SEARCHED = 20

_COLUMN_OF = {key(word): column for column, words in HEADERS.items() for word in (column, *words)}


def column_of(header: str) -> str | None:
    """Our name of the column under that header."""
    return _COLUMN_OF.get(key(header))


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """What a file holds under its header. ``crowded`` lines have more cells than the header: values have moved."""

    columns: frozenset[str]
    doubled: frozenset[str]  #: columns that stand there twice
    lines: tuple[TableLine, ...]
    crowded: tuple[int, ...]


def table_of(text: str) -> Table:
    """A CSV text with a header, its cells between commas or semicolons."""
    first = text.partition("\n")[0]
    reader = csv.reader(StringIO(text, newline=""), delimiter=";" if ";" in first else ",")
    rows = []
    number = 1
    for row in reader:
        rows.append((number, row))
        number = reader.line_num + 1
    return to_table(rows)


def to_table(rows: Sequence[tuple[int, Sequence[str]]]) -> Table:
    """Numbered rows as a table: its header is the row with the most known columns among the first ones.

    Blank rows, and remarks that begin with #, are passed over.
    """
    told = [(number, row) for number, row in rows if any(map(str.strip, row)) and not row[0].startswith("#")]
    headers = [[column_of(display(cell)) for cell in row] for _, row in told[:_SEARCHED]]
    place = max(range(len(headers)), key=lambda at: len(set(headers[at]) - {None}), default=0)
    header = headers[place] if headers else []
    named = [column for column in header if column is not None]
    return Table(
        columns=frozenset(named),
        doubled=frozenset(column for column in named if named.count(column) > 1),
        lines=tuple(_line(number, header, row) for number, row in told[place + 1 :]),
        crowded=tuple(number for number, row in told[place + 1 :] if any(map(str.strip, row[len(header) :]))),
    )


def _line(number: int, header: Sequence[str | None], row: Iterable[str]) -> TableLine:
    cells = {name: Cell(text, column) for column, (name, text) in enumerate(zip(header, row, strict=False), 1) if name}
    return TableLine(number, cells)


def kind_of(columns: frozenset[str]) -> CatalogueKind | None:
    """Which catalogue a table with these columns can only be; None where its header fits several or none."""
    if columns >= MAPPINGS.needed:
        return "mappings"
    if columns >= HOLIDAYS.needed:
        return "holidays"
    return "procedures" if columns & {"term", "unit", "online"} and "code" in columns else None


def missing_columns(form: Form[Any], columns: frozenset[str]) -> list[Problem]:
    missing = sorted(form.needed - columns)
    return [Problem(1, 1, f"thiếu cột {', '.join(missing)}")] if missing else []


def read_catalogue(form: Form[Record], text: str, *, name: str) -> list[Record]:
    """Every line of a catalogue file. Raises ConfigurationError with everything that is wrong with it."""
    table = table_of(text)
    found: list[tuple[TableLine, Record]] = []
    problems = missing_columns(form, table.columns)
    if not problems:
        found, problems = read_records(form, table.lines)
    if problems:
        raise refusal(name, [problem.told(name) for problem in problems])
    return [record for _, record in found]


def refusal(where: str, problems: Sequence[str]) -> ConfigurationError:
    return ConfigurationError(
        f"Danh mục có {len(problems)} chỗ phải sửa.",
        where=where,
        do="Sửa các dòng đã nêu rồi chạy lại.",
        problems=tuple(problems),
    )


def to_catalogues(texts: Mapping[CatalogueKind, tuple[str, str]]) -> Catalogues:
    """The catalogues from the files that are configured: kind → (the file's name, its text)."""
    procedures = _by_key(_records(PROCEDURES, "procedures", texts), procedure_key)
    agencies = _by_key(_records(AGENCIES, "agencies", texts), agency_key)
    mappings: list[MappedCode] = _records(MAPPINGS, "mappings", texts)
    by_kind = {
        kind: tuple(one.mapping for one in mappings if one.kind == kind) for kind in ("procedure", "agency", "dossier")
    }
    return Catalogues(
        procedures=frozenset(procedures),
        agencies=frozenset(agencies),
        procedure_mappings=by_kind["procedure"],
        agency_mappings=by_kind["agency"],
        dossier_mappings=by_kind["dossier"],
        procedure_lines=procedures,
        agency_lines=agencies,
    )


def _records(form: Form[Record], kind: CatalogueKind, texts: Mapping[CatalogueKind, tuple[str, str]]) -> list[Record]:
    if kind not in texts:
        return []
    name, text = texts[kind]
    return read_catalogue(form, text, name=name)


def _by_key(lines: Iterable[Line], make_key: Callable[[str], str]) -> Mapping[str, tuple[Line, ...]]:
    found: dict[str, list[Line]] = {}
    for line in lines:
        found.setdefault(make_key(line.code), []).append(line)
    return MappingProxyType({one: tuple(same) for one, same in found.items()})


assert set(HEADERS) >= {column for form in FORMS.values() for column in form.columns}  # noqa: S101  # each has words
