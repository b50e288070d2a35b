"""Every cell of the design's status table, told here row by row in its own words."""

import pytest

from connector.domain.mismatch import Kind
from connector.domain.status import Status
from connector.domain.verdict import HoldRule
from connector.reconcile.status_table import STATUS_KINDS, TABLE, Effect, status_verdict

ALL = range(1, 11)
CELLS = [(source, target) for source in ALL for target in ALL]
LATER = (True, False, None)


def told_by_the_design(source: int, target: int, later: bool | None) -> tuple[Effect, Kind | None]:  # noqa: PLR0911 one return per row
    """The table of design 6 read top to bottom: the first row that fits."""
    rank = {1: 1, 2: 2, 4: 3, 5: 3, 6: 3, 9: 4, 10: 5}
    if_later = Effect.PUSH if later else Effect.HOLD
    if source == target or (source, target) == (9, 10):
        return Effect.AGREE, None
    if target in {3, 7, 8}:
        return Effect.RECORD, Kind.ENDED_ON_ONE_SIDE
    if source == 10:
        return Effect.PUSH_IF_ALLOWED, Kind.TARGET_BEHIND
    if source in {3, 7, 8} and target in {1, 2, 4, 5, 6, 9}:
        return Effect.PUSH_IF_ALLOWED, Kind.ENDED_ON_ONE_SIDE
    if target == 10:
        return Effect.RECORD, Kind.TARGET_AHEAD
    if (source in {5, 6} and target in {1, 2, 4, 5, 6}) or (source == 4 and target in {5, 6}):
        return if_later, Kind.PAUSED_ON_ONE_SIDE
    if target == 9 and source in {4, 5, 6}:
        return if_later, Kind.TARGET_AHEAD
    if rank[source] > rank[target]:
        return Effect.PUSH, Kind.TARGET_BEHIND
    return Effect.RECORD, Kind.TARGET_AHEAD


@pytest.mark.parametrize(("source", "target"), CELLS)
def test_each_cell_says_what_the_design_says(source: int, target: int) -> None:
    for later in LATER:
        verdict = status_verdict(Status(source), Status(target), later=later)
        assert (verdict.effect, verdict.kind) == told_by_the_design(source, target, later)


def test_the_table_has_every_cell() -> None:
    assert set(TABLE) == {(Status(source), Status(target)) for source, target in CELLS}


@pytest.mark.parametrize(
    ("source", "target", "signs"),
    [
        (4, 3, Kind.ENDED_ON_ONE_SIDE),  # resumed after a refusal, or 8 → 4: for a person, on purpose
        (4, 8, Kind.ENDED_ON_ONE_SIDE),
        (10, 7, Kind.ENDED_ON_ONE_SIDE),
        (3, 10, Kind.TARGET_AHEAD),
        (1, 9, Kind.TARGET_AHEAD),
    ],
)
def test_what_is_only_recorded_stays_recorded_however_late(source: int, target: int, signs: Kind) -> None:
    verdict = status_verdict(Status(source), Status(target), later=True)
    assert (verdict.effect, verdict.kind) == (Effect.RECORD, signs)


def test_a_verdict_that_may_hold_names_its_rule() -> None:
    assert status_verdict(Status.RETURNED, Status.FINISHED, later=True).hold_rule is HoldRule.FINAL_STATE
    assert status_verdict(Status.SUPPLEMENT, Status.PROCESSING, later=None).hold_rule is HoldRule.PAUSE_ORDER


@pytest.mark.parametrize("source", ALL)
def test_a_target_without_any_state_is_behind_or_asks_for_leave(source: int) -> None:
    verdict = status_verdict(Status(source), None, later=True)
    final = source in {3, 7, 8, 10}
    assert verdict.effect is (Effect.PUSH_IF_ALLOWED if final else Effect.PUSH)
    assert verdict.kind in STATUS_KINDS
