"""What the operating system asks of the daemon."""

import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from threading import Event
from types import FrameType

from connector.domain.errors import Ending
from connector.domain.times import ZONE


@dataclass(frozen=True, slots=True)
class Signals:
    """``stop``: end in an orderly way. ``reload``: read the configuration again. ``wake`` ends the loop's nap."""

    stop: Event = field(default_factory=Event)
    reload: Event = field(default_factory=Event)
    wake: Event = field(default_factory=Event)

    def ask_stop(self) -> None:
        self.stop.set()
        self.wake.set()

    def ask_reload(self) -> None:
        self.reload.set()
        self.wake.set()


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
