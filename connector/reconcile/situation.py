"""What one judgement is about, and what it has found so far."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from connector.domain.calendar import WorkingCalendar
from connector.domain.codes import code_day
from connector.domain.dossier import Dossier, Step
from connector.domain.link import Policy, Rules
from connector.domain.mismatch import Finding
from connector.domain.verdict import Action, Hold, HoldRule, Memory
from connector.ports import Capabilities, Reading
from connector.reconcile.days import day_of

#: Fields of a dossier that no record on a target takes: its identity, its other numbers, its progress (appended by
#: itself), the source's own word for its state, and the source's own clock.
NEVER_WRITTEN = frozenset({"code", "aliases", "steps", "status_label", "updated_at"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """Everything a judgement depends on. There is no clock in it but ``now``, and ``planned_at`` when it was first
    judged: a delivery that waited past its due date does not become one that makes a deadline look better."""

    source: Dossier
    memory: Memory
    rules: Rules
    capabilities: Capabilities
    calendar: WorkingCalendar
    now: datetime
    planned_at: datetime

    @property
    def policy(self) -> Policy:
        return self.rules.policy

    def source_is_right(self, name: str) -> bool:
        """Whether the source's value may be written over another; the public never reads a note unless told to."""
        if name == "note" and self.policy.publish.note != "text":
            return False
        return self.policy.authority_of(name, paper_witness=self.rules.paper_witness) == "source"

    def received_day(self, target: Dossier | None = None) -> date | None:
        """The day whose catalogues count: received, else the day in the code."""
        for dossier in (self.source, target):
            if dossier is not None and dossier.received_at is not None:
                return day_of(dossier.received_at)
        return code_day(self.source.code)


@dataclass(frozen=True, slots=True, kw_only=True)
class BothSides(Situation):
    """A dossier that the target has too."""

    reading: Reading

    @property
    def target(self) -> Dossier:
        return self.reading.dossier

    def tells(self, name: str) -> bool:
        return name in self.reading.readable

    def best_known(self, name: str) -> Any:
        """The target's value as it shows it, else as we last sent it."""
        if self.tells(name) or self.memory.last_sent is None:
            return getattr(self.target, name)
        return getattr(self.memory.last_sent, name)


@dataclass(slots=True, kw_only=True)
class Draft:
    """A verdict in the making. ``holds`` are all rules that apply, whoever may have released them."""

    target_code: str
    create: bool = False
    fields: set[str] = field(default_factory=set)
    steps: tuple[Step, ...] = ()
    holds: list[Hold] = field(default_factory=list)
    recorded: list[Finding] = field(default_factory=list)
    pending: list[Finding] = field(default_factory=list)
    agreed: dict[str, str] = field(default_factory=dict)
    comparable: frozenset[str] = frozenset()
    #: Fields that would be pushed though both sides have moved.
    contested: list[str] = field(default_factory=list)

    def hold(self, rule: HoldRule, reason: str) -> None:
        self.holds.append(Hold(rule=rule, reason=reason))

    def action(self) -> Action | None:
        """What is to be done; None when the target needs nothing."""
        if not (self.create or self.fields or self.steps):
            return None
        return Action(create=self.create, target_code=self.target_code, fields=frozenset(self.fields), steps=self.steps)
