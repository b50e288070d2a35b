"""The daemon as a process of its own, waited for by what it says and does."""

import os
import signal
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import Any

from support.office import LINK, Office
from support.process import Finished, Running

#: Longer than anything a daemon is waited for may take on a loaded machine.
PATIENCE = 90.0  # seconds

_GONE = object()


def wait_for(seen: Callable[[], Any], what: str, *, seconds: float = PATIENCE, every: float = 0.05) -> Any:
    """What ``seen`` gives once it gives something; asked so often (seconds), for looking takes time from the daemon."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        found = seen()
        if found:
            return found
        time.sleep(every)
    raise AssertionError(f"not within {seconds:g} s: {what}")


class Daemon:
    """A running ``connector daemon`` of an office."""

    def __init__(self, office: Office, running: Running) -> None:
        self.office = office
        self.running = running

    def said(self, event: str, *, times: int = 1, seconds: float = PATIENCE, **fields: Any) -> list[dict[str, Any]]:
        """The lines of this event with these fields, once there are so many."""

        def lines() -> list[dict[str, Any]] | None:
            found = [
                line
                for line in self.office.log_lines(event)
                if all(line.get(name) == value for name, value in fields.items())
            ]
            return found if len(found) >= times else None

        return list(self.until(lines, f"{event} {fields} ×{times}", seconds=seconds))

    def until(self, seen: Callable[[], Any], what: str, *, seconds: float = PATIENCE, every: float = 0.05) -> Any:
        """What ``seen`` gives once it gives something; a daemon that hangs says where, one that is gone why."""
        try:
            found = wait_for(lambda: seen() or (not self.running.alive and _GONE), what, seconds=seconds, every=every)
        except AssertionError as late:
            if sys.platform != "win32":
                os.kill(self.running.pid, signal.SIGABRT)
            raise AssertionError(f"{late}\n{self.running.wait(10)}\n{self.office.logged()[-5000:]}") from late
        if found is _GONE:
            raise AssertionError(f"gone, waiting for {what}: {self.running.wait()}\n{self.office.logged()[-5000:]}")
        return found

    def arrived(self, number: int, *, seconds: float = PATIENCE) -> None:
        """The one-stop holds so many dossiers, and all of them are proved."""
        self.until(lambda: len(self.office.onestop.state()) >= number, f"{number} dossiers arrived", seconds=seconds)
        self.until(lambda: not unsettled(self.office), "everything proved", seconds=seconds)

    def end(self) -> Finished:
        """SIGTERM; how it ended."""
        self.running.terminate()
        return self.running.wait(40)


@contextmanager
def daemon(office: Office, *arguments: str, **how: Any) -> Iterator[Daemon]:
    """A daemon that has begun; killed at the end if the test did not end it."""
    before = len(office.log_lines("daemon.started"))
    office.env["PYTHONFAULTHANDLER"] = "1"
    with office.start("daemon", *arguments, **how) as running:
        begun = Daemon(office, running)
        begun.said("daemon.started", times=before + 1)
        yield begun


def unsettled(office: Office) -> int:
    """How many deliveries wait, are held by a process, in doubt, or not read back."""
    with closing(sqlite3.connect(f"file:{office.home}/var/connector.db?mode=ro", uri=True)) as connection:
        states = ("planned", "waiting", "claimed", "in_doubt", "delivered")
        marks = ",".join("?" * len(states))
        found = connection.execute(f"SELECT count(*) FROM delivery WHERE state IN ({marks})", states)  # noqa: S608
        return int(found.fetchone()[0])


def scheduled(sync: str | None = "every 10s", reconcile: str | None = None) -> dict[str, Any]:
    """The schedule of the usual link, to be laid over its other keys."""
    return {"schedule": {"sync": sync, "reconcile": reconcile}}


def finished(office: Office, link: str = LINK) -> int:
    """How many runs of the link came to their end."""
    return len([line for line in office.log_lines("run.finished") if line["link"] == link])
