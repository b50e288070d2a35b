"""Breaks of the reconcile: what is concluded from half a side, from one look, or without being asked to act."""

from contextlib import suppress
from typing import Any

import pytest

from connector.domain.errors import BrokenAnswerError
from connector.store.store import SqlStore
from connector.sync import all_sides, joining, measures, one_dossier, reconcile
from connector.sync.gather import Gathering
from support.killing import Mutant, Scenario, always, assert_killed, by
from unit.sync import test_reconcile_of_a_link as link
from unit.sync import test_reconcile_of_half as half
from unit.sync import test_reconcile_of_nothing as nothing
from unit.sync import test_reconcile_of_other_numbers as numbers
from unit.sync import test_reconcile_with_witnesses as witnesses


def small_side_believed(patch: pytest.MonkeyPatch) -> None:
    """A side that tells far less than it did is taken at its word."""
    patch.setattr(reconcile, "empty_side", always(None))


def broken_side_taken_for_whole(patch: pytest.MonkeyPatch) -> None:
    """A reading that breaks off is taken to have ended."""
    whole = Gathering.source

    def source(self: Gathering, extent: Any) -> None:
        with suppress(BrokenAnswerError):
            whole(self, extent)

    patch.setattr(Gathering, "source", source)


def one_look_is_enough(patch: pytest.MonkeyPatch) -> None:
    """Cases are opened from what was laid, and nobody is asked once more."""
    patch.setattr(all_sides.AllSidesJudge, "needs_reading", always(False))


def planned_without_being_asked(patch: pytest.MonkeyPatch) -> None:
    """A reconcile plans and sends as if --push had been given."""
    whole = reconcile._Reconcile.__init__

    def pushing(self: Any, work: Any, run: str, request: Any, *args: Any) -> None:
        whole(self, work, run, reconcile.replace(request, push=True), *args)

    patch.setattr(reconcile._Reconcile, "__init__", pushing)


def owed_work_planned_again(patch: pytest.MonkeyPatch) -> None:
    """What waits already is planned anew every night, and never grows old."""
    patch.setattr(all_sides.AllJudged, "left_alone", property(always(False)))


def found_and_forgotten(patch: pytest.MonkeyPatch) -> None:
    """What a reconcile without --push found is settled under the present rules: no later run looks at it again."""
    patch.setattr(all_sides, "NOT_JUDGED", "rules-1")


def gone_dossiers_never_asked_for(patch: pytest.MonkeyPatch) -> None:
    """Cases of dossiers that left every side stand for ever."""
    patch.setattr(joining.Joining, "_not_told", always(()))


def rivals_linked(patch: pytest.MonkeyPatch) -> None:
    """Of two rows that claim one dossier the first is taken for it."""
    patch.setattr(one_dossier, "_latest", lambda told: (told[0] if told else None, ()))


def unreadable_lines_prove_absence(patch: pytest.MonkeyPatch) -> None:
    """A register in which a line cannot be read is still taken to cover every dossier."""
    patch.setattr(all_sides.AllSidesJudge, "_covered", always(True))
    whole = one_dossier._papers
    patch.setattr(one_dossier, "_papers", lambda *args: (*whole(*args)[:2], False))


def silent_side_believed(patch: pytest.MonkeyPatch) -> None:
    """A side that has never told anything is taken at its word beside one that tells many."""
    patch.setattr(measures, "none_at_all", always(None))


def nameless_line_counted_twice(patch: pytest.MonkeyPatch) -> None:
    """A line without a code is a case of its own beside that of the dossier it may be."""
    patch.setattr(joining.Suggestions, "take", always(None))


def unread_paper_forgotten(patch: pytest.MonkeyPatch) -> None:
    """What paper cannot be read of is told to the log alone."""
    patch.setattr(SqlStore, "commit_paper", always(None))


HALF = half.test_a_side_that_breaks_off_or_is_suddenly_small_opens_and_closes_nothing

MUTANTS: tuple[tuple[Mutant, Scenario], ...] = (
    (small_side_believed, by(HALF, half.source_is_empty, True)),
    (broken_side_taken_for_whole, by(HALF, half.source_breaks_off, False)),
    (one_look_is_enough, by(half.test_what_a_list_leaves_out_and_a_look_up_shows_is_no_case)),
    (one_look_is_enough, by(half.test_what_a_page_left_out_and_the_source_still_has_is_no_case)),
    (planned_without_being_asked, by(link.test_every_drift_is_found_by_its_kind_and_nothing_is_written)),
    (owed_work_planned_again, by(link.test_what_waits_for_a_target_that_is_away_is_planned_once)),
    (found_and_forgotten, by(link.test_one_sync_after_a_reconcile_without_push_sends_what_was_recorded)),
    (gone_dossiers_never_asked_for, by(link.test_a_dossier_that_left_every_side_takes_its_cases_with_it)),
    (rivals_linked, by(numbers.test_two_rows_of_the_source_under_one_code_are_for_a_person)),
    (silent_side_believed, by(nothing.test_a_first_reconcile_fears_a_source_that_has_nothing, False)),
    (
        nameless_line_counted_twice,
        by(witnesses.test_a_line_without_a_code_and_the_dossier_it_may_be_are_one_case, {}, False),
    ),
    (unread_paper_forgotten, by(witnesses.test_what_paper_cannot_be_read_of_is_listed_until_it_is_read_well)),
    (unreadable_lines_prove_absence, by(witnesses.test_a_line_nobody_can_read_proves_no_absence_from_the_book)),
)


@pytest.mark.parametrize(("mutant", "scenario"), MUTANTS, ids=[mutant.__name__ for mutant, _ in MUTANTS])
def test_every_mutant_of_reconciling_is_killed(mutant: Mutant, scenario: Scenario) -> None:
    assert_killed(mutant, scenario)
