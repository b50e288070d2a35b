"""Control slips, listed or printed, become the steps of their dossiers; half a slip never looks like a whole one."""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from connector.adapters.control_slip.settings import ControlSlipSettings
from connector.adapters.control_slip.witness import make_witness
from connector.adapters.files.testimony import FileWitness
from connector.adapters.registry import Context
from connector.domain.dossier import Step
from connector.domain.errors import BrokenAnswerError
from connector.domain.times import parse_vn
from connector.observe.log import Log
from connector.ports import Covers, Rejection, Testimony
from support.clocks import StillClock

CODE = "H13.22-260105-0001"
HEADER = (
    *("Mã hồ sơ", "Thứ tự", "Tên cơ quan giao", "Thời gian giao", "Tên cơ quan nhận", "Thời gian nhận"),
    *("Kết quả", "Ghi chú"),
)
ONE_STOP, DIVISION = "Bộ phận Một cửa", "Phòng Lao động"

Row = Sequence[Any]


def given(number: Any, *, code: Any = CODE, at: str = "05/01/2026 09:00", taken: Any = "05/01/2026 10:00") -> Row:
    return (code, number, ONE_STOP, at, DIVISION, taken, "Đúng hạn", None)


@pytest.fixture
def slips(tmp_path: Path) -> Callable[..., FileWitness]:
    """A witness over one workbook of these sheets."""

    def make(
        *, settings: dict[str, Any] | None = None, name: str = "phieu.xlsx", **sheets: Sequence[Row]
    ) -> FileWitness:
        with xlsxwriter.Workbook(tmp_path / name, {"default_date_format": "dd/mm/yyyy hh:mm"}) as workbook:
            for title, rows in sheets.items():
                sheet = workbook.add_worksheet(title)
                for number, row in enumerate(rows):
                    for column, cell in enumerate(row):
                        if cell is not None:
                            sheet.write(number, column, cell)
        keys = ControlSlipSettings.model_validate({"path": name, **(settings or {})}, context={"home": tmp_path})
        context = Context(
            home=tmp_path, agency="H13.22", clock=StillClock(), log=Log.silent(), on_circuit=lambda *_told: None
        )
        return make_witness(None, keys, Covers(), context, name="slips")

    return make


def told(witness: FileWitness) -> list[Testimony | Rejection]:
    return [each for batch in witness.enumerate() for each in batch]


def test_each_row_of_the_list_is_a_step_of_its_dossier(slips) -> None:
    rows = [HEADER, given(1), (CODE, 2, DIVISION, "09/01/2026 15:00", ONE_STOP, None, None, "Chờ ký")]
    (found,) = told(slips(Phiếu=[("PHIẾU KIỂM SOÁT",), *rows]))
    assert found.dossier.code == CODE
    assert found.dossier.steps == (
        Step(
            at=parse_vn("05/01/2026 10:00"),
            department=DIVISION,
            content="Nhận từ Bộ phận Một cửa; Đúng hạn",
            started_at=parse_vn("05/01/2026 09:00"),
        ),
        Step(
            at=parse_vn("09/01/2026 15:00"),
            department=ONE_STOP,
            content="Nhận từ Phòng Lao động; Chờ ký",
            started_at=parse_vn("09/01/2026 15:00"),
        ),
    )
    assert (found.readable, found.where) == ({"code", "steps"}, "phieu.xlsx, trang Phiếu, dòng 3")


def test_a_code_merged_over_its_rows_is_that_of_every_row(slips) -> None:
    rows = [HEADER, given(1), given(2, code=None, taken="06/01/2026 10:00"), given(1, code="H13.22-260105-0002")]
    first, second = told(slips(Phiếu=rows))
    assert [len(each.dossier.steps) for each in (first, second)] == [2, 1]


def test_hand_overs_stand_in_the_order_of_their_numbers(slips) -> None:
    rows = [HEADER, given("2.", taken="06/01/2026 10:00"), given("1.", taken="05/01/2026 10:00")]
    (found,) = told(slips(Phiếu=rows))
    assert [step.at.day for step in found.dossier.steps] == [5, 6]


def test_groups_of_giving_and_receiving_are_understood(slips) -> None:
    groups = ("Mã hồ sơ", "STT", "Giao", None, "Nhận", None, "Ghi chú")
    own = (None, None, "Tên cơ quan", "Thời gian", "Tên cơ quan", "Thời gian")
    (found,) = told(slips(Phiếu=[groups, own, (CODE, 1, ONE_STOP, "05/01/2026 09:00", DIVISION, "05/01/2026 10:00")]))
    assert found.dossier.steps[0].department == DIVISION


def test_an_unreadable_time_is_said_and_leaves_no_half_a_list(slips) -> None:
    slip, fault = told(slips(Phiếu=[HEADER, given(1), given(2, taken="chiều hôm đó")]))
    assert slip.readable == {"code"}
    assert slip.dossier.steps is None
    assert (fault.where, fault.field, fault.code) == ("phieu.xlsx, trang Phiếu, dòng 3", "steps", CODE)
    assert (fault.raw["Mã hồ sơ"], fault.raw["Thời gian nhận"]) == (CODE, "chiều hôm đó")


def test_a_row_of_no_dossier_is_said(slips) -> None:
    fault, slip = told(slips(Phiếu=[HEADER, given(1, code=None), given(1)]))
    assert isinstance(fault, Rejection)
    assert fault.where.endswith("dòng 2")
    assert fault.raw["Tên cơ quan giao"] == ONE_STOP
    assert slip.dossier.code == CODE


def test_months_written_first_are_not_taken_for_days(slips) -> None:
    rows = [HEADER, *(given(n, at=f"01/{day}/2026", taken=f"01/{day}/2026") for n, day in ((1, 15), (2, 20)))]
    found = told(slips(Phiếu=rows))
    assert not any(isinstance(each, Testimony) and "steps" in each.readable for each in found)
    assert any(isinstance(each, Rejection) and "tháng trước ngày" in each.reason for each in found)


PRINTED = (
    ("PHIẾU KIỂM SOÁT QUÁ TRÌNH GIẢI QUYẾT HỒ SƠ",),
    (f"Mã hồ sơ: {CODE}",),
    ("Cơ quan (bộ phận) giải quyết hồ sơ: Phòng Lao động",),
    ("TÊN CƠ QUAN", "THỜI GIAN GIAO, NHẬN HỒ SƠ", "KẾT QUẢ GIẢI QUYẾT HỒ SƠ (Trước hạn/đúng hạn/quá hạn)", "GHI CHÚ"),
    (f"1. Giao: {ONE_STOP}\n(ký tên) Giả Định", "08 giờ 30 phút, ngày 05 tháng 01 năm 2026", "Đúng hạn"),
    (None, "Người giao: Giả Định"),
    (f"2. Nhận: {DIVISION}", "9 giờ 00 phút, ngày 5 tháng 1 năm 2026"),
    (f"1. Giao: {DIVISION}", "…giờ…phút, ngày 09 tháng 01 năm 2026", "Trước hạn/đúng hạn/quá hạn"),
    (f"2. Nhận: {ONE_STOP}", "…giờ…phút, ngày … tháng … năm …"),
    ("1. Giao: ……………", "…giờ…phút, ngày … tháng … năm …"),
    ("2. Nhận: ……………", "…giờ…phút, ngày … tháng … năm …"),
)


def test_the_printed_form_filled_in_is_read_pair_by_pair(slips) -> None:
    (found,) = told(slips(Phiếu=PRINTED))
    assert found.dossier.code == CODE
    assert found.dossier.steps == (
        Step(
            at=parse_vn("05/01/2026 09:00"),
            department=DIVISION,
            content="Nhận từ Bộ phận Một cửa; Đúng hạn",
            started_at=parse_vn("05/01/2026 08:30"),
        ),
        Step(
            at=parse_vn("09/01/2026"),
            department=ONE_STOP,
            content="Nhận từ Phòng Lao động",
            started_at=parse_vn("09/01/2026"),
        ),
    )
    assert "steps" in found.readable


def test_slips_stand_one_below_the_other_and_on_several_sheets(slips) -> None:
    def printed(number: int) -> list[Row]:
        own = datetime(2026, 1, 6, 9, 0)  # noqa: DTZ001  # a sheet knows no zone
        code = ("Mã hồ sơ", None, f"H13.22-260105-{number:04}")
        return [code, (f"1. Giao: {ONE_STOP}", "05/01/2026"), (f"2. Nhận: {DIVISION}", own), ()]

    found = told(slips(**{"Tờ 1": printed(1) + printed(2), "Tờ 2": printed(3), "Khác": [("Danh bạ",)]}))
    assert [each.dossier.code[-1] for each in found] == ["1", "2", "3"]
    assert {each.dossier.steps[0].at for each in found} == {parse_vn("06/01/2026 09:00")}


def test_agencies_in_a_column_of_their_own_are_taken_from_there(slips) -> None:
    rows = [
        ("Mã hồ sơ:", CODE),
        (ONE_STOP, "1. Giao: 8 giờ 30 phút, ngày 5 tháng 1 năm 2026"),
        (DIVISION, "2. Nhận: 9 giờ 30 phút, ngày 5 tháng 1 năm 2026"),
    ]
    (found,) = told(slips(Phiếu=rows))
    (step,) = found.dossier.steps
    assert (step.department, step.at, step.content) == (DIVISION, parse_vn("05/01/2026 09:30"), f"Nhận từ {ONE_STOP}")


def test_a_printed_slip_without_a_code_is_of_nobody(slips) -> None:
    found = told(slips(Phiếu=[("Mã hồ sơ: ………",), *PRINTED[4:7]]))
    assert found
    assert all(isinstance(each, Rejection) and "không có mã hồ sơ" in each.reason for each in found)
    assert all(each.raw for each in found)


def test_a_slip_is_looked_up_by_its_code(slips) -> None:
    witness = slips(Phiếu=[HEADER, given(1)])
    assert witness.look_up(CODE).dossier.code == CODE
    assert witness.look_up("H13.22-260105-0009") is None
    assert (witness.kind, witness.enumerable, witness.requests) == ("control_slip", True, 1)


def test_a_file_without_any_slip_is_a_clear_error(slips) -> None:
    with pytest.raises(BrokenAnswerError, match="không phải phiếu kiểm soát"):
        slips(Sổ=[("STT", "Ghi chú"), (1, "x")]).probe()


def test_columns_of_another_list_are_told_by_the_operator(slips) -> None:
    columns = {"code": "Số", "given_by": "Ai", "given_at": "Khi nào"}
    header, row = ("Số", "Ai", "Khi nào"), (CODE, DIVISION, "05/01")
    (found,) = told(slips(settings={"columns": columns, "year": 2026}, Phiếu=[header, row]))
    assert found.dossier.steps == (
        Step(at=parse_vn("05/01/2026"), department=DIVISION, started_at=parse_vn("05/01/2026")),
    )
