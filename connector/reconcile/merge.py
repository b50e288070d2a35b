"""The merge on the target's own row: the source's values where the action takes them, the target's elsewhere."""

from typing import Any

from connector.domain.dossier import FIELDS, Dossier
from connector.domain.link import Rules
from connector.domain.verdict import Action, Memory
from connector.ports import Reading, RecordWrite
from connector.reconcile.situation import NEVER_WRITTEN

_RECORD_FIELDS = tuple(name for name in FIELDS if name not in NEVER_WRITTEN)


def merge(source: Dossier, action: Action, reading: Reading | None, memory: Memory, rules: Rules) -> RecordWrite:
    """The record to write. ``known`` names exactly the fields whose value is known; what is outside it is the
    target's own, and never blanked. Steps and aliases are never part of a record."""
    values: dict[str, Any] = {}
    for name in _RECORD_FIELDS:
        value = _value(name, source, action, reading, memory, rules)
        if value is not None:
            values[name] = value
    return RecordWrite(
        create=action.create,
        code=action.target_code,
        record=Dossier(code=action.target_code, **values),
        known=frozenset(values) | {"code"},
        reading=reading,
        source=source,
    )


def _value(
    name: str, source: Dossier, action: Action, reading: Reading | None, memory: Memory, rules: Rules
) -> object | None:
    """The source's value where the action takes it and knows it, else what the target is known to have."""
    published = name != "note" or rules.policy.publish.note == "text"
    if name in action.fields and published and getattr(source, name) is not None:
        taken: object = getattr(source, name)
        return taken
    if action.create:
        return None
    if reading is not None and name in reading.repeatable:
        return None
    if reading is not None and name in reading.readable:
        shown: object | None = getattr(reading.dossier, name)
        return shown
    return None if memory.last_sent is None else getattr(memory.last_sent, name)
