"""Explicit mappings between codes, each valid between two days: old codes stay true for the dossiers of their time."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date

from connector.domain.catalogue import is_in_force
from connector.domain.link import CodeMapping


def mapped(code: str, mappings: Iterable[CodeMapping], day: date | None, key: Callable[[str], str]) -> tuple[str, ...]:
    """What the mappings valid on that day put in the code's place, old for new and new for old, also one after the
    other; never there and back again: two old codes that became one are still two."""
    valid = [(mapping.old, mapping.new) for mapping in mappings if is_in_force(mapping, day)]
    newer = _followed(code, valid, key)
    older = _followed(code, [(new, old) for old, new in valid], key)
    return (*newer.values(), *(other for like, other in older.items() if like not in newer))


def _followed(code: str, steps: Sequence[tuple[str, str]], key: Callable[[str], str]) -> dict[str, str]:
    """key → code of all that the steps lead to from this one, the nearest first; a circle ends where it began."""
    found: dict[str, str] = {}
    ahead = [key(code)]
    for here in ahead:
        for this, other in steps:
            if key(this) == here and (like := key(other)) not in found and like != ahead[0]:
                found[like] = other
                ahead.append(like)
    return found


def linked(one: str, other: str, mappings: Iterable[CodeMapping], day: date | None, key: Callable[[str], str]) -> bool:
    """Whether a mapping valid on that day says that both codes mean the same."""
    return key(other) in {key(code) for code in mapped(one, mappings, day, key)}
