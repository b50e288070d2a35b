"""States of both sides: the table under policy, memory and the order of events."""

import pytest

from connector.domain.mismatch import Kind, Moved
from connector.domain.status import Status
from connector.domain.verdict import Disposition, HoldRule, Memory


def outcome(verdict):
    """(disposition, kinds recorded, kinds pending, rule)."""
    rule = verdict.hold and verdict.hold.rule
    return (
        verdict.disposition,
        [finding.kind for finding in verdict.recorded],
        [finding.kind for finding in verdict.pending],
        rule,
    )


def test_the_source_ahead_is_pushed_as_one_case(world) -> None:
    source = world.dossier(status=9, finished_at=world.at(15), steps=(world.step(5, 4), world.step(15, 9)))
    target = world.dossier(status=4, steps=(world.step(5, 4),))
    verdict = world.judge(source, target)
    assert outcome(verdict) == (Disposition.PUSH, [], [Kind.TARGET_BEHIND], None)
    assert verdict.action.fields == {"status", "finished_at"}
    assert [step.status for step in verdict.action.steps] == [Status.FINISHED]
    finding = verdict.pending[0]
    assert (finding.source, finding.target, finding.field) == ("9 – Đã xử lý xong", "4 – Đang xử lý", "status")


def test_the_target_ahead_is_recorded(world) -> None:
    verdict = world.judge(world.dossier(status=2), world.dossier(status=4))
    assert outcome(verdict) == (Disposition.RECORD, [Kind.TARGET_AHEAD], [], None)


def test_returning_is_the_desks_fact(world) -> None:
    verdict = world.judge(world.dossier(status=9), world.dossier(status=10))
    assert outcome(verdict) == (Disposition.AGREE, [], [], None)
    reopened = world.judge(world.dossier(status=9), world.dossier(status=4), memory=_memory(world, verdict))
    assert outcome(reopened) == (Disposition.RECORD, [Kind.TARGET_BEHIND], [], None)
    assert reopened.recorded[0].moved is Moved.TARGET


def _memory(world, verdict):
    empty = world.remember(world.dossier())
    return Memory(base=type(empty.base)(values=verdict.agreed))


@pytest.mark.parametrize(("source", "target"), [(10, 9), (10, 4), (7, 4), (8, 9), (3, 1)])
def test_a_final_state_waits_for_leave(world, source, target) -> None:
    sides = world.dossier(status=source), world.dossier(status=target)
    assert world.judge(*sides).hold.rule is HoldRule.FINAL_STATE
    allowed = world.rules(allow_final=frozenset({Status(source)}))
    assert world.judge(*sides, rules=allowed).disposition is Disposition.PUSH
    released = Memory(released=frozenset({HoldRule.FINAL_STATE}))
    assert world.judge(*sides, memory=released).disposition is Disposition.PUSH


@pytest.mark.parametrize("ended", [3, 7, 8])
def test_nothing_is_written_onto_a_dossier_the_target_has_ended(world, ended) -> None:
    source = world.dossier(status=4, due_at=world.at(25), finished_at=world.at(19), steps=(world.step(15, 4),))
    target = world.dossier(status=ended, steps=(world.step(5, 4),))
    verdict = world.judge(source, target, rules=world.rules(authority={"due_at": "source"}))
    assert verdict.action is None
    assert [finding.kind for finding in verdict.recorded] == [Kind.ENDED_ON_ONE_SIDE, Kind.DUE_AT_DIFFERS]


@pytest.mark.parametrize(
    ("source", "target", "kind"),
    [(5, 4, Kind.PAUSED_ON_ONE_SIDE), (4, 6, Kind.PAUSED_ON_ONE_SIDE), (4, 9, Kind.TARGET_AHEAD)],
)
def test_a_pause_a_resume_and_a_taking_back_must_be_later(world, source, target, kind) -> None:
    mine = world.dossier(status=source, steps=(world.step(5, 2), world.step(12, source)))
    earlier = world.dossier(status=target, steps=(world.step(5, 2), world.step(11, target)))
    assert outcome(world.judge(mine, earlier)) == (Disposition.PUSH, [], [kind], None)
    later = world.dossier(status=target, steps=(world.step(5, 2), world.step(13, target)))
    assert world.judge(mine, later).hold.rule is HoldRule.PAUSE_ORDER
    without = world.dossier(status=target, steps=())
    assert world.judge(mine, without).disposition is Disposition.PUSH
    unreadable = world.reading(world.dossier(status=target), unreadable=["steps"])
    assert world.judge(mine, unreadable).hold.rule is HoldRule.PAUSE_ORDER


def test_a_pause_of_unknown_time_is_held_unless_the_target_has_no_step(world) -> None:
    mine = world.dossier(status=5)
    assert world.judge(mine, world.dossier(status=4, steps=(world.step(5, 4),))).hold.rule is HoldRule.PAUSE_ORDER
    assert world.judge(mine, world.dossier(status=4)).disposition is Disposition.PUSH


def test_a_pause_that_is_the_targets_own_last_step_is_not_out_of_order(world) -> None:
    steps = (world.step(5, 4), world.step(12, 5))
    verdict = world.judge(world.dossier(status=5, steps=steps), world.dossier(status=4, steps=steps))
    assert (verdict.disposition, verdict.action.steps) == (Disposition.PUSH, ())


def test_who_moved_overrides_the_table(world) -> None:
    memory = world.remember(world.dossier(status=4))
    only_source = world.judge(world.dossier(status=9), world.dossier(status=4), memory=memory)
    assert (only_source.disposition, only_source.pending[0].moved) == (Disposition.PUSH, Moved.SOURCE)
    only_target = world.judge(world.dossier(status=4), world.dossier(status=2), memory=memory)
    assert (only_target.disposition, only_target.recorded[0].moved) == (Disposition.RECORD, Moved.TARGET)
    both = world.judge(world.dossier(status=9), world.dossier(status=2), memory=memory)
    assert (both.hold.rule, both.pending[0].moved) == (HoldRule.BOTH_MOVED, Moved.BOTH)


def test_a_reverted_push_is_left_alone_until_the_source_speaks_again(world) -> None:
    memory = world.remember(world.dossier(status=4), replaced={"status": "2"})
    reverted = world.judge(world.dossier(status=4), world.dossier(status=2), memory=memory)
    assert (reverted.disposition, reverted.recorded[0].moved) == (Disposition.RECORD, Moved.REVERTED)
    spoken = world.judge(world.dossier(status=9), world.dossier(status=2), memory=memory)
    assert (spoken.disposition, spoken.pending[0].moved) == (Disposition.PUSH, Moved.SOURCE)


def test_a_finish_is_not_written_onto_a_dossier_the_desk_reopened(world) -> None:
    memory = world.remember(world.dossier(status=9))
    source = world.dossier(status=9, finished_at=world.at(12))
    verdict = world.judge(source, world.dossier(status=4), memory=memory)
    assert outcome(verdict) == (Disposition.RECORD, [Kind.TARGET_BEHIND], [], None)


def test_an_unknown_state_of_either_side_is_named_and_never_pushed(world) -> None:
    ours = world.judge(world.dossier(unknown={"status": "posting"}), world.dossier(status=2))
    assert outcome(ours) == (Disposition.RECORD, [Kind.UNKNOWN_VALUE], [], None)
    theirs = world.judge(
        world.dossier(status=9, steps=(world.step(15, 9),)), world.dossier(unknown={"status": "99"}, steps=())
    )
    assert (theirs.action, theirs.recorded[0].target) == (None, "99")


def test_the_target_may_be_given_the_last_word_on_states(world) -> None:
    verdict = world.judge(
        world.dossier(status=9), world.dossier(status=4), rules=world.rules(authority={"status": "target"})
    )
    assert outcome(verdict) == (Disposition.RECORD, [Kind.TARGET_BEHIND], [], None)


def test_a_return_brings_its_day_where_the_desk_wrote_none(world) -> None:
    allowed = world.rules(allow_final=frozenset({Status.RETURNED}))
    source = world.dossier(status=10, returned_at=world.at(18))
    verdict = world.judge(source, world.dossier(status=9), rules=allowed)
    assert verdict.action.fields == {"status", "returned_at"}
    assert [finding.kind for finding in verdict.pending] == [Kind.TARGET_BEHIND]
    written = world.judge(source, world.dossier(status=9, returned_at=world.at(17)), rules=allowed)
    assert written.action.fields == {"status"}
    paper = world.rules(allow_final=frozenset({Status.RETURNED}), paper_witness=True)
    assert world.judge(source, world.dossier(status=9), rules=paper).action.fields == {"status"}


def test_nothing_compared_is_not_agreement(world) -> None:
    blind = world.reading(world.dossier(), unreadable=world.capabilities.fields)
    verdict = world.judge(world.dossier(status=4, applicant_name="Người Thử"), blind)
    assert (outcome(verdict), verdict.comparable) == ((Disposition.RECORD, [], [], None), frozenset())
