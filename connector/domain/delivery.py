"""A delivery: the durable commitment to bring one dossier to one version, its unsent steps included."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import IntEnum, StrEnum

from connector.domain.dossier import Dossier
from connector.domain.verdict import Action, Hold, HoldRule


class DeliveryState(StrEnum):
    PLANNED = "planned"  #: Committed with its page; the brakes have not judged the run yet.
    HELD = "held"  #: Kept back by a brake or rule for a person.
    WAITING = "waiting"  #: To be sent at ``next_attempt_at``.
    CLAIMED = "claimed"  #: In an owner's hands; if that owner is dead, in doubt.
    IN_DOUBT = "in_doubt"  #: Sent, outcome unknown.
    DELIVERED = "delivered"  #: Answered with success, not read back yet.
    VERIFIED = "verified"  #: Read back as sent.
    DEAD = "dead"  #: Given up or refused for good; waits for a person, payload kept.
    SUPERSEDED = "superseded"  #: Overtaken by a newer version, turned into a hold, or discarded by a person.
    REJECTED = "rejected"  #: A hold that a person rejected; comes back only when its content changes.


#: States in which a delivery still owes something to the target.
UNSETTLED = frozenset(
    {
        DeliveryState.PLANNED,
        DeliveryState.WAITING,
        DeliveryState.CLAIMED,
        DeliveryState.IN_DOUBT,
        DeliveryState.DELIVERED,
    }
)


class DueClass(IntEnum):
    """Promise 9: whatever waits is ordered by what it means to the citizen; the smaller goes first."""

    DUE_SOON = 0  #: Unfinished and due by the next working day.
    OVERDUE = 1  #: Unfinished and overdue by up to 30 days.
    DUE_LATER = 2
    NO_DUE_DATE = 3
    PAST = 4  #: Finished, or overdue for longer.


#: Waiting this long raises a delivery by one class, so that nothing starves.
CLASS_RAISED_AFTER = timedelta(hours=6)


def due_class(due: date | None, *, finished: bool, today: date, next_working_day: date) -> DueClass:
    """The class before waiting raises it."""
    if finished:
        return DueClass.PAST
    if due is None:
        return DueClass.NO_DUE_DATE
    if due > next_working_day:
        return DueClass.DUE_LATER
    if due >= today:
        return DueClass.DUE_SOON
    return DueClass.OVERDUE if due >= today - timedelta(days=30) else DueClass.PAST


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One commitment as claimed from the store."""

    id: int
    link: str
    dossier_id: int
    code: str
    state: DeliveryState
    action: Action
    payload: Dossier  #: The source's dossier at planning; the wire body is made at sending.
    planned_at: datetime
    next_attempt_at: datetime
    attempts: int = 0
    refused_for: timedelta = timedelta(0)  #: Back-off spent on answered refusals; time with the system down is not.
    sent_at: datetime | None = None  #: When the latest attempt may have reached the target.
    verify_until: datetime | None = None
    hold: Hold | None = None
    released: frozenset[HoldRule] = frozenset()
    last_error: str | None = None
    pre_image: Dossier | None = None  #: What the target showed before the first write.
    record_answered: bool = False  #: The record part was answered with success; the steps may still be open.


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryDecision:
    """When to try again after an answered refusal, or that the end is reached."""

    next_attempt_at: datetime | None
    refused_for: timedelta
