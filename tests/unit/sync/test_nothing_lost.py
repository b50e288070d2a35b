"""One small story for each way to lose work, to call it good, or to be a nuisance; mutants die of them too."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from connector.adapters.memory.faults import Fault
from connector.adapters.memory.knobs import Knobs
from connector.adapters.memory.target import MemoryTarget
from connector.domain.errors import (
    BrokenAnswerError,
    ForeignSystemError,
    InDoubtError,
    RateLimitedError,
    RefusedError,
    SystemDownError,
)
from connector.domain.link import Retry
from connector.domain.run import Outcome
from connector.domain.status import Status
from connector.domain.verdict import HoldRule
from connector.sync.runner import run_link
from support.memory_link import LINK, PUSH, memory_link, row
from support.mortal import Killed
from support.one_dossier import CODE, LATER, Dying, broken_about, open_kinds, rules_of_holds, standing, written

# ---------------------------------------------------------------- lost


def test_every_page_arrives() -> None:
    link = memory_link([row(number) for number in range(1, 8)], page_size=3)
    assert link.sync().read == 7
    assert len(link.target.snapshot()) == 7


@pytest.mark.parametrize("nth", [1, 2, 3])
def test_death_before_any_page_is_written_down_loses_no_row(nth: int) -> None:
    link = memory_link([row(number, qua_trinh=[]) for number in range(1, 6)], page_size=2)
    work = link.work()
    with pytest.raises(Killed):
        run_link(replace(work, store=Dying(link.store, "commit_page", nth=nth, done=False)), wait=timedelta(0))
    link.store.release(LINK, work.owner)
    link.settle()
    assert len(link.target.snapshot()) == 5


def test_a_row_of_2099_does_not_hide_the_rows_of_today() -> None:
    link = memory_link([row(1, updated="2099-01-01T00:00:00+07:00")])
    link.sync()
    link.source.put(row(2, updated=LATER))
    link.sync()
    assert len(link.target.snapshot()) == 2
    assert "cursor.ahead" not in {line["event"] for line in link.lines}  # it never went there


def test_a_cursor_in_the_future_hides_nothing_and_is_said_once() -> None:
    """Both clocks were a year ahead for a while; what was read then says nothing about now."""
    link, year = memory_link([row(1, updated="2027-03-03T08:00:00+07:00")]), timedelta(days=365)
    link.clock.pass_(year)
    link.sync()
    link.clock.pass_(-year)
    link.source.put(row(2, updated=LATER))
    link.source.remove(CODE)
    link.sync()
    link.sync()
    assert len(link.target.snapshot()) == 2
    assert [line["event"] for line in link.lines].count("cursor.ahead") == 1


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


@pytest.mark.parametrize(
    "met",
    [
        RefusedError("bận", final=False),
        SystemDownError("mất kết nối"),
        RateLimitedError("429", retry_after=timedelta(minutes=1)),
    ],
)
def test_steps_that_did_not_follow_their_record_are_sent_where_no_steps_can_be_read(met: ForeignSystemError) -> None:
    link = memory_link([row(1)], [standing()], knobs=Knobs(steps_readable=False))
    link.target.faults.script("append_steps", met)
    summary = link.sync(wait=timedelta(hours=1))
    assert [step.status for step in link.target.snapshot()[CODE].steps or ()] == [Status.RECEIVED, Status.PROCESSING]
    assert summary.outcome is Outcome.UNVERIFIED


def test_steps_that_did_not_follow_their_record_go_with_the_next_version_that_overtakes_it() -> None:
    link = memory_link([row(1)], [standing()], knobs=Knobs(steps_readable=False))
    link.target.faults.script("append_steps", SystemDownError("mất kết nối"))
    assert link.sync(wait=timedelta(0)).waiting == 1
    finished = {"luc": "04/03/2026 08:00:00", "tt": "xong", "can_bo": "Cán Bộ B", "noi_dung": "Xong"}
    link.source.put(row(1, state="xong", updated=LATER, qua_trinh=[*row(1)["qua_trinh"], finished]))
    assert link.sync(wait=timedelta(hours=1)).superseded == 1
    states = [step.status for step in link.target.snapshot()[CODE].steps or ()]
    assert states == [Status.RECEIVED, Status.PROCESSING, Status.FINISHED]


@pytest.mark.parametrize("stands", [False, True])
def test_steps_of_a_record_whose_answer_was_lost_are_sent_where_no_steps_can_be_read(stands: bool) -> None:
    link = memory_link([row(1)], [standing()] * stands, knobs=Knobs(steps_readable=False))
    link.target.faults.script("write_record", Fault(InDoubtError("hết giờ"), committed=True))
    summary = link.sync(wait=timedelta(hours=1))
    assert [step.status for step in link.target.snapshot()[CODE].steps or ()] == [Status.RECEIVED, Status.PROCESSING]
    assert summary.outcome is Outcome.UNVERIFIED


def test_steps_of_a_record_that_nobody_can_tell_to_be_ours_are_left_to_a_person() -> None:
    link = memory_link([row(1)], knobs=Knobs(look_up="existence"))
    link.target.faults.script("write_record", Fault(InDoubtError("hết giờ"), committed=True))
    assert link.sync(wait=timedelta(hours=1)).dead == 1
    assert link.target.snapshot()[CODE].steps == ()


def test_a_dossier_nobody_could_look_up_is_not_taken_for_a_new_one_and_keeps_no_other_waiting() -> None:
    link = memory_link([row(1), row(2)])
    broken_about(link, CODE)
    summary = link.sync()
    assert (summary.held, summary.queued, summary.verified) == (1, 1, 1)
    assert summary.broken_sums() == ()
    link.source.put(row(3, updated=LATER))
    later = link.sync()
    assert (later.verified, later.outcome) == (1, Outcome.PARTIAL)  # the first is still not there
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


def test_who_waits_longest_for_a_citizen_is_served_first() -> None:
    due = {1: "20/03/2026 17:00:00", 2: None, 3: "05/03/2026 17:00:00", 4: "01/03/2026 17:00:00"}
    link = memory_link([row(number, han_tra=day) for number, day in due.items()])
    link.settle()
    assert list(link.target.auditor.inserts()) == [f"H13.22-260302-000{number}" for number in (3, 4, 1, 2)]
