"""After a silence longer than ``max_gap`` nothing is sent until a reconcile has looked at everything; then it is."""

from dataclasses import replace
from datetime import timedelta

import pytest

from connector.domain.link import Brakes
from connector.domain.verdict import HoldRule
from connector.ports import Decision
from support.memory_link import LINK, PUSH, MemoryLink, memory_link, row

SILENCE = timedelta(days=61)


@pytest.fixture
def link() -> MemoryLink:
    """Two dossiers were synced, then nothing ran for two months while two more came in."""
    link = memory_link([row(1), row(2)])
    link.policy = replace(
        PUSH, brakes=Brakes(max_actions=1000, max_share=1.0, min_share=0.0, max_gap=timedelta(days=7))
    )
    assert link.sync().outcome == "verified"
    link.clock.pass_(SILENCE)
    link.source.put(row(3, updated="2026-05-01T08:00:00+07:00"))
    link.source.put(row(4, updated="2026-05-01T09:00:00+07:00"))
    return link


def held(link: MemoryLink) -> set[str]:
    return {hold["code"] for hold in link.store.desk().holds([LINK], rule=HoldRule.BRAKE_GAP)}


NEW = {"H13.22-260302-0003", "H13.22-260302-0004"}


def test_the_first_sync_holds_what_it_finds_and_so_does_the_next(link) -> None:
    for held_now in (2, 0):
        summary = link.sync()
        assert (summary.held, summary.queued) == (held_now, 0)
    assert held(link) == NEW
    assert len(link.target.snapshot()) == 2


def test_the_scheduled_reconcile_sends_it_and_the_next_sync_is_free(link) -> None:
    link.sync()
    summary = link.reconcile(push=True, rotate=True)
    assert (summary.outcome, summary.queued, summary.verified) == ("verified", 2, 2)
    assert held(link) == set()
    assert len(link.target.snapshot()) == 4
    assert link.target.wrongs() == ()
    link.source.put(row(5, updated="2026-05-04T10:00:00+07:00"))
    after = link.sync()
    assert (after.queued, after.held, after.verified) == (1, 0, 1)


def test_after_a_reconcile_that_only_looks_the_next_sync_sends_it(link) -> None:
    link.sync()
    link.reconcile(push=False)
    assert len(link.target.snapshot()) == 2
    assert link.sync().verified == 2
    assert held(link) == set()


def test_what_a_person_rejected_meanwhile_stays_rejected(link) -> None:
    link.sync()
    first = min(hold["id"] for hold in link.store.desk().holds([LINK]))
    word = Decision(by="An", reason="không gửi", at=link.clock.now())
    assert link.store.desk().reject_holds([first], word) == [first]
    assert link.reconcile(push=True).verified == 1
    assert len(held(link)) == 0


def test_a_brake_on_what_would_be_written_still_holds_what_the_reconcile_plans(link) -> None:
    link.policy = replace(PUSH, brakes=Brakes(max_actions=1, max_share=1.0, min_share=0.0, max_gap=timedelta(days=7)))
    link.sync()
    summary = link.reconcile(push=True)
    assert (summary.queued, summary.held, summary.verified) == (0, 2, 0)
    assert {hold["rule"] for hold in link.store.desk().holds([LINK])} == {"brake_actions"}
