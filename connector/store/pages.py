"""One page's transaction: dossiers, keys, planned and held work, mismatches, rejections and the cursor, or nothing."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, case, delete, insert, literal, select, update

from connector.domain.mismatch import Finding, Kind
from connector.domain.run import Category
from connector.domain.verdict import Base, HoldRule
from connector.ports import PageWork
from connector.store.cases import Judged, write_cases
from connector.store.cases_waiting import keep_waiting
from connector.store.database import batches
from connector.store.dialect import upsert
from connector.store.forms import due_day, is_finished, merged_base
from connector.store.page_rows import PageRow, beside_stored, check_rows
from connector.store.plans import plan_deliveries
from connector.store.progress import move_cursor
from connector.store.rejections import write_rejections
from connector.store.tables import dossier, dossier_key, reading

#: Holds that say nothing was compared: they prove no mismatch gone.
_UNCOMPARED = frozenset({HoldRule.LOOK_UP_FAILED, HoldRule.CODE_COLLISION})

_EVERY_KIND = frozenset(Kind)

#: What a row's writing renews; ``first_seen`` and ``last_sent`` are not its to change.
_RENEWED = [
    *("in_scope", "fingerprint", "last_seen", "read_run", "read_category", "judged_run", "raw", "rules_digest"),
    *("base_values", "base_replaced", "released", "rejected", "on_source"),
    *("due_day", "finished"),
]

#: The same, leaving what stands kept for a later judgement.
_RENEWED_BUT_KEPT = [name for name in _RENEWED if name not in {"raw", "rules_digest"}]


def commit_page(connection: Connection, work: PageWork) -> None:
    check_rows(work)
    rows = beside_stored(connection, work)
    seen = [row for row in rows if row.only_seen]
    written = [row for row in rows if not row.only_seen and row.row.on_source]
    elsewhere = [row for row in rows if not row.row.on_source]
    _mark_seen(connection, work, seen)
    _write_dossiers(connection, work, written)
    _write_elsewhere(connection, work, elsewhere)
    _write_keys(connection, [row for row in rows if row.row.on_source or not row.of_source])
    _write_readings(connection, work, written)
    if work.plans:
        plan_deliveries(connection, work, written)
    judged = [one for row in (*written, *elsewhere) if (one := _as_judged(row, work)) is not None]
    # What an earlier run read is as trustworthy now as it was then.
    doubtful = {row.dossier_id for row in rows if work.cases_wait and (row.counted or not work.rejudged)}
    keep_waiting(connection, [one for one in judged if one.dossier_id in doubtful], link=work.link, run=work.run)
    certain = [one for one in judged if one.dossier_id not in doubtful]
    write_cases(connection, certain, link=work.link, run=work.run, now=work.now)
    write_rejections(connection, work)
    if work.cursor is not None:
        move_cursor(connection, work.link, work.cursor, work.now)


def _mark_seen(connection: Connection, work: PageWork, seen: Sequence[PageRow]) -> None:
    """One statement for many: a row read again as unchanged in the same run keeps that run's earlier category."""
    by_category: defaultdict[Category, list[int]] = defaultdict(list)
    for row in seen:
        by_category[row.category].append(row.dossier_id)
    for category, ids in by_category.items():
        fresh = literal(category, dossier.c.read_category.type)
        kept = case((dossier.c.read_run == work.run, dossier.c.read_category), else_=fresh)
        values = {
            "last_seen": work.now,
            "read_run": work.run,
            "read_category": kept if category is Category.UNCHANGED else category,
        }
        for batch in batches(ids):
            connection.execute(update(dossier).where(dossier.c.id.in_(batch)).values(values))


def _write_dossiers(connection: Connection, work: PageWork, written: Sequence[PageRow]) -> None:
    kept = [row for row in written if _stays_kept(row, work)]
    _upsert(connection, kept, [_dossier_values(row, work) for row in kept], keep=_RENEWED_BUT_KEPT)
    renewed = [row for row in written if not _stays_kept(row, work)]
    _upsert(connection, renewed, [_dossier_values(row, work) for row in renewed], keep=_RENEWED)


def _stays_kept(row: PageRow, work: PageWork) -> bool:
    """Whether the same content waits to be judged again by somebody who may act on it."""
    return not work.plans and not row.row.rejudge and not row.content_changed


def _write_elsewhere(connection: Connection, work: PageWork, rows: Sequence[PageRow]) -> None:
    """A dossier that the source does not have is known by its code alone; of one that the source once had, what is
    remembered stays."""
    values = [
        {
            "link": work.link,
            "code": row.row.code,
            "in_scope": False,
            "on_source": False,
            "first_seen": work.now,
            "last_seen": work.now,
            "judged_run": work.run if row.judged else row.stored and row.stored.judged_run,
            **_term(row),
        }
        for row in rows
    ]
    _upsert(connection, rows, values, keep=["judged_run", "due_day", "finished"])


def _upsert(connection: Connection, rows: Sequence[PageRow], values: list[dict[str, Any]], *, keep: list[str]) -> None:
    """Insert or renew these dossiers, and tell their rows which they are."""
    statement = upsert(connection, dossier, on=["link", "code"], keep=keep).returning(dossier.c.code, dossier.c.id)
    ids: dict[str, int] = {}
    for batch in batches(values):
        found = connection.execute(statement, batch)
        ids.update({code: number for code, number in found})  # noqa: C416  # rows are not pairs to dict()
    for row in rows:
        row.dossier_id = ids[row.row.code]


def _dossier_values(row: PageRow, work: PageWork) -> dict[str, Any]:
    stored, judged = row.stored, row.row
    values = {} if stored is None else stored.base_values
    replaced = {} if stored is None else stored.base_replaced
    if judged.agreed:
        values, replaced = merged_base(values, replaced, Base(values=judged.agreed))
    return {
        "link": work.link,
        "code": judged.code,
        "in_scope": row.in_scope,
        "on_source": True,
        # A dossier outside the scope is judged as soon as the scope takes it in, however little it changed.
        "fingerprint": judged.fingerprint if row.in_scope else None,
        "first_seen": work.now,
        "last_seen": work.now,
        "read_run": work.run if row.counted else stored and stored.read_run,
        "read_category": row.category if row.counted else stored and stored.read_category,
        "judged_run": work.run if row.judged else stored and stored.judged_run,
        # Work that a brake or the look before sending holds back is judged again when the rules change, like a hold.
        "raw": judged.raw if judged.rejudge or row.category is Category.QUEUED else None,
        "rules_digest": work.rules_digest if judged.rejudge else None,
        "base_values": values or None,
        "base_replaced": replaced or None,
        "released": row.released or None,
        "rejected": stored and stored.rejected,
        **_term(row),
    }


def _term(row: PageRow) -> dict[str, Any]:
    """The citizen's due day and whether the work is over, as far as this reading tells; else as told before."""
    told = row.row
    if told.due is not None:
        return {"due_day": told.due.toordinal(), "finished": False}
    if told.dossier is not None:
        return {"due_day": due_day(told.dossier), "finished": is_finished(told.dossier)}
    return {"due_day": row.stored and row.stored.due_day, "finished": bool(row.stored and row.stored.finished)}


def _write_keys(connection: Connection, rows: Sequence[PageRow]) -> None:
    """Keys follow the code mappings of the day; identities never move."""
    existing: defaultdict[int, dict[str, str]] = defaultdict(dict)
    for batch in batches([row.dossier_id for row in rows if row.stored is not None]):
        query = select(dossier_key).where(dossier_key.c.dossier_id.in_(batch))
        for dossier_id, scheme, key in connection.execute(query):
            existing[dossier_id][scheme] = key
    moved = [row for row in rows if existing.get(row.dossier_id, {}) != row.row.keys]
    for batch in batches([row.dossier_id for row in moved if row.dossier_id in existing]):
        connection.execute(delete(dossier_key).where(dossier_key.c.dossier_id.in_(batch)))
    values = [
        {"dossier_id": row.dossier_id, "scheme": scheme, "key": key}
        for row in moved
        for scheme, key in row.row.keys.items()
    ]
    if values:
        connection.execute(insert(dossier_key), values)


def _write_readings(connection: Connection, work: PageWork, written: Sequence[PageRow]) -> None:
    """What the source said, each time it said something new."""
    values = [
        {
            "dossier_id": row.dossier_id,
            "run": work.run,
            "at": work.now,
            "category": row.category,
            "status": row.row.dossier and row.row.dossier.status,
        }
        for row in written
        if row.counted and row.content_changed
    ]
    if values:
        connection.execute(insert(reading), values)


def _as_judged(row: PageRow, work: PageWork) -> Judged | None:
    """What the page says about the dossier's cases; None when it says nothing. What is work for the outbox is no case
    unless it is kept back; a page that plans nothing keeps nothing back."""
    recorded: tuple[Finding, ...] = row.row.recorded
    pending: tuple[Finding, ...] = row.row.pending
    if work.plans and row.category in {Category.HELD, Category.RECORDED}:
        recorded, pending = (*recorded, *pending), ()
    closes = _closes(row, work.judged_kinds)
    if not recorded and (row.stored is None or not (closes or pending)):
        return None
    return Judged(
        dossier_id=row.dossier_id,
        code=row.row.code,
        recorded=recorded,
        pending=pending,
        closes=closes,
        untold=row.row.untold if row.in_scope else frozenset(),
    )


def _closes(row: PageRow, judged_kinds: frozenset[Kind]) -> frozenset[Kind]:
    """The kinds this row proves gone: nothing outside the scope is a mismatch; nothing uncompared is agreement."""
    if not row.in_scope:
        return _EVERY_KIND
    compared = row.judged and (row.row.hold is None or row.row.hold.rule not in _UNCOMPARED)
    return judged_kinds if compared else frozenset()
