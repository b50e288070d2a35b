"""One attempt of one delivery: read the target again, judge again, write, append; every answer has one settlement."""

from dataclasses import dataclass, replace
from datetime import timedelta

from connector.domain.delivery import Delivery, DeliveryState
from connector.domain.dossier import Dossier, Step, StepIdentity
from connector.domain.errors import (
    AlreadyExistsError,
    BrokenAnswerError,
    DoesNotExistError,
    InDoubtError,
    RateLimitedError,
    RefusedError,
    SystemDownError,
)
from connector.domain.mismatch import Kind, Moved
from connector.domain.verdict import Action, Disposition, Memory, Verdict
from connector.ports import Reading, Settlement
from connector.reconcile.findings import steps_missing
from connector.reconcile.match import match
from connector.reconcile.merge import merge
from connector.reconcile.plan import DISPROVED_KINDS, judge
from connector.sync.readback import ReadBack
from connector.sync.settling import Settling
from connector.sync.work import LinkWork


@dataclass(frozen=True, slots=True)
class Interrupted:
    """The target became unusable during an attempt; the rest of the batch is not worth trying."""

    error: SystemDownError


class Attempt:
    """What is tried for one claimed delivery. After its phases ``settlement`` says what became of it, or is None when
    nothing was sent and the delivery goes back as it was."""

    def __init__(self, work: LinkWork, delivery: Delivery, memory: Memory, lag: timedelta) -> None:
        self.delivery = delivery
        self.settlement: Settlement | None = None
        self.lag_seen: timedelta | None = None
        self.nothing_readable = False
        self._work = work
        self._memory = replace(memory, released=memory.released | delivery.released)
        self._settling = Settling(work, delivery)
        self._read_back = ReadBack(work, delivery, self._memory, lag)
        self._steps: tuple[Step, ...] = ()
        self._sent_action = delivery.action
        self._not_taken: frozenset[StepIdentity] = frozenset()
        self._flipped = False
        self._unproved = False
        self._arrived = delivery.record_answered

    @property
    def steps_to_send(self) -> tuple[StepIdentity, ...]:
        """Steps that the second phase is about to send; they are marked durably first."""
        return tuple(step.identity for step in self._steps if step.identity is not None)

    # -- first phase: the record

    def write_record(self) -> Interrupted | None:
        """Look the dossier up; settle a doubt or a read-back; otherwise judge again and write the record."""
        try:
            reading = self._work.target.look_up(self.delivery.action.target_code)
        except SystemDownError as error:
            return Interrupted(error)
        except (BrokenAnswerError, RefusedError) as error:
            self.settlement = self._settling.unread(error)
            return None
        if self._was_sent() and self._settled_by(reading):
            return None
        return self._send(reading)

    def _was_sent(self) -> bool:
        """Whether something stands to be proved or doubted, be it an earlier version's step."""
        sent = self.delivery.state in {DeliveryState.DELIVERED, DeliveryState.IN_DOUBT}
        return sent or bool(self._memory.doubted_steps)

    def _settled_by(self, reading: Reading | None) -> bool:
        """Whether what was read settles what was sent before; if not, it is safe to judge and send again."""
        found = self._read_back.judge(reading)
        self.lag_seen, self.nothing_readable = found.lag_seen, found.nothing_readable
        self.settlement = found.settlement
        self._not_taken = found.not_taken
        self._unproved = found.unproved
        self._arrived = self._arrived or found.stands
        return found.settlement is not None

    def _send(self, reading: Reading | None) -> Interrupted | None:
        if reading is None and not self._work.target.capabilities.by_hand:
            self.settlement = self._read_back.not_shown_yet()
            if self.settlement is not None:
                return None
        return self._carry_out(self._judge(reading), reading)

    def _carry_out(self, verdict: Verdict, reading: Reading | None) -> Interrupted | None:
        if verdict.disposition is not Disposition.PUSH or verdict.action is None:
            self.settlement = self._without_sending(verdict, reading)
            return None
        if self._settling.doubted_again:
            self.settlement = self._settling.not_taken(unsent=self._not_taken)
            return None
        return self._write(verdict.action, reading)

    def _judge(self, reading: Reading | None) -> Verdict:
        work, payload = self._work, self.delivery.payload
        matched = match(payload, () if reading is None else (reading,), work.rules.catalogues)
        sent = self._memory.sent_steps - self._not_taken
        owed = self._memory.owed_steps | (set(_identities(self.delivery.action.steps)) if self._arrived else set())
        return judge(
            payload,
            matched.reading,
            memory=replace(self._memory, sent_steps=sent, owed_steps=owed),
            rules=work.rules,
            capabilities=work.target.capabilities,
            calendar=work.calendar,
            now=work.clock.now(),
            planned_at=self.delivery.planned_at,
            match=matched,
        )

    def _without_sending(self, verdict: Verdict, reading: Reading | None) -> Settlement:
        """Done already, or turned into a hold or a record by what the target shows now."""
        if self._unproved and verdict.hold is None and not verdict.recorded:
            return self._settling.make(DeliveryState.DELIVERED, record_answered=True)
        if verdict.disposition is Disposition.AGREE:
            return self._read_back.verified(verdict, reading, unsent=self._not_taken)
        return self._settling.make(
            DeliveryState.SUPERSEDED,
            hold=verdict.hold,
            recorded=verdict.recorded,
            pending=verdict.pending,
            judged_kinds=DISPROVED_KINDS,
            untold=frozenset(self._work.rules.policy.compare) - verdict.comparable,
            unsent_steps=tuple(self._not_taken),
        )

    def _write(self, action: Action, reading: Reading | None) -> Interrupted | None:
        self._sent_action = action
        write = merge(self.delivery.payload, action, reading, self._memory, self._work.rules)
        writes_record = action.create or bool(action.fields)
        try:
            if writes_record:
                self._work.target.write_record(write)
        except (AlreadyExistsError, DoesNotExistError) as error:
            return self._flip(error)
        except RateLimitedError as error:
            self.settlement = self._settling.later(error, unsent=self._not_taken)
            return Interrupted(error)
        except SystemDownError as error:
            return Interrupted(error)
        except InDoubtError as error:
            self._doubt(error, pre_image=_shown(reading))
            return None
        except RefusedError as error:
            self.settlement = self._settling.refused(error, unsent=self._not_taken)
            return None
        self._steps = action.steps
        self.settlement = self._settling.delivered(
            action,
            pre_image=_shown(reading),
            last_sent=write.record if writes_record else None,
            unsent=self._not_taken - set(self.steps_to_send),
        )
        return None

    def _flip(self, error: RefusedError) -> Interrupted | None:
        """The target knows better whether the dossier stands there: look once more and do the other thing."""
        if self._flipped:
            self.settlement = self._settling.refused(error, unsent=self._not_taken)
            return None
        self._flipped = True
        try:
            reading = self._work.target.look_up(self.delivery.action.target_code)
        except SystemDownError as down:
            return Interrupted(down)
        except (BrokenAnswerError, RefusedError) as unread:
            self.settlement = self._settling.unread(unread)
            return None
        if isinstance(error, AlreadyExistsError) and reading is None:
            return self._write_unseen(error)
        if isinstance(error, DoesNotExistError) and reading is not None:
            self._doubt(error)
            return None
        return self._send(reading)

    def _write_unseen(self, error: AlreadyExistsError) -> Interrupted | None:
        """It stands there and cannot be seen: our own create that does not show yet, or a system that tells nothing.

        What can be added to a dossier unseen is sent. Where that is nothing the two answers contradict each other, and
        the create is a refused one: it comes again, and to a person in the end.
        """
        if self._was_sent():
            self._doubt(error)
            return None
        unseen = Reading(dossier=Dossier(code=self.delivery.action.target_code), readable=frozenset())
        verdict = self._judge(unseen)
        if verdict.disposition in {Disposition.PUSH, Disposition.HOLD}:
            return self._carry_out(verdict, unseen)
        self.settlement = self._settling.refused(error, unsent=self._not_taken)
        return None

    def _doubt(self, error: InDoubtError | RefusedError, pre_image: Dossier | None = None) -> None:
        self.settlement = self._settling.in_doubt(
            error, action=self._sent_action, pre_image=pre_image, unsent=self._not_taken
        )

    # -- second phase: the steps

    def append_steps(self) -> Interrupted | None:
        """Send the marked steps, oldest first, in the target's chunks; what is not clearly taken is said so."""
        size = self._work.target.capabilities.steps_per_call
        for start in range(0, len(self._steps), size):
            chunk, rest = self._steps[start : start + size], self._steps[start + size :]
            try:
                self._work.target.append_steps(self._sent_action.target_code, chunk)
            except (InDoubtError, AlreadyExistsError) as error:
                self._settle_steps(self._settling.in_doubt(error, unsent=_identities(rest)))
                return None
            except RateLimitedError as error:
                self._settle_steps(self._settling.later(error, unsent=_identities(chunk + rest)))
                return Interrupted(error)
            except SystemDownError as error:
                self._settle_steps(self._settling.after_down(error, unsent=_identities(chunk + rest)))
                return Interrupted(error)
            except RefusedError as error:
                self._settle_steps(self._settling.refused(error, unsent=_identities(chunk + rest)))
                return None
        return None

    def _settle_steps(self, settlement: Settlement) -> None:
        """The steps' fate decides; what the record's answer gave stays."""
        record = self.settlement
        assert record is not None  # noqa: S101  # the first phase settled the record as delivered, else there are no steps
        self.settlement = replace(
            settlement,
            attempted=True,
            pre_image=record.pre_image,
            last_sent=record.last_sent,
            record_answered=True,
            action=record.action,
        )
        if settlement.state is DeliveryState.DEAD:  # the record stands there now; what is missing is its progress
            left_over = (steps_missing(self._steps, Moved.UNKNOWN),)
            self.settlement = replace(self.settlement, pending=left_over, judged_kinds=_HEALED_BY_RECORD)


#: Cases that a record's success answer heals, whatever becomes of its steps.
_HEALED_BY_RECORD = frozenset({Kind.ONLY_IN_SOURCE, Kind.TARGET_BEHIND})


def _identities(steps: tuple[Step, ...]) -> tuple[StepIdentity, ...]:
    return tuple(step.identity for step in steps if step.identity is not None)


def _shown(reading: Reading | None) -> Dossier | None:
    return None if reading is None else reading.dossier
