"""A link to a simulated specialized system over a real socket."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from connector.adapters.registry import Context
from connector.adapters.rest.settings import RestSourceSettings, RestSystemSettings
from connector.adapters.rest.source import RestSource, make_source
from connector.domain.down import Down
from connector.domain.times import ZONE
from connector.observe.log import Log
from connector.testing.rest_system import RestSystem


class QuickClock:
    """The real time, but waiting takes none: it only moves this clock on."""

    def __init__(self) -> None:
        self.slept: list[float] = []

    def now(self) -> datetime:
        return datetime.now(ZONE) + timedelta(seconds=sum(self.slept))

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)


class Bench:
    """Makes sources over simulated systems; ``lines`` is what they log, ``circuit`` what their circuits do."""

    def __init__(self, home: Path) -> None:
        self.clock = QuickClock()
        self.lines: list[dict[str, Any]] = []
        self.circuit: list[tuple[str, Down | None, str]] = []
        self.context = Context(
            home=home,
            agency="H13.22",
            clock=self.clock,
            log=Log.recording(self.lines),
            on_circuit=lambda *change: self.circuit.append(change),
        )

    def source(
        self, system: RestSystem | str, link: dict[str, Any], name: str = "investment", **keys: Any
    ) -> RestSource:
        url = system if isinstance(system, str) else system.url
        settings = RestSystemSettings.model_validate({"system": name, "adapter": "rest", "url": url, **keys})
        return make_source(settings, RestSourceSettings.model_validate(link), self.context)


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    made = Bench(tmp_path)
    yield made
    made.context.shared.close()


@pytest.fixture
def start() -> Iterator[Callable[[RestSystem], RestSystem]]:
    with ExitStack() as running:
        yield running.enter_context
