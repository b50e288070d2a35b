"""The outbox: what is due, who holds it, and what is given back."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    and_,
    case,
    cast,
    exists,
    func,
    literal,
    or_,
    select,
    type_coerce,
    update,
)
from sqlalchemy.types import BigInteger

from connector.domain.delivery import CLASS_RAISED_AFTER, Delivery, DeliveryState, DueClass
from connector.domain.dossier import StepIdentity
from connector.ports import Owner
from connector.store.columns import to_micros
from connector.store.database import batches
from connector.store.dialect import upsert
from connector.store.forms import delivery_from_row
from connector.store.progress import postponed_until, remember
from connector.store.tables import StepState, delivery, sent_step

#: How long a claim counts while its owner gives no sign of life; the link's own lease lasts as long.
LEASE = timedelta(seconds=60)

#: What the outbox looks at again by itself.
TO_LOOK_AT = (DeliveryState.WAITING, DeliveryState.IN_DOUBT, DeliveryState.DELIVERED)

_IN_HAND = (DeliveryState.WAITING, DeliveryState.CLAIMED, DeliveryState.IN_DOUBT)
_FAR = 4_000_000  # beyond every ordinal of a day: no due date sorts last

_RAISED_AFTER = CLASS_RAISED_AFTER // timedelta(microseconds=1)

#: Clocks that are kept in step still jump by a moment.
_UNEVEN = timedelta(minutes=1)

_older = delivery.alias("older")


def urgency(*, now: datetime, today: date, next_working_day: date) -> ColumnElement[int]:
    """Promise 9 as SQL: ``domain.delivery.due_class``, lowered by one for every CLASS_RAISED_AFTER of waiting. It
    falls below the most urgent class too: else the fresh work of that class could starve the rest for ever."""
    due, day = delivery.c.due_day, today.toordinal()
    base = case(
        (delivery.c.finished, int(DueClass.PAST)),
        (due.is_(None), int(DueClass.NO_DUE_DATE)),
        (due > next_working_day.toordinal(), int(DueClass.DUE_LATER)),
        (due >= day, int(DueClass.DUE_SOON)),
        (due >= day - 30, int(DueClass.OVERDUE)),
        else_=int(DueClass.PAST),
    )
    since = type_coerce(func.coalesce(delivery.c.queued_at, delivery.c.planned_at), BigInteger)
    waited = literal(to_micros(now), BigInteger) - since
    # A clock set back makes nothing less urgent.
    raised = case((waited < 0, 0), else_=waited // literal(_RAISED_AFTER, BigInteger))
    return base - cast(raised, Integer)


def claim(
    connection: Connection,
    link: str,
    owner: Owner,
    *,
    now: datetime,
    limit: int,
    fresh: int,
    today: date,
    next_working_day: date,
) -> list[Delivery]:
    pause = postponed_until(connection, link)
    if pause is not None and now < pause:
        return []
    rank = urgency(now=now, today=today, next_working_day=next_working_day)
    order = (rank, func.coalesce(delivery.c.due_day, _FAR), delivery.c.id)
    due = (
        select(*(part.label(name) for name, part in zip(("rank", "day", "id"), order, strict=True)))
        .where(delivery.c.link == link, delivery.c.next_attempt_at <= now, ~_blocked(now))
        .order_by(*order)
        .with_for_update(skip_locked=True, of=delivery)
    )
    waiting = due.where(delivery.c.state == DeliveryState.WAITING).limit(max(0, min(limit, fresh)))
    doubtful = due.where(delivery.c.state.in_([DeliveryState.IN_DOUBT, DeliveryState.DELIVERED])).limit(limit)
    candidates = [*connection.execute(waiting), *connection.execute(doubtful)]
    chosen = [row.id for row in sorted(candidates, key=lambda row: (row.rank, row.day, row.id))[:limit]]
    _take(connection, chosen, owner, now)
    return _claimed(connection, chosen)


def _blocked(now: datetime) -> ColumnElement[bool]:
    """One dossier's versions go in order: an older one in hand comes first, and so does one answered with success
    while it is due to be read back or its window is open."""
    unread = or_(_older.c.verify_until > now, _older.c.next_attempt_at <= now)
    first = or_(_older.c.state.in_(_IN_HAND), and_(_older.c.state == DeliveryState.DELIVERED, unread))
    return exists().where(_older.c.dossier_id == delivery.c.dossier_id, _older.c.id < delivery.c.id, first)


def _take(connection: Connection, chosen: Sequence[int], owner: Owner, now: datetime) -> None:
    for batch in batches(chosen):
        connection.execute(
            update(delivery)
            .where(delivery.c.id.in_(batch))
            .values(
                state=DeliveryState.CLAIMED,
                claimed_from=delivery.c.state,
                owner=owner.id,
                claimed_at=now,
                lease_until=now + LEASE,
                attempts=delivery.c.attempts + 1,
            )
        )
        # What an older version left unproved after its window is overtaken by the version that goes now.
        newer = select(delivery.c.dossier_id, func.max(delivery.c.id).label("newest")).where(delivery.c.id.in_(batch))
        taken = newer.group_by(delivery.c.dossier_id).subquery()
        unproved = (
            select(_older.c.id)
            .join(taken, taken.c.dossier_id == _older.c.dossier_id)
            .where(_older.c.state == DeliveryState.DELIVERED, _older.c.id < taken.c.newest)
        )
        overtaken = [row.id for row in connection.execute(unproved)]
        if overtaken:
            connection.execute(
                update(delivery)
                .where(delivery.c.id.in_(overtaken))
                .values(state=DeliveryState.SUPERSEDED, settled_at=now, next_attempt_at=None)
            )


def _claimed(connection: Connection, chosen: Sequence[int]) -> list[Delivery]:
    rows: dict[int, Delivery] = {}
    for batch in batches(chosen):
        found = connection.execute(select(delivery).where(delivery.c.id.in_(batch)))
        rows.update({row.id: delivery_from_row(row) for row in found})
    return [rows[number] for number in chosen]


def next_attempt(connection: Connection, link: str, *, fresh: bool) -> datetime | None:
    """The earliest moment at which a claim could return something, as far as it is known now."""
    before = and_(_older.c.dossier_id == delivery.c.dossier_id, _older.c.id < delivery.c.id)
    window_ends = (
        select(func.max(_older.c.verify_until))
        .where(before, _older.c.state == DeliveryState.DELIVERED)
        .scalar_subquery()
    )
    own = delivery.c.next_attempt_at
    later = func.coalesce(window_ends, own)
    query = select(func.min(case((later > own, later), else_=own))).where(
        delivery.c.link == link,
        delivery.c.state.in_(TO_LOOK_AT if fresh else TO_LOOK_AT[1:]),
        own.is_not(None),
        ~exists().where(before, _older.c.state.in_(_IN_HAND)),
    )
    earliest: datetime | None = connection.execute(query).scalar()
    pause = postponed_until(connection, link)
    return earliest if earliest is None or pause is None else max(earliest, pause)


def heed_set_back(connection: Connection, link: str, now: datetime) -> None:
    """A clock that was set back leaves what it touched last in the future. Whatever waits there goes on waiting from
    now, as long as it had to from then: neither for as long again as the clock went back, nor a moment less."""
    last = type_coerce(func.coalesce(delivery.c.sent_at, delivery.c.queued_at, delivery.c.planned_at), BigInteger)
    there = delivery.c.link == link, delivery.c.state.in_(TO_LOOK_AT), last > to_micros(now + _UNEVEN)
    latest = connection.execute(select(func.max(last)).where(*there)).scalar()
    if latest is None:
        return
    ahead = last - literal(to_micros(now), BigInteger)
    values = {name: type_coerce(delivery.c[name], BigInteger) - ahead for name in ("next_attempt_at", "verify_until")}
    for name in ("sent_at", "queued_at", "planned_at"):
        values[name] = case((delivery.c[name] > now, literal(now, delivery.c[name].type)), else_=delivery.c[name])
    connection.execute(update(delivery).where(*there).values(values))
    pause = postponed_until(connection, link)
    if pause is not None:
        set_back = timedelta(microseconds=latest - to_micros(now))
        remember(connection, link, {"postponed_until": pause - set_back})


def look_again(connection: Connection, link: str, now: datetime) -> None:
    later = and_(delivery.c.state == DeliveryState.DELIVERED, delivery.c.next_attempt_at > now)
    connection.execute(update(delivery).where(delivery.c.link == link, later).values(next_attempt_at=now))


def in_flight(connection: Connection, link: str) -> int:
    """Sent, and neither proved nor settled."""
    query = select(func.count()).where(
        delivery.c.link == link,
        delivery.c.state.in_([DeliveryState.IN_DOUBT, DeliveryState.DELIVERED]),
        ~delivery.c.proved,
    )
    return int(connection.execute(query).scalar() or 0)


def mark_steps(connection: Connection, steps: Mapping[int, Sequence[StepIdentity]], now: datetime) -> None:
    query = select(delivery.c.id, delivery.c.dossier_id).where(delivery.c.id.in_(list(steps)))
    dossiers: dict[int, int] = {row.id: row.dossier_id for row in connection.execute(query)}
    values: list[dict[str, Any]] = [
        {
            "dossier_id": dossiers[number],
            "at": at,
            "status": int(status),
            "state": StepState.DOUBT,
            "delivery_id": number,
            "marked_at": now,
        }
        for number, identities in steps.items()
        for at, status in identities
    ]
    if values:
        again = case((sent_step.c.state == StepState.OWED, literal(StepState.DOUBT, sent_step.c.state.type)))
        kept = {"state": func.coalesce(again, sent_step.c.state)}
        statement = upsert(connection, sent_step, on=["dossier_id", "at", "status"], keep=kept)
        connection.execute(statement, values)


def unclaim(connection: Connection, deliveries: Sequence[Delivery], *, owner: Owner, until: datetime | None) -> None:
    for batch in batches([one.id for one in deliveries]):
        connection.execute(
            update(delivery)
            .where(
                delivery.c.id.in_(batch),
                delivery.c.state == DeliveryState.CLAIMED,
                delivery.c.owner == owner.id,
            )
            .values(
                state=delivery.c.claimed_from,
                attempts=delivery.c.attempts - 1,
                next_attempt_at=delivery.c.next_attempt_at if until is None else until,
                **UNOWNED,
            )
        )


#: What a delivery no longer has once it left its owner's hands.
UNOWNED: Mapping[str, None] = dict.fromkeys(("owner", "claimed_from", "claimed_at", "lease_until"))
