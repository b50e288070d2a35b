"""Letting go of what is no longer needed: never what is open, held, dead, in doubt, cited by an open or accepted case,
or kept to be judged again.

What may go is looked for without a lock, and let go of in short transactions that ask again: runs, commands and a
second purge go on meanwhile. A purge that dies has done what it has done; the next one does the rest.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Text,
    and_,
    bindparam,
    delete,
    exists,
    func,
    or_,
    select,
    type_coerce,
    update,
)

from connector.domain.delivery import UNSETTLED, DeliveryState
from connector.domain.dossier import DETAIL_FIELDS, PERSONAL_FIELDS
from connector.domain.mismatch import CaseState
from connector.ports import Purge
from connector.store.database import Database, batches
from connector.store.dialect import BATCH, erase
from connector.store.tables import (
    RunState,
    daemon_request,
    delivery,
    dossier,
    measure,
    mismatch,
    pending_case,
    reading,
    rejection,
    run,
)

_OPEN_WORK = UNSETTLED | {DeliveryState.HELD, DeliveryState.DEAD}
_SETTLED = frozenset(DeliveryState) - _OPEN_WORK

#: A measure that no enumeration has renewed for so long belongs to an extent that nobody asks for any more.
_MEASURE_KEPT = timedelta(days=400)

#: What stays of a record that we sent: enough to judge a deadline by, and nothing about a person.
_NOT_KEPT = (PERSONAL_FIELDS | DETAIL_FIELDS.keys() | {"unknown", "repairs"}) - {"content"}


@dataclass(frozen=True, slots=True)
class _Sort:
    """One sort of thing that is let go of: what may go, and how."""

    name: str
    id: ColumnElement[int]
    may_go: ColumnElement[bool]
    let_go: Callable[[Connection, ColumnElement[bool]], int]


def purge(database: Database, limits: Purge) -> dict[str, int]:
    """How much of each sort was let go of."""
    counts = {sort.name: _purge_sort(database, sort) for sort in _sorts(limits)}
    counts["runs"] = _purge_runs(database, limits.raw_before)
    counts["requests"] = _purge_rest(database, limits)
    return counts


def _sorts(limits: Purge) -> Iterator[_Sort]:
    yield _Sort("payloads", delivery.c.id, _spent_payload(limits.payload_before), _empty_payloads)
    yield _Sort("sent_records", dossier.c.id, _spent_record(limits.payload_before), _thin_records)
    yield _Sort("raw_rows", dossier.c.id, _spent_raw(limits.raw_before), _drop_raw)
    yield _Sort("readings", reading.c.id, _spent_reading(limits.raw_before), _drop_readings)
    yield _Sort("paper_rows", rejection.c.id, _spent_paper(limits.raw_before), _drop_paper)


def _purge_sort(database: Database, sort: _Sort) -> int:
    after, gone = 0, 0
    while found := _candidates(database, sort, after):
        after = found[-1]
        with database.writing() as connection:
            erase(connection)
            gone += sort.let_go(connection, and_(sort.id.in_(found), sort.may_go))
    return gone


def _candidates(database: Database, sort: _Sort, after: int) -> list[int]:
    query = select(sort.id).where(sort.id > after, sort.may_go).order_by(sort.id).limit(BATCH)
    with database.reading() as connection:
        return list(connection.execute(query).scalars())


# -- what may go


def _cited(dossier_id: ColumnElement[int]) -> ColumnElement[bool]:
    """A case about the dossier that somebody may still have to look into."""
    return exists().where(mismatch.c.dossier_id == dossier_id, mismatch.c.state != CaseState.CLOSED)


def _in_work(dossier_id: ColumnElement[int]) -> ColumnElement[bool]:
    """Something about the dossier that is owed, kept back or given up, or a case that waits for its reading."""
    work = delivery.alias("work")
    owed = exists().where(work.c.dossier_id == dossier_id, work.c.state.in_(_OPEN_WORK))
    return or_(owed, exists().where(pending_case.c.dossier_id == dossier_id))


def _spent_payload(before: datetime) -> ColumnElement[bool]:
    return and_(
        delivery.c.state.in_(_SETTLED),
        delivery.c.settled_at < before,
        delivery.c.payload != {},
        ~_cited(delivery.c.dossier_id),
    )


def _spent_record(before: datetime) -> ColumnElement[bool]:
    """A record of ours that still tells of a person, of a dossier whose last delivery was long settled as done."""
    told = type_coerce(dossier.c.last_sent, Text)
    done, later = delivery.alias("done"), delivery.alias("later")
    undone = exists().where(later.c.dossier_id == dossier.c.id, later.c.id > done.c.id, ~later.c.finished)
    recent = or_(later.c.settled_at.is_(None), later.c.settled_at >= before)
    return and_(
        dossier.c.last_sent.is_not(None),
        or_(*(told.contains(f'"{name}":', autoescape=True) for name in sorted(_NOT_KEPT))),
        exists().where(done.c.dossier_id == dossier.c.id, done.c.finished, ~undone),
        ~exists().where(later.c.dossier_id == dossier.c.id, recent),
        ~_in_work(dossier.c.id),
        ~_cited(dossier.c.id),
    )


def _spent_raw(before: datetime) -> ColumnElement[bool]:
    """Kept to be judged again, while nothing is left that another judgement could change: no hold and no case. One
    that no rules have judged yet is always needed."""
    return and_(
        dossier.c.raw.is_not(None),
        func.coalesce(dossier.c.rules_digest != "", True),
        dossier.c.last_seen < before,
        ~_in_work(dossier.c.id),
        ~_cited(dossier.c.id),
    )


def _spent_reading(before: datetime) -> ColumnElement[bool]:
    """The last reading of a dossier is how it stands; earlier ones are history."""
    newer = reading.alias("newer")
    return and_(
        reading.c.at < before,
        exists().where(newer.c.dossier_id == reading.c.dossier_id, newer.c.id > reading.c.id),
        ~_in_work(reading.c.dossier_id),
        ~_cited(reading.c.dossier_id),
    )


def _spent_paper(before: datetime) -> ColumnElement[bool]:
    """What could not be read of a book that was brought once: no later reconcile hears it and lets go of it."""
    return and_(~rejection.c.lasting, rejection.c.last_seen < before)


# -- how it goes


def _empty_payloads(connection: Connection, still: ColumnElement[bool]) -> int:
    rows = connection.execute(select(delivery.c.id, delivery.c.action).where(still)).all()
    empty = update(delivery).where(delivery.c.id == bindparam("of")).values(payload={}, pre_image=None, pending=[])
    values = [{"of": row.id, "action": _outline(row.action)} for row in rows]
    if values:
        connection.execute(empty.values(action=bindparam("action")), values)
    return len(rows)


def _outline(action: dict[str, Any]) -> dict[str, Any]:
    """What was done, without anybody's name or words in it."""
    steps = [{name: step[name] for name in ("at", "status") if name in step} for step in action["steps"]]
    return action | {"steps": steps}


def _thin_records(connection: Connection, still: ColumnElement[bool]) -> int:
    rows = connection.execute(select(dossier.c.id, dossier.c.last_sent).where(still)).all()
    values = [
        {"of": row.id, "kept": {name: value for name, value in row.last_sent.items() if name not in _NOT_KEPT}}
        for row in rows
    ]
    thinned = update(dossier).where(dossier.c.id == bindparam("of")).values(last_sent=bindparam("kept"))
    if values:
        connection.execute(thinned, values)
    return len(rows)


def _drop_raw(connection: Connection, still: ColumnElement[bool]) -> int:
    return connection.execute(update(dossier).where(still).values(raw=None, rules_digest=None)).rowcount


def _drop_readings(connection: Connection, still: ColumnElement[bool]) -> int:
    return connection.execute(delete(reading).where(still)).rowcount


def _drop_paper(connection: Connection, still: ColumnElement[bool]) -> int:
    return connection.execute(delete(rejection).where(still)).rowcount


def _purge_runs(database: Database, before: datetime) -> int:
    """Runs that nothing names any more, but for the last of each link and kind."""
    with database.reading() as connection:
        named = _named_runs(connection)
        old = select(run.c.id).where(run.c.state != RunState.RUNNING, run.c.finished_at < before)
        spent = [one for one in connection.execute(old).scalars() if one not in named]
    for batch in batches(spent):
        with database.writing() as connection:
            connection.execute(delete(run).where(run.c.id.in_(batch)))
    return len(spent)


def _named_runs(connection: Connection) -> set[str]:
    columns: tuple[ColumnElement[str | None], ...] = (
        *(dossier.c.read_run, dossier.c.judged_run, reading.c.run, pending_case.c.run),
        *(delivery.c.planned_run, delivery.c.held_run, delivery.c.care_run),
        *(mismatch.c.opened_run, mismatch.c.seen_run, mismatch.c.closed_run),
    )
    named = {one for column in columns for one in connection.execute(select(column).distinct()).scalars() if one}
    last = select(func.max(run.c.started_at), run.c.link, run.c.kind).group_by(run.c.link, run.c.kind)
    for started_at, link, kind in connection.execute(last):
        latest = select(run.c.id).where(run.c.link == link, run.c.kind == kind, run.c.started_at == started_at)
        named.update(connection.execute(latest).scalars())
    return named


def _purge_rest(database: Database, limits: Purge) -> int:
    with database.writing() as connection:
        connection.execute(delete(measure).where(measure.c.at < limits.raw_before - _MEASURE_KEPT))
        return connection.execute(delete(daemon_request).where(daemon_request.c.done_at < limits.raw_before)).rowcount
