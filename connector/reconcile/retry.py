"""When to try again after an answered refusal. Pure: chance and the time come as arguments."""

from datetime import datetime, timedelta

from connector.domain.delivery import Delivery, RetryDecision
from connector.domain.link import Retry

#: Chance may shorten a wait by up to this share, so that deliveries refused together do not come back together.
JITTER_SHARE = 0.25


def after_refusal(
    delivery: Delivery, retry: Retry, now: datetime, retry_after: timedelta | None, jitter: float
) -> RetryDecision:
    """Ever longer waits up to ``retry.max``; a time the system named is obeyed in full, however long. The waits so far
    tell how long: what a delivery was looked at for besides was no refusal.

    Gives up once the waits after answered refusals reach ``give_up_after``; time while a system is down is not among
    them. ``jitter`` is between 0 and 1.
    """
    if delivery.refused_for >= retry.give_up_after:
        return RetryDecision(next_attempt_at=None, refused_for=delivery.refused_for)
    wait = min(retry.first + delivery.refused_for * (retry.factor - 1), retry.max) * (1 - JITTER_SHARE * jitter)
    if retry_after is not None:
        wait = max(wait, retry_after)
    return RetryDecision(next_attempt_at=now + wait, refused_for=delivery.refused_for + wait)
