"""Kinds that one side shows by itself, and the portal: each found, and each near miss left alone."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from connector.domain.calendar import WorkingCalendar
from connector.domain.dossier import Document, Dossier
from connector.domain.kinds import Kind, Severity
from connector.domain.status import Status
from connector.ports import Side, Testimony
from connector.reconcile.transitions import MOVES
from connector.reconcile.whole import Whole, suspect
from support.office_sides import (
    AT_WORK,
    CALENDAR,
    FINISHED,
    NOW,
    RETURNED,
    TELLS,
    at,
    dossier,
    entry,
    found,
    judged,
    only,
    rules,
    step,
)


def alike(told: Dossier, **sides: Any) -> Whole:
    """Both programs tell the same."""
    return judged(told, told, **sides)


def seen(told: Dossier) -> list[Kind]:
    return found(alike(told))


# ---------------------------------------------------------------- the day in the code


def test_a_code_that_carries_neither_the_day_of_receipt_nor_of_submission() -> None:
    told = dossier(AT_WORK, received_at=at(9, 9), submitted_at=at(8, 9), steps=None)
    assert only(alike(told)).identity == (Kind.RECEIVED_AT_DIFFERS, "code")


@pytest.mark.parametrize(
    "days",
    [
        {"received_at": at(8, 9), "submitted_at": at(5, 23)},  # handed in on line on Friday night
        {"received_at": at(5, 9), "submitted_at": at(4, 9)},
        {"received_at": at(8, 9), "submitted_at": None, "channel": "online"},  # the day of submission is not told
        {"received_at": at(8, 9), "submitted_at": None, "channel": None},
        {"received_at": None, "submitted_at": at(4, 9)},
        {"received_at": at(1, 9), "submitted_at": at(1, 9), "code": "BQL-17/2022"},  # a code of the vendor's own form
    ],
)
def test_a_code_whose_day_is_borne_out_or_cannot_be_checked(days: dict[str, Any]) -> None:
    assert seen(dossier(AT_WORK, steps=None, **days)) == []


def test_a_code_younger_than_the_receipt_is_wrong_whenever_it_was_submitted() -> None:
    told = dossier(AT_WORK, received_at=at(4, 9), submitted_at=None, channel="online", steps=None)
    assert seen(told) == [Kind.RECEIVED_AT_DIFFERS]


# ---------------------------------------------------------------- before it came


def test_finished_before_it_was_received() -> None:
    told = dossier(FINISHED, finished_at=at(3), steps=None, updated_at=at(4, 9))
    assert only(alike(told)).identity == (Kind.FINISHED_BEFORE_RECEIVED, "finished_at")
    returned = dossier(RETURNED, finished_at=None, returned_at=at(4), steps=None, updated_at=None)
    assert only(alike(returned)).identity == (Kind.FINISHED_BEFORE_RECEIVED, "returned_at")


@pytest.mark.parametrize("finished", [at(5, 8), at(5, 0), None])
def test_finished_on_the_day_it_came_or_nobody_knows_when(finished: datetime | None) -> None:
    assert seen(dossier(FINISHED, finished_at=finished, steps=None, updated_at=at(5, 11))) == []


# ---------------------------------------------------------------- changes of state


@pytest.mark.parametrize(
    "states",
    [
        (2, 4, 5, 9),
        (2, 4, 10),
        (1, 4),
        (2, 4, 2, 4),
        (2, 9, 10, 4),
        (2, 7, 4),
    ],
)
def test_a_move_that_is_not_allowed(states: tuple[int, ...]) -> None:
    finding = only(alike(_through(*states)))
    assert finding.identity == (Kind.ILLEGAL_TRANSITION, "steps")
    assert "→" in str(finding.source)


@pytest.mark.parametrize(
    "states",
    [
        (2, 4, 4, 4, 9, 10),  # repeats are no moves
        (2, 9),
        (1, 2, 9),
        (2, 10),
        (2, 4, 9, 4, 9, 10),  # corrected
        (2, 4, 5, 4, 6, 4, 9),  # paused and resumed
        (2, 4, 8, 4, 9),
        (2, 5, 6, 4),
        (1, 3),
        (1, 2, 7),
    ],
)
def test_skips_corrections_pauses_and_resumes_are_allowed(states: tuple[int, ...]) -> None:
    assert seen(_through(*states)) == []


def test_a_returned_result_may_be_taken_back_to_be_corrected_with_its_reason() -> None:
    told = _through(2, 4, 9, 10, 4)
    *before, last = told.steps or ()
    assert seen(told) == [Kind.ILLEGAL_TRANSITION]
    assert seen(replace(told, steps=(*before, replace(last, content="Đính chính tên chủ hồ sơ")))) == []


def test_only_a_complete_list_of_steps_is_judged() -> None:
    wrong = _through(2, 4, 2, 4)
    steps = wrong.steps or ()
    assert seen(replace(wrong, steps=steps[1:])) == []  # the beginning is missing
    assert seen(replace(wrong, steps=steps[:-1])) == []  # it does not end where the dossier is
    assert seen(replace(wrong, steps=(*steps[:2], replace(steps[2], status=None), steps[3]))) == []
    assert seen(replace(wrong, steps=None)) == []
    assert seen(replace(wrong, steps=())) == []


def test_steps_told_at_one_moment_are_taken_in_the_order_of_the_way() -> None:
    at_once = (step(5, 9, 9), step(5, 2, 9), step(5, 1, 9))
    told = dossier(FINISHED, steps=at_once, finished_at=at(5, 9), updated_at=at(5, 9))
    assert seen(told) == []


def test_the_one_stops_own_list_counts_only_where_the_source_tells_none() -> None:
    wrong, silent = _through(2, 4, 2, 4), dossier(AT_WORK, steps=None)
    assert found(judged(silent, wrong)) == [Kind.ILLEGAL_TRANSITION]
    assert Kind.ILLEGAL_TRANSITION not in found(judged(dossier(AT_WORK), wrong))


def test_every_state_has_its_moves_and_ended_ones_have_none() -> None:
    assert set(MOVES) == set(Status)
    assert {status for status, moves in MOVES.items() if not moves} == {
        Status.REFUSED,
        Status.WITHDRAWN,
        Status.RETURNED,
    }


def _through(*states: int) -> Dossier:
    """A dossier that went this way, a step a working day."""
    days = (5, 8, 9, 10, 11, 12, 15, 16, 17)
    steps = tuple(step(day, status) for day, status in zip(days, states, strict=False))
    last = steps[-1].at
    more = {"finished_at": last} if states[-1] == 9 else {}
    online = {"channel": "online"} if states[0] == 1 else {}
    return dossier(AT_WORK, status=states[-1], steps=steps, updated_at=last, **more, **online)


# ---------------------------------------------------------------- results and signatures

PAPER_IN = Document(name="Đơn.pdf", digest="a1", file_id="7")
RESULT = Document(name="Giấy phép.pdf", digest="b2", file_id="8")


def test_finished_without_a_result() -> None:
    assert seen(dossier(FINISHED, results=())) == [Kind.RESULT_MISSING]


def test_a_paper_handed_in_is_no_result() -> None:
    assert seen(dossier(FINISHED, results=(replace(PAPER_IN, name="KQ.pdf"),), documents=(PAPER_IN,))) == [
        Kind.RESULT_MISSING
    ]


@pytest.mark.parametrize(
    "told",
    [
        dossier(FINISHED, results=None),  # not mapped: unknown
        dossier(FINISHED, results=(RESULT,), documents=(PAPER_IN,)),
        dossier(FINISHED, results=(RESULT, PAPER_IN), documents=(PAPER_IN,)),  # the papers are kept beside it
        dossier(FINISHED, results=(Document(name="Đơn.pdf"),), documents=(Document(name="Đơn.pdf"),)),
        dossier(AT_WORK, results=()),
    ],
)
def test_a_result_that_is_there_is_not_told_or_is_not_due_yet(told: Dossier) -> None:
    assert seen(told) == []


def test_results_of_the_one_stop_alone_say_nothing() -> None:
    assert found(judged(dossier(FINISHED, results=(RESULT,)), dossier(FINISHED, results=()))) == []


def test_an_unsigned_receipt() -> None:
    assert seen(dossier(AT_WORK, receipt_signed=False)) == [Kind.RECEIPT_UNSIGNED]


def test_a_receipt_that_was_signed_is_not_told_or_was_never_given() -> None:
    assert seen(dossier(AT_WORK, receipt_signed=True)) == []
    assert seen(dossier(AT_WORK, receipt_signed=None)) == []
    assert seen(dossier(AT_WORK, receipt_signed=False, status=Status.REGISTERED, steps=None)) == []
    signed_there = judged(dossier(AT_WORK, receipt_signed=False), dossier(AT_WORK, receipt_signed=True))
    assert found(signed_there) == []  # the desk signs, and the one-stop knows


# ---------------------------------------------------------------- late


LATE = dossier(AT_WORK, due_at=at(19, 17))


def test_overdue_without_a_letter_of_apology() -> None:
    assert seen(replace(LATE, apologised=False)) == [Kind.OVERDUE_WITHOUT_APOLOGY]
    finished_late = dossier(FINISHED, due_at=at(12, 17), apologised=False)
    assert seen(finished_late) == [Kind.OVERDUE_WITHOUT_APOLOGY]
    in_the_book = judged(LATE, LATE, papers=(entry(due_at=at(19, 0), apologised=False),))
    assert found(in_the_book) == [Kind.OVERDUE_WITHOUT_APOLOGY]


@pytest.mark.parametrize(
    "told",
    [
        replace(LATE, apologised=None),  # no side tells letters
        replace(LATE, apologised=True),
        dossier(AT_WORK, apologised=False),  # not overdue
        replace(LATE, due_at=None, apologised=False),
        dossier(AT_WORK, due_at=at(19, 17), status=5, steps=(step(5, 2, 9), step(8, 5)), apologised=False),
    ],
)
def test_no_apology_is_owed_or_none_is_told_of(told: Dossier) -> None:
    assert seen(told) == []


def test_a_letter_that_one_side_tells_is_a_letter() -> None:
    assert found(judged(replace(LATE, apologised=False), replace(LATE, apologised=True))) == []


def test_an_online_dossier_that_nobody_received() -> None:
    waiting = dossier(AT_WORK, status=1, channel="online", submitted_at=at(26, 9), received_at=None, steps=None)
    assert seen(waiting) == [Kind.RECEIVED_LATE]
    assert found(judged(None, waiting)) == [Kind.RECEIVED_LATE]


@pytest.mark.parametrize(
    "changes",
    [
        {"submitted_at": at(29, 9)},  # yesterday: until this evening
        {"submitted_at": None},
        {"channel": "direct"},
        {"channel": None},
        {"status": 2, "received_at": at(29, 9)},
    ],
)
def test_an_online_dossier_in_time_received_or_not_known_to_be_online(changes: dict[str, Any]) -> None:
    values = {"status": 1, "channel": "online", "submitted_at": at(26, 9), "received_at": None, "steps": None}
    waiting = dossier(AT_WORK, code="V-1", **(values | changes))
    assert seen(waiting) == []


def test_a_receipt_is_late_by_working_days() -> None:
    friday = dossier(AT_WORK, status=1, channel="online", submitted_at=at(26, 9), received_at=None, steps=None)
    assert found(judged(friday, friday, now=at(29, 16))) == []  # Monday is the next working day
    holiday = WorkingCalendar({at(29).date(): False})
    assert found(judged(friday, friday, calendar=holiday)) == []


def test_put_on_record_late() -> None:
    finding = only(alike(dossier(FINISHED, updated_at=at(19, 9))))
    assert finding.kind is Kind.RECORDED_LATE
    assert "15/08/2022" in finding.reason("vi")
    assert "19/08/2022" in finding.reason("vi")


@pytest.mark.parametrize(
    "told",
    [
        dossier(FINISHED, updated_at=at(16, 17)),  # the next working day
        dossier(FINISHED, updated_at=None),
        dossier(FINISHED, finished_at=None, steps=None, updated_at=at(19, 9)),  # nobody knows when it ended
        dossier(RETURNED, updated_at=at(19, 9)),  # touched for the return
        dossier(FINISHED, updated_at=at(19, 9), steps=(step(5, 2, 9), step(15, 9), step(19, 9, 8))),
        dossier(AT_WORK, updated_at=at(19, 9)),  # at work: rows are touched for a hundred reasons
        dossier(FINISHED, updated_at=at(19, 9, month=12)),  # a touch months later
    ],
)
def test_a_record_in_time_or_a_later_touch_of_the_row(told: Dossier) -> None:
    late = at(20, 9, month=12)
    assert found(judged(told, told, now=late if told.updated_at and told.updated_at.month == 12 else NOW)) == []


def test_a_one_stop_that_showed_the_end_before_the_row_was_touched() -> None:
    target = dossier(FINISHED, updated_at=at(16, 8))
    assert found(judged(dossier(FINISHED, updated_at=at(19, 9)), target)) == []


def test_a_late_record_is_part_of_a_state_that_the_sides_do_not_share_yet() -> None:
    source = dossier(FINISHED, updated_at=at(19, 9))
    assert found(judged(source, dossier(AT_WORK))) == [Kind.TARGET_BEHIND]
    overdue = dossier(AT_WORK, due_at=at(19, 17))
    backdated = judged(replace(source, due_at=at(19, 17), updated_at=at(29, 9)), overdue)
    assert found(backdated) == [Kind.FINISH_BACKDATED, Kind.TARGET_BEHIND]


# ---------------------------------------------------------------- the portal


def portal(status: int, *, steps: tuple[Any, ...] | None = None) -> Testimony:
    told = dossier({"code": AT_WORK["code"]}, status=status, steps=steps)
    return Testimony(dossier=told, readable=TELLS, where="Cổng DVCQG")


def standing(status: int) -> Dossier:
    return dossier(AT_WORK, status=status, steps=(step(5, 2, 9), step(8, 4), step(10, status)))


@pytest.mark.parametrize("status", [5, 6, 8])
def test_a_dossier_that_stands_still_was_made_to_look_finished(status: int) -> None:
    finding = only(alike(standing(status), portal=portal(9)))
    assert (finding.kind, finding.severity) == (Kind.STATUS_LAUNDERED, Severity.HIGH)
    assert "Đã xử lý xong" in finding.reason("vi")


def test_a_closing_row_that_nobody_knows_of() -> None:
    told = portal(4, steps=(step(5, 2, 9), step(9, 9), step(10, 4)))
    assert found(alike(dossier(AT_WORK), portal=told)) == [Kind.STATUS_LAUNDERED]


def test_a_dossier_without_a_due_date_was_closed_on_its_way() -> None:
    assert found(alike(dossier(AT_WORK, due_at=None), portal=portal(9))) == [Kind.STATUS_LAUNDERED]


@pytest.mark.parametrize("status", [5, 6, 8])
def test_a_portal_that_shows_the_pause_is_honest(status: int) -> None:
    assert found(alike(standing(status), portal=portal(status))) == []


def test_a_portal_that_only_lags_is_honest() -> None:
    corrected = dossier(AT_WORK, status=5, steps=(step(5, 2, 9), step(9, 9), step(10, 4), step(11, 5)))
    assert found(alike(corrected, portal=portal(9))) == []  # it was finished once
    fresh = dossier(AT_WORK, status=5, steps=(step(5, 2, 9), step(8, 4), step(30, 5, 8)), updated_at=at(30, 8))
    assert found(alike(fresh, portal=portal(9))) == []  # paused this morning
    assert found(alike(dossier(FINISHED), portal=portal(9))) == []
    assert found(alike(dossier(AT_WORK), portal=portal(9))) == []  # the portal alone never proves an end


# ---------------------------------------------------------------- values nobody understands, and the slice


def test_a_word_that_nobody_has_given_a_meaning() -> None:
    strange = dossier(AT_WORK, status=None, unknown={"status": "liên thông"})
    assert Kind.UNKNOWN_VALUE in found(judged(strange, dossier(AT_WORK)))
    assert Kind.UNKNOWN_VALUE in found(judged(None, strange))
    assert seen(dossier(AT_WORK)) == []


def test_one_side_alone_says_whether_it_is_worth_judging() -> None:
    unsigned = dossier(AT_WORK, receipt_signed=False)
    for side in (Side.SOURCE, Side.TARGET):
        assert suspect(unsigned, side, rules(), CALENDAR, NOW)
        assert not suspect(dossier(AT_WORK), side, rules(), CALENDAR, NOW)
    assert not suspect(unsigned, Side.PAPER, rules(), CALENDAR, NOW)
