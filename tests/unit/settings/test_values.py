"""Each small value is written one way, and anything else is refused without being repeated."""

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from connector.settings.schedule import ScheduleText, interval
from connector.settings.values import (
    DailyWindow,
    Day,
    Duration,
    HomeFile,
    HomePath,
    Name,
    Rate,
    Window,
    format_duration,
    parse_duration,
)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("30s", timedelta(seconds=30)),
        ("15m", timedelta(minutes=15)),
        ("6h", timedelta(hours=6)),
        ("3d", timedelta(days=3)),
        ("0s", timedelta(0)),
    ],
)
def test_a_duration_is_a_number_and_a_unit(written, meant):
    assert TypeAdapter(Duration).validate_python(written) == meant


@given(st.integers(0, 10**9))
def test_a_duration_survives_being_shown(seconds):
    assert parse_duration(format_duration(timedelta(seconds=seconds))) == timedelta(seconds=seconds)


@pytest.mark.parametrize("written", ["", "30", 30, "-5s", "1..5h", "5 m", "1h30m", "5w", "9999999999d", "٣s", None, []])
def test_anything_else_is_no_duration(written):
    with pytest.raises(ValidationError):
        TypeAdapter(Duration).validate_python(written)


@pytest.mark.parametrize(("written", "per_second"), [("20/s", 20.0), ("90/m", 1.5), ("36/h", 0.01), ("0.5/s", 0.5)])
def test_a_rate_is_told_per_second(written, per_second):
    assert TypeAdapter(Rate).validate_python(written) == per_second


@pytest.mark.parametrize("written", ["0/s", "20", 20, "-1/s", "20/d", "1e3/s", "", "/s"])
def test_anything_else_is_no_rate(written):
    with pytest.raises(ValidationError):
        TypeAdapter(Rate).validate_python(written)


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, 2, hour, minute, tzinfo=UTC)


def test_a_window_holds_its_start_and_not_its_end():
    window = TypeAdapter(Window).validate_python("22:00-23:30")
    assert window == DailyWindow(time(22), time(23, 30))
    assert window.covers(at(22))
    assert window.covers(at(23, 29))
    assert not window.covers(at(23, 30))
    assert not window.covers(at(3))
    assert window.ends_after(at(22)) == at(23, 30)


def test_a_window_may_cross_midnight():
    window = TypeAdapter(Window).validate_python("22:00-02:00")
    assert window.covers(at(23))
    assert window.covers(at(1, 59))
    assert not window.covers(at(2))
    assert window.ends_after(at(23)) == at(2) + timedelta(days=1)
    assert window.ends_after(at(1)) == at(2)


@pytest.mark.parametrize("written", ["22:00", "22:00-22:00", "24:00-01:00", "22:60-23:00", "9:00-10:00", 2200, None])
def test_anything_else_is_no_window(written):
    with pytest.raises(ValidationError):
        TypeAdapter(Window).validate_python(written)


def test_a_day_must_exist():
    day = TypeAdapter(Day)
    assert day.validate_python("2024-02-29") == date(2024, 2, 29)
    for written in ("2026-02-29", "29/02/2024", "20240229", 20240229, "2024-2-9", None):
        with pytest.raises(ValidationError):
            day.validate_python(written)


def test_relative_paths_start_at_home_and_absolute_ones_stay(tmp_path: Path):
    path = TypeAdapter(HomePath)
    assert path.validate_python("var/x", context={"home": tmp_path}) == tmp_path / "var" / "x"
    assert path.validate_python(str(tmp_path / "y"), context={"home": Path("/elsewhere")}) == tmp_path / "y"


def test_a_file_that_must_exist_does(tmp_path: Path):
    (tmp_path / "there").touch()
    file = TypeAdapter(HomeFile)
    assert file.validate_python("there", context={"home": tmp_path}) == tmp_path / "there"
    for missing in ("not-there", ".", "", "a\0b"):
        with pytest.raises(ValidationError):
            file.validate_python(missing, context={"home": tmp_path})


@pytest.mark.parametrize("written", ["", "a b", "a/b", "..", "đầu-tư", "-x", "x" * 64])
def test_a_name_is_plain(written):
    with pytest.raises(ValidationError):
        TypeAdapter(Name).validate_python(written)


@pytest.mark.parametrize(
    "written",
    [
        "every 5m",
        "every  1d",
        "every 1s",
        "* * * * *",
        "*/5 8-17 * * mon-fri",
        "30 1 1,15 * *",
        "0 0 * jan-mar 7",
        "5-20/5 0 * * SUN",
    ],
)
def test_a_schedule_is_an_interval_or_five_cron_fields(written):
    schedule = TypeAdapter(ScheduleText).validate_python(written)
    assert (interval(schedule) is None) == ("every" not in written)


@pytest.mark.parametrize(
    "written",
    [
        *("", "5m", "every", "every 5", "every 0s", "every day", "* * * *", "* * * * * *", "60 * * * *", "* 24 * * *"),
        *(
            "* * 0 * *",
            "* * 32 * *",
            "* * * 13 *",
            "* * * * 8",
            "*/0 * * * *",
            "5-1 * * * *",
            "a * * * *",
            "1, * * * *",
        ),
        *("*-5 * * * *", "1-2-3 * * * *", "* * * mon *", "@daily", "١ * * * *"),
    ],
)
def test_anything_else_is_no_schedule(written):
    with pytest.raises(ValidationError):
        TypeAdapter(ScheduleText).validate_python(written)
