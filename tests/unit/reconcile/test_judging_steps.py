"""Steps: appended once in effect, in order, and in words the public may read."""

import pytest

from connector.domain.link import Publish
from connector.domain.mismatch import Kind, Moved
from connector.domain.status import Status
from connector.domain.verdict import Disposition, HoldRule, Memory


def sent(verdict):
    return [] if verdict.action is None else [(step.at.day, int(step.status)) for step in verdict.action.steps]


def test_missing_steps_are_sent_oldest_first(world) -> None:
    source = world.dossier(status=4, steps=(world.step(9, 4), world.step(7, 4), world.step(5, 2)))
    verdict = world.judge(source, world.dossier(status=4, steps=(world.step(5, 2),)))
    assert (sent(verdict), verdict.action.fields) == ([(7, 4), (9, 4)], frozenset())
    assert [finding.kind for finding in verdict.pending] == [Kind.STEPS_MISSING]


def test_the_step_of_a_state_that_is_held_is_part_of_that_case(world) -> None:
    """A pause before the target's last step is held; that its step is missing there says nothing more."""
    source = world.dossier(status=5, steps=(world.step(5, 5),))
    verdict = world.judge(source, world.dossier(status=4, steps=(world.step(7, 4),)))
    assert verdict.hold.rule is HoldRule.PAUSE_ORDER
    assert [finding.kind for finding in (*verdict.recorded, *verdict.pending)] == [Kind.PAUSED_ON_ONE_SIDE]


def test_extra_steps_on_the_target_are_no_difference(world) -> None:
    source = world.dossier(status=4, steps=(world.step(5, 4),))
    target = world.dossier(status=4, steps=(world.step(5, 4), world.step(6, 4)))
    assert world.judge(source, target).disposition is Disposition.AGREE


def test_content_tells_apart_nothing_that_stands_on_the_target(world) -> None:
    source = world.dossier(
        status=4, steps=(world.step(5, 4, content="trình ký"), world.step(5, 4, content="thẩm định"))
    )
    target = world.dossier(status=4, steps=(world.step(5, 4, content="khác"),))
    assert world.judge(source, target).disposition is Disposition.AGREE


def test_two_steps_of_one_moment_are_both_sent_where_none_stands(world) -> None:
    text = world.rules(publish=Publish(step_content="text"))
    steps = (world.step(5, 4, content="trình ký"), world.step(5, 4, content="thẩm định"))
    assert len(sent(world.judge(world.dossier(steps=steps), world.dossier(steps=()), rules=text))) == 2
    ever = Memory(sent_steps=frozenset({steps[0].identity}))
    assert sent(world.judge(world.dossier(steps=steps), world.dossier(steps=()), rules=text, memory=ever)) == []


def test_the_public_reads_the_label_unless_the_link_says_text(world) -> None:
    source = world.dossier(status=4, steps=(world.step(5, 4, content="chờ sếp ký"),))
    assert world.judge(source, None).action.steps[0].content == "Đang xử lý"
    text = world.rules(publish=Publish(step_content="text"))
    assert world.judge(source, None, rules=text).action.steps[0].content == "chờ sếp ký"


def test_a_step_of_unknown_state_is_never_sent(world) -> None:
    source = world.dossier(status=4, steps=(world.step(5, 4), world.step(6, None)), unknown={"steps": "chờ LT"})
    verdict = world.judge(source, world.dossier(status=4, steps=()))
    assert (sent(verdict), [finding.kind for finding in verdict.recorded]) == ([(5, 4)], [Kind.UNKNOWN_VALUE])


def test_a_step_ever_sent_is_recorded_missing_and_not_sent_again(world) -> None:
    step = world.step(6, 4)
    verdict = world.judge(
        world.dossier(status=4, steps=(step,)),
        world.dossier(status=4, steps=()),
        memory=Memory(sent_steps=frozenset({step.identity})),
    )
    assert (verdict.action, [finding.kind for finding in verdict.recorded]) == (None, [Kind.STEPS_MISSING])


def test_a_step_the_target_once_had_is_not_put_back(world) -> None:
    source = world.dossier(status=4, steps=(world.step(5, 4), world.step(6, 4)))
    verdict = world.judge(source, world.dossier(status=4, steps=(world.step(5, 4),)), memory=world.remember(source))
    assert (verdict.action, verdict.recorded[0].moved) == (None, Moved.TARGET)


def test_a_pause_is_sent_once_however_often_the_source_tells_it(world) -> None:
    pause = world.step(8, 5, content="lần 1"), world.step(8, 5, content="lần 2")
    text = world.rules(publish=Publish(step_content="text"))
    assert sent(world.judge(world.dossier(status=4, steps=(*pause, world.step(9, 4))), None, rules=text)) == [
        (8, 5),
        (9, 4),
    ]


def test_a_pause_older_than_the_targets_last_step_is_left_to_a_person(world) -> None:
    source = world.dossier(status=4, steps=(world.step(7, 5), world.step(8, 4), world.step(9, 4)))
    verdict = world.judge(source, world.dossier(status=4, steps=(world.step(8, 4),)))
    assert sent(verdict) == [(9, 4)]
    assert [finding.kind for finding in verdict.recorded] == [Kind.STEPS_MISSING]


@pytest.mark.parametrize(("target", "expected"), [(2, [(7, 4), (9, 9)]), (4, [(9, 9)]), (9, [])])
def test_unreadable_steps_let_only_higher_states_through_and_never_a_pause(world, target, expected) -> None:
    source = world.dossier(status=9, steps=(world.step(5, 2), world.step(7, 4), world.step(8, 5), world.step(9, 9)))
    unread = world.reading(world.dossier(status=target), unreadable=["steps"])
    assert sent(world.judge(source, unread)) == expected


def test_where_steps_cannot_be_read_none_is_sent_that_the_source_took_back(world) -> None:
    """Finished, and at work again: told to the one-stop once more, it would be finished there."""
    source = world.dossier(status=4, steps=(world.step(5, 2), world.step(8, 9), world.step(9, 4)))
    resumed = world.reading(world.dossier(status=4), unreadable=["steps"])
    assert world.judge(source, resumed).action is None
    behind = world.reading(world.dossier(status=2), unreadable=["steps"])
    assert sent(world.judge(source, behind)) == [(9, 4)]


def test_unreadable_steps_of_our_own_dossier_are_sent_as_far_as_unsent(world) -> None:
    source = world.dossier(status=4, steps=(world.step(5, 2), world.step(7, 5), world.step(8, 4)))
    unread = world.reading(world.dossier(status=4), unreadable=["steps"])
    memory = Memory(created=True, sent_steps=frozenset({world.step(5, 2).identity}))
    assert sent(world.judge(source, unread, memory=memory)) == [(7, 5), (8, 4)]
    assert sent(world.judge(source, unread, memory=Memory(sent_steps=memory.sent_steps))) == []


def test_no_progress_goes_onto_a_dossier_the_target_carried_further(world) -> None:
    steps = (world.step(5, 2), world.step(6, 9))
    for target in (world.dossier(status=10, steps=()), world.dossier(status=9, steps=())):
        verdict = world.judge(world.dossier(status=9 if target.status is Status.RETURNED else 2, steps=steps), target)
        assert verdict.action is None
        assert Kind.STEPS_MISSING in {finding.kind for finding in verdict.recorded}


def test_a_final_step_waits_for_leave_even_when_the_states_agree(world) -> None:
    source = world.dossier(status=4, steps=(world.step(5, 8), world.step(6, 4)))
    assert world.judge(source, world.dossier(status=4, steps=())).hold.rule is HoldRule.FINAL_STATE


def test_a_link_that_does_not_compare_steps_sends_none(world) -> None:
    rules = world.rules(compare={"status": "value"})
    assert sent(world.judge(world.dossier(status=4, steps=(world.step(5, 4),)), None, rules=rules)) == []
