"""Targets broken on purpose, each in one way; the docstring says what is broken."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any

from conformance.mutant import wearing
from conformance.worn import Target
from connector.domain.dossier import Step
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
from connector.ports import Reading, RecordWrite
from connector.testing.exam.benches.dvcqg import DvcqgTargetBench
from connector.testing.exam.benches.memory_target import MemoryTargetBench, MemoryTargetUnlisted

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
