"""An invented office's standings."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from connector.domain.standing import Stand, Standing
from connector.domain.status import Status
from connector.domain.times import ZONE

Make = Callable[..., Standing]


def at(day: int, month: int = 3, hour: int = 9) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=ZONE)


@pytest.fixture
def make() -> Make:
    """A dossier on both sides, received on 2 March, due on the 16th, done on the 13th; a test changes some."""
    numbers = iter(range(1, 10_000))

    def one(**values: Any) -> Standing:
        code = f"H13.22-260302-{next(numbers):04}"
        told: dict[str, Any] = {
            "link": "investment",
            "code": code,
            "key": code,
            "run": "r1",
            "judged_at": at(27),
            "on_source": True,
            "on_target": True,
            "stand": Stand.AGREE,
            "source_status": Status.FINISHED,
            "target_status": Status.FINISHED,
            "received_at": at(2),
            "due_at": at(16),
            "finished_at": at(13),
            "event_at": at(13),
            "recorded_at": at(13, hour=15),
            "target_finished_at": at(13),
        }
        return Standing(**(told | values))

    return one
