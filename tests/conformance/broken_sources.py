"""Sources broken on purpose, each in one way; the docstring says what is broken."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from unicodedata import combining, normalize

from conformance.mutant import wearing
from conformance.worn import LOOKBACK, Source, Swallowing, changed, moved
from connector.domain.cursor import Cursor
from connector.domain.errors import (
    BrokenAnswerError,
    ForeignSystemError,
    RefusedError,
    SystemDownError,
)
from connector.domain.times import ZONE, parse_iso
from connector.ports import Page, RawRow
from connector.testing.exam.benches.memory import MemorySourceBench, MemoryWholeBench
from connector.testing.exam.benches.rest import RestByKeyset, RestByOffset, RestByPage, RestByToken

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


@wearing(RestByKeyset, "S8")
@wearing(MemorySourceBench, "S8")
class BrokenIsTheEnd(Swallowing):
    """A login page, half a document or a null list ends the reading."""


@wearing(MemorySourceBench, "S8")
class DownIsEmpty(Swallowing):
    """A system that does not answer has nothing."""

    swallows = SystemDownError


@wearing(MemoryWholeBench, "S10")
class HalfIsWhole(Swallowing):
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
class EndlessIsWhole(Swallowing):
    """Pages that repeat or never end are cut off and believed."""
