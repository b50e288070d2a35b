"""When an answered refusal is tried again, and when it ends."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from connector.domain.delivery import Delivery, DeliveryState
from connector.domain.dossier import Dossier
from connector.domain.link import Retry
from connector.domain.times import ZONE
from connector.domain.verdict import Action
from connector.reconcile.retry import after_refusal

NOW = datetime(2022, 8, 20, 10, tzinfo=ZONE)


def delivery(refused_for: timedelta = timedelta(0), *, attempts: int = 1) -> Delivery:
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


def waits(number: int, retry: Retry = Retry(), jitter: float = 0.0) -> list[timedelta]:  # noqa: B008  # frozen
    """The waits after so many refusals in a row."""
    refused_for, found = timedelta(0), []
    for _ in range(number):
        decision = after_refusal(delivery(refused_for), retry, NOW, None, jitter)
        assert decision.next_attempt_at is not None
        assert decision.refused_for == refused_for + (decision.next_attempt_at - NOW)
        refused_for = decision.refused_for
        found.append(decision.next_attempt_at - NOW)
    return found


def waited(refused_for: timedelta, retry_after: timedelta | None = None, jitter: float = 0.0) -> timedelta:
    decision = after_refusal(delivery(refused_for), Retry(), NOW, retry_after, jitter)
    assert decision.next_attempt_at is not None
    return decision.next_attempt_at - NOW


def test_waits_grow_by_their_factor_up_to_the_longest() -> None:
    seconds = [wait.total_seconds() for wait in waits(12)]
    assert seconds == [30, 60, 120, 240, 480, 960, 1920, 3840, 7680, 15360, 21600, 21600]
    threefold = Retry(first=timedelta(seconds=1), factor=3, max=timedelta(minutes=1))
    assert [wait.total_seconds() for wait in waits(6, threefold)] == [1, 3, 9, 27, 60, 60]
    steady = Retry(first=timedelta(minutes=5), factor=1)
    assert set(waits(9, steady)) == {timedelta(minutes=5)}
    assert waits(10, jitter=1)[-1] > timedelta(minutes=50), "chance slows the growth down and does not stop it"


def test_a_time_the_system_named_is_obeyed_in_full() -> None:
    assert waited(timedelta(0), timedelta(days=1)) == timedelta(days=1)
    assert waited(timedelta(hours=9), timedelta(seconds=1)) == timedelta(hours=6)


@given(st.timedeltas(timedelta(0), timedelta(days=2)), st.floats(0, 1))
def test_chance_only_shortens_and_never_below_three_quarters(refused_for, jitter) -> None:
    full = waited(refused_for)
    assert full * 0.75 <= waited(refused_for, jitter=jitter) <= full


def test_only_waits_after_refusals_count_towards_giving_up() -> None:
    just_before = after_refusal(delivery(timedelta(days=3, seconds=-1)), Retry(), NOW, None, 0)
    assert just_before.next_attempt_at is not None
    ended = after_refusal(delivery(timedelta(days=3)), Retry(), NOW, timedelta(hours=1), 0)
    assert (ended.next_attempt_at, ended.refused_for) == (None, timedelta(days=3))
    looked_at = after_refusal(delivery(attempts=5000), Retry(), NOW, None, 0)
    assert looked_at.next_attempt_at == NOW + timedelta(seconds=30)
