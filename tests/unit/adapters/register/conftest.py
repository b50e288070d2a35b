"""Registers in the form's own layout, written as real workbooks, and witnesses that read them."""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from connector.adapters.files.testimony import FileWitness
from connector.adapters.register.settings import RegisterSettings
from connector.adapters.register.witness import make_witness
from connector.adapters.registry import Context
from connector.domain.times import ZONE
from connector.observe.log import Log
from connector.ports import Covers, Rejection, Testimony

TITLES = (
    ("BAN QUẢN LÝ CÁC KHU THỬ NGHIỆM", None, None, None, None, None, None, "Mẫu số 06"),
    ("(Ban hành kèm theo Thông tư số 01/2018/TT-VPCP ngày 23 tháng 11 năm 2018)",),
    ("SỔ THEO DÕI HỒ SƠ NĂM 2026",),
    ("Lĩnh vực: Lao động", None, "Quyển số: 01"),
)
GROUPS = (
    *("STT", "Mã hồ sơ", "Tên TTHC", "Số lượng hồ sơ (bộ)", "Tên cá nhân,\ntổ chức", "Địa chỉ, số điện thoại"),
    *("Cơ quan chủ trì giải quyết", "Nhận và trả kết quả", None, None),
    *("Phương thức nhận kết quả", "Ký nhận", "Ghi chú"),
)
OWN = (
    *(None,) * 7,
    *("Nhận hồ sơ\n(ngày/tháng/năm)", "Hẹn trả kết quả\n(ngày/tháng/năm)", "Trả kết quả\n(ngày/tháng/năm)"),
)
NUMBERING = tuple(range(1, 14))
FORM = (*TITLES, GROUPS, OWN, NUMBERING)

Row = Sequence[Any]


def entry(  # the form's own columns
    number: Any,
    code: Any = "H13.22-260105-0001",
    *,
    received: Any = "05/01/2026",
    due: Any = "12/01/2026",
    returned: Any = None,
    method: Any = "Trực tiếp",
    signed: Any = None,
    name: Any = "Giả Định",
    note: Any = None,
) -> Row:
    place = ("Khu thử nghiệm, 02920000001", "Phòng Lao động")
    return (number, code, "Cấp phép thử", 1, name, *place, received, due, returned, method, signed, note)


class StillClock:
    def now(self) -> datetime:
        return datetime(2026, 6, 1, 8, tzinfo=ZONE)

    def sleep(self, seconds: float) -> None:
        raise AssertionError("files never wait")


@pytest.fixture
def context(tmp_path: Path) -> Context:
    return Context(home=tmp_path, agency="H13.22", clock=StillClock(), log=Log.silent(), on_circuit=lambda *_told: None)


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., Path]:
    """Write sheets of rows as one XLSX, the group header merged over its columns as the form has it."""

    def write(name: str = "so.xlsx", **sheets: Sequence[Row]) -> Path:
        path = tmp_path / name
        with xlsxwriter.Workbook(path, {"default_date_format": "dd/mm/yyyy hh:mm"}) as workbook:
            for title, rows in sheets.items():
                sheet = workbook.add_worksheet(title)
                for number, row in enumerate(rows):
                    for column, cell in enumerate(row):
                        if isinstance(cell, str):
                            sheet.write_string(number, column, cell)
                        elif cell is not None:
                            sheet.write(number, column, cell)
                if GROUPS in rows:
                    at = list(rows).index(GROUPS)
                    sheet.merge_range(at, 7, at, 9, "Nhận và trả kết quả")
                    for column in (*range(7), 10, 11, 12):
                        sheet.merge_range(at, column, at + 1, column, GROUPS[column])
        return path

    return write


@pytest.fixture
def register(context: Context) -> Callable[..., FileWitness]:
    def make(path: str = "so.xlsx", **keys: Any) -> FileWitness:
        settings = RegisterSettings.model_validate({"path": path, **keys}, context={"home": context.home})
        return make_witness(None, settings, Covers(), context, name="register")

    return make


def told(witness: FileWitness) -> list[Testimony | Rejection]:
    return [each for batch in witness.enumerate() for each in batch]


def said(witness: FileWitness) -> list[Testimony]:
    return [each for each in told(witness) if isinstance(each, Testimony)]


def rejections(witness: FileWitness) -> list[Rejection]:
    return [each for each in told(witness) if isinstance(each, Rejection)]
