"""Kinds that source and target show together: each found, and what only looks like one left alone."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from connector.domain.calendar import WorkingCalendar
from connector.domain.catalogue import Procedure, TermUnit
from connector.domain.codes import procedure_key
from connector.domain.dossier import Document, Dossier, Fee
from connector.domain.kinds import Kind, Severity
from connector.domain.link import Rules
from connector.domain.standing import Stand
from support.office_sides import (
    AT_WORK,
    CALENDAR,
    CATALOGUES,
    FINISHED,
    RETURNED,
    at,
    dossier,
    found,
    judged,
    only,
    reading,
    rules,
    step,
)

HOLIDAYS = WorkingCalendar({date(2022, 8, 10): False, date(2022, 8, 11): False})


def between(source: dict[str, Any], target: dict[str, Any], **more: Any) -> list[Kind]:
    return found(judged(dossier(AT_WORK, **source), dossier(AT_WORK, **target), **more))


def comparing(*names: str, **catalogue: Any) -> Rules:
    told = rules(compare=dict.fromkeys(("status", "steps", *names), "value"))
    return replace(told, catalogues=replace(CATALOGUES, **catalogue))


def known(**procedure: Any) -> dict[str, tuple[Procedure, ...]]:
    line = Procedure(code="1.009748", **procedure)
    return {procedure_key(line.code): (line,)}


# ---------------------------------------------------------------- days


def test_days_of_receipt() -> None:
    assert between({}, {"received_at": at(8, 9)}) == [Kind.RECEIVED_AT_DIFFERS]
    assert between({}, {"received_at": at(5, 16)}) == []  # the same day


def test_seven_hours_are_another_time_zone() -> None:
    shifted = at(31, 17) + timedelta(hours=7)
    assert between({}, {"due_at": shifted}) == [Kind.TIME_ZONE_SHIFT]
    assert between({"due_at": at(31, 17) + timedelta(seconds=20)}, {"due_at": shifted}) == [Kind.TIME_ZONE_SHIFT]
    assert between({}, {"due_at": at(31, 17) + timedelta(hours=8)}) == [Kind.DUE_AT_DIFFERS]


def test_due_days() -> None:
    assert between({}, {"due_at": at(29, 17)}) == [Kind.DUE_AT_DIFFERS]
    assert between({}, {"due_at": at(31, 8)}) == []


def test_due_days_across_a_pause() -> None:
    paused = {"steps": (step(5, 2, 9), step(8, 4), step(10, 5), step(12, 4))}
    assert between(paused, {**paused, "due_at": at(29, 17)}) == [Kind.DUE_AT_EXPLAINED]
    assert between(paused, {**paused, "due_at": at(26, 17)}) == [Kind.DUE_AT_DIFFERS]


def test_due_days_with_and_without_the_holidays() -> None:
    counted = {"due_at": at(18, 17)}  # seven working days after the fifth, two holidays among them
    assert between(counted, {"due_at": at(16, 17)}, calendar=HOLIDAYS) == [Kind.DUE_AT_EXPLAINED]
    assert between(counted, {"due_at": at(17, 17)}, calendar=HOLIDAYS) == [Kind.DUE_AT_DIFFERS]


def test_due_days_of_what_came_in_after_hours() -> None:
    evening = {"received_at": at(5, 18), "submitted_at": at(5, 18), "steps": None}
    term = comparing("due_at", procedure_lines=known(term=7, unit=TermUnit.WORKING_DAY))
    mine, theirs = {**evening, "due_at": at(16, 17)}, {**evening, "due_at": at(17, 17)}
    assert between(mine, theirs, under=term) == [Kind.DUE_AT_EXPLAINED]
    in_time = {"received_at": at(5, 9)}
    assert between({**mine, **in_time}, {**theirs, **in_time}, under=term) == [Kind.DUE_AT_DIFFERS]
    assert between(mine, theirs) == [Kind.DUE_AT_DIFFERS]  # the catalogue does not tell the term
    other = comparing("due_at", procedure_lines=known(term=9, unit=TermUnit.WORKING_DAY))
    assert between(mine, theirs, under=other) == [Kind.DUE_AT_DIFFERS]
    calendar_days = comparing("due_at", procedure_lines=known(term=11, unit=TermUnit.DAY))
    assert between(mine, theirs, under=calendar_days) == [Kind.DUE_AT_DIFFERS]
    hours = comparing("due_at", procedure_lines=known(term=50, unit=TermUnit.HOUR))
    assert between(mine, theirs, under=hours) == [Kind.DUE_AT_EXPLAINED]


# ---------------------------------------------------------------- states


def test_a_state_brings_its_days_and_steps() -> None:
    whole = judged(dossier(FINISHED), dossier(AT_WORK))
    assert (found(whole), whole.stand) == ([Kind.TARGET_BEHIND], Stand.DIFFERS)


def test_returning_is_the_desks_fact() -> None:
    assert found(judged(dossier(FINISHED), dossier(RETURNED))) == []


def test_the_one_stop_is_ahead_paused_or_has_ended_it() -> None:
    ahead = judged(dossier(AT_WORK), dossier(FINISHED))
    assert Kind.TARGET_AHEAD in found(ahead)
    paused = dossier(AT_WORK, status=5, steps=(step(5, 2, 9), step(8, 4), step(10, 5)))
    assert found(judged(paused, dossier(AT_WORK))) == [Kind.PAUSED_ON_ONE_SIDE]
    withdrawn = dossier(AT_WORK, status=7, steps=(step(5, 2, 9), step(8, 4), step(10, 7)))
    assert found(judged(dossier(AT_WORK), withdrawn)) == [Kind.ENDED_ON_ONE_SIDE]


def test_a_missing_step_of_a_state_on_which_both_agree() -> None:
    short = {"steps": (step(8, 4),)}
    assert between({}, short) == [Kind.STEPS_MISSING]
    assert between(short, {}) == []  # a further step of the desk's own is none of ours
    silent = reading(dossier(AT_WORK, steps=None), unreadable=frozenset({"steps"}))
    assert found(judged(dossier(AT_WORK), silent)) == []


# ---------------------------------------------------------------- codes


def test_procedures() -> None:
    assert between({}, {"procedure_code": "1.009749"}) == [Kind.PROCEDURE_DIFFERS]
    assert between({}, {"procedure_code": "1.000001"}) == [Kind.PROCEDURE_SUPERSEDED]
    assert between({}, {"procedure_code": "1.009748.000.00.00.H13"}) == []


def test_a_procedure_that_was_no_longer_in_force() -> None:
    def on(last: date | None) -> list[Kind]:
        return between({}, {}, under=comparing("procedure_code", procedure_lines=known(valid_to=last)))

    assert on(date(2022, 8, 4)) == [Kind.PROCEDURE_SUPERSEDED]
    assert on(date(2022, 8, 5)) == []  # its last day
    assert on(None) == []
    assert between({}, {}, under=comparing("procedure_code")) == []  # the catalogue does not tell days


def test_agencies() -> None:
    assert between({}, {"agency_code": "H13.23"}) == [Kind.AGENCY_DIFFERS]
    assert between({}, {"agency_code": "H30.22"}) == [Kind.AGENCY_RECODED]
    assert between({}, {"agency_code": "000.00.22.H13"}) == []


# ---------------------------------------------------------------- the applicant


def test_another_number_is_graver_than_another_name() -> None:
    number = only(judged(dossier(AT_WORK), dossier(AT_WORK, applicant_id="000190000002", applicant_name="Lê Thử")))
    assert (number.kind, number.field, number.severity) == (Kind.APPLICANT_DIFFERS, "applicant_id", Severity.HIGH)
    name = only(judged(dossier(AT_WORK), dossier(AT_WORK, applicant_name="Lê Văn Thử")))
    assert (name.field, name.severity) == ("applicant_name", Severity.MEDIUM)


@pytest.mark.parametrize(
    "target",
    [
        {"applicant_name": "TRẦN THỊ THỬ"},
        {"applicant_id": "000000000001"},  # typed because a form asked
        {"applicant_name": "Trần Thị  Thử", "applicant_id": "0001 9000 0001"},
        {"applicant_name": "Lê Văn Nộp", "submitter_name": "Trần Thị Thử"},
    ],
)
def test_spelling_fillers_and_submitters_are_no_difference(target: dict[str, Any]) -> None:
    assert between({}, target) == []


def test_whoever_handed_it_in_may_be_of_another_type() -> None:
    under = comparing("applicant_name", "applicant_id", "applicant_type")
    company = {"applicant_name": "Công ty TNHH Thử", "applicant_type": "business", "applicant_id": None}
    desk = {"applicant_name": "Lê Văn Nộp", "applicant_type": "individual", "applicant_id": None}
    handed_in = {**company, "submitter_name": "Lê Văn Nộp"}
    assert between(handed_in, desk, under=under) == []
    assert between(company, {**company, "applicant_type": "state"}, under=under) == [Kind.APPLICANT_DIFFERS]


def test_characters_of_an_old_font() -> None:
    assert between({"applicant_name": "Hồ Sơ"}, {"applicant_name": "Hå S¬"}) == [Kind.TEXT_ENCODING]
    assert between({"applicant_name": "Trần Thị Th�"}, {}) == [Kind.TEXT_ENCODING]
    assert between({"applicant_name": "Đoàn Hòa"}, {"applicant_name": "Đoàn Hoà"}) == []


# ---------------------------------------------------------------- papers and fees

FEE = Fee(name="Lệ phí", code="LP", amount="200000", paid=True)


@pytest.mark.parametrize(
    "theirs",
    [
        (replace(FEE, amount="200.000"),),
        (replace(FEE, amount="200,000.00 đ"),),
        (replace(FEE, amount="200000.0"),),
        (replace(FEE, paid=None),),  # the one-stop does not tell whether it was paid
        (replace(FEE, name=None),),
        (replace(FEE, code=None, method="online"),),
        (replace(FEE, name="LỆ PHÍ", code=None),),
    ],
)
def test_one_fee_told_in_two_ways(theirs: tuple[Fee, ...]) -> None:
    assert between({"fees": (FEE,)}, {"fees": theirs}, under=comparing("fees")) == []
    assert between({"fees": theirs}, {"fees": (FEE,)}, under=comparing("fees")) == []


@pytest.mark.parametrize(
    "theirs",
    [(replace(FEE, amount="20.000"),), (replace(FEE, paid=False),), (), None, (FEE, FEE), (replace(FEE, name="Phí"),)],
)
def test_fees_that_differ(theirs: tuple[Fee, ...] | None) -> None:
    assert between({"fees": (FEE,)}, {"fees": theirs}, under=comparing("fees")) == [Kind.FEE_DIFFERS]


def test_no_fee_and_none_told_where_it_could_be_are_the_same() -> None:
    assert between({"fees": ()}, {"fees": None}, under=comparing("fees")) == []
    assert between({"fees": None}, {"fees": (FEE,)}, under=comparing("fees")) == []


def test_documents() -> None:
    form, card = Document(name="Đơn.pdf", file_id="1", digest="a"), Document(name="CCCD.pdf", file_id="2")
    under = comparing("documents")
    assert between({"documents": (form, card)}, {"documents": (form,)}, under=under) == [Kind.DOCUMENTS_DIFFER]
    copies = (replace(card, file_id="77"), replace(form, file_id="78", url="https://mot-cua.test/78"))
    assert between({"documents": (form, card)}, {"documents": copies}, under=under) == []


# ---------------------------------------------------------------- other fields


def test_any_other_compared_field() -> None:
    under = comparing("phone")
    assert between({"phone": "02923830000"}, {"phone": "02923830001"}, under=under) == [Kind.FIELD_DIFFERS]
    assert between({"phone": "02923830000"}, {"phone": "0710 3830000"}, under=under) == []
    assert between({"phone": "02923830000"}, {"phone": "02923830001"}) == []  # not compared by default


def test_nothing_comparable_is_no_agreement() -> None:
    silent = reading(Dossier(code=AT_WORK["code"]), unreadable=frozenset(AT_WORK) | {"finished_at", "returned_at"})
    assert judged(dossier(AT_WORK), silent).stand is Stand.NOT_COMPARABLE


def test_a_hold_keeps_the_sides_apart() -> None:
    overdue = dossier(AT_WORK, due_at=at(19, 17))
    finished = dossier(FINISHED, due_at=at(19, 17), updated_at=at(29, 9))
    assert judged(finished, overdue, calendar=CALENDAR).stand is Stand.DIFFERS
    fresh = dossier(FINISHED, updated_at=at(30, 9))
    assert judged(fresh, dossier(AT_WORK)).stand is Stand.PENDING
    assert judged(fresh, dossier(AT_WORK), under=rules(mode="propose")).stand is Stand.DIFFERS
