"""A stored record as a person reads it: its fields by their labels and in their order, its times as dd/MM/yyyy."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from connector.cli.labels import DELIVERIES, FIELDS, HAPPENINGS, PARTS, WORDS, label
from connector.cli.pressing import finding_of
from connector.cli.spoken import Text
from connector.cli.tables import plain
from connector.domain.dossier import DETAIL_FIELDS
from connector.domain.dossier import FIELDS as IN_ORDER
from connector.domain.status import Status
from connector.domain.times import format_vn

_ORDER = {name: place for place, name in enumerate(IN_ORDER)}


def record(value: Any, language: str) -> str:
    """A dossier, one field a line, or the details of one, one a line."""
    if isinstance(value, Mapping):
        names = sorted(value, key=lambda name: _ORDER.get(name, len(_ORDER)))
        return "\n".join(_field(name, value[name], language) for name in names) or "–"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "\n".join(_detail(part, language) for part in value) or "–"
    return plain(value, language)


def pending(value: Any, language: str) -> str:
    """The mismatches that a delivery will heal, each with what the sides say now."""
    findings = [finding_of(case) for case in value or ()]
    told = [f"{finding.kind.entry.label.told(language)}: {finding.reason(language)}" for finding in findings]
    return "\n".join(told) or "–"


def field_names(value: Sequence[str], language: str) -> str:
    """The fields that a delivery carries."""
    return ", ".join(label(FIELDS, name, language) for name in value) or "–"


def state(value: object, language: str) -> str:
    """Where a delivery stands."""
    return label(DELIVERIES, value, language)


def decisions(value: Any, language: str) -> str:
    """What persons decided about it, one decision a line."""
    lines = []
    for each in value or ():
        by = Text(f"{each['by']}, lý do: {each['reason']}", f"{each['by']}, because: {each['reason']}")
        lines.append(f"{_moment(each['at'])} {label(HAPPENINGS, each['verb'], language)}: {by.told(language)}")
    return "\n".join(lines) or "–"


def _field(name: str, value: Any, language: str) -> str:
    named = label(PARTS, name, language)
    if name in DETAIL_FIELDS and value:
        return "\n".join([f"{named}:", *(f"  – {_detail(part, language)}" for part in value)])
    return f"{named}: {_value(name, value, language)}"


def _detail(value: Any, language: str) -> str:
    """One step, fee or paper on one line; when it was comes first, without a label."""
    if not isinstance(value, Mapping):
        return plain(value, language)
    return "; ".join(_parts(value, language)) or "–"


def _parts(value: Mapping[str, Any], language: str) -> Iterator[str]:
    if "at" in value:
        yield _value("at", value["at"], language)
    names = sorted((name for name in value if name != "at"), key=lambda name: _ORDER.get(name, len(_ORDER)))
    for name in names:
        yield f"{label(PARTS, name, language)}: {_value(name, value[name], language)}"


def _value(name: str, value: Any, language: str) -> str:
    if name == "status" and str(value).isdecimal():
        return f"{value} – {Status(int(value)).told(language)}"
    if isinstance(value, str) and (name == "at" or name.endswith("_at") or name.startswith("due_")):
        return _moment(value)
    if name in WORDS:
        return label(WORDS[name], value, language)
    return plain(value, language)


def _moment(text: str) -> str:
    try:
        return format_vn(datetime.fromisoformat(text))
    except ValueError:  # masked, or as a system told it
        return text
