"""What persons list and decide, by id. A decision and its effect are one transaction."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from connector.domain.delivery import DeliveryState
from connector.domain.mismatch import CaseState, Kind
from connector.domain.verdict import BRAKES, HoldRule
from connector.ports import Decision, Desk
from connector.ports import Row as Listed
from connector.store import history, listings
from connector.store.columns import Record
from connector.store.database import Database, batches
from connector.store.progress import remember
from connector.store.tables import Origin, StepState, delivery, dossier, mismatch, sent_step
from connector.store.tables import decision as decisions

_NO_TIME = timedelta(0)


class SqlDesk(Desk):
    """The desk on a SQL database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # -- holds

    def holds(self, links: Sequence[str], *, rule: HoldRule | None = None) -> Sequence[Listed]:
        with self._database.reading() as connection:
            return listings.holds(connection, links, rule=rule)

    def hold(self, hold_id: int) -> Listed | None:
        with self._database.reading() as connection:
            return listings.one_delivery(connection, hold_id, DeliveryState.HELD)

    def release_holds(self, ids: Sequence[int], decision: Decision) -> Sequence[int]:
        with self._database.writing() as connection:
            held = _in_state(connection, ids, DeliveryState.HELD)
            for row in held:
                _release(connection, row)
            _write_decisions(connection, "delivery", "released", held, decision)
        return [row.id for row in held]

    def reject_holds(self, ids: Sequence[int], decision: Decision) -> Sequence[int]:
        with self._database.writing() as connection:
            held = _in_state(connection, ids, DeliveryState.HELD)
            for row in held:
                _reject(connection, row, decision.at)
            _write_decisions(connection, "delivery", "rejected", held, decision)
        return [row.id for row in held]

    # -- dead letters

    def dead_letters(self, links: Sequence[str]) -> Sequence[Listed]:
        with self._database.reading() as connection:
            return listings.dead_letters(connection, links)

    def dead_letter(self, dead_id: int) -> Listed | None:
        with self._database.reading() as connection:
            return listings.one_delivery(connection, dead_id, DeliveryState.DEAD)

    def retry_dead(self, ids: Sequence[int], decision: Decision) -> Sequence[int]:
        again = {
            "state": DeliveryState.PLANNED,
            "origin": Origin.RETRIED,
            "unbraked": True,
            "refused_for": _NO_TIME,
            "attempts": 0,
            "settled_at": None,
            "next_attempt_at": None,
        }
        return self._settle_dead(ids, decision, "retried", again, forget_doubts=True)

    def discard_dead(self, ids: Sequence[int], decision: Decision) -> Sequence[int]:
        gone = {"state": DeliveryState.SUPERSEDED, "settled_at": decision.at}
        return self._settle_dead(ids, decision, "discarded", gone)

    def _settle_dead(
        self, ids: Sequence[int], word: Decision, verb: str, values: dict[str, Any], *, forget_doubts: bool = False
    ) -> Sequence[int]:
        """A person who has a delivery tried again answers for its doubted steps: those not shown are sent again."""
        with self._database.writing() as connection:
            dead = _in_state(connection, ids, DeliveryState.DEAD)
            for batch in batches([row.id for row in dead]):
                connection.execute(update(delivery).where(delivery.c.id.in_(batch)).values(values))
            for batch in batches([row.dossier_id for row in dead] if forget_doubts else []):
                doubts = sent_step.c.dossier_id.in_(batch), sent_step.c.state == StepState.DOUBT
                connection.execute(delete(sent_step).where(*doubts))
            _write_decisions(connection, "delivery", verb, dead, word)
        return [row.id for row in dead]

    # -- rejections and mismatches

    def rejections(self, links: Sequence[str]) -> Sequence[Listed]:
        with self._database.reading() as connection:
            return listings.rejections(connection, links)

    def mismatches(self, links: Sequence[str], *, state: str = "open", kind: Kind | None = None) -> Sequence[Listed]:
        with self._database.reading() as connection:
            return listings.mismatches(connection, links, state=state, kind=kind)

    def case_page(self, links: Sequence[str], *, after: int, limit: int) -> Sequence[Listed]:
        with self._database.reading() as connection:
            return listings.case_page(connection, links, after=after, limit=limit)

    def cases_by_id(self, ids: Sequence[int]) -> Sequence[Listed]:
        with self._database.reading() as connection:
            return listings.cases_by_id(connection, ids)

    def rejection_page(self, links: Sequence[str], *, after: int, limit: int) -> Sequence[Listed]:
        with self._database.reading() as connection:
            return listings.rejection_page(connection, links, after=after, limit=limit)

    def mismatch(self, mismatch_id: int) -> Listed | None:
        with self._database.reading() as connection:
            return listings.one_mismatch(connection, mismatch_id)

    def accept_mismatch(self, mismatch_id: int, decision: Decision, *, until: datetime | None) -> bool:
        with self._database.writing() as connection:
            live = mismatch.c.state.in_([CaseState.OPEN, CaseState.ACCEPTED])
            row = connection.execute(select(mismatch).where(mismatch.c.id == mismatch_id, live)).first()
            if row is None:
                return False
            connection.execute(
                update(mismatch)
                .where(mismatch.c.id == mismatch_id)
                .values(
                    state=CaseState.ACCEPTED,
                    accepted_by=decision.by,
                    accepted_reason=decision.reason,
                    accepted_until=until,
                )
            )
            _write_decisions(connection, "mismatch", "accepted", [row], decision)
            return True

    def reopen_mismatch(self, mismatch_id: int, now: datetime) -> bool:
        with self._database.writing() as connection:
            reopened = connection.execute(
                update(mismatch)
                .where(mismatch.c.id == mismatch_id, mismatch.c.state != CaseState.OPEN)
                .values(state=CaseState.OPEN, closed_run=None, closed_at=None, last_seen=now)
            )
            return bool(reopened.rowcount)

    # -- the whole story

    def history(self, code: str) -> Sequence[Listed]:
        with self._database.reading() as connection:
            return history.history(connection, code)

    def status(self, links: Sequence[str], now: datetime) -> Sequence[Listed]:
        with self._database.reading() as connection:
            return [listings.status(connection, link, now) for link in links]

    def systems(self) -> Sequence[Listed]:
        with self._database.reading() as connection:
            return listings.systems(connection)


def _in_state(connection: Connection, ids: Sequence[int], state: DeliveryState) -> list[Record]:
    rows: list[Record] = []
    for batch in batches(sorted(set(ids))):
        query = select(delivery).where(delivery.c.id.in_(batch), delivery.c.state == state)
        rows.extend(connection.execute(query.order_by(delivery.c.id).with_for_update()))
    return rows


def _release(connection: Connection, row: Record) -> None:
    """Free this content from its rule and from every brake; content that changes is judged anew."""
    released = sorted({*row.released, row.hold_rule.value, *(rule.value for rule in BRAKES)})
    connection.execute(
        update(delivery)
        .where(delivery.c.id == row.id)
        .values(state=DeliveryState.PLANNED, origin=Origin.RELEASED, unbraked=True, released=released)
    )
    same_content = dossier.c.fingerprint == row.fingerprint
    connection.execute(update(dossier).where(dossier.c.id == row.dossier_id, same_content).values(released=released))
    if row.hold_rule is HoldRule.CANARY:
        remember(connection, row.link, {"canaries_released": True})


def _reject(connection: Connection, row: Record, at: datetime) -> None:
    """Remember the content: it is not planned again until it changes, and not when it comes back either."""
    this = delivery.c.id == row.id
    connection.execute(update(delivery).where(this).values(state=DeliveryState.REJECTED, settled_at=at))
    rejected = connection.execute(select(dossier.c.rejected).where(dossier.c.id == row.dossier_id)).scalar() or []
    contents = sorted({*rejected, row.fingerprint})
    connection.execute(update(dossier).where(dossier.c.id == row.dossier_id).values(rejected=contents))


def _write_decisions(connection: Connection, subject: str, verb: str, rows: Sequence[Record], word: Decision) -> None:
    values = [
        {
            "subject": subject,
            "subject_id": row.id,
            "dossier_id": row.dossier_id,
            "verb": verb,
            "person": word.by,
            "reason": word.reason,
            "at": word.at,
        }
        for row in rows
    ]
    if values:
        connection.execute(insert(decisions), values)
