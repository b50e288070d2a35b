"""On which sides a dossier stands, what paper adds, and what is too young, unknown or uncovered to be a case."""

from dataclasses import replace
from datetime import timedelta

import pytest

from connector.domain.kinds import Desk, Kind, Severity
from connector.domain.standing import Stand
from connector.domain.status import Status
from connector.ports import Testimony
from support.office_sides import (
    AT_WORK,
    ENTERED,
    FINISHED,
    NOW,
    ON_PAPER,
    RETURNED,
    at,
    dossier,
    entry,
    found,
    judged,
    only,
    reading,
    rules,
    step,
)

# ---------------------------------------------------------------- who has it


def test_sides_that_agree_agree() -> None:
    for told in (AT_WORK, FINISHED, RETURNED):
        whole = judged(dossier(told), dossier(told))
        assert (whole.recorded, whole.pending, whole.stand) == ((), (), Stand.AGREE)


def test_only_the_one_stop_has_it() -> None:
    finding = only(judged(None, dossier(AT_WORK)))
    assert finding.kind is Kind.ONLY_IN_TARGET
    assert "Đang xử lý" in finding.reason("vi")


@pytest.mark.parametrize("status", [Status.REGISTERED, Status.REFUSED])
def test_what_the_desk_never_took_in_need_not_be_in_the_specialized_software(status: Status) -> None:
    whole = judged(None, dossier(AT_WORK, status=status, channel="direct", steps=None))
    assert (found(whole), whole.stand) == ([], Stand.NOT_COMPARABLE)


def test_nothing_is_only_in_the_one_stop_while_the_source_was_not_read_to_its_end() -> None:
    whole = judged(None, dossier(AT_WORK), source_whole=False)
    assert found(whole) == []
    assert Kind.ONLY_IN_TARGET in whole.unproved


def test_nor_where_paper_has_it_open_and_the_result_goes_by_post() -> None:
    unread = {"source_whole": False, "papers": (entry(returned_at=None, return_method="post"),)}
    assert found(judged(None, dossier(RETURNED, return_method="post"), **unread)) == []
    asked = {**unread, "source_whole": True}
    assert found(judged(None, dossier(RETURNED, return_method="post"), **asked)) == [Kind.ONLY_IN_TARGET]


def test_only_the_specialized_software_has_it_and_a_reconcile_opens_that_though_it_will_be_created() -> None:
    whole = judged(dossier(AT_WORK), None)
    assert [finding.kind for finding in whole.recorded] == [Kind.ONLY_IN_SOURCE]
    assert whole.stand is Stand.DIFFERS


def test_nothing_is_only_in_the_source_while_the_one_stop_was_not_asked() -> None:
    assert found(judged(dossier(AT_WORK), None, target_whole=False)) == []


@pytest.mark.parametrize(
    ("source", "target"), [(AT_WORK, None), (None, AT_WORK), (FINISHED, {**AT_WORK, "updated_at": at(29, 12)})]
)
def test_what_is_younger_than_grace_is_on_its_way_and_no_case(source: dict | None, target: dict | None) -> None:
    young = NOW - timedelta(hours=23)
    mine = None if source is None else dossier(source, updated_at=young)
    theirs = None if target is None else dossier(target, updated_at=young)
    whole = judged(mine, theirs)
    assert (whole.recorded, whole.stand) == ((), Stand.PENDING)
    assert [finding.kind for finding in whole.young] in (
        [Kind.ONLY_IN_SOURCE],
        [Kind.ONLY_IN_TARGET],
        [Kind.TARGET_BEHIND],
    )


def test_where_no_record_time_is_told_the_last_step_tells_how_old_a_fact_is_else_the_receipt() -> None:
    by_step = dossier(AT_WORK, updated_at=None, steps=(step(29, 4, 12),))
    by_receipt = dossier(AT_WORK, updated_at=None, steps=None, received_at=at(29, 12), submitted_at=None)
    untold = dossier(AT_WORK, updated_at=None, steps=None, received_at=None)
    assert judged(by_step, None).young
    assert judged(replace(by_receipt, code="K-1"), None).young
    assert found(judged(untold, None)) == [Kind.ONLY_IN_SOURCE]


def test_on_paper_alone() -> None:
    whole = judged(None, None, papers=(entry(),))
    assert only(whole).kind is Kind.PAPER_NOT_ENTERED
    assert "so.xlsx, dòng 7" in only(whole).reason("vi")
    assert found(judged(None, None, papers=(entry(),), target_whole=False)) == []
    assert found(judged(None, None, papers=(entry(received_at=at(30, 0)),))) == []  # entered this morning


def test_on_paper_and_in_one_program_is_one_fact() -> None:
    assert found(judged(dossier(AT_WORK), None, papers=(entry(),), covered=True)) == [Kind.ONLY_IN_SOURCE]
    assert found(judged(None, dossier(AT_WORK), papers=(entry(),), covered=True)) == [Kind.ONLY_IN_TARGET]
    assert found(judged(None, dossier(AT_WORK), covered=True)) == [Kind.ONLY_IN_TARGET]


def test_not_in_the_register_that_covers_it() -> None:
    whole = judged(dossier(AT_WORK), dossier(AT_WORK), covered=True)
    assert only(whole).kind is Kind.NOT_IN_REGISTER


def test_what_no_register_covers_need_not_be_in_one() -> None:
    assert found(judged(dossier(AT_WORK), dossier(AT_WORK), covered=False)) == []


@pytest.mark.parametrize("status", [Status.REGISTERED, Status.REFUSED])
def test_what_was_never_taken_in_is_in_no_register(status: Status) -> None:
    told = dossier(AT_WORK, status=status, steps=None)
    assert found(judged(told, told, covered=True)) == []


def test_a_missing_line_and_a_return_that_nobody_signed_for_are_one_fact() -> None:
    assert found(judged(dossier(FINISHED), dossier(RETURNED), covered=True)) == [Kind.NOT_IN_REGISTER]


# ---------------------------------------------------------------- handed over or not


def test_handed_over_in_fact_and_not_closed() -> None:
    finding = only(judged(dossier(FINISHED), dossier(FINISHED), papers=(entry(returned_at=at(18, 0)),)))
    assert (finding.kind, finding.severity) == (Kind.RETURNED_NOT_CLOSED, Severity.HIGH)
    assert "đã trả ngày 18/08/2022" in finding.reason("vi")


def test_a_signature_is_a_return_too() -> None:
    whole = judged(dossier(FINISHED), dossier(FINISHED), papers=(entry(signed=True),))
    assert found(whole) == [Kind.RETURNED_NOT_CLOSED]


def test_it_is_graver_where_everybody_reads_that_it_is_overdue() -> None:
    late = dossier(AT_WORK, due_at=at(19, 17))
    paper = entry(returned_at=at(18, 0), due_at=at(19, 0))
    assert only(judged(late, late, papers=(paper,))).severity is Severity.CRITICAL


def test_handed_over_this_morning_the_program_may_still_follow() -> None:
    whole = judged(dossier(FINISHED), dossier(FINISHED), papers=(entry(returned_at=at(30, 0)),))
    assert (found(whole), whole.stand) == ([], Stand.PENDING)


def test_the_day_of_return_is_part_of_a_return_that_was_not_closed() -> None:
    fetched = dossier(FINISHED, returned_at=at(18), updated_at=at(18))
    assert found(judged(fetched, dossier(FINISHED), papers=(entry(returned_at=at(18, 0)),))) == [
        Kind.RETURNED_NOT_CLOSED
    ]


def test_paper_overrules_what_the_programs_say_of_each_other() -> None:
    whole = judged(dossier(FINISHED), dossier(AT_WORK), papers=(entry(returned_at=at(18, 0)),))
    assert found(whole) == [Kind.RETURNED_NOT_CLOSED]


def test_returned_by_the_program_and_not_in_fact() -> None:
    whole = judged(dossier(FINISHED), dossier(RETURNED), papers=(entry(),))
    assert (only(whole).kind, only(whole).desk) == (Kind.CLOSED_NOT_RETURNED, Desk.ONE_STOP)


def test_only_the_specialized_software_says_that_it_was_returned() -> None:
    whole = judged(dossier(RETURNED), dossier(FINISHED), papers=(entry(),))
    assert (only(whole).kind, only(whole).desk) == (Kind.CLOSED_NOT_RETURNED, Desk.DIVISION)


@pytest.mark.parametrize("method", ["post", "electronic", None])
def test_only_a_result_handed_over_at_the_counter_is_signed_for(method: str | None) -> None:
    by_post = dossier(RETURNED, return_method=method)
    finished = dossier(FINISHED, return_method=method)
    whole = judged(finished, by_post, papers=(entry(return_method=method),))
    assert Kind.CLOSED_NOT_RETURNED not in found(whole)


def test_a_register_that_does_not_tell_returns_says_nothing_of_them() -> None:
    silent = entry(readable=ON_PAPER - {"returned_at"})
    assert found(judged(dossier(FINISHED), dossier(RETURNED), papers=(silent,))) == []
    assert found(judged(dossier(FINISHED), dossier(AT_WORK), papers=(silent,))) == [Kind.TARGET_BEHIND]


def test_the_control_slip_says_that_the_work_ended_long_before_either_program_does() -> None:
    def slip(day: int) -> Testimony:
        told = dossier({"code": ENTERED["code"]}, steps=(step(day, 9),))
        return Testimony(dossier=told, readable=frozenset({"steps"}), where="phieu.xlsx")

    sides = (dossier(AT_WORK), dossier(AT_WORK))
    assert found(judged(*sides, papers=(entry(),), slip=slip(15))) == [Kind.RECORDED_LATE]
    assert found(judged(*sides, papers=(entry(),), slip=slip(29))) == []  # on record within a working day


def test_paper_bears_the_one_stop_out() -> None:
    whole = judged(dossier(AT_WORK), dossier(RETURNED), papers=(entry(returned_at=at(18, 0)),))
    assert only(whole).kind is Kind.TARGET_AHEAD


# ---------------------------------------------------------------- days on paper


def test_a_wrong_day_of_receipt_is_one_case_whichever_sides_show_it() -> None:
    source, target = dossier(FINISHED), dossier(FINISHED)
    other = {"received_at": at(4, 9), "submitted_at": at(5, 9)}
    early = {"finished_at": at(3, 8), "received_at": at(4, 10), "steps": None, "updated_at": at(4, 9)}
    due = {"due_at": at(24, 17)}
    for whole in (
        judged(source, target, papers=(entry(received_at=at(4, 0)),)),
        judged(source, replace(target, **other), papers=(entry(),)),
        judged(replace(source, **other), replace(target, **other), papers=(entry(),)),
        judged(source, replace(target, **other, **due), papers=(entry(),)),
        judged(replace(source, **early), replace(target, **early), papers=(entry(),)),
    ):
        assert found(whole) == [Kind.RECEIVED_AT_DIFFERS]
        assert only(whole).paper is not None


def test_the_day_that_one_program_shares_with_paper_is_no_case_of_its_own() -> None:
    quiet = rules(compare={"status": "value"})
    whole = judged(dossier(AT_WORK), dossier(AT_WORK, received_at=at(4, 9)), papers=(entry(),), under=quiet)
    assert found(whole) == []


def test_a_due_day_that_neither_program_tells() -> None:
    whole = judged(dossier(AT_WORK), dossier(AT_WORK), papers=(entry(due_at=at(25, 0)),))
    assert only(whole).kind is Kind.DUE_AT_DIFFERS
    assert "25/08/2022" in only(whole).reason("vi")


def test_the_register_keeps_the_appointment_that_was_printed_before_a_pause() -> None:
    paused = {"steps": (step(5, 2, 9), step(8, 4), step(10, 5), step(24, 4))}
    told = dossier(AT_WORK, **paused)
    assert found(judged(told, told, papers=(entry(due_at=at(17, 0)),))) == []


def test_paper_is_right_about_the_day_of_return() -> None:
    whole = judged(dossier(RETURNED), dossier(RETURNED), papers=(entry(returned_at=at(17, 0)),))
    assert (only(whole).kind, only(whole).field, only(whole).paper) == (Kind.FIELD_DIFFERS, "returned_at", "17/08/2022")
    assert found(judged(dossier(RETURNED), dossier(RETURNED), papers=(entry(returned_at=at(18, 0)),))) == []


def test_a_one_stop_that_does_not_tell_the_day_of_return_is_not_blamed_for_it() -> None:
    target = reading(dossier(RETURNED, returned_at=None), unreadable=frozenset({"returned_at"}))
    assert found(judged(dossier(FINISHED), target, papers=(entry(returned_at=at(18, 0)),))) == []


def test_two_lines_of_the_register_that_contradict_each_other_say_nothing_of_a_day() -> None:
    lines = (entry(), entry(received_at=at(2, 0)))
    assert found(judged(dossier(AT_WORK), dossier(AT_WORK), papers=lines)) == []


def test_another_applicant_in_the_register() -> None:
    told = dossier(AT_WORK)
    finding = only(judged(told, told, papers=(entry(applicant_name="Lê Văn Thử"),)))
    assert (finding.kind, finding.field) == (Kind.APPLICANT_DIFFERS, "applicant_name")


@pytest.mark.parametrize("name", ["TRẦN THỊ THỬ", "Nguyễn Văn Nộp", None])
def test_the_register_may_name_whoever_handed_it_in_or_write_in_capitals(name: str | None) -> None:
    told = dossier(AT_WORK, submitter_name="Nguyễn Văn Nộp")
    assert found(judged(told, told, papers=(entry(applicant_name=name),))) == []


def test_a_company_may_be_shortened_in_the_register() -> None:
    told = dossier(AT_WORK, applicant_name="Công ty TNHH một thành viên Thử Nghiệm Việt Nam", applicant_type="business")
    assert found(judged(told, told, papers=(entry(applicant_name="Cty TNHH MTV thử nghiệm VN"),))) == []


def test_a_number_on_paper_counts_more_than_a_name() -> None:
    told = dossier(AT_WORK)
    other = entry(applicant_name="Trần Thị Thử", applicant_id="000190000002")
    same = entry(applicant_name="Trần T. Thử", applicant_id="000190000001")
    assert only(judged(told, told, papers=(other,))).severity is Severity.HIGH
    assert found(judged(told, told, papers=(same,))) == []


@pytest.mark.parametrize("first", [True, False])
def test_a_second_entry_under_the_code_that_names_somebody_else_is_told(*, first: bool) -> None:
    told, own, other = dossier(AT_WORK), entry(), entry(applicant_name="Lê Văn Thử")
    finding = only(judged(told, told, papers=(own, other) if first else (other, own)))
    assert (finding.kind, finding.paper) == (Kind.APPLICANT_DIFFERS, "Lê Văn Thử")
    assert found(judged(told, told, papers=(own, own))) == []


def test_another_procedure_on_paper() -> None:
    told = dossier(AT_WORK)
    assert found(judged(told, told, papers=(entry(procedure_code="1.009749"),))) == [Kind.PROCEDURE_DIFFERS]
    assert found(judged(told, told, papers=(entry(procedure_code="1.000001"),))) == [Kind.PROCEDURE_SUPERSEDED]
    assert found(judged(told, told, papers=(entry(procedure_name="Tên viết tay"),))) == []


def test_what_was_not_heard_this_time_proves_nothing_gone() -> None:
    told = dossier(AT_WORK)
    silent = judged(told, told)
    assert {Kind.RETURNED_NOT_CLOSED, Kind.NOT_IN_REGISTER, Kind.STATUS_LAUNDERED} <= silent.unproved
    portal = Testimony(dossier=told, readable=frozenset({"code", "status"}), where="Cổng DVCQG")
    heard = judged(told, told, papers=(entry(),), portal=portal)
    assert not heard.unproved & {Kind.RETURNED_NOT_CLOSED, Kind.NOT_IN_REGISTER, Kind.STATUS_LAUNDERED}


def test_a_further_program_without_a_state_or_an_answer_proves_nothing_gone() -> None:
    told = dossier(AT_WORK)
    tells = Testimony(dossier=told, readable=frozenset({"code", "status"}), where="xuat.xlsx")
    untold = replace(tells, dossier=replace(told, status=None), readable=frozenset({"code"}))
    assert Kind.STATUS_LAUNDERED not in judged(told, told, exports=(tells,)).unproved
    for sides in ({"exports": (tells, untold)}, {"exports": (tells,), "unheard": True}, {"exports": (untold,)}):
        assert Kind.STATUS_LAUNDERED in judged(told, told, **sides).unproved


def test_the_due_day_presses_only_while_the_work_is_not_over() -> None:
    assert judged(dossier(AT_WORK), dossier(AT_WORK)).due == at(31).date()
    assert judged(dossier(FINISHED), dossier(AT_WORK)).due is None
