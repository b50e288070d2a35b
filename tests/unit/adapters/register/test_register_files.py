"""A register is the same register in every kind of file, in any old character table, and never without bounds."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from connector.domain.errors import BrokenAnswerError
from connector.domain.times import parse_vn
from support.workbooks import write_ods, write_xls
from unit.adapters.register.conftest import FORM, GROUPS, OWN, TITLES, entry, said, told

ROWS = [*FORM, entry(7, returned="11/01/2026", signed="x"), entry(8, None, received=46028.5)]


def check(found: Sequence[Any]) -> None:
    first, second = found
    assert first.dossier.code == "H13.22-260105-0001"
    assert first.dossier.applicant_name == "Giả Định"
    assert (first.dossier.received_at, first.dossier.due_at) == (parse_vn("05/01/2026"), parse_vn("12/01/2026"))
    assert (first.dossier.returned_at, first.signed) == (parse_vn("11/01/2026"), True)
    assert second.dossier.code == ""
    assert (second.dossier.aliases, second.signed) == ({"book": "1/2026-8"}, False)
    assert second.dossier.received_at == parse_vn("06/01/2026 12:00")


def test_an_xlsx_is_read(written, register) -> None:
    written(Sổ=ROWS)
    check(told(register()))


def test_an_ods_is_read_with_its_merged_cells(register, tmp_path: Path) -> None:
    groups = (*GROUPS[:7], ("Nhận và trả kết quả", 3), *GROUPS[10:])
    write_ods(tmp_path / "so.ods", [*TITLES, groups, *ROWS[5:]])
    check(told(register("so.ods")))


def test_an_old_xls_is_read(register, tmp_path: Path) -> None:
    write_xls(tmp_path / "so.xls", ROWS)
    check(told(register("so.xls")))


def test_a_place_is_of_the_book_whose_file_it_names(written, register) -> None:
    written(Sổ=ROWS)
    written("so-2.xlsx", Sổ=ROWS)
    book, other = register(), register("so-2.xlsx")
    assert all(book.holds_place(one.where) and not other.holds_place(one.where) for one in said(book))


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_separated_text_is_read(register, tmp_path: Path, separator: str, encoding: str) -> None:
    def cell(value: Any) -> str:
        text = "" if value is None else str(value).replace(".5", ",5") if isinstance(value, float) else str(value)
        return f'"{text}"' if separator in text or "\n" in text else text

    lines = [separator.join(cell(value) for value in (*row, *[None] * (13 - len(row)))) for row in ROWS]
    (tmp_path / "so.csv").write_text("\n".join(lines) + "\n", encoding=encoding)
    check(told(register("so.csv")))


def test_a_broken_line_of_separated_text_is_said_and_the_others_stand(register, tmp_path: Path) -> None:
    header = "STT;Mã hồ sơ;Chủ hồ sơ;Ngày nhận"
    body = "1;H13.22-260105-0001;Giả Định;05/01/2026\n2;H13.22-260105-0002;Giả;Định;05/01/2026\nTổng cộng;2\n"
    (tmp_path / "so.csv").write_text(f"SỔ NĂM 2026\n{header}\n{body}", encoding="utf-8")
    found, fault = told(register("so.csv"))
    assert found.dossier.code.endswith("0001")
    assert (fault.where, fault.code) == ("so.csv, dòng 4", None)
    assert "bị lệch cột" in fault.reason


TCVN3 = {
    "Mã hồ sơ": "M· hå s¬",
    "Chủ hồ sơ": "Chñ hå s¬",
    "Ngày nhận": "Ngµy nhËn",
    "Ngày trả": "Ngµy tr¶",
    "Ký nhận": "Ký nhËn",
}


def test_a_book_typed_in_an_old_font_is_understood_header_and_all(written, register) -> None:
    rows = [
        tuple(TCVN3.values()),
        ("H13.22-260105-0001", "NguyÔn V¨n Thö", "05/01/2026", "11/01/2026", "®· ký"),
        ("H13.22-260105-0002", "TrÇn ThÞ §Þnh", "05/01/2026", None, "ch­a"),
    ]
    written(Sổ=rows)
    first, second = told(register())
    assert (first.dossier.applicant_name, second.dossier.applicant_name) == ("Nguyễn Văn Thử", "Trần Thị Định")
    assert (first.signed, second.signed) == (True, False)


def test_an_old_font_may_be_told_for_one_column(written, register) -> None:
    header = ("Mã hồ sơ", "Chủ hồ sơ", "Ngày nhận", "Ghi chú")
    written(Sổ=[header, ("H13.22-260105-0001", "HOÀ SÔ", "05/01/2026", "HOÀ SÔ")])
    (found,) = told(register(encodings={"Ghi chú": "vni", "Chủ hồ sơ": "unicode"}))
    assert (found.dossier.applicant_name, found.dossier.note) == ("HOÀ SÔ", "HỒ SƠ")


def test_a_sheet_can_be_named_and_a_header_row_told(written, register) -> None:
    other = [GROUPS[:7] + OWN[7:], entry(1, "H13.22-260105-0009")]
    written(Sổ=ROWS, **{"Bản nháp": other})
    assert len(said(register(sheet="Bản nháp"))) == 1
    assert len(said(register(sheet=1))) == 2
    with pytest.raises(BrokenAnswerError, match="không phải sổ"):
        told(register(sheet="Bản nháp", header_row=2))


def test_too_large_too_long_damaged_and_empty_books_are_clear_errors(written, register, tmp_path: Path) -> None:
    path = written(Sổ=[*FORM, *(entry(n, f"H13.22-260105-{n:04}") for n in range(1, 40))])
    with pytest.raises(BrokenAnswerError, match="MB nên không mở"):
        told(register(max_mb=0.001))
    with pytest.raises(BrokenAnswerError, match="hơn 30 dòng"):
        told(register(max_rows=30))
    path.write_bytes(path.read_bytes()[:2000])
    with pytest.raises(BrokenAnswerError, match="hỏng"):
        told(register())
    path.write_bytes(b"")
    with pytest.raises(BrokenAnswerError, match="rỗng"):
        told(register())


def test_a_book_that_is_locked_by_another_program_is_a_clear_error(written, register, monkeypatch) -> None:
    written(Sổ=ROWS)
    monkeypatch.setattr(Path, "read_bytes", lambda _self: (_ for _ in ()).throw(PermissionError(13, "locked")))
    with pytest.raises(BrokenAnswerError, match=r"so\.xlsx: không đọc được \(đang bị khoá") as refused:
        told(register())
    assert "Đóng tệp" in refused.value.do


def test_a_book_that_changes_while_it_is_read_is_no_answer(written, register, monkeypatch) -> None:
    path = written(Sổ=ROWS)
    real = Path.read_bytes

    def grown(self: Path) -> bytes:
        content = real(self)
        path.write_bytes(content + b"\0")
        return content

    monkeypatch.setattr(Path, "read_bytes", grown)
    with pytest.raises(BrokenAnswerError, match="thay đổi trong lúc đọc"):
        told(register())


def test_excels_own_lock_file_beside_the_book_is_no_book(written, register, tmp_path: Path) -> None:
    written(Sổ=ROWS)
    (tmp_path / "~$so.xlsx").write_bytes(b"x")
    assert len(said(register("*.xlsx"))) == 2
