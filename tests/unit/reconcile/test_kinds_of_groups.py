"""Dossiers received twice, and many closed in one go: each found, and every honest likeness left alone."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from connector.domain.calendar import WorkingCalendar
from connector.domain.dossier import Document, Dossier, Step
from connector.domain.kinds import Kind
from connector.domain.status import Status
from connector.reconcile.bulk import (
    BULK_AT_LEAST,
    GROUP_KINDS,
    applicant_of,
    bulk_closed,
    closing_of,
    duplicates,
)
from connector.reconcile.whole import RECONCILED_KINDS
from support.office_sides import AT_WORK, CALENDAR, COMPANY, FINISHED, PERSON, at, dossier, found, judged

PAPERS = (Document(name="Đơn.pdf", digest="d1"), Document(name="CCCD.pdf", digest="d2"))
OFFICER = "Phạm Văn Xử Lý"


def twice(**changes: Any) -> list[Dossier]:
    first = dossier(AT_WORK, **changes)
    return [first, replace(first, code="H13.22-220805-0002")]


# ---------------------------------------------------------------- received twice


def test_one_person_and_one_procedure_received_twice() -> None:
    cases = duplicates(twice())
    assert set(cases) == {"H13.22-220805-0001", "H13.22-220805-0002"}
    assert cases["H13.22-220805-0001"].kind is Kind.DUPLICATE_DOSSIER
    assert "H13.22-220805-0002" in cases["H13.22-220805-0001"].reason("vi")


@pytest.mark.parametrize(
    "changes",
    [
        {"applicant_id": COMPANY},
        {"applicant_type": "business"},  # filed by a person, for an enterprise
        {"applicant_id": "000000000001"},
        {"applicant_id": None},
    ],
)
def test_twenty_work_permits_a_day_from_one_company_are_no_doubles(changes: dict[str, Any]) -> None:
    assert applicant_of(dossier(AT_WORK, **changes)) is None


def test_a_persons_number_is_one_however_it_is_spaced() -> None:
    assert applicant_of(dossier(AT_WORK, applicant_id="0001 9000 0001")) == applicant_of(dossier(AT_WORK)) == PERSON


def test_the_very_same_papers_are_a_double_whoever_files_them() -> None:
    one, other = twice(applicant_type="business", applicant_id=COMPANY, documents=PAPERS, summary="a")
    assert applicant_of(one) == applicant_of(other) is not None
    assert len(duplicates([one, replace(other, summary="b")])) == 2


def test_papers_that_are_not_all_known_by_their_hash_tell_nothing() -> None:
    unhashed = (*PAPERS, Document(name="Khác.pdf"))
    assert applicant_of(dossier(AT_WORK, applicant_id=None, documents=unhashed)) is None


def test_the_same_number_written_twice_is_no_double() -> None:
    one, _ = twice()
    assert duplicates([one, replace(one, code="000.00.22.H13-220805-0001")]) == {}


@pytest.mark.parametrize("status", [Status.REFUSED, Status.WITHDRAWN, Status.STOPPED])
def test_what_was_refused_or_withdrawn_may_be_filed_again(status: Status) -> None:
    one, other = twice()
    assert duplicates([replace(one, status=status), other]) == {}


def test_two_that_tell_different_contents_are_two() -> None:
    one, other = twice()
    assert duplicates([replace(one, summary="Thửa 12"), replace(other, summary="Thửa 13")]) == {}
    assert len(duplicates([replace(one, summary="Thửa 12"), other])) == 2


# ---------------------------------------------------------------- closed in one go


def closed(number: int, *, ended: datetime, recorded: datetime, officer: str | None = OFFICER) -> Dossier:
    """A dossier whose end was put on record by this officer at this moment."""
    step = Step(at=recorded, status=Status.FINISHED, officer=officer)
    return dossier(FINISHED, code=f"H13.22-220805-{number:04}", steps=(step,), finished_at=ended, updated_at=recorded)


def many(number: int, **changes: Any) -> list[Dossier]:
    values = {"ended": at(15), "recorded": at(29, 16)} | changes
    start = values.pop("recorded")
    return [closed(place, recorded=start + timedelta(seconds=20 * place), **values) for place in range(1, number + 1)]


def test_many_closed_by_one_person_long_after_the_work_had_ended() -> None:
    cases = bulk_closed(many(BULK_AT_LEAST), calendar=CALENDAR)
    assert len(cases) == BULK_AT_LEAST
    finding = next(iter(cases.values()))
    assert finding.kind is Kind.BULK_CLOSED
    assert "10 hồ sơ" in finding.reason("vi")


def test_fewer_are_no_bulk() -> None:
    assert bulk_closed(many(BULK_AT_LEAST - 1), calendar=CALENDAR) == {}


def test_a_batch_signed_and_closed_the_same_day_is_honest_work() -> None:
    assert bulk_closed(many(20, ended=at(29, 15)), calendar=CALENDAR) == {}
    assert bulk_closed(many(20, ended=at(25, 15)), calendar=CALENDAR) == {}  # two working days
    over_holidays = WorkingCalendar({at(day).date(): False for day in (24, 25, 26)})
    assert bulk_closed(many(20, ended=at(23, 15)), calendar=over_holidays) == {}


def test_only_those_that_were_closed_late_are_named() -> None:
    group = [*many(12), closed(99, ended=at(29, 15), recorded=at(29, 16))]
    assert set(bulk_closed(group, calendar=CALENDAR)) == {one.code for one in many(12)}


def test_steps_told_at_the_real_moment_and_recorded_days_later_are_closed_late_too() -> None:
    group = [replace(one, updated_at=at(29, 17)) for one in many(10, ended=at(15), recorded=at(15, 16))]
    assert len(bulk_closed(group, calendar=CALENDAR)) == 10


@pytest.mark.parametrize(
    "told",
    [
        closed(1, ended=at(15), recorded=at(29, 0)),  # the hour is not known
        replace(closed(1, ended=at(15), recorded=at(29), officer=None), officer=None),
        dossier(AT_WORK, officer=OFFICER),
    ],
)
def test_a_closing_without_its_hour_or_its_person_belongs_to_no_group(told: Dossier) -> None:
    assert closing_of(told) is None


def test_without_steps_the_record_tells_when_and_the_dossier_who() -> None:
    told = dossier(FINISHED, steps=None, officer=OFFICER, updated_at=at(29, 16))
    assert closing_of(told) == (at(29, 16), "phạm văn xử lý")


def test_the_end_counts_not_the_return() -> None:
    told = closed(1, ended=at(15), recorded=at(29, 16))
    handed = Step(at=at(30, 9), status=Status.RETURNED, officer="Khác")
    assert closing_of(replace(told, status=Status.RETURNED, steps=(*(told.steps or ()), handed))) == closing_of(told)


def test_a_bulk_closing_is_its_late_record() -> None:
    late = dossier(FINISHED, updated_at=at(19, 9))
    bulk = bulk_closed(many(10), calendar=CALENDAR)
    assert found(judged(late, late)) == [Kind.RECORDED_LATE]
    assert found(judged(late, late, group=tuple(bulk.values())[:1])) == [Kind.BULK_CLOSED]


def test_one_dossier_by_itself_neither_opens_nor_closes_what_a_group_shows() -> None:
    assert not GROUP_KINDS & RECONCILED_KINDS


def test_every_kind_can_be_opened_by_one_of_the_two() -> None:
    assert frozenset(Kind) == GROUP_KINDS | RECONCILED_KINDS
