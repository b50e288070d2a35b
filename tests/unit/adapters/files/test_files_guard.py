"""A file is refused before it can do harm, and never mistaken for an empty source."""

import os
import time
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from connector.adapters.files import delimited
from connector.adapters.files.source import FilesSource
from connector.domain.errors import BrokenAnswerError

NOW = datetime(2026, 6, 1, 1, 0, tzinfo=UTC)
MakeSource = Callable[..., FilesSource]
WriteBook = Callable[..., Path]
COLUMNS = {"code": "Mã hồ sơ", "note": "Ghi chú"}
GOOD = [("Mã hồ sơ", "Ghi chú"), ("H13.22-260105-0001", "một")]


def pull(source: FilesSource) -> list[dict[str, Any]]:
    return [dict(row.values) for page in source.pull(None, now=NOW) for row in page.rows]


def refused(source: FilesSource) -> BrokenAnswerError:
    with pytest.raises(BrokenAnswerError) as caught:
        pull(source)
    assert caught.value.where
    assert caught.value.do
    return caught.value


def repack(path: Path, parts: dict[str, bytes]) -> None:
    """Replace or add parts of a workbook."""
    with zipfile.ZipFile(path) as archive:
        kept = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (kept | parts).items():
            archive.writestr(name, content)


def sheet_of(cells: str) -> bytes:
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<?xml version="1.0"?><worksheet xmlns="{space}"><sheetData>{cells}</sheetData></worksheet>'.encode()


# ---------------------------------------------------------------- which files


def test_a_missing_file_a_missing_folder_and_an_empty_one_are_never_an_empty_source(
    files: MakeSource, tmp_path: Path
) -> None:
    (tmp_path / "trong").mkdir()
    for path in ("khong-co.xlsx", "khong-co/*.xlsx", "trong", "trong/*.csv"):
        assert "không có" in str(refused(files(path, columns=COLUMNS)))
        with pytest.raises(BrokenAnswerError):
            files(path, columns=COLUMNS).probe()


def test_an_empty_file_is_trouble(files: MakeSource, tmp_path: Path) -> None:
    (tmp_path / "ho-so.csv").touch()
    assert "rỗng" in str(refused(files("ho-so.csv", columns=COLUMNS)))


@pytest.mark.parametrize("path", ["xuat", "xuat/*", "*/ho-so-*", "xuat/**/*.xlsx"])
def test_a_folder_or_pattern_gives_its_files_by_name_and_leaves_editors_own(
    files: MakeSource, book: WriteBook, tmp_path: Path, path: str
) -> None:
    (tmp_path / "xuat").mkdir()
    for number in (2, 1):
        book(f"xuat/ho-so-{number}.xlsx", A=[GOOD[0], (f"m{number}", "x")])
    (tmp_path / "xuat" / "~$ho-so-1.xlsx").write_bytes(b"locked by an editor")
    (tmp_path / "xuat" / ".an.xlsx").write_bytes(b"hidden")
    source = files(path, columns=COLUMNS)
    source.probe()
    assert [row["Mã hồ sơ"] for row in pull(source)] == ["m1", "m2"]


def test_a_folders_pattern_chooses_among_its_files(files: MakeSource, book: WriteBook, tmp_path: Path) -> None:
    book("a.xlsx", A=[GOOD[0], ("m1", "x")])
    (tmp_path / "b.csv").write_text("Mã hồ sơ;Ghi chú\nm2;y\n")
    (tmp_path / "ghi-chu.docx").write_bytes(b"not a table")
    assert [row["Mã hồ sơ"] for row in pull(files(".", columns=COLUMNS))] == ["m1", "m2"]
    assert [row["Mã hồ sơ"] for row in pull(files(".", columns=COLUMNS, pattern="*.csv"))] == ["m2"]


def test_an_absolute_path_is_read_where_it_is(files: MakeSource, book: WriteBook) -> None:
    path = book("a.xlsx", A=GOOD)
    assert len(pull(files(str(path), columns=COLUMNS))) == 1


def test_one_bad_file_of_a_folder_fails_the_whole_pull_and_is_named(
    files: MakeSource, book: WriteBook, tmp_path: Path
) -> None:
    book("a.xlsx", A=GOOD)
    (tmp_path / "b.xlsx").write_bytes(book("c.xlsx", A=GOOD).read_bytes()[:-200])
    assert refused(files(".", columns=COLUMNS)).where == "b.xlsx"


# ---------------------------------------------------------------- damaged, locked, disguised


@pytest.mark.parametrize("kept", [100, 2000, -1, -60])
def test_a_truncated_workbook_is_refused(files: MakeSource, book: WriteBook, kept: int) -> None:
    path = book(A=GOOD)
    path.write_bytes(path.read_bytes()[:kept])
    assert "hỏng" in str(refused(files("ho-so.xlsx", columns=COLUMNS)))


def test_a_workbook_with_a_flipped_byte_is_refused(files: MakeSource, book: WriteBook) -> None:
    path = book(A=[GOOD[0], *((f"m{n}", f"ghi chú {n}") for n in range(300))])
    content = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        part = archive.getinfo("xl/worksheets/sheet1.xml")
    place = part.header_offset + 30 + len(part.filename) + part.compress_size // 2
    content[place] ^= 0xFF
    path.write_bytes(content)
    refused(files("ho-so.xlsx", columns=COLUMNS))


@pytest.mark.parametrize("content", [b"PK\x03\x04" + b"\0" * 500, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 4000])
def test_what_only_begins_like_a_workbook_is_refused(files: MakeSource, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "ho-so.xlsx").write_bytes(content)
    assert "hỏng" in str(refused(files("ho-so.xlsx", columns=COLUMNS)))


def test_a_zip_that_is_no_workbook_is_refused(files: MakeSource, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "ho-so.xlsx", "w") as archive:
        archive.writestr("readme.txt", "not a workbook")
    assert "không phải là bảng tính" in str(refused(files("ho-so.xlsx", columns=COLUMNS)))


def test_an_encrypted_workbook_is_recognised(files: MakeSource, tmp_path: Path) -> None:
    old_container = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 1000 + "EncryptedPackage".encode("utf-16-le")
    (tmp_path / "ho-so.xlsx").write_bytes(old_container + b"\0" * 1000)
    assert "mật khẩu" in str(refused(files("ho-so.xlsx", columns=COLUMNS)))


@pytest.mark.parametrize(
    "content", [b"<html><body>login</body></html>", b'\xef\xbb\xbf<?xml version="1.0"?><Workbook/>', b"\n<TABLE>"]
)
def test_a_web_page_that_calls_itself_a_workbook_is_refused(files: MakeSource, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "ho-so.xls").write_bytes(content)
    assert "trang web" in str(refused(files("ho-so.xls", columns=COLUMNS)))
    with pytest.raises(BrokenAnswerError):
        files("ho-so.xls", columns=COLUMNS).probe()


def test_binary_rubbish_is_no_text(files: MakeSource, tmp_path: Path) -> None:
    (tmp_path / "ho-so.csv").write_bytes(b"\x01\x02\0rubbish\x7f\x80" * 50)
    assert "không phải là tệp văn bản" in str(refused(files("ho-so.csv", columns=COLUMNS)))


def test_a_workbook_is_known_by_its_bytes_and_not_its_name(files: MakeSource, book: WriteBook) -> None:
    book("ho-so.csv", A=GOOD)
    assert len(pull(files("ho-so.csv", columns=COLUMNS))) == 1


@contextmanager
def as_nobody() -> Iterator[None]:
    """Root may read everything, so root becomes somebody else for a moment."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="this system has no file modes to take a right away with")
def test_a_file_that_may_not_be_read_is_named(files: MakeSource, book: WriteBook) -> None:
    book(A=GOOD).chmod(0)
    with as_nobody():
        assert "quyền" in str(refused(files("ho-so.xlsx", columns=COLUMNS)))


# ---------------------------------------------------------------- too large


def test_a_file_over_the_limit_is_not_opened(files: MakeSource, tmp_path: Path) -> None:
    with (tmp_path / "ho-so.csv").open("wb") as file:
        file.truncate(3 * 1024 * 1024)
    assert "lớn hơn 2 MB" in str(refused(files("ho-so.csv", columns=COLUMNS, max_mb=2)))


def test_more_rows_than_the_limit_are_refused_in_workbooks_and_text(
    files: MakeSource, book: WriteBook, tmp_path: Path
) -> None:
    rows = [(f"m{n}", "x") for n in range(11)]
    book(A=[GOOD[0], *rows])
    (tmp_path / "ho-so.csv").write_text("\n".join(";".join(row) for row in [GOOD[0], *rows]))
    for name in ("ho-so.xlsx", "ho-so.csv"):
        assert "hơn 10 dòng" in str(refused(files(name, columns=COLUMNS, max_rows=10)))
        assert len(pull(files(name, columns=COLUMNS, max_rows=11))) == 11


def test_a_bomb_is_refused_by_what_its_directory_declares_without_unfolding_it(
    files: MakeSource, book: WriteBook
) -> None:
    path = book(A=GOOD)
    repack(path, {"xl/media/bomb.bin": b"\0" * (64 * 1024 * 1024)})
    source = files("ho-so.xlsx", columns=COLUMNS)
    tracemalloc.start()
    begun = time.perf_counter()
    error = refused(source)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert "bung ra lớn bất thường" in str(error)
    assert peak < 8 * 1024 * 1024
    assert time.perf_counter() - begun < 10


def test_a_bomb_whose_directory_lies_is_refused_by_what_really_comes_out(files: MakeSource, book: WriteBook) -> None:
    """Its size and checksum are those of its first thousand bytes, so whoever trusts them reads no further."""
    path = book(A=GOOD)
    bomb = b"\0" * (30 * 1024 * 1024)
    repack(path, {"xl/media/bomb.bin": bomb})
    content = path.read_bytes()
    for true, told in ((len(bomb), 1000), (zlib.crc32(bomb), zlib.crc32(bomb[:1000]))):
        content = content.replace(true.to_bytes(4, "little"), told.to_bytes(4, "little"))
    path.write_bytes(content)
    assert "bung ra lớn bất thường" in str(refused(files("ho-so.xlsx", columns=COLUMNS, max_mb=1)))


def test_a_part_that_gives_more_than_it_declared_is_refused_though_it_is_small(
    files: MakeSource, book: WriteBook
) -> None:
    path = book(A=GOOD)
    repack(path, {"xl/media/more.bin": b"\0" * 1_234_567})
    path.write_bytes(path.read_bytes().replace((1_234_567).to_bytes(4, "little"), (1000).to_bytes(4, "little")))
    assert "hỏng" in str(refused(files("ho-so.xlsx", columns=COLUMNS)))


def test_a_workbook_of_too_many_parts_is_refused(files: MakeSource, book: WriteBook) -> None:
    path = book(A=GOOD)
    repack(path, {f"xl/media/{n}.bin": b"" for n in range(5001)})
    assert "quá nhiều phần" in str(refused(files("ho-so.xlsx", columns=COLUMNS)))


@pytest.mark.parametrize(
    "cells",
    [
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="900000"><c><v>1</v></c></row>',
    ],
    ids=["far corner", "far row"],
)
def test_one_cell_in_a_far_corner_does_not_make_the_reader_lay_out_a_billion(
    files: MakeSource, book: WriteBook, cells: str
) -> None:
    path = book(A=GOOD)
    repack(path, {"xl/worksheets/sheet1.xml": sheet_of(cells)})
    refused(files("ho-so.xlsx", columns=COLUMNS))


def test_a_sheet_of_few_rows_may_still_be_far_too_wide(files: MakeSource, book: WriteBook) -> None:
    headers = zip(("A1", "B1"), GOOD[0], strict=True)
    texts = "".join(f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>' for place, text in headers)
    far = '<row r="2000"><c r="XFD2000"><v>1</v></c></row>'
    path = book(A=GOOD)
    repack(path, {"xl/worksheets/sheet1.xml": sheet_of(f'<row r="1">{texts}</row>{far}')})
    assert "rộng bất thường" in str(refused(files("ho-so.xlsx", columns=COLUMNS)))


ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"


def ods(path: Path, rows: str) -> None:
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    table = f"<table:table table:name='Sổ'>{rows}</table:table>"
    body = f"<office:body><office:spreadsheet>{table}</office:spreadsheet></office:body>"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", ODS_TYPE, zipfile.ZIP_STORED)
        archive.writestr("content.xml", f"<office:document-content {spaces}>{body}</office:document-content>")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")


def ods_row(*cells: str, repeated: int = 1) -> str:
    told = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{c}</text:p></table:table-cell>' for c in cells
    )
    rest = f'<table:table-cell table:number-columns-repeated="{16384 - len(cells)}"/>'
    return f'<table:table-row table:number-rows-repeated="{repeated}">{told}{rest}</table:table-row>'


def test_an_ods_is_read_with_its_trailing_blanks_a_million_times_repeated(files: MakeSource, tmp_path: Path) -> None:
    ods(tmp_path / "ho-so.ods", ods_row(*GOOD[0]) + ods_row(*GOOD[1]) + ods_row(repeated=1_048_574))
    assert pull(files("ho-so.ods", columns=COLUMNS)) == [{"Mã hồ sơ": "H13.22-260105-0001", "Ghi chú": "một"}]


@pytest.mark.parametrize("rows", [ods_row("x", repeated=1_000_000), ods_row(repeated=1_000_000) + ods_row("x")])
def test_an_ods_that_repeats_a_full_row_a_million_times_is_refused(
    files: MakeSource, tmp_path: Path, rows: str
) -> None:
    ods(tmp_path / "ho-so.ods", ods_row(*GOOD[0]) + rows)
    assert "dòng" in str(refused(files("ho-so.ods", columns=COLUMNS)))


# ---------------------------------------------------------------- changing


def test_a_file_that_changes_while_it_is_read_is_left_for_next_time(
    files: MakeSource, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "ho-so.csv"
    path.write_text("Mã hồ sơ;Ghi chú\n" + "".join(f"m{n};x\n" for n in range(2000)))
    pages = files("ho-so.csv", columns=COLUMNS).pull(None, now=NOW)
    next(pages)
    with path.open("a") as file:
        file.write("m2000;x\n")
    with pytest.raises(BrokenAnswerError, match="thay đổi trong lúc đọc"):
        list(pages)


def test_a_file_that_vanishes_while_it_is_read_is_trouble(files: MakeSource, book: WriteBook) -> None:
    path = book(A=[GOOD[0], *((f"m{n}", "x") for n in range(1200))])
    pages = files("ho-so.xlsx", columns=COLUMNS).pull(None, now=NOW)
    next(pages)
    path.unlink()
    with pytest.raises(BrokenAnswerError, match="không mở được"):
        list(pages)


def test_text_is_streamed_in_flat_memory(files: MakeSource, tmp_path: Path) -> None:
    with (tmp_path / "ho-so.csv").open("w") as file:
        file.write("Mã hồ sơ;Ghi chú\n")
        for number in range(12_000):
            file.write(f"m{number};{'x' * 700}\n")
    assert (tmp_path / "ho-so.csv").stat().st_size > 30 * delimited.SAMPLE
    tracemalloc.start()
    count = sum(len(page.rows) for page in files("ho-so.csv", columns=COLUMNS).pull(None, now=NOW))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 12_000
    assert peak < 4 * 1024 * 1024
