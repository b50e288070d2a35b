"""What the operating system asks of the daemon."""

import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from threading import Event
from types import FrameType

from connector.domain.errors import Ending
from connector.domain.times import ZONE


class Signals:
    """``stop`` is set once the daemon has heard that it is to end.

    Asking only leaves a mark, which the daemon's loop takes up at its next turn: a signal arrives between any two
    instructions of the main thread, also while that holds the very lock an event would need.
    """

    def __init__(self) -> None:
        self.stop = Event()
        self._stop_asked_at: float | None = None
        self._reload_asked = False

    def ask_stop(self) -> None:
        self._stop_asked_at = self._stop_asked_at or time.monotonic()

    def ask_reload(self) -> None:
        self._reload_asked = True

    def heard_stop(self) -> bool:
        """Whether the daemon is to end; whoever sleeps on its clock is woken."""
        if self._stop_asked_at is not None:
            self.stop.set()
        return self._stop_asked_at is not None

    def since(self) -> float:
        """The reading of ``time.monotonic`` when the daemon was asked to end; now, if it was not."""
        return time.monotonic() if self._stop_asked_at is None else self._stop_asked_at

    def heard_reload(self) -> bool:
        """Whether the configuration is to be read again; asked once, it is heard once."""
        asked, self._reload_asked = self._reload_asked, False
        return asked


class DaemonClock:
    """The machine's clock, in Vietnam's time; whoever sleeps on it is woken when the daemon is asked to end."""

    def __init__(self, signals: Signals) -> None:
        self._signals = signals

    def now(self) -> datetime:
        return datetime.fromtimestamp(time.time(), ZONE)

    def sleep(self, seconds: float) -> None:
        if self._signals.stop.wait(seconds):
            raise Ending


@contextmanager
def listening(signals: Signals) -> Iterator[None]:
    """SIGTERM, Ctrl+C and (Windows) Ctrl+Break ask to end, SIGHUP to reload; as before when it is left."""

    def end(_number: int, _frame: FrameType | None) -> None:
        signals.ask_stop()

    def reload(_number: int, _frame: FrameType | None) -> None:
        signals.ask_reload()

    wanted = {signal.SIGTERM: end, signal.SIGINT: end}
    if sys.platform == "win32":
        wanted[signal.SIGBREAK] = end
    else:
        wanted[signal.SIGHUP] = reload
    before = {number: signal.signal(number, handler) for number, handler in wanted.items()}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
