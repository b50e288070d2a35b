"""The daemon from its start to its end: one configuration served after the other."""

from collections.abc import Callable
from contextlib import AbstractContextManager

from connector.bootstrap import App, open_settings
from connector.daemon.health import serving
from connector.daemon.notify import Notify
from connector.daemon.serving import Ended, Serving
from connector.daemon.signals import DaemonClock, Signals, listening
from connector.domain.errors import ConnectorError
from connector.observe.events import Event
from connector.ports import Clock
from connector.settings.settings import Settings


class Daemon:
    """``load`` reads the configuration and raises ConfigurationError with every problem; ``health`` is where it
    answers over HTTP, None for nowhere."""

    def __init__(
        self,
        load: Callable[[], Settings],
        *,
        health: tuple[str, int] | None = None,
        signals: Signals | None = None,
        clock: Clock | None = None,
        notify: Notify | None = None,
        ready: Callable[[int], None] = lambda _port: None,
    ) -> None:
        self._load = load
        self._health = health
        self._signals = signals or Signals()
        self._clock = clock or DaemonClock(self._signals)
        self._notify = notify or Notify()
        self._ready = ready

    def run(self) -> tuple[str, ...]:
        """Serve until asked to end. Returns the links whose work was still under way 30 s after that.

        Raises ConfigurationError, StoreError, and LinkBusyError when another daemon lives.
        """
        with listening(self._signals):
            settings = self._load()
            previous: Settings | None = None
            while True:
                try:
                    ended = self._serve(settings, previous)
                except ConnectorError:
                    if previous is None:
                        raise
                    settings, previous = previous, None  # the new configuration cannot be served: back to the old one
                    continue
                if ended.following is None:
                    return ended.unfinished
                settings, previous = ended.following, settings

    def _serve(self, settings: Settings, previous: Settings | None) -> Ended:
        with self._opened(settings) as app:
            address = "" if self._health is None else f"{self._health[0]}:{self._health[1]}"
            service = Serving(app, signals=self._signals, notify=self._notify, load=self._load, health=address)
            if previous is not None:
                app.log.say(Event.DAEMON_RELOADED, links=sorted(app.link_names))
            with serving(self._health, lambda: service.health, self._clock.now) as port:
                self._ready(port)
                return service.run()

    def _opened(self, settings: Settings) -> AbstractContextManager[App]:
        return open_settings(settings, clock=self._clock, ending=self._signals.stop.is_set)
