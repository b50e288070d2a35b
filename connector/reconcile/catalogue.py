"""Explicit mappings between codes, each valid between two days: old codes stay true for the dossiers of their time."""

from collections.abc import Callable, Iterable
from datetime import date

from connector.domain.catalogue import is_in_force
from connector.domain.link import CodeMapping


def mapped(code: str, mappings: Iterable[CodeMapping], day: date | None, key: Callable[[str], str]) -> tuple[str, ...]:
    """What the mappings valid on that day put in the code's place, old for new and new for old."""
    return tuple(
        other
        for mapping in mappings
        if is_in_force(mapping, day)
        for this, other in ((mapping.old, mapping.new), (mapping.new, mapping.old))
        if key(this) == key(code)
    )


def linked(one: str, other: str, mappings: Iterable[CodeMapping], day: date | None, key: Callable[[str], str]) -> bool:
    """Whether a mapping valid on that day says that both codes mean the same."""
    return key(other) in {key(code) for code in mapped(one, mappings, day, key)}
