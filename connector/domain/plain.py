"""A dossier as plain values for JSON, and back, exactly."""

from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import datetime
from types import MappingProxyType
from typing import Any

from connector.domain.dossier import DETAIL_FIELDS, TIME_FIELDS, Dossier, Step
from connector.domain.status import Status

_MAPPINGS = frozenset({"aliases", "unknown"})
_TIMES = TIME_FIELDS | {"at", "started_at", "requested_at", "due_before", "due_after"}
_NAMES = {kind: tuple(f.name for f in fields(kind)) for kind in {Dossier, *DETAIL_FIELDS.values()}}


def to_plain(dossier: Dossier) -> dict[str, Any]:
    """Only what is known: a None field, and a mapping or a list of repairs that is empty, is left out."""
    plain = _flat(dossier)
    for name in DETAIL_FIELDS:
        if name in plain:
            plain[name] = [_flat(detail) for detail in plain[name]]
    for name in _MAPPINGS:
        values = dict(plain.pop(name))
        if values:
            plain[name] = values
    repairs = list(plain.pop("repairs"))
    return plain | {"repairs": repairs} if repairs else plain


def from_plain(plain: Mapping[str, Any]) -> Dossier:
    """The dossier again. Raises ValueError or TypeError when it is not one of ours."""
    values = _values(plain)
    for name, kind in DETAIL_FIELDS.items():
        if name in values:
            values[name] = tuple(kind(**_values(detail)) for detail in values[name])
    for name in _MAPPINGS & values.keys():
        values[name] = MappingProxyType(dict(values[name]))
    if "repairs" in values:
        values["repairs"] = tuple(values["repairs"])
    return Dossier(**values)


def step_to_plain(step: Step) -> dict[str, Any]:
    return _flat(step)


def step_from_plain(plain: Mapping[str, Any]) -> Step:
    return Step(**_values(plain))


def _flat(thing: object) -> dict[str, Any]:
    """The known fields of one value; times as ISO with their offset, states as their number."""
    flat: dict[str, Any] = {}
    for name in _NAMES[type(thing)]:
        value = getattr(thing, name)
        if value is None:
            continue
        if isinstance(value, datetime):
            value = value.isoformat()
        elif isinstance(value, Status):
            value = int(value)
        flat[name] = value
    return flat


def _values(plain: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _REVIVERS.get(name, _same)(value) for name, value in plain.items()}


def _same(value: Any) -> Any:
    return value


_REVIVERS: Mapping[str, Callable[[Any], Any]] = {
    "status": Status,
    **dict.fromkeys(_TIMES, datetime.fromisoformat),
}
