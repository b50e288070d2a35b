"""A clock that only moves when somebody sleeps or a test says so."""

from datetime import datetime, timedelta

from connector.domain.times import ZONE

START = datetime(2026, 3, 4, 9, 30, tzinfo=ZONE)


class StillClock:
    """Shared by several runs of one story; every look at it takes a millisecond, so that order is visible."""

    def __init__(self, at: datetime = START) -> None:
        self._at = at

    def now(self) -> datetime:
        self._at += timedelta(milliseconds=1)
        return self._at

    def sleep(self, seconds: float) -> None:
        self._at += timedelta(seconds=seconds)

    def pass_(self, time: timedelta) -> None:
        self._at += time
