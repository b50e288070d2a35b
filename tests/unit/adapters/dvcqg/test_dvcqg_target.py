"""Our promises, kept over a real socket by a one-stop of every temper."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from connector.adapters.dvcqg.target import DvcqgTarget
from connector.domain.dossier import Document, Dossier, Step
from connector.domain.errors import (
    AlreadyExistsError,
    BrokenAnswerError,
    DoesNotExistError,
    ForeignSystemError,
    InDoubtError,
    RateLimitedError,
    RefusedError,
    SystemDownError,
)
from connector.domain.status import Status
from connector.ports import Reading, RecordWrite
from connector.testing.onestop_knobs import Failure
from connector.testing.onestop_system import CALL_PATH, OneStopSystem
from connector.testing.server import Reply

CODE = "000.00.00.H00-260302-0001"
WHERE = "onestop: POST /mapi/g"
Make = Callable[..., DvcqgTarget]


def known_of(dossier: Dossier) -> frozenset[str]:
    return frozenset(name for name in dossier.__dataclass_fields__ if getattr(dossier, name)) - {"steps", "aliases"}


def create(dossier: Dossier) -> RecordWrite:
    return RecordWrite(create=True, code=dossier.code, record=dossier, known=known_of(dossier))


def update(reading: Reading | None, **changes: Any) -> RecordWrite:
    base = reading.dossier if reading is not None else Dossier(code=CODE)
    record = replace(base, **changes)
    return RecordWrite(create=False, code=base.code, record=record, known=frozenset(changes), reading=reading)


def sent(onestop: OneStopSystem) -> dict[str, Any]:
    """The last element that was sent."""
    element: dict[str, Any] = onestop.log[-1].json()["data"][0]
    return element


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
    with pytest.raises(BrokenAnswerError):
        target.look_up(CODE)
    onestop.before.clear()
    rows(onestop, error_code=6, message="Không có quyền")
    with pytest.raises(RefusedError) as caught:
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


# ---------------------------------------------------------------- clear answers to a write


@pytest.mark.parametrize("code", [0, "0", 3, -3, "-3"])
def test_an_insert_of_what_stands_there_says_so(
    target: DvcqgTarget, onestop: OneStopSystem, dossier: Dossier, code: Any
) -> None:
    onestop.turn(exists_code=code)
    onestop.desk_enter(CODE, GhiChu="x")
    with pytest.raises(AlreadyExistsError):
        target.write_record(create(dossier))
    assert onestop.books.records[CODE]["GhiChu"] == "x"


def test_an_update_of_what_does_not_stand_there_says_so(target: DvcqgTarget, onestop: OneStopSystem) -> None:
    with pytest.raises(DoesNotExistError):
        target.write_record(update(None, status=Status.FINISHED))


@pytest.mark.parametrize(
    ("failure", "kind", "final"),
    [
        (Failure.REFUSED, RefusedError, True),
        (Failure.BUSY, RefusedError, False),
        (Failure.MUTE, RefusedError, False),
        (Failure.FORBIDDEN, RefusedError, False),
        (Failure.UNAVAILABLE, RefusedError, False),
        (Failure.LIMITED, RateLimitedError, None),
    ],
    ids=lambda one: getattr(one, "value", None),
)
def test_a_clear_no_writes_nothing_and_says_whether_to_ask_again(
    target: DvcqgTarget,
    onestop: OneStopSystem,
    dossier: Dossier,
    failure: Failure,
    kind: type[ForeignSystemError],
    final: bool | None,
) -> None:
    onestop.fail(failure, service="DongBoHoSoMC")
    with pytest.raises(kind) as caught:
        target.write_record(create(dossier))
    assert getattr(caught.value, "final", None) is final
    assert caught.value.where == WHERE
    assert onestop.state() == {}


def test_what_will_never_be_taken_is_final(target: DvcqgTarget, onestop: OneStopSystem, dossier: Dossier) -> None:
    onestop.turn(procedures=frozenset({"1.000000"}))
    with pytest.raises(RefusedError) as unknown_procedure:
        target.write_record(create(dossier))
    onestop.turn(procedures=None, closed=frozenset({CODE}))
    with pytest.raises(RefusedError) as closed:
        target.write_record(create(dossier))
    assert unknown_procedure.value.final
    assert closed.value.final


# ---------------------------------------------------------------- doubt


@pytest.mark.parametrize(
    "failure",
    [
        *(Failure.ERROR, Failure.RESET, Failure.SILENT, Failure.ERROR_AFTER, Failure.RESET_AFTER),
        *(Failure.SILENT_AFTER, Failure.PAGE_AFTER, Failure.TRUNCATED_AFTER),
    ],
    ids=lambda failure: failure.value,
)
@pytest.mark.parametrize("service", ["DongBoHoSoMC", "CapNhatTienDoHoSoMC"])
def test_a_lost_answer_is_a_doubt_and_the_write_was_sent_once(
    make_target: Make, onestop: OneStopSystem, dossier: Dossier, step: Step, failure: Failure, service: str
) -> None:
    target = make_target(timeout="1s")
    onestop.desk_enter("000.00.00.H00-260302-0002")
    onestop.fail(failure, service=service, seconds=1.5)
    calls = {
        "DongBoHoSoMC": lambda: target.write_record(create(dossier)),
        "CapNhatTienDoHoSoMC": lambda: target.append_steps("000.00.00.H00-260302-0002", [step]),
    }
    with pytest.raises(InDoubtError):
        calls[service]()
    assert sum(service.encode() in request.body for request in onestop.log) == 1
    ours = [commit for commit in onestop.books.commits if commit.by == "connector"]
    assert len(ours) == (1 if failure.after else 0)


def test_nothing_was_sent_when_nobody_listens(make_target: Make, onestop: OneStopSystem, dossier: Dossier) -> None:
    onestop.stop()
    with pytest.raises(SystemDownError):
        make_target().write_record(create(dossier))


# ---------------------------------------------------------------- privacy

CANARIES = ("Nguyễn Thị Canary", "000987654321", "0900111222", "canary@vi.du", "mat-khau-canary", "tai-khoan-canary")


def test_no_error_log_or_repr_tells_a_person_or_a_secret(
    make_target: Make, onestop: OneStopSystem, dossier: Dossier, step: Step, lines: Any
) -> None:
    name, number, phone, email, password, _ = CANARIES
    person = replace(
        dossier,
        applicant_name=name,
        applicant_id=number,
        phone=phone,
        email=email,
        documents=(Document(name=name),),
    )
    onestop.password = password
    target = make_target(password=password, timeout="1s")
    target.write_record(create(person))
    told: list[object] = [target, target.look_up(CODE), create(person), person, step, lines]
    echo = Reply.json({"error_code": 7, "message": f"{name} {number} {phone} không hợp lệ", "result": name})
    onestop.before.append(lambda _: echo if onestop.knobs.lists else None)
    for failure in Failure:
        if failure not in {Failure.SILENT, Failure.SILENT_AFTER, Failure.LIMITED}:
            for call in (lambda: target.write_record(create(person)), lambda: target.look_up(CODE)):
                onestop.fail(failure)
                told.extend(errors_of(call))
    onestop.turn(lists=True)  # from here on every answer quotes the person
    for call in (lambda: target.write_record(create(person)), lambda: target.look_up(CODE)):
        told.extend(errors_of(call))
    told.extend(errors_of(lambda: make_target(password=password, username=CANARIES[-1]).look_up(CODE)))
    assert sum(isinstance(one, BaseException) for one in told) > 20
    for one in told:
        text = f"{one!r} {one} {getattr(one, 'args', '')} {getattr(one, 'where', '')} {getattr(one, 'do', '')}"
        assert not [canary for canary in CANARIES if canary in text]


def errors_of(call: Callable[[], object]) -> list[BaseException]:
    try:
        call()
    except ForeignSystemError as error:
        found: list[BaseException] = []
        at: BaseException | None = error
        while at is not None:
            found.append(at)
            at = at.__cause__ or at.__context__
        return found
    return []
