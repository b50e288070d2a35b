"""What a reconcile asks of the memory: what is known, what stands open, what was proved."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, func, select

from connector.domain.delivery import UNSETTLED, DeliveryState
from connector.domain.mismatch import CaseState, Kind
from connector.domain.verdict import HoldRule
from connector.store.database import batches
from connector.store.tables import delivery, dossier, mismatch

#: What a reconcile must look at: still owed, kept back, or given up.
_OPEN_WORK = UNSETTLED | {DeliveryState.HELD, DeliveryState.DEAD}


def known_there(connection: Connection, link: str) -> int:
    there = dossier.c.link == link, dossier.c.in_scope, dossier.c.base_values.is_not(None)
    return int(connection.execute(select(func.count()).select_from(dossier).where(*there)).scalar() or 0)


def known_codes(connection: Connection, link: str, *, after: str, limit: int) -> list[str]:
    query = (
        select(dossier.c.code)
        .where(dossier.c.link == link, dossier.c.in_scope, dossier.c.code > after)
        .order_by(dossier.c.code)
        .limit(limit)
    )
    return list(connection.execute(query).scalars())


def open_cases(connection: Connection, link: str, codes: Sequence[str]) -> Mapping[str, frozenset[Kind]]:
    found: defaultdict[str, set[Kind]] = defaultdict(set)
    for batch in batches(list(codes)):
        query = select(mismatch.c.code, mismatch.c.kind).where(
            mismatch.c.link == link, mismatch.c.code.in_(batch), mismatch.c.state != CaseState.CLOSED
        )
        for code, kind in connection.execute(query):
            found[code].add(kind)
    return {code: frozenset(kinds) for code, kinds in found.items()}


def case_codes(connection: Connection, link: str, *, after: str, limit: int) -> list[str]:
    query = (
        select(mismatch.c.code)
        .distinct()
        .where(mismatch.c.link == link, mismatch.c.state != CaseState.CLOSED, mismatch.c.code > after)
        .order_by(mismatch.c.code)
        .limit(limit)
    )
    return list(connection.execute(query).scalars())


#: Held because only a reconcile knows what a long silence has missed: it is the reconcile's to judge anew.
_AFTER_A_SILENCE = and_(
    delivery.c.state == DeliveryState.HELD, func.coalesce(delivery.c.hold_rule == HoldRule.BRAKE_GAP, False)
)


def unsettled_codes(connection: Connection, link: str, codes: Sequence[str]) -> frozenset[str]:
    found: set[str] = set()
    for batch in batches(list(codes)):
        query = select(delivery.c.code).where(
            delivery.c.link == link, delivery.c.code.in_(batch), delivery.c.state.in_(_OPEN_WORK), ~_AFTER_A_SILENCE
        )
        found.update(connection.execute(query).scalars())
    return frozenset(found)


def verified_codes(connection: Connection, run: str, *, after: str, limit: int) -> list[str]:
    query = (
        select(delivery.c.code)
        .distinct()
        .where(delivery.c.care_run == run, delivery.c.state == DeliveryState.VERIFIED, delivery.c.code > after)
        .order_by(delivery.c.code)
        .limit(limit)
    )
    return list(connection.execute(query).scalars())


def synced_at(connection: Connection, link: str, codes: Sequence[str]) -> Mapping[str, datetime]:
    proved: dict[str, datetime] = {}
    for batch in batches(list(codes)):
        query = select(delivery.c.code, delivery.c.settled_at, delivery.c.action).where(
            delivery.c.link == link, delivery.c.code.in_(batch), delivery.c.state == DeliveryState.VERIFIED
        )
        for code, at, action in connection.execute(query):
            if at is not None and _carried_a_state(action):
                proved[code] = max(at, proved.get(code, at))
    return proved


def _carried_a_state(action: Mapping[str, Any]) -> bool:
    """Whether it told the target a state that it did not have."""
    return bool(action["create"]) or "status" in action["fields"]
