"""What persons list and decide, and mismatches as cases over time."""

from datetime import timedelta

import pytest

from connector.domain.delivery import DeliveryState
from connector.domain.mismatch import Finding, Kind
from connector.domain.run import Category
from connector.domain.verdict import BRAKES, HoldRule
from connector.ports import Rejection
from support.store_story import BEHIND, LINK, MISSING, WORD, judged, seen


@pytest.fixture
def desk(story):
    return story.store.desk()


def test_a_case_seen_again_is_the_same_case(story, desk):
    story.page(judged("A", Category.RECORDED))
    [first] = desk.mismatches([LINK])
    story.finish()
    story.passes(timedelta(days=1))
    story.begin()
    later = Finding(kind=Kind.TARGET_BEHIND, field="status", source="9", target="2")
    story.page(judged("A", Category.RECORDED, "v2", recorded=(later,)))
    [again] = desk.mismatches([LINK])
    assert (again["id"], again["first_seen"], again["source"]) == (first["id"], first["first_seen"], "9")
    assert again["last_seen"] == story.now.isoformat()
    assert story.store.tally(story.run, LINK).newly_opened == 0


def test_the_run_that_proves_a_case_gone_closes_it_and_it_reopens_when_it_is_back(story, desk):
    story.page(judged("A", Category.RECORDED))
    [case] = desk.mismatches([LINK])
    story.begin()
    story.page(judged("A", Category.UNCHANGED, "v2"))
    assert desk.mismatches([LINK]) == []
    assert desk.mismatch(case["id"])["closed_run"] == story.run
    story.begin()
    story.page(judged("A", Category.RECORDED, "v3"))
    assert [row["id"] for row in desk.mismatches([LINK])] == [case["id"]]
    assert story.store.tally(story.run, LINK).newly_opened == 1


def test_kinds_that_were_not_judged_stay_open(story):
    story.page(judged("A", Category.RECORDED, recorded=(BEHIND, MISSING)))
    story.page(judged("A", Category.UNCHANGED, "v2"), kinds=frozenset({Kind.TARGET_BEHIND}))
    assert story.cases() == [("A", "steps_missing")]


def test_an_unchanged_row_closes_nothing(story):
    story.page(judged("A", Category.RECORDED))
    story.page(seen("A"))
    assert story.cases() == [("A", "target_behind")]


def test_a_difference_about_to_be_pushed_keeps_its_open_case_and_opens_none(story):
    story.page(judged("A", Category.RECORDED), judged("B", Category.QUEUED))
    story.page(judged("A", Category.QUEUED, "v2"))
    assert story.cases() == [("A", "target_behind")]


def test_an_accepted_case_stays_accepted_until_its_day(story, desk):
    story.page(judged("A", Category.RECORDED))
    [case] = desk.mismatches([LINK])
    assert desk.accept_mismatch(case["id"], WORD, until=story.now + timedelta(days=2))
    story.passes(timedelta(days=1))
    story.begin()
    story.page(judged("A", Category.RECORDED, "v2"))
    assert story.cases() == []
    assert story.cases("accepted") == [("A", "target_behind")]
    story.passes(timedelta(days=1))
    story.begin()
    assert story.cases() == [("A", "target_behind")]
    assert story.store.tally(story.run, LINK).newly_opened == 0
    story.page(judged("A", Category.RECORDED, "v3"))
    assert story.store.tally(story.run, LINK).newly_opened == 1


def test_an_accepted_case_tells_who_and_why_and_can_be_reopened(story, desk):
    story.page(judged("A", Category.RECORDED))
    [case] = desk.mismatches([LINK])
    assert desk.accept_mismatch(case["id"], WORD, until=None)
    shown = desk.mismatch(case["id"])
    assert (shown["accepted_by"], shown["accepted_reason"], shown["state"]) == (WORD.by, WORD.reason, "accepted")
    assert desk.reopen_mismatch(case["id"], story.now)
    assert not desk.reopen_mismatch(case["id"], story.now)
    assert not desk.accept_mismatch(12345, WORD, until=None)


def test_mismatches_are_listed_with_the_keys_of_the_contract(story, desk):
    story.page(judged("A", Category.RECORDED, recorded=(BEHIND, MISSING)))
    rows = desk.mismatches([LINK], kind=Kind.TARGET_BEHIND)
    assert list(rows[0]) == [
        *("id", "link", "kind", "label", "severity", "code", "field", "source", "target", "paper"),
        *("moved", "state", "first_seen", "last_seen", "portal", "due", "finished"),
    ]
    assert (rows[0]["severity"], rows[0]["field"]) == ("high", "status")
    [missing] = desk.mismatches([LINK], kind=Kind.STEPS_MISSING)
    assert missing["field"] is None


def test_a_report_pages_through_the_cases_that_still_stand(story, desk):
    story.page(*(judged(code, Category.RECORDED) for code in "ABCD"))
    [_, second, third, _] = [row["id"] for row in desk.mismatches([LINK])]
    desk.accept_mismatch(second, WORD, until=None)
    story.page(judged("C", Category.UNCHANGED, "v2"))
    first_page = desk.case_page([LINK], after=0, limit=2)
    assert [(row["code"], row["state"]) for row in first_page] == [("A", "open"), ("B", "accepted")]
    assert [row["code"] for row in desk.case_page([LINK], after=first_page[-1]["id"], limit=2)] == ["D"]
    assert desk.case_page(["another"], after=0, limit=2) == []
    assert [row["id"] for row in desk.cases_by_id([third, 10_000, second])] == [third, second]


def test_a_report_pages_through_the_rows_that_could_not_be_read(story, desk):
    story.page(rejections=[Rejection(where=f"dòng {n}", reason="Dòng trống.") for n in (1, 2, 3)])
    first_page = desk.rejection_page([LINK], after=0, limit=2)
    assert [row["where"] for row in first_page] == ["dòng 1", "dòng 2"]
    assert [row["where"] for row in desk.rejection_page([LINK], after=first_page[-1]["id"], limit=2)] == ["dòng 3"]


def test_a_released_hold_is_free_from_its_rule_and_from_every_brake(story, desk):
    story.page(judged("A", Category.HELD))
    [held] = story.held()
    assert desk.release_holds([held, 999], WORD) == [held]
    assert desk.release_holds([held], WORD) == []
    story.plan()
    [one] = story.claim()
    assert one.released == {HoldRule.PROPOSE, *BRAKES}
    assert story.store.known(LINK, ["A"])["A"].memory.released == {HoldRule.PROPOSE, *BRAKES}


def test_changed_content_is_not_released(story, desk):
    story.page(judged("A", Category.HELD))
    desk.release_holds(story.held(), WORD)
    story.page(judged("A", Category.HELD, "v2"))
    assert len(story.held()) == 1
    assert story.store.known(LINK, ["A"])["A"].memory.released == frozenset()


def test_released_content_judged_again_under_new_rules_stays_released(story, desk):
    story.page(judged("A", Category.HELD, raw={"so": "A"}, rejudge=True))
    desk.release_holds(story.held(), WORD)
    story.begin()
    story.page(judged("A", Category.QUEUED), again=True, digest="rules-2")
    assert story.store.plan_size(LINK, story.run, story.now).planned == 0
    story.plan()
    assert [one.released for one in story.claim()] == [{HoldRule.PROPOSE, *BRAKES}]
    story.assert_sums()


def test_a_hold_is_shown_with_all_a_decision_needs(story, desk):
    story.page(judged("A", Category.HELD))
    shown = desk.hold(story.held()[0])
    assert shown["payload"]["applicant_name"] == "Nguyễn Văn Thử"
    assert [finding["kind"] for finding in shown["pending"]] == ["target_behind"]
    assert desk.hold(999) is None
    assert desk.dead_letter(shown["id"]) is None


def test_a_retried_dead_letter_is_planned_unbraked_and_owed_once(story, desk):
    story.page(judged("A", Category.QUEUED))
    story.plan()
    [one] = story.claim()
    story.settle(one, DeliveryState.DEAD, error="từ chối")
    assert desk.retry_dead([one.id], WORD) == [one.id]
    story.assert_sums()
    story.begin()
    assert story.store.plan_size(LINK, story.run, story.now).planned == 0
    story.plan()
    [again] = story.claim()
    assert (again.id, again.attempts, again.refused_for) == (one.id, 1, timedelta(0))
    story.assert_sums()


def test_a_discarded_dead_letter_is_superseded_with_its_reason(story, desk):
    story.page(judged("A", Category.QUEUED))
    story.plan()
    [one] = story.claim()
    story.settle(one, DeliveryState.DEAD, error="từ chối")
    assert desk.discard_dead([one.id], WORD) == [one.id]
    assert desk.dead_letters([LINK]) == []
    assert desk.retry_dead([one.id], WORD) == []
    story.assert_sums()
    decisions = [event for event in desk.history("A") if event["what"] == "discarded"]
    assert [(event["by"], event["reason"]) for event in decisions] == [(WORD.by, WORD.reason)]


def test_history_tells_a_dossiers_story_in_order(story, desk):
    story.page(judged("H13.22-260301-0001", Category.HELD, keys={"code": "h13.22-260301-0001", "source": "77"}))
    story.passes(timedelta(minutes=1))
    desk.release_holds(story.held(), WORD)
    story.plan()
    [one] = story.claim()
    story.passes(timedelta(minutes=1))
    story.settle(one, DeliveryState.VERIFIED)
    told = [event["what"] for event in desk.history("77")]
    assert set(told) == {
        "read",
        "planned",
        "held",
        "released",
        "sent",
        "verified",
        "mismatch_opened",
        "mismatch_closed",
    }
    assert told.index("read") < told.index("sent")
    moments = [event["at"] for event in desk.history("H13.22-260301-0001")]
    assert moments == sorted(moments)
    assert desk.history("nobody") == []


def test_the_status_counts_what_waits_for_whom(story, desk):
    story.page(judged("A", Category.QUEUED), judged("B", Category.HELD), judged("C", Category.RECORDED))
    story.store.acquire(LINK, story.owner, story.run, story.now)
    [row] = desk.status([LINK], story.now)
    assert (row["planned"], row["held"], row["mismatches"], row["waiting"], row["dead"]) == (1, 1, 2, 0, 0)
    assert row["running"] == story.run
    assert row["holder"]["host"] == "may-thu"
