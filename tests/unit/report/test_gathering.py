"""What a report gathers beside its figures: cases in the order of the citizen's due date, masked unless asked."""

from datetime import date
from typing import Any

from connector.domain.delivery import DueClass
from connector.domain.standing import Lateness, Stand
from connector.domain.status import Status
from connector.report.period import Period
from support.report_office import TwinBook, at, case, rejection, report

OPEN: dict[str, Any] = {"source_status": Status.PROCESSING, "finished_at": None, "stand": Stand.DIFFERS}


def test_cases_come_by_the_citizens_due_date_then_by_gravity(make: Any) -> None:
    done = make(stand=Stand.DIFFERS)
    overdue = make(**OPEN, due_at=at(20))
    soon = make(**OPEN, due_at=at(30))
    undated = make(**OPEN, due_at=None)
    book = TwinBook(
        [
            case(1, done.code, severity="critical"),
            case(2, undated.code),
            case(3, overdue.code),
            case(4, soon.code, severity="low"),
            case(5, soon.code, severity="critical", kind="code_collision"),
            case(6, "H13.22-260302-9999"),
        ]
    )
    told = [(found.id, found.due_class) for found in report([done, overdue, soon, undated], book=book).cases()]
    assert told == [
        (5, DueClass.DUE_SOON),
        (4, DueClass.DUE_SOON),
        (3, DueClass.OVERDUE),
        (2, DueClass.NO_DUE_DATE),
        (6, DueClass.NO_DUE_DATE),  # never reconciled: nothing more is known of it
        (1, DueClass.PAST),
    ]


def test_a_case_tells_whose_dossier_it_is(make: Any) -> None:
    standing = make(**OPEN, department="Phòng Đầu tư", officer="Lê Văn Thử", procedure_code="1.009748")
    [found] = report([standing], book=TwinBook([case(1, standing.code)])).cases()
    assert (found.department, found.officer, found.procedure_code) == ("Phòng Đầu tư", "Lê V. T.", "1.009748")
    assert found.due == date(2026, 3, 16)


def test_cases_of_dossiers_received_at_other_times_are_left_out(make: Any) -> None:
    march, february = make(stand=Stand.DIFFERS), make(stand=Stand.DIFFERS, received_at=at(3, month=2))
    period = Period(first=date(2026, 3, 1), last=None, now=at(27))
    book = TwinBook([case(1, march.code), case(2, february.code)])
    assert [found.id for found in report([march, february], book=book, period=period).cases()] == [1]


def test_personal_values_are_masked_unless_asked(make: Any) -> None:
    standing = make(stand=Stand.NOT_COMPARABLE, officer="Lê Văn Thử", finished_at=at(20))
    personal = {"kind": "applicant_differs", "field": "applicant_name"}
    names = {"source": "Trần Thị Thử", "target": "Trần Thị Thủ", "paper": "Trần Thị Thứ", "portal": "Trần Thị Thừ"}
    book = TwinBook([case(1, standing.code, **personal, **names)], [rejection(1)])

    def texts(unmasked: bool) -> str:
        data = report([standing], book=book, unmasked=unmasked)
        told = [
            [case.finding.reason("vi"), case.finding.source, case.finding.portal, case.officer] for case in data.cases()
        ]
        listed = (data.cases(), data.rejections(), data.not_comparable(), data.delays(), data.tally.groups["officer"])
        return f"{told} {[list(rows) for rows in listed]}"

    assert "Trần Thị" not in texts(unmasked=False)
    assert "Lê Văn" not in texts(unmasked=False)
    assert "Trần Thị Thừ" in texts(unmasked=True)
    assert "Lê Văn Thử" in texts(unmasked=True)


def test_two_officers_under_one_mask_stay_two(make: Any) -> None:
    standings = [make(officer="Lê Văn Thử"), make(officer="Lê Vân Thanh"), make(officer="Lê Vinh Tâm")]
    groups = report(standings).tally.groups["officer"]
    assert list(groups) == ["Lê V. T.", "Lê V. T. (2)", "Lê V. T. (3)"]


def test_streams_begin_anew_each_time(make: Any) -> None:
    standing = make(stand=Stand.NOT_COMPARABLE, finished_at=at(20))
    data = report([standing], book=TwinBook([case(1, standing.code)], [rejection(1)]))
    for stream in (data.cases, data.rejections, data.not_comparable, data.delays):
        assert len(list(stream())) == len(list(stream())) == 1


def test_thousands_of_cases_come_in_pages(make: Any) -> None:
    standings = [make(stand=Stand.DIFFERS) for _ in range(1200)]
    book = TwinBook([case(number, standing.code) for number, standing in enumerate(standings, start=1)])
    assert [found.id for found in report(standings, book=book).cases()] == list(range(1, 1201))


def test_links_that_were_never_reconciled_are_named(make: Any) -> None:
    data = report([make()], links=["investment", "labour"])
    assert data.never == ("labour",)
    assert data.as_of == (at(27), at(27))
    assert report([], links=["labour"]).as_of is None


def test_every_delay_comes_with_its_reason(make: Any) -> None:
    office = [make(), make(finished_at=at(20)), make(target_finished_at=at(20))]
    assert [placed.because for placed in report(office).delays()] == [Lateness.PROCESSING, Lateness.SYNC]
