"""Work from its planning to the outbox: planned with its page, judged by the brakes, then waiting or held."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, and_, bindparam, case, distinct, func, insert, literal, or_, select, update

from connector.domain.delivery import DeliveryState
from connector.domain.plain import to_plain
from connector.domain.run import Category
from connector.domain.verdict import Action, Hold, HoldRule
from connector.ports import JudgedRow, PageWork, PlanEnd, PlanSize
from connector.store.cases import Judged, write_cases
from connector.store.columns import Record
from connector.store.database import batches
from connector.store.forms import action_to_plain, due_day, findings_from_plain, findings_to_plain, is_finished
from connector.store.page_rows import PageRow
from connector.store.progress import move_cursor, remember, write_measures
from connector.store.rejections import drop_unseen
from connector.store.tables import Entry, Origin, delivery, dossier, link_state, run

WINDOW = timedelta(hours=24)

#: What a newer version overtakes. Claimed, in-doubt and delivered work may stand on the target already: it is settled
#: first and the newer version waits for it.
_OVERTAKEN = (DeliveryState.PLANNED, DeliveryState.WAITING, DeliveryState.HELD, DeliveryState.DEAD)

_BRAKED = and_(delivery.c.state == DeliveryState.PLANNED, ~delivery.c.unbraked)

#: The columns that make a hold out of a delivery; the rest of its values stay.
_KEPT_BY_HOLD = [
    *("link", "dossier_id", "code", "action", "payload", "fingerprint", "due_day", "finished", "released"),
    *("pre_image", "record_answered", "planned_at", "planned_run"),
]


def plan_deliveries(connection: Connection, work: PageWork, written: Sequence[PageRow]) -> None:
    """The page's work: queued rows planned, rule-held rows held; older versions of the same dossiers overtaken."""
    wanted = [row for row in written if row.category in {Category.QUEUED, Category.HELD}]
    held_again = _still_held(connection, wanted)
    _overtake(connection, work, written, keep=held_again)
    if held_again:
        refresh = update(delivery).where(delivery.c.id == bindparam("hold"))
        values = [
            _content(row.row)
            | {"hold_reason": row.row.hold and row.row.hold.reason, "hold": held_again[row.dossier_id]}
            for row in wanted
            if row.dossier_id in held_again
        ]
        connection.execute(refresh, values)
    new = [_new(row, work) for row in wanted if row.dossier_id not in held_again]
    for batch in batches(new):
        connection.execute(insert(delivery), batch)


def _still_held(connection: Connection, wanted: Iterable[PageRow]) -> dict[int, int]:
    """dossier id → its hold, where the same content is held by the same rule again: it stays the same hold."""
    rules = {row.dossier_id: row for row in wanted if row.category is Category.HELD and row.stored is not None}
    held: dict[int, int] = {}
    for batch in batches(sorted(rules)):
        query = select(delivery.c.id, delivery.c.dossier_id, delivery.c.hold_rule, delivery.c.fingerprint).where(
            delivery.c.dossier_id.in_(batch), delivery.c.state == DeliveryState.HELD
        )
        for row in connection.execute(query):
            judged = rules[row.dossier_id].row
            if judged.hold is not None and judged.hold.rule is row.hold_rule and judged.fingerprint == row.fingerprint:
                held[row.dossier_id] = row.id
    return held


def _overtake(connection: Connection, work: PageWork, written: Iterable[PageRow], *, keep: Mapping[int, int]) -> None:
    ids = [row.dossier_id for row in written if row.stored is not None]
    for batch in batches(ids):
        kept = [keep[number] for number in batch if number in keep]
        connection.execute(
            update(delivery)
            .where(
                delivery.c.dossier_id.in_(batch),
                delivery.c.state.in_(_OVERTAKEN),
                delivery.c.id.not_in(kept),
            )
            .values(state=DeliveryState.SUPERSEDED, settled_at=work.now, next_attempt_at=None)
        )


def _content(row: JudgedRow) -> dict[str, Any]:
    if row.dossier is None:
        raise ValueError("work needs the dossier it is to bring to the target")
    # A hold without an action is judged in full when a person lets it go: until then only the dossier is known.
    action = row.action or Action(create=False, target_code=row.code)
    return {
        "action": action_to_plain(action),
        "payload": to_plain(row.dossier),
        "pending": findings_to_plain(row.pending),
        "due_day": due_day(row.dossier),
        "finished": is_finished(row.dossier),
    }


def _new(row: PageRow, work: PageWork) -> dict[str, Any]:
    held = row.row.hold if row.category is Category.HELD else None
    values = _content(row.row) | {
        "link": work.link,
        "dossier_id": row.dossier_id,
        "code": row.row.code,
        "fingerprint": row.row.fingerprint,
        "origin": Origin.PAGE if row.counted else Origin.RULES,
        "released": row.released,
        "planned_at": work.now,
        "planned_run": work.run,
    }
    return _blank() | values | (_planned(row) if held is None else hold_values(held, work.run, work.now))


def _planned(row: PageRow) -> dict[str, Any]:
    # What a person released stays released while its content stays the same.
    return {"state": DeliveryState.PLANNED, "unbraked": bool(row.released)}


def _blank() -> dict[str, Any]:
    nothing = dict.fromkeys(("hold_rule", "hold_reason", "held_at", "held_run"))
    return nothing | {
        "unbraked": False,
        "attempts": 0,
        "refused_for": timedelta(0),
        "record_answered": False,
        "proved": False,
    }


def hold_values(hold: Hold, run_id: str, now: datetime) -> dict[str, Any]:
    return {
        "state": DeliveryState.HELD,
        "hold_rule": hold.rule,
        "hold_reason": hold.reason,
        "held_at": now,
        "held_run": run_id,
        "unbraked": False,
    }


def hold_instead(row: Record, hold: Hold, *, run_id: str, now: datetime, pending: Any) -> dict[str, Any]:
    """A new hold with the payload of a delivery that is superseded by it."""
    kept = {name: getattr(row, name) for name in _KEPT_BY_HOLD}
    return _blank() | kept | hold_values(hold, run_id, now) | {"origin": Origin.REREAD, "pending": pending}


def pending_cases(rows: Iterable[Record]) -> list[Judged]:
    """The pending findings of these deliveries as cases to open, each dossier once."""
    merged: dict[int, Judged] = {}
    for row in rows:
        found = findings_from_plain(row.pending)
        earlier = merged.get(row.dossier_id)
        recorded = (*(earlier.recorded if earlier else ()), *found)
        if recorded:
            merged[row.dossier_id] = Judged(dossier_id=row.dossier_id, code=row.code, recorded=recorded)
    return list(merged.values())


def plan_size(connection: Connection, link: str, now: datetime) -> PlanSize:
    of_link = delivery.c.link == link
    recent = now - WINDOW

    def count(what: Any, *conditions: Any) -> int:
        return int(connection.execute(select(func.count(what)).where(of_link, *conditions)).scalar() or 0)

    sent = and_(delivery.c.sent_at > recent, ~delivery.c.unbraked)
    known = select(func.count()).select_from(dossier).where(dossier.c.link == link, dossier.c.in_scope)
    return PlanSize(
        planned=count(delivery.c.id, _BRAKED),
        actions_in_window=count(delivery.c.id, delivery.c.queued_at > recent, ~delivery.c.unbraked),
        written_in_window=count(distinct(delivery.c.dossier_id), or_(sent, _BRAKED)),
        known=int(connection.execute(known).scalar() or 0),
    )


def end_plan(connection: Connection, end: PlanEnd) -> int:
    if end.plans and end.hold is not None:
        _brake(connection, end, end.hold)
    queued = _queue(connection, end) if end.plans else 0
    if end.cursor is not None:
        move_cursor(connection, end.link, end.cursor, end.now)
    kind = connection.execute(select(run.c.kind).where(run.c.id == end.run)).scalar() or ""
    _measure(connection, end, kind)
    _believe(connection, end, kind)
    return queued


def trusted(end: PlanEnd) -> bool:
    """Whether the reading may open and close cases: it was whole, and not suddenly far smaller than it was."""
    return end.complete if end.hold is None else end.hold.rule is not HoldRule.BRAKE_ENUMERATION


def _brake(connection: Connection, end: PlanEnd, hold: Hold) -> None:
    """Hold everything planned that no person let pass; what it would have healed becomes cases, unless the reading
    itself is in doubt: that opens none."""
    query = select(
        delivery.c.id,
        delivery.c.dossier_id,
        delivery.c.code,
        delivery.c.pending,
        delivery.c.planned_run,
        delivery.c.origin,
    ).where(delivery.c.link == end.link, _BRAKED)
    rows = connection.execute(query).all()
    _hold_in_place(connection, rows, hold, run_id=end.run, now=end.now)
    judge_again(connection, [row.dossier_id for row in rows], end.rules_digest)
    if hold.rule is not HoldRule.BRAKE_ENUMERATION:
        write_cases(connection, pending_cases(rows), link=end.link, run=end.run, now=end.now)


def _hold_in_place(connection: Connection, rows: Sequence[Record], hold: Hold, *, run_id: str, now: datetime) -> None:
    for batch in batches([row.id for row in rows]):
        connection.execute(
            update(delivery)
            .where(delivery.c.id.in_(batch))
            .values(**hold_values(hold, run_id, now), care_run=None, entry=None, next_attempt_at=None)
        )
    read_here = [row.dossier_id for row in rows if row.planned_run == run_id and row.origin is Origin.PAGE]
    for batch in batches(read_here):
        connection.execute(
            update(dossier)
            .where(
                dossier.c.id.in_(batch),
                dossier.c.read_run == run_id,
                dossier.c.read_category == Category.QUEUED,
            )
            .values(read_category=Category.HELD)
        )


def judge_again(connection: Connection, dossier_ids: Iterable[int], rules_digest: str | None) -> None:
    """What was queued and is held now is judged again under other rules than these, from the row that was kept."""
    if rules_digest is None:
        return
    for batch in batches(sorted(set(dossier_ids))):
        kept = dossier.c.id.in_(batch), dossier.c.raw.is_not(None)
        connection.execute(update(dossier).where(*kept).values(rules_digest=rules_digest))


def _queue(connection: Connection, end: PlanEnd) -> int:
    read_here = and_(delivery.c.planned_run == end.run, delivery.c.origin == Origin.PAGE)
    # A dead letter of this very run that a person sends again was owed to it before: it is not owed a second time.
    in_care = delivery.c.care_run == end.run
    queued, revived = (literal(entry, delivery.c.entry.type) for entry in (Entry.QUEUED, Entry.REVIVED))
    entry = case((in_care, delivery.c.entry), (read_here, queued), else_=revived)
    entered = connection.execute(
        update(delivery)
        .where(delivery.c.link == end.link, delivery.c.state == DeliveryState.PLANNED)
        .values(
            state=DeliveryState.WAITING,
            entry=entry,
            care_run=end.run,
            queued_at=func.coalesce(delivery.c.queued_at, literal(end.now, delivery.c.queued_at.type)),
            next_attempt_at=end.now,
        )
    )
    return int(entered.rowcount)


def _measure(connection: Connection, end: PlanEnd, kind: str) -> None:
    """What a complete reading leaves as the measure for the next ones."""
    if not end.complete:
        return
    measures: dict[str, Any] = {"last_reconcile" if kind == "reconcile" else "last_complete_sync": end.now}
    if end.enumerated is not None:
        measures["last_enumeration"] = end.enumerated
        drop_unseen(connection, end.link, end.run)
    remember(connection, end.link, measures)
    write_measures(connection, end.link, end.measures, end.now)


def _believe(connection: Connection, end: PlanEnd, kind: str) -> None:
    """That a whole reading is not believed stands until one of its kind is, or a reconcile, which reads every side."""
    if end.hold is not None and end.hold.rule is HoldRule.BRAKE_ENUMERATION:
        if end.whole:
            remember(connection, end.link, {"not_believed": end.hold.reason, "not_believed_kind": kind})
    elif end.complete and end.enumerated is not None:
        doubted = update(link_state).where(link_state.c.link == end.link)
        if kind != "reconcile":
            doubted = doubted.where(link_state.c.not_believed_kind == kind)
        connection.execute(doubted.values(not_believed=None, not_believed_kind=None))


def hold_waiting(connection: Connection, link: str, run_id: str, hold: Hold, now: datetime) -> int:
    """Hold what waits and was never sent. What waited before the run was counted as owed to it, so it is superseded
    by its hold; the run's own work is counted as held."""
    query = select(delivery).where(
        delivery.c.link == link,
        delivery.c.state == DeliveryState.WAITING,
        delivery.c.sent_at.is_(None),
        ~delivery.c.unbraked,
    )
    rows = connection.execute(query).all()
    before = [row for row in rows if row.entry is Entry.BEFORE]
    _hold_in_place(connection, [row for row in rows if row.entry is not Entry.BEFORE], hold, run_id=run_id, now=now)
    for batch in batches(before):
        overtaken = update(delivery).where(delivery.c.id.in_([row.id for row in batch]))
        connection.execute(overtaken.values(state=DeliveryState.SUPERSEDED, settled_at=now, next_attempt_at=None))
        holds = [hold_instead(row, hold, run_id=run_id, now=now, pending=row.pending) for row in batch]
        connection.execute(insert(delivery), holds)
    write_cases(connection, pending_cases(rows), link=link, run=run_id, now=now)
    return len(rows)
