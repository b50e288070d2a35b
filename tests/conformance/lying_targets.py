"""Targets that are other than they say, or write other than they were given."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from conformance.mutant import wearing
from conformance.worn import Target, recorded
from connector.domain.dossier import FIELDS, Dossier, Step
from connector.domain.errors import (
    RefusedError,
)
from connector.domain.window import Window
from connector.ports import Capabilities, Reading, RecordWrite
from connector.testing.exam.benches.dvcqg import DvcqgTargetBench
from connector.testing.exam.benches.files import FilesExportBench
from connector.testing.exam.benches.memory_target import MemoryTargetBench
from connector.testing.exam.target_bench import ALL_DAYS

# ---------------------------------------------------------------- what it says of itself


class _Declaring(Target):
    """Declares what is not so."""

    @property
    def capabilities(self) -> Capabilities:
        return self.declared(self.real.capabilities)

    def declared(self, true: Capabilities) -> Capabilities:
        return true


@wearing(MemoryTargetBench, "B2")
class FieldsNotDeclared(_Declaring):
    """It tells a field that it says it has no place for."""

    def declared(self, true: Capabilities) -> Capabilities:
        return replace(true, fields=true.fields - {"status"})


@wearing(MemoryTargetBench, "B2")
class MoreStepsThanDeclared(Target):
    """More steps than it declares are sent in pieces."""

    def append_steps(self, code: str, steps: Sequence[Step]) -> None:
        for begin in range(0, len(steps), 10):
            self.real.append_steps(code, steps[begin : begin + 10])


@wearing(FilesExportBench, "B2")
class OnlyReadAndTakes(Target):
    """What can only be read takes a write and does nothing."""

    def write_record(self, write: RecordWrite) -> None:
        """Taken."""


class ShortBench(MemoryTargetBench):
    """The twin keeps 200 characters of a summary, and says so."""

    def start(self) -> None:
        super().start()
        self._knobs = replace(self._knobs, lengths={"summary": 200})


@wearing(ShortBench, "T8")
class ShownIsALie(Target):
    """A text too long is said to come back whole."""

    def shown(self, name: str, value: str) -> str:
        return value


@wearing(MemoryTargetBench, "T10")
class ReplaceSaidToBePatch(_Declaring):
    """A system that replaces whole records is said to keep what a write does not carry."""

    def declared(self, true: Capabilities) -> Capabilities:
        return replace(true, write="patch")


@wearing(MemoryTargetBench, "T10")
class HiddenIsEmpty(Target):
    """A field that is not told is said to be empty."""

    def told(self, reading: Reading) -> Reading:
        return replace(reading, readable=frozenset(FIELDS))


@wearing(MemoryTargetBench, "T10")
class UnknownGoesOutEmpty(Target):
    """A write carries every field, those that nobody knows too."""

    def write_record(self, write: RecordWrite) -> None:
        self.real.write_record(replace(write, known=frozenset(FIELDS) - {"steps", "aliases"}, reading=None))


@wearing(MemoryTargetBench, "T10")
class FirstReadingRepeated(Target):
    """A write repeats what was read of the dossier the first time."""

    def __init__(self, real: Any) -> None:
        super().__init__(real)
        self.first: dict[str, Reading] = {}

    def told(self, reading: Reading) -> Reading:
        self.first.setdefault(reading.dossier.code, reading)
        return reading

    def write_record(self, write: RecordWrite) -> None:
        first = self.first.get(write.code, write.reading)
        known = write.known & {"status", "finished_at"}
        self.real.write_record(replace(write, reading=first, known=known or write.known))


@wearing(MemoryTargetBench, "T5")
class WritesWhileLooking(Target):
    """A look-up leaves its trace over there."""

    def look_up(self, code: str) -> Reading | None:
        found = self.real.look_up(code)
        if found is not None:
            self.real.append_steps(code, ())
        return found  # type: ignore[no-any-return]


# ---------------------------------------------------------------- not what was sent


@wearing(MemoryTargetBench, "T1")
class NothingDone(Target):
    """A write is answered with success and never done."""

    def write_record(self, write: RecordWrite) -> None:
        """Success."""


@wearing(DvcqgTargetBench, "T8")
@wearing(MemoryTargetBench, "T8")
class TextCut(Target):
    """Long text is cut, and nobody says so."""

    def write_record(self, write: RecordWrite) -> None:
        self.real.write_record(recorded(write, summary=(write.record.summary or "")[:100]))


@wearing(MemoryTargetBench, "T8")
class TimesRounded(Target):
    """Times are written to the minute."""

    def write_record(self, write: RecordWrite) -> None:
        at = write.record.received_at
        self.real.write_record(recorded(write, received_at=at and at.replace(second=0)))


@wearing(MemoryTargetBench, "T8")
class FieldDropped(Target):
    """A field it declares to hold is not carried."""

    def write_record(self, write: RecordWrite) -> None:
        self.real.write_record(replace(write, known=write.known - {"email"}))


@wearing(MemoryTargetBench, "T8")
class WordsChanged(Target):
    """Names go out in capitals, and come back as they were."""

    def write_record(self, write: RecordWrite) -> None:
        self.real.write_record(recorded(write, applicant_name=(write.record.applicant_name or "").upper()))

    def told(self, reading: Reading) -> Reading:
        name = reading.dossier.applicant_name
        return replace(reading, dossier=replace(reading.dossier, applicant_name=name and name.title()))


@wearing(MemoryTargetBench, "T7")
class SignsDropped(Target):
    """Signs that the wire could trip over are left out."""

    def write_record(self, write: RecordWrite) -> None:
        name = write.record.applicant_name or ""
        self.real.write_record(recorded(write, applicant_name="".join(c for c in name if c not in "<>&\"'“”")))


@wearing(MemoryTargetBench, "T7")
class BareRecordsRefused(Target):
    """A record without an optional field cannot be written."""

    def write_record(self, write: RecordWrite) -> None:
        if write.record.due_at is None:
            raise RefusedError("Thiếu ngày hẹn trả.", final=True)
        self.real.write_record(write)


@wearing(MemoryTargetBench, "T8")
class AnotherCode(Target):
    """A dossier is written under its code in another writing."""

    def write_record(self, write: RecordWrite) -> None:
        code = write.code.replace(".", "")
        self.real.write_record(replace(write, code=code, record=replace(write.record, code=code)))


@wearing(MemoryTargetBench, "T8")
class OnlyTheFirstStep(Target):
    """Of several steps the first is appended."""

    def append_steps(self, code: str, steps: Sequence[Step]) -> None:
        self.real.append_steps(code, steps[:1])


@wearing(MemoryTargetBench, "T8")
class StepsWithoutTheirOfficer(Target):
    """Who took a step is not written."""

    def append_steps(self, code: str, steps: Sequence[Step]) -> None:
        self.real.append_steps(code, [replace(step, officer=None) for step in steps])


@wearing(MemoryTargetBench, "T1")
class StepsWithTheRecord(Target):
    """A record brings its steps along, and they are appended besides."""

    def write_record(self, write: RecordWrite) -> None:
        self.real.write_record(write)
        if write.source is not None and write.source.steps:
            self.real.append_steps(write.code, write.source.steps[:1])


@wearing(MemoryTargetBench, "T4")
class OlderOverNewer(Target):
    """The version first seen of a dossier is what is written of it."""

    def __init__(self, real: Any) -> None:
        super().__init__(real)
        self.seen: dict[str, Dossier] = {}

    def write_record(self, write: RecordWrite) -> None:
        first = self.seen.setdefault(write.code, write.record)
        self.real.write_record(recorded(write, status=first.status))


@wearing(MemoryTargetBench, "B2")
class ListOfAllDays(Target):
    """A list of some days tells dossiers that stand nowhere."""

    def enumerate(self, window: Window) -> Iterator[Sequence[Reading]]:
        for batch in self.real.enumerate(ALL_DAYS):
            yield [replace(one, dossier=replace(one.dossier, code=f"{one.dossier.code}0")) for one in batch]
            yield batch
