"""Months in minutes: Tết, a migration of nine days, a machine switched off for two months, logs and old data let go."""

import json
import sqlite3
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from connector.domain.calendar import read_calendar
from connector.domain.times import ZONE
from connector.settings.shipped import shipped_folder
from connector.testing.invented import LETTERS
from connector.testing.onestop_system import OneStopSystem
from connector.testing.rest_knobs import RestKnobs
from connector.testing.rest_system import RestSystem
from support.daemons import scheduled
from support.months import LEAP, LeapingClock, Month
from support.office import Office

pytestmark = pytest.mark.timeout(900)

START = datetime(2026, 2, 2, 6, 0, tzinfo=ZONE)
#: Syncs in a day.
PER_DAY = 4

#: Where the machine believes to be: clocks there go back on 15 February, which is nothing to an office in Vietnam.
ELSEWHERE = "Africa/Casablanca"

#: What is asked on real sockets is waited for in real time, however loaded the machine is.
PATIENT = {"timeout": "60s"}

CALENDAR = read_calendar((shipped_folder() / "calendar.csv").read_text("utf-8").splitlines())

MAIN: dict[str, Any] = {
    "logs": {"level": "info", "rotate_mb": 1, "keep": 14},
    "privacy": {"raw_days": 10, "payload_days": 5},
    "alerts": {"file": "var/tin.jsonl", "after": "30m"},
}


@pytest.fixture
def clock() -> LeapingClock:
    return LeapingClock(START)


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with monkeypatch.context() as patch:
        patch.setenv("TZ", ELSEWHERE)
        if hasattr(time, "tzset"):
            time.tzset()
        yield
    if hasattr(time, "tzset"):
        time.tzset()


@pytest.fixture
def office(tmp_path: Path, clock: LeapingClock) -> Iterator[Office]:
    office = Office(tmp_path)
    office.rest = RestSystem(15, RestKnobs(login="bearer"), clock=clock.now)
    office.onestop = OneStopSystem(clock=clock.now)
    with office:
        policy = {"brakes": {"max_gap": "7d", "max_share": 1.0}, "retry": {"first": "1m", "max": "6h"}}
        office.write_config(
            main=MAIN,
            rest=PATIENT,
            onestop=PATIENT,
            link=scheduled(f"every {24 // PER_DAY}h", "30 1 * * *") | {"policy": policy},
        )
        yield office


@pytest.fixture
def month(office: Office, clock: LeapingClock, monkeypatch: pytest.MonkeyPatch) -> Month:
    month = Month(office, clock, monkeypatch)
    worked: set[date] = set()

    def work_a_day(now: datetime) -> None:
        """Each working morning dossiers come in and go on."""
        if CALENDAR.is_working(now.date()) and now.hour >= 9 and now.date() not in worked:
            worked.add(now.date())
            office.rest.store.insert(1)
            office.rest.store.advance(3)

    month.each_hour = work_a_day
    return month


def at(day: int, month: int = 2, hour: int = 6) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=ZONE)


def told(office: Office, kind: str) -> list[dict]:
    path = office.home / "var" / "tin.jsonl"
    lines = path.read_text("utf-8").splitlines() if path.exists() else []
    return [message for message in map(json.loads, lines) if message["kind"] == kind]


def days(messages: list[dict]) -> list[date]:
    return [datetime.fromisoformat(message["at"]).date() for message in messages]


def out_of_sync(office: Office) -> dict[str, object]:
    """code → its state there and here, where they differ; {} when the one-stop tells what the source does."""
    there = {code: one["record"].get("TrangThaiHoSo") for code, one in office.onestop.state().items()}
    here = {row["so_ho_so"]: str(int(_STATES[row["trang_thai"]])) for row in office.rest.store.snapshot().values()}
    return {code: (there.get(code), here.get(code)) for code in there | here if there.get(code) != here.get(code)}


_STATES = {letters: status for status, letters in LETTERS.items()}


def since(office: Office, event: str, moment: datetime) -> list[dict]:
    return [line for line in office.log_lines(event) if datetime.fromisoformat(line["ts"]) >= moment]


def lines(message: dict) -> list[str]:
    return [line for line in message["text"].splitlines() if line.startswith("•")]


@pytest.mark.usefixtures("elsewhere")
def test_two_months_and_a_half(month: Month, office: Office, clock: LeapingClock) -> None:
    two_weeks_and_tet(month, office)
    nine_days_of_migration(month, office)
    two_months_switched_off(month, office, clock)
    old_things_are_let_go_of(office, clock)


def two_weeks_and_tet(month: Month, office: Office) -> None:
    """A digest each working morning; at Tết nothing comes in for nine days, which is no news and no trouble."""
    assert month.live(at(14, hour=0)) == ()
    assert out_of_sync(office) == {}
    assert month.live(at(23)) == ()
    began = [
        (line["kind"], datetime.fromisoformat(line["ts"])) for line in since(office, "run.started", at(14, hour=0))
    ]
    syncs = Counter(moment.date() for kind, moment in began if kind == "sync")
    assert syncs == {date(2026, 2, day): PER_DAY for day in range(14, 23)} | {date(2026, 2, 23): 1}
    nights = [(moment.day, moment.hour, moment.minute) for kind, moment in began if kind == "reconcile"]
    assert nights == [(day, 1, 30) for day in range(14, 24)]
    worked = [date(2026, 2, day) for day in (*range(2, 7), *range(9, 14))]
    assert days(told(office, "digest")) == worked
    assert {datetime.fromisoformat(message["at"]).hour for message in told(office, "digest")} <= {7, 8}
    assert told(office, "trouble") == []
    assert {line["outcome"] for line in office.log_lines("run.finished")} == {"verified"}


def nine_days_of_migration(month: Month, office: Office) -> None:
    """The one-stop is away: said once, asked seldom, and when it is back the reconcile of the night catches up."""
    began = month.clock.now()
    office.onestop.stop()
    assert month.live(at(4, 3)) == ()
    (trouble,) = told(office, "trouble")
    assert len(lines(trouble)) == 1  # the system explains its link
    assert "onestop" in lines(trouble)[0]
    assert len(since(office, "system.down", began)) == 1
    away = since(office, "run.finished", at(23, hour=12))  # until work began that morning there was nothing to ask
    assert {line["outcome"] for line in away} == {"failed"}
    assert len(away) < 9 * (
        PER_DAY + 1 + timedelta(days=1) / LEAP
    )  # syncs, the night's reconcile, a drain at each leap at most
    office.onestop.start()
    assert month.live(at(7, 3)) == ()
    assert out_of_sync(office) == {}
    assert office.onestop.books.wrongs() == ()
    healed = [line for message in told(office, "healed") for line in lines(message)]
    assert len([line for line in healed if "onestop" in line]) == 1
    assert len(since(office, "system.up", began)) == 1
    assert told(office, "trouble")[1:] == [] or "phanh" in told(office, "trouble")[1]["text"]
    assert_all_healed(office)


def two_months_switched_off(month: Month, office: Office, clock: LeapingClock) -> None:
    """After 61 days nothing is sent on the strength of the changes alone; the reconcile of a night that nobody was up
    for is made up for at once, and lifts the brake."""
    for _ in range(12):
        clock.leap(timedelta(days=5))
        office.rest.store.insert(1)
        office.rest.store.advance(2)
    began = clock.now()
    wrote = len(office.onestop.books.commits)
    assert month.live(began + timedelta(hours=2)) == ()
    assert [line["rule"] for line in since(office, "brake.applied", began)] == ["brake_gap"]
    assert [line["kind"] for line in since(office, "run.started", began)][:2] == ["sync", "reconcile"]
    compared = next(line for line in since(office, "run.started", began) if line["kind"] == "reconcile")
    assert not [line for line in since(office, "delivery.sent", began) if line["ts"] < compared["ts"]]
    assert month.live(began + timedelta(days=2)) == ()
    assert len(office.onestop.books.commits) > wrote
    assert out_of_sync(office) == {}
    assert office.onestop.books.wrongs() == ()
    assert_all_healed(office)
    assert len(since(office, "brake.applied", began)) == 1


def assert_all_healed(office: Office) -> None:
    """Whatever was told to begin was told to end, once each."""
    began = [line for message in told(office, "trouble") for line in lines(message)]
    ended = [line for message in told(office, "healed") for line in lines(message)]
    assert len(began) == len(ended), (began, ended)


def old_things_are_let_go_of(office: Office, clock: LeapingClock) -> None:
    """Logs beyond those kept, payloads, earlier readings and runs past their days; each night once, and at the start
    after nights that nobody was up for.

    There is no raw row to let go of: what the silence held was judged by the night's reconcile, and a row goes with the
    proof of its delivery.
    """
    files = sorted(office.home.glob("var/logs/*.jsonl"))
    assert len(files) == MAIN["logs"]["keep"]
    assert files[-1].name == f"connector-{clock.now():%Y-%m-%d}.jsonl"
    purged = office.log_lines("store.purged")
    nights = Counter(datetime.fromisoformat(line["ts"]).date() for line in purged)
    assert set(nights.values()) == {1}
    after_the_silence = next(line for line in purged if line["ts"] > "2026-05")
    assert all(datetime.fromisoformat(line["ts"]).hour == 3 for line in purged if line != after_the_silence)
    assert all(after_the_silence[sort] > 0 for sort in ("payloads", "readings", "runs")), after_the_silence
    assert past_its_days(office, clock.now()) == {"payloads": 0, "raw rows": 0, "readings": 0}


#: sort → how many of it are past their days, with no case open that cites them.
PAST = {
    "payloads": """SELECT count(*) FROM delivery WHERE payload <> '{}' AND settled_at < :payload
        AND dossier_id NOT IN (SELECT dossier_id FROM mismatch WHERE state <> 'closed')""",
    "raw rows": """SELECT count(*) FROM dossier WHERE raw IS NOT NULL AND last_seen < :raw
        AND id NOT IN (SELECT dossier_id FROM mismatch WHERE state <> 'closed')""",
    "readings": """SELECT count(*) FROM reading WHERE at < :raw
        AND id NOT IN (SELECT max(id) FROM reading GROUP BY dossier_id)
        AND dossier_id NOT IN (SELECT dossier_id FROM mismatch WHERE state <> 'closed')""",
}


def past_its_days(office: Office, now: datetime) -> dict[str, int]:
    """What the last night's purge should not have left."""
    purged = now.replace(hour=3, minute=15)
    before = {
        "payload": microseconds(purged - timedelta(days=MAIN["privacy"]["payload_days"])),
        "raw": microseconds(purged - timedelta(days=MAIN["privacy"]["raw_days"])),
    }
    with closing(sqlite3.connect(office.home / "var" / "connector.db")) as store:
        return {sort: store.execute(query, before).fetchone()[0] for sort, query in PAST.items()}


def microseconds(moment: datetime) -> int:
    """As the store writes it."""
    return round(moment.timestamp() * 1e6)
