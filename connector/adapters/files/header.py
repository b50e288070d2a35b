"""Where the header stands, under title rows and merged groups, and which column holds what is asked for."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from connector.adapters.files.grid import Cell, Line
from connector.domain.legacy_text import decode_tcvn3, decode_vni
from connector.domain.text import display, key

#: A header further down than this is none.
SEARCHED_LINES = 50

#: Text of an old character table as Unicode; a header as what its writings have in common.
Decode = Callable[[str], str]
Like = Callable[[str], str]

#: Stands between a group's name and a column's own.
GROUP = " / "
_MARKS = re.compile(r"(?:\s*[*:.]|\s*\(\*\))+$")
_NUMBERING = re.compile(r"\(?\d{1,3}\)?")


def header_key(label: str) -> str:
    """What two writings of a header have in common: case, spaces, line breaks, obligatory marks aside."""
    parts = [_MARKS.sub("", key(part)) for part in label.split("/")]
    return GROUP.join(part for part in parts if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """The header that was found."""

    #: wanted header → its column.
    columns: Mapping[str, int]
    #: Every column's own label.
    labels: tuple[str, ...]
    #: Numbers of the header's first and last line.
    first_line: int
    last_line: int
    missing: tuple[str, ...]
    #: Wanted headers that stand over several columns.
    doubled: tuple[str, ...] = ()
    #: How its texts were understood: as they are, or by an old character table.
    decode: Decode = display
    like: Like = header_key


def find_header(
    lines: Sequence[Line], wanted: Iterable[str], *, row: int | None = None, like: Like = header_key
) -> Header | None:
    """The best header among these lines, of one line or of two; None where no wanted header stands anywhere.

    ``wanted`` are headers, or a mapping of them to what each stands for: of several that stand for one thing the
    first named goes before. With nothing wanted, or a ``row`` given, that is the line asked for, or else the first with
    anything in it.
    """
    names = wanted if isinstance(wanted, Mapping) else {each: each for each in wanted}
    keys: dict[str, str] = {}
    for label, name in names.items():
        keys.setdefault(like(label), name)
    best: Header | None = None
    for place, line in enumerate(lines):
        if line.fault is not None or (row is not None and line.number != row) or not any(_texts(line)):
            continue
        below = lines[place + 1] if place + 1 < len(lines) else None
        for found in _readings(line, below, keys, like):
            if best is None or _weight(found) > _weight(best):
                best = found
        if not keys:
            return best
    return best if best is not None and (best.columns or not keys or row is not None) else None


def _weight(header: Header) -> tuple[int, bool]:
    """The more of what is wanted the better; a title row that adds nothing is no part of the header."""
    return len(header.columns), header.first_line == header.last_line


def is_numbering(line: Line) -> bool:
    """A line that only numbers the columns, as printed forms have under their header: (1) (2) (3)."""
    texts = [text for text in _texts(line) if text]
    return len(texts) > 2 and all(_NUMBERING.fullmatch(text) for text in texts) and len(set(texts)) == len(texts)


class PrintedAgain:
    """Recognises a header that is printed again further down, at a page's top."""

    def __init__(self, header: Header) -> None:
        self._header = header
        self._told = [
            (place, frozenset(header.like(part) for part in (label, *label.split(GROUP))))
            for place, label in ((place, header.labels[place]) for place in header.columns.values())
        ]

    def is_here(self, line: Line) -> bool:
        """Whether every cell that says anything says its own column's header, or its group's."""
        said = False
        for place, headers in self._told:  # most lines are no header by their first cell
            value = line.cell(place)
            if value is not None and not (isinstance(value, str) and self._like(value) in headers):
                return False
            said = said or value is not None
        return said

    def _like(self, text: str) -> str:
        return self._header.like(self._header.decode(_text(text)))


def _readings(line: Line, below: Line | None, keys: Mapping[str, str], like: Like) -> Iterable[Header]:
    """The header as this line alone, and together with the next, in each character table it may be written in."""
    for decode in (display, decode_tcvn3, decode_vni):
        upper = [display(decode(text)) for text in _texts(line)]
        yield _bind([(label,) for label in upper], (line, line), keys, decode, like)
        if below is not None and below.fault is None:
            lower = [display(decode(text)) for text in _texts(below)]
            yield _bind(_grouped(upper, lower), (line, below), keys, decode, like)


def _grouped(upper: Sequence[str], lower: Sequence[str]) -> list[tuple[str, ...]]:
    """Per column, its label in full and then its own part. A group's name stands over the columns to its right."""
    grouped: list[tuple[str, ...]] = []
    group = ""
    for column in range(max(len(upper), len(lower))):
        above = upper[column] if column < len(upper) else ""
        own = lower[column] if column < len(lower) else ""
        group = above or group
        if own:
            grouped.append((f"{group}{GROUP}{own}", own) if group else (own,))
        else:
            grouped.append((above,))
    return grouped


def _bind(
    labels: Sequence[tuple[str, ...]], lines: tuple[Line, Line], keys: Mapping[str, str], decode: Decode, like: Like
) -> Header:
    places: dict[str, list[int]] = {}
    for depth in (0, 1):  # a label in full goes before its own part
        level: dict[str, list[int]] = {}
        for column, names in enumerate(labels):
            if depth < len(names) and (wanted := like(names[depth])) in keys:
                level.setdefault(wanted, []).append(column)
        places = level | places
    chosen: dict[str, list[int]] = {}
    for wanted, name in keys.items():
        if wanted in places:
            chosen.setdefault(name, places[wanted])
    return Header(
        columns={name: columns[0] for name, columns in chosen.items()},
        labels=tuple(names[0] for names in labels),
        first_line=lines[0].number,
        last_line=lines[1].number,
        missing=tuple(name for name in dict.fromkeys(keys.values()) if name not in chosen),
        doubled=tuple(name for name, columns in chosen.items() if len(columns) > 1),
        decode=decode,
        like=like,
    )


def _texts(line: Line) -> list[str]:
    return [_text(cell) for cell in line.cells]


def _text(cell: Cell) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else " ".join(str(cell).split())
