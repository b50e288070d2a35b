"""The register as the form has it: titles, merged groups, numbered columns, sums and signatures around its entries."""

from datetime import datetime

import pytest

from connector.domain.dossier import Dossier
from connector.domain.errors import BrokenAnswerError
from connector.domain.times import parse_vn
from unit.adapters.register.conftest import FORM, GROUPS, OWN, TITLES, entry, rejections, said, told

FIELDS = {
    *("code", "aliases", "procedure_name", "applicant_name", "address", "agency_name", "note"),
    *("received_at", "due_at", "returned_at", "return_method"),
}


def test_an_entry_is_told_field_by_field(written, register) -> None:
    written(Sổ=[*FORM, entry(7, returned="11/01/2026 15:30", signed="Đã ký", note="Nhận hộ")])
    (found,) = told(register())
    assert found.dossier == Dossier(
        code="H13.22-260105-0001",
        aliases={"book": "1/2026-7"},
        procedure_name="Cấp phép thử",
        applicant_name="Giả Định",
        address="Khu thử nghiệm, 02920000001",
        agency_name="Phòng Lao động",
        received_at=parse_vn("05/01/2026"),
        due_at=parse_vn("12/01/2026"),
        returned_at=parse_vn("11/01/2026 15:30"),
        return_method="direct",
        note="Nhận hộ",
    )
    assert found.readable == FIELDS
    assert found.signed is True
    assert found.where == "so.xlsx, trang Sổ, dòng 8"


def test_a_day_that_is_empty_in_the_book_is_told_as_empty(written, register) -> None:
    written(Sổ=[*FORM, entry(1), entry(2, "H13.22-260105-0002", returned="…/…/…")])
    assert [(each.dossier.returned_at, "returned_at" in each.readable) for each in said(register())] == [
        (None, True),
        (None, True),
    ]


@pytest.mark.parametrize(
    "header",
    [
        tuple(label and label.upper() for label in (*GROUPS[:7], *OWN[7:], *GROUPS[10:])),
        (
            "Số TT",
            "Mã số hồ sơ",
            "Thủ tục hành chính",
            "SL",
            "Họ và tên",
            "Địa chỉ",
            "Đơn vị giải quyết",
            "Ngày nhận",
            "Ngày hẹn trả",
            "Ngày trả",
            "Hình thức nhận kết quả",
            "Chữ ký",
            "Ghi chú",
        ),
        (
            "stt",
            "ma ho so",
            "ten tthc",
            "so luong",
            "ten ca nhan, to chuc",
            "dia chi",
            "co quan giai quyet",
            "nhan ho so",
            "hen tra ket qua",
            "tra ket qua",
            "phuong thuc nhan ket qua",
            "ky nhan",
            "ghi chu",
        ),
        (
            "STT",
            "MaHoSo",
            "TenTTHC",
            "SoBoHoSo",
            "ChuHoSo",
            "DiaChi",
            "DonVi",
            "NgayTiepNhan",
            "NgayHenTra",
            "NgayTra",
            "Phương thức trả kết quả",
            "Ký nhận",
            "Ghi chú",
        ),
        (
            "TT",
            "Mã  hồ\nsơ *",
            "Tên TTHC:",
            "Số bộ",
            "Cá nhân, tổ chức",
            "Địa chỉ",
            "Cơ quan chủ trì",
            "Ngày tiếp nhận",
            "Hẹn trả KQ",
            "Ngày trả KQ",
            "Phương thức nhận KQ",
            "Ký nhận kết quả",
            "Ghi chú",
        ),
    ],
    ids=["capitals", "other words", "no accents", "field names", "marks and breaks"],
)
def test_the_columns_are_known_by_many_names(written, register, header) -> None:
    written(Sổ=[*TITLES, header, entry(7, returned="11/01/2026", signed="x")])
    (found,) = told(register())
    assert found.readable >= FIELDS
    assert found.dossier.returned_at == parse_vn("11/01/2026")
    assert (found.dossier.applicant_name, found.signed) == ("Giả Định", True)
    assert found.dossier.aliases == {"book": "1/2026-7"}


def test_the_tone_may_stand_on_either_vowel(written, register) -> None:
    header = ("STT", "Mã hồ sơ", "Chủ hồ sơ", "Ngày hoàn thành", "Hoá đơn")
    written(Sổ=[header, (1, "H13.22-260105-0001", "Giả Định", "09/01/2026", "Khoẻ")])
    (found,) = told(register(columns={"note": "Hóa đơn"}))
    assert (found.dossier.note, found.dossier.finished_at) == ("Khoẻ", parse_vn("09/01/2026"))


def test_what_stands_around_the_entries_is_no_entry(written, register) -> None:
    written(
        Sổ=[
            *FORM,
            ("THÁNG 01 NĂM 2026",),
            ("I", "Lĩnh vực lao động"),
            entry(1),
            (),
            (2, None, None),
            ("Cộng trang", None, None, 1),
            GROUPS,
            OWN,
            tuple(f"({number})" for number in range(1, 14)),
            entry(3, "H13.22-260105-0003"),
            ("Tổng cộng:", None, None, 2, None, None, None, 2, 2, 0),
            (None, None, None, None, None, None, None, "Cần Thử, ngày 31 tháng 12 năm 2026"),
            (None, "Người lập sổ", None, None, None, None, None, "Thủ trưởng đơn vị"),
            (None, "Giả Văn Định", None, None, None, None, None, "Thử Thị Nghiệm"),
        ]
    )
    codes = [each.dossier.code for each in told(register())]
    assert codes == ["H13.22-260105-0001", "H13.22-260105-0003"]


def test_several_sheets_and_files_are_one_register(written, register) -> None:
    for name in ("so-1.xlsx", "so-2.xlsx"):
        number = int(name[3])
        written(
            name,
            **{
                "Tháng 1": [*FORM, entry(1, f"H13.22-260105-{number:03}1")],
                "Tháng 2": [*FORM, entry(1, f"H13.22-260205-{number:03}2", received="05/02/2026")],
                "Danh mục TTHC": [("STT", "Tên TTHC", "Ghi chú"), (1, "Cấp phép thử", None)],
            },
        )
    found = said(register("so-*.xlsx"))
    assert [each.dossier.code[-4:] for each in found] == ["0011", "0012", "0021", "0022"]
    assert found[3].where == "so-2.xlsx, trang Tháng 2, dòng 8"


def test_the_sheets_own_dates_and_bare_serial_numbers_are_days(written, register) -> None:
    own = datetime(2026, 1, 5, 8, 30)  # noqa: DTZ001  # a sheet knows no zone
    written(Sổ=[*FORM, entry(1, received=own, due=46034, returned="46033,5")])
    (found,) = told(register())
    dossier = found.dossier
    assert dossier.received_at == parse_vn("05/01/2026 08:30")
    assert (dossier.due_at, dossier.returned_at) == (parse_vn("12/01/2026"), parse_vn("11/01/2026 12:00"))


def test_a_dossier_written_twice_is_told_twice_and_looked_up_as_the_later(written, register) -> None:
    written(Sổ=[*FORM, entry(1), entry(9, returned="11/01/2026")])
    witness = register()
    assert len(said(witness)) == 2
    assert witness.look_up("H13.22-260105-0001").dossier.aliases == {"book": "1/2026-9"}
    assert witness.look_up("000.00.22.H13-260105-0001").dossier.aliases == {"book": "1/2026-9"}
    assert witness.look_up("H13.22-260105-0002") is None


def test_it_is_read_once_while_it_stays_as_it_is(written, register) -> None:
    written(Sổ=[*FORM, *(entry(n, f"H13.22-260105-{n:04}") for n in range(1, 1201))])
    witness = register()
    assert [len(batch) for batch in witness.enumerate()] == [500, 500, 200]
    assert all(witness.look_up(f"H13.22-260105-{n:04}") for n in range(1, 1201))
    assert witness.requests == 1
    written(Sổ=[*FORM, entry(1)])
    assert len(said(witness)) == 1


def test_another_layout_is_a_clear_error(written, register) -> None:
    written(Sổ=[("STT", "Tên TTHC", "Ghi chú"), (1, "Cấp phép thử", None)])
    witness = register()
    for ask in (witness.probe, lambda: told(witness), lambda: witness.look_up("m")):
        with pytest.raises(BrokenAnswerError, match="không phải sổ theo dõi hồ sơ") as refused:
            ask()
        assert "'Tên TTHC'" in refused.value.what
        assert "'Nhận hồ sơ'" in refused.value.what
        assert "columns" in refused.value.do


def test_two_columns_are_no_register_and_how_many_it_takes_is_said(written, register) -> None:
    written(Sổ=[("Mã hồ sơ", "Nhận hồ sơ"), ("H13.22-260105-0001", "05/01/2026")])
    with pytest.raises(BrokenAnswerError, match="từ ba cột trở lên"):
        register().probe()


def test_a_missing_book_is_named(register) -> None:
    with pytest.raises(BrokenAnswerError, match=r"so\.xlsx"):
        register().probe()


def test_two_columns_that_could_both_be_meant_are_asked_about(written, register) -> None:
    header = ("STT", "Mã hồ sơ", "Chủ hồ sơ", "Ngày nhận", "Ngày nhận")
    written(Sổ=[header, (1, "m", "Giả Định", "05/01/2026", "06/01/2026")])
    with pytest.raises(BrokenAnswerError, match="nhiều cột"):
        told(register())


def test_a_column_told_by_the_operator_must_be_there(written, register) -> None:
    written(Sổ=[*FORM, entry(1)])
    with pytest.raises(BrokenAnswerError, match="'Người lấy'"):
        told(register(columns={"signed": "Người lấy"}))


def test_a_book_of_another_make_is_read_by_the_operators_columns(written, register) -> None:
    header = ("Số hiệu", "Dân", "Vào", "Ra", "Mã hồ sơ")
    rows = [("H13.22-260105-0001", "Giả Định", "05/01/2026", "11/01/2026", "bỏ")]
    columns = {"code": "Số hiệu", "applicant_name": "Dân", "received_at": "Vào", "returned_at": "Ra"}
    written(Sổ=[header, *rows])
    (found,) = told(register(columns=columns))
    assert (found.dossier.code, found.dossier.applicant_name) == ("H13.22-260105-0001", "Giả Định")
    assert found.dossier.returned_at == parse_vn("11/01/2026")


def test_no_reason_tells_anything_personal(written, register) -> None:
    written(
        Sổ=[
            *FORM,
            entry(1, None, received=None, due=None),
            entry(2, "1,23E+10"),
            entry(3, "H13.22-260105-0003", due="Giả Định hẹn"),
        ]
    )
    found = rejections(register())
    assert len(found) == 3
    assert all("Giả" not in rejection.reason and "0292" not in rejection.reason for rejection in found)
    assert [rejection.where[-6:] for rejection in found] == ["dòng 8", "dòng 9", "òng 10"]
