"""What a reconcile asks of the memory: every known dossier, what stands open, what is owed, what was proved."""

from datetime import timedelta

import pytest

from connector.domain.delivery import DeliveryState
from connector.domain.mismatch import Kind
from connector.domain.run import Category
from connector.domain.verdict import Action
from support.store_story import LINK, MISSING, WORD, judged, seen


def all_of(ask, *, limit):
    """Everything such a question gives, a piece at a time."""
    found, after = [], ""
    while piece := ask(after=after, limit=limit):
        found.append(list(piece))
        after = piece[-1]
    return found


def test_every_dossier_that_is_or_was_in_scope_is_known_in_order_and_in_pieces(story):
    story.page(*(seen(code) for code in ("C", "A", "Đ", "B", "E")), judged("X", Category.OUT_OF_SCOPE))
    pieces = all_of(lambda **piece: story.store.known_codes(LINK, **piece), limit=2)
    assert pieces == [["A", "B"], ["C", "E"], ["Đ"]]
    assert list(story.store.known_codes("other", after="", limit=9)) == []


def test_a_dossier_that_left_the_scope_is_not_asked_for_any_more(story):
    story.page(seen("A"), seen("B"))
    story.page(judged("A", Category.OUT_OF_SCOPE, "v2"))
    assert list(story.store.known_codes(LINK, after="", limit=9)) == ["B"]


def test_open_and_accepted_cases_are_told_and_closed_ones_are_not(story):
    desk = story.store.desk()
    both = (*judged("A", Category.RECORDED).recorded, MISSING)
    story.page(*(judged(code, Category.RECORDED, recorded=both) for code in "AB"), judged("C", Category.UNCHANGED))
    accepted = next(row["id"] for row in desk.mismatches([LINK]) if row["kind"] == "steps_missing")
    assert desk.accept_mismatch(accepted, WORD, until=None)
    story.page(judged("B", Category.RECORDED, "v2", recorded=(MISSING,)))
    assert story.store.open_cases(LINK, ["A", "B", "C", "unknown"]) == {
        "A": {Kind.TARGET_BEHIND, Kind.STEPS_MISSING},
        "B": {Kind.STEPS_MISSING},
    }
    assert story.store.open_cases("other", ["A"]) == {}


def test_only_codes_asked_for_are_told(story):
    story.page(*(judged(code, Category.RECORDED) for code in "AB"))
    assert set(story.store.open_cases(LINK, ["B"])) == {"B"}
    assert story.store.open_cases(LINK, []) == {}


@pytest.mark.parametrize("state", list(DeliveryState))
def test_owed_held_and_dead_work_is_unsettled(story, state):
    ended = {DeliveryState.VERIFIED, DeliveryState.SUPERSEDED, DeliveryState.REJECTED}
    brought_to(story, state)
    assert story.store.unsettled_codes(LINK, ["A", "B"]) == (set() if state in ended else {"A"})
    assert story.store.unsettled_codes("other", ["A"]) == set()


def brought_to(story, state):
    """One delivery of dossier A in this state."""
    if state in {DeliveryState.HELD, DeliveryState.REJECTED}:
        story.page(judged("A", Category.HELD))
        if state is DeliveryState.REJECTED:
            story.store.desk().reject_holds(story.held(), WORD)
        return
    story.page(judged("A", Category.QUEUED))
    if state is DeliveryState.PLANNED:
        return
    story.plan()
    if state is DeliveryState.WAITING:
        return
    [one] = story.claim()
    if state is not DeliveryState.CLAIMED:
        story.settle(one, state)


def test_what_this_run_proved_is_told_in_order_and_in_pieces(story):
    earlier = story.queued("Z")
    story.settle(earlier[0], DeliveryState.VERIFIED)
    ones = {one.code: one for one in story.queued("D", "B", "A", "C")}
    for code in "DBC":
        story.settle(ones[code], DeliveryState.VERIFIED)
    story.settle(ones["A"], DeliveryState.DEAD)
    assert all_of(lambda **piece: story.store.verified_codes(story.run, **piece), limit=2) == [["B", "C"], ["D"]]


def test_a_dossier_was_synced_when_its_last_delivery_was_proved(story):
    first = story.queued("A", "B")
    story.settle(first[0], DeliveryState.VERIFIED)
    story.settle(first[1], DeliveryState.DEAD)
    story.passes(timedelta(hours=3))
    [again] = story.queued("A", content="v2")
    story.settle(again, DeliveryState.VERIFIED)
    later = story.now
    story.passes(timedelta(hours=3))
    [unproved] = story.queued("A", content="v3")
    story.settle(unproved, DeliveryState.DEAD)
    assert story.store.synced_at(LINK, ["A", "B", "unknown"]) == {"A": later}
    assert story.store.synced_at("other", ["A"]) == {}


def test_a_delivery_that_told_no_other_state_leaves_the_time_of_syncing(story):
    [first] = story.queued("A")
    story.settle(first, DeliveryState.VERIFIED)
    synced = story.now
    story.passes(timedelta(hours=3))
    action = Action(create=False, target_code="A", fields=frozenset({"officer"}))
    story.begin()
    story.page(judged("A", Category.QUEUED, "v2", action=action))
    story.plan()
    [name_only] = story.claim()
    story.settle(name_only, DeliveryState.VERIFIED)
    assert story.store.synced_at(LINK, ["A"]) == {"A": synced}


def test_more_codes_than_one_statement_takes_are_asked_for_in_several(story):
    codes = [f"D{number:04}" for number in range(1, 1203)]
    for first in range(0, len(codes), 400):
        story.page(*(judged(code, Category.RECORDED) for code in codes[first : first + 400]))
    assert len(story.store.open_cases(LINK, codes)) == len(codes)
    assert len(story.store.known_codes(LINK, after="", limit=5000)) == len(codes)
