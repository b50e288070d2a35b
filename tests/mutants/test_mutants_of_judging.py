"""Breaks of the judgement: what is written without leave, over somebody's work, or at a citizen's cost."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from connector.domain.dossier import FIELDS, Dossier, Step
from connector.domain.errors import RefusedError
from connector.domain.link import Rules
from connector.domain.mismatch import Moved
from connector.domain.verdict import Action, Verdict
from connector.ports import RecordWrite
from connector.reconcile import create, plan, progress, update
from connector.sync import attempt, deliver
from connector.sync.deliver import BATCH, Delivering
from support.killing import Mutant, Scenario, always, assert_killed, by
from unit.sync import test_no_harm as harm
from unit.sync import test_nothing_lost as lost
from unit.sync import test_run_of_a_link as runs


def unread_field_put_at_risk(patch: pytest.MonkeyPatch) -> None:
    """A record that the target may replace whole is written although a field of it cannot be read."""
    patch.setattr(update, "unreadable_fields", always(()))


def unread_field_blanked(patch: pytest.MonkeyPatch) -> None:
    """A write claims to know every field, so that what is unknown goes out empty."""
    whole = attempt.merge

    def knowing(*args: Any) -> RecordWrite:
        write = whole(*args)
        return replace(write, known=frozenset(FIELDS) - {"steps"})

    patch.setattr(attempt, "merge", knowing)


def everything_taken_from_the_source(patch: pytest.MonkeyPatch) -> None:
    """A write takes the source's value of every field, whoever is right about it."""
    whole = attempt.merge

    def greedy(source: Dossier, action: Action, *args: Any) -> RecordWrite:
        return whole(source, replace(action, fields=frozenset(FIELDS)), *args)

    patch.setattr(attempt, "merge", greedy)


def desk_correction_overwritten(patch: pytest.MonkeyPatch) -> None:
    """Nobody remembers who moved."""
    patch.setattr(update, "who_moved", always(Moved.UNKNOWN))


def targets_own_move_pushed_back(patch: pytest.MonkeyPatch) -> None:
    """What only the target moved, our push taken back included, is pushed again."""
    patch.setattr(update, "TARGETS_OWN", frozenset())


def contested_field_pushed(patch: pytest.MonkeyPatch) -> None:
    """What both sides changed is decided by us."""
    patch.setattr(update, "_hold_contested", always(None))


def ended_without_leave(patch: pytest.MonkeyPatch) -> None:
    """States that end a dossier go out like any other."""
    for room in (update, create):
        patch.setattr(room, "hold_final", always(None))


def deadline_made_to_look_better(patch: pytest.MonkeyPatch) -> None:
    """A finish written down late heals an overdue dossier without a person."""
    patch.setattr(update, "hold_backdated", always(None))


def citizens_told_old_news(patch: pytest.MonkeyPatch) -> None:
    """The target is made to write to citizens about events long past."""
    patch.setattr(update, "hold_stale_notice", always(None))


def pause_out_of_order(patch: pytest.MonkeyPatch) -> None:
    """Any pause is taken to be the later event."""
    patch.setattr(update, "event_is_later", always(True))


def _all_of_them(steps: tuple[Step, ...], _: Any) -> tuple[Step, ...]:
    return steps


def standing_steps_sent_again(patch: pytest.MonkeyPatch) -> None:
    """Steps that stand on the target count as missing there."""
    patch.setattr(progress, "_missing", _all_of_them)


def sent_steps_forgotten(patch: pytest.MonkeyPatch) -> None:
    """Steps that were sent before and cannot be read back are sent with every version."""
    patch.setattr(progress, "_unsent", _all_of_them)


def owed_steps_forgotten(patch: pytest.MonkeyPatch) -> None:
    """Steps that did not follow their record are taken for sent once the record shows its new state."""
    whole = progress._unproved

    def forgetful(sides: Any, steps: tuple[Step, ...]) -> tuple[Step, ...]:
        return whole(replace(sides, memory=replace(sides.memory, owed_steps=frozenset())), steps)

    patch.setattr(progress, "_unproved", forgetful)


def holds_ignored(patch: pytest.MonkeyPatch) -> None:
    """No rule holds anything."""
    patch.setattr(plan, "_hold", always(None))


def _judged_in(patch: pytest.MonkeyPatch, instead: Mapping[str, Any]) -> None:
    whole = plan._verdict

    def in_another_mode(draft: Any, rules: Rules, memory: Any, *, writable: bool) -> Verdict:
        mode = instead.get(rules.policy.mode, rules.policy.mode)
        return whole(draft, replace(rules, policy=replace(rules.policy, mode=mode)), memory, writable=writable)

    patch.setattr(plan, "_verdict", in_another_mode)


def propose_ignored(patch: pytest.MonkeyPatch) -> None:
    """A link that only proposes is judged as one that pushes."""
    _judged_in(patch, {"propose": "push"})


def observe_ignored(patch: pytest.MonkeyPatch) -> None:
    """A link that only observes is judged as one that pushes."""
    _judged_in(patch, {"observe": "push"})


def outbox_sent_while_observing(patch: pytest.MonkeyPatch) -> None:
    """What an earlier mode left waiting is sent although the link only observes now."""
    whole = Delivering.follow

    def follow(self: Delivering, wait: Any) -> None:
        rules = self._work.rules
        self._work = replace(self._work, rules=replace(rules, policy=replace(rules.policy, mode="push")))
        whole(self, wait)

    patch.setattr(Delivering, "follow", follow)


def judged_only_at_planning(patch: pytest.MonkeyPatch) -> None:
    """What was planned is sent without a look at what the target shows now."""

    def planned(self: attempt.Attempt, reading: Any) -> Verdict:
        return Verdict(disposition=attempt.Disposition.PUSH, action=self.delivery.action)

    patch.setattr(attempt.Attempt, "_judge", planned)


def canaries_ignored(patch: pytest.MonkeyPatch) -> None:
    """A new link sends as much at once as an old one."""
    patch.setattr(deliver, "fresh_allowed", always(BATCH))


def blind_canaries_ignored(patch: pytest.MonkeyPatch) -> None:
    """That nothing could be read back of the first deliveries stops nobody."""
    patch.setattr(Delivering, "_judge_canaries", always(None))


def words_of_the_office_published(patch: pytest.MonkeyPatch) -> None:
    """The source's own words about a step go out to the public."""
    patch.setattr(progress, "published_steps", _all_of_them)


LEFT_BEHIND = lost.test_steps_that_did_not_follow_their_record_are_sent_where_no_steps_can_be_read

MUTANTS: tuple[tuple[Mutant, Scenario], ...] = (
    (unread_field_put_at_risk, by(harm.test_a_field_nobody_can_read_is_not_put_at_risk_of_being_blanked)),
    (unread_field_blanked, by(harm.test_a_field_nobody_can_read_is_left_alone_by_a_system_that_patches)),
    (everything_taken_from_the_source, by(harm.test_a_correction_of_another_field_survives_a_push)),
    (desk_correction_overwritten, by(runs.test_a_desks_later_correction_is_recorded_and_never_overwritten)),
    (targets_own_move_pushed_back, by(harm.test_a_push_that_the_desk_took_back_is_not_repeated)),
    (contested_field_pushed, by(harm.test_what_both_sides_changed_waits_for_a_person)),
    (ended_without_leave, by(harm.test_no_dossier_is_ended_on_the_sources_word_alone, "rut")),
    (ended_without_leave, by(harm.test_no_dossier_is_ended_on_the_sources_word_alone, "da_tra")),
    (deadline_made_to_look_better, by(harm.test_no_deadline_is_made_to_look_better_without_a_person)),
    (citizens_told_old_news, by(harm.test_no_citizen_is_written_to_about_something_long_past)),
    (pause_out_of_order, by(harm.test_a_pause_that_cannot_be_shown_to_be_the_later_event_is_held)),
    (standing_steps_sent_again, by(harm.test_steps_that_the_desk_entered_are_not_appended_again)),
    (sent_steps_forgotten, by(harm.test_steps_that_cannot_be_read_back_go_once_however_many_versions_there_are)),
    (owed_steps_forgotten, by(LEFT_BEHIND, RefusedError("bận", final=False))),
    (holds_ignored, by(runs.test_propose_holds_everything_until_a_person_releases_it)),
    (propose_ignored, by(runs.test_propose_holds_everything_until_a_person_releases_it)),
    (observe_ignored, by(runs.test_observe_writes_nothing_and_push_later_reaches_what_was_only_recorded)),
    (outbox_sent_while_observing, by(harm.test_while_observing_what_an_earlier_mode_left_waiting_waits_on)),
    (judged_only_at_planning, by(harm.test_what_the_desk_did_between_plan_and_sending_stands)),
    (canaries_ignored, by(runs.test_until_three_deliveries_were_proved_no_more_than_three_are_in_flight)),
    (blind_canaries_ignored, by(runs.test_when_nothing_can_be_read_back_the_rest_waits_for_a_person)),
    (words_of_the_office_published, by(harm.test_the_public_reads_no_word_that_only_the_office_should)),
)


@pytest.mark.parametrize(("mutant", "scenario"), MUTANTS, ids=[mutant.__name__ for mutant, _ in MUTANTS])
def test_every_mutant_of_judging_is_killed(mutant: Mutant, scenario: Scenario) -> None:
    assert_killed(mutant, scenario)
