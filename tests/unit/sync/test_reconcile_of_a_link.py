"""A reconcile between twins: what it finds, what it leaves alone, and what it never concludes."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from connector.adapters.memory.knobs import Knobs
from connector.domain.errors import SystemDownError
from connector.domain.link import Scope
from connector.domain.run import Agreement, Outcome
from connector.domain.standing import Stand
from connector.domain.status import Status
from connector.domain.times import ZONE
from connector.ports import Decision
from support.memory_link import LINK, PUSH, row
from support.reconciled_link import (
    DRIFT,
    by_hand,
    closed,
    code,
    drifted,
    finish,
    in_sync,
    open_cases,
    sums_hold,
)

OLD = datetime(2026, 1, 10, 8, tzinfo=ZONE)


def test_an_office_in_sync_agrees_and_costs_no_look_up() -> None:
    link = in_sync()
    before = link.target.requests
    summary = link.reconcile()
    sums_hold(summary)
    assert (summary.outcome, summary.agreement) == (Outcome.VERIFIED, Agreement.AGREE)
    assert (summary.read, summary.unchanged) == (6, 6)
    counted = (summary.source, summary.target, summary.union, summary.comparable, summary.agree)
    assert counted == (6, 6, 6, 6, 6)
    months = 8 * 12 + 3
    assert link.target.requests - before <= 2 * months + 2
    assert open_cases(link) == set()


def test_every_drift_is_found_by_its_kind_and_nothing_is_written() -> None:
    link = drifted()
    before = link.target.snapshot()
    summary = link.reconcile()
    sums_hold(summary)
    assert open_cases(link) == DRIFT
    assert summary.agreement is Agreement.NEW
    assert (summary.read, summary.unchanged, summary.recorded) == (7, 3, 4)
    assert (summary.source, summary.target, summary.union, summary.comparable, summary.agree) == (7, 6, 8, 5, 3)
    assert link.target.snapshot() == before
    assert link.store.progress(LINK).last_reconcile is not None


def test_a_word_nobody_knows_is_found_on_a_one_stop_that_agreed_before() -> None:
    link = in_sync()
    link.target.desk_edit(code(1), status=None, unknown={"status": "0"})
    link.reconcile()
    assert open_cases(link) == {(code(1), "unknown_value")}


def test_the_same_drift_seen_again_is_known_and_read_once_more_by_nobody() -> None:
    link = drifted()
    link.reconcile()
    before = link.target.requests, link.source.requests
    summary = link.reconcile()
    sums_hold(summary)
    assert (summary.agreement, open_cases(link)) == (Agreement.KNOWN, DRIFT)
    again = link.target.requests - before[0], link.source.requests - before[1]
    calm = in_sync()
    before = calm.target.requests, calm.source.requests
    calm.reconcile()
    assert again == (calm.target.requests - before[0], calm.source.requests - before[1])


def test_push_sends_what_the_rules_allow_and_what_it_heals_is_closed() -> None:
    link = drifted()
    summary = link.reconcile(push=True)
    sums_hold(summary)
    assert open_cases(link) == DRIFT - {(code(1), "target_behind"), (code(8), "only_in_source")}
    assert (summary.queued, summary.verified, summary.recorded) == (2, 2, 2)
    assert link.target.snapshot()[code(1)].status is Status.FINISHED
    assert link.target.wrongs() == ()
    assert (summary.target, summary.union, summary.comparable, summary.agree) == (7, 8, 6, 5)
    stands = {standing.code: standing.stand for standing in link.scales.standings([LINK])}
    assert [stands[code(number)] for number in (1, 2, 3, 8)] == [
        Stand.AGREE,
        Stand.DIFFERS,
        Stand.DIFFERS,
        Stand.AGREE,
    ]


def test_one_sync_after_a_reconcile_without_push_sends_what_was_recorded() -> None:
    link = drifted()
    link.reconcile()
    summary = link.sync()
    sums_hold(summary)
    assert (summary.revived, summary.verified) == (2, 2)
    assert open_cases(link) == DRIFT - {(code(1), "target_behind"), (code(8), "only_in_source")}
    other = drifted()
    other.reconcile(push=True)
    assert link.target.snapshot() == other.target.snapshot()


@pytest.mark.parametrize("push", [True, False])
def test_an_observing_link_sends_nothing_though_asked_to_push(push: bool) -> None:
    link = drifted()
    link.policy = replace(link.policy, mode="observe")
    before = link.target.snapshot()
    summary = link.reconcile(push=push)
    sums_hold(summary)
    assert (summary.queued, summary.held, link.target.snapshot()) == (0, 0, before)
    assert open_cases(link) == DRIFT


def test_a_proposing_link_holds_what_it_would_send() -> None:
    link = drifted()
    link.policy = replace(link.policy, mode="propose")
    before = link.target.snapshot()
    summary = link.reconcile(push=True)
    sums_hold(summary)
    assert (summary.queued, summary.held, link.target.snapshot()) == (0, 2, before)
    assert {hold["code"] for hold in link.store.desk().holds([LINK])} == {code(1), code(8)}
    assert open_cases(link) == DRIFT


def test_what_a_person_accepted_is_known_and_not_agreed_on() -> None:
    link = drifted()
    link.reconcile()
    decision = Decision(by="Trần Thị Thử", reason="đúng vậy", at=link.clock.now())
    for case in link.store.desk().mismatches([LINK]):
        assert link.store.desk().accept_mismatch(case["id"], decision, until=None)
    summary = link.reconcile()
    assert (summary.agreement, dict(summary.mismatches)) == (Agreement.KNOWN, {})


def test_without_push_the_outbox_and_the_holds_stay_as_they_are() -> None:
    link = in_sync(3)
    link.policy = replace(link.policy, mode="propose")
    finish(link, 1)
    link.sync()
    holds = link.store.desk().holds([LINK])
    assert len(holds) == 1
    link.clock.pass_(timedelta(days=3))
    summary = link.reconcile()
    sums_hold(summary)
    assert link.store.desk().holds([LINK]) == holds
    assert open_cases(link) == {(code(1), "target_behind")}
    assert summary.agreement is Agreement.KNOWN


def test_what_waits_for_a_target_that_is_away_is_planned_once() -> None:
    link = in_sync(3)
    finish(link, 1)
    link.target.faults.always("write_record", SystemDownError("mất kết nối"))
    link.target.faults.always("append_steps", SystemDownError("mất kết nối"))
    link.sync()
    summary = link.reconcile(push=True)
    sums_hold(summary)
    assert (summary.waiting_before, summary.queued, summary.waiting) == (1, 0, 1)
    assert summary.outcome is Outcome.PARTIAL
    link.target.faults.clear()
    summary = link.reconcile(push=True)
    sums_hold(summary)
    assert (summary.waiting_before, summary.verified, summary.agree) == (1, 1, 3)
    assert open_cases(link) == set()


# ---------------------------------------------------------------- cases over several runs


def test_a_case_is_closed_by_the_run_that_proves_it_gone() -> None:
    link = drifted()
    link.reconcile()
    link.target.desk_edit(code(2), received_at=datetime(2026, 3, 2, 8, 15, tzinfo=ZONE))
    link.target.desk_remove("H13.22-260303-0077")
    summary = link.reconcile()
    sums_hold(summary)
    assert open_cases(link) == DRIFT - {(code(2), "received_at_differs"), ("H13.22-260303-0077", "only_in_target")}
    assert len([line for line in link.lines if line["event"] == "mismatch.closed"]) == 2


def test_a_dossier_entered_at_last_under_the_other_form_of_its_code_closes_its_case() -> None:
    link = in_sync(2)
    entered = by_hand(link, "000.00.22.H13-260303-0009")
    link.target.desk_enter(entered)
    link.reconcile()
    assert open_cases(link) == {(entered.code, "only_in_target")}
    link.source.put(row(9, so_ho_so="H13.22-260303-0009", ngay_nhan="03/03/2026 08:15:00"))
    summary = link.reconcile()
    sums_hold(summary)
    assert not [case for case in open_cases(link) if case[1] == "only_in_target"]


def test_a_dossier_that_left_every_side_takes_its_cases_with_it() -> None:
    link = drifted()
    link.reconcile()
    link.source.remove(code(3))
    link.source.remove(code(8))
    link.reconcile()
    assert open_cases(link) == DRIFT - {(code(3), "only_in_source"), (code(8), "only_in_source")}


def test_young_facts_open_nothing_and_close_nothing() -> None:
    link = in_sync(2)
    link.policy = replace(link.policy, create="hold")
    received_today = {"luc": "09/03/2026 09:00:00", "tt": "dang_xu_ly"}
    link.source.put(
        row(3, updated="2026-03-09T09:00:00+07:00", qua_trinh=[received_today], ngay_nhan=received_today["luc"])
    )
    summary = link.reconcile()
    sums_hold(summary)
    assert open_cases(link) == set()
    assert (summary.union, summary.comparable, summary.agree) == (3, 2, 2)
    link.sync()
    assert open_cases(link) == {(code(3), "only_in_source")}
    link.reconcile()
    assert open_cases(link) == {(code(3), "only_in_source")}


# ---------------------------------------------------------------- how much of it


def test_single_dossiers_are_asked_for_one_by_one_and_are_no_measure() -> None:
    link = drifted()
    before = link.target.requests
    summary = link.reconcile(dossiers=(code(3), "H13.22-260303-0077"))
    sums_hold(summary)
    assert open_cases(link) == {(code(3), "only_in_source"), ("H13.22-260303-0077", "only_in_target")}
    assert (summary.read, summary.union) == (1, 2)
    assert link.target.requests - before < 12
    assert link.store.progress(LINK).last_reconcile is None


def test_a_window_takes_in_its_days_and_nothing_else() -> None:
    link = drifted()
    summary = link.reconcile(since=datetime(2026, 3, 3).date(), until=datetime(2026, 3, 4).date())  # noqa: DTZ001
    sums_hold(summary)
    assert open_cases(link) == {("H13.22-260303-0077", "only_in_target")}
    assert (summary.read, summary.union, summary.target) == (0, 1, 1)
    assert link.store.progress(LINK).last_reconcile is None


def test_a_window_before_the_scope_says_so() -> None:
    link = in_sync(1)
    link.scope = Scope(received_from=datetime(2026, 3, 1).date())  # noqa: DTZ001
    summary = link.reconcile(until=datetime(2026, 2, 1).date())  # noqa: DTZ001
    assert summary.outcome is Outcome.FAILED
    assert summary.error is not None
    assert "01/02/2026" in summary.error.what


def test_a_wrong_day_of_receipt_keeps_no_side_from_being_found() -> None:
    link = drifted()
    link.reconcile(since=datetime(2026, 3, 2).date())  # noqa: DTZ001
    assert (code(2), "received_at_differs") in open_cases(link)


def test_out_of_scope_and_unreadable_rows_are_counted_and_are_no_mismatch() -> None:
    link = drifted()
    link.reconcile()
    link.scope = Scope(received_from=datetime(2026, 3, 3).date())  # noqa: DTZ001
    link.source.put(row(9, ngay_nhan="31/02/2026"))
    summary = link.reconcile()
    sums_hold(summary)
    assert (summary.read, summary.out_of_scope, summary.rejected) == (8, 7, 1)
    assert open_cases(link) == {("H13.22-260303-0077", "only_in_target")}


def test_thirty_scheduled_nights_look_at_every_closed_dossier_once() -> None:
    link = closed(40)
    looked: list[int] = []
    for _ in range(30):
        summary = link.reconcile(rotate=True, push=True)
        sums_hold(summary)
        looked.append(summary.union)
        link.clock.pass_(timedelta(days=1))
    assert sum(looked) == 40
    assert max(looked) < 10


def test_open_dossiers_and_cases_are_looked_at_every_night() -> None:
    link = closed(3)
    link.source.put(row(9, updated=f"{link.clock.now().isoformat()}"))
    link.sync()
    link.target.desk_edit(code(2), received_at=datetime(2026, 3, 1, 8, tzinfo=ZONE))
    link.reconcile()
    assert (code(2), "received_at_differs") in open_cases(link)
    for _ in range(3):
        assert link.reconcile(rotate=True).union >= 2
        link.clock.pass_(timedelta(days=1))
    link.target.desk_edit(code(2), received_at=datetime(2026, 3, 2, 8, 15, tzinfo=ZONE))
    link.reconcile(rotate=True)
    assert (code(2), "received_at_differs") not in open_cases(link)


# ---------------------------------------------------------------- a target that cannot list


def test_a_target_that_cannot_list_is_asked_once_per_dossier_and_nothing_is_only_there() -> None:
    link = in_sync(6, knobs=Knobs())
    link.target.desk_enter(by_hand(link))
    before = link.target.requests
    summary = link.reconcile()
    sums_hold(summary)
    assert link.target.requests - before == 6 + 1
    assert (open_cases(link), summary.agree, summary.target) == (set(), 6, 6)


def test_a_case_on_a_target_that_cannot_list_is_looked_up_once_more() -> None:
    link = in_sync(6, knobs=Knobs())
    link.target.desk_remove(code(3))
    summary = link.reconcile()
    sums_hold(summary)
    assert open_cases(link) == {(code(3), "only_in_source")}


def test_a_complete_reconcile_lifts_the_brake_of_a_long_silence() -> None:
    link = in_sync(3)
    link.policy = replace(PUSH, brakes=replace(PUSH.brakes, max_gap=timedelta(days=7)))
    link.clock.pass_(timedelta(days=30))
    finish(link, 1)
    assert link.sync().held == 1
    link.reconcile(since=datetime(2026, 3, 1).date())  # noqa: DTZ001
    finish(link, 2)
    assert link.sync().held == 1
    summary = link.reconcile(push=True)
    sums_hold(summary)
    finish(link, 3)
    summary = link.sync()
    assert (summary.held, summary.verified) == (0, 1)


def test_nights_forget_the_standing_of_what_no_side_has_any_more() -> None:
    link = closed(40)
    link.reconcile()
    assert len(list(link.scales.standings([LINK]))) == 40
    link.source.remove(code(7))
    link.target.desk_remove(code(7))
    link.reconcile(rotate=True)
    remembered = {standing.code for standing in link.scales.standings([LINK])}
    assert (len(remembered), code(7) in remembered) == (39, False)


def test_a_night_that_cannot_find_the_source_forgets_nothing() -> None:
    link = closed(40)
    link.policy = replace(link.policy, brakes=replace(PUSH.brakes, min_share=0.5))
    link.reconcile()
    for number in range(1, 41):
        link.source.remove(code(number))
    assert link.reconcile(rotate=True).outcome is Outcome.PARTIAL
    assert len(list(link.scales.standings([LINK]))) == 40
