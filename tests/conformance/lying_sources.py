"""Sources that are other than they say: of themselves, of what went wrong, of what they leave behind."""

import os
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from conformance.mutant import wearing
from conformance.worn import LEFT_OPEN, RELEASED, Source, Swallowing, changed
from connector.domain.cursor import Cursor
from connector.domain.errors import (
    BrokenAnswerError,
    ForeignSystemError,
    LoginRefusedError,
    RateLimitedError,
    SystemDownError,
)
from connector.ports import Page, RawRow
from connector.testing.exam.benches.memory import MemorySourceBench, MemoryUnorderedBench

# ---------------------------------------------------------------- what it says of itself


@wearing(MemorySourceBench, "B2")
class SingleReadOfAnother(Source):
    """Asked for one dossier it tells another."""

    def read(self, code: str) -> RawRow | None:
        return self.real.read("H13.22-260302-0001")


@wearing(MemorySourceBench, "B2")
class SingleReadOfNobody(Source):
    """Asked for a dossier that nobody has it tells one."""

    def read(self, code: str) -> RawRow | None:
        return self.real.read(code) or self.real.read("H13.22-260302-0001")


@wearing(MemoryUnorderedBench, "B2")
class OrderIsALie(Source):
    """Rows in no order are said to be in one."""

    ordered = True


@wearing(MemorySourceBench, "B2")
class EnumerationIsALie(Source):
    """A reading from the cursor is said to be everything."""

    enumerates = True


@wearing(MemorySourceBench, "B2")
class SingleReadsAreALie(Source):
    """It says that no dossier can be read again, and asks."""

    rereads = False


@wearing(MemorySourceBench, "B2")
class RequestsNotCounted(Source):
    """Nobody knows how often it asked."""

    requests = 0


def _retold(tell: Callable[[ForeignSystemError], ForeignSystemError]) -> type[Source]:
    """A source whose errors are told otherwise."""

    class Retold(Source):
        def probe(self) -> None:
            try:
                self.real.probe()
            except ForeignSystemError as error:
                raise tell(error) from error

        def pages(self, pages: Iterator[Page], cursor: Cursor | None) -> Iterator[Page]:
            try:
                yield from pages
            except ForeignSystemError as error:
                raise tell(error) from error

    return Retold


def _in_the_same_words(error: ForeignSystemError) -> ForeignSystemError:
    return (LoginRefusedError if isinstance(error, LoginRefusedError) else SystemDownError)("Có lỗi.")


@wearing(MemorySourceBench, "B1")
class OneReasonForEverything(_retold(_in_the_same_words)):  # type: ignore[misc]
    """Whatever happened is told by the same words."""


@wearing(MemorySourceBench, "B1")
class ReasonsThatChange(_retold(lambda error: SystemDownError(f"{error.what} ({id(error):x}, {os.urandom(4).hex()})"))):  # type: ignore[misc]
    """A reason is another each time it is told."""


@wearing(MemorySourceBench, "B1")
class RefusedLoginIsAnOutage(_retold(lambda error: SystemDownError(error.what))):  # type: ignore[misc]
    """A refused account is asked with again until it is locked."""


@wearing(MemorySourceBench, "B1")
class AnOutageIsARefusedLogin(_retold(lambda error: LoginRefusedError(error.what))):  # type: ignore[misc]
    """A system that is down for a minute is never asked again."""


@wearing(MemorySourceBench, "B1")
class TroubleNotNoticed(Swallowing):
    """Nothing is ever wrong."""

    swallows = ForeignSystemError

    def probe(self) -> None:
        """All is well."""


@wearing(MemorySourceBench, "S14")
class PauseForgotten(_retold(lambda error: RateLimitedError(error.what, retry_after=timedelta(seconds=1)))):  # type: ignore[misc]
    """A system that asks for an hour is asked again in a second."""


@wearing(MemorySourceBench, "S14")
class PauseIsAnOutage(_retold(lambda error: SystemDownError(error.what))):  # type: ignore[misc]
    """That a system asked for a pause, and how long, is told to nobody."""


@wearing(MemorySourceBench, "B3")
class PersonInAnError(Source):
    """An error quotes the row it met."""

    def pages(self, pages: Iterator[Page], cursor: Cursor | None) -> Iterator[Page]:
        seen = ""
        try:
            for page in pages:
                seen = page.rows[0].values["chu_ho_so"]["ten"]
                yield page
        except ForeignSystemError as error:
            raise BrokenAnswerError(f"{error.what} Dòng cuối: {seen}.") from error
        if seen:
            raise BrokenAnswerError(f"Không đọc được dòng của {seen}.")


@wearing(MemorySourceBench, "B3")
class PersonInAPlace(Source):
    """The place of a row is named after the applicant."""

    def row(self, row: RawRow) -> list[RawRow]:
        return [replace(row, where=f"dòng của {row.values['chu_ho_so']['ten']}")]


class SecretiveBench(MemorySourceBench):
    """The twin with an account."""

    secrets = ("mat-khau-chim-hoang-yen",)


@wearing(SecretiveBench, "B3")
class SecretInItsRepr(Source):
    """Shown in a traceback or a debugger, it shows its password."""

    def __repr__(self) -> str:
        return f"Source(password={SecretiveBench.secrets[0]!r})"


@wearing(MemorySourceBench, "B4")
class ThreadLeftBehind(Source):
    """Each reading starts a thread that nobody ends."""

    def pull(self, cursor: Cursor | None, *, now: datetime) -> Iterator[Page]:
        threading.Thread(target=RELEASED.wait, daemon=True, name="left-behind").start()
        return super().pull(cursor, now=now)


@wearing(MemorySourceBench, "B4")
class ConnectionLeftOpen(Source):
    """Each reading opens a connection that nobody closes."""

    def pull(self, cursor: Cursor | None, *, now: datetime) -> Iterator[Page]:
        LEFT_OPEN.extend(os.pipe())
        return super().pull(cursor, now=now)


class HashedBench(MemorySourceBench):
    """Its source stands in this module, where another process finds it."""

    def make(self, **keys: Any) -> Any:
        return ByHash(super().make(**keys))


@wearing(HashedBench, "B5", honest=MemorySourceBench)
class ByHash(Source):
    """What is told hangs on the order of a set of texts, which is another in each process."""

    def row(self, row: RawRow) -> list[RawRow]:
        names = list({f"Người {number}" for number in range(40)})
        return [changed(row, chu_ho_so={**row.values["chu_ho_so"], "ten": " ".join(names[:4])})]
