"""When an answered refusal is tried again, and when it ends."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.domain.delivery import Delivery, DeliveryState
from connector.domain.dossier import Dossier
from connector.domain.link import Retry
from connector.domain.times import ZONE
from connector.domain.verdict import Action
from connector.reconcile.retry import after_refusal

NOW = datetime(2022, 8, 20, 10, tzinfo=ZONE)


def delivery(attempts: int = 1, refused_for: timedelta = timedelta(0)) -> Delivery:
    return Delivery(
        id=1,
        link="investment",
        dossier_id=1,
        code="X",
        state=DeliveryState.CLAIMED,
        action=Action(create=True, target_code="X"),
        payload=Dossier(code="X"),
        planned_at=NOW,
        next_attempt_at=NOW,
        attempts=attempts,
        refused_for=refused_for,
    )


def waited(attempts: int, retry_after: timedelta | None = None, jitter: float = 0.0) -> timedelta:
    decision = after_refusal(delivery(attempts), Retry(), NOW, retry_after, jitter)
    assert decision.next_attempt_at is not None
    assert decision.refused_for == decision.next_attempt_at - NOW
    return decision.next_attempt_at - NOW


@pytest.mark.parametrize(("attempts", "seconds"), [(1, 30), (2, 60), (3, 120), (10, 15360), (11, 21600), (5000, 21600)])
def test_waits_double_up_to_the_longest(attempts, seconds) -> None:
    assert waited(attempts) == timedelta(seconds=seconds)


def test_a_time_the_system_named_is_obeyed_in_full() -> None:
    assert waited(1, timedelta(days=1)) == timedelta(days=1)
    assert waited(11, timedelta(seconds=1)) == timedelta(hours=6)


@given(st.integers(1, 50), st.floats(0, 1))
def test_chance_only_shortens_and_never_below_three_quarters(attempts, jitter) -> None:
    full = waited(attempts)
    assert full * 0.75 <= waited(attempts, jitter=jitter) <= full


def test_only_waits_after_refusals_count_towards_giving_up() -> None:
    just_before = after_refusal(delivery(40, timedelta(days=3, seconds=-1)), Retry(), NOW, None, 0)
    assert just_before.next_attempt_at is not None
    ended = after_refusal(delivery(1, timedelta(days=3)), Retry(), NOW, timedelta(hours=1), 0)
    assert (ended.next_attempt_at, ended.refused_for) == (None, timedelta(days=3))
    assert after_refusal(delivery(5000), Retry(), NOW, None, 0).next_attempt_at is not None
