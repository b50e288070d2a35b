"""One dossier's story over all links, oldest first: readings, deliveries, cases, decisions."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, or_, select

from connector.domain.codes import code_key
from connector.domain.delivery import DeliveryState
from connector.domain.status import Status
from connector.store.columns import Record
from connector.store.forms import iso
from connector.store.tables import decision, delivery, dossier, dossier_key, mismatch, reading

Event = dict[str, Any]


def history(connection: Connection, code: str) -> list[Event]:
    """By the code as received, by its other form, or by an alias."""
    dossiers = {row.id: row for row in connection.execute(_named(code))}
    if not dossiers:
        return []
    events: list[Event] = []
    for source in (_readings, _deliveries, _cases, _decisions):
        for number, event in source(connection, list(dossiers)):
            row = dossiers[number]
            events.append({"link": row.link, "code": row.code} | event)
    return sorted(events, key=lambda event: str(event["at"]))


def _named(code: str) -> Any:
    keyed = select(dossier_key.c.dossier_id).where(dossier_key.c.key.in_({code, code_key(code)}))
    return select(dossier).where(or_(dossier.c.code == code, dossier.c.id.in_(keyed))).order_by(dossier.c.id)


Told = Iterator[tuple[int, Event]]


def _readings(connection: Connection, ids: Sequence[int]) -> Told:
    for row in connection.execute(select(reading).where(reading.c.dossier_id.in_(ids)).order_by(reading.c.id)):
        status = None if row.status is None else Status(row.status)
        yield (
            row.dossier_id,
            {
                "at": iso(row.at),
                "what": "read",
                "run": row.run,
                "category": str(row.category),
                "status": status and int(status),
                "detail": status and f"{int(status)} {status.label}",
            },
        )


def _deliveries(connection: Connection, ids: Sequence[int]) -> Told:
    for row in connection.execute(select(delivery).where(delivery.c.dossier_id.in_(ids)).order_by(delivery.c.id)):
        fields, steps = row.action["fields"], len(row.action["steps"])
        about = {"delivery": row.id, "fields": fields, "steps": steps, "detail": ", ".join(fields)}
        yield row.dossier_id, {"at": iso(row.planned_at), "what": "planned", "run": row.planned_run} | about
        if row.held_at is not None:
            hold = {"rule": str(row.hold_rule), "reason": row.hold_reason, "detail": row.hold_reason}
            yield row.dossier_id, {"at": iso(row.held_at), "what": "held", "run": row.held_run} | about | hold
        if row.sent_at is not None:
            sent = {"attempts": row.attempts, "error": row.last_error}
            yield row.dossier_id, {"at": iso(row.sent_at), "what": "sent", "run": row.care_run} | about | sent
        if row.settled_at is not None:
            yield row.dossier_id, about | _settled(row)


def _settled(row: Record) -> Event:
    settled = {"at": iso(row.settled_at), "what": str(row.state), "run": row.care_run}
    return settled | {"error": row.last_error, "detail": row.last_error} if row.state is DeliveryState.DEAD else settled


def _cases(connection: Connection, ids: Sequence[int]) -> Told:
    for row in connection.execute(select(mismatch).where(mismatch.c.dossier_id.in_(ids)).order_by(mismatch.c.id)):
        about = {
            "mismatch": row.id,
            "kind": str(row.kind),
            "label": row.kind.label,
            "field": row.field or None,
            "source": row.source,
            "target": row.target,
            "paper": row.paper,
            "portal": row.portal,
            "detail": row.kind.label,
        }
        opened = {"at": iso(row.first_seen), "what": "mismatch_opened", "run": row.opened_run}
        yield row.dossier_id, opened | about | {"state": str(row.state)}
        if row.closed_at is not None:
            closed = {"at": iso(row.closed_at), "what": "mismatch_closed", "run": row.closed_run}
            yield row.dossier_id, closed | about


def _decisions(connection: Connection, ids: Sequence[int]) -> Told:
    for row in connection.execute(select(decision).where(decision.c.dossier_id.in_(ids)).order_by(decision.c.id)):
        yield (
            row.dossier_id,
            {
                "at": iso(row.at),
                "what": row.verb,
                "by": row.person,
                "reason": row.reason,
                "detail": f"{row.person}: {row.reason}",
                row.subject: row.subject_id,
            },
        )
