"""Claiming in the citizen's order, settling, giving back, steps, and one dossier's versions in order."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connector.domain.delivery import CLASS_RAISED_AFTER, DeliveryState, due_class
from connector.domain.dossier import Dossier
from connector.domain.mismatch import Kind
from connector.domain.run import Category
from connector.domain.status import DONE, Status
from connector.domain.times import ZONE
from connector.domain.verdict import Action, Base, HoldRule
from support.store_story import BEHIND, LINK, MISSING, PROPOSED, START, Story, judged, step


@pytest.fixture
def story(untold):
    return untold


TODAY = date(2026, 3, 2)
DUE = st.none() | st.integers(-40, 10)
WORK = st.tuples(DUE, st.sampled_from([Status.PROCESSING, Status.FINISHED]), st.integers(0, 30))


def assert_claimed_in_order(story, work):
    expected = []
    now = datetime(2026, 3, 2, 8, tzinfo=ZONE)
    oldest_first = sorted(work, key=lambda one: -one[2])
    for number, (due, status, waited) in enumerate(oldest_first):
        story.now = now - timedelta(hours=waited)
        story.begin()
        day = None if due is None else TODAY + timedelta(days=due)
        moment = None if day is None else datetime(day.year, day.month, day.day, 17, tzinfo=ZONE)
        code = f"D{number:02}"
        story.page(judged(code, Category.QUEUED, dossier=Dossier(code=code, status=status, due_at=moment)))
        story.plan()
        kind = due_class(day, finished=status in DONE, today=TODAY, next_working_day=TODAY + timedelta(days=1))
        raised = timedelta(hours=waited) // CLASS_RAISED_AFTER
        expected.append((kind - raised, day or date.max, number, code))
    story.now = now
    assert [one.code for one in story.claim()] == [code for *_, code in sorted(expected)]


@settings(max_examples=25, deadline=None)
@given(st.lists(WORK, min_size=1, max_size=12))
def test_the_order_of_claims_is_the_due_class_raised_by_waiting_then_the_due_day_then_age(work):
    story = Story()
    assert_claimed_in_order(story, work)
    story.store.close()


def test_the_order_of_claims_is_the_same_on_either_database(story):
    states = (Status.PROCESSING, Status.FINISHED)
    days = (None, -40, -30, -1, 0, 1, 2)
    assert_claimed_in_order(story, [(day, state, wait) for day in days for state in states for wait in (0, 7, 30)])


def test_a_claim_is_committed_with_its_owner_and_attempt(story):
    [one] = story.queued("A")
    assert (one.state, one.attempts) == (DeliveryState.WAITING, 1)
    assert story.claim() == []


def test_only_what_is_due_is_claimed(story):
    [one] = story.queued("A")
    story.settle(one, DeliveryState.WAITING, next_attempt_at=story.now + timedelta(minutes=5))
    assert story.claim() == []
    assert story.store.next_attempt(LINK) == story.now + timedelta(minutes=5)
    story.passes(timedelta(minutes=5))
    assert [again.attempts for again in story.claim()] == [2]


def test_fresh_work_can_be_kept_few_while_doubts_go_on(story):
    [doubtful, *_] = story.queued("A", "B", "C")
    story.settle(doubtful, DeliveryState.IN_DOUBT, next_attempt_at=story.now)
    story.begin()
    for one in story.claim():
        story.settle(one, DeliveryState.WAITING if one.code == "B" else one.state, next_attempt_at=story.now)
    claimed = story.claim(fresh=0)
    assert {one.code for one in claimed} == {"A", "C"}
    assert story.store.in_flight(LINK) == 0
    assert [one.code for one in story.claim(fresh=1)] == ["B"]


def test_what_was_sent_and_not_proved_is_in_flight(story):
    first, second, third = story.queued("A", "B", "C")
    story.settle(first, DeliveryState.IN_DOUBT, next_attempt_at=story.now)
    story.settle(second, DeliveryState.DELIVERED, next_attempt_at=story.now)
    story.settle(third, DeliveryState.DELIVERED, proved_readable=True)
    assert story.store.in_flight(LINK) == 2


def test_a_proof_is_counted_once_for_each_delivery(story):
    [one] = story.queued("A")
    story.settle(one, DeliveryState.DELIVERED, proved_readable=True, next_attempt_at=story.now)
    [again] = story.claim()
    story.settle(again, DeliveryState.VERIFIED, proved_readable=True)
    assert story.store.progress(LINK).canaries_verified == 1


def test_a_link_asked_to_be_left_alone_is_left_alone_in_full(story):
    [one] = story.queued("A")
    story.settle(one, DeliveryState.WAITING, next_attempt_at=story.now)
    until = story.now + timedelta(hours=1)
    story.store.postpone(LINK, until)
    story.store.postpone(LINK, until - timedelta(minutes=30))
    assert story.claim() == []
    assert story.store.next_attempt(LINK) == until
    story.now = until
    assert len(story.claim()) == 1


def test_work_given_back_does_not_age(story):
    [one] = story.queued("A")
    story.store.unclaim([one], owner=story.owner, until=None)
    [again] = story.claim()
    assert (again.attempts, again.state) == (1, DeliveryState.WAITING)
    later = story.now + timedelta(minutes=1)
    story.store.unclaim([again], owner=story.owner, until=later)
    assert story.store.next_attempt(LINK) == later


def test_another_owner_can_neither_settle_nor_give_back(story):
    [one] = story.queued("A")
    stranger = replace(story.owner, id="stranger")
    story.store.unclaim([one], owner=stranger, until=None)
    settlement_story = Story(store=story.store, now=story.now, run=story.run, runs=99)
    settlement_story.settle(one, DeliveryState.VERIFIED)
    assert story.deliveries() == {DeliveryState.CLAIMED: 1}


def test_a_delivered_version_holds_the_next_back_until_its_window_has_passed(story):
    [first] = story.queued("A")
    until = story.now + timedelta(minutes=15)
    story.settle(first, DeliveryState.DELIVERED, next_attempt_at=None, verify_until=until)
    assert story.queued("A", content="v2") == []
    assert story.store.next_attempt(LINK) == until
    story.now = until
    [second] = story.claim()
    assert second.payload.summary == "v2"
    assert story.deliveries() == {DeliveryState.SUPERSEDED: 1, DeliveryState.CLAIMED: 1}
    story.assert_sums()


def test_a_delivered_version_that_is_due_to_be_read_back_goes_before_the_next(story):
    [first] = story.queued("A")
    story.settle(first, DeliveryState.DELIVERED, next_attempt_at=story.now, verify_until=story.now)
    assert [one.id for one in story.queued("A", content="v2")] == [first.id]


def test_a_refused_version_is_not_sent_again_once_a_newer_one_is_planned(story):
    [first] = story.queued("A")
    story.page(judged("A", Category.QUEUED, "v2"))
    story.plan()
    story.settle(first, DeliveryState.WAITING, next_attempt_at=story.now)
    assert [one.payload.summary for one in story.claim()] == ["v2"]


def test_marked_steps_are_in_doubt_until_an_answer_and_never_forgotten(story):
    first, second = step(8).identity, step(9, Status.SUPPLEMENT).identity
    [one] = story.queued("A")
    story.store.mark_steps({one.id: [first, second]}, story.now)
    memory = story.store.memory([one.dossier_id])[one.dossier_id]
    assert memory.sent_steps == memory.doubted_steps == {first, second}
    story.settle(one, DeliveryState.IN_DOUBT, next_attempt_at=story.now, record_answered=True)
    assert story.store.memory([one.dossier_id])[one.dossier_id].doubted_steps == {first, second}
    [again] = story.claim()
    assert again.record_answered
    story.settle(again, DeliveryState.VERIFIED, unsent_steps=(second,))
    memory = story.store.memory([one.dossier_id])[one.dossier_id]
    assert (memory.sent_steps, memory.doubted_steps) == ({first}, frozenset())


def test_steps_of_a_dead_letter_stay_in_doubt(story):
    [one] = story.queued("A")
    story.store.mark_steps({one.id: [step(8).identity]}, story.now)
    story.settle(one, DeliveryState.DEAD, error="không đọc lại được")
    assert story.store.memory([one.dossier_id])[one.dossier_id].doubted_steps == {step(8).identity}


def test_a_proof_leaves_the_base_the_record_sent_and_what_was_replaced(story):
    [one] = story.queued("A")
    sent = Dossier(code="A", status=Status.PROCESSING)
    base = Base(values={"status": "4"}, replaced={"status": "2"})
    story.settle(one, DeliveryState.VERIFIED, base=base, last_sent=sent)
    memory = story.store.memory([one.dossier_id])[one.dossier_id]
    assert (memory.base, memory.last_sent) == (base, sent)
    story.page(judged("A", Category.UNCHANGED, "v2", agreed={"status": "9"}))
    memory = story.store.memory([one.dossier_id])[one.dossier_id]
    assert (memory.base.values, memory.base.replaced) == ({"status": "9"}, {})


def test_what_the_target_showed_before_the_first_write_is_kept(story):
    before, after = Dossier(code="A", status=Status.RECEIVED), Dossier(code="A", status=Status.PROCESSING)
    [one] = story.queued("A")
    story.settle(one, DeliveryState.IN_DOUBT, next_attempt_at=story.now, pre_image=before)
    [again] = story.claim()
    story.settle(again, DeliveryState.IN_DOUBT, next_attempt_at=story.now, pre_image=after)
    assert [third.pre_image for third in story.claim()] == [before]


def test_what_was_really_sent_replaces_what_was_planned(story):
    [one] = story.queued("A")
    really = Action(create=True, target_code="A-mới", fields=frozenset({"note"}), steps=(step(8),))
    story.settle(one, DeliveryState.IN_DOUBT, next_attempt_at=story.now, action=really)
    assert [again.action for again in story.claim()] == [really]


def test_back_off_and_errors_are_remembered(story):
    [one] = story.queued("A")
    refused = {"refused_for": timedelta(minutes=3), "error": "bận", "next_attempt_at": story.now}
    story.settle(one, DeliveryState.WAITING, **refused)
    [again] = story.claim()
    assert (again.refused_for, again.last_error, again.sent_at) == (timedelta(minutes=3), "bận", story.now)


def test_a_proof_closes_what_the_delivery_healed_and_what_its_kinds_prove_gone(story):
    story.begin()
    story.page(judged("A", Category.RECORDED, recorded=(BEHIND, MISSING)))
    [one] = story.queued("A", content="v2")
    story.page(judged("A", Category.RECORDED, "v2", recorded=(BEHIND, MISSING)))
    story.settle(one, DeliveryState.VERIFIED, judged_kinds=frozenset({Kind.STEPS_MISSING}))
    assert story.cases() == []


def test_a_dead_letter_opens_what_it_would_have_healed(story):
    [one] = story.queued("A")
    story.settle(one, DeliveryState.DEAD, error="thủ tục không có trong danh mục")
    assert story.cases() == [("A", "target_behind")]
    assert story.store.tally(story.run, LINK).newly_opened == 1
    [dead] = story.store.desk().dead_letters([LINK])
    assert (dead["code"], dead["error"]) == ("A", "thủ tục không có trong danh mục")


def test_a_delivery_turned_into_a_hold_is_superseded_and_the_hold_is_listed(story):
    [one] = story.queued("A")
    story.settle(one, DeliveryState.SUPERSEDED, hold=PROPOSED, pending=(MISSING,), attempted=False)
    [held] = story.store.desk().holds([LINK])
    assert (held["rule"], held["code"]) == (str(HoldRule.PROPOSE), "A")
    assert story.deliveries() == {DeliveryState.SUPERSEDED: 1}
    assert story.cases() == [("A", "steps_missing")]
    assert story.store.tally(story.run, LINK).newly_held == 1
    story.assert_sums()


def test_the_payload_comes_back_as_it_was_planned(story):
    dossier = Dossier(code="A", applicant_name="Đỗ Thị Thử", due_at=START, steps=(step(8),), aliases={"source": "7"})
    story.begin()
    story.page(judged("A", Category.QUEUED, dossier=dossier))
    story.plan()
    assert [one.payload for one in story.claim()] == [dossier]
