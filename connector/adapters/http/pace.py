"""How fast one system may be asked: so many at once, so many a second, and not at all while it asked for a pause."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from connector.ports import Clock

_NONE = timedelta(0)


class Pace:
    """Shared by everything that talks to the system. ``rate`` is in requests per second, evenly spaced."""

    def __init__(self, *, clock: Clock, concurrency: int, rate: float | None) -> None:
        self._clock = clock
        self._places = threading.BoundedSemaphore(concurrency)
        self._interval = _NONE if rate is None else timedelta(seconds=1 / rate)
        self._furthest = self._interval * concurrency
        self._lock = threading.Lock()
        self._next_slot: datetime | None = None
        self._paused_at: datetime | None = None
        self._pause = _NONE

    @contextmanager
    def place(self) -> Iterator[None]:
        """One of the ``concurrency`` places."""
        with self._places:
            yield

    def wait_for_slot(self) -> None:
        """Sleep until the rate allows one more request. Call it holding a place."""
        if self._interval:
            wait = self._reserve()
            if wait > _NONE:
                self._clock.sleep(wait.total_seconds())

    def pause(self, length: timedelta) -> bool:
        """Everyone stays away for that long; a shorter pause never ends a longer one. True when a pause begins."""
        with self._lock:
            now = self._clock.now()
            left = self._left(now)
            if length > left:
                self._paused_at, self._pause = now, length
            return length > left == _NONE

    def left(self) -> timedelta:
        """What is left of the pause; zero when there is none."""
        with self._lock:
            return self._left(self._clock.now())

    def _left(self, now: datetime) -> timedelta:
        # A clock that was set back ends the pause rather than lengthen it by a day.
        if self._paused_at is None or now < self._paused_at:
            return _NONE
        return max(_NONE, self._pause - (now - self._paused_at))

    def _reserve(self) -> timedelta:
        with self._lock:
            now = self._clock.now()
            slot = now if self._next_slot is None else max(now, self._next_slot)
            if slot - now > self._furthest:  # no more than ``concurrency`` can wait: the clock was set back
                slot = now
            self._next_slot = slot + self._interval
            return slot - now
