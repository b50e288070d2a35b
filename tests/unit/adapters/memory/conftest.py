"""What an adapter of this folder is given to work with."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from connector.adapters.registry import Context
from connector.domain.times import ZONE
from connector.observe.log import Log


class HandClock:
    """Stands still until somebody sleeps."""

    def __init__(self) -> None:
        self.time = datetime(2026, 6, 1, 8, 0, tzinfo=ZONE)

    def now(self) -> datetime:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.time += timedelta(seconds=seconds)


@pytest.fixture
def hand_context(tmp_path: Path) -> Context:
    return Context(home=tmp_path, agency="H13.22", clock=HandClock(), log=Log.silent(), on_circuit=lambda *_told: None)
