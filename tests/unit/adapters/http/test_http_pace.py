"""The rate is kept, pauses are kept, and a clock that jumps does neither harm."""

from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connector.adapters.http.pace import Pace
from connector.domain.times import ZONE


@settings(max_examples=50)
@given(st.floats(0.5, 200), st.lists(st.floats(0, 3), min_size=2, max_size=30))
def test_requests_are_never_closer_together_than_the_rate_allows(rate: float, gaps: list[float]) -> None:
    clock = _clock()
    pace, sent = Pace(clock=clock, concurrency=4, rate=rate), []
    for gap in gaps:
        clock.advance(seconds=gap)
        pace.wait_for_slot()
        sent.append(clock.now())
    shortest = timedelta(seconds=1 / rate) - timedelta(milliseconds=1)
    assert all(later - earlier >= shortest for earlier, later in pairwise(sent))


def test_without_a_rate_nobody_waits(clock: Any) -> None:
    pace = Pace(clock=clock, concurrency=1, rate=None)
    for _ in range(1000):
        pace.wait_for_slot()
    assert clock.slept == []


def test_a_shorter_pause_never_ends_a_longer_one(clock: Any) -> None:
    pace = Pace(clock=clock, concurrency=1, rate=None)
    assert pace.pause(timedelta(hours=1))
    assert not pace.pause(timedelta(seconds=1))
    clock.advance(minutes=59)
    assert pace.left() == timedelta(minutes=1)
    clock.advance(minutes=1)
    assert pace.left() == timedelta(0)


@pytest.mark.parametrize("jump", [timedelta(days=-1), timedelta(days=1)])
def test_a_clock_set_wrong_by_a_day_stops_nothing_for_a_day(clock: Any, jump: timedelta) -> None:
    pace = Pace(clock=clock, concurrency=2, rate=1)
    pace.pause(timedelta(seconds=30))
    pace.wait_for_slot()
    clock.time += jump
    assert pace.left() == timedelta(0)
    pace.wait_for_slot()
    assert sum(clock.slept) < 5


def _clock() -> Any:
    class Clock:
        time = datetime(2026, 3, 2, tzinfo=ZONE)

        def now(self) -> datetime:
            return self.time

        def sleep(self, seconds: float) -> None:
            self.advance(seconds=seconds)

        def advance(self, *, seconds: float) -> None:
            self.time += timedelta(seconds=seconds)

    return Clock()
