"""Looking a dossier up: what is told, what is not, and what cannot be trusted."""

from collections.abc import Callable
from typing import Any

import pytest

from connector.adapters.dvcqg.target import DvcqgTarget
from connector.domain.dossier import Dossier, Step
from connector.domain.errors import (
    BrokenAnswerError,
    InDoubtError,
    RefusedError,
)
from connector.domain.status import Status
from connector.testing.onestop_knobs import Failure
from connector.testing.onestop_system import CALL_PATH, OneStopSystem
from connector.testing.server import Reply
from support.dvcqg_writes import CODE, create

Make = Callable[..., DvcqgTarget]


# ---------------------------------------------------------------- looking up


def rows(onestop: OneStopSystem, *told: Any, **body: Any) -> None:
    answer = {"error_code": 0, "result": list(told)} | body
    onestop.before.append(
        lambda request: Reply.json(answer) if request.path == CALL_PATH and b"TraCuuHoSo" in request.body else None
    )


def test_existence_alone_tells_nothing_more(target: DvcqgTarget, onestop: OneStopSystem) -> None:
    onestop.turn(look_up="existence")
    onestop.desk_enter(CODE, TrangThaiHoSo="2")
    reading = target.look_up(CODE)
    assert reading is not None
    assert reading.readable == {"code"}
    rows(onestop, {})
    nameless = target.look_up(CODE)
    assert nameless is not None
    assert (nameless.dossier, nameless.readable) == (Dossier(code=CODE), frozenset())


def test_steps_that_are_not_told_are_unreadable_not_absent(target: DvcqgTarget, onestop: OneStopSystem) -> None:
    onestop.turn(steps_readable=False)
    onestop.desk_enter(CODE, TrangThaiHoSo="2")
    reading = target.look_up(CODE)
    assert reading is not None
    assert "steps" not in reading.readable
    assert reading.dossier.steps is None


def test_the_rows_may_stand_elsewhere_and_in_capitals(make_target: Make, onestop: OneStopSystem) -> None:
    onestop.turn(result_key="data", upper_keys=True)
    onestop.desk_enter(CODE, [{"ThoiDiemXuLy": "20260302083000", "TrangThai": "2"}], TrangThaiHoSo="2")
    reading = make_target(result_key="data", ignore_key_case=True).look_up(CODE)
    assert reading is not None
    assert reading.dossier.status is Status.RECEIVED
    assert {"steps", "status"} <= reading.readable


def test_rows_and_progress_are_found_under_whatever_name_they_stand(
    target: DvcqgTarget, onestop: OneStopSystem
) -> None:
    progress = [{"ThoiDiemXuLy": "20260302083000", "TrangThai": "2"}]
    row = {"MaHoSo": CODE, "TaiLieuNop": [{"TenTepDinhKem": "Đơn"}], "QuaTrinh": progress}
    answer = {"error_code": 0, "data": [row]}
    onestop.before.append(lambda request: Reply.json(answer) if b"TraCuuHoSo" in request.body else None)
    reading = target.look_up(CODE)
    assert reading is not None
    assert [step.status for step in reading.dossier.steps or ()] == [Status.RECEIVED]
    answer |= {"data": None}
    with pytest.raises(BrokenAnswerError):
        target.look_up(CODE)


def test_what_is_not_found_may_be_said_in_any_words_about_it(target: DvcqgTarget, onestop: OneStopSystem) -> None:
    rows(onestop, message=f"Không có hồ sơ {CODE}")
    assert target.look_up(CODE) is None


@pytest.mark.parametrize(
    "told",
    [
        [{"MaHoSo": "000.00.00.H00-260302-0002"}],
        [{"MaHoSo": CODE}, {"MaHoSo": CODE}],
        [{"MaHoSo": "000.00.00.H00-260302-0002"}, {"MaHoSo": "000.00.00.H00-260302-0003"}],
        [{"TrangThaiHoSo": "2"}, {"TrangThaiHoSo": "2"}],
        [{"MaHoSo": ""}],
        [None],
        ["x"],
    ],
)
def test_another_dossiers_answer_or_two_are_not_trusted(target: DvcqgTarget, onestop: OneStopSystem, told: Any) -> None:
    rows(onestop, *told)
    with pytest.raises(BrokenAnswerError):
        target.look_up(CODE)


def test_the_same_code_in_its_other_form_and_the_right_one_among_others_are_found(
    target: DvcqgTarget, onestop: OneStopSystem
) -> None:
    rows(onestop, {"MaHoSo": "000.00.00.H00-260302-0009"}, {"MaHoSo": CODE, "TrangThaiHoSo": "4"})
    found = target.look_up(CODE)
    assert found is not None
    assert found.dossier.code == CODE


@pytest.mark.parametrize("result", [None, {}, "", "[]", 0])
def test_a_missing_or_odd_list_is_broken_not_empty(target: DvcqgTarget, onestop: OneStopSystem, result: Any) -> None:
    rows(onestop, result=result)
    with pytest.raises(BrokenAnswerError):
        target.look_up(CODE)


def test_none_is_said_only_when_the_system_clearly_says_so(target: DvcqgTarget, onestop: OneStopSystem) -> None:
    rows(onestop, error_code=4, message="Không tìm thấy hồ sơ", result=None)
    assert target.look_up(CODE) is None
    onestop.before.clear()
    rows(onestop, message="Có lỗi khi tra cứu")
    with pytest.raises(BrokenAnswerError, match=r"không có hồ sơ: “Có lỗi khi tra cứu”\."):
        target.look_up(CODE)
    onestop.before.clear()
    rows(onestop, error_code=6, message="Không có quyền")
    with pytest.raises(RefusedError, match=r"từ chối tra cứu \(error_code 6\): “Không có quyền”\.") as caught:
        target.look_up(CODE)
    assert caught.value.final


@pytest.mark.parametrize(
    "failure", [Failure.PAGE, Failure.TRUNCATED, Failure.NULL, Failure.LIST, Failure.NO_CODE], ids=lambda f: f.value
)
def test_a_damaged_answer_is_broken_for_a_read_and_a_doubt_for_a_write(
    target: DvcqgTarget, onestop: OneStopSystem, dossier: Dossier, step: Step, failure: Failure
) -> None:
    onestop.fail(failure, service="TraCuuHoSo")
    with pytest.raises(BrokenAnswerError):
        target.look_up(CODE)
    for call in (lambda: target.write_record(create(dossier)), lambda: target.append_steps(CODE, [step])):
        onestop.fail(failure, service=None, nth=1)
        with pytest.raises(InDoubtError):
            call()
