"""What a run says of itself, and what it puts right of earlier ones."""

from dataclasses import replace
from datetime import timedelta

import pytest

from connector.domain.errors import BrokenAnswerError, RefusedError
from connector.domain.status import Status
from connector.ports import RecordWrite
from support.link_runs import events, green
from support.memory_link import LINK, PUSH, STATES, memory_link, row
from support.mortal import Killed, Life


def test_the_log_tells_a_run_from_its_beginning_to_its_end() -> None:
    link = memory_link([row(1)])
    link.sync()
    told = [line["event"] for line in link.lines]
    beginning = ["run.started", "pull.page", "pull.finished", "plan.made", "outbox.queued", "delivery.sent"]
    assert told == [*beginning, "delivery.delivered", "delivery.verified", "run.finished"]


def test_what_keeps_a_link_from_its_work_is_told_once_when_it_starts_and_again_after_it_was_over() -> None:
    """A night of runs that cannot read is one line for whoever looks at what went wrong, not a hundred."""
    link = memory_link([row(1)])
    broken = BrokenAnswerError("Trả lời không phải JSON.", where="chuyên ngành", do="Hỏi đơn vị vận hành.")
    for fails in (True, True, False, True):
        if fails:
            link.source.faults.script("pull", broken)
        link.sync()
    first, second = events(link, "run.failed")
    assert (first["error"], first["where"], first["do"]) == (broken.what, broken.where, broken.do)
    assert (first["kind"], first["level"]) == ("sync", "error")
    runs = [line["run"] for line in events(link, "run.finished")]
    assert [first["run"], second["run"]] == [runs[0], runs[3]]


def test_cases_are_told_when_they_open_and_when_they_close() -> None:
    link = memory_link([row(1)])
    link.policy = replace(PUSH, mode="observe")
    link.sync()
    (opened,) = events(link, "mismatch.opened")
    assert (opened["kind"], opened["dossier"]) == ("only_in_source", "H13.22-260302-0001")
    link.policy, link.digest = PUSH, "rules-2"
    link.sync()
    (closed,) = events(link, "mismatch.closed")
    assert closed["mismatch"] == opened["mismatch"]
    assert events(link, "record.rejudged")


def test_the_work_of_a_dead_run_is_taken_over_and_that_is_told() -> None:
    link = memory_link([row(1)])
    with pytest.raises(Killed):
        link.sync(life=Life(ends_at=14, after=True))
    green(link.sync(wait=timedelta(minutes=1)))
    (taken,) = events(link, "run.takeover")
    assert taken["previous_run"] != taken["run"]


def test_rows_set_aside_are_read_again_when_the_map_learns_to_read_them() -> None:
    link = memory_link([row(1, ngay_nhan="2026-03-02T08:15:00+07:00"), row(2)])
    assert link.sync().rejected == 1
    link.map_changes, link.digest = {"received_at": {"path": "ngay_nhan", "convert": "iso"}}, "rules-2"
    summary = link.sync()
    assert (summary.revived, summary.verified) == (1, 1)
    assert len(link.target.snapshot()) == 2


def test_a_word_that_gets_a_meaning_reaches_the_rows_already_read() -> None:
    link = memory_link([row(1)])
    link.sync()
    link.source.put(row(1, state="lien_thong", updated="2026-03-04T08:00:00+07:00"))
    link.sync()
    meant = {**STATES, "lien_thong": 9}
    link.map_changes, link.digest = {"status": {"path": "trang_thai", "values": meant}}, "rules-2"
    summary = link.sync()
    assert (summary.queued + summary.revived, summary.verified) == (1, 1)
    assert link.target.snapshot()["H13.22-260302-0001"].status is Status.FINISHED


def test_a_create_that_dies_after_its_record_arrived_is_no_longer_only_in_the_source() -> None:
    link = memory_link([row(1)])
    link.target.faults.script("append_steps", RefusedError("Bước xử lý không hợp lệ", final=True))
    assert link.sync().dead == 1
    assert [case["kind"] for case in link.store.desk().mismatches([LINK])] == ["steps_missing"]


def test_a_create_that_shows_other_values_than_sent_is_a_case_of_those_values() -> None:
    link = memory_link([row(1)])
    kept = link.target.write_record

    def wilful(write: RecordWrite) -> None:
        kept(write)
        link.target.desk_edit(write.code, status=Status.RECEIVED)

    link.target.write_record = wilful  # type: ignore[method-assign]  # a system that stores what it likes
    assert link.sync(wait=timedelta(hours=1)).dead == 1
    assert [case["kind"] for case in link.store.desk().mismatches([LINK])] == ["target_behind"]
