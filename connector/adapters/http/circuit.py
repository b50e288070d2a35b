"""The circuit of one system: a value that says whether anything may be sent, and a gate that keeps it for all threads.

It opens after five failures in a row, at once on a refused login or in a maintenance window; one good answer closes
it. A refused login stays refused for the life of the process, because asking again locks the account.
"""

import random
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import Enum, auto

from connector.domain.down import Down
from connector.domain.errors import LoginRefusedError, SystemDownError
from connector.ports import Clock
from connector.settings.values import Window

FAILURES_TO_OPEN = 5
FIRST_PAUSE = timedelta(seconds=2)
LONGEST_PAUSE = timedelta(minutes=5)
GROWTH = 2.0
_NONE = timedelta(0)


class Way(Enum):
    """What a request may do now."""

    PASS = auto()
    PROBE = auto()  #: It may pass, alone, to ask whether the system is back.
    STAY = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Circuit:
    """Open or closed, and since when; every method gives the circuit as it is afterwards."""

    failures: int = 0  #: in a row, while closed
    open: bool = False
    refused: bool = False  #: the login was; nothing closes it any more
    window: bool = False  #: open for a maintenance window only
    reason: str = ""
    since: datetime | None = None  #: when the present pause began
    pause: timedelta = _NONE  #: before anybody may probe, before jitter: what grows
    wait: timedelta = _NONE  #: the present pause, jitter included
    probing: bool = False

    @property
    def down(self) -> Down | None:
        """Why it is open; None while it is closed."""
        if not self.open:
            return None
        return Down.ACCOUNT if self.refused else Down.WINDOW if self.window else Down.OUTAGE

    def way(self, now: datetime) -> Way:
        if not self.open:
            return Way.PASS
        if self.refused or self.probing or not self._rested(now):
            return Way.STAY
        return Way.PROBE

    def probe_begins(self) -> "Circuit":
        return replace(self, probing=True)

    def probe_ends(self) -> "Circuit":
        """Without an answer that says anything about the system."""
        return replace(self, probing=False)

    def good(self) -> "Circuit":
        return self if self.refused else Circuit()

    def failed(self, now: datetime, reason: str, *, probe: bool, jitter: float) -> "Circuit":
        """One more failure. ``jitter`` in 0..1 spreads the pause from 0.8 to 1.2 of its length.

        While open only the probe's own failure lengthens the pause: requests that were still under way say nothing new.
        """
        if self.open and not probe:
            return self
        if not self.open and self.failures + 1 < FAILURES_TO_OPEN:
            return replace(self, failures=self.failures + 1)
        return self.broke(now, reason, jitter=jitter)

    def broke(self, now: datetime, reason: str, *, jitter: float) -> "Circuit":
        """Open now, or for longer if it was open."""
        pause = min(max(self.pause, FIRST_PAUSE) * GROWTH, LONGEST_PAUSE) if self.open else FIRST_PAUSE
        return self.opened(now, reason, pause=pause, wait=pause * (0.8 + 0.4 * jitter))

    def opened(self, now: datetime, reason: str, *, wait: timedelta, pause: timedelta = _NONE) -> "Circuit":
        return self if self.refused else Circuit(open=True, reason=reason, since=now, pause=pause, wait=wait)

    def closed_for(self, now: datetime, reason: str, *, wait: timedelta) -> "Circuit":
        """Open until a maintenance window ends."""
        return replace(self.opened(now, reason, wait=wait), window=True)

    def login_refused(self, reason: str) -> "Circuit":
        return Circuit(open=True, refused=True, reason=reason)

    def _rested(self, now: datetime) -> bool:
        # A clock that was set back must not lengthen the pause.
        return self.since is None or now < self.since or now - self.since >= self.wait


@dataclass(slots=True)
class Visit:
    """One request on its way; what it learned about the system. Neither good nor failed says nothing."""

    probe: bool = False
    good: bool = False
    failure: str | None = field(default=None)


class Gate:
    """The one circuit of a system, for all its threads; ``on_circuit`` hears of each change exactly once, in order: why
    nothing is asked any more, or None for a system that answers."""

    def __init__(
        self,
        *,
        clock: Clock,
        windows: Sequence[Window] = (),
        on_circuit: Callable[[Down | None, str], None],
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._clock = clock
        self._windows = tuple(windows)
        self._on_circuit = on_circuit
        self._jitter = jitter
        self._circuit = Circuit()
        self._heard = False  #: anything was said yet: it is not before the first answer
        self._told: Down | None = None  #: what was said last
        self._lock = threading.RLock()

    @property
    def circuit(self) -> Circuit:
        with self._lock:
            return self._circuit

    @contextmanager
    def visit(self, where: str, *, may_probe: bool, forced: bool = False) -> Iterator[Visit]:
        """Let one request through, or raise SystemDownError without it being sent.

        A forced one passes an open circuit, but neither a maintenance window nor a refused login. Only one that may
        probe is let through after the pause.
        """
        visit = self._enter(where, may_probe=may_probe, forced=forced)
        try:
            yield visit
        finally:
            self._leave(visit)

    def login_refused(self, reason: str) -> None:
        with self._lock:
            self._become(self._circuit.login_refused(reason))

    def broke(self, reason: str) -> None:
        with self._lock:
            self._become(self._circuit.broke(self._clock.now(), reason, jitter=self._jitter()))

    def _enter(self, where: str, *, may_probe: bool, forced: bool) -> Visit:
        with self._lock:
            now = self._clock.now()
            if self._circuit.refused:
                raise LoginRefusedError(self._circuit.reason, where=where, do=_DO_LOGIN)
            self._keep_windows(now, where)
            way = self._circuit.way(now)
            if way is Way.PASS or (forced and self._circuit.probing):
                return Visit()
            if not forced and (way is Way.STAY or not may_probe):
                raise SystemDownError(f"Hệ thống đang ngừng: {self._circuit.reason}", where=where, do=_DO_WAIT)
            self._circuit = self._circuit.probe_begins()
            return Visit(probe=True)

    def _keep_windows(self, now: datetime, where: str) -> None:
        ends = [window.ends_after(now) for window in self._windows if window.covers(now)]
        if not ends:
            return
        until = max(ends)
        reason = f"đang trong giờ bảo trì đến {until:%H:%M %d/%m/%Y}"
        self._become(self._circuit.closed_for(now, reason, wait=until - now))
        raise SystemDownError(f"Hệ thống {reason}; không gửi gì.", where=where, do=_DO_WAIT)

    def _leave(self, visit: Visit) -> None:
        with self._lock:
            circuit = self._circuit
            if visit.good:
                circuit = circuit.good()
            elif visit.failure is not None:
                circuit = circuit.failed(self._clock.now(), visit.failure, probe=visit.probe, jitter=self._jitter())
            if visit.probe:
                circuit = circuit.probe_ends()
            self._become(circuit, known=visit.good)

    def _become(self, circuit: Circuit, *, known: bool = True) -> None:
        self._circuit = circuit
        down = circuit.down
        if (self._heard and down is self._told) or (down is None and not known):
            return
        self._heard, self._told = True, down
        self._on_circuit(down, circuit.reason)


_DO_WAIT = "Không cần làm gì: việc đang chờ giữ nguyên và sẽ được gửi khi hệ thống trở lại."
_DO_LOGIN = (
    "Sửa tài khoản trong tệp cấu hình rồi khởi động lại hoặc nạp lại cấu hình; chương trình không tự thử lại để tránh "
    "khóa tài khoản."
)
