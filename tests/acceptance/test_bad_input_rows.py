"""Rows and files that are wrong in themselves: each is named with its place and reason, and the rest goes through."""

import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from support.office import LINK, SOURCE, TARGET, Office

HEADERS = ("STT", "Mã hồ sơ", "Mã thủ tục", "Tên cá nhân, tổ chức", "Nhận hồ sơ", "Hẹn trả kết quả", "Trạng thái")
COLUMNS = {
    "code": "Mã hồ sơ",
    "procedure_code": "Mã thủ tục",
    "applicant_name": "Tên cá nhân, tổ chức",
    "received_at": "Nhận hồ sơ",
    "due_at": "Hẹn trả kết quả",
}
STATES = {"path": "Trạng thái", "values": {"Đang xử lý": 4, "Đã xong": 9}}
POLICY = {
    "mode": "push",
    "create": "push",
    "brakes": {"max_actions": 1000, "max_share": 1.0, "min_share": 0.5, "max_gap": "3650d"},
}


def row(
    code: Any, *, procedure: Any = "1.009748", name: str = "Công ty Giả Định", received: str = "05/01/2026"
) -> list:
    return [1, code, procedure, name, received, "20/01/2026", "Đang xử lý"]


@pytest.fixture
def register(open_office) -> Office:
    """An office whose specialized software only writes files into var/xuat."""
    office = open_office(number=0)
    (office.home / "var" / "xuat").mkdir(parents=True)
    office.write(f"systems/{SOURCE}.yaml", {"system": SOURCE, "adapter": "files", "path": "var/xuat"})
    source = {"system": SOURCE, "columns": COLUMNS, "map": {"status": STATES}}
    office.write(f"links/{LINK}.yaml", {"link": LINK, "source": source, "target": {"system": TARGET}, "policy": POLICY})
    return office


def book(office: Office, *rows: Sequence[Any], name: str = "so.xlsx") -> Path:
    path = office.home / "var" / "xuat" / name
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet("Sổ theo dõi")
        sheet.merge_range("A1:G1", "SỔ THEO DÕI HỒ SƠ NĂM 2026")
        for number, cells in enumerate([HEADERS, *rows], 2):
            sheet.write_row(number, 0, cells)
    return path


def sent(office: Office) -> dict[str, dict[str, Any]]:
    return {code: one["record"] for code, one in office.onestop.state().items()}


def test_a_date_that_does_not_exist_rejects_its_row_alone_and_is_gone_when_it_is_corrected(register) -> None:
    good, late = row("H13.22-260105-0001"), row("H13.22-260105-0003")
    book(register, good, row("H13.22-260105-0002", received="31/02/2026"), late)
    told = register.sync()
    run = told.run
    assert (told.code, run["outcome"]) == (1, "partial")
    assert (run["read"], run["rejected"], run["queued"], run["verified"]) == (3, 1, 2, 2)
    assert sent(register).keys() == {"H13.22-260105-0001", "H13.22-260105-0003"}
    (rejection,) = register.run("rejections", "--json").json["rejections"]
    assert "so.xlsx" in rejection["where"]
    assert "dòng 5" in rejection["where"]
    assert "31/02/2026" in rejection["reason"]
    listed = register.run("rejections").out
    assert "31/02/2026" in listed
    assert register.run("status", "--quiet").code == 1

    book(register, good, row("H13.22-260105-0002", received="28/02/2026"), late)
    assert register.sync().run["verified"] == 1
    assert register.run("rejections", "--json").json["rejections"] == []


def test_dates_that_do_not_exist_in_a_json_system_are_told_without_the_persons_name(office) -> None:
    first, second, third, *_ = office.rest.store.codes
    office.rest.store.update(first, ngay_nhan="30/02/2026 08:00:00")
    office.rest.store.update(second, ngay_nhan="hôm qua")
    person = office.rest.store.by_code(third).row["chu_ho_so"]
    office.rest.store.update(third, chu_ho_so={**person, "so_giay_to": {"so": "000199000999"}})
    told = office.sync()
    assert (told.code, told.run["rejected"], told.run["verified"]) == (1, 3, 5)
    shown = register_of(office)
    assert "30/02/2026" in shown
    assert "hôm qua" in shown
    assert "000199000999" not in shown + office.logged()


def register_of(office: Office) -> str:
    """Everything that lists unreadable rows."""
    return "".join(office.run("rejections", *how).out for how in ((), ("--json",)))


def test_codes_that_excel_damaged_are_mended_with_a_warning_or_left_to_a_person(register) -> None:
    book(
        register,
        row("H13.22-260105-0001", procedure=1.00975),
        row("000.0.22.H13-260105-7"),
        row(1.23456789012346e17),
        row(20260105001),
        row("H13.22-260105-0004"),
    )
    told = register.sync()
    run = told.run
    assert (told.code, run["read"], run["rejected"], run["held"], run["verified"]) == (1, 5, 1, 2, 2), told.out
    assert sent(register)["H13.22-260105-0001"]["MaTTHC"] == "1.009750"
    assert len(register.log_lines("record.repaired")) >= 2
    held = register.run("holds", "--json").json["holds"]
    assert {one["code"] for one in held} == {"000.0.22.H13-260105-7", "20260105001"}
    assert {one["rule"] for one in held} == {"code_repaired"}
    (rejection,) = register.run("rejections", "--json").json["rejections"]
    assert "mất chữ số của mã hồ sơ" in rejection["reason"]


def test_a_workbook_bomb_is_refused_before_it_unfolds_and_healed_by_a_good_file(register) -> None:
    path = book(register, row("H13.22-260105-0001"))
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/bomb.bin", b"\0" * (300 * 1024 * 1024))
    assert path.stat().st_size < 1024 * 1024
    told = register.sync()
    run = told.run
    assert (told.code, run["outcome"]) == (2, "failed")
    assert "bung ra lớn bất thường" in run["error"]["what"]
    assert "so.xlsx" in run["error"]["where"]
    assert run["error"]["do"]
    assert register.onestop.requests == 0
    book(register, row("H13.22-260105-0001"))
    assert register.sync().run["verified"] == 1


def test_a_csv_in_tcvn3_arrives_in_unicode(register) -> None:
    text = (
        "STT;M· hå s¬;M· thñ tôc;Tªn c¸ nh©n, tæ chøc;NhËn hå s¬;HÑn tr¶ kÕt qu¶;Tr¹ng th¸i\n"
        "1;H13.22-260105-0001;1.009748;NguyÔn ThÞ H­¬ng;05/01/2026;20/01/2026;§ang xö lý\n"
        "2;H13.22-260105-0002;1.009748;TrÇn V¨n §øc;06/01/2026;20/01/2026;§· xong\n"
    )
    (register.home / "var" / "xuat" / "so.csv").write_bytes(text.encode("latin-1"))
    told = register.sync()
    assert (told.code, told.run["verified"]) == (0, 2), told.out
    names = {code: record["ChuHoSo"] for code, record in sent(register).items()}
    assert names == {"H13.22-260105-0001": "Nguyễn Thị Hương", "H13.22-260105-0002": "Trần Văn Đức"}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "rỗng"),
        (b"PK\x03\x04 this is no workbook", "hỏng"),
        ("Ngày;Ghi chú\n05/01/2026;không có cột nào cần\n".encode(), "tiêu đề"),
    ],
    ids=["empty", "broken", "another table"],
)
def test_a_file_that_is_no_register_is_never_an_empty_register(register, content, said) -> None:
    (register.home / "var" / "xuat" / ("so.xlsx" if content[:2] == b"PK" else "so.csv")).write_bytes(content)
    told = register.sync()
    error = told.run["error"]
    assert told.code == 2
    assert said in error["what"]
    assert "so." in error["where"]
    assert error["do"]
