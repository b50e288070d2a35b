"""Whether a link is as fresh as its own schedule promises."""

from datetime import UTC, datetime, time, timedelta

import pytest

from connector.daemon.freshness import Fresh, freshness, stale_at
from connector.domain.times import ZONE
from connector.settings.link_file import ScheduleSettings
from connector.settings.values import DailyWindow

NOW = datetime(2026, 3, 4, 9, 30, tzinfo=ZONE)  # a Wednesday


def row(ago: timedelta | None = timedelta(minutes=1), **more) -> dict:
    return {"link": "investment", "last_complete_sync": None if ago is None else (NOW - ago).isoformat(), **more}


def fresh(line: dict, sync: str | None = "every 5m", reconcile: str | None = None) -> Fresh:
    return freshness(line, ScheduleSettings(sync=sync, reconcile=reconcile), NOW)


@pytest.mark.parametrize(
    ("schedule", "still", "no_more"),
    [
        ("every 5m", timedelta(minutes=15), timedelta(minutes=16)),
        ("every 10s", timedelta(minutes=10), timedelta(minutes=11)),
        ("every 6h", timedelta(hours=18), timedelta(hours=19)),
        ("30 7 * * *", timedelta(hours=26), timedelta(days=1, hours=3)),
        (None, timedelta(hours=23), timedelta(hours=25)),
    ],
)
def test_it_is_stale_by_its_own_schedule(schedule, still, no_more) -> None:
    assert fresh(row(still), schedule) is Fresh.FRESH
    assert fresh(row(no_more), schedule) is Fresh.STALE


def test_a_link_of_working_days_is_not_stale_on_a_weekend() -> None:
    friday = datetime(2026, 3, 6, 7, 30, tzinfo=ZONE)
    at = stale_at("30 7 * * mon-fri", friday)
    assert at == datetime(2026, 3, 10, 8, 30, tzinfo=ZONE)  # Monday's may be missed; Tuesday's has an hour


def test_a_link_that_was_never_read_to_its_end_is_stale() -> None:
    assert fresh(row(None)) is Fresh.STALE


def test_a_link_whose_last_run_failed_is_stale_however_young() -> None:
    assert fresh(row(outcome="failed")) is Fresh.STALE
    assert fresh(row(outcome="partial")) is Fresh.FRESH


def test_a_run_that_met_a_maintenance_window_is_nobody_s_trouble_until_it_should_have_been_made_up_for() -> None:
    """Ten hours of maintenance until nine, read every five minutes: a monitor is not to be woken each night."""
    night = [DailyWindow(time(23, 0), time(9, 0))]
    failed = {"outcome": "failed", "last_reconcile": (NOW - timedelta(days=1)).isoformat()}

    def at(hour: int, minute: int, *, began: datetime, windows=night) -> Fresh:
        line = row(timedelta(hours=11), started_at=began.astimezone(UTC).isoformat(), **failed)
        schedule = ScheduleSettings(sync="every 5m", reconcile="30 1 * * *")
        return freshness(line, schedule, NOW.replace(hour=hour, minute=minute), windows=windows)

    within = NOW.replace(hour=4, minute=0)
    assert at(4, 1, began=within) is Fresh.FRESH
    assert at(9, 10, began=within) is Fresh.FRESH
    assert at(9, 16, began=within) is Fresh.STALE  # the window is over, and nothing was read since
    assert at(4, 1, began=within, windows=[]) is Fresh.STALE
    assert at(9, 2, began=NOW.replace(hour=9, minute=1)) is Fresh.STALE


@pytest.mark.parametrize("name", ["held", "dead", "rejections", "mismatches", "not_believed"])
def test_what_waits_for_a_person_needs_one(name) -> None:
    assert fresh(row(**{name: 1})) is Fresh.NEEDS_A_PERSON
    assert fresh(row(**{name: 0})) is Fresh.FRESH


def test_what_waits_for_a_machine_needs_nobody() -> None:
    assert fresh(row(waiting=5, in_doubt=1, delivered=2)) is Fresh.FRESH


def test_reconciles_that_stopped_coming_are_seen_and_the_first_night_is_waited_for() -> None:
    nightly = "30 1 * * *"
    assert fresh(row(last_reconcile=None), reconcile=nightly) is Fresh.FRESH
    assert fresh(row(last_reconcile=(NOW - timedelta(days=1)).isoformat()), reconcile=nightly) is Fresh.FRESH
    assert fresh(row(last_reconcile=(NOW - timedelta(days=3)).isoformat()), reconcile=nightly) is Fresh.STALE
    assert fresh(row(last_reconcile=(NOW - timedelta(days=3)).isoformat())) is Fresh.FRESH
