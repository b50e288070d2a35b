"""Breaks between the source's page and the judgement: lost pages, cursors too far, absences believed."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from connector.adapters.memory import source as memory_source
from connector.adapters.memory.source import MemorySource
from connector.domain.errors import ForeignSystemError
from connector.ports import JudgedRow, Page, Reading
from connector.reconcile import match
from connector.sync import judge, pull, runner
from connector.sync.judge import Judge, Judgement
from connector.sync.pull import Pull
from support.killing import Mutant, Scenario, always, assert_killed, by
from unit.sync import test_no_harm as harm
from unit.sync import test_nothing_lost as lost
from unit.sync import test_run_of_a_link as runs


def last_page_dropped(patch: pytest.MonkeyPatch) -> None:
    """A reading ends one page early."""
    whole = MemorySource.pull

    def shortened(self: MemorySource, cursor: Any, *, now: datetime) -> Iterator[Page]:
        *pages, _ = [None, *whole(self, cursor, now=now)]
        yield from pages[1:]

    patch.setattr(MemorySource, "pull", shortened)


def cursor_moved_before_its_work(patch: pytest.MonkeyPatch) -> None:
    """The cursor is committed first, in a transaction of its own."""
    whole = Pull._commit

    def early(self: Pull, judgement: Judgement, *, cursor: Any = None, rejudged: bool = False) -> None:
        page = self._page_work((), digest="", cursor=cursor, rejudged=rejudged)
        self._work.store.commit_page(page)
        whole(self, judgement, cursor=cursor, rejudged=rejudged)

    patch.setattr(Pull, "_commit", early)


def cursor_moved_by_a_row_of_2099(patch: pytest.MonkeyPatch) -> None:
    """Rows from the future move the cursor like any other."""
    patch.setattr(memory_source, "FUTURE", timedelta(days=40_000))


def cursor_of_the_future_followed(patch: pytest.MonkeyPatch) -> None:
    """A cursor that lies in the future is followed, and finds nothing until its day has come."""
    patch.setattr(pull, "believed", lambda cursor, _now: cursor)


def cursor_moved_page_by_page_without_order(patch: pytest.MonkeyPatch) -> None:
    """An unordered source's cursor moves before its last page was read."""
    whole = Pull._commit

    def eager(self: Pull, judgement: Judgement, *, cursor: Any = None, rejudged: bool = False) -> None:
        whole(self, judgement, cursor=self.reached.cursor, rejudged=rejudged)

    patch.setattr(Pull, "_commit", eager)


def broken_page_taken_for_the_end(patch: pytest.MonkeyPatch) -> None:
    """A login page, or a null list, with status 200 ends the reading instead of failing it."""

    def swallowing(reading: Pull) -> ForeignSystemError | None:
        with suppress(ForeignSystemError):
            reading.pages()
        reading.judge_again()
        reading.end()
        return None

    patch.setattr(runner, "_read", swallowing)


def broken_look_up_taken_for_absence(patch: pytest.MonkeyPatch) -> None:
    """A dossier about which the target gave no good answer is taken for one it has not got."""
    whole = Judge._answer

    def trusting(self: Judge, candidate: Any) -> tuple[Reading, ...]:
        answer = whole(self, candidate)
        return () if isinstance(answer, ForeignSystemError) else answer

    patch.setattr(Judge, "_answer", trusting)


def one_broken_look_up_stops_everything(patch: pytest.MonkeyPatch) -> None:
    """A dossier that cannot be looked up fails the run for all others."""
    patch.setattr(judge, "BROKEN_AS_A_WHOLE", 1)
    patch.setattr(Pull, "_again", lambda self, stale: self._judge.page([row.row for row in stale], again=True))


def broken_system_taken_for_broken_dossiers(patch: pytest.MonkeyPatch) -> None:
    """A target that answers no look-up well is not feared."""
    patch.setattr(Judge, "_fear_the_worst", always(None))


def older_row_wins(patch: pytest.MonkeyPatch) -> None:
    """Of two rows of one dossier the older version is kept."""
    whole = judge._is_later
    patch.setattr(judge, "_is_later", lambda one, other: whole(other, one))


def scope_ignored(patch: pytest.MonkeyPatch) -> None:
    """Every dossier is taken to be the link's."""
    patch.setattr(judge, "in_scope", always(True))


def any_match_is_certain(patch: pytest.MonkeyPatch) -> None:
    """A likeness of codes needs no second field that agrees."""
    patch.setattr(match, "confirmed", always(True))


def nothing_is_untold(patch: pytest.MonkeyPatch) -> None:
    """A field that was not compared counts as compared."""
    whole = judge._from_verdict

    def sure(*args: Any) -> JudgedRow:
        return replace(whole(*args), untold=frozenset())

    patch.setattr(judge, "_from_verdict", sure)


def brakes_ignored(patch: pytest.MonkeyPatch) -> None:
    """No plan is too large, no enumeration too small."""
    patch.setattr(pull, "brake", always(None))


ENUMERATION = by(runs.test_a_source_that_suddenly_enumerates_less_stops_the_run)
BROKEN_PAGE = by(runs.test_a_broken_page_fails_the_run_and_what_its_pages_planned_joins_the_next)
LARGE_PLAN = by(runs.test_a_plan_far_larger_than_allowed_is_held_whole_and_released_work_is_not_braked_again)
NOBODY_COULD_LOOK = by(lost.test_a_dossier_nobody_could_look_up_is_not_taken_for_a_new_one_and_keeps_no_other_waiting)

MUTANTS: tuple[tuple[Mutant, Scenario], ...] = (
    (last_page_dropped, by(lost.test_every_page_arrives)),
    (cursor_moved_before_its_work, by(lost.test_death_before_any_page_is_written_down_loses_no_row, 2)),
    (cursor_moved_by_a_row_of_2099, by(lost.test_a_row_of_2099_does_not_hide_the_rows_of_today)),
    (cursor_of_the_future_followed, by(lost.test_a_cursor_in_the_future_hides_nothing_and_is_said_once)),
    (cursor_moved_page_by_page_without_order, by(lost.test_without_order_a_reading_that_broke_off_is_begun_again)),
    (
        broken_page_taken_for_the_end,
        BROKEN_PAGE,
    ),
    (broken_look_up_taken_for_absence, NOBODY_COULD_LOOK),
    (one_broken_look_up_stops_everything, NOBODY_COULD_LOOK),
    (broken_system_taken_for_broken_dossiers, by(lost.test_a_target_that_answers_nothing_well_fails_the_run)),
    (older_row_wins, by(harm.test_an_older_row_never_overwrites_a_newer_one, True)),
    (older_row_wins, by(harm.test_an_older_row_never_overwrites_a_newer_one, False)),
    (scope_ignored, by(harm.test_nothing_outside_the_scope_is_touched)),
    (any_match_is_certain, by(harm.test_a_dossier_that_only_looks_the_same_is_not_written_to)),
    (nothing_is_untold, by(lost.test_a_case_about_a_field_that_is_no_longer_told_stays_open)),
    (brakes_ignored, LARGE_PLAN),
    (brakes_ignored, ENUMERATION),
)


@pytest.mark.parametrize(("mutant", "scenario"), MUTANTS, ids=[mutant.__name__ for mutant, _ in MUTANTS])
def test_every_mutant_of_reading_is_killed(mutant: Mutant, scenario: Scenario) -> None:
    assert_killed(mutant, scenario)
