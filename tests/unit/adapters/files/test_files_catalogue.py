"""A catalogue is read in whatever encoding, separator and letters an office saved it, and never half."""

from datetime import date
from pathlib import Path
from typing import Any
from unicodedata import normalize

import pytest
from xlsxwriter import Workbook

from connector.adapters.files.catalogue import read_catalogue_table
from connector.domain.errors import BrokenAnswerError
from connector.domain.legacy_text import decode_tcvn3
from connector.mapping.catalogue_forms import PROCEDURES, read_records

TEXT = (
    "DANH MỤC THỦ TỤC HÀNH CHÍNH\n\n"
    "Mã TTHC{0}Tên thủ tục{0}Thời hạn giải quyết{0}Mức độ\n"
    "1.009750{0}Cấp giấy chứng nhận đăng ký đầu tư{0}15 ngày làm việc{0}toàn trình\n"
    "2.000001{0}Gia hạn giấy phép lao động cho người nước ngoài{0}5 ngày{0}một phần\n"
)


def read(path: Path) -> list[Any]:
    table, problems = read_catalogue_table(path)
    found, wrong = read_records(PROCEDURES, table.lines)
    assert [*problems, *wrong] == []
    return [record for _, record in found]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1258"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_every_encoding_and_separator_reads_alike(tmp_path: Path, encoding: str, separator: str) -> None:
    text = TEXT.format(separator)
    path = tmp_path / "thu-tuc.csv"
    path.write_bytes((_apart(text) if encoding == "cp1258" else text).encode(encoding))
    first, second = read(path)
    assert first.name == normalize("NFC", "Cấp giấy chứng nhận đăng ký đầu tư")
    assert (first.code, first.term, first.online.value, second.unit.value) == ("1.009750", 15, "full", "day")


def _apart(text: str) -> str:
    """As cp1258 writes it: a letter with its hat, then its tone."""
    out = []
    for character in text:
        whole = normalize("NFD", character)
        base, tones = [whole[0]], []
        for mark in whole[1:]:
            (tones if mark in "\u0300\u0301\u0303\u0309\u0323" else base).append(mark)
        out.append(normalize("NFC", "".join(base)) + "".join(tones))
    return "".join(out)


def test_old_letters_are_recognised(tmp_path: Path) -> None:
    path = tmp_path / "tcvn3.csv"
    back = {decode_tcvn3(chr(byte)): byte for byte in range(0xA1, 0x100)}
    path.write_bytes(bytes(back.get(character, ord(character) % 256) for character in TEXT.format(";").lower()))
    assert read(path)[0].name == "cấp giấy chứng nhận đăng ký đầu tư"


def test_a_workbook_will_do_too(tmp_path: Path) -> None:
    path = tmp_path / "thu-tuc.xlsx"
    with Workbook(path) as book:
        sheet = book.add_worksheet()
        for number, cells in enumerate(
            [["Mã", "Tên", "Thời hạn", "Đơn vị tính", "Hiệu lực từ"], [1.00975, "Cấp", 15, "ngày làm việc", None]]
        ):
            sheet.write_row(number, 0, cells)
        sheet.write_datetime(1, 4, date(2026, 1, 5), book.add_format({"num_format": "dd/mm/yyyy"}))
    (found,) = read(path)
    assert (found.code, found.term, found.valid_from) == ("1.009750", 15, date(2026, 1, 5))


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("code,name\n1.009750,Cấp, đổi\n", 2, "nháy kép"),
        ('code,name\n2.000001,"Cấp" lại\n', 2, "nháy"),
        ("code,name,Tên\n1,a,b\n", 1, "hai cột"),
    ],
)
def test_moved_values_and_broken_lines_are_told_with_their_line(
    tmp_path: Path, text: str, line: int, said: str
) -> None:
    path = tmp_path / "x.csv"
    path.write_text(text, encoding="utf-8")
    _, problems = read_catalogue_table(path)
    assert [problem.line for problem in problems] == [line]
    assert said in problems[0].why


def test_a_file_that_is_no_table_is_broken(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("<html><body>Đăng nhập</body></html>", encoding="utf-8")
    with pytest.raises(BrokenAnswerError):
        read_catalogue_table(path)
