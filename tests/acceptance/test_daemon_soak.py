"""The daemon among faulty systems for a while: memory, files and threads stay as they were, and it ends green.

Twenty seconds with the other tests; ten minutes with ``CONNECTOR_TEST_SOAK_SECONDS=600``, and what it held with ``-s``.
"""

import os
import random
import sqlite3
import sys
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from connector.testing.invented import LETTERS, PROCEDURES
from connector.testing.onestop_knobs import Failure
from connector.testing.rest_knobs import Fault
from support.daemons import Daemon, daemon, scheduled
from support.office import LINK, Office

SECONDS = float(os.environ.get("CONNECTOR_TEST_SOAK_SECONDS", "20"))

#: It rests so often, at least twice: what it holds then is compared.
RESTS = max(2, round(SECONDS / 60))

#: What a daemon may hold (design 11).
MOST_RESIDENT = 200.0  # MB

#: How far it may waver between rests: the store keeps up to five connections, each with two files and up to 2 MB of
#: pages, which fill as the store grows.
MORE_RESIDENT, MORE_FILES = 10.0, 10  # MB, files

LINKS = 3

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
    pytest.mark.timeout(3 * SECONDS + 900),
    pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="memory and files are read in /proc"),
]


@pytest.fixture
def office(open_office) -> Office:
    """Links of an office's divisions: each answers for its own procedures, and all share the two systems."""
    office = open_office(number=60)
    policy = {"retry": {"first": "1s", "max": "5s"}}
    office.write_config(
        main={"alerts": {"file": "var/tin.jsonl", "after": "1s"}, "logs": {"level": "info"}},
        rest={"timeout": "60s"},
        onestop={"timeout": "60s", "verify": {"first": "200ms", "until": "10m"}},
        link=scheduled("every 10s", "every 20s") | {"policy": policy},
    )
    usual = yaml.safe_load((office.config / f"links/{LINK}.yaml").read_text("utf-8"))
    codes = sorted(PROCEDURES)
    for number in range(LINKS):
        name = LINK if number == 0 else f"division-{number}"
        scope = {"procedures": codes[number::LINKS]}
        office.write(f"links/{name}.yaml", usual | {"link": name, "scope": scope})
    return office


@dataclass(frozen=True, slots=True)
class Held:
    """What a process holds of the machine."""

    resident: float  #: MB
    files: int
    threads: int

    @classmethod
    def by(cls, pid: int) -> "Held":
        place = Path("/proc") / str(pid)
        pages = int((place / "statm").read_text().split()[1])
        return cls(
            resident=round(pages * os.sysconf("SC_PAGE_SIZE") / 1e6, 1),
            files=len(list((place / "fd").iterdir())),
            threads=len(list((place / "task").iterdir())),
        )


def live(running: Daemon, seconds: float, chance: random.Random) -> None:
    """Things happen over there, and half of them go wrong."""
    office = running.office
    office.onestop.fail_by_chance(CHANCES)
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


def rest(running: Daemon) -> Held:
    """What it holds once everything has arrived, every link has found so, and nothing is under way."""
    office = running.office
    office.rest.heal()
    office.onestop.fail_by_chance({})
    patient = {"seconds": 300, "every": 0.5}
    running.until(lambda: states(office) == wanted(office), "the one-stop tells what the source does", **patient)
    arrived = time.time()
    running.until(lambda: agreed(office, arrived) == LINKS, "every reconcile of what arrived agrees", **patient)
    held: Held = running.until(lambda: idle(running), "it holds no link", seconds=300)
    return held


def states(office: Office) -> dict[str, str]:
    return {code: one["record"]["TrangThaiHoSo"] for code, one in office.onestop.state().items()}


def wanted(office: Office) -> dict[str, str]:
    status = {letters: str(int(state)) for state, letters in LETTERS.items()}
    with office.rest.lock:
        return {row["so_ho_so"]: status[row["trang_thai"]] for row in office.rest.store.snapshot().values()}


def agreed(office: Office, since: float) -> int:
    """How many links were reconciled since then and found nothing."""
    query = """SELECT count(DISTINCT link) FROM run
        WHERE kind = 'reconcile' AND started_at > ? AND outcome = 'verified' AND agreement = 'agree'"""
    return asked(office, query, round(since * 1e6))


def idle(running: Daemon) -> Held | None:
    """What it holds while it holds no link, before and after it was looked at."""
    runs, leases = "SELECT count(*) FROM run", "SELECT count(*) FROM lease"
    office = running.office
    before = asked(office, runs)
    if asked(office, leases):
        return None
    held = Held.by(running.running.pid)
    return held if asked(office, leases) == 0 and asked(office, runs) == before else None


def asked(office: Office, query: str, *values: int) -> int:
    with closing(sqlite3.connect(f"file:{office.home}/var/connector.db?mode=ro", uri=True)) as store:
        return int(store.execute(query, values).fetchone()[0])


def test_among_faulty_systems_nothing_grows_and_it_ends_green(office) -> None:
    chance = random.Random(3)
    with daemon(office, "--health", "127.0.0.1:0", afresh=True) as running:
        rest(running)  # whatever is loaded once is loaded now
        held = []
        for _ in range(RESTS):
            live(running, SECONDS / RESTS, chance)
            held.append(rest(running))
            sys.stdout.write(f"{held[-1]}\n")
        assert running.end().code == 0
    runs, sent = asked(office, "SELECT count(*) FROM run"), asked(office, "SELECT count(*) FROM delivery")
    faults = office.onestop.faults.happened.total()
    sys.stdout.write(f"{runs} runs, {sent} deliveries of {len(states(office))} dossiers, {faults} faults\n")
    halfway, *later = held[(RESTS - 1) // 2 :]
    assert max(one.resident for one in held) < MOST_RESIDENT, held
    assert max(one.resident for one in later) - halfway.resident < MORE_RESIDENT, held
    assert max(one.files for one in later) - halfway.files <= MORE_FILES, held
    assert {one.threads for one in held} == {halfway.threads}, held
    assert office.onestop.books.wrongs() == ()
    assert not office.log_lines("error.unexpected")
    assert not office.log_lines("run.sums_broken")
    assert office.run("status", "--quiet").code == 0
