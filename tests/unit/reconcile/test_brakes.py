"""The brakes: any one is enough, and each has its edge."""

from datetime import datetime, timedelta

import pytest

from connector.domain.link import Brakes, LinkProgress
from connector.domain.times import ZONE
from connector.domain.verdict import HoldRule
from connector.ports import PlanSize
from connector.reconcile.brakes import brake

NOW = datetime(2022, 8, 20, 10, tzinfo=ZONE)


def judged(*, planned=1, window=0, written=1, known=1000, enumerated=None, brakes=None, **progress):
    size = PlanSize(planned=planned, actions_in_window=window, written_in_window=written, known=known)
    hold = brake(size, brakes=brakes or Brakes(), progress=LinkProgress(**progress), enumerated=enumerated, now=NOW)
    assert hold is None or hold.reason
    return hold and hold.rule


def test_an_ordinary_run_is_not_braked() -> None:
    assert judged(last_complete_sync=NOW - timedelta(hours=1), enumerated=1000, last_enumeration=1000) is None


@pytest.mark.parametrize(
    ("planned", "window", "held"), [(200, 0, False), (150, 50, False), (150, 51, True), (0, 500, False)]
)
def test_more_than_max_actions_in_a_day_is_held(planned, window, held) -> None:
    rule = judged(planned=planned, window=window, written=1, known=10_000)
    assert rule is (HoldRule.BRAKE_ACTIONS if held else None)


@pytest.mark.parametrize(
    ("written", "share", "held"), [(200, 0.2, False), (201, 0.2, True), (1000, 1.0, False), (290, 0.29, False)]
)
def test_more_than_max_share_of_the_known_dossiers_is_held(written, share, held) -> None:
    rule = judged(written=written, brakes=Brakes(max_actions=5000, max_share=share))
    assert rule is (HoldRule.BRAKE_SHARE if held else None)


@pytest.mark.parametrize(
    ("enumerated", "last", "known", "held"),
    [
        (500, 1000, 10, False),
        (499, 1000, 10, True),
        (0, None, 0, False),
        (0, None, 3, True),  # the link knows more than the side tells
        (40, 10, 100, True),
        (None, 1000, 1000, False),  # a partial window is never a measure
    ],
)
def test_a_side_that_suddenly_tells_less_is_held(enumerated, last, known, held) -> None:
    rule = judged(planned=0, enumerated=enumerated, known=known, last_enumeration=last)
    assert rule is (HoldRule.BRAKE_ENUMERATION if held else None)


def test_a_long_silence_is_held_until_a_reconcile_has_run() -> None:
    long_ago, week = NOW - timedelta(days=30), timedelta(days=7)
    assert judged(last_complete_sync=NOW - week) is None
    assert judged(last_complete_sync=NOW - week - timedelta(seconds=1)) is HoldRule.BRAKE_GAP
    assert judged(last_complete_sync=long_ago, last_reconcile=NOW - timedelta(days=1)) is None
    assert judged(last_complete_sync=long_ago, last_reconcile=NOW - timedelta(days=20)) is HoldRule.BRAKE_GAP
    assert judged() is None  # a first run has no gap
