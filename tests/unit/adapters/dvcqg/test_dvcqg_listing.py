"""A list of what was received on some days, told whole by a one-stop of every temper, or not believed."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connector.adapters.dvcqg.target import DvcqgTarget
from connector.domain.dossier import Dossier
from connector.domain.errors import BrokenAnswerError, RefusedError, SystemDownError
from connector.domain.status import Status
from connector.domain.window import Window
from connector.ports import Reading, RecordWrite
from connector.testing.onestop_knobs import Failure
from connector.testing.onestop_system import CALL_PATH, OneStopSystem
from connector.testing.server import Reply

SERVICE = "DanhSachHoSo"
MARCH = Window(date(2026, 3, 1), date(2026, 3, 31))
Make = Callable[..., DvcqgTarget]


def code(number: int) -> str:
    return f"000.00.00.H00-260302-{number:04d}"


def received(onestop: OneStopSystem, *days: date, first: int = 1) -> None:
    for number, day in enumerate(days, first):
        onestop.desk_enter(
            code(number),
            [{"ThoiDiemXuLy": f"{day:%Y%m%d}083000", "TrangThai": "2"}],
            NgayTiepNhan=f"{day:%Y%m%d}083000",
            TrangThaiHoSo="2",
            ChuHoSo="Ông Thử Nghiệm",
        )


def listed(target: DvcqgTarget, window: Window = MARCH) -> list[Reading]:
    return [reading for batch in target.enumerate(window) for reading in batch]


def codes(target: DvcqgTarget, window: Window = MARCH) -> list[str]:
    return [reading.dossier.code for reading in listed(target, window)]


def asked(onestop: OneStopSystem) -> list[tuple[str, str]]:
    """The days of every list that was asked for."""
    bodies = [request.json() for request in onestop.log if request.path == CALL_PATH]
    return [(body["ngayNhan1"], body["ngayNhan2"]) for body in bodies if body["service"] == SERVICE]


@pytest.fixture
def lister(onestop: OneStopSystem, make_target: Make) -> DvcqgTarget:
    onestop.turn(lists=True)
    return make_target(list_service=SERVICE)


# ---------------------------------------------------------------- told whole


def test_both_ends_are_included_and_the_days_outside_are_not(lister: DvcqgTarget, onestop: OneStopSystem) -> None:
    received(onestop, date(2026, 2, 28), date(2026, 3, 1), date(2026, 3, 31), date(2026, 4, 1))
    assert codes(lister) == [code(2), code(3)]
    assert asked(onestop) == [("2026-03-01", "2026-03-31")]


def test_a_row_is_read_as_a_look_up_is(lister: DvcqgTarget, onestop: OneStopSystem) -> None:
    received(onestop, date(2026, 3, 2))
    (reading,) = listed(lister)
    assert reading == lister.look_up(code(1))
    assert {"steps", "status", "applicant_name"} <= reading.readable
    assert reading.dossier.status is Status.RECEIVED


def test_what_the_list_does_not_tell_is_unreadable(lister: DvcqgTarget, onestop: OneStopSystem) -> None:
    onestop.turn(list_steps=False, list_hidden=frozenset({"ChuHoSo", "TrangThaiHoSo"}))
    received(onestop, date(2026, 3, 2))
    (reading,) = listed(lister)
    assert not reading.readable & {"steps", "applicant_name", "status"}
    assert (reading.dossier.steps, reading.dossier.status) == (None, None)
    looked_up = lister.look_up(code(1))
    assert looked_up is not None
    assert {"steps", "applicant_name", "status"} <= looked_up.readable


def test_rows_may_stand_elsewhere_and_in_capitals(onestop: OneStopSystem, make_target: Make) -> None:
    onestop.turn(lists=True, result_key="data", upper_keys=True)
    received(onestop, date(2026, 3, 2))
    target = make_target(list_service=SERVICE, result_key="data", ignore_key_case=True)
    assert codes(target) == [code(1)]


def test_no_dossier_on_those_days_is_an_empty_list(lister: DvcqgTarget) -> None:
    assert listed(lister) == []


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=st.dates(date(2026, 1, 1), date(2026, 6, 30)), span=st.integers(0, 200), days=st.integers(1, 60))
def test_however_a_window_is_cut_every_day_is_asked_for_once(
    make_target: Make, onestop: OneStopSystem, first: date, span: int, days: int
) -> None:
    onestop.turn(lists=True)
    begun = len(asked(onestop))
    target = make_target(list_service=SERVICE, list_days=days)
    listed(target, Window(first, first + timedelta(days=span)))
    told: list[date] = []
    for begin, end in asked(onestop)[begun:]:
        at, last = date.fromisoformat(begin), date.fromisoformat(end)
        assert (last - at).days < days
        told += [at + timedelta(days=n) for n in range((last - at).days + 1)]
    assert told == [first + timedelta(days=n) for n in range(span + 1)]


def test_a_system_that_lists_only_few_days_at_once_is_asked_for_as_many(
    onestop: OneStopSystem, make_target: Make
) -> None:
    onestop.turn(lists=True, list_days=7)
    received(onestop, *(date(2026, 3, 1) + timedelta(days=n) for n in range(31)))
    with pytest.raises(RefusedError) as caught:
        codes(make_target(list_service=SERVICE))
    assert "list_days" in caught.value.do
    assert codes(make_target(list_service=SERVICE, list_days=7)) == [code(n) for n in range(1, 32)]


def test_a_session_that_ends_between_two_requests_is_renewed(onestop: OneStopSystem, make_target: Make) -> None:
    onestop.turn(lists=True)
    received(onestop, date(2026, 3, 2), date(2026, 3, 20))
    batches = make_target(list_service=SERVICE, list_days=10).enumerate(MARCH)
    told = [reading.dossier.code for reading in next(batches)]
    onestop.end_sessions()
    told += [reading.dossier.code for batch in batches for reading in batch]
    assert told == [code(1), code(2)]
    assert onestop.logins == 2


def test_a_lagging_list_shows_what_readers_are_shown(
    lister: DvcqgTarget, onestop: OneStopSystem, dossier: Dossier
) -> None:
    onestop.turn(lag_reads=1)
    known = frozenset({"code", "received_at", "status"})
    lister.write_record(RecordWrite(create=True, code=dossier.code, record=dossier, known=known))
    assert codes(lister) == []
    assert lister.look_up(dossier.code) is None
    assert codes(lister) == [dossier.code]


def test_many_dossiers_come_in_batches(lister: DvcqgTarget, onestop: OneStopSystem) -> None:
    received(onestop, *[date(2026, 3, 2)] * 501)
    assert [len(batch) for batch in lister.enumerate(MARCH)] == [500, 1]


def test_a_target_without_a_list_says_so_before_anything_is_asked(target: DvcqgTarget, onestop: OneStopSystem) -> None:
    assert not target.capabilities.enumerable
    with pytest.raises(NotImplementedError):
        target.enumerate(MARCH)
    assert onestop.requests == 0


# ---------------------------------------------------------------- or not believed


@pytest.mark.parametrize(
    "failure",
    [Failure.PAGE, Failure.TRUNCATED, Failure.NULL, Failure.LIST, Failure.NO_CODE],
    ids=lambda failure: failure.value,
)
def test_a_damaged_list_is_broken_wherever_it_comes(
    onestop: OneStopSystem, make_target: Make, failure: Failure
) -> None:
    onestop.turn(lists=True)
    received(onestop, date(2026, 3, 2), date(2026, 3, 20))
    onestop.fail(failure, service=SERVICE, nth=2)
    batches = make_target(list_service=SERVICE, list_days=10).enumerate(MARCH)
    assert [reading.dossier.code for reading in next(batches)] == [code(1)]
    with pytest.raises(BrokenAnswerError):
        list(batches)


@pytest.mark.parametrize("rows", ["null", "left_out"])
def test_no_rows_at_all_are_not_an_empty_list(lister: DvcqgTarget, onestop: OneStopSystem, rows: Any) -> None:
    onestop.turn(list_rows=rows)
    with pytest.raises(BrokenAnswerError):
        listed(lister)


def test_an_expired_session_that_is_never_renewed_ends_nothing_quietly(
    lister: DvcqgTarget, onestop: OneStopSystem
) -> None:
    onestop.fail(Failure.EXPIRED, service=SERVICE, times=2)
    with pytest.raises(SystemDownError):
        listed(lister)


def test_a_dossier_told_twice_alike_is_one(lister: DvcqgTarget, onestop: OneStopSystem) -> None:
    received(onestop, date(2026, 3, 2), date(2026, 3, 3))
    onestop.turn(list_repeats="same")
    assert codes(lister) == [code(1), code(2)]


def test_a_dossier_told_twice_otherwise_is_named_and_the_list_not_believed(
    lister: DvcqgTarget, onestop: OneStopSystem
) -> None:
    received(onestop, date(2026, 3, 2), date(2026, 3, 3))
    onestop.turn(list_repeats="changed")
    with pytest.raises(BrokenAnswerError, match=code(1)):
        listed(lister)


def test_a_list_that_does_not_heed_the_days_gives_each_dossier_in_its_own_turn(
    onestop: OneStopSystem, make_target: Make
) -> None:
    onestop.turn(lists=True, list_heeds_days=False)
    received(onestop, date(2026, 2, 10), date(2026, 3, 1), date(2026, 3, 31), date(2026, 4, 20))
    assert codes(make_target(list_service=SERVICE, list_days=16)) == [code(2), code(3)]
    target = make_target(list_service=SERVICE)
    months = Window(date(2026, 2, 1), date(2026, 4, 30)).months()
    assert [one for month in months for one in codes(target, month)] == [code(n) for n in range(1, 5)]


def test_a_list_that_tells_the_same_whatever_days_it_is_asked_for_has_none_of_other_days(
    lister: DvcqgTarget, onestop: OneStopSystem
) -> None:
    received(onestop, date(2026, 1, 5), date(2026, 6, 5))
    onestop.turn(list_heeds_days=False)
    assert listed(lister) == []
    assert asked(onestop) == [("2026-03-01", "2026-03-31"), ("2026-01-05", "2026-06-05")]
    assert codes(lister, Window(date(2026, 1, 1), date(2026, 1, 31))) == [code(1)]
    assert listed(lister) == []
    assert len(asked(onestop)) == 4, "it was found out once"


def test_a_list_about_none_but_other_days_is_not_believed(onestop: OneStopSystem, make_target: Make) -> None:
    received(onestop, date(2026, 1, 5), date(2026, 6, 5))
    onestop.turn(lists=True)
    answer(onestop, {"MaHoSo": code(9), "NgayTiepNhan": "20260610083000"}, days="2026-03-01")
    with pytest.raises(BrokenAnswerError, match="ngày tiếp nhận"):
        listed(make_target(list_service=SERVICE))


def test_a_day_told_in_another_zone_does_not_break_the_list(onestop: OneStopSystem, make_target: Make) -> None:
    answer(onestop, {"MaHoSo": code(1), "NgayTiepNhan": "20260228230000"})
    assert codes(make_target(list_service=SERVICE)) == [code(1)]


@pytest.mark.parametrize(
    ("told", "body"),
    [
        ([{"TrangThaiHoSo": "2"}], {}),
        ([{"MaHoSo": ""}], {}),
        (["x"], {}),
        ([None], {}),
        ([{"MaHoSo": code(1)}], {"message": "Kết quả vượt quá giới hạn, chỉ trả về một phần"}),
        ([], {"message": "Có lỗi khi liệt kê"}),
        ([{"MaHoSo": code(1)}], {"error_code": 4, "message": "Không tìm thấy hồ sơ"}),
    ],
)
def test_a_list_with_anything_doubtful_in_it_is_broken(
    onestop: OneStopSystem, make_target: Make, told: list[Any], body: dict[str, Any]
) -> None:
    answer(onestop, *told, **body)
    with pytest.raises(BrokenAnswerError):
        listed(make_target(list_service=SERVICE))


def test_a_clear_word_that_there_is_none_is_believed(onestop: OneStopSystem, make_target: Make) -> None:
    answer(onestop, error_code=4, message="Không tìm thấy hồ sơ", result=None)
    assert listed(make_target(list_service=SERVICE)) == []


def test_no_error_of_a_list_tells_a_person(lister: DvcqgTarget, onestop: OneStopSystem) -> None:
    received(onestop, date(2026, 3, 2))
    onestop.turn(list_repeats="changed")
    with pytest.raises(BrokenAnswerError) as caught:
        listed(lister)
    assert "Thử Nghiệm" not in f"{caught.value!r} {caught.value.where} {caught.value.do}"


def test_days_are_asked_for_as_the_system_wants_them_written(onestop: OneStopSystem, make_target: Make) -> None:
    onestop.turn(lists=True)
    answer(onestop, {"MaHoSo": code(1), "NgayTiepNhan": "20260302083000"})
    assert codes(make_target(list_service=SERVICE, list_day="%d/%m/%Y")) == [code(1)]
    assert asked(onestop) == [("01/03/2026", "31/03/2026")]


@pytest.mark.parametrize("form", ["%Y-%m", "%d/%m", "ngày", ""])
def test_a_form_without_day_month_or_year_is_refused(make_target: Make, form: str) -> None:
    with pytest.raises(ValueError, match="list_day"):
        make_target(list_service=SERVICE, list_day=form)


def answer(onestop: OneStopSystem, *rows: Any, days: str = "", **body: Any) -> None:
    """To every question for a list that names these days."""
    told = {"error_code": 0, "result": list(rows)} | body
    named = (SERVICE.encode(), days.encode())
    onestop.before.append(
        lambda request: (
            Reply.json(told) if request.path == CALL_PATH and all(word in request.body for word in named) else None
        )
    )
