"""The source's twin loses nothing, whatever changes between and during readings."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connector.adapters.memory import MemorySource
from connector.domain.cursor import Cursor
from connector.domain.errors import BrokenAnswerError
from connector.domain.times import ZONE

START = datetime(2026, 1, 5, 8, 0, tzinfo=ZONE)
NOW = START + timedelta(days=1)


def row(number: int, minutes: int = 0, **values: Any) -> dict[str, Any]:
    at = (START + timedelta(minutes=minutes)).isoformat()
    return {"id": f"{number:03}", "so_ho_so": f"H13.22-260105-{number:04}", "updated_at": at, **values}


def read(source: MemorySource, cursor: Cursor | None = None) -> tuple[list[str], Cursor | None]:
    """The ids of a whole reading, and the cursor its pages lead to."""
    ids = []
    for page in source.pull(cursor, now=NOW):
        ids += [str(raw.values["id"]) for raw in page.rows]
        cursor = max((c for c in (cursor, page.cursor) if c is not None), default=None)
    return ids, cursor


def test_pages_come_in_the_cursors_order_and_end() -> None:
    source = MemorySource([row(2, 5), row(1, 9), row(3, 5)], page_size=2)
    assert [len(page.rows) for page in source.pull(None, now=NOW)] == [2, 1]
    assert read(source) == (["002", "003", "001"], Cursor(START + timedelta(minutes=9), "001"))
    assert source.requests == 6  # each reading asks once more, to hear that there is nothing left


def test_a_reading_begins_at_its_cursor_inclusively() -> None:
    source = MemorySource([row(1, 1), row(2, 2), row(3, 2), row(4, 3)])
    assert read(source, Cursor(START + timedelta(minutes=2), "003"))[0] == ["003", "004"]


def test_the_lookback_is_subtracted_from_the_query_only() -> None:
    source = MemorySource([row(1, 1), row(2, 20)], lookback=timedelta(minutes=19))
    cursor = Cursor(START + timedelta(minutes=20), "002")
    assert read(source, cursor) == (["001", "002"], cursor)


def test_a_tie_storm_across_pages_is_neither_lost_nor_doubled() -> None:
    source = MemorySource([row(number) for number in range(500)], page_size=7)
    ids, cursor = read(source)
    assert ids == [f"{number:03}" for number in range(500)]
    assert read(source, cursor)[0] == ["499"]


def test_a_row_from_the_future_is_read_and_does_not_move_the_cursor() -> None:
    source = MemorySource([row(1, 1), row(2, 60 * 24 * 365)])
    assert read(source) == (["001", "002"], Cursor(START + timedelta(minutes=1), "001"))


@pytest.mark.parametrize("value", [None, "hôm qua"])
@pytest.mark.parametrize("ordered", [True, False])
def test_a_row_without_a_readable_change_time_comes_only_in_a_full_reading(value: object, ordered: bool) -> None:
    source = MemorySource([row(1, 1), row(2) | {"updated_at": value}], ordered=ordered)
    ids, cursor = read(source)
    assert sorted(ids) == ["001", "002"]
    assert read(source, cursor)[0] == ["001"]


def test_an_enumerating_source_gives_everything_every_time_and_no_cursor() -> None:
    source = MemorySource([row(1, 1), row(2, 2)], enumerates=True)
    assert not source.ordered
    assert read(source, Cursor(NOW, "zzz"))[0] == ["001", "002"]
    assert read(source)[1] is None


def test_an_unordered_source_tells_its_furthest_row_all_the_same() -> None:
    source = MemorySource([row(1, 9), row(2, 1)], ordered=False, page_size=1)
    assert read(source) == (["001", "002"], Cursor(START + timedelta(minutes=9), "001"))


def test_a_dossier_is_read_by_its_code_as_it_stands_now() -> None:
    source = MemorySource([row(1)])
    source.touch("H13.22-260105-0001", START + timedelta(hours=1), trang_thai="xong")
    found = source.read("H13.22-260105-0001")
    assert found is not None
    assert found.values["trang_thai"] == "xong"
    assert found.values["updated_at"] == (START + timedelta(hours=1)).isoformat()
    source.remove("H13.22-260105-0001")
    assert source.read("H13.22-260105-0001") is None


def test_a_change_may_leave_the_change_time_alone() -> None:
    source = MemorySource([row(1)])
    source.alter("H13.22-260105-0001", trang_thai="xong")
    (changed,) = source.rows()
    assert changed == row(1, trang_thai="xong")


def test_a_scripted_fault_breaks_a_reading_between_two_pages() -> None:
    source = MemorySource([row(1, 1), row(2, 2)], page_size=1)
    source.faults.script("pull", None, BrokenAnswerError("trang đăng nhập"))
    pages = source.pull(None, now=NOW)
    assert next(pages).number == 1
    with pytest.raises(BrokenAnswerError):
        next(pages)


Change = tuple[int, int]


@given(
    st.lists(st.tuples(st.integers(0, 12), st.integers(1, 30)), max_size=25),
    st.integers(1, 4),
    st.booleans(),
)
@settings(max_examples=80)
def test_no_change_is_lost_however_readings_and_changes_interleave(
    changes: list[Change], page_size: int, ordered: bool
) -> None:
    """Changes are recorded in growing time, some of them in the middle of a reading; each is read in the end.

    Without an order the furthest row says nothing of those passed earlier: there the lookback must cover the reading.
    """
    lookback = timedelta(0) if ordered else timedelta(days=1)
    rows = [row(number) for number in range(6)]
    source = MemorySource(rows, page_size=page_size, ordered=ordered, lookback=lookback)
    seen: dict[str, object] = {}
    cursor: Cursor | None = None
    minute, left = 0, list(changes)

    def change() -> None:
        nonlocal minute
        if left:
            number, step = left.pop()
            minute += step
            source.put(row(number, minute, lan=len(left)))

    while True:
        done = not left
        reached = cursor
        for page in source.pull(cursor, now=NOW):
            seen |= {str(raw.values["id"]): raw.values for raw in page.rows}
            reached = max((c for c in (reached, page.cursor) if c is not None), default=None)
            change()
        cursor = reached
        if done:
            break
        change()
    assert seen == {str(each["id"]): each for each in source.rows()}
