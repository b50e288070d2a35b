"""Cases that wait until their reading is known to be trusted, and dossiers that only another side has."""

from datetime import timedelta

import pytest

from connector.domain.delivery import DeliveryState
from connector.domain.mismatch import Finding, Kind
from connector.domain.run import Category
from connector.domain.verdict import Hold, HoldRule
from connector.ports import PageWork, PlanEnd, Side
from connector.store import open_memory_store
from support.store_story import BEHIND, BRAKE, LINK, MISSING, judged, seen

FEAR = Hold(rule=HoldRule.BRAKE_ENUMERATION, reason="Đọc được quá ít.")
LAUNDERED = Finding(kind=Kind.STATUS_LAUNDERED, source="4", target="9", portal="4")


@pytest.fixture
def new_store():
    """In memory alone: the books of test_store_machine.py are balanced with the same on a server."""
    return open_memory_store


def known_to(story, *codes):
    """The link has read these dossiers in an earlier run."""
    story.page(*(judged(code, Category.UNCHANGED) for code in codes))
    story.plan(enumerated=len(codes))
    story.finish()
    story.begin()


def test_a_trusted_reading_opens_its_cases_at_its_end(story):
    known_to(story, "A")
    story.page(judged("A", Category.RECORDED, "v2"), wait=True)
    assert story.cases() == []
    story.plan(enumerated=1)
    assert story.cases() == [("A", "target_behind")]
    assert story.store.tally(story.run, LINK).newly_opened == 1


def test_a_trusted_reading_closes_its_cases_at_its_end(story):
    story.page(judged("A", Category.RECORDED))
    story.begin()
    story.page(judged("A", Category.UNCHANGED, "v2"), wait=True)
    assert story.cases() == [("A", "target_behind")]
    story.plan(enumerated=1)
    assert story.cases() == []


@pytest.mark.parametrize("end", [{"hold": FEAR, "complete": False}, {"complete": False}])
def test_half_an_enumeration_opens_and_closes_nothing(story, end):
    story.page(judged("A", Category.RECORDED), judged("B", Category.UNCHANGED))
    story.begin()
    story.page(judged("A", Category.UNCHANGED, "v2"), judged("B", Category.RECORDED, "v2"), wait=True)
    story.plan(**end)
    assert story.cases() == [("A", "target_behind")]


def test_a_brake_on_what_would_be_written_does_not_keep_cases_back(story):
    known_to(story, "A", "B")
    story.page(judged("A", Category.RECORDED, "v2"), judged("B", Category.QUEUED, "v2"), wait=True)
    story.plan(BRAKE)
    assert sorted(story.cases()) == [("A", "target_behind"), ("B", "target_behind")]


def test_what_a_dead_or_doubted_run_judged_becomes_a_case_when_it_is_read_again(story):
    known_to(story, "A")
    story.page(judged("A", Category.RECORDED, "v2"), wait=True)
    story.begin()  # the run before died without an end
    story.page(seen("A", "v2"), wait=True)
    story.plan(enumerated=1)
    assert story.cases() == [("A", "target_behind")]
    tally = story.store.tally(story.run, LINK)
    assert (tally.newly_opened, dict(tally.mismatches)) == (1, {Kind.TARGET_BEHIND: 1})


def test_what_a_doubted_reading_said_and_no_later_one_says_opens_nothing(story):
    known_to(story, "A", "B")
    story.page(judged("A", Category.RECORDED, "v2"), judged("B", Category.RECORDED, "v2"), wait=True)
    story.plan(FEAR, complete=False)
    story.begin()
    story.page(judged("A", Category.UNCHANGED, "v1"), wait=True)
    story.plan(enumerated=1)
    assert story.cases() == []


def test_what_an_earlier_run_read_is_judged_again_without_waiting(story):
    story.page(judged("A", Category.RECORDED, raw={"so": "A"}, rejudge=True, recorded=(MISSING,)))
    story.begin()
    story.page(judged("A", Category.RECORDED, raw={"so": "A"}, rejudge=True), again=True, digest="rules-2", wait=True)
    assert story.cases() == [("A", "target_behind")]


def test_what_this_run_read_and_judged_again_waits(story):
    known_to(story, "A")
    story.page(judged("A", Category.RECORDED, "v2", recorded=(), raw={"so": "A"}, rejudge=True), digest="", wait=True)
    story.page(judged("A", Category.RECORDED, "v2", raw={"so": "A"}, rejudge=True), again=True, wait=True)
    assert story.cases() == []
    story.plan(enumerated=1)
    assert story.cases() == [("A", "target_behind")]


def test_the_cases_of_a_large_reading_are_written_some_at_a_time_and_all(story, monkeypatch):
    codes = [f"D{number:04}" for number in range(1200)]
    known_to(story, *codes)
    story.page(*(judged(code, Category.RECORDED, "v2") for code in codes), wait=True)
    transactions, whole = [], type(story.store._database).writing
    monkeypatch.setattr(type(story.store._database), "writing", lambda one: transactions.append(1) or whole(one))
    story.plan(enumerated=len(codes))
    assert len(story.cases()) == len(codes)
    assert len(transactions) >= 4


def test_a_later_judgement_overtakes_what_waits(story):
    known_to(story, "A")
    story.page(judged("A", Category.RECORDED, "v2"), wait=True)
    story.page(judged("A", Category.RECORDED, "v3", recorded=(MISSING,)))
    story.plan(enumerated=1)
    assert story.cases() == [("A", "steps_missing")]


def test_a_delivery_proved_meanwhile_overtakes_what_waits(story):
    [one] = story.queued("A")
    story.page(judged("A", Category.RECORDED, "v2"), wait=True)
    story.settle(one, DeliveryState.VERIFIED, judged_kinds=frozenset(Kind))
    story.plan(enumerated=1)
    assert story.cases() == []


def elsewhere(code, category=Category.RECORDED, **values):
    only = Finding(kind=Kind.ONLY_IN_TARGET, target=code)
    return judged(code, category, **({"on_source": False, "dossier": None, "recorded": (only,)} | values))


def test_a_dossier_that_only_the_target_has_gets_its_case_and_is_counted_nowhere(story):
    known_to(story, "A")
    story.page(elsewhere("T"))
    assert story.cases() == [("T", "only_in_target")]
    assert story.store.known(LINK, ["T"]) == {}
    assert list(story.store.known_codes(LINK, after="", limit=9)) == ["A"]
    assert story.store.plan_size(LINK, story.run, story.now).known == 1
    assert story.categories() == {}
    assert dict(story.store.tally(story.run, LINK).mismatches) == {Kind.ONLY_IN_TARGET: 1}
    assert [event["what"] for event in story.store.desk().history("T")] == ["mismatch_opened"]


def test_a_case_of_another_side_is_seen_again_and_closed_like_any_other(story):
    story.page(elsewhere("T"))
    story.finish()
    story.begin()
    story.page(elsewhere("T"))
    assert story.store.tally(story.run, LINK).newly_opened == 0
    story.page(elsewhere("T", recorded=()))
    assert story.cases() == []
    story.page(elsewhere("T"))
    story.page(elsewhere("T", Category.OUT_OF_SCOPE, recorded=()))
    assert story.cases() == []


def test_a_code_of_another_side_is_no_collision_for_the_source(story):
    story.page(elsewhere("T-cũ", keys={"code": "k"}))
    assert story.store.sharing_key(LINK, ["k"]) == {}


@pytest.mark.parametrize("category", [Category.QUEUED, Category.UNCHANGED, Category.OUT_OF_SCOPE])
def test_once_the_source_has_it_it_is_a_dossier_like_any_other(story, category):
    story.page(elsewhere("T"))
    story.begin()
    story.page(judged("T", category, dossier=None) if category is Category.OUT_OF_SCOPE else judged("T", category))
    assert story.categories() == {category: 1}
    known = story.store.known(LINK, ["T"])["T"]
    assert known.fingerprint == (None if category is Category.OUT_OF_SCOPE else "T:v1")
    assert story.store.plan_size(LINK, story.run, story.now).known == (category is not Category.OUT_OF_SCOPE)
    assert story.cases() == []


def test_what_the_source_once_had_is_remembered_when_only_others_have_it(story):
    story.queued("A")
    story.begin()
    story.page(elsewhere("A", keys={"code": "other"}))
    assert story.cases() == [("A", "only_in_target")]
    known = story.store.known(LINK, ["A"])["A"]
    assert (known.fingerprint, known.read_run) == ("A:v1", "run-2")
    assert story.store.sharing_key(LINK, ["A", "other"]) == {"A": frozenset({"A"})}
    assert story.store.unsettled_codes(LINK, ["A"]) == {"A"}


def test_in_one_page_the_source_is_not_unsaid_by_another_side(story):
    story.page(judged("A", Category.QUEUED), elsewhere("A"))
    assert story.categories() == {Category.QUEUED: 1}


@pytest.mark.parametrize(
    "row",
    [
        judged("", Category.RECORDED),
        elsewhere(""),
        elsewhere("T", Category.UNCHANGED),
        elsewhere("T", raw={"so": "T"}, rejudge=True),
    ],
    ids=["no code", "no code elsewhere", "unread", "rejudged"],
)
def test_a_row_that_cannot_be_told_truly_is_refused(story, row):
    with pytest.raises(ValueError, match=r"dossier without a code|source does not have"):
        story.page(row)


def planless(story, *rows):
    story.store.commit_page(
        PageWork(
            link=LINK,
            run=story.run,
            rules_digest="",
            now=story.now,
            rows=rows,
            judged_kinds=frozenset(Kind),
            plans=False,
        )
    )


def test_a_page_that_plans_nothing_leaves_work_holds_and_dead_letters(story):
    story.page(judged("H", Category.HELD), judged("W", Category.QUEUED), judged("D", Category.QUEUED))
    story.plan()
    dead = next(one for one in story.claim() if one.code == "D")
    story.settle(dead, DeliveryState.DEAD)
    before = story.deliveries()
    planless(story, *(judged(code, Category.RECORDED, "v2", recorded=()) for code in "HWD"))
    assert story.deliveries() == before
    assert len(story.held()) == 1
    assert len(story.store.desk().dead_letters([LINK])) == 1


def test_a_page_that_plans_nothing_opens_no_case_for_work(story):
    planless(story, judged("A", Category.RECORDED, recorded=(MISSING,), pending=(BEHIND,)))
    assert story.cases() == [("A", "steps_missing")]


def test_what_waits_to_be_judged_again_goes_on_waiting_when_a_page_plans_nothing(story):
    story.page(judged("H", Category.HELD, raw={"so": "H"}, rejudge=True))
    planless(story, judged("H", Category.UNCHANGED))
    assert [row.row.where for row in story.store.stale_rows(LINK, "rules-2", after=0, limit=9)] == ["H"]


@pytest.mark.parametrize("category", [Category.QUEUED, Category.HELD])
def test_a_page_that_plans_nothing_takes_no_work(story, category):
    with pytest.raises(ValueError, match="plans nothing"):
        planless(story, judged("A", category))


def test_the_portals_word_is_kept_and_told(story):
    story.page(judged("A", Category.RECORDED, recorded=(LAUNDERED,)))
    [case] = story.store.desk().mismatches([LINK])
    assert case["portal"] == "4"
    [news] = story.store.case_news(story.run, LINK, after=0, limit=9)
    assert news.finding == LAUNDERED
    [opened] = [event for event in story.store.desk().history("A") if event["what"] == "mismatch_opened"]
    assert opened["portal"] == "4"


def test_each_side_keeps_the_measure_of_its_last_complete_enumeration(story):
    story.begin("reconcile")
    whole, half = (Side.TARGET, "2018 trở đi"), (Side.TARGET, "một tháng")
    story.plan(measures={whole: 100, half: 8})
    story.plan(FEAR, complete=False, measures={whole: 3})
    assert story.store.measure(LINK, *whole) == 100
    assert story.store.measure(LINK, *half) == 8
    assert story.store.measure(LINK, Side.SOURCE, whole[1]) is None
    assert story.store.measure("other", *whole) is None
    story.store.end_plan(PlanEnd(link=LINK, run=story.run, now=story.now, measures={whole: 90}))
    assert story.store.measure(LINK, *whole) == 90


@pytest.mark.parametrize(("came_from", "created"), [(DeliveryState.IN_DOUBT, True), (DeliveryState.WAITING, False)])
def test_a_create_whose_answer_was_lost_is_ours_once_it_is_read_back(story, came_from, created):
    [one] = story.queued_create("A")
    if came_from is DeliveryState.IN_DOUBT:
        story.settle(one, DeliveryState.IN_DOUBT, next_attempt_at=story.now)
        story.passes(timedelta(minutes=1))
        [one] = story.claim()
    story.settle(one, DeliveryState.VERIFIED, attempted=False, proved_readable=True, record_answered=True)
    [known] = story.store.known(LINK, ["A"]).values()
    assert known.memory.created is created
