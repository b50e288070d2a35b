"""The bench of a target: a one-stop with a desk, whose undocumented behaviour is turned by knobs."""

from abc import abstractmethod
from collections.abc import Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, ClassVar, Literal

from connector.domain.dossier import Dossier
from connector.domain.window import Window
from connector.ports import Reading, Target
from connector.testing.exam.bench import Bench
from connector.testing.exam.check import Side, Wrong
from connector.testing.exam.told import Told, untold

#: What one-stops differ in and nobody writes down. A bench names those that it can turn.
Knob = Literal[
    "write",  # "patch" or "replace": what an update does to a field it does not carry
    "declared",  # what the system is configured to do: "patch", "replace" or "unknown"
    "look_up",  # "full" or "existence": what a look-up tells
    "hidden",  # canonical fields that are held and never told
    "steps_readable",
    "lag_reads",  # look-ups of a dossier that still show it as it was before the latest write
]

#: Whatever day a dossier of the exam was received on.
ALL_DAYS = Window(date(2026, 1, 1), date(2026, 12, 31))


class TargetBench(Bench):
    """A one-stop system that a target looks up, lists and writes to."""

    side: ClassVar[Side] = "target"
    tells: ClassVar[frozenset[str]] = frozenset(
        {"code", "procedure_code", "applicant_name", "applicant_id", "status", "received_at", "due_at", "steps"}
    )
    #: Canonical fields whose values outlive a write and can be looked at over there, beside those of ``tells``.
    holds: ClassVar[frozenset[str]] = frozenset({"summary", "note", "phone", "email"})
    #: Settings of the knobs that are asked about (T10).
    settings: ClassVar[tuple[Mapping[Knob, Any], ...]] = ()
    #: A write only asks people: what they do is done by ``carry_out``.
    by_hand: ClassVar[bool] = False

    # -- what an author writes

    @abstractmethod
    def stands(self, code: str) -> Dossier | None:
        """The truth over there, whatever readers are shown: the fields of ``tells`` and ``holds``."""

    @abstractmethod
    def desk_edit(self, code: str, **fields: Any) -> None:
        """A person at the desk corrects these fields of a standing record."""

    @abstractmethod
    def writes(self) -> int:
        """How many writing requests have come, whatever became of them."""

    def wrongs(self) -> tuple[str, ...]:
        """In words, what must never have happened over there: doubled, blanked, written over."""
        return ()

    def turn(self, knob: Knob, value: Any) -> None:
        """Turn one knob; the side is made after it."""
        raise NotImplementedError(f"{self.title()} cannot turn {knob} to {value!r}")

    def carry_out(self) -> None:
        """Let people do what a write asked them for; where systems write there is nothing to do."""

    # -- what the exam does with it

    def set(self, setting: Mapping[Knob, Any]) -> None:
        for knob, value in setting.items():
            self.turn(knob, value)

    def must_stand(self, code: str) -> Dossier:
        """As ``stands``, where nothing else will do."""
        found = self.stands(code)
        if found is None:
            raise Wrong(f"{code} does not stand there")
        return found

    def everything(self, side: Target) -> Told:
        """What a list tells, else what it says of each dossier. A field that it could not tell is a rejection of it."""
        told = Told()
        for code, reading in self._readings(side):
            if reading is not None:
                told.dossiers.append(reading.dossier)
                told.rejections.extend(untold(code, reading.readable, self.tells))
        return told

    def _readings(self, side: Target) -> Iterator[tuple[str, Reading | None]]:
        if side.capabilities.enumerable:
            for batch in side.enumerate(ALL_DAYS):
                yield from ((reading.dossier.code, reading) for reading in batch)
        else:
            yield from ((row.code, side.look_up(row.code)) for row in self.rows)


#: Reasons of a one-stop that can only be read.
ONLY_READ: Mapping[str, str] = MappingProxyType(
    {f"T{number}": "it can only be read: B2 asks that every write is refused" for number in range(1, 11)}
)
