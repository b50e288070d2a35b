"""A catalogue somebody exported, read as any other file is: its encoding, separator and old letters recognised."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from pathlib import Path

from connector.adapters.files.book import open_grids
from connector.adapters.files.grid import Cell, Grid, Line
from connector.adapters.files.guard import Still, broken
from connector.adapters.files.keys import TableKeys
from connector.domain.legacy_text import decode_tcvn3, decode_vni, detect
from connector.domain.text import display
from connector.mapping.catalogue_forms import Problem
from connector.mapping.catalogues import Table, column_of, to_table

_DECODERS: dict[str | None, Callable[[str], str]] = {"tcvn3": decode_tcvn3, "vni": decode_vni}


def read_catalogue_table(path: Path) -> tuple[Table, list[Problem]]:
    """The file's table, and what is wrong with its lines as such. Raises BrokenAnswerError for an unreadable file."""
    keys = TableKeys(path=path)
    file = Still(path, path.name, max_mb=keys.max_mb)
    found = [_table(grid, keys.max_rows) for grid in open_grids(file, keys, _score)]
    file.check()
    table, problems = max(found, key=lambda one: len(one[0].columns), default=(to_table([]), []))
    for name in sorted(table.doubled):
        problems.append(Problem(1, 1, f"có hai cột cùng là {name}"))
    for number in table.crowded:
        problems.append(Problem(number, 1, "có nhiều ô hơn tiêu đề: giá trị có dấu phẩy phải đặt trong nháy kép"))
    return table, problems


def _score(lines: Sequence[Line]) -> int:
    """How many known columns some line among these holds."""
    return max((len({column_of(_text(cell)) for cell in line.cells} - {None}) for line in lines), default=0)


def _table(grid: Grid, max_rows: int) -> tuple[Table, list[Problem]]:
    lines = list(_within(grid, max_rows))
    texts = [cell for line in lines for cell in line.cells if isinstance(cell, str) and not cell.isascii()]
    decode = _DECODERS.get(detect(texts), display)
    rows = [(line.number, [decode(_text(cell)) for cell in line.cells]) for line in lines if line.fault is None]
    return to_table(rows), [Problem(line.number, 1, line.fault) for line in lines if line.fault is not None]


def _within(grid: Grid, max_rows: int) -> Iterator[Line]:
    for count, line in enumerate(grid.lines(), start=1):
        if count > max_rows:
            raise broken(grid.label, f"có hơn {max_rows} dòng", "Chia nhỏ tệp.")
        yield line


def _text(cell: Cell) -> str:
    """A cell as the text that a CSV of it would hold."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)
