"""The listings persons read, newest last, as rows ready for JSON. Personal values are masked at the door, not here."""

import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, func, select

from connector.domain.delivery import UNSETTLED, DeliveryState
from connector.domain.down import Down
from connector.domain.mismatch import CaseState, Finding, Kind, Severity
from connector.domain.verdict import BRAKES, HoldRule
from connector.store.columns import Record
from connector.store.database import batches
from connector.store.forms import iso
from connector.store.tables import (
    RunState,
    decision,
    delivery,
    dossier,
    lease,
    link_state,
    mismatch,
    rejection,
    run,
    system,
)

Listed = dict[str, Any]


def holds(connection: Connection, links: Sequence[str], *, rule: HoldRule | None) -> list[Listed]:
    query = select(delivery).where(delivery.c.link.in_(links), delivery.c.state == DeliveryState.HELD)
    if rule is not None:
        query = query.where(delivery.c.hold_rule == rule)
    return [_delivery(row) for row in connection.execute(query.order_by(delivery.c.id))]


def dead_letters(connection: Connection, links: Sequence[str]) -> list[Listed]:
    query = select(delivery).where(delivery.c.link.in_(links), delivery.c.state == DeliveryState.DEAD)
    return [_delivery(row) for row in connection.execute(query.order_by(delivery.c.id))]


def one_delivery(connection: Connection, delivery_id: int, state: DeliveryState) -> Listed | None:
    """A hold or a dead letter with all that a decision needs: the dossier as it would be sent, what it would heal."""
    row = connection.execute(select(delivery).where(delivery.c.id == delivery_id, delivery.c.state == state)).first()
    if row is None:
        return None
    return _delivery(row) | {
        "target_code": row.action["target_code"],
        "new_steps": row.action["steps"],
        "payload": row.payload,
        "pre_image": row.pre_image,
        "pending": row.pending,
        "released": row.released,
        "decisions": decisions(connection, "delivery", row.id),
    }


def _delivery(row: Record) -> Listed:
    return {
        "id": row.id,
        "link": row.link,
        "code": row.code,
        "state": str(row.state),
        "rule": row.hold_rule and str(row.hold_rule),
        "reason": row.hold_reason,
        "error": row.last_error,
        "create": row.action["create"],
        "fields": row.action["fields"],
        "steps": len(row.action["steps"]),
        "attempts": row.attempts,
        "due": row.due_day and date.fromordinal(row.due_day).isoformat(),
        "finished": row.finished,
        "planned_at": iso(row.planned_at),
        "held_at": iso(row.held_at),
        "sent_at": iso(row.sent_at),
        "settled_at": iso(row.settled_at),
        "run": row.held_run or row.planned_run,
    }


def decisions(connection: Connection, subject: str, subject_id: int) -> list[Listed]:
    query = select(decision).where(decision.c.subject == subject, decision.c.subject_id == subject_id)
    return [
        {"verb": row.verb, "by": row.person, "reason": row.reason, "at": iso(row.at)}
        for row in connection.execute(query.order_by(decision.c.id))
    ]


def rejections(connection: Connection, links: Sequence[str]) -> list[Listed]:
    query = select(rejection).where(rejection.c.link.in_(links)).order_by(rejection.c.id)
    return [_rejection(row) for row in connection.execute(query)]


def rejection_page(connection: Connection, links: Sequence[str], *, after: int, limit: int) -> list[Listed]:
    query = select(rejection).where(rejection.c.link.in_(links), rejection.c.id > after)
    return [_rejection(row) for row in connection.execute(query.order_by(rejection.c.id).limit(limit))]


def _rejection(row: Record) -> Listed:
    return {
        "id": row.id,
        "link": row.link,
        "witness": row.witness,
        "code": row.code,
        "where": row.place,
        "field": row.field,
        "reason": row.reason,
        "raw": json.loads(json.dumps(row.raw, default=str)),
        "first_seen": iso(row.first_seen),
        "last_seen": iso(row.last_seen),
    }


#: Cases with what their dossier's due date says of them.
_CASES = select(mismatch, dossier.c.due_day, dossier.c.finished).join(dossier, dossier.c.id == mismatch.c.dossier_id)


def mismatches(connection: Connection, links: Sequence[str], *, state: str, kind: Kind | None) -> list[Listed]:
    """Cases in this state; ``all`` for every state."""
    query = _CASES.where(mismatch.c.link.in_(links))
    if state != "all":
        query = query.where(mismatch.c.state == CaseState(state))
    if kind is not None:
        query = query.where(mismatch.c.kind == kind)
    return [_mismatch(row) for row in connection.execute(query.order_by(mismatch.c.first_seen, mismatch.c.id))]


def case_page(connection: Connection, links: Sequence[str], *, after: int, limit: int) -> list[Listed]:
    """Cases open or accepted."""
    live = mismatch.c.state.in_([CaseState.OPEN, CaseState.ACCEPTED])
    query = _CASES.where(mismatch.c.link.in_(links), live, mismatch.c.id > after)
    return [_mismatch(row) for row in connection.execute(query.order_by(mismatch.c.id).limit(limit))]


def cases_by_id(connection: Connection, ids: Sequence[int]) -> list[Listed]:
    found: dict[int, Listed] = {}
    for batch in batches(list(ids)):
        for row in connection.execute(_CASES.where(mismatch.c.id.in_(batch))):
            found[row.id] = _mismatch(row)
    return [found[case] for case in ids if case in found]


def one_mismatch(connection: Connection, mismatch_id: int) -> Listed | None:
    row = connection.execute(_CASES.where(mismatch.c.id == mismatch_id)).first()
    if row is None:
        return None
    return _mismatch(row) | {
        "opened_run": row.opened_run,
        "closed_run": row.closed_run,
        "closed_at": iso(row.closed_at),
        "accepted_by": row.accepted_by,
        "accepted_reason": row.accepted_reason,
        "accepted_until": iso(row.accepted_until),
        "decisions": decisions(connection, "mismatch", row.id),
    }


def _mismatch(row: Record) -> Listed:
    return {
        "id": row.id,
        "link": row.link,
        "kind": str(row.kind),
        "label": row.kind.label,
        "severity": str(_severity(row)),
        "code": row.code,
        "field": row.field or None,
        "source": row.source,
        "target": row.target,
        "paper": row.paper,
        "moved": str(row.moved),
        "state": str(row.state),
        "first_seen": iso(row.first_seen),
        "last_seen": iso(row.last_seen),
        "portal": row.portal,
        "due": row.due_day and date.fromordinal(row.due_day).isoformat(),
        "finished": row.finished,
    }


def _severity(row: Record) -> Severity:
    """As it was raised to, else what its kind and field are."""
    return Finding(kind=row.kind, field=row.field or None, raised_to=row.raised_to).severity


def status(connection: Connection, link: str, now: datetime) -> Listed:
    states, holder = _count_by_state(connection, link), _holder(connection, link, now)
    progress = connection.execute(select(link_state).where(link_state.c.link == link)).first()
    return {
        "link": link,
        **_last_run(connection, link),
        "running": None if holder is None else holder["run"],
        "holder": holder,
        "cursor": progress and iso(progress.cursor_time),
        "cursor_key": progress and progress.cursor_key,
        "last_complete_sync": progress and iso(progress.last_complete_sync),
        "last_reconcile": progress and iso(progress.last_reconcile),
        "postponed_until": progress and iso(progress.postponed_until),
        "not_believed": progress and progress.not_believed,
        **{str(state): states.get(state, 0) for state in _SHOWN},
        "braked": _count(connection, delivery.c.link == link, *_BRAKED),
        "mismatches": _count(connection, mismatch.c.link == link, mismatch.c.state == CaseState.OPEN),
        "rejections": _count(connection, rejection.c.link == link),
        "oldest_due": _oldest_due(connection, link),
        "oldest_waiting": _oldest_waiting(connection, link),
    }


#: Held by a brake for the whole run, not by a rule for one dossier.
_BRAKED = (delivery.c.state == DeliveryState.HELD, delivery.c.hold_rule.in_(BRAKES))

_SHOWN = (
    DeliveryState.PLANNED,
    DeliveryState.WAITING,
    DeliveryState.CLAIMED,
    DeliveryState.IN_DOUBT,
    DeliveryState.DELIVERED,
    DeliveryState.HELD,
    DeliveryState.DEAD,
)


def _count_by_state(connection: Connection, link: str) -> dict[DeliveryState, int]:
    query = (
        select(delivery.c.state, func.count())
        .where(delivery.c.link == link, delivery.c.state.in_(_SHOWN))
        .group_by(delivery.c.state)
    )
    return {state: number for state, number in connection.execute(query)}  # noqa: C416  # rows are not pairs to dict()


def _count(connection: Connection, *conditions: Any) -> int:
    return int(connection.execute(select(func.count()).where(*conditions)).scalar() or 0)


def _last_run(connection: Connection, link: str) -> Listed:
    """The latest run that ended, well or not; every key None when there was none."""
    ended = run.c.state != RunState.RUNNING
    query = select(run).where(run.c.link == link, ended).order_by(run.c.started_at.desc(), run.c.id.desc()).limit(1)
    row = connection.execute(query).first()
    if row is None:
        return dict.fromkeys(("run", "kind", "ended", "outcome", "agreement", "started_at", "finished_at", "error"))
    return {
        "run": row.id,
        "kind": row.kind,
        "ended": str(row.state),
        "outcome": row.outcome and str(row.outcome),
        "agreement": row.agreement and str(row.agreement),
        "started_at": iso(row.started_at),
        "finished_at": iso(row.finished_at),
        "error": row.summary and row.summary["error"],
    }


def _oldest_due(connection: Connection, link: str) -> str | None:
    """The earliest day promised to a citizen whose dossier is still on its way."""
    query = select(func.min(delivery.c.due_day)).where(delivery.c.link == link, delivery.c.state.in_(UNSETTLED))
    day = connection.execute(query.where(~delivery.c.finished)).scalar()
    return None if day is None else date.fromordinal(day).isoformat()


def _oldest_waiting(connection: Connection, link: str) -> str | None:
    query = select(func.min(delivery.c.planned_at)).where(delivery.c.link == link, delivery.c.state.in_(UNSETTLED))
    return iso(connection.execute(query).scalar())


def _holder(connection: Connection, link: str, now: datetime) -> Listed | None:
    row = connection.execute(select(lease).where(lease.c.link == link, lease.c.expires_at > now)).first()
    if row is None:
        return None
    return {
        "host": row.host,
        "pid": row.pid,
        "run": row.run,
        "since": iso(row.acquired_at),
        "expires_at": iso(row.expires_at),
    }


def systems(connection: Connection) -> list[Listed]:
    return [
        {
            "system": row.name,
            "up": row.up,
            "down": None if row.up else row.down or Down.OUTAGE.value,
            "reason": row.reason,
            "since": iso(row.changed_at),
            "read_lag_seconds": row.read_lag.total_seconds(),
        }
        for row in connection.execute(select(system).order_by(system.c.name))
    ]
