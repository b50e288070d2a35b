"""A stored record as a person reads it: its fields by their labels, its times as dd/MM/yyyy."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from connector.cli.labels import FIELDS, label
from connector.cli.tables import plain
from connector.domain.mismatch import Kind
from connector.domain.status import Status
from connector.domain.times import format_vn


def record(value: Any, language: str) -> str:
    """A dossier or steps of one, in plain form."""
    if isinstance(value, Mapping):
        return "; ".join(
            f"{label(FIELDS, name, language)}: {_value(name, part, language)}" for name, part in value.items()
        )
    if isinstance(value, Sequence) and not isinstance(value, str):
        return " | ".join(record(part, language) for part in value) or "–"
    return plain(value, language)


def pending(value: Any, language: str) -> str:
    """The mismatches that a delivery will heal."""
    return "; ".join(Kind(case["kind"]).entry.label.told(language) for case in value) or "–"


def _value(name: str, value: Any, language: str) -> str:
    if name == "status" and str(value).isdecimal():
        return f"{value} – {Status(int(value)).label}"
    if isinstance(value, str) and (name == "at" or name.endswith("_at")):
        return _moment(value)
    return record(value, language)


def _moment(text: str) -> str:
    try:
        return format_vn(datetime.fromisoformat(text))
    except ValueError:  # masked, or as a system told it
        return text
