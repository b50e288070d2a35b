"""Separated text: its encoding and separator are recognised or asked for, and a broken line never moves a value."""

import codecs
import csv
import io
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from unicodedata import normalize

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connector.adapters.files.source import FilesSource
from connector.domain.errors import BrokenAnswerError
from connector.domain.text import display
from connector.ports import Rejection

NOW = datetime(2026, 6, 1, 1, 0, tzinfo=UTC)
MakeSource = Callable[..., FilesSource]

TEXT = (
    'STT,Mã hồ sơ,"Tên cá nhân, tổ chức",Nhận hồ sơ,Trạng thái\r\n'
    "1,H13.22-260105-0001,Công ty Giả Định Một,05/01/2026 08:30,Đang xử lý\r\n"
    "2,H13.22-260105-0002,Nguyễn Giả Thúy,06/01/2026,Đã trả kết quả\r\n"
)


def rows(source: FilesSource) -> list[dict[str, Any]]:
    return [dict(row.values) for page in source.pull(None, now=NOW) for row in page.rows]


def rejected(source: FilesSource) -> list[Rejection]:
    return [row for page in source.pull(None, now=NOW) for row in page.unreadable]


@pytest.fixture
def save(tmp_path: Path) -> Callable[..., None]:
    def write(content: bytes | str, name: str = "ho-so.csv") -> None:
        (tmp_path / name).write_bytes(content.encode() if isinstance(content, str) else content)

    return write


def windows_1258(text: str) -> bytes:
    """As old Windows wrote it: composed where the table has the letter, else the letter and its tone apart."""
    out = b""
    for character in text:
        try:
            out += character.encode("cp1258")
        except UnicodeEncodeError:
            parts = normalize("NFD", character)
            base = normalize("NFC", "".join(part for part in parts if part not in "\u0300\u0301\u0303\u0309\u0323"))
            tone = "".join(part for part in parts if part in "\u0300\u0301\u0303\u0309\u0323")
            out += base.encode("cp1258") + tone.encode("cp1258")
    return out


@pytest.mark.parametrize(
    "content",
    [
        TEXT.encode(),
        codecs.BOM_UTF8 + TEXT.encode(),
        codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
        TEXT.encode("utf-16-le"),
        TEXT.encode("utf-16-be"),
        windows_1258(TEXT),
    ],
    ids=["utf-8", "utf-8 with BOM", "utf-16 LE", "utf-16 BE", "utf-16 LE bare", "utf-16 BE bare", "cp1258"],
)
def test_every_encoding_gives_the_same_dossiers(files: MakeSource, save: Callable[..., None], content: bytes) -> None:
    save(content)
    told = [{name: display(str(value)) for name, value in row.items()} for row in rows(files("ho-so.csv"))]
    assert told == [
        {
            "Mã hồ sơ": "H13.22-260105-0001",
            "Tên cá nhân, tổ chức": "Công ty Giả Định Một",
            "Nhận hồ sơ": "05/01/2026 08:30",
            "Trạng thái": "Đang xử lý",
        },
        {
            "Mã hồ sơ": "H13.22-260105-0002",
            "Tên cá nhân, tổ chức": "Nguyễn Giả Thúy",
            "Nhận hồ sơ": "06/01/2026",
            "Trạng thái": "Đã trả kết quả",
        },
    ]


TCVN3 = (
    "STT;M· hå s¬;Tªn c¸ nh©n, tæ chøc;NhËn hå s¬;Tr¹ng th¸i\n"
    "1;H13.22-260105-0001;NguyÔn ThÞ H­¬ng;05/01/2026;§ang xö lý\n"
)
VNI = (
    "STT;Maõ hoà sô;Teân caù nhaân, toå chöùc;Nhaän hoà sô;Traïng thaùi\n"
    "1;H13.22-260105-0001;Nguyeãn Thò Höông;05/01/2026;Ñang xöû lyù\n"
)


@pytest.mark.parametrize(("text", "status"), [(TCVN3, "§ang"), (VNI, "Ñang")], ids=["tcvn3", "vni"])
def test_a_file_in_an_old_table_is_read_headers_included(
    files: MakeSource, save: Callable[..., None], text: str, status: str
) -> None:
    assert status in text
    save(text.encode("latin-1"))
    assert rows(files("ho-so.csv")) == [
        {
            "Mã hồ sơ": "H13.22-260105-0001",
            "Tên cá nhân, tổ chức": "Nguyễn Thị Hương",
            "Nhận hồ sơ": "05/01/2026",
            "Trạng thái": "Đang xử lý",
        }
    ]


def test_an_old_table_is_found_though_its_first_accent_stands_far_below(
    files: MakeSource, save: Callable[..., None]
) -> None:
    head, accented = TCVN3.splitlines()
    plain = [f"{n};H13.22-260105-{n:04};CONG TY GIA DINH;05/01/2026;xong" for n in range(2, 9000)]
    columns = {"code": "Mã hồ sơ", "applicant_name": "Tên cá nhân, tổ chức"}
    save("\n".join([head, *plain, accented]).encode("latin-1"))
    assert rows(files("ho-so.csv", columns=columns))[-1]["Tên cá nhân, tổ chức"] == "Nguyễn Thị Hương"


def test_an_encoding_that_cannot_be_told_is_asked_for(files: MakeSource, save: Callable[..., None]) -> None:
    columns = {"code": "MA", "note": "GHI CHU"}
    save("MA;GHI CHU\nH13.22-260105-0001;caf\xe9 d\xe9j\xe0 na\xefve\n".encode("latin-1"))
    with pytest.raises(BrokenAnswerError, match="bảng mã") as caught:
        rows(files("ho-so.csv", columns=columns))
    assert "encoding" in caught.value.do
    assert rows(files("ho-so.csv", columns=columns, encoding="cp1252"))[0]["GHI CHU"] == "café déjà naïve"


def test_a_given_encoding_that_does_not_fit_is_an_error_and_not_garbage(
    files: MakeSource, save: Callable[..., None]
) -> None:
    save(TCVN3.encode("latin-1"))
    with pytest.raises(BrokenAnswerError, match="không đọc được theo bảng mã utf-8"):
        rows(files("ho-so.csv", encoding="utf-8"))


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_is_the_one_that_gives_the_headers(
    files: MakeSource, save: Callable[..., None], separator: str
) -> None:
    lines = [
        ["STT", "Mã hồ sơ", "Người nộp", "Trạng thái"],
        ["1", "H13.22-260105-0001", '"Công ty A, B; C | D"', "xong"],
    ]
    save("\n".join(separator.join(line) for line in lines))
    told = rows(files("ho-so.csv", columns={"code": "Mã hồ sơ", "applicant_name": "Người nộp"}))
    assert told == [{"Mã hồ sơ": "H13.22-260105-0001", "Người nộp": "Công ty A, B; C | D"}]


def test_the_separator_may_be_given_or_noted_by_excel(files: MakeSource, save: Callable[..., None]) -> None:
    columns = {"code": "Mã hồ sơ", "note": "Ghi chú"}
    save("sep=#\nMã hồ sơ#Ghi chú\nH13.22-260105-0001#một\n")
    (page,) = files("ho-so.csv", columns=columns).pull(None, now=NOW)
    assert [row.where for row in page.rows] == ["ho-so.csv, dòng 3"]
    save("Mã hồ sơ~Ghi chú\nH13.22-260105-0001~một\n")
    assert rows(files("ho-so.csv", columns=columns, separator="~"))[0]["Ghi chú"] == "một"


def test_line_breaks_and_quotes_inside_quotes_belong_to_the_cell_and_lines_keep_their_numbers(
    files: MakeSource, save: Callable[..., None]
) -> None:
    save('Mã hồ sơ,Ghi chú\nm1,"dòng một\ndòng ""hai"""\nm2,hết\n')
    (page,) = files("ho-so.csv", columns={"code": "Mã hồ sơ", "note": "Ghi chú"}).pull(None, now=NOW)
    assert [(row.values["Ghi chú"], row.where) for row in page.rows] == [
        ('dòng một\ndòng "hai"', "ho-so.csv, dòng 2"),
        ("hết", "ho-so.csv, dòng 4"),
    ]


def test_a_line_broken_in_two_is_rejected_in_both_halves_and_the_rest_goes_on(
    files: MakeSource, save: Callable[..., None]
) -> None:
    save("Mã hồ sơ;Tên;Ghi chú\nm1;Công ty\nGiả Định;x\nm2;Tên;y\nm3;Tên;y;thừa\nm4;Tên;y;\n")
    source = files("ho-so.csv", columns={"code": "Mã hồ sơ", "note": "Ghi chú"})
    assert [row["Mã hồ sơ"] for row in rows(source)] == ["m2", "m4"]
    assert [row.where for row in rejected(source)] == ["ho-so.csv, dòng 2", "ho-so.csv, dòng 3", "ho-so.csv, dòng 5"]
    assert "3 cột" in rejected(source)[0].reason
    assert "Công ty" not in rejected(source)[0].reason


def test_a_misplaced_quote_rejects_its_line_only(files: MakeSource, save: Callable[..., None]) -> None:
    save('Mã hồ sơ,Ghi chú\nm1,"sai" chỗ\nm2,đúng\n')
    source = files("ho-so.csv", columns={"code": "Mã hồ sơ", "note": "Ghi chú"})
    assert [row["Mã hồ sơ"] for row in rows(source)] == ["m2"]
    assert [(row.where, row.reason[:8]) for row in rejected(source)] == [("ho-so.csv, dòng 2", "dấu nháy")]


@pytest.mark.parametrize("length", [1, 200_000])
def test_a_quote_that_never_ends_breaks_the_whole_file(
    files: MakeSource, save: Callable[..., None], length: int
) -> None:
    save('Mã hồ sơ,Ghi chú\nm1,"mở\n' + "m2,x\n" * length)
    with pytest.raises(BrokenAnswerError, match="dấu nháy không đóng từ dòng 2"):
        rows(files("ho-so.csv", columns={"code": "Mã hồ sơ", "note": "Ghi chú"}))


def test_serial_numbers_in_text_are_dates_too(files: MakeSource, save: Callable[..., None]) -> None:
    save("Mã hồ sơ;Nhận hồ sơ\nm1;46027\nm2;46027,5\n")
    told = rows(files("ho-so.csv", columns={"code": "Mã hồ sơ", "received_at": "Nhận hồ sơ"}))
    assert [row["Nhận hồ sơ"] for row in told] == ["05/01/2026", "05/01/2026 12:00:00"]


def test_a_header_of_two_lines_is_found_in_text_as_well(files: MakeSource, save: Callable[..., None]) -> None:
    save("SỔ THEO DÕI\nMã hồ sơ;Nhận và trả kết quả;\n;Nhận;Trả\nm1;05/01/2026;06/01/2026\n")
    told = rows(files("ho-so.csv", columns={"code": "Mã hồ sơ", "returned_at": "Nhận và trả kết quả / Trả"}))
    assert told == [{"Mã hồ sơ": "m1", "Nhận và trả kết quả / Trả": "06/01/2026"}]


def test_a_note_under_the_table_is_no_row_though_it_is_short(files: MakeSource, save: Callable[..., None]) -> None:
    save("STT;Mã hồ sơ;Ghi chú\n1;m1;x\n\nTổng cộng: 1\n")
    source = files("ho-so.csv", columns={"code": "Mã hồ sơ", "note": "Ghi chú"})
    assert (len(rows(source)), rejected(source)) == (1, [])


CELL = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), min_size=1, max_size=12).filter(
    lambda text: text.strip() and not text.isascii()
)


@given(st.lists(CELL, min_size=1, max_size=8), st.sampled_from([",", ";", "\t", "|"]))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_written_as_unicode_is_read_letter_by_letter(
    files: MakeSource, save: Callable[..., None], notes: list[str], separator: str
) -> None:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=separator)
    writer.writerow(["Mã hồ sơ", "Ghi chú"])
    writer.writerows([f"m{number}", note] for number, note in enumerate(notes))
    save(text.getvalue())
    told = rows(files("ho-so.csv", columns={"code": "Mã hồ sơ", "note": "Ghi chú"}, encodings="unicode"))
    assert [row["Ghi chú"] for row in told] == notes
