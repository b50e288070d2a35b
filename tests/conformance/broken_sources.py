"""Sources broken on purpose, each in one way; the docstring says what is broken."""

import os
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from unicodedata import combining, normalize

from conformance.mutant import Worn, wearing
from connector.domain.cursor import Cursor
from connector.domain.errors import (
    BrokenAnswerError,
    ForeignSystemError,
    LoginRefusedError,
    RateLimitedError,
    RefusedError,
    SystemDownError,
)
from connector.domain.times import ZONE, parse_iso
from connector.ports import Page, RawRow
from connector.testing.exam.benches.memory import MemorySourceBench, MemoryUnorderedBench, MemoryWholeBench
from connector.testing.exam.benches.rest import RestByKeyset, RestByOffset, RestByPage, RestByToken

LOOKBACK = MemorySourceBench.lookback
#: What a mutant leaves open, for the gate to close.
LEFT_OPEN: list[int] = []
#: What a mutant's threads wait for.
RELEASED = threading.Event()


class Source(Worn):
    """A source that is honest but for what a mutant of it changes: where it reads from, its pages, its rows."""

    def pull(self, cursor: Cursor | None, *, now: datetime) -> Iterator[Page]:
        return self.pages(self.real.pull(self.since(cursor), now=now), cursor)

    def since(self, cursor: Cursor | None) -> Cursor | None:
        return cursor

    def pages(self, pages: Iterator[Page], cursor: Cursor | None) -> Iterator[Page]:
        return (self.page(page) for page in pages)

    def page(self, page: Page) -> Page:
        return replace(page, rows=tuple(row for each in page.rows for row in self.row(each)))

    def row(self, row: RawRow) -> list[RawRow]:
        return [row]


def changed(row: RawRow, **members: Any) -> RawRow:
    return replace(row, values={**row.values, **members})


def moved(cursor: Cursor | None, by: timedelta) -> Cursor | None:
    return None if cursor is None else Cursor(cursor.time + by, cursor.key)


# ---------------------------------------------------------------- lost


@wearing(RestByPage, "S3")
@wearing(MemorySourceBench, "S3")
class LastPageDropped(Source):
    """A reading ends one page early."""

    def pages(self, pages: Iterator[Page], cursor: Cursor | None) -> Iterator[Page]:
        yield from list(pages)[:-1]


@wearing(MemorySourceBench, "S9")
class FirstPageIsAll(Source):
    """A page shorter than asked for is taken for the end."""

    def pages(self, pages: Iterator[Page], cursor: Cursor | None) -> Iterator[Page]:
        for page in pages:
            yield page
            if len(page.rows) < 20:
                return


@wearing(RestByToken, "S5")
@wearing(MemorySourceBench, "S5")
class LaterThanTheCursor(Source):
    """Only what is later than the last row read: updated > cursor."""

    def since(self, cursor: Cursor | None) -> Cursor | None:
        return moved(cursor, LOOKBACK + timedelta(seconds=1))


@wearing(MemorySourceBench, "S6")
class NoLookback(Source):
    """From the last row read, ties included, and not a moment before."""

    def since(self, cursor: Cursor | None) -> Cursor | None:
        return moved(cursor, LOOKBACK)


@wearing(MemorySourceBench, "S4")
class LateCommitsLost(Source):
    """The same, while the source goes on working."""

    def since(self, cursor: Cursor | None) -> Cursor | None:
        return moved(cursor, LOOKBACK)


@wearing(MemorySourceBench, "S12")
class CursorOfNow(Source):
    """The cursor is the time of reading instead of the last row's."""

    def pull(self, cursor: Cursor | None, *, now: datetime) -> Iterator[Page]:
        return (replace(page, cursor=Cursor(now, "")) for page in self.real.pull(cursor, now=now))


@wearing(MemorySourceBench, "S12")
class CursorInAnotherZone(Source):
    """Times without an offset are taken for UTC: the cursor runs ahead by seven hours."""

    def page(self, page: Page) -> Page:
        return replace(page, cursor=moved(page.cursor, timedelta(hours=7)))


@wearing(MemorySourceBench, "S12")
class CursorRoundedUp(Source):
    """The cursor is kept to the next full second."""

    def page(self, page: Page) -> Page:
        return replace(page, cursor=moved(page.cursor, timedelta(seconds=1)))


@wearing(MemorySourceBench, "S15")
class CursorOfTheFuture(Source):
    """A row dated 2099 moves the cursor like any other."""

    def page(self, page: Page) -> Page:
        dated = [row for row in page.rows if str(row.values["updated_at"]).startswith("2099")]
        return replace(page, cursor=Cursor(datetime(2099, 1, 1, tzinfo=ZONE), "40")) if dated else page


@wearing(RestByOffset, "S15")
@wearing(MemorySourceBench, "S15")
class UndatedRowsDropped(Source):
    """A row without a change time that can be read is passed over."""

    def row(self, row: RawRow) -> list[RawRow]:
        try:
            parse_iso(str(row.values["updated_at"]))
        except ValueError:
            return []
        return [row]


@wearing(MemorySourceBench, "S11")
class SliceRemembered(Source):
    """A reading of everything tells what the first one told."""

    first: list[Page] | None = None

    def pages(self, pages: Iterator[Page], cursor: Cursor | None) -> Iterator[Page]:
        if cursor is None:
            self.first = self.first or list(pages)
            return iter(self.first)
        return pages


@wearing(MemorySourceBench, "S2")
class UnknownWordsDropped(Source):
    """A row whose state is no known word is passed over."""

    def row(self, row: RawRow) -> list[RawRow]:
        return [] if " " in str(row.values["trang_thai"]) else [row]


@wearing(MemorySourceBench, "S2")
class UnknownWordsGuessed(Source):
    """A state that is no known word is taken for the commonest one."""

    def row(self, row: RawRow) -> list[RawRow]:
        return [changed(row, trang_thai="dang_xu_ly") if " " in str(row.values["trang_thai"]) else row]


@wearing(MemorySourceBench, "S2")
class OneBadRowStopsAll(Source):
    """A row that cannot be read makes the whole reading fail."""

    def row(self, row: RawRow) -> list[RawRow]:
        if "/" not in str(row.values["ngay_nhan"]):
            raise BrokenAnswerError("Có dòng không đọc được.")
        return [row]


@wearing(MemorySourceBench, "S2")
class BadRowsCrash(Source):
    """A row that cannot be read brings the adapter's own library down."""

    def row(self, row: RawRow) -> list[RawRow]:
        datetime.strptime(str(row.values["ngay_nhan"]), "%d/%m/%Y %H:%M:%S").astimezone(ZONE)
        return [row]


# ---------------------------------------------------------------- doubled, changed, made up


@wearing(MemorySourceBench, "S3")
class RowsDoubled(Source):
    """Each row is told twice."""

    def row(self, row: RawRow) -> list[RawRow]:
        return [row, row]


@wearing(MemorySourceBench, "S5")
class TiesDoubled(Source):
    """The last row of a page is told again on the next one."""

    def pages(self, pages: Iterator[Page], cursor: Cursor | None) -> Iterator[Page]:
        last: tuple[RawRow, ...] = ()
        for page in pages:
            yield replace(page, rows=last + page.rows)
            last = page.rows[-1:]


@wearing(MemorySourceBench, "S3")
class KeysMissing(Source):
    """Every tenth dossier is told without its code."""

    def row(self, row: RawRow) -> list[RawRow]:
        return [changed(row, so_ho_so="") if int(row.values["id"]) % 10 == 0 else row]


@wearing(MemorySourceBench, "S3")
class DossiersMadeUp(Source):
    """A dossier that does not stand there is told too."""

    def row(self, row: RawRow) -> list[RawRow]:
        return [row, changed(row, so_ho_so="H13.22-260302-8888", id=8888)] if row.values["id"] == 1 else [row]


@wearing(MemorySourceBench, "S1")
class AnotherEachTime(Source):
    """What is read depends on how often it was read."""

    times = 0

    def pages(self, pages: Iterator[Page], cursor: Cursor | None) -> Iterator[Page]:
        self.times += 1
        return super().pages(pages, cursor)

    def row(self, row: RawRow) -> list[RawRow]:
        return [row if self.times == 1 else changed(row, trang_thai="xong")]


@wearing(MemorySourceBench, "S13")
class MarksDropped(Source):
    """Vietnamese text loses its marks."""

    def row(self, row: RawRow) -> list[RawRow]:
        name = row.values["chu_ho_so"]["ten"]
        bare = "".join(letter for letter in normalize("NFD", name) if not combining(letter))
        return [changed(row, chu_ho_so={**row.values["chu_ho_so"], "ten": bare})]


@wearing(MemorySourceBench, "S13")
class TextInTheWrongTable(Source):
    """Text is read in another character set than it was written in."""

    def row(self, row: RawRow) -> list[RawRow]:
        name = row.values["chu_ho_so"]["ten"].encode().decode("cp1258", errors="replace")
        return [changed(row, chu_ho_so={**row.values["chu_ho_so"], "ten": name})]


# ---------------------------------------------------------------- broken taken for nothing


class _Swallowing(Source):
    swallows: type[ForeignSystemError] = BrokenAnswerError

    def pages(self, pages: Iterator[Page], cursor: Cursor | None) -> Iterator[Page]:
        try:
            yield from pages
        except self.swallows:
            return


@wearing(RestByKeyset, "S8")
@wearing(MemorySourceBench, "S8")
class BrokenIsTheEnd(_Swallowing):
    """A login page, half a document or a null list ends the reading."""


@wearing(MemorySourceBench, "S8")
class DownIsEmpty(_Swallowing):
    """A system that does not answer has nothing."""

    swallows = SystemDownError


@wearing(MemoryWholeBench, "S10")
class HalfIsWhole(_Swallowing):
    """An enumeration that broke off is one that ended, and no single dossier can be asked for."""

    rereads = False

    def read(self, code: str) -> RawRow | None:
        raise RefusedError("Không hỏi được từng hồ sơ.", final=True)


@wearing(MemorySourceBench, "S8")
class ForeignErrors(Source):
    """What the adapter's library raises gets out of it."""

    def pages(self, pages: Iterator[Page], cursor: Cursor | None) -> Iterator[Page]:
        try:
            yield from pages
        except ForeignSystemError as error:
            raise ValueError(error.what) from error


@wearing(MemorySourceBench, "S8")
class BrokenSingleReadIsNone(Source):
    """A single reading that failed says that there is none."""

    def read(self, code: str) -> RawRow | None:
        try:
            return self.real.read(code)
        except ForeignSystemError:
            return None


@wearing(MemorySourceBench, "S9")
class EndlessIsWhole(_Swallowing):
    """Pages that repeat or never end are cut off and believed."""


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
class TroubleNotNoticed(_Swallowing):
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


#: Classes that are no mutants themselves.
BASES = (Source,)
