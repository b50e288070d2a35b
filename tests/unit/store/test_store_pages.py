"""A page's transaction: what is known, planned, held, recorded, rejected and superseded."""

from datetime import timedelta

import pytest

from connector.domain.cursor import CURSOR_VERSION, Cursor
from connector.domain.delivery import DeliveryState
from connector.domain.errors import StoreError
from connector.domain.mismatch import Kind
from connector.domain.run import Category
from connector.domain.verdict import Hold, HoldRule
from connector.ports import Rejection
from support.store_story import BEHIND, LINK, MISSING, START, WORD, judged, seen


def test_a_dossier_is_known_by_its_exact_code_with_what_was_agreed(story):
    story.page(judged("A", Category.UNCHANGED, agreed={"status": "4", "due_at": "2026-03-09"}))
    known = story.store.known(LINK, ["A", "a", "B"])
    assert set(known) == {"A"}
    assert known["A"].fingerprint == "A:v1"
    assert known["A"].read_run == story.run
    assert known["A"].memory.base.values == {"status": "4", "due_at": "2026-03-09"}


def test_agreeing_on_more_fields_adds_to_the_base(story):
    story.page(judged("A", Category.UNCHANGED, agreed={"status": "4"}))
    story.page(judged("A", Category.UNCHANGED, "v2", agreed={"due_at": "2026-03-09"}))
    assert story.store.known(LINK, ["A"])["A"].memory.base.values == {"status": "4", "due_at": "2026-03-09"}


def test_a_changed_mapping_moves_keys_and_keeps_the_dossier(story):
    story.page(seen("A", keys={"code": "old", "source": "7"}))
    before = story.store.known(LINK, ["A"])["A"].id
    story.page(seen("A", keys={"code": "new"}))
    assert story.store.known(LINK, ["A"])["A"].id == before
    assert story.store.sharing_key(LINK, ["old", "new", "7"]) == {"new": frozenset({"A"})}


def test_two_codes_under_one_key_are_told_together(story):
    story.page(seen("A", keys={"code": "k"}), seen("A-cũ", keys={"code": "k"}), seen("B", keys={"code": "other"}))
    assert story.store.sharing_key(LINK, ["k"]) == {"k": frozenset({"A", "A-cũ"})}


def test_a_dossier_read_twice_counts_once_with_its_last_category(story):
    story.page(judged("A", Category.QUEUED))
    story.page(judged("A", Category.RECORDED, "v2"))
    assert story.categories() == {Category.RECORDED: 1}


def test_a_row_read_again_as_unchanged_keeps_what_the_run_made_of_it(story):
    story.page(judged("A", Category.QUEUED))
    story.page(seen("A"))
    assert story.categories() == {Category.QUEUED: 1}
    story.finish()
    story.begin()
    story.page(seen("A"))
    assert story.categories() == {Category.UNCHANGED: 1}


def test_an_overlapping_row_within_one_page_does_not_unsay_its_judgement(story):
    story.page(judged("A", Category.QUEUED), seen("A"))
    assert story.categories() == {Category.QUEUED: 1}
    story.plan()
    assert [one.code for one in story.claim()] == ["A"]


def test_a_newer_version_supersedes_one_that_waits(story):
    story.page(judged("A", Category.QUEUED))
    story.plan()
    story.begin()
    story.page(judged("A", Category.QUEUED, "v2"))
    story.plan()
    [claimed] = story.claim()
    assert claimed.payload.summary == "v2"
    assert story.deliveries() == {DeliveryState.SUPERSEDED: 1, DeliveryState.CLAIMED: 1}
    story.assert_sums()


def test_a_newer_version_that_needs_nothing_supersedes_too(story):
    story.page(judged("A", Category.QUEUED))
    story.plan()
    story.begin()
    story.page(judged("A", Category.UNCHANGED, "v2"))
    story.plan()
    assert story.claim() == []
    story.assert_sums()


def test_what_was_sent_is_never_superseded_and_the_newer_version_waits_for_it(story):
    story.page(judged("A", Category.QUEUED))
    story.plan()
    [first] = story.claim()
    story.settle(first, DeliveryState.IN_DOUBT, next_attempt_at=story.now)
    story.begin()
    story.page(judged("A", Category.QUEUED, "v2"))
    story.plan()
    [again] = story.claim()
    assert (again.id, again.state) == (first.id, DeliveryState.IN_DOUBT)
    assert story.claim() == []
    story.settle(again, DeliveryState.VERIFIED)
    assert [one.payload.summary for one in story.claim()] == ["v2"]
    story.assert_sums()


def test_a_rule_held_row_is_kept_for_a_person_and_its_mismatch_opens(story):
    story.page(judged("A", Category.HELD))
    story.plan()
    assert len(story.held()) == 1
    assert story.claim() == []
    assert story.cases() == [("A", "target_behind")]
    assert story.store.tally(story.run, LINK).newly_held == 1


def test_the_same_hold_judged_again_stays_the_same_hold(story):
    story.page(judged("A", Category.HELD, raw={"so": "A"}, rejudge=True))
    [held] = story.held()
    story.finish()
    story.begin()
    story.page(judged("A", Category.HELD, raw={"so": "A"}, rejudge=True), again=True, digest="rules-2")
    assert story.held() == [held]
    assert story.store.tally(story.run, LINK).newly_held == 0


def test_content_a_person_rejected_stays_rejected_when_it_comes_back(story):
    story.page(judged("A", Category.HELD))
    assert story.store.desk().reject_holds(story.held(), WORD)
    story.page(judged("A", Category.HELD, "v2"))
    assert len(story.held()) == 1
    story.page(judged("A", Category.HELD, "v1"))
    assert story.held() == []
    assert story.categories() == {Category.RECORDED: 1}


def test_rows_kept_for_rejudgement_come_back_under_other_rules_only(story):
    row = judged("A", Category.RECORDED, raw={"so": "A", "ngay": START}, rejudge=True)
    story.page(row, judged("B", Category.UNCHANGED))
    assert story.store.stale_rows(LINK, "rules-1", after=0, limit=10) == []
    [stale] = story.store.stale_rows(LINK, "rules-2", after=0, limit=10)
    assert stale.row.values == {"so": "A", "ngay": START}
    assert stale.known is not None
    assert stale.known.code == "A"
    assert story.store.stale_rows(LINK, "rules-2", after=stale.id, limit=10) == []


def test_rejected_holds_are_not_judged_again(story):
    story.page(judged("A", Category.HELD, raw={"so": "A"}, rejudge=True))
    story.store.desk().reject_holds(story.held(), WORD)
    assert story.store.stale_rows(LINK, "rules-2", after=0, limit=10) == []


def test_a_row_judged_again_is_not_counted_as_read_and_its_work_is_revived(story):
    story.page(judged("A", Category.RECORDED, raw={"so": "A"}, rejudge=True))
    story.plan()
    story.begin()
    story.page(judged("A", Category.QUEUED), again=True, digest="rules-2")
    story.plan()
    tally = story.store.tally(story.run, LINK)
    assert story.categories() == {}
    assert tally.revived == 1
    story.assert_sums()


def test_proved_content_is_not_judged_again(story):
    story.page(judged("A", Category.HELD, raw={"so": "A"}, rejudge=True))
    story.store.desk().release_holds(story.held(), WORD)
    story.plan()
    [claimed] = story.claim()
    story.settle(claimed, DeliveryState.VERIFIED)
    assert story.store.stale_rows(LINK, "rules-2", after=0, limit=10) == []


def test_a_dossier_that_enters_the_scope_is_judged_however_little_it_changed(story):
    story.page(judged("A", Category.OUT_OF_SCOPE))
    assert story.categories() == {Category.OUT_OF_SCOPE: 1}
    assert story.store.known(LINK, ["A"])["A"].fingerprint is None
    assert story.store.plan_size(LINK, story.run, story.now).known == 0


def test_leaving_the_scope_drops_what_waits_and_closes_the_cases(story):
    story.page(judged("A", Category.HELD))
    story.page(judged("A", Category.OUT_OF_SCOPE))
    assert story.held() == []
    assert story.cases() == []


def test_a_failed_look_up_proves_nothing_gone(story):
    story.page(judged("A", Category.RECORDED))
    failed = Hold(rule=HoldRule.LOOK_UP_FAILED, reason="Một cửa không trả lời rõ.")
    story.page(judged("A", Category.HELD, "v2", hold=failed, pending=(), action=None))
    assert story.cases() == [("A", "target_behind")]


def test_an_unreadable_row_is_one_rejection_wherever_it_stands(story):
    raw = {"so": "A", "ngay": "31/02/2026"}
    story.page(rejections=[Rejection(where="trang 1, dòng 2", reason="Ngày sai.", raw=raw, field="ngay")])
    story.page(rejections=[Rejection(where="trang 2, dòng 1", reason="Ngày sai.", raw=raw, field="ngay")])
    [row] = story.store.desk().rejections([LINK])
    assert row["where"] == "trang 2, dòng 1"
    assert row["raw"] == raw
    assert story.categories() == {Category.REJECTED: 1}


def test_rows_without_content_are_told_apart_by_their_place(story):
    story.page(rejections=[Rejection(where=f"dòng {n}", reason="Dòng trống.") for n in (1, 2)])
    assert story.categories() == {Category.REJECTED: 2}


def test_a_rejection_goes_when_its_dossier_is_read_well(story):
    bad = [Rejection(where="dòng 1", reason="Ngày sai.", raw={"so": "A"}, code="A")]
    bad += [Rejection(where="dòng 2", reason="Ngày sai.", raw={"so": "B"}, code="B")]
    story.page(rejections=bad)
    story.begin()
    story.page(judged("A", Category.UNCHANGED))
    assert [row["code"] for row in story.store.desk().rejections([LINK])] == ["B"]


def test_a_complete_enumeration_forgets_rejections_it_did_not_show(story):
    story.page(rejections=[Rejection(where="dòng 1", reason="Ngày sai.", raw={"x": 1})])
    story.plan(enumerated=1)
    assert len(story.store.desk().rejections([LINK])) == 1
    story.begin()
    story.page(judged("A", Category.UNCHANGED))
    story.plan(enumerated=1)
    assert story.store.desk().rejections([LINK]) == []


def test_stale_rejections_are_dropped_or_stamped(story):
    story.page(rejections=[Rejection(where=f"dòng {n}", reason="?", raw={"n": n}) for n in (1, 2)])
    stale = story.store.stale_rejections(LINK, "rules-2", after=0, limit=10)
    assert [row.row.values for row in stale] == [{"n": 1}, {"n": 2}]
    story.store.resolve_rejections([row.id for row in stale], "rules-2", still_rejected=[stale[1].id])
    assert story.store.stale_rejections(LINK, "rules-2", after=0, limit=10) == []
    assert [row["where"] for row in story.store.desk().rejections([LINK])] == ["dòng 2"]


def test_the_cursor_moves_forward_only(story):
    later, earlier = Cursor(START + timedelta(hours=1), "b"), Cursor(START, "z")
    story.page(seen("A"), cursor=later)
    story.page(seen("B"), cursor=earlier)
    assert story.store.cursor(LINK) == later
    assert story.store.cursor("another") is None


def test_a_cursor_in_the_future_gives_way_to_one_that_was_read(story):
    story.page(seen("A"), cursor=Cursor(START + timedelta(days=400), "z"))
    story.page(seen("B"), cursor=Cursor(START, "b"))
    assert story.store.cursor(LINK) == Cursor(START, "b")


def test_a_cursor_of_another_version_is_refused(story):
    story.page(seen("A"), cursor=Cursor(START, "a", version=CURSOR_VERSION + 1))
    with pytest.raises(StoreError, match="phiên bản"):
        story.store.cursor(LINK)


@pytest.mark.parametrize(
    "row",
    [
        judged("A", Category.QUEUED, action=None),
        judged("A", Category.HELD, hold=None),
        judged("A", Category.QUEUED, dossier=None),
        judged("A", Category.RECORDED, rejudge=True),
        judged("A", Category.REJECTED),
    ],
)
def test_a_row_that_could_not_be_stored_truthfully_writes_nothing(story, row):
    with pytest.raises(ValueError, match=r"row|work"):
        story.page(seen("B"), row)
    assert story.store.known(LINK, ["A", "B"]) == {}


def test_links_do_not_know_each_others_dossiers(story):
    story.page(judged("A", Category.RECORDED))
    assert story.store.known("another", ["A"]) == {}
    assert story.store.desk().mismatches(["another"]) == []


def test_pending_and_recorded_are_told_apart(story):
    story.page(judged("A", Category.QUEUED, recorded=(MISSING,), pending=(BEHIND,)))
    assert story.cases() == [("A", str(Kind.STEPS_MISSING))]
