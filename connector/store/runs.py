"""A run's beginning, end, and what the store counts of it."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, case, func, literal, select, update

from connector.domain.delivery import UNSETTLED, DeliveryState
from connector.domain.mismatch import CaseState
from connector.domain.run import Agreement, Category, Outcome, RunKind, RunSummary
from connector.ports import Opening, Owner, RunTally
from connector.store.cases import reopen_expired, write_cases
from connector.store.dialect import upsert
from connector.store.outbox import TO_LOOK_AT, UNOWNED, heed_set_back
from connector.store.plans import pending_cases
from connector.store.rejections import OF_SOURCE
from connector.store.tables import Entry, RunState, delivery, dossier, mismatch, rejection, run


def begin_run(connection: Connection, run_id: str, link: str, kind: RunKind, owner: Owner, now: datetime) -> Opening:
    failed_before = _last_failed(connection, link)
    died = _close_dead_runs(connection, link, now)
    opened = {
        "id": run_id,
        "link": link,
        "kind": kind,
        "owner": owner.id,
        "state": RunState.RUNNING,
        "started_at": now,
    }
    connection.execute(run.insert(), [opened])
    _tell_again(connection, died, run_id)
    _doubt_claims(connection, link, now)
    heed_set_back(connection, link, now)
    connection.execute(
        update(delivery)
        .where(delivery.c.link == link, delivery.c.state.in_(TO_LOOK_AT))
        .values(care_run=run_id, entry=Entry.BEFORE)
    )
    reopen_expired(connection, link, now)
    counts = _deliveries(connection, run_id)
    return Opening(
        waiting_before=counts.get(DeliveryState.WAITING, 0),
        in_doubt_before=counts.get(DeliveryState.IN_DOUBT, 0) + counts.get(DeliveryState.DELIVERED, 0),
        died=died,
        failed_before=failed_before,
    )


def _last_failed(connection: Connection, link: str) -> bool:
    ended = run.c.link == link, run.c.state == RunState.FINISHED
    latest = select(run.c.outcome).where(*ended).order_by(run.c.started_at.desc(), run.c.id.desc()).limit(1)
    return connection.execute(latest).scalar() == Outcome.FAILED


def _close_dead_runs(connection: Connection, link: str, now: datetime) -> tuple[str, ...]:
    """A link has one run at a time, so whatever still says it runs has died; their ids."""
    running = run.c.link == link, run.c.state == RunState.RUNNING
    died = tuple(row.id for row in connection.execute(select(run.c.id).where(*running)))
    values = {"finished_at": now, "outcome": Outcome.FAILED, "agreement": Agreement.UNKNOWN}
    connection.execute(update(run).where(*running).values(state=RunState.DIED, **values))
    return died


def _tell_again(connection: Connection, died: tuple[str, ...], run_id: str) -> None:
    """What a dead run opened or held, it told nobody: its cases are news to the first run that sees them again, its
    holds to this one."""
    if not died:
        return
    untold = mismatch.c.opened_run.in_(died), mismatch.c.state == CaseState.OPEN
    connection.execute(update(mismatch).where(*untold).values(opened_run=None))
    held = delivery.c.held_run.in_(died), delivery.c.state == DeliveryState.HELD
    connection.execute(update(delivery).where(*held).values(held_run=run_id))


def _doubt_claims(connection: Connection, link: str, now: datetime) -> None:
    """A claim whose owner is gone may have been sent at its very last moment: it is looked up before anything else.
    One that was only being read back is as it was; the others lose their last error, for nothing was answered."""
    of_the_dead = update(delivery).where(delivery.c.link == link, delivery.c.state == DeliveryState.CLAIMED)
    read_back = of_the_dead.where(delivery.c.claimed_from == DeliveryState.DELIVERED)
    connection.execute(read_back.values(state=DeliveryState.DELIVERED, next_attempt_at=now, **UNOWNED))
    connection.execute(
        of_the_dead.values(
            state=DeliveryState.IN_DOUBT,
            sent_at=func.coalesce(delivery.c.claimed_at, delivery.c.sent_at),
            next_attempt_at=now,
            last_error=None,
            **UNOWNED,
        )
    )


def finish_run(connection: Connection, summary: RunSummary) -> None:
    """Write the summary down, also of a run that could not begin."""
    values = {
        "id": summary.run,
        "link": summary.link,
        "kind": summary.kind,
        "state": RunState.FINISHED,
        "started_at": summary.started_at,
        "finished_at": summary.finished_at,
        "outcome": summary.outcome,
        "agreement": summary.agreement,
        "summary": summary.to_json(),
    }
    kept = ["state", "finished_at", "outcome", "agreement", "summary"]
    connection.execute(upsert(connection, run, on=["id"], keep=kept), [values])


def tally(connection: Connection, run_id: str, link: str) -> RunTally:
    judged = select(func.count()).where(dossier.c.link == link, dossier.c.judged_run == run_id)
    revived = select(func.count()).where(delivery.c.care_run == run_id, delivery.c.entry == Entry.REVIVED)
    opened = select(func.count()).where(
        mismatch.c.link == link, mismatch.c.state == CaseState.OPEN, mismatch.c.opened_run == run_id
    )
    held = select(func.count()).where(
        delivery.c.link == link, delivery.c.state == DeliveryState.HELD, delivery.c.held_run == run_id
    )
    return RunTally(
        categories=_categories(connection, run_id, link),
        revived=_number(connection, revived),
        deliveries=_deliveries(connection, run_id),
        mismatches=_cases(connection, run_id, link, CaseState.OPEN),
        accepted=sum(_cases(connection, run_id, link, CaseState.ACCEPTED).values()),
        judged=_number(connection, judged),
        newly_opened=_number(connection, opened),
        newly_held=_number(connection, held),
    )


def _categories(connection: Connection, run_id: str, link: str) -> dict[Category, int]:
    query = (
        select(dossier.c.read_category, func.count())
        .where(dossier.c.link == link, dossier.c.read_run == run_id)
        .group_by(dossier.c.read_category)
    )
    counts: dict[Category, int] = {category: number for category, number in connection.execute(query)}  # noqa: C416
    rejected = select(func.count()).where(rejection.c.link == link, rejection.c.read_run == run_id, OF_SOURCE)
    return counts | {Category.REJECTED: _number(connection, rejected)}


def _deliveries(connection: Connection, run_id: str) -> dict[DeliveryState, int]:
    # Only a dead letter of this run that a person sends again is planned while in its care; it is the next plan's.
    state: ColumnElement[Any] = case(
        (delivery.c.state == DeliveryState.PLANNED, literal(DeliveryState.DEAD, delivery.c.state.type)),
        else_=delivery.c.state,
    ).label("settled_as")
    query = select(state, func.count()).where(delivery.c.care_run == run_id).group_by(state)
    return {DeliveryState(settled_as): number for settled_as, number in connection.execute(query)}


def _cases(connection: Connection, run_id: str, link: str, state: CaseState) -> dict[Any, int]:
    """By kind, of the dossiers that the run judged."""
    query = (
        select(mismatch.c.kind, func.count())
        .join(dossier, dossier.c.id == mismatch.c.dossier_id)
        .where(
            mismatch.c.link == link,
            mismatch.c.state == state,
            dossier.c.judged_run == run_id,
        )
        .group_by(mismatch.c.kind)
    )
    return {kind: number for kind, number in connection.execute(query)}  # noqa: C416


def open_late(connection: Connection, run_id: str, link: str, *, planned_before: datetime, now: datetime) -> int:
    query = select(delivery.c.dossier_id, delivery.c.code, delivery.c.pending).where(
        delivery.c.link == link,
        delivery.c.state.in_(UNSETTLED),
        delivery.c.planned_at < planned_before,
        delivery.c.pending != [],
    )
    cases = pending_cases(connection.execute(query))
    return write_cases(connection, cases, link=link, run=run_id, now=now)


def _number(connection: Connection, query: Any) -> int:
    return int(connection.execute(query).scalar() or 0)
