"""What goes into a column comes out of it."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connector.domain.raw import dump_raw, load_raw
from connector.domain.times import ZONE
from connector.store.columns import from_micros, to_micros

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(st.characters())
    | st.datetimes(timezones=st.none() | st.just(UTC))
    | st.dates()
    | st.times()
    | st.timedeltas()
)
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=8)


@settings(max_examples=100, deadline=None)
@given(st.dictionaries(st.text(), VALUES, max_size=5))
def test_a_raw_row_comes_back_with_the_same_values_and_types(row):
    again = load_raw(dump_raw(row))
    assert again == row
    assert repr(sorted(again)) == repr(sorted(row))


def test_the_order_of_keys_does_not_matter():
    assert dump_raw({"a": 1, "b": date(2026, 3, 2)}) == dump_raw({"b": date(2026, 3, 2), "a": 1})


def test_lone_surrogates_and_huge_numbers_do_not_stop_a_page():
    row = {"chữ": "\ud800", "số": 10**40, "giờ": time(8), "lâu": timedelta(days=1)}
    assert load_raw(dump_raw(row)) == row


@settings(max_examples=100, deadline=None)
@given(st.datetimes(datetime(1901, 1, 1), datetime(2199, 1, 1), timezones=st.just(ZONE)))  # noqa: DTZ001  # as asked
def test_moments_keep_their_microseconds_and_come_back_at_the_offices_zone(moment):
    again = from_micros(to_micros(moment.astimezone(UTC)))
    assert (again, again.utcoffset()) == (moment, timedelta(hours=7))


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(TypeError):
        to_micros(datetime(2026, 3, 2))  # noqa: DTZ001  # the point of the test
