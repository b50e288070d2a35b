"""Nothing that was there during the whole reading is lost, whatever happens to the list meanwhile."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connector.adapters.rest.paging import (
    PATIENCE,
    Ask,
    Gain,
    Row,
    Told,
    Watch,
    all_at_once,
    by_keyset,
    by_next,
    by_offset,
    by_page,
)
from connector.domain.errors import BrokenAnswerError

Way = Callable[[Watch], Iterator[Gain]]

WAYS: dict[str, Way] = {
    "page": lambda watch: by_page(watch, 1),
    "page from 0": lambda watch: by_page(watch, 0),
    "offset": by_offset,
    "token": lambda watch: by_next(watch, lambda token: Ask(token=token)),
    "next": lambda watch: by_next(watch, lambda url: Ask(url=url)),
    "keyset": by_keyset,
}


@dataclass
class Listing:
    """A list in the order of its changes, paged with a silent cap, that changes between requests as told."""

    size: int
    cap: int
    changes: list[list[tuple[str, int]]] = field(default_factory=list)  #: after each answer, in turn
    tells_total: bool = False
    first: int = 1
    rows: list[tuple[int, int]] = field(init=False)  # (id, version): the version is the place in the order too
    untouched: set[int] = field(init=False)
    asked: list[Ask] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.rows = [(number, number) for number in range(self.size)]
        self.untouched = set(range(self.size))
        self._clock = self._next_id = self.size

    def __call__(self, ask: Ask) -> Told:
        self.asked.append(ask)
        rows, following = self._slice(ask)
        total = len(self.rows) if self.tells_total else None
        told = Told(rows=tuple(_row(row) for row in rows), next=following, total=total)
        for change in self.changes.pop(0) if self.changes else ():
            self._change(*change)
        return told

    def _slice(self, ask: Ask) -> tuple[list[tuple[int, int]], str | None]:
        if ask.page is not None:
            start = (ask.page - self.first) * self.cap
            return self.rows[start : start + self.cap], None
        if ask.offset is not None:
            return self.rows[ask.offset : ask.offset + self.cap], None
        after = ask.token or ask.url or (ask.after and ask.after[0]) or "-1"
        rows = [row for row in self.rows if row[1] > int(after)]
        return rows[: self.cap], str(rows[self.cap - 1][1]) if len(rows) > self.cap else None

    def _change(self, what: str, where: int) -> None:
        self._clock += 1
        if what == "insert":
            self._next_id += 1
            self.rows.append((self._next_id, self._clock))
        elif what == "squeeze in":
            self._next_id += 1
            self.rows.insert(where % (len(self.rows) + 1), (self._next_id, -self._next_id))
        elif self.rows:
            number, _ = self.rows.pop(where % len(self.rows))
            self.untouched.discard(number)
            if what == "touch":
                self.rows.append((number, self._clock))


def _row(row: tuple[int, int]) -> Row:
    return Row(raw=row[0], mark=row, content=row, after=(str(row[1]), str(row[0])))


def read(listing: Listing, way: str, **limits: int) -> list[int]:
    watch = Watch(listing, where="investment", **limits)
    return [row.raw for _, rows in WAYS[way](watch) for row in rows]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("tells_total", [False, True])
@pytest.mark.parametrize("cap", [1, 2, 3, 7, 100])
@pytest.mark.parametrize("size", [0, 1, 2, 6, 7, 8, 14, 50])
def test_a_quiet_list_is_read_whole_and_each_row_once(way: str, tells_total: bool, cap: int, size: int) -> None:
    listing = Listing(size, cap, tells_total=tells_total and way != "keyset", first=0 if way == "page from 0" else 1)
    assert read(listing, way) == list(range(size))


@pytest.mark.parametrize("way", WAYS)
def test_an_empty_list_costs_one_request_and_a_short_one_at_most_three(way: str) -> None:
    first = 0 if way == "page from 0" else 1
    for size, most in ((0, 1), (3, 3)):
        listing = Listing(size, 100, first=first)
        read(listing, way)
        assert len(listing.asked) <= most


@pytest.mark.parametrize("way", ["page", "offset"])
def test_the_told_total_is_an_end(way: str) -> None:
    listing = Listing(20, 20, tells_total=True)
    read(listing, way)
    assert len(listing.asked) == 1


def changes_of(*kinds: str) -> st.SearchStrategy[list[list[tuple[str, int]]]]:
    change = st.tuples(st.sampled_from(kinds), st.integers(0, 60))
    return st.lists(st.lists(change, max_size=4), max_size=20)


#: Page numbers cannot overlap: a row taken and another put in its place between two answers looks like no change.
AT_THE_END = changes_of("insert", "touch", "delete")
ANYWHERE = changes_of("insert", "squeeze in", "touch", "delete")


@settings(max_examples=100, deadline=None)
@given(
    way=st.sampled_from(["page", "token", "next", "keyset"]),
    size=st.integers(0, 40),
    cap=st.integers(1, 12),
    changes=AT_THE_END,
)
def test_what_is_there_all_along_is_read_while_rows_come_move_and_go(
    way: str, size: int, cap: int, changes: list[list[tuple[str, int]]]
) -> None:
    listing = Listing(size, cap, changes)
    given_rows = read(listing, way)
    assert listing.untouched <= set(given_rows)


@settings(max_examples=100, deadline=None)
@given(
    size=st.integers(0, 40),
    cap=st.integers(1, 12),
    tells_total=st.booleans(),
    changes=ANYWHERE,
)
def test_an_overlap_catches_rows_put_in_anywhere_too(
    size: int, cap: int, tells_total: bool, changes: list[list[tuple[str, int]]]
) -> None:
    listing = Listing(size, cap, changes, tells_total)
    given_rows = read(listing, "offset")
    assert listing.untouched <= set(given_rows)


def test_a_single_row_that_moves_between_two_answers_is_no_repetition() -> None:
    listing = Listing(1, 1, [[("squeeze in", 0)], [], [], [("touch", 0)]])
    assert listing.untouched <= set(read(listing, "offset"))


@pytest.mark.parametrize("way", ["page", "offset"])
def test_a_list_that_loses_a_row_with_every_answer_is_read_or_refused_but_never_passed_over(way: str) -> None:
    listing = Listing(60, 5, [[("delete", 0)]] * 59)
    given_rows = set(range(60))
    with suppress(BrokenAnswerError):
        given_rows = set(read(listing, way))
    assert listing.untouched <= given_rows


@pytest.mark.parametrize("way", ["page", "offset"])
@pytest.mark.parametrize("moment", range(7))
@pytest.mark.parametrize("gone", [1, 4, 10, 15, 25])
def test_rows_deleted_in_front_are_caught_by_stepping_back(way: str, moment: int, gone: int) -> None:
    listing = Listing(50, 10, [[]] * moment + [[("delete", 3)] * gone])
    assert set(read(listing, way)) >= listing.untouched


def test_a_row_deleted_between_pages_of_one_row_is_caught() -> None:
    for moment in range(12):
        listing = Listing(6, 1, [[]] * moment + [[("delete", 0)]])
        assert set(read(listing, "offset")) >= listing.untouched


def constant(rows: int, **more: object) -> Callable[[Ask], Told]:
    """A system that gives the same page whatever it is asked."""
    told = Told(rows=tuple(_row((n, n)) for n in range(rows)), **more)  # type: ignore[arg-type]
    return lambda _: told


@pytest.mark.parametrize("way", ["page", "offset", "keyset"])
@pytest.mark.parametrize("rows", [1, 2, 10])
def test_a_page_that_repeats_is_recognised(way: str, rows: int) -> None:
    with pytest.raises(BrokenAnswerError, match="lặp lại"):
        list(WAYS[way](Watch(constant(rows), where="investment")))


@pytest.mark.parametrize("way", ["token", "next"])
def test_a_next_that_was_used_before_is_recognised(way: str) -> None:
    with pytest.raises(BrokenAnswerError, match="lặp lại"):
        list(WAYS[way](Watch(constant(3, next="a"), where="investment")))


@pytest.mark.parametrize("way", WAYS)
def test_a_list_that_never_ends_is_bounded(way: str) -> None:
    listing = Listing(10_000, 2, first=0 if way == "page from 0" else 1)
    with pytest.raises(BrokenAnswerError, match="chưa hết sau 40 trang"):
        read(listing, way, max_pages=40)


def test_a_list_that_runs_in_circles_is_recognised() -> None:
    def circle(ask: Ask) -> Told:
        page = ((ask.page or 1) - 1) % 3
        return Told(rows=tuple(_row((n, n)) for n in range(page * 5, page * 5 + 5)))

    with pytest.raises(BrokenAnswerError, match="lặp lại"):
        list(by_page(Watch(circle, where="investment"), 1))


# Not keyset: whether its total counts what is left or what there is, nobody says.
@pytest.mark.parametrize("way", ["page", "page from 0", "offset", "token", "next", "none"])
@pytest.mark.parametrize("lie", [5, 0, 1_000])
def test_a_wrong_total_is_a_broken_answer(way: str, lie: int) -> None:
    ways = {**WAYS, "none": all_at_once}
    listing = Listing(12, 7 if way != "none" else 12, first=0 if way == "page from 0" else 1)

    def lying(ask: Ask) -> Told:
        told = listing(ask)
        return Told(rows=told.rows, next=told.next, total=lie)

    with pytest.raises(BrokenAnswerError, match="dòng nhưng đưa"):
        list(ways[way](Watch(lying, where="investment")))


def test_nothing_where_something_was_promised_is_a_broken_answer() -> None:
    for way in (all_at_once, *WAYS.values()):
        with pytest.raises(BrokenAnswerError, match="40 dòng nhưng đưa 0"):
            list(way(Watch(constant(0, total=40), where="investment")))


def test_a_keyset_page_without_any_time_cannot_be_followed() -> None:
    told = Told(rows=(Row(raw=1, mark=1, content=1),))
    with pytest.raises(BrokenAnswerError, match="thời điểm và khóa"):
        list(by_keyset(Watch(lambda _: told, where="investment")))


def test_a_keyset_that_reads_from_instead_of_after_still_ends() -> None:
    listing = Listing(20, 6)

    def inclusive(ask: Ask) -> Told:
        start = 0 if ask.after is None else int(ask.after[0])
        return Told(rows=tuple(_row(row) for row in listing.rows if row[1] >= start)[:6])

    rows = [row.raw for _, rows in by_keyset(Watch(inclusive, where="investment")) for row in rows]
    assert rows == list(range(20))


def test_patience_is_enough_for_a_change_between_any_two_pages() -> None:
    assert PATIENCE >= 10
    listing = Listing(200, 10, [[("touch", 0), ("touch", 0)]] * 15)
    assert set(read(listing, "offset")) >= listing.untouched
