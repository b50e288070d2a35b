"""Rules compiled once, then applied to row after row. Pure: the same row gives the same dossier, or the same reason."""

from types import MappingProxyType
from typing import Any

from connector.domain.dossier import Dossier
from connector.mapping.faults import UnreadableError
from connector.mapping.readers import Clean, Draft, Reader, compile_reader
from connector.mapping.rules import MapRules, TextRule
from connector.ports import Mapper, RawRow, Rejection


def compile_map(rules: MapRules, *, clean: Clean | None = None) -> Mapper:
    """The mapper for these rules. ``clean`` is applied to every text of the row first."""
    readers = {name: compile_reader(name, rule, clean) for name, rule in rules.told.items()}
    if rules.status is not None and rules.status.values is not None and rules.status_label is None:
        readers["status_label"] = compile_reader("status_label", TextRule(path=rules.status.path), clean)
    aliases = {
        scheme: compile_reader(f"aliases.{scheme}", rule, clean) for scheme, rule in sorted(rules.aliases.items())
    }
    return _CompiledMapper(tuple(readers.items()), tuple(aliases.items()))


class _CompiledMapper:
    def __init__(self, readers: tuple[tuple[str, Reader], ...], aliases: tuple[tuple[str, Reader], ...]) -> None:
        self._readers = readers
        self._aliases = aliases

    def read(self, row: RawRow) -> Dossier | Rejection:
        draft = Draft()
        values: dict[str, Any] = draft.values
        raw = row.values
        try:
            for name, read in self._readers:
                value = read(raw, draft)
                if value is not None:
                    values[name] = value
            if self._aliases:
                told = {scheme: value for scheme, read in self._aliases if (value := read(raw, draft)) is not None}
                values["aliases"] = MappingProxyType(told)
        except UnreadableError as error:
            code = values.get("code")  # the first field read, so that a rejection knows its dossier if it can be known
            return Rejection(where=row.where, reason=error.reason, raw=raw, field=error.field, code=code)
        if draft.unknown:
            values["unknown"] = MappingProxyType(draft.unknown)
        if draft.repairs:
            values["repairs"] = tuple(draft.repairs)
        return Dossier(**values)
