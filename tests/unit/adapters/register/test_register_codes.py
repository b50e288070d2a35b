"""Codes as the book has them: damaged ones are mended and said, missing ones are never made up."""

import pytest

from unit.adapters.register.conftest import FORM, GROUPS, OWN, entry, rejections, said, told

UNTITLED = (("SỔ THEO DÕI HỒ SƠ",), GROUPS, OWN)


def test_a_damaged_code_is_mended_and_said(written, register) -> None:
    written(Sổ=[*FORM, entry(1, "h13.22–260105–1 ")])
    (found,) = told(register())
    assert found.dossier.code == "h13.22–260105–1"
    assert found.dossier.repairs
    assert register().look_up("H13.22-260105-0001") is not None


@pytest.mark.parametrize("code", ["1,23E+10", 1.2345e21])
def test_a_code_that_the_sheet_destroyed_rejects_its_entry(written, register, code) -> None:
    written(Sổ=[*FORM, entry(1, code), entry(2)])
    assert [each.dossier.code for each in said(register())] == ["H13.22-260105-0001"]
    (fault,) = rejections(register())
    assert (fault.field, fault.where) == ("code", "so.xlsx, trang Sổ, dòng 8")


@pytest.mark.parametrize("code", [None, "…", "-", "chưa có", "Không có"])
def test_an_entry_without_a_code_has_its_own_number_and_no_code(written, register, code) -> None:
    written(Sổ=[*FORM, entry("007", code)])
    (found,) = told(register())
    assert (found.dossier.code, found.dossier.aliases) == ("", {"book": "1/2026-7"})
    assert register().look_up("") is None


def test_an_entry_without_code_and_volume_has_neither(written, register) -> None:
    written(Sổ=[*UNTITLED, entry(7, None)])
    (found,) = told(register())
    assert (found.dossier.code, dict(found.dossier.aliases)) == ("", {})
    assert "aliases" not in found.readable


@pytest.mark.parametrize(
    ("keys", "number"),
    [
        ({"volume": "02"}, "2/2026-7"),
        ({"volume": "03/2025"}, "3/2025-7"),
        ({"book": "{sector}:{volume}/{year}-{number}"}, "Lao động:1/2026-7"),
        ({"book": "{number}"}, "7"),
    ],
)
def test_the_number_of_an_entry_is_made_as_the_operator_wants(written, register, keys, number) -> None:
    written(Sổ=[*FORM, entry(7)])
    (found,) = told(register(**keys))
    assert found.dossier.aliases == {"book": number}


def test_a_column_may_tell_the_volume(written, register) -> None:
    header = ("Quyển số", "STT", "Mã hồ sơ", "Chủ hồ sơ", "Ngày nhận")
    written(Sổ=[("SỔ NĂM 2026",), header, (4, 12, None, "Giả Định", "05/01/2026")])
    (found,) = told(register())
    assert found.dossier.aliases == {"book": "4/2026-12"}


def test_somebodys_name_in_the_codes_column_is_no_code(written, register) -> None:
    written(Sổ=[*FORM, entry(1), (None, "Giả Văn Định", None, None, "Thử Thị Nghiệm")])
    assert [each.dossier.code for each in said(register())] == ["H13.22-260105-0001"]
    (fault,) = rejections(register())
    assert "Giả" not in fault.reason


@pytest.mark.parametrize(
    ("marks", "signed"),
    [
        ((None, None), [None, None]),
        (("x", None), [True, False]),
        (("Giả Định", "Chưa ký"), [True, False]),
        (("✓", "không"), [True, False]),
        ((True, "…"), [True, False]),
    ],
)
def test_an_empty_signature_says_something_only_in_a_book_that_marks_them(written, register, marks, signed) -> None:
    written(Sổ=[*FORM, *(entry(n, f"H13.22-260105-{n:04}", signed=mark) for n, mark in enumerate(marks, 1))])
    assert [each.signed for each in said(register())] == signed


@pytest.mark.parametrize(
    ("method", "canonical"),
    [
        ("Trực tiếp", "direct"),
        ("Nhận tại bộ phận Một cửa", "direct"),
        ("BCCI", "post"),
        ("Qua dịch vụ bưu chính công ích", "post"),
        ("Trực tuyến", "electronic"),
        ("Bản điện tử", "electronic"),
    ],
)
def test_the_way_a_result_is_fetched_is_understood(written, register, method, canonical) -> None:
    written(Sổ=[*FORM, entry(1, method=method)])
    assert told(register())[0].dossier.return_method == canonical


@pytest.mark.parametrize("method", ["Trực tiếp/BCCI", "theo hẹn"])
def test_a_way_nobody_understands_is_kept_as_unknown(written, register, method) -> None:
    written(Sổ=[*FORM, entry(1, method=method)])
    (found,) = told(register())
    assert found.dossier.return_method is None
    assert method in found.dossier.unknown["return_method"]


@pytest.mark.parametrize("around", ["Mã: {}", "Mã hồ sơ:{}", "MÃ SỐ HS : {}", "{} (bổ sung)", "{}(nộp lại lần 2)"])
def test_a_label_before_a_code_or_a_note_in_brackets_behind_it_is_no_part_of_it(written, register, around) -> None:
    written(Sổ=[*FORM, entry(1, around.format("H13.22-260105-0001"))])
    (found,) = told(register())
    assert found.dossier.code == "H13.22-260105-0001"


@pytest.mark.parametrize("cell", ["H13.22-260105-0001, H13.22-260105-0002", "thay H13.22-260105-0001", "CT (cũ) 7"])
def test_a_cell_that_says_more_than_that_is_kept_as_it_is(written, register, cell) -> None:
    written(Sổ=[*FORM, entry(1, cell)])
    (found,) = told(register())
    assert found.dossier.code == cell
