"""The life of a case across runs, with the findings of a reconcile of all sides as what is judged."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from connector.domain.mismatch import Finding, Kind
from connector.domain.run import Category
from connector.ports import JudgedRow, Row
from connector.reconcile.plan import JUDGED_KINDS
from connector.reconcile.whole import RECONCILED_KINDS, Whole
from support.office_sides import AT_WORK, CODE, FINISHED, RETURNED, at, dossier, entry, judged
from support.store_story import LINK, WORD, Story

HANDED_OVER = entry(returned_at=at(18, 0))


@pytest.fixture
def story(untold: Story) -> Story:
    return untold


def reconciled(story: Story, whole: Whole, **values: Any) -> None:
    """One reconcile that judged this dossier."""
    kinds = RECONCILED_KINDS - whole.unproved
    _run(story, whole.recorded, kinds, untold=whole.untold, due=whole.due, **values)


def synced(story: Story, *recorded: Finding) -> None:
    """One sync that judged it by what source and target say of each other."""
    _run(story, recorded, JUDGED_KINDS, dossier=dossier(FINISHED))


def _run(story: Story, recorded: tuple[Finding, ...], kinds: frozenset[Kind], **values: Any) -> None:
    story.passes(timedelta(days=1))
    story.begin("reconcile")
    row = {"dossier": dossier(FINISHED), "recorded": recorded, "agreed": {"status": "9"}} | values
    content = f"content {story.runs}"
    category = Category.RECORDED if recorded else Category.UNCHANGED
    story.page(JudgedRow(code=CODE, keys={"code": CODE}, fingerprint=content, category=category, **row), kinds=kinds)
    story.finish()


def case(story: Story, state: str = "all") -> Row:
    (only,) = story.store.desk().mismatches([LINK], state=state)
    return only


def opened(story: Story) -> int:
    return story.store.tally(story.run, LINK).newly_opened


def returned_not_closed() -> Whole:
    return judged(dossier(FINISHED), dossier(FINISHED), papers=(HANDED_OVER,))


def closed() -> Whole:
    return judged(dossier(FINISHED), dossier(RETURNED), papers=(HANDED_OVER,))


def test_seen_again_it_is_the_same_case(story: Story) -> None:
    reconciled(story, returned_not_closed())
    first = case(story)
    reconciled(story, returned_not_closed())
    again = case(story)
    assert (again["id"], again["first_seen"], again["state"]) == (first["id"], first["first_seen"], "open")
    assert again["last_seen"] > first["last_seen"]
    assert opened(story) == 0


def test_gone_the_reconcile_that_proved_it_closes_it_and_back_it_reopens(story: Story) -> None:
    reconciled(story, returned_not_closed())
    number = case(story)["id"]
    reconciled(story, closed())
    assert case(story)["state"] == "closed"
    reconciled(story, returned_not_closed())
    assert (case(story)["id"], case(story)["state"], opened(story)) == (number, "open", 1)


def test_accepted_it_stays_until_its_day_and_is_then_found_again(story: Story) -> None:
    reconciled(story, returned_not_closed())
    until = story.now + timedelta(days=2, hours=1)
    story.store.desk().accept_mismatch(case(story)["id"], WORD, until=until)
    reconciled(story, returned_not_closed())
    assert (case(story)["state"], opened(story)) == ("accepted", 0)
    story.passes(timedelta(days=2))
    reconciled(story, returned_not_closed())
    assert (case(story)["state"], opened(story)) == ("open", 1)


def test_a_reconcile_that_heard_no_paper_closes_nothing_that_paper_showed(story: Story) -> None:
    reconciled(story, returned_not_closed())
    reconciled(story, judged(dossier(FINISHED), dossier(FINISHED)))
    assert case(story)["state"] == "open"


def test_a_sync_closes_nothing_that_only_paper_shows_and_forgets_nothing_paper_said(story: Story) -> None:
    wrong_day = judged(dossier(AT_WORK), dossier(AT_WORK), papers=(entry(received_at=at(4, 0)),))
    reconciled(story, wrong_day)
    synced(story)
    assert (case(story)["kind"], case(story)["state"]) == ("received_at_differs", "open")
    synced(story, replace(wrong_day.recorded[0], paper=None, source="07/08/2022"))
    assert (case(story)["paper"], case(story)["source"]) == ("04/08/2022", "07/08/2022")
    reconciled(story, judged(dossier(AT_WORK), dossier(AT_WORK), papers=(entry(),)))
    assert case(story)["state"] == "closed"


def test_a_sync_closes_no_doubt_about_the_day_in_the_code(story: Story) -> None:
    moved = dossier(AT_WORK, received_at=at(9, 9), submitted_at=at(8, 9), steps=None)
    reconciled(story, judged(moved, moved))
    synced(story)
    assert (case(story)["field"], case(story)["state"]) == ("code", "open")
    reconciled(story, judged(dossier(AT_WORK), dossier(AT_WORK)))
    assert case(story)["state"] == "closed"


def test_a_sync_closes_what_source_and_target_alone_show(story: Story) -> None:
    behind = judged(dossier(FINISHED), dossier(AT_WORK))
    reconciled(story, behind)
    assert case(story)["kind"] == "target_behind"
    synced(story)
    assert case(story)["state"] == "closed"


def test_what_cannot_be_read_any_more_is_not_gone(story: Story) -> None:
    missing = dossier(FINISHED, results=())
    reconciled(story, judged(missing, missing))
    unread = dossier(FINISHED, results=None)
    reconciled(story, judged(unread, unread))
    assert (case(story)["kind"], case(story)["state"]) == ("result_missing", "open")


def test_a_case_is_listed_with_how_grave_it_is_and_when_its_dossier_is_due(story: Story) -> None:
    late = dossier(AT_WORK, due_at=at(19, 17))
    whole = judged(late, late, papers=(entry(returned_at=at(18, 0), due_at=at(19, 0)),))
    reconciled(story, whole, dossier=late)
    assert (case(story)["severity"], case(story)["due"], case(story)["finished"]) == ("critical", "2022-08-19", False)
    reconciled(story, returned_not_closed())
    assert (case(story)["severity"], case(story)["finished"]) == ("high", True)
