"""One test per row of the exit codes."""

from datetime import datetime

import pytest

from connector.cli.exits import exit_code
from connector.domain.run import Agreement, Outcome, RunSummary
from connector.domain.times import ZONE

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=ZONE)


def run(outcome=Outcome.VERIFIED, agreement=Agreement.AGREE, kind="sync", **figures):
    return RunSummary(
        run="r1", link="investment", kind=kind, started_at=NOW, outcome=outcome, agreement=agreement, **figures
    )


@pytest.mark.parametrize("agreement", [Agreement.AGREE, Agreement.KNOWN])
@pytest.mark.parametrize("kind", ["sync", "reconcile"])
def test_verified_with_nothing_new_is_0(agreement, kind):
    assert exit_code([run(agreement=agreement, kind=kind)]) == 0


def test_a_sync_that_judged_nothing_is_0():
    assert exit_code([run(agreement=Agreement.UNKNOWN)]) == 0


def test_a_reconcile_that_judged_nothing_is_1():
    assert exit_code([run(agreement=Agreement.UNKNOWN, kind="reconcile")]) == 1


@pytest.mark.parametrize("outcome", [Outcome.UNVERIFIED, Outcome.PARTIAL])
def test_anything_less_than_verified_is_1(outcome):
    assert exit_code([run(outcome=outcome)]) == 1


def test_something_new_is_1():
    assert exit_code([run(agreement=Agreement.NEW)]) == 1


@pytest.mark.parametrize("agreement", list(Agreement))
def test_failed_is_2_whatever_else_is_true(agreement):
    assert exit_code([run(outcome=Outcome.FAILED, agreement=agreement)], strict=True) == 2


@pytest.mark.parametrize("figures", [{"mismatches": {"target_behind": 1}}, {"held": 1}])
def test_strict_turns_any_open_mismatch_or_hold_into_1(figures):
    assert exit_code([run(agreement=Agreement.KNOWN, **figures)], strict=True) == 1
    assert exit_code([run(agreement=Agreement.KNOWN, **figures)]) == 0


def test_strict_leaves_a_clean_run_at_0():
    assert exit_code([run(mismatches={"target_behind": 0})], strict=True) == 0


@pytest.mark.parametrize(("codes", "highest"), [((0, 1), 1), ((1, 2, 0), 2), ((0, 0), 0)])
def test_of_several_links_the_highest_counts(codes, highest):
    runs = {0: run(), 1: run(outcome=Outcome.PARTIAL), 2: run(outcome=Outcome.FAILED)}
    assert exit_code([runs[code] for code in codes]) == highest


def test_no_run_at_all_is_not_success():
    assert exit_code([]) == 1
