"""A scripted system on a real socket, a clock that waits for nobody, and callers for both."""

import threading
from collections import deque
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from connector.adapters.http import HttpCaller, HttpSystemSettings
from connector.domain.down import Down
from connector.domain.times import ZONE
from connector.observe.log import Log
from connector.testing.server import Reply, Request, SimulatedServer


class FakeClock:
    """Sleeping moves it; nothing else does."""

    def __init__(self) -> None:
        self.time = datetime(2026, 3, 2, 9, 0, tzinfo=ZONE)
        self.slept: list[float] = []
        self._lock = threading.Lock()

    def now(self) -> datetime:
        with self._lock:
            return self.time

    def sleep(self, seconds: float) -> None:
        with self._lock:
            self.slept.append(seconds)
            self.time += timedelta(seconds=seconds)

    def advance(self, **how: float) -> None:
        with self._lock:
            self.time += timedelta(**how)


class ScriptedSystem(SimulatedServer):
    """Gives the replies it was told to give, in order, then the last one for ever."""

    def __init__(self, **how: Any) -> None:
        super().__init__(**how)
        self.replies: deque[Reply] = deque([Reply.json({"ok": True})])

    def tell(self, *replies: Reply) -> None:
        self.replies = deque(replies)

    def answer(self, request: Request) -> Reply:
        with self.lock:
            return self.replies.popleft() if len(self.replies) > 1 else self.replies[0]


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def system(clock: FakeClock) -> Iterator[ScriptedSystem]:
    with ScriptedSystem(clock=clock.now) as running:
        yield running


@pytest.fixture
def changes() -> list[tuple[Down | None, str]]:
    return []


@pytest.fixture
def lines() -> list[dict[str, Any]]:
    return []


@pytest.fixture
def make_caller(
    system: ScriptedSystem, clock: FakeClock, changes: list[tuple[Down | None, str]], lines: list[dict[str, Any]]
) -> Iterator[Callable[..., HttpCaller]]:
    made: list[HttpCaller] = []

    def make(largest_answer: int | None = None, transport: Any = None, **keys: Any) -> HttpCaller:
        settings = HttpSystemSettings(**({"system": "far", "adapter": "x", "url": system.url, "timeout": "5s"} | keys))
        more = {} if largest_answer is None else {"largest_answer": largest_answer}
        caller = HttpCaller(
            settings,
            clock=clock,
            log=Log.recording(lines),
            on_circuit=lambda *change: changes.append(change),
            transport=transport,
            **more,
        )
        made.append(caller)
        return caller

    yield make
    for caller in made:
        caller.close()


@pytest.fixture
def caller(make_caller: Callable[..., HttpCaller]) -> HttpCaller:
    return make_caller()
