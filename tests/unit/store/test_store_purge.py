"""Letting go of what is no longer needed, and of nothing else."""

import sqlite3
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from connector.domain.delivery import DeliveryState
from connector.domain.dossier import Dossier
from connector.domain.mismatch import CaseState
from connector.domain.run import Category
from connector.domain.status import Status
from connector.domain.verdict import Action
from connector.ports import Purge, Rejection, Side, Wish
from connector.store import open_memory_store, open_store
from connector.store.tables import delivery, dossier, measure, mismatch, run
from support.store_story import LINK, WORD, Story, judged, seen, step

WEEK = timedelta(days=7)
MONTH = timedelta(days=30)
NAME = "Nguyễn Văn Thử"


@pytest.fixture
def new_store():
    """In memory alone: the books of test_store_machine.py are balanced with the same on a server."""
    return open_memory_store


def purged(story, *, raw=MONTH, payload=WEEK):
    return dict(story.store.purge(Purge(raw_before=story.now - raw, payload_before=story.now - payload)))


def stored(story, table):
    with story.store._database.reading() as connection:
        return connection.execute(select(table).order_by(table.c.id)).all()


def sent(code="A", status=Status.RETURNED):
    return Dossier(
        code=code, applicant_name=NAME, status=status, due_at=Story().now, steps=(step(9),), address="1 Phố Thử"
    )


def proved(story, *codes, status=Status.RETURNED, **values):
    """Dossiers that were brought to the target and read back there, in a run that ended."""
    story.begin()
    for code in codes:
        payload = sent(code, status)
        action = Action(create=False, target_code=code, fields=frozenset({"status"}), steps=(step(9),))
        story.page(judged(code, Category.QUEUED, dossier=payload, action=action))
    story.plan()
    for one in story.claim():
        story.settle(one, DeliveryState.VERIFIED, pre_image=sent(), last_sent=one.payload, **values)
    story.finish()


def test_a_settled_payload_goes_after_its_days_and_its_history_stays(story):
    proved(story, "A")
    before = story.store.desk().history("A")
    story.passes(WEEK - timedelta(seconds=1))
    assert purged(story)["payloads"] == 0
    story.passes(timedelta(seconds=2))
    assert purged(story)["payloads"] == 1
    [row] = stored(story, delivery)
    assert (row.payload, row.pre_image, row.pending) == ({}, None, [])
    assert NAME not in repr(tuple(row))
    assert story.store.desk().history("A") == before
    assert purged(story)["payloads"] == 0


@pytest.mark.parametrize("state", list(DeliveryState))
def test_only_settled_work_loses_its_payload(story, state):
    settled = {DeliveryState.VERIFIED, DeliveryState.SUPERSEDED, DeliveryState.REJECTED}
    if state in {DeliveryState.HELD, DeliveryState.REJECTED}:
        story.page(judged("A", Category.HELD, pending=()))
        if state is DeliveryState.REJECTED:
            story.store.desk().reject_holds(story.held(), WORD)
    else:
        story.page(judged("A", Category.QUEUED, pending=()))
        if state is not DeliveryState.PLANNED:
            story.plan()
        if state not in {DeliveryState.PLANNED, DeliveryState.WAITING}:
            [one] = story.claim()
            if state is not DeliveryState.CLAIMED:
                story.settle(one, state)
    story.passes(10 * MONTH)
    assert purged(story)["payloads"] == (state in settled)
    [row] = stored(story, delivery)
    assert row.state is state
    assert bool(row.payload) == (state not in settled)


@pytest.mark.parametrize("state", ["open", "accepted"])
def test_what_an_open_or_accepted_case_cites_stays(story, state):
    proved(story, "A")
    story.page(judged("A", Category.RECORDED, "v2", raw={"so": "A"}, rejudge=True))
    [case] = story.store.desk().mismatches([LINK])
    if state == "accepted":
        story.store.desk().accept_mismatch(case["id"], WORD, until=None)
    story.passes(10 * MONTH)
    counts = purged(story)
    assert {name: counts[name] for name in ("payloads", "sent_records", "raw_rows", "readings")} == {
        "payloads": 0,
        "sent_records": 0,
        "raw_rows": 0,
        "readings": 0,
    }
    story.begin()
    story.page(judged("A", Category.UNCHANGED, "v3"))
    assert story.cases(state) == []
    story.passes(10 * MONTH)
    assert purged(story)["payloads"] == 1


def test_a_record_we_sent_keeps_its_dates_and_nothing_about_a_person(story):
    proved(story, "A")
    story.passes(2 * WEEK)
    assert purged(story)["sent_records"] == 1
    [known] = story.store.known(LINK, ["A"]).values()
    kept = known.memory.last_sent
    assert (kept.status, kept.due_at, kept.code) == (Status.RETURNED, sent().due_at, "A")
    assert (kept.applicant_name, kept.address, kept.steps) == (None, None, None)
    assert purged(story)["sent_records"] == 0


def test_a_record_of_a_dossier_still_in_work_stays_whole(story):
    proved(story, "A", status=Status.PROCESSING)
    story.passes(10 * MONTH)
    assert purged(story)["sent_records"] == 0
    [known] = story.store.known(LINK, ["A"]).values()
    assert known.memory.last_sent.applicant_name == NAME


def test_a_record_of_a_dossier_taken_up_again_stays_whole(story):
    proved(story, "A")
    proved(story, "A", status=Status.PROCESSING)
    story.passes(10 * MONTH)
    assert purged(story)["sent_records"] == 0


def test_what_both_sides_agreed_on_is_never_forgotten(story):
    proved(story, "A")
    story.page(judged("A", Category.UNCHANGED, "v2", agreed={"applicant_name": "nguyen van thu", "status": "10"}))
    story.passes(10 * MONTH)
    purged(story)
    [known] = story.store.known(LINK, ["A"]).values()
    assert known.memory.base.values == {"applicant_name": "nguyen van thu", "status": "10"}
    assert known.memory.sent_steps == frozenset()
    assert known.fingerprint == "A:v2"


def test_sent_steps_are_never_forgotten(story):
    [one] = story.queued("A")
    moment = (step(9).at, Status.PROCESSING)
    story.store.mark_steps({one.id: [moment]}, story.now)
    story.settle(one, DeliveryState.VERIFIED)
    story.passes(100 * MONTH)
    purged(story)
    assert story.store.memory([one.dossier_id])[one.dossier_id].sent_steps == {moment}


def test_the_raw_row_of_queued_work_goes_with_the_work(story):
    """It is kept only in case a brake holds the work: proved or thrown away, nothing is judged again."""
    story.begin()
    story.page(*(judged(code, Category.QUEUED, pending=(), raw={"ten": NAME}) for code in ("A", "B")))
    story.plan()
    for one in story.claim():
        story.settle(one, DeliveryState.VERIFIED if one.code == "A" else DeliveryState.DEAD)
    assert [row.raw for row in stored(story, dossier)] == [None, {"ten": NAME}]
    story.passes(MONTH + timedelta(days=1))
    assert purged(story)["raw_rows"] == 0, "a person still has to look at it"
    story.store.desk().discard_dead([row["id"] for row in story.store.desk().dead_letters([LINK])], WORD)
    assert purged(story)["raw_rows"] == 1


def test_a_raw_row_goes_once_nothing_of_it_is_open(story):
    story.page(judged("A", Category.RECORDED, raw={"ten": NAME}, rejudge=True))
    story.passes(2 * MONTH)
    assert purged(story)["raw_rows"] == 0
    story.page(seen("A"), seen("B"))
    [case] = story.store.desk().mismatches([LINK])
    with story.store._database.writing() as connection:
        closed = update(mismatch).where(mismatch.c.id == case["id"])
        connection.execute(closed.values(state=CaseState.CLOSED))
    assert purged(story)["raw_rows"] == 0, "it was read just now"
    story.passes(2 * MONTH)
    assert purged(story)["raw_rows"] == 1
    assert stored(story, dossier)[0].raw is None
    assert story.store.stale_rows(LINK, "rules-2", after=0, limit=9) == []


def test_a_row_that_no_rules_have_judged_yet_stays(story):
    story.page(judged("A", Category.RECORDED, recorded=(), raw={"so": "A"}, rejudge=True), digest="")
    story.passes(10 * MONTH)
    assert purged(story)["raw_rows"] == 0


def test_a_held_row_stays_to_be_judged_again(story):
    story.page(judged("A", Category.HELD, pending=(), raw={"so": "A"}, rejudge=True))
    story.passes(10 * MONTH)
    assert purged(story)["raw_rows"] == 0


def test_a_rejection_stays_until_it_is_read_well(story):
    story.page(rejections=[Rejection(where="dòng 3", reason="ngày sai", raw={"ngay": "31/02"})])
    story.passes(10 * MONTH)
    purged(story)
    assert len(story.store.desk().rejections([LINK])) == 1


def test_earlier_readings_go_and_the_last_one_stays(story):
    for content in ("v1", "v2", "v3"):
        story.page(judged("A", Category.UNCHANGED, content))
        story.passes(timedelta(days=1))
    story.passes(MONTH)
    assert purged(story)["readings"] == 2
    assert [event["what"] for event in story.store.desk().history("A")] == ["read"]


def test_runs_that_nothing_names_go_and_the_last_of_each_kind_stays(story):
    story.page(judged("A", Category.UNCHANGED))
    story.finish()
    for kind in ("sync", "sync", "reconcile", "sync"):
        story.passes(timedelta(minutes=5))
        story.begin(kind)
        story.finish()
    story.passes(2 * MONTH)
    assert purged(story)["runs"] == 2
    assert sorted(row.id for row in stored(story, run)) == ["run-1", "run-4", "run-5"]


def test_a_run_that_runs_is_never_let_go_of(story):
    story.passes(10 * MONTH)
    assert purged(story)["runs"] == 0


def test_answered_requests_and_forgotten_measures_go(story):
    book = story.store.daemon()
    number = book.ask(Wish.STOP, story.now)
    open_one = book.ask(Wish.RELOAD, story.now)
    book.answer(number, "đã dừng", story.now)
    story.plan(measures={(Side.TARGET, "lâu rồi"): 3})
    story.passes(2 * MONTH)
    assert purged(story)["requests"] == 1
    assert [one.id for one in book.asked()] == [open_one]
    assert story.store.measure(LINK, Side.TARGET, "lâu rồi") == 3
    story.passes(20 * MONTH)
    purged(story)
    with story.store._database.reading() as connection:
        assert connection.execute(select(measure)).all() == []


def test_a_purge_of_thousands_goes_in_batches_and_lets_others_write_between_them(monkeypatch):
    story = Story()
    story.begin()
    codes = [f"D{number:04}" for number in range(1200)]
    story.page(*(judged(code, Category.QUEUED) for code in codes))
    story.plan()
    for one in story.claim(limit=2000, fresh=2000):
        story.settle(one, DeliveryState.SUPERSEDED)
    story.passes(10 * MONTH)
    largest, whole = [], type(story.store._database).writing

    def counted(database):
        largest.append(1)
        return whole(database)

    monkeypatch.setattr(type(story.store._database), "writing", counted)
    assert purged(story)["payloads"] == 1200
    assert len(largest) >= 3
    story.store.close()


def test_what_went_is_not_left_in_the_file(tmp_path):
    path = tmp_path / "connector.db"
    story = Story(store=open_store(f"sqlite:///{path}", data=tmp_path))
    story.begin()
    proved(story, *(f"D{number:03}" for number in range(50)))
    story.passes(10 * MONTH)
    assert purged(story)["payloads"] == 50
    story.store.close()
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    assert NAME.encode() not in path.read_bytes()


def test_a_purge_while_a_run_goes_on_takes_nothing_from_it(story):
    proved(story, "A", "B")
    story.passes(10 * MONTH)
    [one] = story.queued("A", content="v2")
    assert purged(story)["payloads"] == 2
    story.settle(one, DeliveryState.IN_DOUBT, next_attempt_at=story.now)
    [again] = story.claim()
    assert again.payload == replace(one.payload)
    story.assert_sums()
