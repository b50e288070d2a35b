"""One thread per link: one thing at a time, asked twice done once, and no failure ends it."""

import threading
from datetime import timedelta

import pytest

from connector.daemon.drains import FIRST, LONGEST, Drains
from connector.daemon.signals import DaemonClock, Signals
from connector.daemon.worker import Task, Worker
from connector.domain.errors import ConfigurationError, Ending
from connector.observe.log import Log
from support.clocks import StillClock

PATIENCE = 10.0  # seconds


class Doing:
    """What a worker does: writes down what it began, and comes to its end when it is let."""

    def __init__(self) -> None:
        self.begun: list[Task] = []
        self.most_at_once = 0
        self.error: BaseException | None = None
        self._at_once = 0
        self._lock = threading.Lock()
        self._started = threading.Semaphore(0)
        self._may_end = threading.Semaphore(0)

    def __call__(self, task: Task) -> None:
        with self._lock:
            self.begun.append(task)
            self._at_once += 1
            self.most_at_once = max(self.most_at_once, self._at_once)
        self._started.release()
        assert self._may_end.acquire(timeout=PATIENCE)
        with self._lock:
            self._at_once -= 1
        if self.error is not None:
            raise self.error

    def wait_until_begun(self) -> None:
        assert self._started.acquire(timeout=PATIENCE)

    def let_end(self, times: int = 1) -> None:
        self._may_end.release(times)


@pytest.fixture
def doing():
    return Doing()


@pytest.fixture
def said() -> list[dict]:
    return []


@pytest.fixture
def worker(doing, said):
    worker = Worker("investment", doing, Log.recording(said).bind(link="investment"))
    worker.start()
    yield worker
    worker.end()
    doing.let_end(100)
    assert worker.join(PATIENCE)


def wait_until_idle(worker: Worker) -> None:
    for _ in range(1000):
        if worker.idle:
            return
        threading.Event().wait(0.01)
    raise AssertionError("still at work")


def test_the_same_thing_asked_while_it_waits_is_done_once(worker, doing) -> None:
    worker.ask(Task.RECONCILE)
    doing.wait_until_begun()
    for _ in range(5):
        worker.ask(Task.SYNC)
    doing.let_end(2)
    wait_until_idle(worker)
    assert doing.begun == [Task.RECONCILE, Task.SYNC]
    assert doing.most_at_once == 1


def test_a_sync_that_is_asked_again_and_again_does_not_starve_the_night_s_reconcile(worker, doing) -> None:
    worker.ask(Task.SYNC)
    doing.wait_until_begun()
    worker.ask(Task.RECONCILE)
    worker.ask(Task.SYNC)
    doing.let_end()
    doing.wait_until_begun()
    worker.ask(Task.SYNC)
    doing.let_end(2)
    wait_until_idle(worker)
    assert doing.begun == [Task.SYNC, Task.RECONCILE, Task.SYNC]


def test_a_sync_drains_too_and_takes_the_drain_s_place(worker, doing) -> None:
    worker.ask(Task.RECONCILE)
    doing.wait_until_begun()
    worker.ask(Task.DRAIN)
    worker.ask(Task.SYNC)
    worker.ask(Task.DRAIN)
    doing.let_end(2)
    wait_until_idle(worker)
    assert doing.begun == [Task.RECONCILE, Task.SYNC]


@pytest.mark.parametrize("error", [RuntimeError("bất ngờ"), ConfigurationError("Mất tệp chứng thư.", where="ca.pem")])
def test_a_failure_is_said_and_the_next_thing_is_done(worker, doing, said, error) -> None:
    doing.error = error
    worker.ask(Task.SYNC)
    doing.wait_until_begun()
    doing.let_end()
    wait_until_idle(worker)
    doing.error = None
    worker.ask(Task.SYNC)
    doing.let_end()
    wait_until_idle(worker)
    assert doing.begun == [Task.SYNC, Task.SYNC]
    (line,) = said
    assert line["link"] == "investment"
    assert str(error) == line["error"]
    foreseen = isinstance(error, ConfigurationError)
    assert line["event"] == ("run.failed" if foreseen else "error.unexpected")
    assert ("traceback" in line) is not foreseen


def test_being_ended_it_begins_nothing_more_and_forgets_what_waited(worker, doing) -> None:
    worker.ask(Task.SYNC)
    doing.wait_until_begun()
    worker.ask(Task.RECONCILE)
    worker.end()
    worker.ask(Task.SYNC)
    assert not worker.join(0.05)
    doing.let_end()
    assert worker.join(PATIENCE)
    assert worker.idle
    assert doing.begun == [Task.SYNC]


def test_what_ends_in_the_middle_ends_the_thread_without_a_word(worker, doing, said) -> None:
    doing.error = Ending()
    worker.ask(Task.SYNC)
    doing.let_end()
    assert worker.join(PATIENCE)
    assert worker.idle
    assert said == []


# ---------------------------------------------------------------- the clock it sleeps on


def test_whoever_sleeps_on_the_daemon_s_clock_is_woken_when_it_is_to_end() -> None:
    signals = Signals()
    clock = DaemonClock(signals)
    woken = threading.Event()

    def sleeper() -> None:
        try:
            clock.sleep(60)
        except Ending:
            woken.set()

    thread = threading.Thread(target=sleeper)
    thread.start()
    signals.ask_stop()
    assert not woken.wait(0.05)  # a mark alone: the daemon's loop takes it up
    assert signals.heard_stop()
    thread.join(PATIENCE)
    assert woken.is_set()


def test_a_reload_asked_twice_before_it_was_heard_is_heard_once() -> None:
    signals = Signals()
    assert not signals.heard_reload()
    signals.ask_reload()
    signals.ask_reload()
    assert signals.heard_reload()
    assert not signals.heard_reload()


# ---------------------------------------------------------------- drains


def test_a_system_that_is_down_is_drained_less_and_less_often() -> None:
    clock = StillClock()
    drains = Drains(clock.now)
    pauses = []
    for _ in range(8):
        assert drains.may("investment")
        drains.ended("investment", failed=True)
        waited = timedelta(0)
        while not drains.may("investment"):
            clock.pass_(timedelta(seconds=10))
            waited += timedelta(seconds=10)
        pauses.append(waited)
    assert pauses == [FIRST, 2 * FIRST, 4 * FIRST, 8 * FIRST, 16 * FIRST, LONGEST, LONGEST, LONGEST]


def test_one_good_drain_and_it_is_as_before_and_other_links_never_waited() -> None:
    clock = StillClock()
    drains = Drains(clock.now)
    drains.ended("investment", failed=True)
    drains.ended("investment", failed=True)
    assert drains.may("labour")
    drains.ended("investment", failed=False)
    assert drains.may("investment")
    drains.ended("investment", failed=True)
    clock.pass_(FIRST)
    assert drains.may("investment")


def test_a_clock_set_back_does_not_keep_an_outbox_shut_for_a_day() -> None:
    clock = StillClock()
    drains = Drains(clock.now)
    drains.ended("investment", failed=True)
    clock.pass_(timedelta(days=-1))
    assert drains.may("investment")
