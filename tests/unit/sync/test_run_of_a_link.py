"""One run after another of a link between twins: what an operator counts on."""

from dataclasses import replace
from datetime import timedelta

import pytest

from connector.adapters.memory.faults import Fault
from connector.adapters.memory.knobs import Knobs
from connector.domain.errors import (
    BrokenAnswerError,
    InDoubtError,
    LoginRefusedError,
    RateLimitedError,
    RefusedError,
    SystemDownError,
)
from connector.domain.link import Brakes, Policy
from connector.domain.run import Agreement, Outcome
from connector.domain.status import Status
from support.link_runs import decision, events, green
from support.memory_link import LINK, OFF, PUSH, memory_link, row
from support.mortal import Killed, Life


def test_new_dossiers_arrive_with_their_steps_and_are_proved() -> None:
    link = memory_link([row(number) for number in range(1, 8)])
    summary = link.sync()
    green(summary)
    assert (summary.read, summary.queued, summary.verified) == (7, 7, 7)
    assert len(link.target.snapshot()) == 7
    assert all(len(record.steps or ()) == 2 for record in link.target.snapshot().values())
    assert link.target.wrongs() == ()


def test_a_second_run_with_nothing_new_asks_the_target_for_no_dossier() -> None:
    link = memory_link([row(number) for number in range(1, 8)])
    link.sync()
    before = link.target.requests
    summary = link.sync()
    green(summary)
    assert summary.queued == 0
    assert summary.unchanged == summary.read
    assert link.target.requests - before <= 1


def test_ten_changes_touch_exactly_ten_dossiers() -> None:
    link = memory_link([row(number) for number in range(1, 51)])
    link.sync()
    before = len(link.target.auditor.writes)
    for number in range(1, 11):
        link.source.put(
            row(number, state="xong", updated=f"2026-03-04T09:{number:02}:00+07:00", ngay_xong="04/03/2026")
        )
    summary = link.sync()
    green(summary)
    assert summary.queued == 10
    touched = {write.code for write in link.target.auditor.writes[before:]}
    assert touched == {f"H13.22-260302-{number:04}" for number in range(1, 11)}
    finished = [code for code, record in link.target.snapshot().items() if record.status is Status.FINISHED]
    assert sorted(finished) == sorted(touched)


def test_observe_writes_nothing_and_push_later_reaches_what_was_only_recorded() -> None:
    link = memory_link([row(1), row(2)])
    link.policy = replace(PUSH, mode="observe")
    summary = link.sync()
    assert link.target.auditor.writes == []
    assert (summary.recorded, summary.queued, summary.held) == (2, 0, 0)
    assert summary.agreement is Agreement.NEW
    link.policy, link.digest = PUSH, "rules-2"
    summary = link.sync()
    green(summary)
    assert (summary.unchanged, summary.revived, summary.verified) == (summary.read, 2, 2)
    assert link.store.desk().mismatches([LINK]) == []


def test_propose_holds_everything_until_a_person_releases_it() -> None:
    link = memory_link([row(1), row(2)])
    link.policy = replace(PUSH, mode="propose")
    summary = link.sync()
    assert (summary.held, summary.queued) == (2, 0)
    assert summary.agreement is Agreement.NEW
    holds = link.store.desk().holds([LINK])
    assert len(holds) == 2
    released = link.store.desk().release_holds([holds[0]["id"]], decision(link))
    assert list(released) == [holds[0]["id"]]
    summary = link.sync()
    assert (summary.revived, summary.verified) == (1, 1)
    assert len(link.target.snapshot()) == 1


def test_a_rejected_hold_comes_back_only_when_its_content_changes() -> None:
    link = memory_link([row(1)])
    link.policy = replace(PUSH, mode="propose")
    link.sync()
    (hold,) = link.store.desk().holds([LINK])
    link.store.desk().reject_holds([hold["id"]], decision(link))
    link.policy, link.digest = PUSH, "rules-2"
    assert link.sync().revived == 0
    assert link.target.snapshot() == {}
    link.source.put(row(1, state="xong", updated="2026-03-04T08:00:00+07:00"))
    assert link.sync().verified == 1


@pytest.mark.parametrize("call", ["write_record", "append_steps"])
@pytest.mark.parametrize("committed", [True, False])
def test_a_lost_answer_is_a_doubt_settled_by_look_up(call: str, committed: bool) -> None:
    link = memory_link([row(number) for number in range(1, 5)])
    link.target.faults.script(call, Fault(InDoubtError("hết giờ"), committed=committed))
    summary = link.sync(wait=timedelta(minutes=1))
    green(summary)
    assert summary.verified == 4
    assert link.target.wrongs() == ()
    assert events(link, "delivery.in_doubt")


def test_a_step_in_doubt_that_cannot_be_read_back_goes_to_a_person() -> None:
    link = memory_link([row(1)], knobs=Knobs(steps_readable=False))
    link.target.faults.script("append_steps", Fault(InDoubtError("hết giờ"), committed=True))
    summary = link.sync(wait=timedelta(minutes=5))
    assert (summary.dead, summary.outcome) == (1, Outcome.PARTIAL)
    assert len(link.store.desk().dead_letters([LINK])) == 1
    assert link.target.wrongs() == ()


def paused(number: int) -> dict[str, object]:
    return row(number, state="bo_sung")


def test_a_pause_whose_answer_was_lost_is_found_by_look_up() -> None:
    link = memory_link([paused(1)])
    link.target.faults.script("append_steps", Fault(InDoubtError("hết giờ"), committed=True))
    green(link.sync(wait=timedelta(minutes=5)))
    assert link.target.wrongs() == ()


def test_a_pause_whose_sending_left_no_trace_is_not_sent_again_by_itself() -> None:
    link = memory_link([paused(1)])
    link.target.faults.script("append_steps", Fault(InDoubtError("hết giờ"), committed=False))
    summary = link.sync(wait=timedelta(hours=1))
    assert (summary.dead, summary.outcome) == (1, Outcome.PARTIAL)
    (dead,) = link.store.desk().dead_letters([LINK])
    link.store.desk().retry_dead([dead["id"]], decision(link))
    green(link.sync(wait=timedelta(minutes=5)))
    assert link.target.wrongs() == ()
    (record,) = link.target.snapshot().values()
    assert [step.status for step in record.steps or ()] == [Status.RECEIVED, Status.SUPPLEMENT]


def test_a_pause_that_a_dying_process_may_not_have_sent_is_sent_once() -> None:
    for ends_at in range(1, 30):
        link = memory_link([paused(1)])
        try:
            link.sync(wait=timedelta(minutes=5), life=Life(ends_at=ends_at, after=True))
        except Killed:
            green(link.sync(wait=timedelta(minutes=5)))
        assert link.target.wrongs() == ()
        (record,) = link.target.snapshot().values()
        assert [step.status for step in record.steps or ()] == [Status.RECEIVED, Status.SUPPLEMENT]


def test_steps_that_cannot_be_read_back_stay_delivered_and_are_no_success() -> None:
    link = memory_link([row(1)], knobs=Knobs(steps_readable=False))
    summary = link.sync(wait=timedelta(hours=1))
    assert (summary.delivered, summary.outcome) == (1, Outcome.UNVERIFIED)
    summary = link.sync(wait=timedelta(hours=1))
    assert summary.broken_sums() == ()
    assert (summary.in_doubt_before, summary.delivered, summary.outcome) == (1, 1, Outcome.UNVERIFIED)


def test_a_final_refusal_is_a_dead_letter_with_its_reason_and_is_not_tried_again() -> None:
    link = memory_link([row(1)])
    link.target.faults.script("write_record", RefusedError("Thủ tục không tồn tại", final=True))
    summary = link.sync(wait=timedelta(hours=1))
    assert (summary.dead, summary.outcome) == (1, Outcome.PARTIAL)
    (dead,) = link.store.desk().dead_letters([LINK])
    assert "Thủ tục không tồn tại" in str(dead)
    assert link.sync(wait=timedelta(hours=1)).waiting_before == 0
    link.store.desk().retry_dead([dead["id"]], decision(link))
    summary = link.sync()
    green(summary)
    assert (summary.revived, summary.verified) == (1, 1)


def test_a_refusal_is_tried_again_with_longer_pauses_until_it_is_given_up() -> None:
    link = memory_link([row(1)])
    link.target.faults.always("write_record", RefusedError("Hệ thống bận", final=False))
    summary = link.sync(wait=timedelta(days=10))
    assert summary.dead == 1
    retries = events(link, "delivery.retry_scheduled")
    assert 10 < len(retries) < 40


def test_retry_after_is_obeyed_in_full_and_by_the_next_process_too() -> None:
    link = memory_link([row(1), row(2)])
    link.target.faults.script(
        "write_record",
        RateLimitedError("429", retry_after=timedelta(hours=1)),
        RateLimitedError("429", retry_after=timedelta(hours=1)),
    )
    summary = link.sync()
    assert (summary.waiting, summary.outcome) == (2, Outcome.PARTIAL)
    writes_before = len(link.target.auditor.writes)
    link.clock.pass_(timedelta(minutes=50))
    link.sync()
    assert len(link.target.auditor.writes) == writes_before
    link.clock.pass_(timedelta(minutes=11))
    green(link.sync())
    assert len(link.target.snapshot()) == 2


def test_while_the_target_is_down_nothing_ages_and_everything_arrives_afterwards() -> None:
    link = memory_link([row(number) for number in range(1, 4)])
    link.target.faults.always("write_record", SystemDownError("mất kết nối"))
    link.target.faults.always("probe", None)
    summary = link.sync(wait=timedelta(minutes=1))
    assert summary.waiting == 3
    link.clock.pass_(timedelta(days=30))
    link.target.faults.clear()
    summary = link.sync()
    green(summary)
    assert (summary.waiting_before, summary.verified, summary.dead) == (3, 3, 0)


def test_a_refused_login_fails_the_run_at_once() -> None:
    link = memory_link([row(1)])
    link.target.faults.always("probe", LoginRefusedError("sai mật khẩu"))
    summary = link.sync(wait=timedelta(hours=1))
    assert summary.outcome is Outcome.FAILED
    assert summary.error is not None
    assert link.target.requests == 1


def test_a_broken_page_fails_the_run_and_what_its_pages_planned_joins_the_next() -> None:
    link = memory_link([row(number) for number in range(1, 8)], page_size=3)
    link.source.faults.script("pull", None, BrokenAnswerError("trang đăng nhập"))
    summary = link.sync()
    assert summary.outcome is Outcome.FAILED
    assert summary.broken_sums() == ()
    assert link.target.auditor.writes == []
    summary = link.sync()
    green(summary)
    assert summary.verified == 7
    assert summary.revived == 3


def test_an_unreadable_row_is_set_aside_with_its_reason_and_read_again_when_the_map_changes() -> None:
    link = memory_link([row(1), row(2, ngay_nhan="31/02/2026")])
    summary = link.sync()
    assert (summary.read, summary.rejected, summary.verified, summary.outcome) == (2, 1, 1, Outcome.PARTIAL)
    (rejection,) = link.store.desk().rejections([LINK])
    assert "31/02/2026" in str(rejection)
    link.source.put(row(2, updated="2026-03-04T08:00:00+07:00"))
    green(link.sync())
    assert link.store.desk().rejections([LINK]) == []


def test_an_unknown_word_is_recorded_and_nothing_is_pushed_for_it() -> None:
    link = memory_link([row(1)])
    link.sync()
    link.source.put(row(1, state="lien_thong", updated="2026-03-04T08:00:00+07:00"))
    summary = link.sync()
    kinds = {mismatch["kind"] for mismatch in link.store.desk().mismatches([LINK])}
    assert "unknown_value" in kinds
    assert summary.agreement is Agreement.NEW
    assert link.target.snapshot()["H13.22-260302-0001"].status is Status.PROCESSING


def test_a_plan_far_larger_than_allowed_is_held_whole_and_released_work_is_not_braked_again() -> None:
    link = memory_link([row(number) for number in range(1, 8)])
    link.policy = replace(PUSH, brakes=replace(OFF, max_actions=5))
    summary = link.sync()
    assert (summary.held, summary.queued) == (7, 0)
    assert summary.broken_sums() == ()
    assert events(link, "brake.applied")
    assert link.target.snapshot() == {}
    holds = [hold["id"] for hold in link.store.desk().holds([LINK])]
    assert len(link.store.desk().release_holds(holds, decision(link))) == 7
    summary = link.sync()
    green(summary)
    assert summary.revived == 7


def test_a_source_that_suddenly_enumerates_less_stops_the_run() -> None:
    link = memory_link([row(number) for number in range(1, 11)], enumerates=True)
    link.policy = replace(
        PUSH, brakes=Brakes(max_actions=1000, max_share=1.0, min_share=0.5, max_gap=timedelta(days=999))
    )
    green(link.sync())
    for number in range(1, 9):
        link.source.remove(f"H13.22-260302-{number:04}")
    link.source.put(row(10, state="xong", updated="2026-03-04T08:00:00+07:00"))
    summary = link.sync()
    assert (summary.outcome, summary.agreement) == (Outcome.PARTIAL, Agreement.UNKNOWN)
    assert summary.held == 1
    assert link.target.snapshot()["H13.22-260302-0010"].status is Status.PROCESSING


def test_until_three_deliveries_were_proved_no_more_than_three_are_in_flight() -> None:
    link = memory_link([row(number) for number in range(1, 31)], knobs=Knobs(lag=timedelta(minutes=5)), concurrency=4)
    link.sync(wait=timedelta(minutes=1))
    assert len(link.target.snapshot()) == 3
    green(link.sync(wait=timedelta(hours=1)))
    assert len(link.target.snapshot()) == 30


def test_when_nothing_can_be_read_back_the_rest_waits_for_a_person() -> None:
    link = memory_link([row(number) for number in range(1, 11)], knobs=Knobs(look_up="existence"))
    link.sync(wait=timedelta(hours=2))
    assert len(link.target.snapshot()) == 3
    assert len(link.store.desk().holds([LINK])) == 7


def test_a_desks_later_correction_is_recorded_and_never_overwritten() -> None:
    link = memory_link([row(1)])
    link.sync()
    link.target.desk_edit("H13.22-260302-0001", status=Status.PAYMENT)
    link.source.put(row(1, updated="2026-03-04T08:00:00+07:00", ghi_chu="khác", han_tra="21/03/2026 17:00:00"))
    link.sync()
    assert link.target.snapshot()["H13.22-260302-0001"].status is Status.PAYMENT


def test_a_second_run_on_a_held_link_says_who_holds_it() -> None:
    link = memory_link([row(1)])
    work = link.work()
    link.store.acquire(LINK, work.owner, "20260304T093000-other", link.clock.now())
    summary = link.sync()
    assert summary.outcome is Outcome.FAILED
    assert summary.error is not None
    assert "20260304T093000-other" in summary.error.what + summary.error.where


def test_no_personal_value_is_in_any_line_of_the_log() -> None:
    link = memory_link([row(1), row(2, ngay_nhan="31/02/2026")])
    link.target.faults.script("write_record", RefusedError("Hồ sơ của Người Thử 1 (000299000001) đã đóng", final=True))
    link.sync()
    assert "Người Thử" not in str(link.lines)
    assert "000299000001" not in str(link.lines)


def test_policy_defaults_do_no_harm() -> None:
    link = memory_link([row(1)])
    link.policy = Policy()
    link.sync()
    assert link.target.auditor.writes == []


def test_a_long_run_still_waits_for_its_last_read_backs() -> None:
    link = memory_link([row(number) for number in range(1, 201)])
    slow = link.target.look_up

    def look_up(code: str) -> object:
        link.clock.pass_(timedelta(seconds=1))
        return slow(code)

    link.target.look_up = look_up  # type: ignore[method-assign, assignment]  # a system that takes its time
    green(link.sync(wait=timedelta(seconds=10)))


def test_a_system_that_only_ever_says_later_is_not_waited_for_without_end() -> None:
    link = memory_link([row(1)])
    link.target.faults.always("write_record", RateLimitedError("429", retry_after=timedelta(seconds=5)))
    started = link.clock.now()
    assert link.sync(wait=timedelta(seconds=30)).waiting == 1
    assert link.clock.now() - started < timedelta(minutes=1)
