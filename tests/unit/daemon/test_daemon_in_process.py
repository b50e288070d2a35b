"""The daemon within this process: nothing of it is left when it has ended, and its loop outlives what goes wrong."""

import http.client
import os
import signal
import sys
import threading
import time
from pathlib import Path

import pytest

from connector.adapters.registry import load_settings
from connector.bootstrap import App
from connector.daemon import serving
from connector.daemon.daemon import Daemon
from connector.daemon.notify import Notify
from connector.daemon.signals import Signals
from connector.domain.errors import ConfigurationError, LinkBusyError, StoreError
from connector.ports import Heartbeat, Wish
from connector.settings.shipped import shipped_folder
from connector.store import open_store

pytestmark = pytest.mark.timeout(120)


@pytest.fixture
def home(tmp_path) -> Path:
    """The shipped configuration, told to sync often and to tell a file."""
    shipped, config = shipped_folder(), tmp_path / "config"
    for path in [*shipped.glob("*.*"), *shipped.glob("*/*.yaml")]:
        copy = config / path.relative_to(shipped)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(path.read_bytes())
    main = config / "connector.yaml"
    main.write_text(main.read_text("utf-8") + "\nalerts: {file: var/tin.jsonl}\n", encoding="utf-8")
    return tmp_path


class Office:
    """One daemon and the thread that asks things of it; the daemon itself must be in the main thread."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.signals = Signals()
        self.ready = threading.Event()
        self.port = 0
        self.load = lambda: load_settings(home / "config" / "connector.yaml")

    def run(self, asking=lambda: None, **how) -> tuple[str, ...]:
        """Until ``asking`` has come to its end and the daemon was asked to."""
        wrong: list[BaseException] = []

        def ask() -> None:
            try:
                assert self.ready.wait(30)
                asking()
            except BaseException as error:  # noqa: BLE001  # raised again in the test's own thread
                wrong.append(error)
            finally:
                self.signals.ask_stop()

        thread = threading.Thread(target=ask)
        thread.start()
        try:
            return Daemon(self.load, signals=self.signals, ready=self._is_ready, notify=Notify(""), **how).run()
        finally:
            self.ready.set()
            self.signals.ask_stop()
            thread.join()
            for error in wrong:
                raise error

    def _is_ready(self, port: int) -> None:
        self.port = port
        self.ready.set()

    def asked(self, path: str) -> tuple[int, bytes]:
        """What its health answers."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def logged(self, event: str) -> int:
        text = "".join(file.read_text("utf-8") for file in self.home.glob("var/logs/*.jsonl"))
        return text.count(f'"event":"{event}"')

    def until(self, event: str, times: int = 1) -> None:
        for _ in range(1200):
            if self.logged(event) >= times:
                return
            time.sleep(0.05)
        raise AssertionError(f"no {event} ×{times}")


@pytest.fixture
def office(home) -> Office:
    return Office(home)


def open_files() -> dict[str, int]:
    """What this process has open, by what it is; sockets and pipes by their sort."""
    found: dict[str, int] = {}
    for opened in Path("/proc/self/fd").iterdir():
        try:
            name = str(opened.readlink()).partition("[")[0]
        except OSError:  # the one that listed them
            continue
        found[name] = found.get(name, 0) + 1
    return found


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="counted in /proc")
def test_no_thread_no_socket_and_no_file_is_left_however_often_it_was_reloaded(office) -> None:
    def asking() -> None:
        office.until("run.finished")
        for times in (1, 2, 3):
            office.signals.ask_reload()
            office.until("daemon.reloaded", times)

    office.run(asking, health=("127.0.0.1", 0))  # whatever is loaded once in a process is loaded now
    threads, files = set(threading.enumerate()), open_files()
    again = Office(office.home)

    def asking_again() -> None:
        for times in (4, 5, 6):
            again.signals.ask_reload()
            again.until("daemon.reloaded", times)

    assert again.run(asking_again, health=("127.0.0.1", 0)) == ()
    assert set(threading.enumerate()) - threads == set()
    assert open_files() == files
    assert office.logged("daemon.started") == 2
    assert office.logged("daemon.stopped") == 2


def test_signals_are_as_before_when_it_has_ended(office) -> None:
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    office.run(lambda: office.until("run.finished"))
    assert {number: signal.getsignal(number) for number in before} == before


def test_a_configuration_that_is_broken_from_the_start_begins_nothing(office) -> None:
    def load() -> None:
        raise ConfigurationError("Cấu hình có 1 chỗ phải sửa.", problems=("connector.yaml:1:1: hỏng",))

    office.load = load
    with pytest.raises(ConfigurationError):
        office.run()
    assert not (office.home / "var").exists()


def test_a_loader_that_fails_as_nobody_foresaw_leaves_the_old_configuration_in_force(office) -> None:
    good, loads = office.load, []

    def load():
        loads.append(1)
        if len(loads) == 2:
            raise ZeroDivisionError
        return good()

    def asking() -> None:
        office.until("run.finished")
        office.signals.ask_reload()
        office.until("error.unexpected")
        office.signals.ask_reload()
        office.until("daemon.reloaded")

    office.load = load
    assert office.run(asking) == ()


def test_one_whose_place_another_took_ends_and_says_why(office) -> None:
    """On another machine its lock proves nothing; one that was silent for a minute is replaced by its heartbeat."""

    def asking() -> None:
        office.until("run.finished")
        store = open_store(f"sqlite:///{office.home}/var/connector.db", data=office.home / "elsewhere")
        try:
            book = store.daemon()
            last = book.last()
            later = last.beat_at.replace(year=last.beat_at.year + 1)
            book.start(Heartbeat(id="other", host="may-khac", pid=1, version="1", started_at=later, beat_at=later))
            office.until("daemon.stopped")
        finally:
            store.close()

    with pytest.raises(LinkBusyError, match="may-khac"):
        office.run(asking)
    assert office.logged("daemon.stopped") == 1


def test_what_is_asked_through_the_store_is_answered(office) -> None:
    answers: list[str | None] = []

    def asking() -> None:
        office.until("run.finished")
        store = open_store(f"sqlite:///{office.home}/var/connector.db", data=office.home / "elsewhere")
        try:
            book = store.daemon()
            beat = book.last()
            asked = [
                book.ask(Wish.RUN, beat.beat_at, link="investment"),
                book.ask(Wish.RUN, beat.beat_at, link="khong-co"),
                book.ask(Wish.RELOAD, beat.beat_at),
            ]
            for number in asked:
                while book.answered(number) is None:
                    time.sleep(0.05)
                answers.append(book.answered(number))
            office.until("daemon.reloaded")
        finally:
            store.close()

    office.run(asking)
    assert answers == ["asked", "no such link", "reloading"]
    assert office.logged("run.finished") >= 2


def test_a_store_that_fails_in_the_loop_is_said_once_and_the_loop_goes_on(office, monkeypatch) -> None:
    """Nobody should restart it: it lives, and is not ready."""
    failing = threading.Event()
    real = App.owes_now

    def owes_now(app: App, link: str) -> bool:
        if failing.is_set():
            raise StoreError("Không ghi được kho dữ liệu: đĩa đầy.", where="connector.db", do="Giải phóng dung lượng.")
        return real(app, link)

    monkeypatch.setattr(App, "owes_now", owes_now)
    monkeypatch.setattr(serving, "BEAT_EVERY", serving.BEAT_EVERY / 5)

    def asking() -> None:
        office.until("run.finished")
        for times in (1, 2):
            failing.set()
            office.until("store.unusable", times)
            time.sleep(3)
            assert office.asked("/healthz") == (200, b"ok\n")
            status, told = office.asked("/readyz")
            assert (status, told.splitlines()[0]) == (503, b"store unusable")
            failing.clear()
            office.until("store.usable", times)
            assert office.asked("/readyz") == (200, b"ok\n")

    office.run(asking, health=("127.0.0.1", 0))
    assert (office.logged("store.unusable"), office.logged("store.usable")) == (2, 2)


def test_a_purge_that_fails_ends_nothing(office, monkeypatch) -> None:
    def purge(_app: App) -> None:
        raise StoreError("Kho dữ liệu đang bị một tiến trình khác khóa.")

    monkeypatch.setattr(App, "purge", purge)
    monkeypatch.setattr(serving, "_PURGE_AT", "every 10s")
    office.run(lambda: (office.until("run.failed"), office.until("run.finished")))


@pytest.mark.skipif(sys.platform == "win32", reason="SIGHUP is a matter of POSIX")
def test_signals_arriving_in_swarms_hang_nothing(office) -> None:
    def asking() -> None:
        office.until("run.finished")
        for _ in range(3000):
            os.kill(os.getpid(), signal.SIGHUP)
            time.sleep(0.0002)
        office.until("daemon.reloaded")
        os.kill(os.getpid(), signal.SIGTERM)

    assert office.run(asking) == ()
