"""Writes as the core asks for them, and what of them went over the wire."""

from dataclasses import replace
from typing import Any

from connector.domain.dossier import Dossier
from connector.ports import Reading, RecordWrite
from connector.testing.onestop_system import OneStopSystem

CODE = "000.00.00.H00-260302-0001"


def known_of(dossier: Dossier) -> frozenset[str]:
    return frozenset(name for name in dossier.__dataclass_fields__ if getattr(dossier, name)) - {"steps", "aliases"}


def create(dossier: Dossier) -> RecordWrite:
    return RecordWrite(create=True, code=dossier.code, record=dossier, known=known_of(dossier))


def update(reading: Reading | None, **changes: Any) -> RecordWrite:
    base = reading.dossier if reading is not None else Dossier(code=CODE)
    record = replace(base, **changes)
    return RecordWrite(create=False, code=base.code, record=record, known=frozenset(changes), reading=reading)


def sent(onestop: OneStopSystem) -> dict[str, Any]:
    """The last element that was sent."""
    element: dict[str, Any] = onestop.log[-1].json()["data"][0]
    return element
