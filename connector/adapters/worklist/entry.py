"""One dossier's work: what its record and progress should become, told once with its newest version."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from connector.domain.dossier import Dossier, Step
from connector.domain.plain import from_plain, step_from_plain, step_to_plain, to_plain
from connector.domain.status import ENDED
from connector.ports import Capabilities, Reading, RecordWrite
from connector.reconcile.proof import prove


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """``before`` is what the export showed when the work was asked for, None for a dossier to be entered; ``tells`` are
    the fields that the link's export can show; ``row`` is the line of the import workbook, header → cell."""

    code: str
    asked_at: datetime
    since: datetime
    record: Dossier | None = field(default=None, repr=False)
    known: frozenset[str] = frozenset()
    before: Reading | None = field(default=None, repr=False)
    tells: frozenset[str] = frozenset()
    source: Dossier | None = field(default=None, repr=False)
    steps: tuple[Step, ...] = field(default=(), repr=False)
    row: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def creates(self) -> bool:
        """Whether the dossier is still to be entered at all."""
        return self.record is not None and self.before is None

    @property
    def changes(self) -> frozenset[str]:
        """The fields that the desk is asked to set."""
        if self.record is None:
            return frozenset()
        before = None if self.before is None else self.before.dossier
        told = frozenset() if self.before is None else self.before.readable
        return frozenset(
            name
            for name in self.known - {"code", "steps"}
            if before is None or name not in told or getattr(before, name) != getattr(self.record, name)
        )

    def with_steps(self, steps: tuple[Step, ...], now: datetime) -> "Entry":
        """These steps asked for too; one asked for already is not asked for twice."""
        asked = {(step.identity, step.content) for step in self.steps}
        fresh = tuple(step for step in steps if (step.identity, step.content) not in asked)
        return replace(self, steps=self.steps + fresh, asked_at=now)

    def is_shown(self, reading: Reading | None, capabilities: Capabilities) -> bool:
        """Whether an export shows all that it can show of this work as done, and something of it at all."""
        if reading is None:
            return False
        wanted = self.changes & self.tells
        steps_shown = bool(self.steps) and "steps" in reading.readable
        if not wanted <= reading.readable or not (wanted or steps_shown):
            return False
        proof = prove(self._write(), self.steps, reading, capabilities)
        return proof.state != "pending" and (proof.some_readable or proof.state == "verified")

    def is_overtaken(self, reading: Reading | None) -> bool:
        """Whether the desk has refused, withdrawn or stopped the dossier since this was asked, which was something
        else."""
        status = None if reading is None else reading.dossier.status
        if status not in ENDED or (self.record is not None and self.record.status is status):
            return False
        return self.before is None or self.before.dossier.status is not status

    def _write(self) -> RecordWrite | None:
        if self.record is None:
            return None
        return RecordWrite(
            create=self.creates, code=self.code, record=self.record, known=self.known, reading=self.before
        )


def to_json(entry: Entry) -> dict[str, Any]:
    before = entry.before
    return {
        "code": entry.code,
        "asked_at": entry.asked_at.isoformat(),
        "since": entry.since.isoformat(),
        "record": None if entry.record is None else to_plain(entry.record),
        "known": sorted(entry.known),
        "before": None if before is None else [to_plain(before.dossier), sorted(before.readable)],
        "tells": sorted(entry.tells),
        "source": None if entry.source is None else to_plain(entry.source),
        "steps": [step_to_plain(step) for step in entry.steps],
        "row": dict(entry.row),
    }


def from_json(told: Mapping[str, Any]) -> Entry:
    """Raises ValueError, KeyError or TypeError when it is not one of ours."""
    before = told["before"]
    return Entry(
        code=told["code"],
        asked_at=datetime.fromisoformat(told["asked_at"]),
        since=datetime.fromisoformat(told["since"]),
        record=None if told["record"] is None else from_plain(told["record"]),
        known=frozenset(told["known"]),
        before=None if before is None else Reading(dossier=from_plain(before[0]), readable=frozenset(before[1])),
        tells=frozenset(told["tells"]),
        source=None if told["source"] is None else from_plain(told["source"]),
        steps=tuple(step_from_plain(step) for step in told["steps"]),
        row=dict(told["row"]),
    )
