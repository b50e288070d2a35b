"""Settling what was sent by what the target shows: proof, doubt, and how long an absence may deceive."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from connector.domain.delivery import Delivery, DeliveryState
from connector.domain.dossier import StepIdentity
from connector.domain.status import ENDED, Status
from connector.domain.verdict import Base, Disposition, Memory, Verdict
from connector.ports import Reading, Settlement
from connector.reconcile.compare import key_form
from connector.reconcile.match import match
from connector.reconcile.merge import merge
from connector.reconcile.plan import DISPROVED_KINDS, judge
from connector.reconcile.proof import Proof, prove
from connector.sync.settling import Settling
from connector.sync.work import LinkWork

#: The shortest time after which an unseen create or step in doubt counts as never taken, while nothing is known of the
#: target's lag: a one-stop that shows its writes late must not get it twice.
LEAST_DOUBT = timedelta(seconds=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a reading says of what was sent. Without a settlement it is safe to judge and send again; ``not_taken``
    are the steps in doubt that are now known not to stand there."""

    settlement: Settlement | None = None
    not_taken: frozenset[StepIdentity] = frozenset()
    lag_seen: timedelta | None = None
    nothing_readable: bool = False
    unproved: bool = False  #: it stands there, and what was sent cannot be read back
    stands: bool = False  #: the record, as far as it can be read back, is the one that was sent


class ReadBack:
    """Reads one delivery back."""

    def __init__(self, work: LinkWork, delivery: Delivery, memory: Memory, lag: timedelta) -> None:
        self._work = work
        self._delivery = delivery
        self._memory = memory
        self._lag = lag
        self._settling = Settling(work, delivery)

    def judge(self, reading: Reading | None) -> Found:
        """Settle a delivered or doubtful delivery by this reading."""
        proof = self._prove(reading)
        if proof.state == "verified" and self._delivery.state is not DeliveryState.WAITING:
            return Found(settlement=self.verified(self._verdict(reading), reading))
        if self._delivery.state is DeliveryState.DELIVERED:
            return self._unproved(proof, reading)
        return self._doubtful(proof, reading)

    def verified(
        self, verdict: Verdict, reading: Reading | None, unsent: frozenset[StepIdentity] = frozenset()
    ) -> Settlement:
        """Read back as sent. What the sides still disagree about, beside what was sent, is on record from here on."""
        left_over = () if verdict.disposition is Disposition.AGREE else verdict.pending
        return self._settling.make(
            DeliveryState.VERIFIED,
            base=self._new_base(verdict),
            proved_readable=True,
            recorded=(*verdict.recorded, *left_over),
            judged_kinds=DISPROVED_KINDS,
            untold=self._untold(verdict),
            pre_image=None,
            unsent_steps=tuple(unsent),
            record_answered=True if reading is not None else None,
        )

    def _untold(self, verdict: Verdict) -> frozenset[str]:
        return frozenset(self._work.rules.policy.compare) - verdict.comparable

    def _prove(self, reading: Reading | None) -> Proof:
        delivery = self._delivery
        sent = self._memory.doubted_steps | {step.identity for step in delivery.action.steps}
        steps = tuple(step for step in delivery.payload.steps or () if step.identity in sent)
        write = None
        if delivery.action.create or delivery.action.fields:
            write = merge(delivery.payload, delivery.action, None, Memory(), self._work.rules)
        return prove(write, steps, reading, self._work.target.capabilities)

    def _unproved(self, proof: Proof, reading: Reading | None) -> Found:
        """Answered with success and not (yet) seen: looked at again until the window ends."""
        if reading is not None and self._ended_meanwhile(reading):
            return Found(settlement=self._overtaken(self._verdict(reading)))
        now = self._work.clock.now()
        window_ends = self._window_ends(now)
        if proof.state == "unreadable":
            return self._unreadable(proof, reading, ended=now >= window_ends)
        lag = now - (self._delivery.sent_at or now)
        if now < window_ends:
            settlement = self._settling.make(
                DeliveryState.DELIVERED, next_attempt_at=min(self._settling.next_look(), window_ends)
            )
            return Found(settlement=settlement, lag_seen=lag)
        names = ", ".join(sorted(proof.differing)) or "bước xử lý"
        reason = f"Một cửa báo thành công nhưng đọc lại không thấy như đã gửi: {names}."
        return Found(settlement=self._dead(reason, reading))

    def _ended_meanwhile(self, reading: Reading) -> bool:
        """Whether the desk has refused, withdrawn or stopped the dossier since people were asked for something else:
        for the days or weeks that they have for it nobody may be told to finish it."""
        status, before = reading.dossier.status, self._delivery.pre_image
        if not self._work.target.capabilities.by_hand or status not in ENDED or status is self._delivery.payload.status:
            return False
        return before is None or before.status is not status

    def _overtaken(self, verdict: Verdict) -> Settlement:
        return self._settling.make(
            DeliveryState.SUPERSEDED,
            hold=verdict.hold,
            recorded=verdict.recorded,
            pending=verdict.pending,
            judged_kinds=DISPROVED_KINDS,
            untold=self._untold(verdict),
        )

    def _window_ends(self, now: datetime) -> datetime:
        if self._work.target.capabilities.by_hand:  # it keeps no newer version waiting, so it is not written down
            return (self._delivery.sent_at or now) + self._work.target.verify.until
        return self._delivery.verify_until or now

    def _dead(self, reason: str, reading: Reading | None) -> Settlement:
        """A dead letter, with what the sides disagree about as they stand now: what was planned is partly done."""
        settlement = self._settling.dead(reason)
        if reading is None:
            return settlement
        verdict = self._verdict(reading)
        return replace(
            settlement,
            recorded=verdict.recorded,
            pending=verdict.pending,
            judged_kinds=DISPROVED_KINDS,
            untold=self._untold(verdict),
        )

    def _unreadable(self, proof: Proof, reading: Reading | None, *, ended: bool) -> Found:
        """What can be read was read as sent; the rest cannot be proved, which is not success."""
        if proof.some_readable and reading is not None:
            verdict = self._verdict(reading)
            settlement = self._settling.make(
                DeliveryState.DELIVERED, base=self._new_base(verdict), proved_readable=True, record_answered=True
            )
            return Found(settlement=settlement)
        look = None if ended else self._settling.next_look()
        return Found(
            settlement=self._settling.make(DeliveryState.DELIVERED, next_attempt_at=look), nothing_readable=True
        )

    def not_shown_yet(self) -> Settlement | None:
        """What to do about a dossier that we created and that a look-up does not show: it may only be late, and is
        not created again while it may. Once its window has passed it is judged as it is: gone."""
        delivery, now = self._delivery, self._work.clock.now()
        if not self._memory.created or now >= (delivery.sent_at or now) + self._work.target.verify.until:
            return None
        return self._settling.make(delivery.state, next_attempt_at=self._settling.next_look())

    def _doubtful(self, proof: Proof, reading: Reading | None) -> Found:
        """A doubt. Updating the record again brings it to the same values; creating it, or a step, would happen twice
        if what is not shown is only late. A request for further papers is not sent twice even when its first sending
        left no trace: twice is officially late, so a person decides, unless the sender died and may not have sent it.
        """
        doubted = self._memory.doubted_steps
        if reading is not None and doubted and "steps" not in reading.readable:
            reason = "Đã gửi bước xử lý nhưng không rõ kết quả, và không đọc lại được các bước trên một cửa."
            return Found(settlement=self._dead(reason, reading))
        if reading is not None and proof.state == "unreadable" and not proof.some_readable and self._owes_a_create():
            reason = (
                "Đã gửi hồ sơ nhưng không rõ kết quả; nay hồ sơ có trên một cửa mà không đọc lại được để biết có phải "
                "do lần gửi này hay không, nên các bước xử lý chưa gửi."
            )
            return Found(settlement=self._dead(reason, reading))
        shown = {step.identity for step in (reading.dossier.steps or ())} if reading is not None else set()
        missing = doubted - shown
        unseen_create = reading is None and self._delivery.action.create
        if not missing and not unseen_create:
            told = proof.some_readable or not self._delivery.action.fields
            stands = reading is not None and told and not proof.differing
            return Found(unproved=proof.state == "unreadable", stands=stands)
        if self._may_be_late():
            return Found(settlement=self._settling.make(DeliveryState.IN_DOUBT, next_attempt_at=self._next_doubt()))
        if not self._sender_died() and any(status is Status.SUPPLEMENT for _, status in missing):
            reason = (
                "Đã gửi yêu cầu bổ sung giấy tờ mà không rõ kết quả; gửi lại sẽ bị tính là trễ hạn, cần người quyết."
            )
            return Found(settlement=self._dead(reason, reading))
        return Found(not_taken=frozenset(missing))

    def _owes_a_create(self) -> bool:
        """Whether this would be a dossier of our making, and steps of it were never sent."""
        action = self._delivery.action
        return action.create and any(step.identity not in self._memory.sent_steps for step in action.steps)

    def _may_be_late(self) -> bool:
        """Whether what is not shown may only be late; an earlier version's doubt has outlasted its window."""
        now = self._work.clock.now()
        sent_at = self._delivery.sent_at or now
        return self._delivery.state is DeliveryState.IN_DOUBT and now < sent_at + self._doubt_lasts()

    def _next_doubt(self) -> datetime:
        ends = (self._delivery.sent_at or self._work.clock.now()) + self._doubt_lasts()
        return min(self._settling.next_look(), ends)

    def _sender_died(self) -> bool:
        """Whether a dead process left this doubt, so that nothing may have been sent at all."""
        return self._delivery.state is DeliveryState.IN_DOUBT and self._delivery.last_error is None

    def _doubt_lasts(self) -> timedelta:
        """How long an absence may still be the target's lag: twice the longest lag ever seen of it, and never less
        than four times its usual delay; at most its whole window."""
        window = self._work.target.verify
        return min(max(4 * window.first, LEAST_DOUBT, 2 * self._lag), max(window.until, window.first))

    def _verdict(self, reading: Reading | None) -> Verdict:
        work, payload = self._work, self._delivery.payload
        matched = match(payload, () if reading is None else (reading,), work.rules.catalogues)
        return judge(
            payload,
            matched.reading,
            memory=self._memory,
            rules=work.rules,
            capabilities=work.target.capabilities,
            calendar=work.calendar,
            now=work.clock.now(),
            planned_at=self._delivery.planned_at,
            match=matched,
        )

    def _new_base(self, verdict: Verdict) -> Base:
        """What both sides agree on now, and what our push replaced on the target."""
        before, compared = self._delivery.pre_image, self._work.rules.policy.compare
        replaced: dict[str, str] = {}
        if before is not None:
            for name in self._delivery.action.fields & compared.keys():
                value = key_form(name, getattr(before, name), compared[name])
                if value is not None:
                    replaced[name] = value
        return Base(values=verdict.agreed, replaced=replaced)
