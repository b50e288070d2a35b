"""Breaks between the outbox and the target: sent twice, sent too soon, called good without proof."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from connector.adapters.dvcqg import answers
from connector.adapters.dvcqg.answers import Meaning, Said
from connector.adapters.dvcqg.target import DvcqgTarget
from connector.adapters.http import HttpCaller
from connector.adapters.http.answer import Answer
from connector.domain.delivery import DeliveryState
from connector.domain.dossier import Dossier, Step
from connector.domain.errors import BrokenAnswerError, ForeignSystemError, InDoubtError, RateLimitedError, RefusedError
from connector.domain.status import Status
from connector.domain.times import ZONE
from connector.observe.log import Log
from connector.ports import Reading, Settlement
from connector.reconcile.proof import Proof
from connector.store.store import SqlStore
from connector.sync import readback, settling
from connector.sync.attempt import Attempt, Interrupted
from connector.sync.lease import HeldLease
from connector.sync.readback import ReadBack
from connector.sync.settling import Settling
from connector.testing.onestop_knobs import Failure
from connector.testing.onestop_system import OneStopSystem
from support.killing import Mutant, Scenario, always, assert_killed, by
from unit.adapters.dvcqg import test_dvcqg_answers as words
from unit.adapters.dvcqg import test_dvcqg_look_up as looking_up
from unit.adapters.dvcqg import test_dvcqg_writing as writing
from unit.adapters.dvcqg.conftest import QuickClock, system_settings
from unit.sync import test_no_harm as harm
from unit.sync import test_nothing_lost as lost
from unit.sync import test_run_of_a_link as runs

# ---------------------------------------------------------------- doubts


def doubt_resent_blindly(patch: pytest.MonkeyPatch) -> None:
    """A delivery in doubt is sent again without a look."""
    whole = Attempt.write_record

    def blind(self: Attempt) -> Interrupted | None:
        if self.delivery.state is DeliveryState.IN_DOUBT:
            return self._write(self.delivery.action, None)
        return whole(self)

    patch.setattr(Attempt, "write_record", blind)


def absence_believed_at_once(patch: pytest.MonkeyPatch) -> None:
    """What a first look does not show counts as never taken, however late the target may show its writes."""
    patch.setattr(ReadBack, "_may_be_late", always(False))


def created_on_a_stale_look_up(patch: pytest.MonkeyPatch) -> None:
    """A dossier that we created ourselves and that does not show yet is created again."""
    patch.setattr(ReadBack, "not_shown_yet", always(None))


def second_pause(patch: pytest.MonkeyPatch) -> None:
    """A request for further papers whose answer was lost is sent once more."""
    patch.setattr(ReadBack, "_sender_died", always(True))


def lost_answer_of_a_step_taken_for_success(patch: pytest.MonkeyPatch) -> None:
    """An append without a clear answer counts as answered."""
    whole = Settling.in_doubt

    def sure(self: Settling, error: ForeignSystemError, **values: Any) -> Settlement:
        told = whole(self, error, **values)
        return replace(told, state=DeliveryState.DELIVERED, verify_until=told.next_attempt_at, record_answered=True)

    patch.setattr(Settling, "in_doubt", sure)


def steps_not_marked_before_they_go(patch: pytest.MonkeyPatch) -> None:
    """Which steps are about to be sent is written down nowhere."""
    patch.setattr(SqlStore, "mark_steps", always(None))


def unreadable_steps_in_doubt_sent_again(patch: pytest.MonkeyPatch) -> None:
    """A step in doubt that cannot be read back is taken for one that never went."""
    whole = ReadBack._doubtful

    def careless(self: ReadBack, proof: Proof, reading: Reading | None) -> readback.Found:
        found = whole(self, proof, reading)
        dead = found.settlement is not None and found.settlement.state is DeliveryState.DEAD
        return readback.Found(not_taken=self._memory.doubted_steps) if dead else found

    patch.setattr(ReadBack, "_doubtful", careless)


# ---------------------------------------------------------------- proof


def success_believed_without_reading_back(patch: pytest.MonkeyPatch) -> None:
    """An answer of success is proof enough."""
    whole = Settling.delivered
    patch.setattr(Settling, "delivered", lambda *args, **kwargs: _as_verified(whole(*args, **kwargs)))


def _as_verified(settlement: Settlement) -> Settlement:
    return replace(settlement, state=DeliveryState.VERIFIED)


def unreadable_counted_as_verified(patch: pytest.MonkeyPatch) -> None:
    """What cannot be read back counts as read back."""
    whole = readback.prove

    def generous(*args: Any) -> Proof:
        proof = whole(*args)
        return replace(proof, state="verified") if proof.state == "unreadable" else proof

    patch.setattr(readback, "prove", generous)


def half_a_proof_is_a_proof(patch: pytest.MonkeyPatch) -> None:
    """One thing read back as sent proves all of it."""
    whole = readback.prove

    def generous(*args: Any) -> Proof:
        proof = whole(*args)
        return replace(proof, state="verified") if proof.some_readable else proof

    patch.setattr(readback, "prove", generous)


# ---------------------------------------------------------------- when


def pause_of_a_system_ignored(patch: pytest.MonkeyPatch) -> None:
    """A system that asks to be left alone is asked again at once."""
    whole = Settling.later

    def impatient(self: Settling, error: RateLimitedError, **values: Any) -> Settlement:
        return replace(whole(self, error, **values), next_attempt_at=self._work.clock.now())

    patch.setattr(Settling, "later", impatient)
    patch.setattr(SqlStore, "postpone", always(None))


def pause_kept_for_one_dossier_only(patch: pytest.MonkeyPatch) -> None:
    """Only the delivery that was told to wait waits; the link's others go on."""
    patch.setattr(SqlStore, "postpone", always(None))


def named_time_of_a_refusal_ignored(patch: pytest.MonkeyPatch) -> None:
    """A refusal that names a time is retried when we like."""
    whole = settling.after_refusal

    def impatient(delivery: Any, retry: Any, now: datetime, retry_after: Any, jitter: float) -> Any:
        return whole(delivery, retry, now, None, jitter)

    patch.setattr(settling, "after_refusal", impatient)


def ageing_while_the_system_is_down(patch: pytest.MonkeyPatch) -> None:
    """Every attempt that met no system counts as a refusal."""
    whole = Attempt.write_record

    def ageing(self: Attempt) -> Interrupted | None:
        stop = whole(self)
        if stop is not None and self.settlement is None:
            self.settlement = self._settling.refused(RefusedError(stop.error.what, final=False), unsent=())
        return stop

    patch.setattr(Attempt, "write_record", ageing)


def final_refusal_retried(patch: pytest.MonkeyPatch) -> None:
    """A clear and final no is asked again."""
    whole = Settling.refused

    def stubborn(self: Settling, error: RefusedError, **values: Any) -> Settlement:
        return whole(self, RefusedError(error.what, final=False), **values)

    patch.setattr(Settling, "refused", stubborn)


def refusals_never_given_up(patch: pytest.MonkeyPatch) -> None:
    """Refusals go on for ever and no person hears of them."""
    whole = settling.after_refusal

    def endless(delivery: Any, retry: Any, *args: Any, **kwargs: Any) -> Any:
        return whole(delivery, replace(retry, give_up_after=timedelta.max), *args, **kwargs)

    patch.setattr(settling, "after_refusal", endless)


def refused_steps_forgotten(patch: pytest.MonkeyPatch) -> None:
    """Steps that a clear answer refused are taken for sent."""
    whole = Settling.refused

    def forgetful(self: Settling, error: RefusedError, *, unsent: Any) -> Settlement:
        return whole(self, error, unsent=())

    patch.setattr(Settling, "refused", forgetful)


def second_run_let_in(patch: pytest.MonkeyPatch) -> None:
    """A run begins without holding its link."""

    def enter(self: HeldLease) -> HeldLease:
        self._renewer.start()
        return self

    patch.setattr(HeldLease, "__enter__", enter)


def persons_named_in_errors(patch: pytest.MonkeyPatch) -> None:
    """What a system says about a person is kept and logged as it said it."""

    def gossiping(_: Settling, error: ForeignSystemError) -> str:
        return error.what

    patch.setattr(Settling, "_told", gossiping)


# ---------------------------------------------------------------- the wire


def good_code_trusted_whatever_is_said(patch: pytest.MonkeyPatch) -> None:
    """A code of zero is success although the message says no."""
    patch.setattr(answers, "says_success", always(True))


def status_200_trusted(patch: pytest.MonkeyPatch) -> None:
    """An answer without error_code is success because its status is 200."""
    whole = answers.Judge.read

    def trusting(self: answers.Judge, answer: Answer, *, plain: bool = False) -> Said:
        try:
            return whole(self, answer, plain=plain)
        except BrokenAnswerError:
            return Said(meaning=Meaning.SUCCESS, where=answer.where)

    patch.setattr(answers.Judge, "read", trusting)


def null_list_swallowed(patch: pytest.MonkeyPatch) -> None:
    """A look-up answered with null instead of a list is taken for "there is none"."""
    whole = DvcqgTarget.look_up

    def swallowing(self: DvcqgTarget, code: str) -> Reading | None:
        try:
            return whole(self, code)
        except BrokenAnswerError:
            return None

    patch.setattr(DvcqgTarget, "look_up", swallowing)


def write_retried_below_the_outbox(patch: pytest.MonkeyPatch) -> None:
    """The HTTP layer sends a write again when its answer was lost: two retries, one in the other."""
    whole = HttpCaller.write

    def nested(self: HttpCaller, *args: Any, **kwargs: Any) -> Answer:
        try:
            return whole(self, *args, **kwargs)
        except InDoubtError:
            return whole(self, *args, **kwargs)

    patch.setattr(HttpCaller, "write", nested)


def at_a_one_stop(play: Callable[..., None]) -> None:
    """What the tests of the wire ask for by fixture: a way to make targets, and the one-stop they speak to."""
    with OneStopSystem(seed=7) as onestop:
        callers: list[HttpCaller] = []

        def make(**keys: Any) -> DvcqgTarget:
            settings, log = system_settings(onestop.url, **keys), Log.recording([])
            callers.append(HttpCaller(settings, clock=QuickClock(), log=log, on_circuit=always(None)))
            return DvcqgTarget.over(settings, callers[-1], log=log)

        try:
            play(make, onestop)
        finally:
            for caller in callers:
                caller.close()


def with_a_target(play: Callable[..., None]) -> None:
    at_a_one_stop(lambda make, onestop: play(make(), onestop))


STEP = Step(at=datetime(2026, 3, 2, 8, 30, tzinfo=ZONE), status=Status.RECEIVED)
LOST_STEP = (Dossier(code=writing.CODE), STEP, Failure.RESET_AFTER, "CapNhatTienDoHoSoMC")
OBEDIENT = by(runs.test_retry_after_is_obeyed_in_full_and_by_the_next_process_too)
LATE = harm.test_what_arrived_and_only_shows_late_is_not_sent_twice

MUTANTS: tuple[tuple[Mutant, Scenario], ...] = (
    (doubt_resent_blindly, by(LATE, "append_steps", True)),
    (absence_believed_at_once, by(LATE, "write_record", False)),
    (absence_believed_at_once, by(LATE, "append_steps", True)),
    (created_on_a_stale_look_up, by(harm.test_what_was_created_and_only_shows_late_is_not_created_again)),
    (second_pause, by(runs.test_a_pause_whose_sending_left_no_trace_is_not_sent_again_by_itself)),
    (
        lost_answer_of_a_step_taken_for_success,
        by(runs.test_a_lost_answer_is_a_doubt_settled_by_look_up, "append_steps", False),
    ),
    (steps_not_marked_before_they_go, by(runs.test_a_step_in_doubt_that_cannot_be_read_back_goes_to_a_person)),
    (unreadable_steps_in_doubt_sent_again, by(runs.test_a_step_in_doubt_that_cannot_be_read_back_goes_to_a_person)),
    (success_believed_without_reading_back, by(lost.test_a_success_that_did_not_happen_is_no_success)),
    (unreadable_counted_as_verified, by(runs.test_steps_that_cannot_be_read_back_stay_delivered_and_are_no_success)),
    (half_a_proof_is_a_proof, by(lost.test_a_success_that_did_not_happen_is_no_success)),
    (pause_of_a_system_ignored, OBEDIENT),
    (pause_kept_for_one_dossier_only, by(lost.test_one_answer_that_asks_for_a_pause_holds_back_the_whole_link)),
    (named_time_of_a_refusal_ignored, by(lost.test_a_refusal_that_names_a_time_is_not_asked_again_before_it)),
    (ageing_while_the_system_is_down, by(lost.test_a_long_outage_ages_and_kills_nothing)),
    (final_refusal_retried, by(runs.test_a_final_refusal_is_a_dead_letter_with_its_reason_and_is_not_tried_again)),
    (refusals_never_given_up, by(runs.test_a_refusal_is_tried_again_with_longer_pauses_until_it_is_given_up)),
    (refused_steps_forgotten, by(lost.test_steps_that_were_clearly_refused_are_sent_later)),
    (second_run_let_in, by(runs.test_a_second_run_on_a_held_link_says_who_holds_it)),
    (persons_named_in_errors, by(runs.test_no_personal_value_is_in_any_line_of_the_log)),
    (
        good_code_trusted_whatever_is_said,
        by(words.test_every_other_answer_has_its_own_meaning, 0, "Đồng bộ không thành công", Meaning.NO),
    ),
    (
        status_200_trusted,
        by(words.test_what_is_no_envelope_is_a_broken_answer, b'{"message": "Th\xc3\xa0nh c\xc3\xb4ng"}'),
    ),
    (
        null_list_swallowed,
        by(looking_up.test_a_missing_or_odd_list_is_broken_not_empty, None, around=with_a_target),
    ),
    (
        write_retried_below_the_outbox,
        by(writing.test_a_lost_answer_is_a_doubt_and_the_write_was_sent_once, *LOST_STEP, around=at_a_one_stop),
    ),
)


@pytest.mark.parametrize(("mutant", "scenario"), MUTANTS, ids=[mutant.__name__ for mutant, _ in MUTANTS])
def test_every_mutant_of_sending_is_killed(mutant: Mutant, scenario: Scenario) -> None:
    assert_killed(mutant, scenario)
