"""The daemon under one configuration: the loop that times, asks, listens and beats, from its start to its end."""

import os
import socket
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import uuid4

from connector import __version__
from connector.bootstrap import App
from connector.daemon.alerts.watch import Watch
from connector.daemon.drains import Drains
from connector.daemon.freshness import of_links
from connector.daemon.health import Health
from connector.daemon.notify import Notify
from connector.daemon.signals import Signals
from connector.daemon.timetable import Job, Timetable
from connector.daemon.worker import Task, Worker
from connector.domain.errors import ConfigurationError, ConnectorError, StoreError
from connector.domain.run import Outcome
from connector.observe.events import Event
from connector.ports import Heartbeat, Request, Wish
from connector.settings.settings import Settings

#: How long the loop naps; a wish or a signal is heard and a due job begun within it.
NAP = 0.5  # seconds

#: How often it shows a sign of life, and looks into the outboxes.
BEAT_EVERY = timedelta(seconds=10)

#: How long the work in hand may take to end (design 8: SIGTERM finishes it within 30 s).
GRACE = 26.0  # seconds

#: Runs are followed so long for retries; what falls due later is drained between runs.
WAIT = timedelta(seconds=10)

#: A link that a one-off command holds is waited for, looked at so often and so long.
_LOOK_EVERY, _LOOKS = 5.0, 720

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
    """``load`` reads the configuration anew; it raises ConfigurationError with every problem. ``since`` is when the
    daemon started, whatever it served before."""

    def __init__(
        self,
        app: App,
        *,
        signals: Signals,
        notify: Notify,
        load: Callable[[], Settings],
        since: datetime,
        watched: bool = False,
    ) -> None:
        self._app = app
        self._signals = signals
        self._notify = notify
        self._load = load
        self._watched = watched
        self._book = app.store.daemon()
        now = app.clock.now()
        self._began = time.monotonic()
        self._beat = Heartbeat(
            id=uuid4().hex,
            host=socket.gethostname(),
            pid=os.getpid(),
            version=__version__,
            started_at=since,
            beat_at=now,
        )
        self._beaten_at = now - BEAT_EVERY
        self._shown_at = time.monotonic() - BEAT_EVERY.total_seconds()
        self._timetable = Timetable(_schedules(app.settings), now)
        self._drains = Drains(app.clock.now)
        self._workers = {name: Worker(name, self._doer(name), app.log.bind(link=name)) for name in app.link_names}
        self._keeper = Worker("purge", lambda _: _done(app.purge()), app.log)
        self._watch = Watch(app) if app.settings.alerts.wanted else None
        self._following: Settings | None = None
        self._unusable_since: float | None = None
        self.health = Health(at=now)

    def take_place(self) -> None:
        """Become the only daemon of the store. Raises LinkBusyError when another one lives, and StoreError."""
        before = self._book.last()
        self._book.start(self._beat)
        if before is not None:
            self._timetable.make_up(before.beat_at, self._beat.beat_at)

    def leave_place(self) -> None:
        """Be the store's daemon no more."""
        self._book.end(replace(self._beat, beat_at=self._app.clock.now()))

    def begin(self) -> None:
        """Set everybody to work, and say that it is so."""
        for worker in self._everybody():
            worker.start()
        if self._watch is not None:
            self._watch.start()
        self._notify.ready()

    def run(self) -> Ended:
        """Serve until asked to end, or until a new configuration is there and nothing is under way.

        Raises LinkBusyError when another daemon has taken over.
        """
        following: Settings | None = None
        reason: str | None = None
        try:
            following = self._loop()
        except ConnectorError as error:
            reason = error.what
            raise
        finally:
            unfinished = self._end(following)
            if following is None:
                seconds = round(time.monotonic() - self._began, 1)
                self._app.log.say(Event.DAEMON_STOPPED, unfinished=list(unfinished), seconds=seconds, reason=reason)
        return Ended(following=following, unfinished=unfinished)

    # -- the loop

    def _loop(self) -> Settings | None:
        """The configuration to serve next; None when asked to end."""
        while not self._signals.heard_stop():
            try:
                self._turn()
                self._usable_again()
            except StoreError as error:  # full, locked or damaged: nobody is helped by a daemon that is gone, too
                self._unusable(error)
            self._show_life()
            if self._following is not None and all(worker.idle for worker in self._everybody()):
                return self._following
            self._signals.stop.wait(NAP)
        return None

    def _turn(self) -> None:
        """One look at clock, wishes and outboxes. While a new configuration waits its turn nothing is begun."""
        now = self._app.clock.now()
        back = self._timetable.set_back(now)
        if back is not None:
            self._app.log.say(Event.CLOCK_SET_BACK, seconds=round(back.total_seconds()))
            self._beaten_at = now - BEAT_EVERY
        self._hear()
        if self._following is None:
            self._begin_due(now)
        if now - self._beaten_at >= BEAT_EVERY:
            self._beat_and_look(now)

    def _show_life(self) -> None:
        """The loop turns: said whatever the store is like, for a daemon that waits for its store does not hang."""
        if time.monotonic() - self._shown_at < BEAT_EVERY.total_seconds():
            return
        self._shown_at = time.monotonic()
        self._notify.alive(f"{len(self._workers)} links")
        self.health = replace(self.health, at=self._app.clock.now())

    def _begin_due(self, now: datetime) -> None:
        for job in self._timetable.due(now):
            if job == PURGE:
                self._keeper.ask(Task.PURGE)
            else:
                self._workers[job.link].ask(_TASKS[job.kind])

    def _beat_and_look(self, now: datetime) -> None:
        """A sign of life in the store, a look into the outboxes, and the state for whoever asks over HTTP; begun anew
        at the next turn if the store does not let it come to its end."""
        runs = {f"{job.link} {job.kind}".strip(): at for job, at in self._timetable.next_runs.items()}
        self._beat = replace(self._beat, beat_at=now, next_runs=runs)
        self._book.beat(self._beat)
        if self._following is None:
            for name, worker in self._workers.items():
                if worker.idle and self._drains.may(name) and self._app.owes_now(name):
                    worker.ask(Task.DRAIN)
        if self._watched:
            self.health = self._seen(now)
        self._beaten_at = now

    def _seen(self, now: datetime) -> Health:
        app = self._app
        rows = app.desk.status(app.link_names, now)
        return Health(at=now, links=rows, freshness=of_links(app.settings, rows, now), systems=app.desk.systems())

    def _unusable(self, error: StoreError) -> None:
        self.health = replace(self.health, usable=False)
        if self._unusable_since is None:
            self._unusable_since = time.monotonic()
            self._app.log.say(Event.STORE_UNUSABLE, error=error.what, where=error.where, do=error.do)

    def _usable_again(self) -> None:
        if self._unusable_since is not None:
            seconds = round(time.monotonic() - self._unusable_since, 1)
            self._unusable_since = None
            self._app.log.say(Event.STORE_USABLE, seconds=seconds)

    # -- wishes

    def _hear(self) -> None:
        if self._signals.heard_reload():
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
                worker = None if request.link is None else self._workers.get(request.link)
                if worker is None:
                    return "no such link"
                worker.ask(Task.SYNC)
                return "asked"

    def _reload(self) -> str:
        """Judge the new configuration; only a good one takes over, once nothing is under way."""
        try:
            self._following = self._load()
        except ConfigurationError as error:
            say_refused(self._app, error)
            return f"refused: {error.problems[0] if error.problems else error.what}"
        except Exception as error:  # noqa: BLE001  # what nobody foresaw must not end what is well configured
            self._app.log.unexpected(error)
            return f"refused: {type(error).__name__}"
        return "reloading"

    # -- work

    def _doer(self, link: str) -> Callable[[Task], None]:
        def do(task: Task) -> None:
            match task:
                case Task.DRAIN:
                    if not self._app.is_held_elsewhere(link):
                        summary = self._app.drain(link)
                        self._drains.ended(link, failed=summary is not None and summary.outcome is Outcome.FAILED)
                case Task.SYNC:
                    self._wait_for(link)
                    _done(self._app.sync([link], wait=WAIT))
                case _:
                    self._wait_for(link)
                    _done(self._app.reconcile_scheduled(link))

        return do

    def _wait_for(self, link: str) -> None:
        """A scheduled run whose link a one-off command holds comes after it, instead of a day later."""
        for _ in range(_LOOKS):
            if not self._app.is_held_elsewhere(link):
                return
            self._app.clock.sleep(_LOOK_EVERY)

    # -- the end

    def _end(self, following: Settings | None) -> tuple[str, ...]:
        """Let what is under way come to its end; the links that did not in time."""
        if following is None:
            self._notify.stopping()
        else:
            self._notify.reloading()
        until = self._signals.since() + GRACE
        everybody: list[Worker | Watch] = [*self._everybody()]
        if self._watch is not None:
            everybody.append(self._watch)
        for one in everybody:
            one.end()
        unfinished = tuple(one.name for one in everybody if not one.join(max(0.0, until - time.monotonic())))
        if self._unusable_since is None:  # else its lock goes with the process all the same
            try:
                self.leave_place()
            except StoreError as error:
                self._unusable(error)
        return unfinished

    def _everybody(self) -> Iterator[Worker]:
        yield from self._workers.values()
        yield self._keeper


def say_started(app: App, health: str) -> None:
    app.log.say(Event.DAEMON_STARTED, version=__version__, pid=os.getpid(), links=sorted(app.link_names), health=health)


def say_refused(app: App, error: ConnectorError) -> None:
    problems = error.problems if isinstance(error, ConfigurationError) else ()
    app.log.say(
        Event.DAEMON_RELOAD_REFUSED,
        error=error.what,
        problem=problems[0] if problems else error.where,
        count=len(problems),
        do=error.do,
    )


def _done(_result: object) -> None:
    """What came of it stands in the store and in the log."""


def _schedules(settings: Settings) -> Mapping[Job, str]:
    schedules = {PURGE: _PURGE_AT}
    for name, link in settings.links.items():
        for kind in _TASKS:
            schedule = getattr(link.schedule, kind)
            if schedule is not None:
                schedules[Job(name, kind)] = schedule
    return schedules
