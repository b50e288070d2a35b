"""Settling claimed deliveries: what became of them, what it proves, and what a person has to look at."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, delete, exists, insert, select, update

from connector.domain.delivery import DeliveryState
from connector.domain.mismatch import Finding
from connector.domain.plain import to_plain
from connector.domain.verdict import Base
from connector.ports import Owner, Settlement
from connector.store.cases import Judged, write_cases
from connector.store.columns import Record
from connector.store.database import batches
from connector.store.forms import action_to_plain, findings_from_plain, findings_to_plain, merged_base
from connector.store.outbox import UNOWNED
from connector.store.plans import hold_instead, judge_again
from connector.store.progress import count_canaries
from connector.store.tables import StepState, delivery, dossier, sent_step

_ENDED = frozenset({DeliveryState.VERIFIED, DeliveryState.DEAD, DeliveryState.SUPERSEDED})
_ANSWERED = frozenset({DeliveryState.VERIFIED, DeliveryState.DELIVERED})

#: A version that a newer one of the same dossier overtakes instead of being sent again or kept for a person.
_OVERTAKEN = frozenset({DeliveryState.WAITING, DeliveryState.DEAD})
_NEWER = (DeliveryState.PLANNED, DeliveryState.WAITING, DeliveryState.HELD)


@dataclass(frozen=True, slots=True)
class Settled:
    """One settlement beside the delivery's row, and the state it ends in."""

    settlement: Settlement
    row: Record
    state: DeliveryState

    @property
    def run(self) -> str:
        """The run in whose care it is; a claim is only ever made within one."""
        return str(self.row.care_run or self.row.planned_run)

    @property
    def pending(self) -> tuple[Finding, ...]:
        """What it would have healed, as judged last."""
        told = self.settlement
        return told.pending if told.judged_kinds or told.pending else findings_from_plain(self.row.pending)


def settle(connection: Connection, settlements: Sequence[Settlement], *, owner: Owner) -> None:
    settled = _still_held(connection, settlements, owner)
    if not settled:
        return
    _write_deliveries(connection, settled)
    _write_steps(connection, settled)
    _write_dossiers(connection, settled)
    _write_holds(connection, settled)
    _write_cases(connection, settled)
    _count_proofs(connection, settled)


def _still_held(connection: Connection, settlements: Sequence[Settlement], owner: Owner) -> list[Settled]:
    """Those that ``owner`` still holds; a claim it lost is another's to settle."""
    by_id = {one.delivery.id: one for one in settlements}
    newer = delivery.alias("newer")
    overtaken = exists().where(
        newer.c.dossier_id == delivery.c.dossier_id, newer.c.id > delivery.c.id, newer.c.state.in_(_NEWER)
    )
    held: list[Settled] = []
    for batch in batches(sorted(by_id)):
        query = (
            select(delivery, overtaken.label("overtaken"))
            .where(
                delivery.c.id.in_(batch),
                delivery.c.state == DeliveryState.CLAIMED,
                delivery.c.owner == owner.id,
            )
            .with_for_update(of=delivery)
        )
        for row in connection.execute(query):
            one = by_id[row.id]
            ends = one.state in _OVERTAKEN and row.overtaken
            held.append(Settled(one, row, DeliveryState.SUPERSEDED if ends else one.state))
    return held


def _write_deliveries(connection: Connection, settled: Iterable[Settled]) -> None:
    this = update(delivery).where(delivery.c.id == bindparam("settled")).values(UNOWNED)
    connection.execute(this, [_delivery_values(one) for one in settled])


def _delivery_values(one: Settled) -> dict[str, Any]:
    told, row = one.settlement, one.row
    ended = one.state in _ENDED
    # What the target showed before the first write is kept: a later look sees our own work.
    pre_image = row.pre_image if told.pre_image is None or row.pre_image else to_plain(told.pre_image)
    return {
        "settled": row.id,
        "state": one.state,
        "next_attempt_at": None if ended else told.next_attempt_at,
        "settled_at": told.now if ended else None,
        "sent_at": told.now if told.attempted else row.sent_at,
        "attempts": row.attempts if told.attempted else row.attempts - 1,  # a look is no attempt
        "refused_for": row.refused_for if told.refused_for is None else told.refused_for,
        "verify_until": row.verify_until if told.verify_until is None else told.verify_until,
        "last_error": row.last_error if told.error is None and not ended else told.error,
        "pre_image": pre_image,
        "record_answered": row.record_answered if told.record_answered is None else told.record_answered,
        "action": row.action if told.action is None else action_to_plain(told.action),
        # A proved delivery keeps what it healed: history tells it.
        "pending": row.pending if one.state is DeliveryState.VERIFIED else findings_to_plain(one.pending),
        "proved": row.proved or told.proved_readable,
    }


def _write_steps(connection: Connection, settled: Iterable[Settled]) -> None:
    """A clear answer makes marked steps sent; what was clearly not taken may be sent again, and is owed where its
    record arrived; the rest stays in doubt."""
    this = (
        sent_step.c.dossier_id == bindparam("of"),
        sent_step.c.at == bindparam("moment"),
        sent_step.c.status == bindparam("state_then"),
    )
    owed, unsent = _not_taken(settled)
    if owed:
        connection.execute(update(sent_step).where(*this).values(state=StepState.OWED), owed)
    if unsent:
        connection.execute(delete(sent_step).where(*this), unsent)
    answered = [one.row.dossier_id for one in settled if _steps_answered(one.settlement)]
    for batch in batches(answered):
        marked = sent_step.c.dossier_id.in_(batch), sent_step.c.state == StepState.DOUBT
        connection.execute(update(sent_step).where(*marked).values(state=StepState.SENT))


def _not_taken(settled: Iterable[Settled]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Steps that were clearly not taken: those whose record arrived, and the others."""
    owed: list[dict[str, Any]] = []
    unsent: list[dict[str, Any]] = []
    for one in settled:
        arrived = one.settlement.record_answered is True or one.row.record_answered
        for at, status in one.settlement.unsent_steps:
            step = {"of": one.row.dossier_id, "moment": at, "state_then": int(status)}
            (owed if arrived else unsent).append(step)
    return owed, unsent


def _steps_answered(settlement: Settlement) -> bool:
    """Whether the steps still marked were taken. A refusal of the rest says so too, once the record was answered."""
    refused_rest = settlement.state is DeliveryState.WAITING and settlement.record_answered is True
    return settlement.state in _ANSWERED or refused_rest


def _write_dossiers(connection: Connection, settled: Sequence[Settled]) -> None:
    """The base, the record as sent, and which run judged the dossier last."""
    bases = {one.row.dossier_id: one.settlement.base for one in settled if one.settlement.base is not None}
    _merge_bases(connection, bases)
    sent = [
        {"dossier": one.row.dossier_id, "last_sent": to_plain(one.settlement.last_sent)}
        for one in settled
        if one.settlement.last_sent is not None
    ]
    this = dossier.c.id == bindparam("dossier")
    if sent:
        connection.execute(update(dossier).where(this), sent)
    created = [one.row.dossier_id for one in settled if _created(one)]
    for batch in batches(created):
        connection.execute(update(dossier).where(dossier.c.id.in_(batch)).values(created=True))
    judged = [{"dossier": one.row.dossier_id, "judged_run": one.run} for one in settled if _is_judged(one)]
    if judged:
        connection.execute(update(dossier).where(this), judged)
    proved = [
        {"dossier": one.row.dossier_id, "content": one.row.fingerprint}
        for one in settled
        if one.state is DeliveryState.VERIFIED
    ]
    if proved:
        # Nothing is left to judge again in content that is proved.
        same_content = dossier.c.fingerprint == bindparam("content")
        connection.execute(update(dossier).where(this, same_content).values(raw=None, rules_digest=None), proved)


def _created(one: Settled) -> bool:
    """Whether a create was answered with success in this attempt, or one whose answer was lost was read back."""
    told = one.settlement
    if told.record_answered is not True:
        return False
    if told.action is not None:
        return told.action.create
    doubted = one.row.claimed_from is DeliveryState.IN_DOUBT
    return doubted and told.proved_readable and bool(one.row.action["create"])


def _merge_bases(connection: Connection, bases: Mapping[int, Base]) -> None:
    values: list[dict[str, Any]] = []
    for batch in batches(sorted(bases)):
        query = select(dossier.c.id, dossier.c.base_values, dossier.c.base_replaced)
        for row in connection.execute(query.where(dossier.c.id.in_(batch))):
            merged, replaced = merged_base(row.base_values, row.base_replaced, bases[row.id])
            values.append({"dossier": row.id, "base_values": merged, "base_replaced": replaced})
    if values:
        connection.execute(update(dossier).where(dossier.c.id == bindparam("dossier")), values)


def _write_holds(connection: Connection, settled: Iterable[Settled]) -> None:
    holds = [
        hold_instead(
            one.row, one.settlement.hold, run_id=one.run, now=one.settlement.now, pending=findings_to_plain(one.pending)
        )
        for one in settled
        if one.state is DeliveryState.SUPERSEDED and one.settlement.hold is not None
    ]
    if holds:
        connection.execute(insert(delivery), holds)
        # Which rules held it is the run's to say, not the store's: the next run says it, once.
        judge_again(connection, [hold["dossier_id"] for hold in holds], "")


def _write_cases(connection: Connection, settled: Iterable[Settled]) -> None:
    by_run: dict[tuple[str, str], list[Settled]] = {}
    for one in settled:
        by_run.setdefault((one.row.link, one.run), []).append(one)
    for (link, run), ones in by_run.items():
        now = max(one.settlement.now for one in ones)
        write_cases(connection, [_judged(one) for one in ones], link=link, run=run, now=now)


def _judged(one: Settled) -> Judged:
    told = one.settlement
    verified = one.state is DeliveryState.VERIFIED
    for_a_person = one.state is DeliveryState.DEAD or (one.state is DeliveryState.SUPERSEDED and told.hold is not None)
    return Judged(
        dossier_id=one.row.dossier_id,
        code=one.row.code,
        recorded=(*told.recorded, *one.pending) if for_a_person else told.recorded,
        pending=() if verified else one.pending,
        gone=findings_from_plain(one.row.pending) if verified else (),
        closes=told.judged_kinds,
        untold=told.untold,
    )


def _is_judged(one: Settled) -> bool:
    told = one.settlement
    return bool(told.judged_kinds or told.recorded or told.pending) or told.state is DeliveryState.VERIFIED


def _count_proofs(connection: Connection, settled: Iterable[Settled]) -> None:
    proofs: dict[str, int] = {}
    for one in settled:
        if one.settlement.proved_readable and not one.row.proved:
            proofs[one.row.link] = proofs.get(one.row.link, 0) + 1
    for link, number in proofs.items():
        count_canaries(connection, link, number)
