"""The working-day calendar as shipped, and how an operator's own table is read."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connector.domain.calendar import WorkingCalendar, read_calendar
from connector.domain.times import ZONE

SHIPPED = Path(__file__).parents[3] / "config" / "calendar.csv"
LINES = SHIPPED.read_text(encoding="utf-8").splitlines()
CALENDAR = read_calendar(LINES)
DAYS = st.dates(date(2021, 12, 1), date(2027, 1, 31))


@pytest.mark.parametrize(("year", "working_days"), [(2022, 249), (2023, 249), (2024, 251), (2025, 250), (2026, 249)])
def test_every_year_has_as_many_working_days_as_announced(year: int, working_days: int) -> None:
    assert CALENDAR.between(date(year - 1, 12, 31), date(year, 12, 31)) == working_days


@pytest.mark.parametrize(
    ("start", "working_days", "end"),
    [
        (date(2022, 8, 5), 7, date(2022, 8, 16)),
        (date(2022, 8, 31), 3, date(2022, 9, 7)),
        (date(2023, 1, 19), 5, date(2023, 2, 2)),
        (date(2024, 4, 26), 3, date(2024, 5, 4)),
        (date(2025, 12, 31), 1, date(2026, 1, 5)),
        (date(2022, 8, 5), 0, date(2022, 8, 5)),
    ],
)
def test_terms_end_where_the_law_ends_them(start: date, working_days: int, end: date) -> None:
    assert CALENDAR.add(start, working_days) == end


@pytest.mark.parametrize("day", [date(2024, 5, 4), date(2025, 4, 26), date(2026, 1, 10), date(2026, 8, 22)])
def test_make_up_saturdays_are_worked(day: date) -> None:
    assert day.weekday() == 5
    assert CALENDAR.is_working(day)


@pytest.mark.parametrize(
    "day", [date(2026, 1, 2), date(2024, 4, 29), date(2025, 5, 2), date(2026, 8, 31), date(2026, 11, 24)]
)
def test_days_given_for_them_are_off(day: date) -> None:
    assert day.weekday() < 5
    assert not CALENDAR.is_working(day)


def test_every_day_of_the_table_says_on_what_basis() -> None:
    assert all(line.split(",", 2)[2].strip('" ') for line in LINES[1:])


def test_the_calendar_says_which_years_it_covers_and_falls_back_to_weekdays() -> None:
    assert CALENDAR.years == {2022, 2023, 2024, 2025, 2026}
    assert not CALENDAR.covers(date(2027, 2, 8))
    assert CALENDAR.is_working(date(2027, 2, 8))
    assert not CALENDAR.is_working(date(2027, 2, 7))


def test_a_negative_term_is_refused() -> None:
    with pytest.raises(ValueError, match="âm"):
        CALENDAR.add(date(2022, 8, 5), -1)


@pytest.mark.parametrize(
    ("start", "end", "exceeds"),
    [
        (datetime(2022, 8, 5, 16, 0, tzinfo=ZONE), datetime(2022, 8, 8, 23, 0, tzinfo=ZONE), False),
        (datetime(2022, 8, 5, 16, 0, tzinfo=ZONE), datetime(2022, 8, 9, 0, 0, tzinfo=ZONE), True),
        (datetime(2022, 8, 5, 16, 0, tzinfo=ZONE), datetime(2022, 8, 8, 16, 59, tzinfo=UTC), False),
        (datetime(2022, 8, 5, 16, 0, tzinfo=ZONE), datetime(2022, 8, 8, 17, 0, tzinfo=UTC), True),
        (datetime(2022, 8, 5, 16, 0, tzinfo=ZONE), datetime(2022, 8, 1, tzinfo=ZONE), False),
    ],
)
def test_a_lag_is_measured_in_vietnamese_days(start: datetime, end: datetime, exceeds: bool) -> None:
    assert CALENDAR.lag_exceeds(start, end, 1) is exceeds


@settings(max_examples=100)
@given(DAYS, st.integers(1, 60))
def test_adding_and_counting_are_each_others_inverse(day: date, working_days: int) -> None:
    end = CALENDAR.add(day, working_days)
    assert CALENDAR.is_working(end)
    assert CALENDAR.between(day, end) == working_days
    assert CALENDAR.between(end, day) == -working_days


@settings(max_examples=100)
@given(DAYS)
def test_nothing_between_a_day_and_the_next_working_day_is_worked(day: date) -> None:
    following = CALENDAR.next_working_day(day)
    assert following > day
    assert CALENDAR.is_working(following)
    assert not any(CALENDAR.is_working(day + timedelta(days=n)) for n in range(1, (following - day).days))


def test_an_operators_table_may_come_from_excel() -> None:
    calendar = read_calendar(
        ["\ufeffdate;kind;basis\r\n", "# ghi chú\r\n", "\r\n", "02/01/2026;Nghỉ;CV 1\r\n", "2026-01-10;làm bù;\r\n"]
    )
    assert not calendar.is_working(date(2026, 1, 2))
    assert calendar.is_working(date(2026, 1, 10))


def test_every_bad_line_is_named_at_once() -> None:
    with pytest.raises(ValueError, match=r"dòng 2.*dòng 3.*dòng 4.*dòng 6") as caught:
        read_calendar(
            [
                "date,kind,basis",
                "2026-02-30,nghỉ,x",
                "2026-01-02,holiday,x",
                "x",
                "2026-01-03,nghỉ,x",
                "03/01/2026,làm bù,x",
            ]
        )
    assert "dòng 5" not in str(caught.value)


@pytest.mark.parametrize("lines", [[], ["ngày,loại"], ["2026-01-02,nghỉ,x"]])
def test_a_table_without_its_header_is_refused(lines: list[str]) -> None:
    with pytest.raises(ValueError, match="date,kind,basis"):
        read_calendar(lines)


def test_a_calendar_does_not_change_with_the_mapping_it_was_made_from() -> None:
    days = {date(2022, 8, 5): False}
    calendar = WorkingCalendar(days)
    days.clear()
    assert not calendar.is_working(date(2022, 8, 5))
