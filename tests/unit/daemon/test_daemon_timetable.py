"""When each link runs next: cron as cron has it, missed times once, and clocks that jump."""

import calendar
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from connector.daemon.timetable import SPREAD, Job, Timetable, next_cron
from connector.domain.times import ZONE
from connector.settings.schedule import ScheduleText, cron_line

START = datetime(2026, 3, 4, 9, 30, tzinfo=ZONE)  # a Wednesday
SYNC, NIGHT = Job("investment", "sync"), Job("investment", "reconcile")
CHECKED = TypeAdapter(ScheduleText)


def days(schedule: str, number: int, start: datetime = START) -> list[date]:
    """The days of the next so many times."""
    found = []
    moment = start
    for _ in range(number):
        moment = next_cron(schedule, moment)
        found.append(moment.date())
    return found


# ---------------------------------------------------------------- cron lines


@pytest.mark.parametrize("sunday", ["0", "7", "sun"])
def test_sunday_is_nought_and_seven(sunday) -> None:
    assert days(f"0 6 * * {sunday}", 2) == [date(2026, 3, 8), date(2026, 3, 15)]


@pytest.mark.parametrize(
    ("weekdays", "expected"),
    [
        ("1-5", [5, 6, 9, 10]),
        ("mon-fri", [5, 6, 9, 10]),
        ("5-7", [6, 7, 8, 13]),
        ("6,0", [7, 8, 14, 15]),
        ("*/2", [5, 7, 8, 10]),  # Sunday, Tuesday, Thursday, Saturday
    ],
)
def test_days_of_the_week_count_from_sunday(weekdays, expected) -> None:
    assert [day.day for day in days(f"0 6 * * {weekdays}", 4)] == expected


def test_with_both_day_fields_it_runs_on_the_days_of_either() -> None:
    assert days("0 6 15 * 1", 3) == [date(2026, 3, 9), date(2026, 3, 15), date(2026, 3, 16)]


def test_a_field_that_begins_with_a_star_restricts_nothing_even_with_a_step() -> None:
    odd_mondays = days("0 6 */2 * 1", 4)
    assert all(day.day % 2 == 1 and day.weekday() == 0 for day in odd_mondays)


@pytest.mark.parametrize(
    ("schedule", "expected"),
    [
        ("5/20 6 * * *", ["06:05", "06:25", "06:45"]),
        ("*/100 * * * *", ["10:00", "11:00", "12:00"]),
        ("0,30 8-9 * * *", ["08:00", "08:30", "09:00"]),
    ],
)
def test_steps_lists_and_ranges_mean_what_cron_means(schedule, expected) -> None:
    moment, found = START, []
    for _ in range(3):
        moment = next_cron(schedule, moment)
        found.append(f"{moment:%H:%M}")
    assert found == expected


def test_months_may_be_named_counted_and_stepped() -> None:
    named, counted = days("0 0 1 jan-dec/3 *", 4), days("0 0 1 1-12/3 *", 4)
    assert named == counted
    assert [day.month for day in named] == [4, 7, 10, 1]


@pytest.mark.parametrize("never", ["0 0 31 2 *", "0 0 30 2 *", "0 0 31 4,6,9,11 *"])
def test_a_day_that_never_comes_is_refused_instead_of_never_run(never) -> None:
    with pytest.raises(ValidationError, match="không bao giờ"):
        CHECKED.validate_python(never)


@pytest.mark.parametrize("sometimes", ["0 0 29 2 *", "0 0 31 2,3 *", "0 0 31 2 1"])
def test_a_day_that_comes_sometimes_is_not(sometimes) -> None:
    assert next_cron(CHECKED.validate_python(sometimes), START) > START


def _field(low: int, high: int) -> st.SearchStrategy[str]:
    number = st.integers(low, high)
    part = st.one_of(
        st.just("*"),
        number.map(str),
        st.tuples(number, number).map(lambda ends: f"{min(ends)}-{max(ends)}"),
        st.tuples(number, number, st.integers(1, 20)).map(
            lambda given: f"{min(given[:2])}-{max(given[:2])}/{given[2]}"
        ),
        st.integers(1, 70).map(lambda step: f"*/{step}"),
    )
    return st.lists(part, min_size=1, max_size=2).map(",".join)


@settings(max_examples=80, deadline=None)
@given(
    schedule=st.tuples(_field(0, 59), _field(0, 23), _field(1, 28), _field(1, 12), _field(0, 7)).map(" ".join),
    late=st.timedeltas(timedelta(0), timedelta(days=1000)),
)
def test_whatever_settings_accept_has_a_next_time_that_fits_it(schedule, late) -> None:
    line = cron_line(CHECKED.validate_python(schedule))
    after = START + late
    moment = next_cron(schedule, after)
    assert moment > after
    assert moment.minute in line.minutes
    assert moment.hour in line.hours
    assert moment.month in line.months
    on_day, on_weekday = moment.day in line.days, moment.isoweekday() % 7 in line.weekdays
    assert (on_day or on_weekday) if line.either_day else (on_day and on_weekday)


def test_there_is_no_daylight_saving_time() -> None:
    """Every day of two years has its 01:30, once."""
    moment, number = datetime(2026, 1, 1, tzinfo=ZONE), 0
    while (moment := next_cron("30 1 * * *", moment)).year < 2028:
        assert (moment.hour, moment.minute, moment.utcoffset()) == (1, 30, timedelta(hours=7))
        number += 1
    assert number == 365 * 2 + calendar.leapdays(2026, 2028)


# ---------------------------------------------------------------- the timetable


def test_an_interval_begins_at_once_and_a_cron_line_waits_for_its_hour() -> None:
    table = Timetable({SYNC: "every 5m", NIGHT: "30 1 * * *"}, START)
    assert table.due(START) == [SYNC]
    assert table.due(START + timedelta(minutes=4)) == []
    assert table.due(START + timedelta(minutes=5)) == [SYNC]
    at = table.next_runs[NIGHT]
    assert (at.date(), at.hour, at.minute) == (date(2026, 3, 5), 1, 30)


def test_links_of_one_schedule_do_not_fire_together() -> None:
    jobs = [Job(f"link{number}", kind) for number in range(10) for kind in ("sync", "reconcile")]
    nightly = Timetable(dict.fromkeys(jobs, "30 1 * * *"), START).next_runs
    assert len(set(nightly.values())) > 10
    assert max(nightly.values()) - min(nightly.values()) < SPREAD
    often = Timetable(dict.fromkeys(jobs, "every 5m"), START).next_runs
    assert len(set(often.values())) == len(jobs)


def test_links_that_a_sleep_made_due_together_do_not_stay_together() -> None:
    jobs = [Job(f"link{number}", "sync") for number in range(5)]
    table = Timetable(dict.fromkeys(jobs, "every 5m"), START)
    assert sorted(table.due(START + timedelta(hours=1))) == jobs
    assert len(set(table.next_runs.values())) == len(jobs)


def test_the_same_job_keeps_its_second_from_one_start_to_the_next() -> None:
    first, second = (Timetable({NIGHT: "30 1 * * *"}, START).next_runs[NIGHT] for _ in range(2))
    assert first == second


@pytest.mark.parametrize("asleep", [timedelta(hours=7), timedelta(days=61)])
def test_whatever_was_missed_is_due_once_the_longest_waiting_first(asleep) -> None:
    table = Timetable({SYNC: "every 5m", NIGHT: "30 1 * * *", Job("labour", "sync"): "every 1h"}, START)
    table.due(START + timedelta(seconds=10))
    woken = START + timedelta(hours=17) + asleep
    assert table.due(woken) == [SYNC, Job("labour", "sync"), NIGHT]
    assert table.due(woken) == []
    assert all(at > woken for at in table.next_runs.values())


def test_a_night_that_no_daemon_was_up_for_is_made_up_for_once_after_what_begins_at_once() -> None:
    table = Timetable({SYNC: "every 5m", NIGHT: "30 1 * * *"}, START)
    table.make_up(START - timedelta(days=3), START)
    assert table.due(START) == [SYNC]
    assert table.due(START + timedelta(minutes=1)) == [NIGHT]
    assert table.due(START + timedelta(minutes=2)) == []
    assert table.next_runs[NIGHT].date() == START.date() + timedelta(days=1)


@pytest.mark.parametrize("last_seen", [START - timedelta(hours=7), START, START + timedelta(days=1)])
def test_where_no_night_was_missed_or_the_clock_went_back_nothing_is_made_up_for(last_seen) -> None:
    table = Timetable({SYNC: "every 5m", NIGHT: "30 1 * * *"}, START)
    table.make_up(last_seen, START)
    assert table.next_runs == Timetable({SYNC: "every 5m", NIGHT: "30 1 * * *"}, START).next_runs


def test_a_clock_set_back_a_day_silences_nothing() -> None:
    table = Timetable({SYNC: "every 5m", NIGHT: "30 1 * * *"}, START)
    table.due(START)
    yesterday = START - timedelta(days=1)
    assert table.set_back(START + timedelta(seconds=1)) is None
    assert table.set_back(yesterday) == timedelta(days=1, seconds=1)
    assert table.due(yesterday) == [SYNC]
    assert table.next_runs[NIGHT].date() == START.date()
    assert table.set_back(yesterday + timedelta(seconds=1)) is None


def test_a_clock_that_was_years_ahead_and_is_put_right_silences_nothing() -> None:
    table = Timetable({SYNC: "every 5m"}, START)
    ahead = START.replace(year=2099)
    assert table.set_back(ahead) is None
    assert table.due(ahead) == [SYNC]
    assert table.set_back(START) is not None
    assert table.due(START) == [SYNC]


def test_a_correction_of_seconds_changes_nothing() -> None:
    table = Timetable({SYNC: "every 5m"}, START)
    table.due(START)
    before = table.next_runs
    assert table.set_back(START - timedelta(seconds=59)) is None
    assert table.next_runs == before
