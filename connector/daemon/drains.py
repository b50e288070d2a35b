"""How often an outbox is worked off between two syncs: at once, unless its system gives no good answer."""

from collections.abc import Callable
from datetime import datetime, timedelta

#: After a drain that failed the next one waits so long; twice as long after each further one.
FIRST, LONGEST = timedelta(seconds=30), timedelta(minutes=10)


class Drains:
    """Keeps a system that is down from being probed, and the store from being filled with failed runs, every few
    seconds for days. A sync by its schedule probes whatever stands here."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._pauses: dict[str, tuple[datetime, timedelta]] = {}

    def may(self, link: str) -> bool:
        failed_at, pause = self._pauses.get(link, (None, FIRST))
        # A clock that was set back must not make the pause longer.
        return failed_at is None or not failed_at <= self._now() < failed_at + pause

    def ended(self, link: str, *, failed: bool) -> None:
        if failed:
            _, pause = self._pauses.get(link, (None, FIRST / 2))
            self._pauses[link] = (self._now(), min(2 * pause, LONGEST))
        else:
            self._pauses.pop(link, None)
