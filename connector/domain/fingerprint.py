"""The fingerprint of a dossier's whole content: has this row changed since it was last read?

``updated_at`` stays out (a row that was only touched has not changed) and so do the repairs of reading it. The encoding
names every field and the length of every text, so no two contents are written alike, and a field that comes into being
later changes nothing while it is unknown.
"""

from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import UTC, datetime
from hashlib import blake2b
from operator import attrgetter
from typing import Any

from connector.domain.dossier import DETAIL_FIELDS, FIELDS, Dossier

#: Part of every fingerprint. Raise it when the encoding changes: digests are rebuilt and nothing is pushed again.
FINGERPRINT_VERSION = 1

_NAMES = tuple(name for name in FIELDS if name not in {"aliases", "updated_at", *DETAIL_FIELDS})
_PLAIN_VALUES = attrgetter(*_NAMES)
_DETAIL_NAMES = {kind: tuple(f.name for f in fields(kind)) for kind in DETAIL_FIELDS.values()}
_DETAIL_VALUES = {kind: attrgetter(*names) for kind, names in _DETAIL_NAMES.items()}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def content_fingerprint(dossier: Dossier) -> str:
    """32 hexadecimal digits, the same for the same content in every process, place and time."""
    parts = [f"dossier/{FINGERPRINT_VERSION}\n"]
    _write_values(parts, _NAMES, _PLAIN_VALUES(dossier))
    if dossier.aliases:
        _write_mapping(parts, "aliases", dossier.aliases)
    for name, kind in DETAIL_FIELDS.items():
        details = getattr(dossier, name)
        if details is not None:
            parts.append(f"{name}=l{len(details)}:")
            for detail in details:
                parts.append("{")
                _write_values(parts, _DETAIL_NAMES[kind], _DETAIL_VALUES[kind](detail))
                parts.append("}")
    if dossier.unknown:
        _write_mapping(parts, "unknown", dossier.unknown)
    return blake2b("".join(parts).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _write_mapping(parts: list[str], name: str, values: Mapping[str, str]) -> None:
    parts.append(f"{name}=m{len(values)}:")
    for inner in sorted(values):
        value = values[inner]
        parts.append(f"{len(inner)}:{inner}{len(value)}:{value}")


def _write_values(parts: list[str], names: Iterable[str], values: Iterable[Any]) -> None:
    for name, value in zip(names, values, strict=True):
        if value is None:
            continue
        if isinstance(value, str):
            parts.append(f"{name}=s{len(value)}:{value}")
        elif isinstance(value, datetime):
            since = value - _EPOCH  # one instant is one content, in whatever zone it was told
            parts.append(f"{name}=t{since.days}.{since.seconds}.{since.microseconds};")
        else:
            parts.append(f"{name}=i{int(value)};")
