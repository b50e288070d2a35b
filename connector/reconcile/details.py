"""Fees, documents and the like compared as sets, by what can be known of each on both sides."""

import hashlib
import re
from collections.abc import Iterable, Sequence
from typing import Any

from connector.domain.dossier import Document, Fee, Supplement
from connector.domain.text import key
from connector.domain.times import at_zone

#: Decimals that a sum of money ends in; three digits behind a point are thousands.
_DECIMALS = re.compile(r"[.,]\d{1,2}$")
_SUM = re.compile(r"\d[\d.,\s]*")

#: Beside its name or code, what is compared of a detail.
_FURTHER = ("amount", "paid")


def told_of_all(details: Sequence[Any]) -> frozenset[str]:
    """What every one of these details tells. Only that can be compared: what one side keeps to itself is no
    difference."""
    names = ("name", "code", *_FURTHER)
    return frozenset(name for name in names if all(getattr(detail, name, None) is not None for detail in details))


def details_key(details: Iterable[Any], told: frozenset[str] | None = None) -> str:
    """The details as a set, by all that each tells or only by what is ``told``; short, to be remembered."""
    forms = sorted(_form(detail, told) for detail in details)
    return f"{len(forms)}:{hashlib.blake2b(repr(forms).encode(), digest_size=16).hexdigest()}"


def _form(detail: Any, told: frozenset[str] | None) -> tuple[str, ...]:
    match detail:
        case Fee() | Document():  # of a document each side keeps its own copy under its own file number and address
            named = detail.name or detail.code if told is None else _named(detail, told)
            rest = (getattr(detail, name, None) for name in _FURTHER if told is None or name in told)
            known: tuple[Any, ...] = (named, *(_sum(value) for value in rest))
        case Supplement():
            known = (detail.requested_at and at_zone(detail.requested_at).isoformat(),)
        case _:
            raise TypeError(f"no detail of a dossier: {type(detail).__name__}")
    return tuple(key(str(value)) for value in known if value is not None)


def _named(detail: Any, told: frozenset[str]) -> str | None:
    if "name" in told:
        return str(detail.name)
    return str(detail.code) if "code" in told else None


def _sum(value: Any) -> Any:
    """A sum of money without the ways of writing it; anything else as it is."""
    if not isinstance(value, str):
        return value
    figures = _SUM.search(value)
    if figures is None:
        return value
    return "".join(filter(str.isdigit, _DECIMALS.sub("", figures.group().strip()))).lstrip("0") or "0"
