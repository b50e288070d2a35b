"""Hand-overs of one dossier, however a slip told them, as the steps of its testimony."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from connector.adapters.files.handwriting import NotADayError, is_blank
from connector.domain.codes import read_code
from connector.domain.dossier import Dossier, Step
from connector.domain.text import display
from connector.ports import Rejection, Testimony


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOver:
    """One hand-over: who gave the dossier to whom, when, and what the slip says of it."""

    where: str
    number: float = 0.0
    given_by: str | None = None
    given_at: datetime | None = None
    received_by: str | None = None
    received_at: datetime | None = None
    result: str | None = None
    note: str | None = None

    @property
    def at(self) -> datetime | None:
        """When it was done: received, else at least given away."""
        return self.received_at or self.given_at

    def step(self) -> Step | None:
        """A slip tells no state: the step has none. Without any time it is no step yet."""
        if self.at is None:
            return None
        given = f"Nhận từ {self.given_by}" if self.given_by and self.received_by else None
        content = "; ".join(part for part in (given, self.result, self.note) if part)
        return Step(
            at=self.at,
            department=self.received_by or self.given_by,
            content=content or None,
            started_at=self.given_at,
        )


@dataclass(slots=True)
class Slip:
    """What is told of one dossier, in the order of the slip. A hand-over that cannot be read leaves no list of steps:
    half of one would look like the whole."""

    code: str
    where: str
    repairs: tuple[str, ...] = ()
    handovers: list[HandOver] = field(default_factory=list)
    faults: list[Rejection] = field(default_factory=list)

    @classmethod
    def of(cls, code: object, where: str) -> "Slip | Rejection":
        try:
            reading = read_code(code)
        except ValueError as error:
            return Rejection(where=where, reason=f"mã hồ sơ: {error}", field="code")
        return cls(code=reading.code, where=where, repairs=reading.repairs)

    def fault(self, where: str, name: str, error: NotADayError, raw: Mapping[str, Any]) -> None:
        reason = f"{name}: {error}"
        self.faults.append(Rejection(where=where, reason=reason, field="steps", code=self.code, raw=raw))

    def testimony(self) -> Testimony:
        ordered = sorted(self.handovers, key=lambda each: each.number)
        steps = tuple(step for each in ordered if (step := each.step()) is not None)
        dossier = Dossier(code=self.code, repairs=self.repairs)
        if self.faults:
            return Testimony(dossier=dossier, readable=frozenset({"code"}), where=self.where)
        whole = replace(dossier, steps=steps)
        return Testimony(dossier=whole, readable=frozenset({"code", "steps"}), where=self.where)


def text_of(value: object) -> str | None:
    """A cell's words; None for nothing, or the dots that stand for it."""
    return None if is_blank(value) else display(str(value))
