"""Listings as plain text: an aligned table where it fits, one block per row where it does not."""

import textwrap
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from connector.cli.spoken import Text
from connector.domain.english import said_in
from connector.domain.times import at_zone, format_vn

Row = Mapping[str, Any]
Show = Callable[[Any, str], str]

_GAP = "  "
_NARROWEST = 12  # columns a wrapped cell needs to stay readable


def plain(value: Any, language: str) -> str:
    """A value as a person reads it."""
    if value is None:
        return "–"
    if isinstance(value, bool):
        return (Text("có", "yes") if value else Text("không", "no")).told(language)
    if isinstance(value, datetime):
        return format_vn(value)
    if isinstance(value, Mapping):
        return "; ".join(f"{key}: {plain(part, language)}" for key, part in value.items()) or "–"
    if isinstance(value, list | tuple | set | frozenset):
        return ", ".join(plain(part, language) for part in value) or "–"
    return str(value)


def sentence(value: Any, language: str) -> str:
    """What was said, and stored, in the reader's language."""
    return said_in(value, language) if isinstance(value, str) else plain(value, language)


def moment(value: Any, language: str) -> str:
    """A time of the store, ISO text or datetime, as dd/MM/yyyy HH:mm."""
    if isinstance(value, str) and value:
        value = datetime.fromisoformat(value)
    return f"{at_zone(value):%d/%m/%Y %H:%M}" if isinstance(value, datetime) else plain(value or None, language)


def day(value: Any, language: str) -> str:
    """The same without its hour."""
    return moment(value, language)[:10]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: the row's key, its heading, how its value reads, and whether it may be wrapped."""

    key: str
    heading: Text
    show: Show = plain
    wraps: bool = False
    least: int = _NARROWEST  #: columns a wrapped cell needs; with less, rows are better told as blocks


def table(columns: Sequence[Column], rows: Sequence[Row], *, language: str, width: int) -> str:
    """The rows under their headings, within ``width`` columns."""
    headings = [column.heading.told(language) for column in columns]
    cells = [[column.show(row.get(column.key), language) for column in columns] for row in rows]
    widths = [max(map(len, lane)) for lane in zip(headings, *cells, strict=True)]
    wrapped = _share(columns, widths, width)
    if wrapped is None:
        return "\n\n".join(block(list(zip(headings, line, strict=True)), width=width) for line in cells)
    rule = ["─" * lane for lane in wrapped]
    return "\n".join(_line(line, wrapped) for line in (headings, rule, *cells))


def _share(columns: Sequence[Column], widths: list[int], width: int) -> list[int] | None:
    """Widths that fit, the wrapping columns sharing what is left; None if they would become unreadable."""
    room = width - len(_GAP) * (len(columns) - 1)
    fixed = sum(lane for column, lane in zip(columns, widths, strict=True) if not column.wraps)
    flexible = sorted(lane for column, lane in zip(columns, widths, strict=True) if column.wraps)
    left, cap = room - fixed, 0
    for position, lane in enumerate(flexible):
        cap = left // (len(flexible) - position)
        if lane <= cap:
            left -= lane
        elif cap < _NARROWEST:
            return None
        else:
            break
    if not flexible and left < 0:
        return None
    shared = [
        min(lane, max(cap, _NARROWEST)) if column.wraps else lane for column, lane in zip(columns, widths, strict=True)
    ]
    lanes = zip(columns, shared, widths, strict=True)
    unreadable = any(column.wraps and lane < min(column.least, wanted) for column, lane, wanted in lanes)
    return None if unreadable else shared


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    wrapped = [
        textwrap.wrap(cell, lane, break_on_hyphens=False) or [""] for cell, lane in zip(cells, widths, strict=True)
    ]
    height = max(map(len, wrapped))
    lines = []
    for number in range(height):
        parts = [cell[number] if number < len(cell) else "" for cell in wrapped]
        lines.append(_GAP.join(part.ljust(lane) for part, lane in zip(parts, widths, strict=True)).rstrip())
    return "\n".join(lines)


def _filled(text: str, width: int, **how: Any) -> str:
    """Wrapped at blanks only: codes, options and paths are copied whole."""
    return textwrap.fill(text, width, break_on_hyphens=False, **how)


def block(pairs: Sequence[tuple[str, str]], *, width: int, indent: str = "") -> str:
    """Labels and values, one under the other. A value's own lines stay lines."""
    label_width = max((len(label) for label, _ in pairs), default=0)
    lines = []
    for label, value in pairs:
        head = f"{indent}{label.ljust(label_width)}  "
        follow = " " * len(head) if width - len(head) >= _NARROWEST else indent + "  "
        first, *others = value.splitlines() or ["–"]
        room = max(width, len(head) + 8)
        lines.append(_filled(first, room, initial_indent=head, subsequent_indent=follow))
        for other in others:
            inner = follow + other[: len(other) - len(other.lstrip())]
            lines.append(_filled(other.lstrip(), room, initial_indent=inner, subsequent_indent=inner + "  "))
    return "\n".join(lines)


def paragraph(text: str, *, width: int, indent: str = "") -> str:
    """Running text within the width; what follows the first line stands two columns further in."""
    return _filled(text, width, initial_indent=indent, subsequent_indent=indent + "  ", break_long_words=False)
