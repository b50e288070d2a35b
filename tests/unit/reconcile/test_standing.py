"""How a dossier stands across all sides, and whose delay it is."""

from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connector.domain.calendar import WorkingCalendar
from connector.domain.dossier import FIELDS, Document, Dossier, Fee, Step
from connector.domain.standing import Lateness, Stand, Standing
from connector.domain.status import DONE, ENDED, PAUSED, Status
from connector.domain.times import ZONE
from connector.ports import Reading
from connector.ports import Testimony as Paper
from connector.reconcile.lateness import ended_at, late_because, promised_day, shown_overdue, state_of
from connector.reconcile.sides import AllSides
from connector.reconcile.standing import standing_of

CODE = "H13.22-260302-0001"
CALENDAR = WorkingCalendar({})


def at(day: int, hour: int = 9) -> datetime:
    return datetime(2026, 3, day, hour, tzinfo=ZONE)


NOW = at(27)


def dossier(**values: Any) -> Dossier:
    return Dossier(**{"code": CODE, **values})


def side(**values: Any) -> Reading:
    return Reading(dossier=dossier(**values), readable=frozenset(FIELDS))


def paper(**values: Any) -> Paper:
    return Paper(dossier=dossier(**values), readable=frozenset(values), where="so.xlsx, dòng 4")


def stand(stand: Stand = Stand.AGREE, synced_at: datetime | None = None, **sides: Any) -> Standing:
    return standing_of(AllSides(**sides), stand=stand, link="l", run="r", now=NOW, synced_at=synced_at)


# ---------------------------------------------------------------- standing


def test_each_value_is_of_the_side_that_is_right_about_it() -> None:
    found = stand(
        source=dossier(received_at=at(2), due_at=at(9), officer="Lê Văn Thử", department="Phòng Đầu tư"),
        reading=side(received_at=at(3), due_at=at(10), officer="Trần Thị Thử", department="Một cửa"),
    )
    assert (found.received_at, found.due_at) == (at(3), at(10))
    assert (found.officer, found.department) == ("Lê Văn Thử", "Phòng Đầu tư")


def test_what_the_right_side_does_not_tell_is_taken_from_the_next() -> None:
    found = stand(source=dossier(due_at=at(9)), reading=side(procedure_code="1.009748"), papers=(paper(),))
    assert (found.due_at, found.procedure_code) == (at(9), "1.009748")


def test_paper_is_right_about_the_return_where_there_is_any() -> None:
    sides = {"source": dossier(), "reading": side(returned_at=at(12))}
    assert stand(**sides).returned_at == at(12)
    assert stand(**sides, papers=(paper(returned_at=at(10)),)).returned_at == at(10)


@pytest.mark.parametrize(
    ("papers", "covered", "told"),
    [((), False, None), ((), True, False), ((paper(),), True, True), ((paper(),), False, True)],
)
def test_a_dossier_is_off_paper_only_where_a_register_covers_it(
    papers: tuple[Paper, ...], covered: bool, told: bool | None
) -> None:
    assert stand(source=dossier(), papers=papers, covered=covered).on_paper is told


def test_a_row_of_paper_without_a_code_has_a_key_of_its_own() -> None:
    one = Paper(dossier=Dossier(code=""), readable=frozenset(), where="so.xlsx, dòng 4")
    other = Paper(dossier=Dossier(code=""), readable=frozenset(), where="so.xlsx, dòng 5")
    assert stand(papers=(one,)).key != stand(papers=(other,)).key


def test_old_and_new_form_of_a_code_have_one_key() -> None:
    old = dossier(code="000.00.22.H13-260302-0001")
    assert stand(source=old).key == stand(source=dossier()).key


def test_the_last_event_is_the_latest_that_the_source_tells() -> None:
    steps = (Step(at=at(4), status=Status.PROCESSING), Step(at=at(6), status=Status.FINISHED))
    assert stand(source=dossier(steps=steps, finished_at=at(5))).event_at == at(6)
    assert stand(source=dossier(finished_at=at(5), returned_at=at(7))).event_at == at(7)
    assert stand(reading=side(finished_at=at(5))).event_at is None


def test_the_end_of_the_work_is_the_sources_word() -> None:
    closed = side(status=Status.FINISHED, finished_at=at(12))
    assert stand(source=dossier(status=Status.PROCESSING), reading=closed).finished_at is None
    assert stand(source=dossier(status=Status.FINISHED, finished_at=at(9)), reading=closed).finished_at == at(9)
    assert stand(source=dossier(status=Status.FINISHED), reading=closed).finished_at == at(12)
    assert stand(reading=closed).finished_at == at(12)


def test_a_dossier_taken_back_to_work_has_not_ended() -> None:
    assert stand(source=dossier(status=Status.PROCESSING, finished_at=at(9))).finished_at is None


def test_a_first_due_date_counts_only_where_no_pause_moved_it() -> None:
    steps = (Step(at=at(4), status=Status.PROCESSING),)
    paused = (*steps, Step(at=at(5), status=Status.SUPPLEMENT))
    moved = {"due_at": at(20), "first_due_at": at(9)}
    assert stand(source=dossier(steps=steps, **moved)).first_due_at == at(9)
    assert stand(source=dossier(steps=paused, **moved)).first_due_at is None
    assert stand(source=dossier(**moved)).first_due_at is None  # nobody tells whether it was paused


@pytest.mark.parametrize(
    ("results", "told"),
    [
        (None, None),
        ((), False),
        ((Document(name="GCN"),), None),
        ((Document(name="GCN", digitised=False),), False),
        ((Document(file_id="7"),), True),
        ((Document(name="GCN"), Document(digest="ab")), True),
    ],
)
def test_a_result_is_electronic_only_where_that_is_told(
    results: tuple[Document, ...] | None, told: bool | None
) -> None:
    assert stand(source=dossier(results=results)).has_result is told


@pytest.mark.parametrize(
    ("told", "duty"),
    [
        ({}, None),
        ({"fees": ()}, False),
        ({"fees": (Fee(amount="0"),)}, False),
        ({"fees": (Fee(amount="0,00"), Fee(name="Phí"))}, False),
        ({"fees": (Fee(amount="150.000"),)}, True),
        ({"paid_online": True}, True),
        ({"paid_online": False}, None),
    ],
)
def test_a_dossier_has_a_fee_where_an_amount_or_a_payment_is_told(told: dict[str, Any], duty: bool | None) -> None:
    assert stand(source=dossier(**told)).has_fee is duty


# ---------------------------------------------------------------- whose delay


def overdue(**values: Any) -> Standing:
    """On both sides, due on Monday 16 March and done on Friday 13 March; the one-stop was told on the 20th."""
    told: dict[str, Any] = {
        "link": "l",
        "code": CODE,
        "key": CODE,
        "run": "r",
        "judged_at": NOW,
        "on_source": True,
        "on_target": True,
        "stand": Stand.AGREE,
        "source_status": Status.FINISHED,
        "target_status": Status.FINISHED,
        "due_at": at(16),
        "finished_at": at(13),
        "event_at": at(13),
        "recorded_at": at(13, 15),
        "target_finished_at": at(20),
    }
    return Standing(**(told | values))


WORKING: dict[str, Any] = {"source_status": Status.PROCESSING, "finished_at": None, "event_at": at(4)}

STOPPED: dict[str, Any] = {
    "source_status": Status.SUPPLEMENT,
    "target_status": Status.PROCESSING,
    "finished_at": None,
    "target_finished_at": None,
}


@pytest.mark.parametrize(
    ("values", "because"),
    [
        pytest.param({}, Lateness.SYNC, id="entered in time, closed on the one-stop too late, by no write of ours"),
        pytest.param({"synced_at": at(20)}, Lateness.SYNC, id="brought too late"),
        pytest.param({"synced_at": at(20), "target_finished_at": at(13)}, Lateness.SYNC, id="and shown right since"),
        pytest.param({"target_status": Status.PROCESSING}, Lateness.SYNC, id="never brought"),
        pytest.param({"synced_at": at(13, 16)}, Lateness.DESK, id="brought in time, closed late by the desk"),
        pytest.param(
            {"synced_at": at(13, 16), "target_status": Status.PROCESSING}, Lateness.DESK, id="brought, opened again"
        ),
        pytest.param(
            {"synced_at": at(12), "target_status": Status.PROCESSING},
            Lateness.SYNC,
            id="an earlier version was brought",
        ),
        pytest.param({"recorded_at": at(18)}, Lateness.RECORDING, id="entered too late"),
        pytest.param(
            {"recorded_at": at(18), "synced_at": at(18)}, Lateness.RECORDING, id="entered late, brought at once"
        ),
        pytest.param({"recorded_at": None}, None, id="nobody knows when it was entered"),
        pytest.param({"recorded_at": at(18), "event_at": at(18)}, None, id="the record is of something later"),
        pytest.param({"recorded_at": at(15), "event_at": at(15)}, Lateness.SYNC, id="something later, yet in time"),
        pytest.param({"finished_at": at(17)}, Lateness.PROCESSING, id="done too late"),
        pytest.param({"finished_at": at(16, 23), "target_finished_at": at(16)}, None, id="done on the due day"),
        pytest.param({"finished_at": None}, None, id="done on an unknown day"),
        pytest.param(WORKING, Lateness.PROCESSING, id="not done"),
        pytest.param(WORKING | {"due_at": at(27)}, None, id="due today"),
        pytest.param(
            WORKING | {"on_paper": True, "returned_at": at(12), "target_status": Status.PROCESSING},
            Lateness.RECORDING,
            id="handed over on paper in time, and open in the software",
        ),
        pytest.param(
            WORKING | {"on_paper": True, "returned_at": at(19)}, Lateness.PROCESSING, id="handed over on paper too late"
        ),
        pytest.param(
            WORKING | {"returned_at": at(12), "target_status": Status.RETURNED, "target_finished_at": at(12)},
            Lateness.PROCESSING,
            id="returned by the one-stop's word alone",
        ),
        pytest.param(STOPPED | {"target_status": Status.SUPPLEMENT}, None, id="waiting for the citizen"),
        pytest.param(STOPPED | {"target_status": Status.WITHDRAWN}, None, id="withdrawn"),
        pytest.param(STOPPED, Lateness.SYNC, id="paused in time, shown at work"),
        pytest.param(STOPPED | {"recorded_at": at(18)}, Lateness.RECORDING, id="paused in time, entered late"),
        pytest.param(STOPPED | {"event_at": at(19)}, Lateness.PROCESSING, id="paused only when it was late"),
        pytest.param(STOPPED | {"event_at": None}, None, id="paused nobody knows when"),
        pytest.param({"due_at": None}, None, id="no due date"),
        pytest.param({"target_finished_at": at(14), "returned_at": at(26)}, None, id="fetched late by the citizen"),
        pytest.param({"first_due_at": at(12)}, Lateness.PROCESSING, id="in time only because it was extended"),
        pytest.param(
            {"on_source": False, "source_status": None, "finished_at": at(20)}, Lateness.PROCESSING, id="one-stop alone"
        ),
        pytest.param(
            {
                "on_source": False,
                "source_status": None,
                "target_status": Status.PROCESSING,
                "finished_at": None,
                "on_paper": True,
                "returned_at": at(12),
            },
            Lateness.DESK,
            id="handed over on paper, left open by the desk, unknown to the division",
        ),
        pytest.param({"on_target": False, "target_status": None, "target_finished_at": None}, None, id="shown nowhere"),
        pytest.param({"target_status": Status.SUPPLEMENT}, None, id="shown as paused"),
    ],
)
def test_whose_delay_it_is(values: dict[str, Any], because: Lateness | None) -> None:
    assert late_because(overdue(**values), NOW, CALENDAR) is because


def test_a_due_date_on_a_day_off_ends_with_the_next_working_day() -> None:
    holiday = WorkingCalendar({date(2026, 3, 16): False})
    assert promised_day(overdue(), holiday) == date(2026, 3, 17)
    assert promised_day(overdue(due_at=at(14)), CALENDAR) == date(2026, 3, 16)
    late = overdue(finished_at=at(17))
    assert late_because(late, NOW, CALENDAR) is Lateness.PROCESSING
    assert late_because(late, NOW, holiday) is not Lateness.PROCESSING


def test_returning_is_the_desks_fact() -> None:
    assert state_of(overdue(target_status=Status.RETURNED)) is Status.RETURNED
    assert state_of(overdue(source_status=Status.PROCESSING, target_status=Status.RETURNED)) is Status.PROCESSING
    assert state_of(overdue(source_status=None)) is Status.FINISHED


_maybe_day = st.none() | st.integers(2, 28).map(at)
_state = st.none() | st.sampled_from(Status)
_standing = st.fixed_dictionaries(
    {
        "on_source": st.booleans(),
        "on_target": st.booleans(),
        "on_paper": st.sampled_from([None, True, False]),
        "source_status": _state,
        "target_status": _state,
        "first_due_at": _maybe_day,
        "due_at": _maybe_day,
        "finished_at": _maybe_day,
        "returned_at": _maybe_day,
        "recorded_at": _maybe_day,
        "event_at": _maybe_day,
        "synced_at": _maybe_day,
        "target_finished_at": _maybe_day,
    }
).map(lambda values: overdue(**values))


@given(_standing)
@settings(max_examples=100)
def test_nothing_is_late_without_a_due_date_that_has_passed(standing: Standing) -> None:
    because = late_because(standing, NOW, CALENDAR)
    due = promised_day(standing, CALENDAR)
    if because is None:
        return
    assert due is not None
    assert due < NOW.date()
    assert state_of(standing) not in PAUSED | ENDED or shown_overdue(standing, NOW, CALENDAR)


@given(_standing)
@settings(max_examples=100)
def test_the_division_is_blamed_exactly_for_work_that_was_not_done_in_time(standing: Standing) -> None:
    due, ended, state = promised_day(standing, CALENDAR), ended_at(standing), state_of(standing)
    blamed = late_because(standing, NOW, CALENDAR) is Lateness.PROCESSING
    if due is None or NOW.date() <= due:
        assert not blamed
    elif state in PAUSED | ENDED:
        stopped = standing.event_at is not None and standing.event_at.date() > due
        assert blamed is (stopped and shown_overdue(standing, NOW, CALENDAR))
    elif ended is not None:
        assert blamed is (ended.date() > due)
    else:
        assert blamed is (state not in DONE)


@given(_standing)
@settings(max_examples=100)
def test_recording_and_the_desk_are_blamed_only_for_what_the_public_sees(standing: Standing) -> None:
    if late_because(standing, NOW, CALENDAR) in {Lateness.RECORDING, Lateness.DESK}:
        assert shown_overdue(standing, NOW, CALENDAR)
