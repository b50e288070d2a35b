"""How a list is read page by page, so that nothing is lost while rows come, go and move during the reading.

Pure: each way of paging is a generator that is given ``Watch.fetch`` and gives the rows not seen before. Rows keep
their relative order between two requests unless they change; a row that changed has another mark. So whatever was
there all along and was not read yet stands behind every row that was read and still stands: such a row is an anchor.
Reading goes on only from an anchor; when none is found, it steps back until there is one.

A shorter page than asked is never the end: an empty page, a missing next, or the told total is.
"""

from collections import deque
from collections.abc import Callable, Generator, Hashable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from connector.domain.errors import BrokenAnswerError

#: How many rows back a row is recognised as already given. Rows older than that are given again, never lost.
REMEMBERED_ROWS = 20_000

#: How often in a row the reading may be thrown back without getting any further.
PATIENCE = 25

#: How often two neighbouring places may tell the same row before that is no accident any more.
REPEATED = 3

MAX_PAGES = 10_000


@dataclass(frozen=True, slots=True)
class Row:
    """One raw row, recognisable: ``mark`` says which row in which version, ``content`` every detail of it."""

    raw: Any
    mark: Hashable
    content: Hashable
    #: The change time and the key as the system writes them, where the row has both and the time can be read.
    after: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """Where to read: exactly one of these, or none for the first page of token, next, link, keyset and none."""

    page: int | None = None
    offset: int | None = None
    token: str | None = None
    url: str | None = None
    after: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One answer. ``next`` is the token or address that follows; ``ended`` a status that stands for the end."""

    rows: tuple[Row, ...] = ()
    total: int | None = None
    next: str | None = None
    ended: bool = False
    far_now: datetime | None = None

    @property
    def marks(self) -> tuple[Hashable, ...]:
        return tuple(row.mark for row in self.rows)


Fetch = Callable[[Ask], Told]
#: One answer and those of its rows that were not given before.
Gain = tuple[Told, tuple[Row, ...]]


class Watch:
    """What a reading remembers: rows given of late, pages met, and how often it got nowhere."""

    def __init__(self, fetch: Fetch, *, where: str, max_pages: int = MAX_PAGES) -> None:
        self._fetch = fetch
        self._where = where
        self._max_pages = max_pages
        self._fetched = 0
        self.stalled = 0  #: how often in a row nothing was gained
        self._pages: set[int] = set()
        self._order: deque[tuple[Hashable, Hashable]] = deque()
        self._contents: dict[Hashable, int] = {}
        self._marks: dict[Hashable, int] = {}
        self._total: int | None = None  # as told last
        self._total_moved = False
        self.largest = 0  #: rows of the largest page met

    def fetch(self, ask: Ask) -> Told:
        self._fetched += 1
        if self._fetched > self._max_pages:
            raise self.broken(f"Danh sách chưa hết sau {self._max_pages} trang.", _DO_MAX)
        told = self._fetch(ask)
        self.largest = max(self.largest, len(told.rows))
        if told.total is not None:
            self._total_moved |= self._total not in (None, told.total)
            self._total = told.total
        return told

    def gained(self, told: Told) -> Iterator[Gain]:
        """The rows not given before, if there are any; they are remembered."""
        new = []
        for row in told.rows:
            if row.content not in self._contents:
                new.append(row)
                self._remember(row)
        if new:
            self.stalled = 0
            yield told, tuple(new)

    def anchored(self, told: Told) -> bool:
        """Whether a row that was given still stands in this answer."""
        return any(row.mark in self._marks for row in told.rows)

    def once(self, told: Told) -> None:
        """A page met before in this reading, as a page that should follow, means that the list runs in circles."""
        page = hash(told.marks)
        if told.rows and page in self._pages:
            raise self.repeated()
        self._pages.add(page)

    def stall(self) -> None:
        self.stalled += 1
        if self.stalled > PATIENCE:
            raise self.broken("Danh sách thay đổi không ngừng trong khi đọc, không đọc hết được.", _DO_OPERATOR)

    def check_end(self, told: Told, received: int) -> None:
        """At the end by an empty page or a missing next: as many rows must have come as the system tells there are."""
        total = self._total if told.total is None else told.total
        if total is None or received == total or (received > total and self._total_moved):
            return
        raise self.wrong_total(received, total)

    def at_total(self, told: Told, received: int) -> bool:
        """Whether the told total has been received. More than it is a lie, unless it changed during the reading."""
        if told.total is None or received < told.total:
            return False
        if received > told.total and not self._total_moved:
            raise self.wrong_total(received, told.total)
        return True

    def wrong_total(self, received: int, total: int) -> BrokenAnswerError:
        return self.broken(f"Hệ thống báo có {total} dòng nhưng đưa {received} dòng.", _DO_TOTAL)

    def repeated(self) -> BrokenAnswerError:
        return self.broken("Danh sách lặp lại: một trang đã đọc lại được đưa ra như trang kế tiếp.", _DO_PAGING)

    def broken(self, what: str, do: str) -> BrokenAnswerError:
        return BrokenAnswerError(what, where=self._where, do=do)

    def _remember(self, row: Row) -> None:
        self._order.append((row.content, row.mark))
        _add(self._contents, row.content)
        _add(self._marks, row.mark)
        if len(self._order) > REMEMBERED_ROWS:
            content, mark = self._order.popleft()
            _drop(self._contents, content)
            _drop(self._marks, mark)


def _add(counts: dict[Hashable, int], name: Hashable) -> None:
    counts[name] = counts.get(name, 0) + 1


def _drop(counts: dict[Hashable, int], name: Hashable) -> None:
    if counts[name] == 1:
        del counts[name]
    else:
        counts[name] -= 1


def all_at_once(watch: Watch) -> Iterator[Gain]:
    """One answer that is everything."""
    told = watch.fetch(Ask())
    watch.check_end(told, len(told.rows))
    yield from watch.gained(told)


# ---------------------------------------------------------------- by page number


def by_page(watch: Watch, first: int) -> Iterator[Gain]:
    """Page numbers cannot overlap, so the page before is asked for again: its last row must still be its last.

    Only then is the new page given: what moved up into the page before would otherwise be passed over.
    """
    lengths: dict[int, int] = {}
    number, before = first, None
    while True:
        told = watch.fetch(Ask(page=number))
        if before is not None:
            again = watch.fetch(Ask(page=number - 1))
            if not _same_end(again, before):
                watch.stall()
                number, before = yield from _page_anchor(watch, first, number - 1, again)
                lengths = {page: rows for page, rows in lengths.items() if page < number - 1}
                if before is not None:
                    lengths[number - 1] = len(before.rows)
                continue
            yield from watch.gained(again)
            lengths[number - 1] = len(again.rows)
            if told.rows and told.marks == again.marks:
                raise watch.repeated()
        received = sum(lengths.values())
        if told.ended or not told.rows:
            return watch.check_end(told, received)
        watch.once(told)
        yield from watch.gained(told)
        if watch.at_total(told, received + len(told.rows)):
            return None
        lengths[number] = len(told.rows)
        number, before = number + 1, told


def _same_end(again: Told, before: Told) -> bool:
    return bool(again.rows) and again.rows[-1].mark == before.rows[-1].mark


def _page_anchor(watch: Watch, first: int, number: int, told: Told) -> Generator[Gain, None, tuple[int, Told | None]]:
    """Step back to a page that holds a row already given (or to the first), give what is new in it, and go on after it.

    Gives back the number of the page to read next, and the page before it.
    """
    while number > first and not watch.anchored(told):
        number -= 1
        told = watch.fetch(Ask(page=number))
    yield from watch.gained(told)
    return (number + 1, told) if told.rows else (number, None)


# ---------------------------------------------------------------- by offset


def by_offset(watch: Watch) -> Iterator[Gain]:
    """Each request begins one row early. If no row of the answer is known, rows were taken away in front of it."""
    position = furthest = 0  # how many rows stand before what comes next
    overlap = 1
    last = Told()
    while True:
        start = max(0, position - overlap)
        told = watch.fetch(Ask(offset=start))
        if start > 0 and not watch.anchored(told):
            watch.stall()
            overlap = max(2 * overlap, watch.largest)
            continue
        end = start + len(told.rows)
        gains = list(watch.gained(told))
        yield from gains
        if _complete(watch, told, end):
            return
        if end == position and overlap == 1 and not gains:  # only what was known already
            ahead = yield from _ahead(watch, position)
            if ahead is None:
                return
            position, overlap = (position + ahead, 1) if ahead else (position, max(2, watch.largest))
            continue
        if not gains and end > furthest:
            _refuse_repetition(watch, told, last, end)
        position, furthest, overlap, last = end, max(furthest, end), 1, told


def _ahead(watch: Watch, position: int) -> Generator[Gain, None, int | None]:
    """What stands right behind the last known row: pages of one row have no room for an overlap.

    Gives back how many rows were given, 0 if the last known row moved meanwhile, None at the end.
    """
    told = watch.fetch(Ask(offset=position))
    if not told.rows:
        watch.check_end(told, position)
        return None
    again = watch.fetch(Ask(offset=position - 1))
    if not watch.anchored(again):
        watch.stall()
        return 0
    if told.marks == again.marks:  # the row moved between the two answers, or the system does not heed the offset
        watch.stall()
        if watch.stalled > REPEATED:
            raise watch.repeated()
        return 0
    yield from watch.gained(told)
    return len(told.rows)


def _complete(watch: Watch, told: Told, end: int) -> bool:
    """Whether the list ends with this answer, by its own total or by having nothing at all."""
    if told.total is not None and end > told.total:
        raise watch.wrong_total(end, told.total)
    if not told.rows:
        watch.check_end(told, end)
    return not told.rows or end == told.total


def _refuse_repetition(watch: Watch, told: Told, last: Told, end: int) -> None:
    """Further on than ever and nothing new: rows were put in front, or the system does not heed the offset."""
    watch.stall()
    if told.marks == last.marks and watch.fetch(Ask(offset=end)).marks == told.marks:
        raise watch.repeated()


# ---------------------------------------------------------------- by what the answer itself says comes next


def by_next(watch: Watch, ask: Callable[[str], Ask]) -> Iterator[Gain]:
    """A token or an address from each answer; it ends with the first answer that has none."""
    used: set[str] = set()
    received = 0
    told = watch.fetch(Ask())
    while True:
        watch.once(told)
        received += len(told.rows)
        yield from watch.gained(told)
        if told.ended or told.next is None:
            return watch.check_end(told, received)
        if told.next in used:
            raise watch.repeated()
        used.add(told.next)
        told = watch.fetch(ask(told.next))


def by_keyset(watch: Watch) -> Iterator[Gain]:
    """After the time and key of the last row, until nothing follows."""
    used: set[tuple[str, str]] = set()
    after: tuple[str, str] | None = None
    while True:
        told = watch.fetch(Ask(after=after))
        if told.ended or not told.rows or _only_the_last(told.rows, after, watch.largest):
            if after is None:
                watch.check_end(told, 0)
            return
        onward = next((row.after for row in reversed(told.rows) if row.after is not None), None)
        gains = list(watch.gained(told))
        yield from gains
        if onward is None or onward in used:
            # Rows without a readable time stand at the end; whether more of them follow cannot be asked for.
            if len(told.rows) < watch.largest:
                return
            raise watch.repeated() if onward else watch.broken(_NO_PLACE, _DO_PAGING)
        watch.once(told)
        used.add(onward)
        after = onward


def _only_the_last(rows: Sequence[Row], after: tuple[str, str] | None, largest: int) -> bool:
    """A system that reads "from" instead of "after" ends with its last row, again and again."""
    return len(rows) == 1 and largest > 1 and after is not None and rows[0].after == after


_NO_PLACE = "Không dòng nào của trang có đủ thời điểm và khóa để đọc tiếp."
_DO_OPERATOR = "Báo đơn vị vận hành hệ thống đó; lượt sau sẽ đọc lại từ đầu, không mất gì."
_DO_MAX = "Nếu hệ thống thật sự có nhiều hơn thế, tăng list.max_pages; nếu không, báo đơn vị vận hành."
_DO_TOTAL = "Kiểm tra list.total, hoặc báo đơn vị vận hành hệ thống đó; lượt này không tính là đã đọc hết."
_DO_PAGING = "Kiểm tra list.paging đúng với tài liệu của hệ thống; lượt này không tính là đã đọc hết."
