"""From the plan to the outbox, brakes, the books of a run, and what a dead run leaves."""

from datetime import timedelta

from connector.domain.cursor import Cursor
from connector.domain.delivery import DeliveryState
from connector.domain.down import Down
from connector.domain.mismatch import Kind
from connector.domain.run import Category
from connector.domain.verdict import Hold, HoldRule
from support.store_story import BEHIND, BRAKE, LINK, MISSING, WORD, Story, judged, seen

CANARY = Hold(rule=HoldRule.CANARY, reason="Không đọc lại được.")


def test_nothing_is_claimed_before_the_end_of_the_plan(story):
    story.page(judged("A", Category.QUEUED))
    assert story.claim() == []
    story.plan()
    assert [one.code for one in story.claim()] == ["A"]


def test_a_brake_holds_the_run_and_what_it_would_have_healed_becomes_cases(story):
    story.page(judged("A", Category.QUEUED), judged("B", Category.RECORDED))
    story.plan(BRAKE, complete=False)
    assert story.claim() == []
    assert story.categories() == {Category.HELD: 1, Category.RECORDED: 1}
    assert sorted(story.cases()) == [("A", "target_behind"), ("B", "target_behind")]
    assert story.store.tally(story.run, LINK).newly_held == 1
    story.assert_sums()


def test_released_work_passes_the_brake_and_is_revived(story):
    story.page(judged("A", Category.QUEUED))
    story.plan(BRAKE)
    assert story.store.desk().release_holds(story.held(), WORD)
    story.begin()
    assert story.store.plan_size(LINK, story.run, story.now).planned == 0
    story.page(judged("B", Category.QUEUED))
    story.plan(BRAKE)
    assert [one.code for one in story.claim()] == ["A"]
    assert story.store.tally(story.run, LINK).revived == 1
    story.assert_sums()


def test_what_a_dead_run_planned_joins_the_next_ones_judgement(story):
    story.page(judged("A", Category.QUEUED))
    story.begin()
    story.page(seen("A"))
    assert story.store.plan_size(LINK, story.run, story.now).planned == 1
    story.plan()
    assert story.categories() == {Category.UNCHANGED: 1}
    assert story.store.tally(story.run, LINK).revived == 1
    story.assert_sums()


def test_a_dead_owners_claims_are_in_doubt_and_never_wait_again(story):
    story.page(judged("A", Category.QUEUED), judged("B", Category.QUEUED))
    story.plan()
    first, second = story.claim()
    story.settle(first, DeliveryState.DELIVERED, next_attempt_at=story.now)
    story.claim()
    story.passes(timedelta(minutes=5))
    story.begin()
    assert (story.opening.waiting_before, story.opening.in_doubt_before) == (0, 2)
    claimed = {one.id: one for one in story.claim(fresh=0)}
    assert claimed[second.id].state is DeliveryState.IN_DOUBT
    assert all(one.sent_at is not None for one in claimed.values())
    assert len(claimed) == 2
    story.assert_sums()


def test_a_run_that_died_is_written_down_as_failed(story):
    story.passes(timedelta(minutes=1))
    story.begin()
    [row] = story.store.desk().status([LINK], story.now)
    assert (row["run"], row["ended"], row["outcome"]) == ("run-1", "died", "failed")


def test_the_opening_tells_what_waits_from_what_was_sent(story):
    story.page(*(judged(code, Category.QUEUED) for code in "ABC"))
    story.plan()
    first, second, third = story.claim()
    story.settle(first, DeliveryState.IN_DOUBT, next_attempt_at=story.now)
    story.settle(second, DeliveryState.DELIVERED, next_attempt_at=None)
    story.settle(third, DeliveryState.WAITING, next_attempt_at=story.now)
    story.begin()
    assert (story.opening.waiting_before, story.opening.in_doubt_before) == (1, 2)


def test_a_complete_plan_moves_cursor_and_measures_and_an_incomplete_one_only_the_cursor(story):
    cursor = Cursor(story.now, "k")
    story.plan(cursor=cursor, complete=False, enumerated=7)
    assert story.store.cursor(LINK) == cursor
    assert story.store.progress(LINK).last_complete_sync is None
    assert story.store.progress(LINK).last_enumeration is None
    story.plan(enumerated=7)
    assert story.store.progress(LINK).last_complete_sync == story.now
    assert story.store.progress(LINK).last_enumeration == 7


def test_a_reconcile_is_measured_as_one(story):
    story.begin("reconcile")
    story.plan()
    progress = story.store.progress(LINK)
    assert (progress.last_complete_sync, progress.last_reconcile) == (None, story.now)


def believed(story):
    return story.store.desk().status([LINK], story.now)[0]["not_believed"] is None


def test_a_whole_reading_that_is_not_believed_asks_a_person_until_one_is(story):
    empty = Hold(rule=HoldRule.BRAKE_ENUMERATION, reason="Chỉ đọc được 0 hồ sơ.")
    story.begin("reconcile")
    story.plan(empty, complete=False, whole=False)
    assert believed(story)  # some days chosen by hand say nothing of the whole
    story.plan(empty, complete=False, plans=False)
    assert story.store.desk().status([LINK], story.now)[0]["not_believed"] == "Chỉ đọc được 0 hồ sơ."
    story.begin()
    story.plan(enumerated=7)  # the source alone was read
    story.begin("reconcile")
    story.plan(complete=False, whole=False)
    assert not believed(story)
    story.plan(enumerated=7)
    assert believed(story)


def test_a_sync_that_is_not_believed_is_made_good_by_the_next_that_enumerates_or_by_a_reconcile(story):
    empty = Hold(rule=HoldRule.BRAKE_ENUMERATION, reason="Chỉ đọc được 0 hồ sơ.")
    for kind, enumerated, after in (("sync", None, False), ("sync", 7, True), ("reconcile", 7, True)):
        story.begin()
        story.plan(empty, complete=False, enumerated=0)
        assert not believed(story)
        story.begin(kind)
        story.plan(enumerated=enumerated)
        assert believed(story) is after


def test_the_size_of_a_plan_counts_a_rolling_day_and_distinct_dossiers(story):
    story.page(judged("A", Category.QUEUED), judged("B", Category.QUEUED), seen("C"))
    story.plan()
    for one in story.claim():
        story.settle(one, DeliveryState.VERIFIED)
    story.begin()
    story.page(judged("A", Category.QUEUED, "v2"))
    size = story.store.plan_size(LINK, story.run, story.now)
    assert (size.planned, size.actions_in_window, size.written_in_window, size.known) == (1, 2, 2, 3)
    story.passes(timedelta(hours=24))
    size = story.store.plan_size(LINK, story.run, story.now)
    assert (size.planned, size.actions_in_window, size.written_in_window) == (1, 0, 1)


def test_waiting_work_that_was_never_sent_can_be_held_and_the_sums_still_hold(story):
    story.page(judged("A", Category.QUEUED))
    story.plan()
    story.begin()
    story.page(judged("B", Category.QUEUED), judged("C", Category.QUEUED))
    story.plan()
    [sent] = story.claim(limit=1)
    story.settle(sent, DeliveryState.WAITING, next_attempt_at=story.now)
    assert story.store.hold_waiting(LINK, story.run, CANARY, story.now) == 2
    assert sorted(row["code"] for row in story.store.desk().holds([LINK], rule=HoldRule.CANARY)) == ["B", "C"]
    assert story.categories() == {Category.HELD: 2}
    story.assert_sums()


def test_what_waited_before_the_run_is_superseded_by_its_hold(story):
    story.page(judged("A", Category.QUEUED))
    story.plan()
    story.begin()
    story.plan()
    assert story.store.hold_waiting(LINK, story.run, CANARY, story.now) == 1
    assert story.deliveries() == {DeliveryState.SUPERSEDED: 1}
    assert len(story.held()) == 1
    story.assert_sums()


def test_releasing_a_canary_hold_frees_the_link_from_canaries(story):
    story.page(judged("A", Category.QUEUED))
    story.plan()
    story.store.hold_waiting(LINK, story.run, CANARY, story.now)
    assert not story.store.progress(LINK).canaries_released
    story.store.desk().release_holds(story.held(), WORD)
    assert story.store.progress(LINK).canaries_released


def test_work_older_than_grace_opens_its_pending_mismatches_once(story):
    story.page(judged("A", Category.QUEUED))
    story.plan()
    assert story.cases() == []
    later = story.now + timedelta(days=2)
    assert story.store.open_late(story.run, LINK, planned_before=story.now, now=later) == 0
    assert story.store.open_late(story.run, LINK, planned_before=later, now=later) == 1
    assert story.store.open_late(story.run, LINK, planned_before=later, now=later) == 0
    assert story.cases() == [("A", "target_behind")]


def test_the_tally_counts_mismatches_among_the_judged_only(story):
    story.page(judged("A", Category.RECORDED, recorded=(BEHIND, MISSING)), judged("B", Category.RECORDED))
    tally = story.store.tally(story.run, LINK)
    assert tally.mismatches == {Kind.TARGET_BEHIND: 2, Kind.STEPS_MISSING: 1}
    assert (tally.judged, tally.newly_opened) == (2, 3)
    story.finish()
    story.begin()
    story.page(seen("A"), judged("B", Category.RECORDED, "v2"))
    tally = story.store.tally(story.run, LINK)
    assert tally.mismatches == {Kind.TARGET_BEHIND: 1}
    assert (tally.judged, tally.newly_opened) == (1, 0)


def test_a_finished_run_is_the_last_one_in_the_status(story):
    story.finish()
    [row] = story.store.desk().status([LINK], story.now)
    assert (row["run"], row["kind"], row["ended"]) == (story.run, "sync", "finished")
    [never] = story.store.desk().status(["another"], story.now)
    assert never["run"] is None


def test_system_trouble_is_news_once_when_it_starts_and_once_when_it_heals(story):
    changes = [(True, False), (False, True), (False, False), (True, True), (True, False)]
    for up, news in changes:
        down, reason = (None, "") if up else (Down.OUTAGE, "từ chối")
        assert story.store.system_changed("onestop", down=down, reason=reason, now=story.now) is news
    [row] = story.store.desk().systems()
    assert (row["system"], row["up"], row["down"]) == ("onestop", True, None)


def test_a_system_down_for_another_reason_says_so_and_is_no_news(story):
    def changed(down: Down) -> tuple[str, str]:
        story.store.system_changed("onestop", down=down, reason=f"vì {down}", now=story.now)
        [row] = story.store.desk().systems()
        return row["down"], row["reason"]

    assert changed(Down.WINDOW) == ("window", "vì window")
    assert changed(Down.OUTAGE) == ("outage", "vì outage")
    assert changed(Down.WINDOW) == ("outage", "vì outage")  # a window that begins over trouble does not end it
    assert changed(Down.ACCOUNT) == ("account", "vì account")
    assert not story.store.system_changed("onestop", down=Down.OUTAGE, reason="hỏng", now=story.now)


def test_the_longest_read_lag_is_remembered(story):
    assert story.store.read_lag("onestop") == timedelta(0)
    for seconds in (2, 9, 4):
        story.store.saw_read_lag("onestop", timedelta(seconds=seconds))
    assert story.store.read_lag("onestop") == timedelta(seconds=9)
    assert story.store.system_changed("onestop", down=Down.OUTAGE, reason="hỏng", now=story.now)
    assert story.store.read_lag("onestop") == timedelta(seconds=9)


def test_a_plan_on_a_scratch_copy_leaves_no_trace(story):
    story.page(judged("A", Category.QUEUED))
    with story.store.scratch() as scratch:
        copy = Story(store=scratch, runs=story.runs, now=story.now)
        copy.begin()
        copy.page(judged("B", Category.QUEUED))
        copy.plan()
        assert len(copy.claim()) == 2
        copy.store.acquire(LINK, copy.owner, copy.run, copy.now)
    assert set(story.store.known(LINK, ["A", "B"])) == {"A"}
    assert story.store.plan_size(LINK, story.run, story.now).planned == 1


def test_what_a_dead_run_opened_and_held_is_news_of_the_next(story):
    story.page(judged("A", Category.RECORDED, recorded=(BEHIND,)), judged("B", Category.HELD, recorded=(), pending=()))
    tally = story.store.tally(story.run, LINK)
    assert (tally.newly_opened, tally.newly_held) == (1, 1)
    story.begin()  # nobody has ended the first
    tally = story.store.tally(story.run, LINK)
    assert (tally.newly_opened, tally.newly_held) == (0, 1)
    story.page(judged("A", Category.RECORDED, recorded=(BEHIND,)))
    assert story.store.tally(story.run, LINK).newly_opened == 1
    assert len(story.store.case_news(story.run, LINK, after=0, limit=10)) == 1
    story.finish()
    story.begin()
    story.page(judged("A", Category.RECORDED, recorded=(BEHIND,)))
    tally = story.store.tally(story.run, LINK)
    assert (tally.newly_opened, tally.newly_held) == (0, 0)
