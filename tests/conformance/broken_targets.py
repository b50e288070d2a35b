"""Targets broken on purpose, each in one way; the docstring says what is broken."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any

from conformance.mutant import Worn, wearing
from connector.domain.dossier import FIELDS, Dossier, Step
from connector.domain.errors import (
    AlreadyExistsError,
    BrokenAnswerError,
    DoesNotExistError,
    ForeignSystemError,
    InDoubtError,
    RateLimitedError,
    RefusedError,
    SystemDownError,
)
from connector.domain.window import Window
from connector.ports import Capabilities, Reading, RecordWrite
from connector.testing.exam.benches.dvcqg import DvcqgTargetBench
from connector.testing.exam.benches.files import FilesExportBench
from connector.testing.exam.benches.memory_target import MemoryTargetBench, MemoryTargetUnlisted
from connector.testing.exam.target_bench import ALL_DAYS


class Target(Worn):
    """A target that is honest but for what a mutant of it changes: what it writes, appends, finds, and says of it."""

    def write_record(self, write: RecordWrite) -> None:
        self.real.write_record(write)

    def append_steps(self, code: str, steps: Sequence[Step]) -> None:
        self.real.append_steps(code, steps)

    def look_up(self, code: str) -> Reading | None:
        found = self.real.look_up(code)
        return None if found is None else self.told(found)

    def enumerate(self, window: Window) -> Iterator[Sequence[Reading]]:
        return ([self.told(reading) for reading in batch] for batch in self.real.enumerate(window))

    def told(self, reading: Reading) -> Reading:
        return reading


def recorded(write: RecordWrite, **fields: Any) -> RecordWrite:
    """The same write with other values of what it carries."""
    return replace(write, record=replace(write.record, **{k: v for k, v in fields.items() if k in write.known}))


# ---------------------------------------------------------------- doubts and refusals


@wearing(DvcqgTargetBench, "T2")
@wearing(MemoryTargetBench, "T2")
class SentTwice(Target):
    """A write whose answer was lost is sent once more."""

    def write_record(self, write: RecordWrite) -> None:
        with suppress(InDoubtError):
            return self.real.write_record(write)
        return self.real.write_record(write)


@wearing(DvcqgTargetBench, "T2")
@wearing(MemoryTargetBench, "T2")
class LostIsDone(Target):
    """A lost answer is taken for success."""

    def write_record(self, write: RecordWrite) -> None:
        with suppress(InDoubtError):
            self.real.write_record(write)


@wearing(MemoryTargetBench, "T2")
class LostStepsAreDone(Target):
    """A lost answer about steps is taken for success."""

    def append_steps(self, code: str, steps: Sequence[Step]) -> None:
        with suppress(InDoubtError):
            self.real.append_steps(code, steps)


@wearing(MemoryTargetBench, "T2")
class LostWasNeverSent(Target):
    """A lost answer is told as a system that was never reached."""

    def write_record(self, write: RecordWrite) -> None:
        try:
            self.real.write_record(write)
        except InDoubtError as error:
            raise SystemDownError(error.what) from error


@wearing(MemoryTargetBench, "T2")
class DownIsADoubt(Target):
    """A system that nobody reached is told as a doubt."""

    def write_record(self, write: RecordWrite) -> None:
        try:
            self.real.write_record(write)
        except SystemDownError as error:
            raise InDoubtError(error.what) from error


@wearing(MemoryTargetBench, "T3")
class InPartIsDone(LostStepsAreDone):
    """A batch that was taken in part is taken for done, and its first step read back proves it."""

    def told(self, reading: Reading) -> Reading:
        return replace(reading, readable=reading.readable - {"steps"})


@wearing(MemoryTargetBench, "T9")
class StepsSentAgain(Target):
    """Steps whose answer was lost are sent once more."""

    def append_steps(self, code: str, steps: Sequence[Step]) -> None:
        with suppress(InDoubtError):
            return self.real.append_steps(code, steps)
        return self.real.append_steps(code, steps)


@wearing(MemoryTargetBench, "T9")
class LostPauseWasRefused(Target):
    """A lost answer about steps is told as a passing refusal: they are sent again, a second pause too."""

    def append_steps(self, code: str, steps: Sequence[Step]) -> None:
        try:
            self.real.append_steps(code, steps)
        except InDoubtError as error:
            raise RefusedError(error.what, final=False) from error


@wearing(MemoryTargetBench, "T6")
class FinalIsPassing(Target):
    """A refusal for good is asked again for days."""

    def write_record(self, write: RecordWrite) -> None:
        try:
            self.real.write_record(write)
        except RefusedError as error:
            if not isinstance(error, AlreadyExistsError | DoesNotExistError):
                error.final = False
            raise


@wearing(MemoryTargetBench, "T6")
class PassingIsFinal(Target):
    """A system that is busy for a moment makes dead letters."""

    def write_record(self, write: RecordWrite) -> None:
        try:
            self.real.write_record(write)
        except RefusedError as error:
            if not isinstance(error, AlreadyExistsError | DoesNotExistError):
                error.final = True
            raise


@wearing(DvcqgTargetBench, "T6")
@wearing(MemoryTargetBench, "T6")
class RefusalIsSuccess(Target):
    """A clear no is passed over."""

    def write_record(self, write: RecordWrite) -> None:
        with suppress(RefusedError):
            self.real.write_record(write)


@wearing(MemoryTargetBench, "T6")
class RefusalIsADoubt(Target):
    """A clear no is told as a doubt."""

    def write_record(self, write: RecordWrite) -> None:
        try:
            self.real.write_record(write)
        except RefusedError as error:
            raise InDoubtError(error.what) from error


@wearing(MemoryTargetBench, "T6")
class CreateOverwrites(Target):
    """A create of what stands there writes over it."""

    def write_record(self, write: RecordWrite) -> None:
        try:
            self.real.write_record(write)
        except AlreadyExistsError:
            self.real.write_record(replace(write, create=False))


@wearing(MemoryTargetBench, "T6")
class AlreadyThereIsSuccess(Target):
    """A create of what stands there is taken for done."""

    def write_record(self, write: RecordWrite) -> None:
        with suppress(AlreadyExistsError):
            self.real.write_record(write)


@wearing(MemoryTargetBench, "T6")
class UpdateCreates(Target):
    """An update of what does not stand there creates it."""

    def write_record(self, write: RecordWrite) -> None:
        try:
            self.real.write_record(write)
        except DoesNotExistError:
            self.real.write_record(replace(write, create=True))


@wearing(MemoryTargetBench, "T6")
class StepsOfNobodyAreTaken(Target):
    """Steps of a dossier that does not stand there are dropped."""

    def append_steps(self, code: str, steps: Sequence[Step]) -> None:
        with suppress(DoesNotExistError):
            self.real.append_steps(code, steps)


@wearing(MemoryTargetBench, "S14")
class PauseOfTheOneStopForgotten(Target):
    """A one-stop that asks for an hour is asked again in a second."""

    def enumerate(self, window: Window) -> Iterator[Sequence[Reading]]:
        try:
            yield from self.real.enumerate(window)
        except RateLimitedError as error:
            raise RateLimitedError(error.what, retry_after=timedelta(seconds=1)) from error


@wearing(MemoryTargetBench, "B3")
class PersonInADoubt(Target):
    """A doubt quotes the record."""

    def write_record(self, write: RecordWrite) -> None:
        try:
            self.real.write_record(write)
        except ForeignSystemError as error:
            raise InDoubtError(f"{error.what} Hồ sơ của {write.record.applicant_name}.") from error


# ---------------------------------------------------------------- absent, broken, stale


@wearing(DvcqgTargetBench, "S8")
@wearing(MemoryTargetUnlisted, "S8")
class BrokenIsAbsent(Target):
    """A look-up that gave no good answer says that there is none."""

    def look_up(self, code: str) -> Reading | None:
        with suppress(BrokenAnswerError):
            return self.real.look_up(code)  # type: ignore[no-any-return]
        return None


@wearing(MemoryTargetBench, "S8")
class BrokenListIsShort(Target):
    """A list that broke off is one that ended."""

    def enumerate(self, window: Window) -> Iterator[Sequence[Reading]]:
        with suppress(BrokenAnswerError):
            yield from self.real.enumerate(window)


@wearing(MemoryTargetUnlisted, "S10")
class DownIsAbsent(Target):
    """A one-stop that does not answer has nothing."""

    def look_up(self, code: str) -> Reading | None:
        with suppress(SystemDownError, BrokenAnswerError):
            return self.real.look_up(code)  # type: ignore[no-any-return]
        return None


@wearing(MemoryTargetBench, "T8")
class AnswersRemembered(Target):
    """What a look-up once said is said for ever."""

    def __init__(self, real: Any) -> None:
        super().__init__(real)
        self.said: dict[str, Reading | None] = {}

    def look_up(self, code: str) -> Reading | None:
        if code not in self.said:
            self.said[code] = self.real.look_up(code)
        return self.said[code]


@wearing(MemoryTargetBench, "B2")
class AnybodyIsFound(Target):
    """A code that nobody has finds a dossier."""

    def look_up(self, code: str) -> Reading | None:
        return self.real.look_up(code) or self.real.look_up("H13.22-260302-0001")


@wearing(MemoryTargetBench, "B2")
class ListLeavesOut(Target):
    """A list tells every other dossier, and nobody says that there are more."""

    def enumerate(self, window: Window) -> Iterator[Sequence[Reading]]:
        return (batch[::2] for batch in self.real.enumerate(window))


@wearing(MemoryTargetBench, "S3")
class ListDoubles(Target):
    """A list tells each dossier twice."""

    def enumerate(self, window: Window) -> Iterator[Sequence[Reading]]:
        return ([*batch, *batch] for batch in self.real.enumerate(window))


@wearing(MemoryTargetUnlisted, "B2")
class EmptyListWhereThereIsNone(Target):
    """Where there is no list, it tells an empty one."""

    def enumerate(self, window: Window) -> Iterator[Sequence[Reading]]:
        return iter(())


@wearing(MemoryTargetBench, "S1")
class ListIsOlder(Target):
    """A list tells the state of a dossier's first step."""

    def enumerate(self, window: Window) -> Iterator[Sequence[Reading]]:
        for batch in self.real.enumerate(window):
            yield [_at_its_first_step(reading) for reading in batch]


def _at_its_first_step(reading: Reading) -> Reading:
    steps = reading.dossier.steps or ()
    return replace(reading, dossier=replace(reading.dossier, status=steps[0].status if steps else None))


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


#: Classes that are no mutants themselves.
BASES = (Target,)
