"""Breaks of the store under the write path: who holds what, in which order, and what the sums say."""

import tempfile
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, false, func, literal, select, update

from connector.adapters.memory.knobs import Knobs
from connector.domain.delivery import DeliveryState
from connector.domain.run import RunSummary
from connector.domain.times import ZONE
from connector.ports import Owner
from connector.store import outbox, pages, plans, progress, purge, restoring, runs, settling
from connector.store.tables import delivery
from support.killing import Mutant, Scenario, always, assert_killed, by
from support.store_story import Story
from unit.store import test_store_outbox as boxes
from unit.store import test_store_pages as stored
from unit.store import test_store_purge as purging
from unit.sync import test_after_a_restore as restored
from unit.sync import test_half_an_enumeration as halves
from unit.sync import test_no_harm as harm
from unit.sync import test_nothing_lost as lost


def claims_of_the_dead_sent_again(patch: pytest.MonkeyPatch) -> None:
    """What a dead process had in hand waits like anything else, as if nothing of it could have been sent."""

    def waiting(connection: Connection, link: str, now: datetime) -> None:
        of_the_dead = update(delivery).where(delivery.c.link == link, delivery.c.state == DeliveryState.CLAIMED)
        connection.execute(of_the_dead.values(state=DeliveryState.WAITING, next_attempt_at=now, **outbox.UNOWNED))

    patch.setattr(runs, "_doubt_claims", waiting)


def claimed_by_two(patch: pytest.MonkeyPatch) -> None:
    """What one owner has in hand is given to the next one too."""
    whole = outbox._take

    def shared(connection: Connection, chosen: Sequence[int], owner: Owner, now: datetime) -> None:
        whole(connection, chosen, owner, now)
        connection.execute(update(delivery).where(delivery.c.id.in_(chosen)).values(state=DeliveryState.WAITING))

    patch.setattr(outbox, "_take", shared)


def settled_by_a_stranger(patch: pytest.MonkeyPatch) -> None:
    """Whoever comes may settle what another owner holds."""
    whole = settling._still_held

    def anybodys(connection: Connection, settlements: Sequence[Any], owner: Owner) -> Any:
        holder = connection.execute(select(delivery.c.owner).where(delivery.c.owner.is_not(None))).scalar()
        return whole(connection, settlements, Owner(id=holder or owner.id, host=owner.host, pid=owner.pid))

    patch.setattr(settling, "_still_held", anybodys)


def versions_out_of_order(patch: pytest.MonkeyPatch) -> None:
    """A newer version goes while an older one is still in hand or in doubt."""
    patch.setattr(outbox, "_blocked", always(false()))


def older_version_not_overtaken(patch: pytest.MonkeyPatch) -> None:
    """A version that waits is sent although a newer one stands behind it."""
    patch.setattr(plans, "_overtake", always(None))


def due_dates_ignored(patch: pytest.MonkeyPatch) -> None:
    """First come, first served."""
    patch.setattr(outbox, "urgency", always(literal(0)))
    patch.setattr(outbox, "func", _ByAge())


class _ByAge:
    """SQL functions, of which the one that sorts by due day says nothing."""

    def __getattr__(self, name: str) -> Any:
        return getattr(func, name)

    def coalesce(self, *parts: Any) -> Any:
        return literal(0) if len(parts) > 1 and parts[1] == outbox._FAR else func.coalesce(*parts)


def _anything(_: Any, kinds: Any) -> Any:
    return kinds


def closed_without_comparing(patch: pytest.MonkeyPatch) -> None:
    """A dossier that could not be looked up has its cases closed."""
    patch.setattr(pages, "_closes", _anything)


def sums_not_audited(patch: pytest.MonkeyPatch) -> None:
    """Nobody adds the figures of a run up."""
    patch.setattr(RunSummary, "broken_sums", always(()))


def cursor_moved_back(patch: pytest.MonkeyPatch) -> None:
    """A page read again takes back what was read after it."""

    def anywhere(connection: Connection, link: str, cursor: Any, _now: datetime) -> None:
        values = {"cursor_time": cursor.time, "cursor_key": cursor.key, "cursor_version": cursor.version}
        progress.remember(connection, link, values)

    patch.setattr(pages, "move_cursor", anywhere)
    patch.setattr(plans, "move_cursor", anywhere)


def pause_forgotten_by_the_next_process(patch: pytest.MonkeyPatch) -> None:
    """A pause that a system asked of the whole link is not kept by the next process."""
    patch.setattr(progress, "postponed_until", always(None))
    patch.setattr(outbox, "postponed_until", always(None))


def half_an_enumeration_believed(patch: pytest.MonkeyPatch) -> None:
    """A reading far smaller than the last one opens and closes cases like any other."""
    patch.setattr(plans, "trusted", always(value=True))


def cases_opened_before_the_end(patch: pytest.MonkeyPatch) -> None:
    """A page's cases are opened and closed with the page, before anybody knows how much was read."""

    def at_once(connection: Connection, judged: Any, *, link: str, run: str) -> None:
        pages.write_cases(connection, judged, link=link, run=run, now=datetime.now(ZONE))

    patch.setattr(pages, "keep_waiting", at_once)


def restored_as_if_nothing_was_sent(patch: pytest.MonkeyPatch) -> None:
    """What a backup takes for unsent is sent again after a restore."""
    patch.setattr(restoring, "doubt_everything", always(0))


def cited_payload_let_go(patch: pytest.MonkeyPatch) -> None:
    """A purge lets go of what an open case cites."""
    patch.setattr(purge, "_cited", always(false()))


def with_a_story(play: Callable[..., None]) -> None:
    story = Story()
    try:
        play(story)
    finally:
        story.store.close()


def with_a_running_story(play: Callable[..., None]) -> None:
    def begun(story: Story) -> None:
        story.begin()
        play(story)

    with_a_story(begun)


def with_an_office(play: Callable[..., None]) -> None:
    """One whose one-stop does not tell its steps: only what is remembered keeps them from going out twice."""
    with tempfile.TemporaryDirectory() as folder:
        office = restored.Office(Path(folder), Knobs(steps_readable=False))
        try:
            play(office)
        finally:
            office.link.store.close()


DYING = harm.test_what_a_dying_process_sent_and_only_shows_late_is_not_sent_twice

MUTANTS: tuple[tuple[Mutant, Scenario], ...] = (
    (
        claims_of_the_dead_sent_again,
        by(harm.test_what_a_dying_process_sent_and_only_shows_late_is_not_sent_twice, "write_record"),
    ),
    (claimed_by_two, by(boxes.test_a_claim_is_committed_with_its_owner_and_attempt, around=with_a_story)),
    (settled_by_a_stranger, by(boxes.test_another_owner_can_neither_settle_nor_give_back, around=with_a_story)),
    (versions_out_of_order, by(harm.test_an_older_version_in_doubt_is_settled_before_the_newer_one_goes)),
    (older_version_not_overtaken, by(harm.test_a_newer_version_takes_the_place_of_one_that_waits)),
    (due_dates_ignored, by(lost.test_who_waits_longest_for_a_citizen_is_served_first)),
    (closed_without_comparing, by(lost.test_a_case_about_a_dossier_that_could_not_be_looked_up_stays_open)),
    (sums_not_audited, by(lost.test_a_run_that_does_not_add_up_says_so_and_is_not_green)),
    (cursor_moved_back, by(stored.test_the_cursor_moves_forward_only, around=with_a_story)),
    (half_an_enumeration_believed, by(halves.test_half_an_enumeration_opens_no_case)),
    (cases_opened_before_the_end, by(halves.test_half_an_enumeration_opens_no_case)),
    (
        restored_as_if_nothing_was_sent,
        by(
            restored.test_steps_of_a_dossier_of_ours_that_went_out_after_the_backup_do_not_go_out_again,
            around=with_an_office,
        ),
    ),
    (
        cited_payload_let_go,
        by(purging.test_what_an_open_or_accepted_case_cites_stays, "open", around=with_a_running_story),
    ),
    (pause_forgotten_by_the_next_process, by(lost.test_one_answer_that_asks_for_a_pause_holds_back_the_whole_link)),
)


@pytest.mark.parametrize(("mutant", "scenario"), MUTANTS, ids=[mutant.__name__ for mutant, _ in MUTANTS])
def test_every_mutant_of_remembering_is_killed(mutant: Mutant, scenario: Scenario) -> None:
    assert_killed(mutant, scenario)
