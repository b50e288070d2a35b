"""A row of a side in columns, and back."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any

import orjson

from connector.domain.times import at_zone
from connector.ports import SideRow
from connector.snapshot.drawer import Drawer

#: What is told of every row. ``n`` is its number on its side, by order of laying; its keys and its payload lie in the
#: side's drawer from ``spot`` on.
FACTS = {
    "key": "VARCHAR",
    "code": "VARCHAR",
    "n": "BIGINT",
    "weighed": "BOOLEAN",
    "suspect": "BOOLEAN",
    "aliases": "VARCHAR[]",
    "received": "DATE",
    "content": "VARCHAR",
    "applicant": "VARCHAR",
    "procedure": "VARCHAR",
    "closed_at": "BIGINT",  # microseconds since 1970
    "closed_by": "VARCHAR",
    "spot": "BIGINT",
    "keys_size": "BIGINT",
    "payload_size": "BIGINT",
}

_EPOCH = at_zone(datetime(1970, 1, 1, tzinfo=UTC))
_MICROSECOND = timedelta(microseconds=1)
_NO_ALIASES: frozenset[tuple[str, str]] = frozenset()
_NO_KEYS: MappingProxyType[str, str] = MappingProxyType({})


def to_columns(row: SideRow, n: int, drawer: Drawer) -> tuple[Any, ...]:
    """The values of ``FACTS``, with keys and payload put into the drawer."""
    keys = orjson.dumps(dict(row.keys)) if row.keys else b""
    closed = row.closed_at
    return (
        row.key,
        row.code,
        n,
        row.weighed,
        row.suspect,
        [f"{len(scheme)}:{scheme}{key}" for scheme, key in sorted(row.aliases)] if row.aliases else None,
        row.received,
        row.content,
        row.applicant,
        row.procedure,
        None if closed is None else (closed - _EPOCH) // _MICROSECOND,
        row.closed_by,
        drawer.put(keys, row.payload),
        len(keys),
        len(row.payload),
    )


def from_columns(values: Sequence[Any], drawer: Drawer | None) -> SideRow:
    """The row again; without the drawer, without its keys and its payload."""
    (key, code, _, weighed, suspect, aliases, received, content, *rest) = values
    (applicant, procedure, closed, closed_by, spot, keys_size, payload_size) = rest
    keys, payload = _NO_KEYS, b""
    if drawer is not None:
        told = drawer.take(spot, keys_size + payload_size)
        payload = told[keys_size:]
        if keys_size:
            keys = MappingProxyType(orjson.loads(told[:keys_size]))
    return SideRow(
        key=key,
        code=code,
        aliases=frozenset(map(_alias, aliases)) if aliases else _NO_ALIASES,
        received=received,
        keys=keys,
        content=content,
        weighed=weighed,
        suspect=suspect,
        applicant=applicant,
        procedure=procedure,
        closed_at=None if closed is None else _EPOCH + timedelta(microseconds=closed),
        closed_by=closed_by,
        payload=payload,
    )


def _alias(text: str) -> tuple[str, str]:
    length, _, pair = text.partition(":")
    return pair[: int(length)], pair[int(length) :]
