"""Deadlines that would look better, citizens who would be written to, fields that might be blanked."""

from dataclasses import replace
from datetime import timedelta

import pytest

from connector.domain.dossier import Supplement
from connector.domain.link import Notifies
from connector.domain.mismatch import Kind
from connector.domain.status import Status
from connector.domain.verdict import Disposition, HoldRule, Memory
from connector.ports import Capabilities


def rule(verdict):
    return verdict.hold and verdict.hold.rule


@pytest.fixture
def overdue(world):
    """A dossier due on Monday the 15th and not finished by Saturday the 20th."""
    return world.dossier(status=4, due_at=world.at(15), steps=(world.step(5, 4),))


def test_a_finish_told_a_week_late_that_heals_an_overdue_dossier_is_held(world, overdue) -> None:
    source = replace(overdue, status=Status.FINISHED, finished_at=world.at(12), updated_at=world.at(19))
    verdict = world.judge(source, overdue)
    assert rule(verdict) is HoldRule.FINISH_BACKDATED
    assert [finding.kind for finding in verdict.pending] == [Kind.TARGET_BEHIND, Kind.FINISH_BACKDATED]
    released = world.judge(source, overdue, memory=Memory(released=frozenset({HoldRule.FINISH_BACKDATED})))
    assert (rule(released), [finding.kind for finding in released.pending]) == (None, [Kind.TARGET_BEHIND])


@pytest.mark.parametrize(
    ("finished", "recorded", "held"),
    [
        (12, 15, False),  # Friday, recorded on Monday: one working day
        (12, 16, True),
        (15, 15, False),
        (16, 19, False),  # finished late, and it says so
        (12, None, True),  # recorded nobody knows when
        (None, 19, True),  # finished nobody knows when
    ],
)
def test_only_a_late_record_that_makes_it_look_better_is_held(world, overdue, finished, recorded, held) -> None:
    source = replace(
        overdue,
        status=Status.FINISHED,
        finished_at=finished and world.at(finished),
        updated_at=recorded and world.at(recorded),
    )
    assert rule(world.judge(source, overdue)) is (HoldRule.FINISH_BACKDATED if held else None)


def test_a_dossier_that_is_not_overdue_may_be_finished_however_late_it_is_told(world, overdue) -> None:
    target = replace(overdue, due_at=world.at(22))
    source = replace(target, status=Status.FINISHED, finished_at=world.at(8), updated_at=world.at(19))
    assert rule(world.judge(source, target)) is None


def test_the_step_dates_a_finish_without_a_time_of_its_own(world, overdue) -> None:
    steps = (*overdue.steps, world.step(12, 9))
    source = replace(overdue, status=Status.FINISHED, steps=steps, updated_at=world.at(15))
    assert rule(world.judge(source, overdue)) is None
    assert rule(world.judge(replace(source, updated_at=world.at(17)), overdue)) is HoldRule.FINISH_BACKDATED


def test_a_late_told_pause_that_stops_the_clock_of_an_overdue_dossier_is_held(world, overdue) -> None:
    source = replace(
        overdue, status=Status.SUPPLEMENT, steps=(*overdue.steps, world.step(10, 5)), updated_at=world.at(19)
    )
    assert rule(world.judge(source, overdue)) is HoldRule.FINISH_BACKDATED


def test_an_unreadable_due_date_is_taken_to_be_the_sources(world, overdue) -> None:
    source = replace(overdue, status=Status.FINISHED, finished_at=world.at(12), updated_at=world.at(19))
    unread = world.reading(replace(overdue, due_at=None), unreadable=["due_at"])
    assert rule(world.judge(source, unread)) is HoldRule.FINISH_BACKDATED


def test_a_later_due_date_needs_a_reason(world) -> None:
    rules = world.rules(authority={"due_at": "source"})
    target = world.dossier(status=4, due_at=world.at(22))
    source = world.dossier(status=4, due_at=world.at(26), updated_at=world.at(19))
    assert rule(world.judge(source, target, rules=rules)) is HoldRule.FINISH_BACKDATED
    for reason in (
        {"supplements": (Supplement(requested_at=world.at(10)),)},
        {"first_due_at": world.at(22)},
        {"steps": (world.step(18, 5), world.step(19, 4))},
    ):
        assert (
            rule(world.judge(replace(source, **reason), replace(target, steps=reason.get("steps")), rules=rules))
            is None
        )
    earlier = replace(source, due_at=world.at(19))
    assert rule(world.judge(earlier, target, rules=rules)) is None


def test_a_stale_step_is_held_and_a_fresh_one_is_not(world) -> None:
    rules = world.rules(notifies=Notifies(states=frozenset({Status.SUPPLEMENT}), older_than=timedelta(days=3)))
    target = world.dossier(status=4, steps=(world.step(5, 4),))
    stale = world.dossier(status=5, steps=(world.step(5, 4), world.step(16, 5)))
    assert rule(world.judge(stale, target, rules=rules)) is HoldRule.STALE_NOTICE
    fresh = world.dossier(status=5, steps=(world.step(5, 4), world.step(19, 5)))
    assert rule(world.judge(fresh, target, rules=rules)) is None


# ---------------------------------------------------------------- unreadable fields


@pytest.fixture
def blind(world):
    """A target that does not tell the e-mail address it holds."""
    return world.reading(world.dossier(status=4), unreadable=["email"])


@pytest.mark.parametrize(("write", "held"), [("patch", False), ("replace", True), ("unknown", True)])
def test_a_record_that_may_be_replaced_is_held_for_a_field_nobody_knows(world, blind, write, held) -> None:
    capabilities = Capabilities(fields=world.capabilities.fields, write=write)
    verdict = world.judge(world.dossier(status=9), blind, capabilities=capabilities)
    assert rule(verdict) is (HoldRule.UNREADABLE_FIELD if held else None)
    assert not held or "email" in verdict.hold.reason


def test_what_the_target_tells_and_nobody_understands_is_repeated_and_holds_nothing(world, blind) -> None:
    odd = replace(blind, repeatable=frozenset({"email"}))
    capabilities = Capabilities(fields=world.capabilities.fields)
    assert rule(world.judge(world.dossier(status=9), odd, capabilities=capabilities)) is None


def test_what_we_sent_last_fills_the_gap(world, blind) -> None:
    capabilities = Capabilities(fields=world.capabilities.fields)
    sent = Memory(last_sent=world.dossier(email="thu@example.invalid"))
    assert rule(world.judge(world.dossier(status=9), blind, capabilities=capabilities, memory=sent)) is None
    silent = Memory(last_sent=world.dossier())
    assert (
        rule(world.judge(world.dossier(status=9), blind, capabilities=capabilities, memory=silent))
        is HoldRule.UNREADABLE_FIELD
    )


def test_progress_may_still_go_while_the_record_is_held(world, blind) -> None:
    capabilities = Capabilities(fields=world.capabilities.fields)
    source = world.dossier(status=9, steps=(world.step(15, 9),))
    verdict = world.judge(source, blind, capabilities=capabilities)
    assert (verdict.disposition, verdict.action.fields, len(verdict.action.steps)) == (Disposition.PUSH, frozenset(), 1)
    assert [finding.kind for finding in verdict.recorded] == [Kind.TARGET_BEHIND]
    released = Memory(released=frozenset({HoldRule.UNREADABLE_FIELD}))
    assert world.judge(source, blind, capabilities=capabilities, memory=released).action.fields == {"status"}


def test_progress_does_not_slip_past_another_rule(world, blind) -> None:
    capabilities = Capabilities(fields=world.capabilities.fields)
    source = world.dossier(status=10, steps=(world.step(15, 10),))
    verdict = world.judge(source, blind, capabilities=capabilities)
    assert (rule(verdict), verdict.action.fields) == (HoldRule.FINAL_STATE, {"status"})
