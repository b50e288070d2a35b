"""The daemon under one configuration: the loop that times, asks, listens and beats, from its start to its end."""

import os
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import uuid4

from connector import __version__
from connector.bootstrap import App
from connector.daemon.alerts.watch import Watch
from connector.daemon.freshness import freshness
from connector.daemon.health import Health
from connector.daemon.notify import Notify
from connector.daemon.signals import Signals
from connector.daemon.timetable import Job, Timetable
from connector.daemon.worker import LinkWorker, Task
from connector.domain.errors import ConfigurationError
from connector.observe.events import Event
from connector.ports import Heartbeat, Request, Wish
from connector.settings.settings import Settings

#: How long the loop naps; a wish is heard and a due job begun within it.
NAP = 1.0  # seconds

#: How often it shows a sign of life, and looks into the outboxes.
BEAT_EVERY = timedelta(seconds=10)

#: How long the work in hand may take to end (design 8: SIGTERM finishes it within 30 s).
GRACE = 27.0  # seconds

#: Runs are followed so long for retries; what falls due later is drained between runs.
WAIT = timedelta(seconds=10)

#: Jobs of the daemon itself, not of a link.
PURGE = Job("", "purge")
_PURGE_AT = "15 3 * * *"

_TASKS = {"sync": Task.SYNC, "reconcile": Task.RECONCILE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How the service of one configuration ended: with the next one to serve, or None to end for good."""

    following: Settings | None
    unfinished: tuple[str, ...] = ()


class Serving:
    """``load`` reads the configuration anew; it raises ConfigurationError with every problem."""

    def __init__(
        self, app: App, *, signals: Signals, notify: Notify, load: Callable[[], Settings], health: str = ""
    ) -> None:
        self._app = app
        self._signals = signals
        self._notify = notify
        self._load = load
        self._health_address = health
        self._book = app.store.daemon()
        now = app.clock.now()
        self._beat = Heartbeat(
            id=uuid4().hex,
            host=socket.gethostname(),
            pid=os.getpid(),
            version=__version__,
            started_at=now,
            beat_at=now,
        )
        self._timetable = Timetable(_schedules(app.settings), now)
        self._workers = {name: LinkWorker(name, self._doer(name), app.log) for name in app.link_names}
        self._watch = Watch(app) if app.settings.alerts.wanted else None
        self._following: Settings | None = None
        self.health = Health(at=now)

    def run(self) -> Ended:
        """Serve until asked to end, or until a new configuration is there and nothing is under way.

        Raises LinkBusyError when another daemon lives.
        """
        app, began = self._app, time.monotonic()
        self._book.start(self._beat)
        app.log.say(
            Event.DAEMON_STARTED,
            version=__version__,
            pid=self._beat.pid,
            links=sorted(self._workers),
            health=self._health_address,
        )
        for worker in self._workers.values():
            worker.start()
        if self._watch is not None:
            self._watch.start()
        self._notify.ready()
        try:
            self._loop()
        finally:
            unfinished = self._end_workers()
            self._book.end(self._beat)
        if self._following is None:
            app.log.say(Event.DAEMON_STOPPED, unfinished=list(unfinished), seconds=round(time.monotonic() - began, 1))
        return Ended(following=self._following, unfinished=unfinished)

    # -- the loop

    def _loop(self) -> None:
        beat_at = self._beat.started_at - BEAT_EVERY
        while not self._signals.stop.is_set():
            now = self._app.clock.now()
            back = self._timetable.set_back(now)
            if back is not None:
                self._app.log.say(Event.CLOCK_SET_BACK, seconds=round(back.total_seconds()))
                beat_at = now - BEAT_EVERY
            self._hear()
            if self._following is not None and all(worker.idle for worker in self._workers.values()):
                return
            if self._following is None:
                self._begin_due()
            if now - beat_at >= BEAT_EVERY:
                self._show_life()
                beat_at = now
            self._signals.wake.wait(NAP)
            self._signals.wake.clear()

    def _begin_due(self) -> None:
        for job in self._timetable.due(self._app.clock.now()):
            if job == PURGE:
                self._app.purge()
            else:
                self._workers[job.link].ask(_TASKS[job.kind])

    def _show_life(self) -> None:
        """A sign of life, the state for whoever asks over HTTP, and a look into the outboxes."""
        app, now = self._app, self._app.clock.now()
        runs = {f"{job.link} {job.kind}".strip(): at for job, at in self._timetable.next_runs.items()}
        self._beat = replace(self._beat, beat_at=now, next_runs=runs)
        self._book.beat(self._beat)
        rows = app.desk.status(app.link_names, now)
        fresh = {str(row["link"]): freshness(row, app.settings.links[row["link"]].schedule, now) for row in rows}
        self.health = Health(at=now, links=rows, freshness=fresh, systems=app.desk.systems())
        self._notify.alive(f"{len(self._workers)} links")
        if self._following is None:
            for name, worker in self._workers.items():
                if worker.idle and app.owes_now(name):
                    worker.ask(Task.DRAIN)

    # -- wishes

    def _hear(self) -> None:
        if self._signals.reload.is_set():
            self._signals.reload.clear()
            self._reload()
        for request in self._book.asked():
            self._book.answer(request.id, self._granted(request), self._app.clock.now())

    def _granted(self, request: Request) -> str:
        match request.wish:
            case Wish.STOP:
                self._signals.ask_stop()
                return "stopping"
            case Wish.RELOAD:
                return self._reload()
            case Wish.RUN:
                if request.link not in self._workers:
                    return "no such link"
                self._workers[request.link].ask(Task.SYNC)
                return "asked"

    def _reload(self) -> str:
        """Judge the new configuration; only a good one takes over, once nothing is under way."""
        try:
            self._following = self._load()
        except ConfigurationError as error:
            first = error.problems[0] if error.problems else error.what
            self._app.log.say(
                Event.DAEMON_RELOAD_REFUSED, error=error.what, problem=first, count=len(error.problems), do=error.do
            )
            return f"refused: {first}"
        self._notify.reloading()
        return "reloading"

    # -- work

    def _doer(self, link: str) -> Callable[[Task], None]:
        def do(task: Task) -> None:
            match task:
                case Task.DRAIN:
                    self._app.drain(link)
                case Task.SYNC:
                    self._app.sync([link], wait=WAIT)
                case Task.RECONCILE:
                    self._app.reconcile_scheduled(link)

        return do

    def _end_workers(self) -> tuple[str, ...]:
        """Let what is under way come to its end; the links that did not in time."""
        if self._following is None:
            self._notify.stopping()
        until = time.monotonic() + GRACE
        for worker in self._workers.values():
            worker.end()
        if self._watch is not None:
            self._watch.end(1.0)
        unfinished = [
            name for name, worker in self._workers.items() if not worker.join(max(0.0, until - time.monotonic()))
        ]
        return tuple(unfinished)


def _schedules(settings: Settings) -> dict[Job, str]:
    schedules = {PURGE: _PURGE_AT}
    for name, link in settings.links.items():
        for kind in _TASKS:
            schedule = getattr(link.schedule, kind)
            if schedule is not None:
                schedules[Job(name, kind)] = schedule
    return schedules
