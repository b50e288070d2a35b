"""What one judgement across all sides is about."""

from dataclasses import dataclass
from datetime import date, datetime

from connector.domain.calendar import WorkingCalendar
from connector.domain.catalogue import Procedure
from connector.domain.codes import code_day
from connector.domain.dossier import FIELDS, Dossier
from connector.domain.link import Rules
from connector.domain.verdict import Verdict
from connector.ports import Reading, Side
from connector.reconcile.days import day_of
from connector.reconcile.due_dates import Term, was_paused
from connector.reconcile.sides import AllSides


@dataclass(frozen=True, slots=True, kw_only=True)
class Judging:
    """Everything that a judgement across all sides depends on. There is no clock in it but ``now``."""

    sides: AllSides
    verdict: Verdict | None
    rules: Rules
    calendar: WorkingCalendar
    now: datetime

    @classmethod
    def of_one(
        cls, dossier: Dossier, side: Side, *, rules: Rules, calendar: WorkingCalendar, now: datetime
    ) -> "Judging":
        """One program alone, whatever the others say."""
        if side is Side.TARGET:
            sides = AllSides(reading=Reading(dossier=dossier, readable=frozenset(FIELDS)), source_whole=False)
        else:
            sides = AllSides(source=dossier, target_whole=False)
        return cls(sides=sides, verdict=None, rules=rules, calendar=calendar, now=now)

    @property
    def source(self) -> Dossier | None:
        return self.sides.source

    @property
    def target(self) -> Dossier | None:
        return None if self.sides.reading is None else self.sides.reading.dossier

    @property
    def programs(self) -> tuple[Dossier, ...]:
        return self.sides.programs

    def first(self, name: str) -> datetime | None:
        """A moment as the first program that knows it tells it."""
        for dossier in self.programs:
            moment: datetime | None = getattr(dossier, name)
            if moment is not None:
                return moment
        return None

    @property
    def received_day(self) -> date | None:
        """The day whose catalogues count: received, else the day in the code."""
        received = self.first("received_at")
        if received is not None:
            return day_of(received)
        return code_day(self.programs[0].code) if self.programs else None

    @property
    def procedure(self) -> Procedure | None:
        """The procedure as it was in force then, where the catalogue has it."""
        code = next((one.procedure_code for one in self.programs if one.procedure_code), None)
        return None if code is None else self.rules.catalogues.procedure_on(code, self.received_day)

    @property
    def term(self) -> Term:
        """What its due date is worked out from."""
        return Term(
            calendar=self.calendar,
            received_at=self.first("received_at"),
            received_day=self.received_day,
            paused=any(map(was_paused, self.programs)),
            procedure=self.procedure,
        )

    def days(self, name: str) -> frozenset[date]:
        """The days that the programs tell for a moment."""
        return frozenset(day_of(moment) for one in self.programs if (moment := getattr(one, name)) is not None)
