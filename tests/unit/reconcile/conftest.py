"""A small world to judge in: one source's dossier, one target's reading, and rules that a test may change."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from connector.domain.calendar import WorkingCalendar
from connector.domain.dossier import FIELDS, Dossier, Step
from connector.domain.link import Catalogues, Notifies, Policy, Rules, Scope
from connector.domain.status import Status
from connector.domain.times import ZONE
from connector.domain.verdict import Action, Base, Memory, Verdict
from connector.ports import Capabilities, Reading
from connector.reconcile.compare import key_form, watched
from connector.reconcile.merge import merge
from connector.reconcile.plan import judge

CODE = "H13.22-220805-0001"

#: Everything but what no record takes.
ALL_FIELDS = frozenset(FIELDS) - {"aliases", "status_label", "updated_at"}


class World:
    """Builders with defaults that agree; a test names only what it is about."""

    capabilities = Capabilities(fields=ALL_FIELDS, write="patch")
    catalogues = Catalogues(procedures=frozenset({"1.009748"}), agencies=frozenset({"H13.22"}))
    calendar = WorkingCalendar({})

    @staticmethod
    def at(day: int, hour: int = 10, minute: int = 0, month: int = 8) -> datetime:
        return datetime(2022, month, day, hour, minute, tzinfo=ZONE)

    @property
    def now(self) -> datetime:
        return self.at(20)

    def step(self, day: int, status: int | None, hour: int = 10, **more: Any) -> Step:
        return Step(at=self.at(day, hour), status=None if status is None else Status(status), **more)

    def dossier(self, **values: Any) -> Dossier:
        if isinstance(values.get("status"), int):
            values["status"] = Status(values["status"])
        return Dossier(**{"code": CODE, **values})

    def reading(self, dossier: Dossier, *, unreadable: Iterable[str] = ()) -> Reading:
        return Reading(dossier=dossier, readable=ALL_FIELDS - set(unreadable))

    def rules(self, *, notifies: Notifies | None = None, paper_witness: bool = False, **policy: Any) -> Rules:
        settings: dict[str, Any] = {"mode": "push", "create": "push"} | policy
        return Rules(
            link="investment",
            scope=Scope(),
            policy=Policy(**settings),
            notifies=notifies or Notifies(),
            catalogues=self.catalogues,
            paper_witness=paper_witness,
        )

    def judge(self, source: Dossier, target: Dossier | Reading | None, **more: Any) -> Verdict:
        reading = self.reading(target) if isinstance(target, Dossier) else target
        defaults: dict[str, Any] = {
            "memory": Memory(),
            "rules": self.rules(),
            "capabilities": self.capabilities,
            "calendar": self.calendar,
            "now": self.now,
        }
        return judge(source, reading, **(defaults | more))

    def remember(self, agreed: Dossier, replaced: Mapping[str, str] | None = None, **more: Any) -> Memory:
        """A memory in which both sides once agreed on what this dossier tells."""
        values = {
            name: key_form(name, getattr(agreed, name), precision)
            for name, precision in watched(Policy()).items()
            if getattr(agreed, name) is not None
        }
        return Memory(base=Base(values=values, replaced=replaced or {}), **more)

    def apply(self, action: Action, source: Dossier, reading: Reading | None, memory: Memory, rules: Rules) -> Reading:
        """What an ideal target shows after the action: the record as written, the steps appended."""
        write = merge(source, action, reading, memory, rules)
        before = Dossier(code=CODE) if reading is None else reading.dossier
        unknown = {name: word for name, word in before.unknown.items() if name not in write.known}
        return self.reading(replace(write.record, steps=(*(before.steps or ()), *action.steps), unknown=unknown))


@pytest.fixture(scope="session")
def world() -> World:
    return World()
