"""Our promises, kept over a real socket by a one-stop of every temper."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from connector.adapters.dvcqg.target import DvcqgTarget
from connector.domain.dossier import Dossier, Step
from connector.domain.errors import (
    DoesNotExistError,
)
from connector.domain.status import Status
from connector.testing.onestop_system import OneStopSystem
from support.dvcqg_writes import CODE, create, known_of, sent, update

Make = Callable[..., DvcqgTarget]


# ---------------------------------------------------------------- the good way


@pytest.mark.parametrize("generation", [2020, 2022])
@pytest.mark.parametrize("success_code", [0, "0", "00"])
@pytest.mark.parametrize("message", ["none", "empty", "plain", "upper", "decomposed"])
def test_a_dossier_goes_over_and_comes_back_as_it_was(
    make_target: Make,
    onestop: OneStopSystem,
    dossier: Dossier,
    step: Step,
    generation: Any,
    success_code: Any,
    message: Any,
) -> None:
    onestop.turn(generation=generation, success_code=success_code, message=message)
    target = make_target(generation=generation)
    assert target.look_up(CODE) is None
    target.write_record(create(dossier))
    target.append_steps(CODE, [step])
    reading = target.look_up(CODE)
    assert reading is not None
    for name in known_of(dossier) & target.capabilities.fields:
        assert getattr(reading.dossier, name) == getattr(dossier, name)
    assert reading.dossier.steps == (step,)
    assert onestop.books.wrongs() == ()


@pytest.mark.parametrize("answer", ["json", "text", "string"])
def test_progress_may_be_answered_in_mere_words(
    target: DvcqgTarget, onestop: OneStopSystem, dossier: Dossier, step: Step, answer: Any
) -> None:
    onestop.turn(progress_answer=answer)
    with pytest.raises(DoesNotExistError):
        target.append_steps(CODE, [step])
    target.write_record(create(dossier))
    target.append_steps(CODE, [step, replace(step, at=step.at + timedelta(hours=1), status=Status.PROCESSING)])
    assert [one["TrangThai"] for one in onestop.books.steps[CODE]] == ["2", "4"]


def test_a_create_carries_every_key_and_defaults_for_the_unknown(
    make_target: Make, onestop: OneStopSystem, dossier: Dossier
) -> None:
    make_target(send_default={"HinhThuc": "0", "NoiNopHoSo": "2"}).write_record(create(dossier))
    element = sent(onestop)
    assert onestop.log[-1].json()["isUpdating"] == "False"
    assert (element["HinhThuc"], element["NoiNopHoSo"], element["MaLinhVuc"], element["TaiLieuNop"]) == (
        "0",
        "2",
        "",
        [],
    )
    assert element["DinhDanhCHS"] == [{"LoaiDinhDanh": "1", "SoDinhDanh": "000123456789"}]
    assert "TienDo" not in element
    make_target(generation=2020).write_record(create(replace(dossier, code=CODE + "1")))
    assert "NoiNopHoSo" not in sent(onestop)


def test_states_of_waiting_and_stopping_go_as_they_are(
    target: DvcqgTarget, onestop: OneStopSystem, dossier: Dossier
) -> None:
    for status in Status:
        target.write_record(create(replace(dossier, code=f"{CODE}{status:d}", status=status)))
        assert sent(onestop)["TrangThaiHoSo"] == str(int(status))


# ---------------------------------------------------------------- updates do no harm


@pytest.mark.parametrize("write", ["patch", "replace"])
def test_an_update_repeats_what_it_does_not_know(target: DvcqgTarget, onestop: OneStopSystem, write: Any) -> None:
    onestop.turn(write=write)
    onestop.desk_enter(
        CODE,
        ChuHoSo="Ông Thử Nghiệm",
        GhiChu="ghi chú của một cửa",
        TrangThaiHoSo="2",
        NgayHenTra="20260312170000",
        DuocThanhToanTrucTuyen="2",
        DinhDanhCHS=[{"LoaiDinhDanh": "2", "SoDinhDanh": "000123456"}],
        TaiLieuNop=[{"TenTepDinhKem": "đơn.pdf", "MaKetQuaThayThe": "K-1"}],
        ThongTinKhac="x",
    )
    before = dict(onestop.books.records[CODE])
    target.write_record(update(target.look_up(CODE), status=Status.PROCESSING))
    assert onestop.books.records[CODE] == before | {"TrangThaiHoSo": "4"}
    assert onestop.log[-1].json()["isUpdating"] == "True"
    assert onestop.books.blanked() == {}


def test_a_field_that_cannot_be_read_is_left_out(target: DvcqgTarget, onestop: OneStopSystem) -> None:
    onestop.turn(hidden=frozenset({"GhiChu", "DinhDanhCHS"}))
    onestop.desk_enter(CODE, GhiChu="không được xóa", TrangThaiHoSo="2")
    target.write_record(update(target.look_up(CODE), status=Status.PROCESSING, summary="mới"))
    assert "GhiChu" not in sent(onestop)
    assert "TienDo" not in sent(onestop)
    assert onestop.books.records[CODE]["GhiChu"] == "không được xóa"


def test_nothing_known_empty_takes_the_place_of_something(target: DvcqgTarget, onestop: OneStopSystem) -> None:
    onestop.desk_enter(CODE, GhiChu="còn đây", TaiLieuNop=[{"TenTepDinhKem": "a"}])
    target.write_record(update(target.look_up(CODE), note=None, documents=(), status=Status.PROCESSING))
    assert onestop.books.blanked() == {}


def test_an_update_without_a_reading_sends_only_what_is_known(target: DvcqgTarget, onestop: OneStopSystem) -> None:
    onestop.desk_enter(CODE, GhiChu="x")
    target.write_record(update(None, status=Status.FINISHED))
    assert sent(onestop) == {"MaHoSo": CODE, "TrangThaiHoSo": "9"}


def test_the_targets_own_number_is_written(target: DvcqgTarget, onestop: OneStopSystem) -> None:
    onestop.desk_enter(CODE, TrangThaiHoSo="2")
    reading = target.look_up(CODE)
    assert reading is not None
    theirs = replace(reading, raw={**reading.raw, "MaHoSo": CODE})
    target.write_record(replace(update(theirs, status=Status.PROCESSING), code="H00-260302-0001"))
    assert sent(onestop)["MaHoSo"] == CODE


def test_a_moved_field_is_written_in_the_wires_own_form(make_target: Make, onestop: OneStopSystem) -> None:
    target = make_target(read_map={"received_at": {"path": "NgayTiepNhan", "convert": "date_vn"}})
    onestop.desk_enter(CODE, NgayTiepNhan="02/03/2026 08:30:00", TrangThaiHoSo="2")
    target.write_record(update(target.look_up(CODE), status=Status.PROCESSING))
    assert sent(onestop)["NgayTiepNhan"] == "20260302083000"


def test_a_field_outside_the_wire_is_told_where_the_operator_wrote_down_its_place(
    make_target: Make, onestop: OneStopSystem
) -> None:
    target = make_target(read_map={"agency_code": "MaDonVi", "received_at": "NgayTiepNhan"})
    assert target.capabilities.told_only == {"agency_code"}
    onestop.desk_enter(CODE, MaDonVi="H13.22", TrangThaiHoSo="2")
    reading = target.look_up(CODE)
    assert reading is not None
    assert reading.dossier.agency_code == "H13.22"
    target.write_record(update(reading, status=Status.PROCESSING, agency_code="H13.40"))
    assert "MaDonVi" not in sent(onestop)
    assert make_target().capabilities.told_only == frozenset()


def test_numbers_in_an_answer_go_back_as_text(target: DvcqgTarget, onestop: OneStopSystem) -> None:
    onestop.desk_enter(CODE, KenhThucHien=2, DanhSachTepDinhKemKhac=[{"SoLuong": 3}], Fax=None)
    target.write_record(update(target.look_up(CODE), status=Status.PROCESSING))
    element = sent(onestop)
    assert (element["KenhThucHien"], element["DanhSachTepDinhKemKhac"], element["Fax"]) == ("2", [{"SoLuong": "3"}], "")


def test_a_changed_applicant_changes_its_identity_too(target: DvcqgTarget, onestop: OneStopSystem) -> None:
    onestop.desk_enter(
        CODE, SoGiayToChuHoSo="000000001", DinhDanhCHS=[{"LoaiDinhDanh": "2", "SoDinhDanh": "000000001"}]
    )
    target.write_record(update(target.look_up(CODE), applicant_id="000123456789"))
    assert sent(onestop)["DinhDanhCHS"] == [{"LoaiDinhDanh": "1", "SoDinhDanh": "000123456789"}]


# ---------------------------------------------------------------- lengths


def test_shown_is_what_comes_back_of_a_long_text(target: DvcqgTarget, onestop: OneStopSystem, dossier: Dossier) -> None:
    onestop.turn(refuse_long=True)
    long = replace(dossier, summary="Hồ sơ dài " * 300, officer=None)
    long = replace(long, summary=long.summary and long.summary.strip())
    target.write_record(create(long))
    step = Step(at=dossier.received_at or dossier.due_at, status=Status.RECEIVED, officer="Nguyễn " * 10 + "A")  # type: ignore[arg-type]
    target.append_steps(CODE, [step])
    reading = target.look_up(CODE)
    assert reading is not None
    assert reading.dossier.summary == target.shown("summary", long.summary or "")
    kept = target.capabilities.lengths["summary"]
    assert (reading.dossier.summary or "")[:kept] == (long.summary or "")[:kept]
    assert reading.dossier.steps is not None
    assert reading.dossier.steps[0].officer == target.shown("officer", step.officer or "")
    assert target.shown("applicant_name", "x" * 5000) == "x" * 5000


# ---------------------------------------------------------------- capabilities


def test_capabilities_are_those_of_the_generation(make_target: Make) -> None:
    older, newer = make_target(generation=2020).capabilities, make_target(write="patch").capabilities
    assert newer.fields - older.fields == {
        *("channel", "applicant_id", "submitted_at", "rejected_at", "digitised", "paid_online")
    }
    assert {"code", "steps", "status", "documents"} <= older.fields
    assert not newer.fields & {"agency_code", "officer", "submitter_name", "aliases", "updated_at"}
    assert (older.write, newer.write, newer.steps_per_call) == ("unknown", "patch", 10)
    assert not newer.enumerable
    assert make_target(list_service="DanhSachHoSo").capabilities.enumerable
    assert newer.lengths == {"summary": 995}
    assert newer.step_lengths == {"officer": 46}


def test_more_steps_than_fit_are_refused_before_anything_is_sent(
    target: DvcqgTarget, onestop: OneStopSystem, step: Step
) -> None:
    with pytest.raises(ValueError, match="10"):
        target.append_steps(CODE, [step] * 11)
    with pytest.raises(ValueError, match="state"):
        target.append_steps(CODE, [replace(step, status=None)])
    assert onestop.requests == 0
