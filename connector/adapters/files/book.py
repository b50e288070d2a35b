"""One file as tables: grids whose header is known and whose columns have been looked through once."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from connector.adapters.files.columns import AS_IT_IS, Column, Plain, Survey, TableChoice, table_of
from connector.adapters.files.delimited import Score, delimited_grid
from connector.adapters.files.grid import Grid, Line
from connector.adapters.files.guard import Still, broken, check_ole, check_zip, is_1904
from connector.adapters.files.header import (
    GROUP,
    SEARCHED_LINES,
    Header,
    PrintedAgain,
    find_header,
    header_key,
    is_numbering,
)
from connector.adapters.files.keys import DATE_TEXT, TableKeys
from connector.adapters.files.workbook import workbook_grids
from connector.ports import RawRow, Rejection


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a link reads of a file. ``convert`` gives the converter of each header that feeds a time field."""

    headers: tuple[str, ...]
    optional: frozenset[str]
    convert: Mapping[str, str]
    #: Some path is an expression over the row: every column is told, not only the wanted ones.
    everything: bool


class Table:
    """One grid read through its header. ``asks`` says of a column why a person must say how its dates are written."""

    def __init__(self, grid: Grid, header: Header, columns: Sequence[Column], surveys: Mapping[str, Survey]) -> None:
        self.label = grid.label
        self.header = header
        self.asks = {name: survey.asks for name, survey in surveys.items() if survey.asks is not None}
        #: Columns with anything in them at all.
        self.used = frozenset(name for name, survey in surveys.items() if survey.filled)
        self._grid = grid
        self._columns = columns

    def above(self) -> list[Line]:
        """The title rows over the header."""
        lines = islice(self._grid.lines(), self.header.first_line)
        return [line for line in lines if line.number < self.header.first_line]

    def lines(self) -> Iterator[Line]:
        """Every line under the header, but for blank ones, the header come again, and the numbering below either."""
        return _body(self._grid, self.header)

    def rows(self) -> Iterator[RawRow | Rejection]:
        """Every row that carries something in a column that is read; one that cannot be read says why."""
        for line in self.lines():
            where = self.where(line)
            if line.fault is not None:
                yield Rejection(where=where, reason=line.fault)
            elif any(line.cell(column.place) is not None for column in self._columns):
                yield self.uneven(line) or RawRow(values=self.told(line), where=where)

    def where(self, line: Line) -> str:
        return f"{self._grid.label}, dòng {line.number}"

    def told(self, line: Line) -> dict[str, Plain]:
        """Column → what the line says there, as plain data."""
        return {column.name: column.told(line.cell(column.place)) for column in self._columns}

    def raw(self, line: Line) -> dict[str, Plain]:
        """Header → what the line holds under it, whether that column is read or not: for a person, never to be read."""
        named = {column.place: column for column in self._columns}
        cells = ((place, line.cell(place)) for place in range(len(line.cells)))
        return {self._label(place): named.get(place, AS_IT_IS).told(cell) for place, cell in cells if cell is not None}

    def _label(self, place: int) -> str:
        label = self.header.labels[place] if place < len(self.header.labels) else ""
        return self.header.decode(label) or f"cột {place + 1}"

    def uneven(self, line: Line) -> Rejection | None:
        """In separated text a line with other than the header's cells has been broken, or its values have moved."""
        has, needs = len(line.cells), len(self.header.labels)
        if not self._grid.even or (has >= needs and all(cell is None for cell in line.cells[needs:])):
            return None
        return Rejection(
            where=self.where(line),
            reason=f"có {has} ô trong khi tiêu đề có {needs} cột: dòng bị ngắt hoặc giá trị bị lệch cột",
        )


def _body(grid: Grid, header: Header) -> Iterator[Line]:
    again = PrintedAgain(header)
    below_header = True
    for line in grid.lines():
        if line.number <= header.last_line:
            continue
        numbered = below_header and line.fault is None and is_numbering(line)
        below_header = line.fault is None and again.is_here(line)
        filled = line.fault is not None or any(line.cell(place) is not None for place in range(len(line.cells)))
        if filled and not numbered and not below_header:
            yield line


def open_tables(path: Path, label: str, system: TableKeys, wanted: Wanted) -> tuple[Still, list[Table]]:
    """The tables of one file, with the file that must stay still while they are read."""
    file = Still(path, label, max_mb=system.max_mb)
    return file, tables_in(file, system, wanted)


def tables_in(file: Still, system: TableKeys, wanted: Wanted) -> list[Table]:
    """The tables of a file. Raises where it has none, or one that a person must say something about first."""

    def score(lines: Sequence[Line]) -> int:
        header = find_header(lines, wanted.headers, row=system.header_row)
        return 0 if header is None else len(header.columns)

    grids = open_grids(file, system, score)
    found = [(grid, header) for grid in grids if (header := _header(grid, system, wanted)) is not None]
    if not found:
        raise broken(file.label, f"không tìm thấy dòng tiêu đề có các cột {_quoted(wanted.headers)}", _FIX_HEADERS)
    tables = [read_table(grid, header, system, wanted) for grid, header in found]
    for table in tables:
        for name, why in table.asks.items():
            fix = "Xuất lại với ngày dạng dd/MM/yyyy, hoặc khai báo convert của cột này trong map."
            raise broken(table.label, f"cột '{name}' {why}", fix)
    file.check()
    return tables


_FIX_HEADERS = "Xem lại tệp, hoặc sửa map, columns, sheet, header_row."


def open_grids(file: Still, system: TableKeys, score: Score) -> list[Grid]:
    """The sheets of one file; ``score`` tells the right separator of separated text."""
    content = file.content()
    if content == "text":
        return [delimited_grid(file, encoding=system.encoding, separator=system.separator, score=score)]
    packed = file.bytes()
    if content == "zip":
        check_zip(packed, file.label, max_mb=system.max_mb, max_rows=system.max_rows)
    else:
        check_ole(packed, file.label)
    date_1904 = content == "zip" and is_1904(packed)
    return workbook_grids(packed, file.label, sheet=system.sheet, date_1904=date_1904)


def first_lines(grid: Grid, system: TableKeys) -> list[Line]:
    """The lines among which its header stands."""
    return list(islice(grid.lines(), max(SEARCHED_LINES, (system.header_row or 0) + 1)))


def _header(grid: Grid, system: TableKeys, wanted: Wanted) -> Header | None:
    """The grid's header, every obligatory column in it; None for a sheet that holds something else altogether."""
    header = find_header(first_lines(grid, system), wanted.headers, row=system.header_row)
    if header is None:
        return None
    missing = [name for name in header.missing if name not in wanted.optional]
    if missing:
        raise broken(grid.label, f"thiếu cột {_quoted(missing)}", _FIX_HEADERS)
    if header.doubled:
        raise broken(grid.label, f"có nhiều cột cùng tên {_quoted(header.doubled)}", _FIX_HEADERS)
    return header


def read_table(grid: Grid, header: Header, system: TableKeys, wanted: Wanted) -> Table:
    """The grid looked through once. Raises where it has too many rows; what it asks is for the caller to weigh."""
    columns = _named_columns(header, wanted)
    surveys = {column.name: Survey() for column in columns}
    count = 0
    for line in _body(grid, header):
        if line.fault is not None:
            continue
        count += 1
        if count > system.max_rows:
            raise broken(grid.label, f"có hơn {system.max_rows} dòng", "Chia nhỏ tệp, hoặc tăng max_rows.")
        for column in columns:
            surveys[column.name].see(line.cell(column.place), line.number, dates=column.convert == DATE_TEXT)
    tables = _Tables(system, surveys)
    return Table(
        grid,
        header,
        [
            Column(
                name=column.name,
                place=column.place,
                table=tables.of(column.name, header.labels[column.place]),
                convert=column.convert,
                date_1904=grid.date_1904,
            )
            for column in columns
        ],
        surveys,
    )


def _named_columns(header: Header, wanted: Wanted) -> list[Column]:
    columns = [
        Column(name=name, place=place, convert=wanted.convert.get(name)) for name, place in header.columns.items()
    ]
    if wanted.everything:
        taken, names = set(header.columns.values()), set(header.columns)
        for place, label in enumerate(header.labels):
            if place not in taken and label and label not in names:
                names.add(label)
                columns.append(Column(name=label, place=place))
    return columns


class _Tables:
    """Which character table each column is written in: as configured, else as found."""

    def __init__(self, system: TableKeys, surveys: Mapping[str, Survey]) -> None:
        self._told = {header_key(name): table for name, table in system.encodings.items()}
        self._default: TableChoice = system.encodings.get("*", "auto")
        self._surveys = surveys

    def of(self, name: str, label: str) -> TableChoice:
        """By the column's header, in full or its own part, or by the name it goes under."""
        told = (self._told.get(header_key(each)) for each in (label, label.rpartition(GROUP)[2], name))
        choice = next((each for each in told if each is not None), self._default)
        return choice if choice != "auto" else table_of(self._surveys[name], self._surveys.values())


def _quoted(names: Sequence[str]) -> str:
    return ", ".join(f"'{name}'" for name in names)
