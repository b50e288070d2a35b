"""A daemon that lives through months in minutes: in this process, on a clock that leaps while nothing is under way."""

import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from connector.adapters.registry import load_settings
from connector.daemon import daemon, serving
from connector.daemon.alerts.watch import Watch
from connector.daemon.daemon import Daemon
from connector.daemon.notify import Notify
from connector.daemon.serving import Serving
from connector.daemon.signals import Signals
from connector.domain.errors import Ending
from support.office import Office

#: The longest leap: drains, digests and looks for people happen at least so often.
LEAP = timedelta(hours=2)


class LeapingClock:
    """Moves when somebody sleeps, and when the month says so."""

    def __init__(self, at: datetime) -> None:
        self._at = at
        self._turn = threading.Lock()
        self.ending: Callable[[], bool] = lambda: False

    def now(self) -> datetime:
        with self._turn:
            self._at += timedelta(microseconds=100)
            return self._at

    def sleep(self, seconds: float) -> None:
        if self.ending():
            raise Ending
        self.leap(timedelta(seconds=seconds))

    def leap(self, by: timedelta) -> None:
        with self._turn:
            self._at += by


class _Nap(threading.Event):
    """The daemon's nap: a turn of the month."""

    def __init__(self, turn: Callable[[], None]) -> None:
        super().__init__()
        self._take_turn = turn

    def wait(self, timeout: float | None = None) -> bool:  # whoever naps is woken by events
        self._take_turn()
        return self.is_set()


class Month:
    """``each_hour`` is told the time at every leap: there a test makes things happen."""

    def __init__(self, office: Office, clock: LeapingClock, monkeypatch: pytest.MonkeyPatch) -> None:
        self.office = office
        self.clock = clock
        self.each_hour: Callable[[datetime], None] = lambda _now: None
        self._until = clock.now()
        self._patch = monkeypatch
        self._services: list[Serving] = []
        self._watches: list[Watch] = []
        for name, value in office.env.items():
            monkeypatch.setenv(name, value)
        self._stand_in()

    def live(self, until: datetime) -> tuple[str, ...]:
        """One life of a daemon, from now until then; whose work was unfinished at its end."""
        self._until = until
        signals = Signals()
        signals.stop = _Nap(lambda: self._turn(signals))
        self.clock.ending = signals.stop.is_set

        def load() -> Any:
            return load_settings(self.office.config / "connector.yaml")

        return Daemon(load, signals=signals, clock=self.clock, notify=Notify("")).run()

    def _turn(self, signals: Signals) -> None:
        """Once nothing is under way people are told, and the clock leaps to what comes next."""
        service = self._services[-1]
        while not all(worker.idle for worker in service._everybody()):
            time.sleep(0.002)
        self._watches[-1].look()
        now = self.clock.now()
        if now >= self._until:
            signals.ask_stop()
            return
        self.each_hour(now)
        following = min(self._until, *service._timetable.next_runs.values())
        self.clock.leap(max(timedelta(seconds=11), min(following - now, LEAP)))

    def _stand_in(self) -> None:
        """The month turns the watch itself: its thread would look by a clock on the wall."""
        services, watches = self._services, self._watches

        class Seen(Serving):
            def __init__(self, *given: Any, **named: Any) -> None:
                super().__init__(*given, **named)
                services.append(self)

        class Turned(Watch):
            def start(self) -> None:
                watches.append(self)

            def join(self, _seconds: float) -> bool:
                return True

        self._patch.setattr(daemon, "Serving", Seen)
        self._patch.setattr(serving, "Watch", Turned)
