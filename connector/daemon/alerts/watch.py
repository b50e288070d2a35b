"""Watching for people: looks at every link and system now and then, in a thread of its own, and tells what it sees.

A mail server that hangs must keep neither the schedule nor the sign of life waiting.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from threading import Event, Thread
from typing import Any

from connector.bootstrap import App
from connector.daemon.alerts.alerting import Alerting, Subject
from connector.daemon.alerts.causes import Watched, causes, explained
from connector.daemon.alerts.channels import channels
from connector.daemon.alerts.digest import cases_of, digest_lines, share_of
from connector.daemon.freshness import of_links, systems_of
from connector.domain.errors import StoreError
from connector.observe.redact import scrub
from connector.report.distinct import Distinct

#: How often it looks; more often where trouble is to be told sooner, but not busily.
EVERY, LEAST = timedelta(seconds=30), timedelta(seconds=1)

#: Cases read from the store at once.
_BATCH = 500


class Watch:
    """One look is ``look``; ``start`` looks again and again until ``end``."""

    name = "alerts"

    def __init__(self, app: App) -> None:
        self._app = app
        self._english = app.settings.language == "en"
        self._systems_of = {name: systems_of(app.settings.links[name]) for name in app.link_names}
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
        self._thread = Thread(target=self._watch, name=self.name, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def end(self) -> None:
        """Look no more; a message under way is waited for in ``join``."""
        self._ended.set()

    def join(self, seconds: float) -> bool:
        """Whether the thread ended within so many seconds."""
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def look(self) -> None:
        """See what stands now, and tell what is new, what is over, and the digest when it is due."""
        now = self._app.clock.now()
        try:
            watched = self._seen(now)
            standing = causes(watched)
            self._alerting.look(standing, now, watched=self._subjects(), explained=explained(watched))
            language = "en" if self._english else "vi"
            troubles = [cause.told.told(language) for cause in standing.values()]
            self._alerting.digest(lambda since: self._digest(watched, troubles, since, now), now)
        except StoreError as error:
            self._alerting.store_lost(error, now)
        else:
            self._alerting.store_back(now)

    def _seen(self, now: datetime) -> Watched:
        app = self._app
        rows = [_scrubbed(row) for row in app.desk.status(app.link_names, now)]
        return Watched(
            links=rows,
            freshness=of_links(app.settings, rows, now),
            systems=[dict(row) | {"reason": scrub(row["reason"] or "")} for row in app.desk.systems()],
            systems_of=self._systems_of,
        )

    def _subjects(self) -> frozenset[Subject]:
        links = {("link", name) for name in self._systems_of}
        return frozenset(links | {("system", name) for names in self._systems_of.values() for name in names})

    def _digest(self, watched: Watched, troubles: list[str], since: datetime, now: datetime) -> list[str]:
        app, today = self._app, now.date()
        standings = Distinct(lambda: app.scales.standings(app.link_names), app.link_names)
        cases = cases_of(self._cases(), since, today)
        return digest_lines(watched.links, share_of(standings, today), cases, troubles, english=self._english)

    def _cases(self) -> Iterator[Mapping[str, Any]]:
        after = 0
        while page := self._app.desk.case_page(self._app.link_names, after=after, limit=_BATCH):
            after = page[-1]["id"]
            yield from page

    def _watch(self) -> None:
        while not self._ended.is_set():
            try:
                self.look()
            except Exception as error:  # noqa: BLE001  # what cannot be told to people is told to the log
                self._app.log.unexpected(error)
            self._ended.wait(min(EVERY, max(LEAST, self._app.settings.alerts.after)).total_seconds())


def _scrubbed(row: Mapping[str, Any]) -> Mapping[str, Any]:
    """The line without what a foreign system may have put into its last run's error."""
    error = row.get("error")
    return row if not error else dict(row) | {"error": dict(error) | {"what": scrub(str(error["what"]))}}
