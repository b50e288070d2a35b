"""One small story for each harm that must never be done; the mutants of the write path die of them."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from connector.adapters.memory.faults import Fault
from connector.adapters.memory.knobs import Knobs
from connector.domain.dossier import Dossier, Step
from connector.domain.errors import InDoubtError, RefusedError, SystemDownError
from connector.domain.link import Notifies, Scope
from connector.domain.run import Outcome
from connector.domain.status import Status
from connector.domain.times import ZONE
from connector.domain.verdict import HoldRule
from connector.sync.runner import run_link
from support.memory_link import LINK, PUSH, memory_link, row
from support.mortal import Killed
from support.one_dossier import (
    CODE,
    LATER,
    RECEIVED,
    Dying,
    open_kinds,
    rules_of_holds,
    standing,
    written,
)

LOST = InDoubtError("hết giờ")


# ---------------------------------------------------------------- twice


@pytest.mark.parametrize("stands", [False, True])
@pytest.mark.parametrize("call", ["write_record", "append_steps"])
def test_what_arrived_and_only_shows_late_is_not_sent_twice(call: str, stands: bool) -> None:
    link = memory_link([row(1)], [standing()] * stands, knobs=Knobs(lag=timedelta(seconds=4), mistaken="obey"))
    link.target.faults.script(call, Fault(LOST, committed=True))
    summary = link.sync(wait=timedelta(minutes=10))
    assert link.target.wrongs() == ()
    assert summary.outcome is Outcome.VERIFIED


def test_what_was_created_and_only_shows_late_is_not_created_again() -> None:
    link = memory_link([row(1)], knobs=Knobs(lag=timedelta(minutes=2), mistaken="obey"))
    link.target.faults.script("append_steps", RefusedError("bận", final=False))
    link.sync(wait=timedelta(hours=1))
    assert link.target.wrongs() == ()
    assert len(link.target.snapshot()[CODE].steps or ()) == 2


def test_steps_that_the_desk_entered_are_not_appended_again() -> None:
    link = memory_link([row(1)], [standing()])
    assert link.settle().outcome is Outcome.VERIFIED
    assert link.target.wrongs() == ()
    assert len(link.target.snapshot()[CODE].steps or ()) == 2


@pytest.mark.parametrize("call", ["write_record", "append_steps"])
def test_what_a_dying_process_sent_and_only_shows_late_is_not_sent_twice(call: str) -> None:
    link = memory_link([row(1)], knobs=Knobs(lag=timedelta(seconds=4), mistaken="obey"))
    work = link.work()
    with pytest.raises(Killed):
        run_link(replace(work, target=Dying(link.target, call, done=True)), wait=timedelta(0))
    link.store.release(LINK, work.owner)
    assert link.settle().outcome is Outcome.VERIFIED
    assert link.target.wrongs() == ()


def test_steps_that_cannot_be_read_back_go_once_however_many_versions_there_are() -> None:
    link = memory_link([row(1)], knobs=Knobs(steps_readable=False))
    link.sync(wait=timedelta(hours=1))
    finished = {"luc": "04/03/2026 08:00:00", "tt": "xong", "can_bo": "Cán Bộ B", "noi_dung": "Xong"}
    link.source.put(row(1, state="xong", updated=LATER, qua_trinh=[*row(1)["qua_trinh"], finished]))
    link.sync(wait=timedelta(hours=1))
    assert link.target.wrongs() == ()
    states = [step.status for step in link.target.snapshot()[CODE].steps or ()]
    assert states == [Status.RECEIVED, Status.PROCESSING, Status.FINISHED]


# ---------------------------------------------------------------- blanked, overwritten, set back


def test_a_field_nobody_can_read_is_not_put_at_risk_of_being_blanked() -> None:
    link = memory_link(
        [row(1)], [standing(address="Số 0 đường Thử")], knobs=Knobs(write="replace", hidden=frozenset({"address"}))
    )
    link.settle()
    assert link.target.snapshot()[CODE].address == "Số 0 đường Thử"
    assert link.target.wrongs() == ()
    assert "target_behind" in open_kinds(link)


def test_a_field_nobody_can_read_is_left_alone_by_a_system_that_patches() -> None:
    link = memory_link([row(1)], [standing(address="Số 0 đường Thử")], knobs=Knobs(hidden=frozenset({"address"})))
    assert link.settle().outcome is Outcome.VERIFIED
    assert link.target.snapshot()[CODE].address == "Số 0 đường Thử"


def test_what_only_the_target_knows_stays() -> None:
    link = memory_link([row(1)], [standing(phone="0900000000", summary="Dự án thử")])
    assert link.settle().outcome is Outcome.VERIFIED
    record = link.target.snapshot()[CODE]
    assert (record.status, record.phone, record.summary) == (Status.PROCESSING, "0900000000", "Dự án thử")


def test_a_correction_of_another_field_survives_a_push() -> None:
    link = memory_link([row(1)])
    link.settle()
    link.target.desk_edit(CODE, applicant_name="Người Đã Sửa")
    link.source.put(row(1, state="xong", updated=LATER))
    assert link.settle().outcome is Outcome.VERIFIED
    record = link.target.snapshot()[CODE]
    assert (record.status, record.applicant_name) == (Status.FINISHED, "Người Đã Sửa")


def test_what_the_desk_did_between_plan_and_sending_stands() -> None:
    link = memory_link([row(1)], [standing()])
    link.target.faults.script("write_record", SystemDownError("mất kết nối"))
    assert link.sync(wait=timedelta(0)).waiting == 1
    link.target.desk_edit(CODE, status=Status.RETURNED)
    link.settle()
    assert link.target.snapshot()[CODE].status is Status.RETURNED
    assert "target_ahead" in open_kinds(link)


def test_a_push_that_the_desk_took_back_is_not_repeated() -> None:
    link = memory_link([row(1)], [standing()])
    link.settle()
    assert link.target.snapshot()[CODE].status is Status.PROCESSING
    link.target.desk_edit(CODE, status=Status.RECEIVED)
    link.source.put(row(1, updated=LATER, han_tra="21/03/2026 17:00:00"))
    link.settle()
    assert link.target.snapshot()[CODE].status is Status.RECEIVED
    [case] = [one for one in link.store.desk().mismatches([LINK]) if one["kind"] == "target_behind"]
    assert case["moved"] == "reverted"


@pytest.mark.parametrize("newest_first", [True, False])
def test_an_older_row_never_overwrites_a_newer_one(newest_first: bool) -> None:
    rows = [row(1, state="xong", updated=LATER), row(1, id="CN-old", updated="2026-03-03T07:00:00+07:00")]
    link = memory_link(rows if newest_first else reversed(rows), ordered=False)
    link.sync()
    assert link.target.snapshot()[CODE].status is Status.FINISHED


def test_an_older_version_in_doubt_is_settled_before_the_newer_one_goes() -> None:
    link = memory_link([row(1)])
    link.policy = replace(PUSH, authority={"applicant_name": "source"})
    link.settle()
    link.target.faults.script("write_record", LOST)
    for number, name in enumerate(("Người Thử Hai", "Người Thử Ba")):
        link.source.put(row(1, updated=f"2026-03-04T08:0{number}:00+07:00", chu_ho_so={"ten": name, "loai": "CN"}))
        link.sync(wait=timedelta(0))
    assert link.settle().outcome is Outcome.VERIFIED
    assert link.store.desk().holds([LINK]) == []
    assert link.target.snapshot()[CODE].applicant_name == "Người Thử Ba"


def test_what_both_sides_changed_waits_for_a_person() -> None:
    link = memory_link([row(1)])
    link.policy = replace(PUSH, authority={"applicant_name": "source"})
    link.settle()
    link.target.desk_edit(CODE, applicant_name="Người Quầy Sửa")
    link.source.put(row(1, updated=LATER, chu_ho_so={"ten": "Người Thử Hai", "loai": "CN"}))
    link.settle()
    assert link.target.snapshot()[CODE].applicant_name == "Người Quầy Sửa"
    assert rules_of_holds(link) == {HoldRule.BOTH_MOVED}


def test_a_newer_version_takes_the_place_of_one_that_waits() -> None:
    link = memory_link([row(1)])
    link.target.faults.script("write_record", SystemDownError("mất kết nối"))
    assert link.sync(wait=timedelta(0)).waiting == 1
    link.source.put(row(1, state="xong", updated=LATER))
    summary = link.sync()
    assert (summary.superseded, summary.verified) == (1, 1)
    assert {write.after.status for write in link.target.auditor.ours if write.after} == {Status.FINISHED}


# ---------------------------------------------------------------- without leave


def test_while_observing_what_an_earlier_mode_left_waiting_waits_on() -> None:
    link = memory_link([row(1)])
    link.target.faults.script("write_record", SystemDownError("mất kết nối"))
    assert link.sync(wait=timedelta(0)).waiting == 1
    link.policy, link.digest = replace(PUSH, mode="observe"), "rules-2"
    link.sync(wait=timedelta(hours=1))
    assert written(link) == 0


@pytest.mark.parametrize("state", ["tu_choi", "rut", "dung", "da_tra"])
def test_no_dossier_is_ended_on_the_sources_word_alone(state: str) -> None:
    link = memory_link([row(1, state=state), row(2, state=state)], [standing(status=Status.PROCESSING)])
    link.settle()
    assert link.target.snapshot() == {CODE: standing(status=Status.PROCESSING)}
    assert rules_of_holds(link) == {HoldRule.FINAL_STATE}


def late_finish(**changes: Any) -> dict[str, Any]:
    """Due yesterday, said to have been finished before that, written down only today."""
    steps = [
        {"luc": "02/03/2026 08:15:00", "tt": "tiep_nhan", "can_bo": "Cán Bộ A", "noi_dung": "Tiếp nhận"},
        {"luc": "02/03/2026 16:00:00", "tt": "xong", "can_bo": "Cán Bộ B", "noi_dung": "Xong"},
    ]
    return row(1, state="xong", updated=LATER, han_tra="03/03/2026 17:00:00", qua_trinh=steps) | changes


def test_no_deadline_is_made_to_look_better_without_a_person() -> None:
    link = memory_link([late_finish()], [standing(due_at=datetime(2026, 3, 3, 17, tzinfo=ZONE))])
    link.settle()
    assert link.target.snapshot()[CODE].status is Status.RECEIVED
    assert rules_of_holds(link) == {HoldRule.FINISH_BACKDATED}


def test_no_citizen_is_written_to_about_something_long_past() -> None:
    link = memory_link([row(1, state="bo_sung")], [standing()])
    link.notifies = Notifies(states=frozenset({Status.SUPPLEMENT}), older_than=timedelta(hours=12))
    link.settle()
    assert written(link) == 0
    assert rules_of_holds(link) == {HoldRule.STALE_NOTICE}


def test_a_pause_that_cannot_be_shown_to_be_the_later_event_is_held() -> None:
    resumed = Step(at=datetime(2026, 3, 3, 15, tzinfo=ZONE), status=Status.PROCESSING)
    link = memory_link([row(1, state="bo_sung")], [standing(status=Status.PROCESSING, steps=(RECEIVED, resumed))])
    link.settle()
    assert link.target.snapshot()[CODE].status is Status.PROCESSING
    assert rules_of_holds(link) == {HoldRule.PAUSE_ORDER}


def test_the_public_reads_no_word_that_only_the_office_should() -> None:
    said = {"luc": "03/03/2026 09:00:00", "tt": "dang_xu_ly", "can_bo": "Cán Bộ B", "noi_dung": "Chờ ý kiến nội bộ"}
    link = memory_link([row(1, qua_trinh=[said], ghi_chu="Chờ ý kiến nội bộ")])
    link.settle()
    [record] = link.target.snapshot().values()
    assert [step.content for step in record.steps or ()] == ["Đang xử lý"]
    assert record.note is None


def test_nothing_outside_the_scope_is_touched() -> None:
    link = memory_link([row(1), row(2, ma_tthc="2.000815")])
    link.scope = Scope(procedures=frozenset({"2.000815"}))
    assert link.settle().out_of_scope + link.settle().unchanged >= 1
    assert set(link.target.snapshot()) == {"H13.22-260302-0002"}


def test_a_dossier_that_only_looks_the_same_is_not_written_to() -> None:
    stranger = Dossier(
        code="000.00.22.H13-260302-0001",
        procedure_code="2.000815",
        applicant_id="000299009999",
        received_at=datetime(2026, 3, 1, 8, tzinfo=ZONE),
        status=Status.RECEIVED,
    )
    link = memory_link([row(1)], [stranger])
    link.settle()
    assert written(link) == 0
    assert rules_of_holds(link) == {HoldRule.CODE_COLLISION}
