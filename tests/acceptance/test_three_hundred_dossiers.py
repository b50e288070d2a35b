"""The whole way on real processes and sockets: 300 dossiers, a one-stop that fails in every way, and kill -9."""

import random
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from connector.testing.onestop_knobs import Failure, OneStopKnobs
from connector.testing.rest_knobs import RestKnobs
from connector.testing.server import Request
from support.office import Office
from support.process import Finished

#: An offset-paging source that silently gives at most 50 rows a page, and dd/MM/yyyy dates and letter states.
SOURCE = RestKnobs(login="bearer", paging="offset", cap=50)

PAGING = {"type": "offset", "param": "offset", "limit_param": "limit", "limit": 200, "first": None}
OFFSET = {"source": {"list": {"paging": PAGING}}}

#: What can go wrong with any request; lost answers included. The first two ask for a second's pause each time.
CHANCES = {
    Failure.UNAVAILABLE: 0.002,
    Failure.LIMITED: 0.002,
    Failure.BUSY: 0.02,
    Failure.EXPIRED: 0.01,
    Failure.ERROR_AFTER: 0.02,
    Failure.RESET_AFTER: 0.02,
    Failure.PAGE_AFTER: 0.01,
    Failure.TRUNCATED_AFTER: 0.01,
}

pytestmark = pytest.mark.timeout(600)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    knobs = OneStopKnobs(write="replace", exists_code=-3, success_code="00", expiry="message")
    with Office(tmp_path, number=300, rest_knobs=SOURCE, onestop_knobs=knobs) as office:
        office.write_config(
            link=OFFSET,
            onestop={"write": "unknown", "concurrency": 8, "verify": {"first": "200ms", "until": "1m"}},
        )
        yield office


def until_verified(office: Office, most: int = 25) -> Finished:
    """Run again, as the schedule would, until everything is proved."""
    for _ in range(most):
        done = office.sync("--wait", "30s")
        if done.code == 0 and done.run["outcome"] == "verified":
            return done
    raise AssertionError(done.out + done.err)


def undisturbed(tmp_path: Path) -> dict[str, dict[str, object]]:
    """What the one-stop holds after one run without any failure."""
    with Office(tmp_path / "calm", number=300, rest_knobs=SOURCE) as calm:
        calm.write_config(link=OFFSET, onestop={"write": "unknown", "concurrency": 8})
        assert calm.sync().code == 0
        return calm.onestop.state()


def unlike(one: dict[str, dict[str, object]], other: dict[str, dict[str, object]]) -> dict[str, object]:
    """The dossiers that do not stand alike on the two: {} when nothing differs."""
    return {code: (one.get(code), other.get(code)) for code in one | other if one.get(code) != other.get(code)}


def sums_hold(done: Finished) -> None:
    run = done.run
    rows = ("rejected", "out_of_scope", "unchanged", "recorded", "queued", "held")
    assert run["read"] == sum(run[name] for name in rows)
    owed = ("waiting_before", "in_doubt_before", "queued", "revived")
    settled = ("verified", "delivered", "waiting", "in_doubt", "dead", "superseded")
    assert sum(run[name] for name in owed) == sum(run[name] for name in settled)


def test_everything_arrives_once_however_the_one_stop_fails(office: Office, tmp_path: Path) -> None:
    office.onestop.fail_by_chance(CHANCES)
    sums_hold(until_verified(office))
    assert {failure for failure, times in office.onestop.faults.happened.items() if times} >= set(CHANCES)
    assert office.onestop.books.wrongs() == ()
    assert unlike(office.onestop.state(), undisturbed(tmp_path)) == {}


def test_a_second_sync_asks_next_to_nothing_and_ten_changes_touch_ten_dossiers(office: Office) -> None:
    office.write_config(
        link=OFFSET | {"source": {**OFFSET["source"], "cursor": {"lookback": "0s"}}},
        onestop={"write": "unknown", "concurrency": 8, "verify": {"first": "200ms", "until": "1m"}},
    )
    until_verified(office)
    office.onestop.forget()
    office.rest.forget()
    again = office.sync()
    assert again.code == 0
    assert sum(again.run["requests"].values()) <= 3
    commits = len(office.onestop.books.commits)
    time.sleep(1.1)  # the source tells changes to the second
    changed = office.rest.store.advance(10)
    done = office.sync()
    assert done.code == 0
    assert (done.run["queued"], done.run["verified"]) == (10, 10)
    assert {commit.code for commit in office.onestop.books.commits[commits:]} == set(changed)


def test_twelve_kills_at_random_moments_change_nothing(office: Office, tmp_path: Path) -> None:
    office.onestop.fail_by_chance({Failure.UNAVAILABLE: 0.002, Failure.RESET_AFTER: 0.02})
    chance = random.Random(12)
    for _ in range(12):
        with office.start("sync", "--json") as running:
            moment = time.monotonic() + 0.6 + 1.4 * chance.random()
            while running.alive and time.monotonic() < moment:
                time.sleep(0.01)
            running.kill()
    office.onestop.fail_by_chance({})
    sums_hold(until_verified(office, most=3))
    assert office.onestop.books.wrongs() == ()
    assert unlike(office.onestop.state(), undisturbed(tmp_path)) == {}


#: Where in the life of a delivery the process is killed: at the nth request of a service, before or after its work is
#: done; further points in test_fault_matrix.py.
POINTS = [
    ("TraCuuHoSo", "before", 2),
    ("TraCuuHoSo", "after", 17),
    ("DongBoHoSoMC", "before", 2),
    ("DongBoHoSoMC", "after", 17),
    ("CapNhatTienDoHoSoMC", "before", 17),
    ("CapNhatTienDoHoSoMC", "after", 2),
]


@pytest.fixture(scope="module")
def calm(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, object]]:
    """What the one-stop holds after one run that nothing disturbed."""
    with Office(tmp_path_factory.mktemp("calm"), number=24) as calm:
        calm.write_config(onestop={"write": "unknown"})
        assert calm.sync().code == 0
        return calm.onestop.state()


@pytest.mark.parametrize(("service", "when", "nth"), POINTS)
def test_one_clean_run_after_a_kill_at_each_point_leaves_what_an_undisturbed_run_leaves(
    service: str, when: str, nth: int, tmp_path: Path, calm: dict[str, dict[str, object]]
) -> None:
    with Office(tmp_path, number=24) as office:
        office.write_config(onestop={"write": "unknown", "verify": {"first": "200ms", "until": "1m"}})
        with office.start("sync", "--json") as running:
            seen = 0

            def kill(request: Request, *_: object) -> None:
                nonlocal seen
                if (request.json() or {}).get("service") == service:
                    seen += 1
                    if seen == nth:
                        running.kill()

            hooks = office.onestop.before if when == "before" else office.onestop.after
            hooks.append(kill)
            assert running.wait().code == -9
            hooks.remove(kill)
        done = office.sync()
        assert (done.code, done.run["outcome"]) == (0, "verified"), done.out
        sums_hold(done)
        assert office.onestop.books.wrongs() == ()
        assert unlike(office.onestop.state(), calm) == {}
