"""One living owner per link: within a process, between processes, between machines."""

import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from connector.domain.errors import LinkBusyError
from connector.ports import Owner
from connector.store import open_memory_store, open_store
from connector.store.lease import safe_name
from support.store_story import LINK, START

MINE = Owner(id="mine", host="may-1", pid=11)
OTHER = Owner(id="other", host="may-1", pid=22)
ELSEWHERE = Owner(id="elsewhere", host="may-2", pid=33)


@pytest.fixture
def stores(url, tmp_path):
    """Two openings of one store, as two processes would have."""
    both = open_store(url, data=tmp_path), open_store(url, data=tmp_path)
    yield both
    for store in both:
        store.close()


def test_a_living_holder_is_named_and_never_replaced(stores):
    first, second = stores
    first.acquire(LINK, MINE, "run-1", START)
    with pytest.raises(LinkBusyError) as busy:
        second.acquire(LINK, OTHER, "run-2", START + timedelta(days=1))
    for told in ("may-1", "11", "run-1", "02/03/2026 08:00:00"):
        assert told in busy.value.what
    assert busy.value.do


def test_a_second_acquire_in_the_same_process_is_refused_too(stores):
    first, _ = stores
    first.acquire(LINK, MINE, "run-1", START)
    with pytest.raises(LinkBusyError):
        first.acquire(LINK, MINE, "run-2", START)


def test_a_thread_of_this_process_that_stopped_renewing_is_replaced_when_its_lease_has_run_out(stores):
    first, _ = stores
    first.acquire(LINK, MINE, "run-1", START)
    first.acquire(LINK, OTHER, "run-2", START + timedelta(seconds=60))
    first.release(LINK, OTHER)
    first.acquire(LINK, MINE, "run-3", START + timedelta(seconds=61))


def test_a_released_link_is_free_and_another_owner_cannot_release_it(stores):
    first, second = stores
    first.acquire(LINK, MINE, "run-1", START)
    second.release(LINK, OTHER)
    with pytest.raises(LinkBusyError):
        second.acquire(LINK, OTHER, "run-2", START)
    first.release(LINK, MINE)
    second.acquire(LINK, OTHER, "run-2", START)


def test_links_are_held_one_by_one(stores):
    first, second = stores
    first.acquire("a", MINE, "run-1", START)
    second.acquire("b", OTHER, "run-2", START)


def test_a_holder_on_another_machine_counts_until_its_lease_runs_out(url, tmp_path):
    there = open_store(url, data=tmp_path / "there")
    here = open_store(url, data=tmp_path / "here")
    there.acquire(LINK, ELSEWHERE, "run-1", START)
    there.close()
    with pytest.raises(LinkBusyError, match="may-2"):
        here.acquire(LINK, MINE, "run-2", START + timedelta(seconds=59))
    here.acquire(LINK, MINE, "run-2", START + timedelta(seconds=61))
    here.close()


def test_a_renewed_lease_lasts_longer_and_a_lost_one_cannot_be_renewed(url, tmp_path):
    there = open_store(url, data=tmp_path / "there")
    here = open_store(url, data=tmp_path / "here")
    there.acquire(LINK, ELSEWHERE, "run-1", START)
    there.renew(LINK, ELSEWHERE, START + timedelta(seconds=30))
    with pytest.raises(LinkBusyError):
        here.acquire(LINK, MINE, "run-2", START + timedelta(seconds=80))
    here.acquire(LINK, MINE, "run-2", START + timedelta(seconds=91))
    with pytest.raises(LinkBusyError, match="may-1"):
        there.renew(LINK, ELSEWHERE, START + timedelta(seconds=92))
    there.close()
    here.close()


def test_in_memory_a_lease_that_nobody_renews_runs_out():
    store = open_memory_store()
    store.acquire(LINK, MINE, "run-1", START)
    with pytest.raises(LinkBusyError):
        store.acquire(LINK, OTHER, "run-2", START + timedelta(seconds=30))
    store.acquire(LINK, OTHER, "run-2", START + timedelta(seconds=60))
    store.close()


def test_of_many_threads_exactly_one_wins(stores):
    def attempt(number: int) -> bool:
        try:
            stores[number % 2].acquire(LINK, Owner(id=f"o{number}", host="may-1", pid=number), "run", START)
        except LinkBusyError:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(attempt, range(8))) == 1


HOLDER = """
import sys, time
from datetime import datetime
from pathlib import Path
from connector.domain.errors import LinkBusyError
from connector.ports import Owner
from connector.store import open_store
store = open_store(sys.argv[1], data=Path(sys.argv[2]))
sys.stdin.readline()
try:
    store.acquire("investment", Owner(id=sys.argv[3], host="may-1", pid=int(sys.argv[3])), "run-" + sys.argv[3],
                  datetime.fromisoformat("2026-03-02T08:00:00+07:00"))
    print("held", flush=True)
except LinkBusyError as error:
    print("busy", flush=True)
sys.stdin.readline()
"""


def start(url, tmp_path, number):
    return subprocess.Popen(
        [sys.executable, "-c", HOLDER, url, str(tmp_path), str(number)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def end(process):
    process.communicate()


def say(process, word="go"):
    process.stdin.write(f"{word}\n")
    process.stdin.flush()


def test_of_two_processes_at_once_exactly_one_wins(url, tmp_path):
    open_store(url, data=tmp_path).close()
    processes = [start(url, tmp_path, number) for number in (101, 102)]
    for process in processes:
        say(process)
    answers = sorted(process.stdout.readline().strip() for process in processes)
    for process in processes:
        end(process)
    assert answers == ["busy", "held"]


def test_a_killed_holder_on_this_machine_is_replaced_at_once(url, tmp_path):
    process = start(url, tmp_path, 101)
    say(process)
    assert process.stdout.readline().strip() == "held"
    store = open_store(url, data=tmp_path)
    with pytest.raises(LinkBusyError, match="101"):
        store.acquire(LINK, OTHER, "run-2", START)
    process.send_signal(getattr(signal, "SIGKILL", signal.SIGTERM))
    end(process)
    store.acquire(LINK, OTHER, "run-2", START)
    store.close()


def test_lock_files_have_names_that_every_system_takes_and_no_two_links_share():
    names = {safe_name(link) for link in ("investment", "Investment", "đầu tư", "a/b", "a:b", "..", "x" * 300)}
    assert len(names) == 7
    assert all(name.isascii() and "/" not in name and len(name) < 90 for name in names)
    assert safe_name("investment") == "investment"
