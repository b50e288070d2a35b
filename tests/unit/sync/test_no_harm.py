"""One small story for each harm that must never be done; the mutants of the write path die of them."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from connector.adapters.memory.faults import Fault
from connector.adapters.memory.knobs import Knobs
from connector.adapters.memory.target import MemoryTarget
from connector.domain.dossier import Dossier, Step
from connector.domain.errors import BrokenAnswerError, InDoubtError, RateLimitedError, RefusedError, SystemDownError
from connector.domain.link import Notifies, Retry, Scope
from connector.domain.run import Outcome
from connector.domain.status import Status
from connector.domain.times import ZONE
from connector.domain.verdict import HoldRule
from connector.ports import Reading
from connector.sync.runner import run_link
from support.memory_link import LINK, PUSH, MemoryLink, memory_link, row
from support.mortal import Killed, Life

CODE = "H13.22-260302-0001"
RECEIVED = Step(at=datetime(2026, 3, 2, 8, 15, tzinfo=ZONE), status=Status.RECEIVED, officer="Cán Bộ Quầy")
LOST = InDoubtError("hết giờ")
LATER = "2026-03-04T08:00:00+07:00"


def standing(**values: Any) -> Dossier:
    """The dossier of ``row(1)`` as the desk entered it when it came in."""
    entered: dict[str, Any] = {
        "applicant_name": "Người Thử 1",
        "applicant_id": "000299000001",
        "received_at": RECEIVED.at,
        "due_at": datetime(2026, 3, 20, 17, tzinfo=ZONE),
        "status": Status.RECEIVED,
        "steps": (RECEIVED,),
    }
    return Dossier(code=CODE, **(entered | values))


def written(link: MemoryLink) -> int:
    return len(link.target.auditor.ours)


def rules_of_holds(link: MemoryLink) -> set[str]:
    return {str(hold["rule"]) for hold in link.store.desk().holds([LINK])}


def open_kinds(link: MemoryLink, code: str = CODE) -> set[str]:
    return {case["kind"] for case in link.store.desk().mismatches([LINK]) if case["code"] == code}


def broken_about(link: MemoryLink, *codes: str) -> None:
    """From now on the target gives no answer about these dossiers that anybody could trust."""
    whole = link.target.look_up

    def look_up(code: str) -> Reading | None:
        if code in codes:
            raise BrokenAnswerError("Tra cứu một mã nhưng có hai hồ sơ trả về.")
        return whole(code)

    link.target.look_up = look_up  # type: ignore[method-assign]


# ---------------------------------------------------------------- twice


@pytest.mark.parametrize("call", ["write_record", "append_steps"])
def test_what_arrived_and_only_shows_late_is_not_sent_twice(call: str) -> None:
    link = memory_link([row(1)], knobs=Knobs(lag=timedelta(seconds=4), mistaken="obey"))
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


@pytest.mark.parametrize("ends_at", range(12, 21))
def test_what_a_dying_process_sent_and_only_shows_late_is_not_sent_twice(ends_at: int) -> None:
    link = memory_link([row(1)], knobs=Knobs(lag=timedelta(seconds=4), mistaken="obey"))
    with pytest.raises(Killed):
        link.sync(life=Life(ends_at=ends_at, after=True))
    assert link.settle().outcome is Outcome.VERIFIED
    assert link.target.wrongs() == ()


# ---------------------------------------------------------------- blanked, overwritten, set back


def test_a_field_nobody_can_read_is_not_put_at_risk_of_being_blanked() -> None:
    link = memory_link(
        [row(1)], [standing(address="Số 0 đường Thử")], knobs=Knobs(write="replace", hidden=frozenset({"address"}))
    )
    link.settle()
    assert link.target.snapshot()[CODE].address == "Số 0 đường Thử"
    assert link.target.wrongs() == ()
    assert "target_behind" in open_kinds(link)


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
    link.settle()
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


def test_a_newer_version_takes_the_place_of_one_that_waits() -> None:
    link = memory_link([row(1)])
    link.target.faults.script("write_record", SystemDownError("mất kết nối"))
    assert link.sync(wait=timedelta(0)).waiting == 1
    link.source.put(row(1, state="xong", updated=LATER))
    summary = link.sync()
    assert (summary.superseded, summary.verified) == (1, 1)
    assert {write.after.status for write in link.target.auditor.ours if write.after} == {Status.FINISHED}


# ---------------------------------------------------------------- lost


def test_every_page_arrives() -> None:
    link = memory_link([row(number) for number in range(1, 8)], page_size=3)
    assert link.sync().read == 7
    assert len(link.target.snapshot()) == 7


@pytest.mark.parametrize("ends_at", range(6, 16))
def test_death_at_any_step_of_a_reading_loses_no_row(ends_at: int) -> None:
    link = memory_link([row(number, qua_trinh=[]) for number in range(1, 6)], page_size=2)
    with pytest.raises(Killed):
        link.sync(life=Life(ends_at=ends_at, after=False))
    link.settle()
    assert len(link.target.snapshot()) == 5


def test_a_row_of_2099_does_not_hide_the_rows_of_today() -> None:
    link = memory_link([row(1, updated="2099-01-01T00:00:00+07:00")])
    link.sync()
    link.source.put(row(2, updated=LATER))
    link.sync()
    assert len(link.target.snapshot()) == 2


def test_without_order_a_reading_that_broke_off_is_begun_again() -> None:
    rows = [row(1, updated=LATER), row(2, updated="2026-03-03T08:00:00+07:00")]
    link = memory_link(rows, page_size=1, ordered=False)
    link.source.faults.script("pull", None, BrokenAnswerError("trang đăng nhập"))
    assert link.sync().outcome is Outcome.FAILED
    link.sync()
    assert len(link.target.snapshot()) == 2


def test_steps_that_were_clearly_refused_are_sent_later() -> None:
    link = memory_link([row(1)])
    link.target.faults.script("append_steps", RefusedError("bận", final=False))
    assert link.sync(wait=timedelta(hours=1)).outcome is Outcome.VERIFIED
    assert [step.status for step in link.target.snapshot()[CODE].steps or ()] == [Status.RECEIVED, Status.PROCESSING]


# ---------------------------------------------------------------- called good


def test_a_success_that_did_not_happen_is_no_success() -> None:
    link = memory_link([row(1)], knobs=Knobs(silent_lengths={"applicant_name": 5}))
    summary = link.sync(wait=timedelta(hours=1))
    assert (summary.verified, summary.dead, summary.outcome) == (0, 1, Outcome.PARTIAL)
    [dead] = link.store.desk().dead_letters([LINK])
    assert "applicant_name" in str(dead["error"])


def test_a_case_about_a_dossier_that_could_not_be_looked_up_stays_open() -> None:
    link = memory_link([row(1), row(2)], [standing(applicant_name="Một Người Khác")])
    link.settle()
    assert "applicant_differs" in open_kinds(link)
    for number in (1, 2):
        link.source.put(row(number, updated=f"2026-03-04T08:0{number}:00+07:00", han_tra="20/03/2026 16:00:00"))
    broken_about(link, CODE)
    link.sync(wait=timedelta(0))
    assert rules_of_holds(link) == {HoldRule.LOOK_UP_FAILED}
    assert "applicant_differs" in open_kinds(link)


def test_a_case_about_a_field_that_is_no_longer_told_stays_open() -> None:
    link = memory_link([row(1)], [standing(applicant_name="Một Người Khác")])
    link.settle()
    link.target = MemoryTarget(
        link.target.snapshot().values(), clock=link.clock, knobs=Knobs(hidden=frozenset({"applicant_name"}))
    )
    link.source.put(row(1, updated=LATER, han_tra="21/03/2026 17:00:00"))
    link.settle()
    assert {"applicant_differs", "due_at_differs"} <= open_kinds(link)


class Forgetful:
    """A store that counts one delivery too few."""

    def __init__(self, real: Any) -> None:
        self._real = real

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)

    def tally(self, run: str, link: str) -> Any:
        tally = self._real.tally(run, link)
        return replace(tally, deliveries={state: number - 1 for state, number in tally.deliveries.items()})


def test_a_run_that_does_not_add_up_says_so_and_is_not_green() -> None:
    link = memory_link([row(1), row(2)])
    summary = run_link(replace(link.work(), store=Forgetful(link.store)), wait=timedelta(0))
    assert summary.outcome is Outcome.PARTIAL
    assert [line for line in link.lines if line["event"] == "run.sums_broken"]


# ---------------------------------------------------------------- too soon, too often


def test_one_answer_that_asks_for_a_pause_holds_back_the_whole_link() -> None:
    link = memory_link([row(number) for number in range(1, 6)])
    link.target.faults.script("write_record", RateLimitedError("429", retry_after=timedelta(hours=1)))
    link.sync()
    before = written(link)
    link.clock.pass_(timedelta(minutes=58))
    link.sync(wait=timedelta(0))
    assert written(link) == before
    link.clock.pass_(timedelta(minutes=2))
    link.settle()
    assert len(link.target.snapshot()) == 5


def test_a_refusal_that_names_a_time_is_not_asked_again_before_it() -> None:
    link = memory_link([row(1)])
    link.target.faults.script("write_record", RefusedError("bận", final=False, retry_after=timedelta(hours=2)))
    assert link.sync(wait=timedelta(minutes=119)).waiting == 1
    assert written(link) == 0
    link.clock.pass_(timedelta(hours=2))
    assert link.sync(wait=timedelta(hours=1)).verified == 1


def test_a_long_outage_ages_and_kills_nothing() -> None:
    link = memory_link([row(1)])
    link.policy = replace(PUSH, retry=Retry(give_up_after=timedelta(minutes=2)))
    link.target.faults.always("write_record", SystemDownError("mất kết nối"))
    for _ in range(8):
        assert link.sync(wait=timedelta(0)).waiting == 1
        link.clock.pass_(timedelta(hours=6))
    link.target.faults.clear()
    assert link.sync().verified == 1


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


def test_a_dossier_nobody_could_look_up_is_not_taken_for_a_new_one_and_keeps_no_other_waiting() -> None:
    link = memory_link([row(1), row(2)])
    broken_about(link, CODE)
    summary = link.sync()
    assert (summary.held, summary.queued, summary.verified) == (1, 1, 1)
    assert summary.broken_sums() == ()
    link.source.put(row(3, updated=LATER))
    assert link.sync().verified == 1
    assert set(link.target.snapshot()) == {"H13.22-260302-0002", "H13.22-260302-0003"}
    assert rules_of_holds(link) == {HoldRule.LOOK_UP_FAILED}


def test_one_changed_dossier_that_cannot_be_looked_up_is_held_and_heals_by_itself() -> None:
    link = memory_link([row(1)])
    link.target.faults.script("look_up", *[RefusedError("không được xem hồ sơ này", final=True)] * 2)
    summary = link.sync()
    assert (summary.held, summary.error) == (1, None)
    summary = link.sync()
    assert (summary.revived, summary.verified) == (1, 1)
    assert link.store.desk().holds([LINK]) == []


def test_a_target_that_answers_nothing_well_fails_the_run() -> None:
    link = memory_link([row(number) for number in range(1, 8)])
    link.target.faults.always("look_up", BrokenAnswerError("kết quả null"))
    assert link.sync().outcome is Outcome.FAILED
    assert link.store.desk().holds([LINK]) == []
    few = memory_link([row(1)])
    few.target.faults.script("probe", None, BrokenAnswerError("trang đăng nhập"))
    few.target.faults.always("look_up", BrokenAnswerError("trang đăng nhập"))
    assert few.sync().outcome is Outcome.FAILED
