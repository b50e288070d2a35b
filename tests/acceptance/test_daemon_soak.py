"""The daemon among faulty systems for a while: memory, files and threads stay as they were, and it ends green.

Twenty seconds with the other tests; ten minutes with ``CONNECTOR_TEST_SOAK_SECONDS=600``.
"""

import os
import random
import time
from pathlib import Path

import pytest
import yaml

from connector.testing.invented import LETTERS, PROCEDURES
from connector.testing.onestop_knobs import Failure
from connector.testing.rest_knobs import Fault
from support.daemons import Daemon, daemon, scheduled
from support.office import LINK, Office

SECONDS = float(os.environ.get("CONNECTOR_TEST_SOAK_SECONDS", "20"))

#: What a daemon may hold (design 11), and how far memory may waver once it is warm.
MOST_RESIDENT, WAVERS = 200.0, 12.0  # MB

LINKS = 4

CHANCES = {
    Failure.UNAVAILABLE: 0.01,
    Failure.LIMITED: 0.005,
    Failure.BUSY: 0.02,
    Failure.EXPIRED: 0.01,
    Failure.ERROR_AFTER: 0.02,
    Failure.RESET_AFTER: 0.02,
    Failure.PAGE_AFTER: 0.01,
    Failure.TRUNCATED_AFTER: 0.01,
}
SOURCE_FAULTS: tuple[Fault, ...] = ("broken", "reset", "html", "truncated", "null", "unavailable", "wrong_total")

pytestmark = [
    pytest.mark.timeout(SECONDS + 300),
    pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="memory and files are read in /proc"),
]


@pytest.fixture
def office(open_office) -> Office:
    """Links of an office's divisions: each answers for its own procedures, and all share the two systems."""
    office = open_office(number=60)
    policy = {"retry": {"first": "1s", "max": "5s"}}
    office.write_config(
        main={"alerts": {"file": "var/tin.jsonl", "after": "1s"}},
        onestop={"verify": {"first": "200ms", "until": "1m"}},
        link=scheduled("every 10s", "*/1 * * * *") | {"policy": policy},
    )
    usual = yaml.safe_load((office.config / f"links/{LINK}.yaml").read_text("utf-8"))
    codes = sorted(PROCEDURES)
    for number in range(LINKS):
        name = LINK if number == 0 else f"division-{number}"
        scope = {"procedures": codes[number::LINKS]}
        office.write(f"links/{name}.yaml", usual | {"link": name, "scope": scope})
    return office


class Held:
    """What a process holds of the machine now."""

    def __init__(self, pid: int) -> None:
        place = Path("/proc") / str(pid)
        pages = int((place / "statm").read_text().split()[1])
        self.resident = pages * os.sysconf("SC_PAGE_SIZE") / 1e6  # MB
        self.files = len(list((place / "fd").iterdir()))
        self.threads = len(list((place / "task").iterdir()))

    def __repr__(self) -> str:
        return f"{self.resident:.1f} MB, {self.files} files, {self.threads} threads"


def live(running: Daemon, seconds: float, chance: random.Random) -> None:
    """Things happen over there, and half of them go wrong."""
    office = running.office
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with office.rest.lock:
            office.rest.store.advance(2)
            if chance.random() < 0.2:
                office.rest.store.insert(1)
        if chance.random() < 0.15:
            office.rest.fail(chance.choice(SOURCE_FAULTS))
        assert running.running.alive
        time.sleep(0.5)


def quiet(running: Daemon) -> Held:
    """What it holds once nothing is wrong and everything has arrived."""
    office = running.office
    office.rest.heal()
    office.onestop.fail_by_chance({})
    running.until(lambda: states(office) == wanted(office), "the one-stop tells what the source does", seconds=120)
    ran = len(office.log_lines("run.finished"))
    running.said("run.finished", times=ran + 2 * LINKS)
    return Held(running.running.pid)


def states(office: Office) -> dict[str, str]:
    return {code: one["record"]["TrangThaiHoSo"] for code, one in office.onestop.state().items()}


def wanted(office: Office) -> dict[str, str]:
    status = {letters: str(int(state)) for state, letters in LETTERS.items()}
    with office.rest.lock:
        return {row["so_ho_so"]: status[row["trang_thai"]] for row in office.rest.store.snapshot().values()}


def test_among_faulty_systems_nothing_grows_and_it_ends_green(office) -> None:
    chance = random.Random(3)
    with daemon(office, "--health", "127.0.0.1:0") as running:
        office.onestop.fail_by_chance(CHANCES)
        live(running, SECONDS / 2, chance)
        warm = quiet(running)
        office.onestop.fail_by_chance(CHANCES)
        live(running, SECONDS / 2, chance)
        end = quiet(running)
        assert running.end().code == 0
    assert end.resident < MOST_RESIDENT, end
    assert end.resident - warm.resident < WAVERS, (warm, end)
    assert end.files <= warm.files + LINKS, (warm, end)
    assert end.threads <= warm.threads + LINKS, (warm, end)
    assert office.onestop.books.wrongs() == ()
    assert not office.log_lines("error.unexpected")
    assert not office.log_lines("run.sums_broken")
    assert office.run("status", "--quiet").code == 0
