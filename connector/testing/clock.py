"""A clock that only moves when somebody sleeps or the one who holds it says so."""

import threading
from datetime import datetime, timedelta

from connector.domain.times import ZONE

START = datetime(2026, 3, 4, 9, 30, tzinfo=ZONE)


class StillClock:
    """Shared by several runs of one story; every look at it takes a millisecond, so that order is visible."""

    def __init__(self, at: datetime = START) -> None:
        self._at = at
        self._lock = threading.Lock()

    def now(self) -> datetime:
        return self._move(timedelta(milliseconds=1))

    def sleep(self, seconds: float) -> None:
        self._move(timedelta(seconds=seconds))

    def pass_(self, time: timedelta) -> None:
        self._move(time)

    def _move(self, time: timedelta) -> datetime:
        with self._lock:
            self._at += time
            return self._at
