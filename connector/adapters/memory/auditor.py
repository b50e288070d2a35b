"""Who did what to the twin's records, and what must never have happened."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from connector.domain.dossier import Dossier, Step, StepIdentity


@dataclass(frozen=True, slots=True, kw_only=True)
class Write:
    """One change as it was carried out: by whom, what stood there before, what stands there after."""

    kind: Literal["create", "update", "steps", "remove"]
    by: Literal["connector", "desk"]
    code: str
    at: datetime
    before: Dossier | None = field(repr=False)
    after: Dossier | None = field(repr=False)
    #: The fields the writer meant to write (of a record), so that a blanked one can be told from an emptied one.
    meant: frozenset[str] = frozenset()

    @property
    def blanked(self) -> frozenset[str]:
        """Fields that had a value, have none now, and that the writer did not know."""
        if self.before is None or self.after is None:
            return frozenset()
        return frozenset(
            name
            for name in Dossier.__dataclass_fields__
            if name not in self.meant
            and getattr(self.before, name) not in (None, ())
            and getattr(self.after, name) is None
        )


class Auditor:
    """Every write in order. The twin calls ``note`` under its own lock."""

    def __init__(self) -> None:
        self.writes: list[Write] = []

    def note(self, write: Write) -> None:
        self.writes.append(write)

    @property
    def ours(self) -> tuple[Write, ...]:
        """What the connector did, without the desk."""
        return tuple(write for write in self.writes if write.by == "connector")

    def inserts(self) -> Mapping[str, int]:
        """code → how often the connector created it."""
        return Counter(write.code for write in self.ours if write.kind == "create")

    def blanked(self) -> Mapping[str, frozenset[str]]:
        """code → fields the connector emptied without knowing them."""
        found: dict[str, frozenset[str]] = {}
        for write in self.ours:
            if write.blanked:
                found[write.code] = found.get(write.code, frozenset()) | write.blanked
        return found

    def doubled_steps(self, records: Mapping[str, Dossier]) -> Mapping[str, Mapping[StepIdentity, int]]:
        """code → step → how often it stands there, where that is more than once."""
        found: dict[str, Mapping[StepIdentity, int]] = {}
        for code, record in records.items():
            doubled = {step: count for step, count in _identities(record.steps).items() if count > 1}
            if doubled:
                found[code] = doubled
        return found

    def wrongs(self, records: Mapping[str, Dossier]) -> tuple[str, ...]:
        """In words, what must never have happened; empty when nothing did."""
        wrongs = [f"{code}: created {times} times" for code, times in self.inserts().items() if times > 1]
        wrongs += [
            f"{write.code}: created over a standing record"
            for write in self.ours
            if write.kind == "create" and write.before is not None
        ]
        wrongs += [f"{code}: blanked {', '.join(sorted(names))}" for code, names in self.blanked().items()]
        wrongs += [
            f"{code}: step {at.isoformat()}/{int(status)} stands there {times} times"
            for code, steps in self.doubled_steps(records).items()
            for (at, status), times in steps.items()
        ]
        return tuple(wrongs)


def _identities(steps: tuple[Step, ...] | None) -> Counter[StepIdentity]:
    return Counter(step.identity for step in steps or () if step.identity is not None)
