"""Watching for people: looks at every link and system now and then, in a thread of its own, and tells what it sees.

A mail server that hangs must keep neither the schedule nor the sign of life waiting.
"""

from collections.abc import Mapping
from datetime import timedelta
from threading import Event, Thread

from connector.bootstrap import App
from connector.daemon.alerts.alerting import Alerting
from connector.daemon.alerts.causes import causes
from connector.daemon.alerts.channels import channels
from connector.daemon.alerts.digest import digest_lines, share_of
from connector.daemon.freshness import Fresh, freshness
from connector.domain.verdict import BRAKES

#: How often it looks.
EVERY = timedelta(seconds=30)


class Watch:
    """One look is ``look``; ``start`` looks again and again until ``end``."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._english = app.settings.language == "en"
        self._alerting = Alerting(
            app.settings.alerts,
            channels(app.settings.alerts, app.settings.home),
            app.store.alerts(),
            app.calendar,
            app.log,
            agency=app.settings.agency.code,
            english=self._english,
        )
        self._ended = Event()
        self._thread = Thread(target=self._watch, name="alerts", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def end(self, seconds: float) -> None:
        """Stop looking; a message under way gets so many seconds."""
        self._ended.set()
        self._thread.join(seconds)

    def look(self) -> None:
        """See what stands now, and tell what is new, what is over, and the digest when it is due."""
        app, now = self._app, self._app.clock.now()
        rows = app.desk.status(app.link_names, now)
        fresh = {str(row["link"]): freshness(row, app.settings.links[row["link"]].schedule, now) for row in rows}
        braked = {str(row["link"]): self._braked(str(row["link"])) for row in rows if row.get("held")}
        standing = causes(rows, fresh, app.desk.systems(), braked, english=self._english)
        self._alerting.look(standing, now)

        def lines() -> list[str]:
            share = share_of(app.standings(app.link_names), now.date())
            return digest_lines(rows, share, _stale(fresh), english=self._english)

        self._alerting.digest(lines, now)

    def _braked(self, link: str) -> int:
        return sum(len(self._app.desk.holds([link], rule=rule)) for rule in BRAKES)

    def _watch(self) -> None:
        while not self._ended.is_set():
            try:
                self.look()
            except Exception as error:  # noqa: BLE001  # what cannot be told to people is told to the log
                self._app.log.unexpected(error)
            self._ended.wait(EVERY.total_seconds())


def _stale(freshness_by_link: Mapping[str, Fresh]) -> list[str]:
    return sorted(link for link, fresh in freshness_by_link.items() if fresh is Fresh.STALE)
