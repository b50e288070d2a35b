"""The daemon from its start to its end: one configuration served after the other."""

from collections.abc import Callable
from contextlib import ExitStack

from connector.bootstrap import App, open_settings
from connector.daemon.health import serving, written
from connector.daemon.notify import Notify
from connector.daemon.serving import Ended, Serving, say_refused, say_started
from connector.daemon.signals import DaemonClock, Signals, listening
from connector.domain.errors import ConnectorError
from connector.observe.events import Event
from connector.ports import Clock
from connector.settings.settings import Settings


class Daemon:
    """``load`` reads the configuration and raises ConfigurationError with every problem; ``health`` is where it
    answers over HTTP, None for nowhere; ``ready`` is told the port."""

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
        self._serves = False
        self._since = self._clock.now()

    def run(self) -> tuple[str, ...]:
        """Serve until asked to end. Returns the links whose work was still under way 30 s after that.

        Raises ConfigurationError, StoreError, and LinkBusyError when another daemon lives.
        """
        with listening(self._signals):
            settings = self._load()
            began: Callable[[App, int], None] = self._started
            last_good: Settings | None = None
            while True:
                try:
                    ended = self._serve(settings, began)
                except ConnectorError as error:
                    if last_good is None or self._serves:
                        raise
                    # What was well written cannot be served (a store that cannot be opened): back to the old one.
                    settings, last_good, began = last_good, None, _refused(error)
                    continue
                if ended.following is None:
                    return ended.unfinished
                settings, last_good, began = ended.following, settings, _reloaded

    def _serve(self, settings: Settings, began: Callable[[App, int], None]) -> Ended:
        self._serves = False
        with ExitStack() as opened:
            app = opened.enter_context(open_settings(settings, clock=self._clock, ending=self._signals.stop.is_set))
            service = Serving(
                app,
                signals=self._signals,
                notify=self._notify,
                load=self._load,
                since=self._since,
                watched=self._health is not None,
            )
            service.take_place()  # first: whoever starts a second daemon is told of the first, and not of its port
            try:
                port = opened.enter_context(serving(self._health, lambda: service.health, self._clock.now))
            except ConnectorError:
                service.leave_place()
                raise
            service.begin()
            self._serves = True
            began(app, port)
            return service.run()

    def _started(self, app: App, port: int) -> None:
        self._ready(port)
        say_started(app, "" if self._health is None else written(*self._health))


def _reloaded(app: App, _port: int) -> None:
    app.log.say(Event.DAEMON_RELOADED, links=sorted(app.link_names))


def _refused(error: ConnectorError) -> Callable[[App, int], None]:
    return lambda app, _port: say_refused(app, error)
