"""Days of a register are read as written, day first; a year that nobody tells is never guessed."""

from datetime import date

import pytest

from connector.adapters.register.witness import register_file
from connector.domain.errors import BrokenAnswerError
from connector.domain.times import parse_vn
from connector.ports import Covers, Rejection
from unit.adapters.register.conftest import FORM, GROUPS, NUMBERING, OWN, entry, rejections, said, told

UNTITLED = (("SỔ THEO DÕI HỒ SƠ",), GROUPS, OWN)


@pytest.mark.parametrize(
    ("written_as", "read_as"),
    [
        ("5/1/2026", "05/01/2026"),
        ("05-01-26", "05/01/2026"),
        ("05.01.2026 8h30", "05/01/2026 08:30"),
        ("ngày 05 tháng 01 năm 2026", "05/01/2026"),
        ("08 giờ 30 phút, ngày 05 tháng 01 năm 2026", "05/01/2026 08:30"),
        ("05/01/2026\n16h30", "05/01/2026 16:30"),
        (" 05 / 01 / 2026 ", "05/01/2026"),
        ("05/01", "05/01/2026"),
        ("ngày 5 tháng 1", "05/01/2026"),
        ("46027", "05/01/2026"),
    ],
)
def test_a_day_is_read_however_it_is_written(written, register, written_as, read_as) -> None:
    written(Sổ=[*FORM, entry(1, "Số 7 cũ", received=written_as)])
    (found,) = told(register())
    assert found.dossier.received_at == parse_vn(read_as)


@pytest.mark.parametrize(
    ("title", "sheet", "name"),
    [
        ("SỔ THEO DÕI HỒ SƠ NĂM 2025", "Sổ", "so.xlsx"),
        ("Quyển số 02/2025", "Sổ", "so.xlsx"),
        ("SỔ THEO DÕI HỒ SƠ", "Năm 2025", "so.xlsx"),
        ("SỔ THEO DÕI HỒ SƠ", "T5-2025", "so.xlsx"),
        ("SỔ THEO DÕI HỒ SƠ", "Sổ", "so-2025.xlsx"),
        ("Ban hành kèm theo Thông tư 01/2018/TT-VPCP", "Sổ 2025", "so.xlsx"),
    ],
)
def test_the_year_is_that_of_the_book_or_the_sheet(written, register, title, sheet, name) -> None:
    written(name, **{sheet: [(title,), GROUPS, OWN, entry(1, "Số 7", received="05/08", due="12/08")]})
    (found,) = told(register(name))
    assert (found.dossier.received_at, found.dossier.due_at) == (parse_vn("05/08/2025"), parse_vn("12/08/2025"))


@pytest.mark.parametrize("title", ["SỔ THEO DÕI HỒ SƠ", "SỔ THEO DÕI HỒ SƠ NĂM 2025 - 2026"])
def test_without_one_certain_year_the_value_is_rejected_and_the_rest_stands(written, register, title) -> None:
    written(Sổ=[(title,), GROUPS, OWN, entry(1, "Số 7", received="05/08", due="12/08/2025")])
    found, fault = told(register())
    assert "received_at" not in found.readable
    assert found.dossier.received_at is None
    assert found.dossier.due_at == parse_vn("12/08/2025")
    assert (fault.field, fault.code, fault.where) == ("received_at", "Số 7", "so.xlsx, trang Sổ, dòng 4")
    assert "không ghi năm" in fault.reason


def test_the_operator_may_tell_the_year(written, register) -> None:
    written(Sổ=[*UNTITLED, entry(1, "Số 7", received="05/08", due=None)])
    (found,) = told(register(year=2024))
    assert found.dossier.received_at == parse_vn("05/08/2024")


def test_a_heading_in_the_table_opens_another_year(written, register) -> None:
    rows = [("NĂM 2025",), entry(1, "a1", received="05/08"), ("NĂM 2026",), entry(2, "b2", received="05/08")]
    written(Sổ=[*UNTITLED, *rows])
    years = [each.dossier.received_at.year for each in said(register())]
    assert years == [2025, 2026]


@pytest.mark.parametrize("heading", ["Tháng 8 năm 2025", "THÁNG 8/2025", "Quý III năm 2025", "2025"])
def test_a_month_or_quarter_opens_its_year_too(written, register, heading) -> None:
    written(Sổ=[*FORM, (heading,), entry(1, "a1", received="05/08", due=None)])
    assert said(register())[0].dossier.received_at == parse_vn("05/08/2025")


@pytest.mark.parametrize("note", ["Chuyển từ sổ năm 2025 sang", "Theo Nghị định số 118/2025/NĐ-CP", "Lưu ý 2025"])
def test_a_note_that_names_a_year_opens_none(written, register, note) -> None:
    written(Sổ=[*FORM, (note,), entry(1, "a1", received="05/08", due=None)])
    assert said(register())[0].dossier.received_at == parse_vn("05/08/2026")


def test_the_codes_own_day_tells_the_year_of_its_receipt(written, register) -> None:
    written(Sổ=[*FORM, entry(1, "H13.22-251230-0001", received="30/12", due="06/01/2026")])
    (found,) = told(register())
    assert found.dossier.received_at == parse_vn("30/12/2025")


def test_a_day_before_the_receipt_is_of_no_known_year(written, register) -> None:
    written(Sổ=[*FORM, entry(1, received="28/12/2026", due="05/01", code="H13.22-261228-0001")])
    found, fault = told(register())
    assert "due_at" not in found.readable
    assert "trước ngày nhận" in fault.reason


@pytest.mark.parametrize("value", ["31/02/2026", "chiều thứ hai", 7, "30/2", "13/13"])
def test_what_is_no_day_is_rejected_alone(written, register, value) -> None:
    written(Sổ=[*FORM, entry(1, due=value)])
    found, fault = told(register())
    assert found.dossier.received_at == parse_vn("05/01/2026")
    assert ("due_at" in found.readable, fault.field) == (False, "due_at")
    assert fault.where == "so.xlsx, trang Sổ, dòng 8"


def test_what_is_rejected_shows_its_row_under_the_books_own_headers(written, register) -> None:
    bad = entry(1, due="30/2", returned=date(2026, 1, 12), note="nhắc lần hai")
    nobody = entry(2, None, received=None, due=None, name=None)
    written(Sổ=[*FORM, bad, nobody])
    fault, lost = rejections(register())
    assert fault.raw == {
        "STT": 1.0,
        "Mã hồ sơ": "H13.22-260105-0001",
        "Tên TTHC": "Cấp phép thử",
        "Số lượng hồ sơ (bộ)": 1.0,
        "Tên cá nhân, tổ chức": "Giả Định",
        "Địa chỉ, số điện thoại": "Khu thử nghiệm, 02920000001",
        "Cơ quan chủ trì giải quyết": "Phòng Lao động",
        "Nhận và trả kết quả / Nhận hồ sơ (ngày/tháng/năm)": "05/01/2026",
        "Nhận và trả kết quả / Hẹn trả kết quả (ngày/tháng/năm)": "30/2",
        "Nhận và trả kết quả / Trả kết quả (ngày/tháng/năm)": "12/01/2026",
        "Phương thức nhận kết quả": "Trực tiếp",
        "Ghi chú": "nhắc lần hai",
    }
    assert (lost.code, lost.raw["STT"], "Mã hồ sơ" in lost.raw) == (None, 2.0, False)


def test_a_value_of_an_entry_without_a_code_is_rejected_under_none(written, register) -> None:
    written(Sổ=[*FORM, entry(1, None, due="30/2")])
    assert [fault.code for fault in rejections(register())] == [None]


def test_a_column_with_the_month_first_is_not_read_at_all(written, register) -> None:
    rows = [
        entry(number, f"H13.22-2601{day}-0001", received=f"{day}/01/2026", due=f"01/{day}/2026")
        for number, day in ((1, "05"), (2, "20"))
    ]
    written(Sổ=[*FORM, *rows])
    found = told(register())
    (fault,) = rejections(register())
    assert fault.where == "so.xlsx, trang Sổ"
    assert "tháng trước ngày" in fault.reason
    assert all("due_at" not in each.readable for each in found if not isinstance(each, Rejection))
    assert len(said(register())) == 2


def test_a_paper_of_one_reconcile_covers_from_its_first_day_to_its_last(written, context, tmp_path) -> None:
    days = ("09/02/2026", "05/01/2026", None, "31/03/2026 16:30")
    path = written(Sổ=[*FORM, *(entry(n, f"m{n}", received=day) for n, day in enumerate(days, 1))])
    witness = register_file(path, context)
    assert witness.covers == Covers(first=date(2026, 1, 5), last=date(2026, 3, 31))
    assert (witness.kind, witness.name, len(said(witness))) == ("register", "so.xlsx", 4)


@pytest.mark.parametrize("slip", ["12/01/2062", "12/01/2006", "12/11/2026"])
def test_a_slip_in_the_year_does_not_have_it_cover_what_it_does_not_tell(written, context, slip) -> None:
    days = {"12": "12/01/2026", "14": slip, "16": "16/01/2026", "19": "15/01/2026"}  # the last: a wrong day, no slip
    path = written(Sổ=[*FORM, *(entry(n, f"H13.22-2601{n}-0001", received=day) for n, day in days.items())])
    assert register_file(path, context).covers == Covers(first=date(2026, 1, 12), last=date(2026, 1, 16))


def test_a_paper_all_of_whose_days_are_far_from_its_codes_covers_those(written, context) -> None:
    path = written(Sổ=[*FORM, entry(1, "H13.22-260112-0001", received="12/05/2026")])
    assert register_file(path, context).covers == Covers(first=date(2026, 5, 12), last=date(2026, 5, 12))


def test_a_paper_without_any_day_or_that_is_none_is_refused_at_once(written, context, tmp_path) -> None:
    path = written(Sổ=[*FORM, entry(1, received=None)])
    with pytest.raises(BrokenAnswerError, match="không có ngày nhận"):
        register_file(path, context)
    with pytest.raises(BrokenAnswerError, match=r"khong-co\.xlsx"):
        register_file(tmp_path / "khong-co.xlsx", context)


def test_columns_numbered_after_every_header_are_no_entries(written, register) -> None:
    written(Sổ=[*FORM, entry(1), GROUPS[:7] + OWN[7:], NUMBERING, entry(2)])
    assert [each.dossier.aliases["book"] for each in told(register())] == ["1/2026-1", "1/2026-2"]
