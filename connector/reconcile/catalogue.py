"""Explicit mappings between codes, each valid between two days: old codes stay true for the dossiers of their time."""

from collections.abc import Callable, Iterable
from datetime import date

from connector.domain.link import CodeMapping


def mapped(code: str, mappings: Iterable[CodeMapping], day: date | None, key: Callable[[str], str]) -> tuple[str, ...]:
    """What the mappings valid on that day put in the code's place, old for new and new for old."""
    return tuple(
        other
        for mapping in mappings
        if _valid(mapping, day)
        for this, other in ((mapping.old, mapping.new), (mapping.new, mapping.old))
        if key(this) == key(code)
    )


def linked(one: str, other: str, mappings: Iterable[CodeMapping], day: date | None, key: Callable[[str], str]) -> bool:
    """Whether a mapping valid on that day says that both codes mean the same."""
    return key(other) in {key(code) for code in mapped(one, mappings, day, key)}


def _valid(mapping: CodeMapping, day: date | None) -> bool:
    """Both days are included and an open end is open; without a day no dated mapping is known to be valid."""
    if mapping.valid_from is None and mapping.valid_to is None:
        return True
    return (
        day is not None
        and (mapping.valid_from is None or mapping.valid_from <= day)
        and (mapping.valid_to is None or day <= mapping.valid_to)
    )
