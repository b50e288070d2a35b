"""Workbooks are read as a person reads them: the header under its titles, dates as days, nothing evaluated."""

from pathlib import Path

import pytest
import xlsxwriter

from connector.adapters.files.settings import FilesSourceSettings
from connector.domain.dossier import Dossier
from connector.domain.errors import BrokenAnswerError
from connector.domain.status import Status
from connector.domain.times import parse_vn
from connector.mapping.mapper import compile_map
from connector.ports import RawRow, Rejection
from support.workbook_rows import HEADER, NOW, MakeSource, WriteBook, line, own_date, rejected, rows


def test_rows_come_by_header_with_their_place(files: MakeSource, book: WriteBook) -> None:
    book(**{"Hồ sơ": [HEADER, line(1), line(2)]})
    (page,) = files("ho-so.xlsx").pull(None, now=NOW)
    assert [row.where for row in page.rows] == [
        "ho-so.xlsx, trang Hồ sơ, dòng 2",
        "ho-so.xlsx, trang Hồ sơ, dòng 3",
    ]
    assert page.rows[0].values == {
        "Mã hồ sơ": "H13.22-260105-0001",
        "Tên cá nhân, tổ chức": "Công ty Giả Định 1",
        "Nhận hồ sơ": "05/01/2026 08:30",
        "Trạng thái": 4,
    }
    assert page.cursor is None


def test_a_link_reads_the_rows_into_dossiers(files: MakeSource, book: WriteBook) -> None:
    book(**{"Hồ sơ": [HEADER, line(1, own_date(2026, 1, 5, 8, 30), "Đang xử lý")]})
    written = {
        "columns": {"code": "Mã hồ sơ", "applicant_name": "Tên cá nhân, tổ chức"},
        "map": {
            "received_at": "Nhận hồ sơ",
            "status": {"path": "Trạng thái", "values": {"Đang xử lý": 4}},
            "aliases": {"book": "STT"},
        },
    }
    source = files("ho-so.xlsx", **written)
    (page,) = source.pull(None, now=NOW)
    dossier = compile_map(FilesSourceSettings.model_validate(written).map).read(page.rows[0])
    assert isinstance(dossier, Dossier)
    assert dossier.received_at == parse_vn("05/01/2026 08:30")
    assert dossier.status is Status.PROCESSING
    assert dossier.aliases == {"book": "1"}
    assert dossier.code == "H13.22-260105-0001"


def test_the_header_is_found_under_title_rows_and_its_numbering_is_no_row(files: MakeSource, book: WriteBook) -> None:
    titles = [("BAN QUẢN LÝ CÁC KHU CHẾ XUẤT",), (), ("SỔ THEO DÕI HỒ SƠ",), ("Từ ngày 01/01/2026",)]
    book(Sổ=[*titles, HEADER, ("(1)", "(2)", "(3)", "(4)", "(5)"), line(1)])
    (page,) = files("ho-so.xlsx").pull(None, now=NOW)
    assert [row.where for row in page.rows] == ["ho-so.xlsx, trang Sổ, dòng 7"]


def test_headers_match_whatever_their_case_spaces_dashes_and_marks(files: MakeSource, book: WriteBook) -> None:
    odd = ("STT", "MÃ\u00a0HỒ  SƠ (*)", "Tên cá nhân,\ntổ chức", "Nhận hồ sơ:", "Trạng\u200b thái *")
    book(**{"Hồ sơ": [odd, line(1)]})
    assert rows(files("ho-so.xlsx"))[0]["Mã hồ sơ"] == "H13.22-260105-0001"


def test_a_header_of_two_rows_with_merged_groups_is_told_in_full_or_by_its_own_part(
    files: MakeSource, tmp_path: Path
) -> None:
    with xlsxwriter.Workbook(tmp_path / "so.xlsx") as workbook:
        sheet = workbook.add_worksheet("Sổ")
        sheet.merge_range("A3:A4", "STT")
        sheet.merge_range("B3:B4", "Mã hồ sơ")
        sheet.merge_range("C3:E3", "Nhận và trả kết quả")
        sheet.write_row("C4", ["Nhận hồ sơ", "Hẹn trả kết quả", "Trả kết quả"])
        sheet.merge_range("F3:F4", "Ghi chú")
        sheet.write_row("A5", [1, "H13.22-260105-0001", "05/01/2026", "12/01/2026", "10/01/2026", "không"])
    columns = {
        "code": "Mã hồ sơ",
        "received_at": "Nhận và trả kết quả / Nhận hồ sơ",
        "due_at": "Hẹn trả kết quả",
        "returned_at": "Nhận và trả kết quả/Trả kết quả",
        "note": "Ghi chú",
    }
    assert rows(files("so.xlsx", columns=columns)) == [
        {
            "Mã hồ sơ": "H13.22-260105-0001",
            "Nhận và trả kết quả / Nhận hồ sơ": "05/01/2026",
            "Hẹn trả kết quả": "12/01/2026",
            "Nhận và trả kết quả/Trả kết quả": "10/01/2026",
            "Ghi chú": "không",
        }
    ]


def test_two_groups_with_the_same_parts_are_told_apart_by_the_full_header(files: MakeSource, book: WriteBook) -> None:
    group = ("Mã hồ sơ", "Đợt 1", None, "Đợt 2", None)
    parts = (None, "Ngày", "Ghi chú", "Ngày", "Ghi chú")
    book(Sổ=[group, parts, ("H13.22-260105-0001", "05/01/2026", "a", "06/01/2026", "b")])
    told = rows(files("ho-so.xlsx", columns={"code": "Mã hồ sơ", "received_at": "Đợt 2 / Ngày"}))
    assert told == [{"Mã hồ sơ": "H13.22-260105-0001", "Đợt 2 / Ngày": "06/01/2026"}]
    with pytest.raises(BrokenAnswerError, match="nhiều cột cùng tên 'Ngày'"):
        rows(files("ho-so.xlsx", columns={"code": "Mã hồ sơ", "received_at": "Ngày"}))


def test_a_header_in_full_goes_before_another_groups_part(files: MakeSource, book: WriteBook) -> None:
    book(Sổ=[("Mã hồ sơ", "Đợt 1", "Ngày"), (None, "Ngày", None), ("m1", "05/01/2026", "06/01/2026")])
    told = rows(files("ho-so.xlsx", columns={"code": "Mã hồ sơ", "note": "Đợt 1 / Ngày", "received_at": "Ngày"}))
    assert told == [{"Mã hồ sơ": "m1", "Đợt 1 / Ngày": "05/01/2026", "Ngày": "06/01/2026"}]


def test_a_missing_column_stops_the_reading_unless_it_is_optional(files: MakeSource, book: WriteBook) -> None:
    book(**{"Hồ sơ": [HEADER[:4], line(1)[:4]]})
    with pytest.raises(BrokenAnswerError, match=r"ho-so.xlsx, trang Hồ sơ: thiếu cột 'Trạng thái'"):
        rows(files("ho-so.xlsx"))
    assert "Trạng thái" not in rows(files("ho-so.xlsx", optional=["Trạng thái"]))[0]


def test_a_book_without_any_such_header_is_trouble_and_not_an_empty_source(files: MakeSource, book: WriteBook) -> None:
    book(Khác=[("a", "b"), (1, 2)])
    with pytest.raises(BrokenAnswerError, match="không tìm thấy dòng tiêu đề"):
        rows(files("ho-so.xlsx"))


def test_a_book_with_a_header_and_nothing_under_it_is_an_empty_source(files: MakeSource, book: WriteBook) -> None:
    book(**{"Hồ sơ": [HEADER]})
    assert rows(files("ho-so.xlsx")) == []


def test_all_sheets_with_the_header_are_read_and_notes_beside_them_are_not(files: MakeSource, book: WriteBook) -> None:
    book(**{"Tháng 1": [HEADER, line(1)], "Hướng dẫn": [("Cách điền",)], "Trống": [], "Tháng 2": [HEADER, line(2)]})
    assert [row["Mã hồ sơ"][-1] for row in rows(files("ho-so.xlsx"))] == ["1", "2"]
    assert [row["Mã hồ sơ"][-1] for row in rows(files("ho-so.xlsx", sheet="Tháng 2"))] == ["2"]
    assert [row["Mã hồ sơ"][-1] for row in rows(files("ho-so.xlsx", sheet=1))] == ["1"]
    for absent in ("Tháng 3", 9):
        with pytest.raises(BrokenAnswerError, match="không có trang tính"):
            rows(files("ho-so.xlsx", sheet=absent))


def test_a_hidden_sheet_is_not_read(files: MakeSource, tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "ho-so.xlsx") as workbook:
        for title, number in (("Nay", 1), ("Cũ", 2)):
            sheet = workbook.add_worksheet(title)
            sheet.write_row(0, 0, HEADER)
            sheet.write_row(1, 0, line(number))
        sheet.hide()
    assert len(rows(files("ho-so.xlsx"))) == 1


def test_the_header_may_be_placed_by_hand(files: MakeSource, book: WriteBook) -> None:
    book(**{"Hồ sơ": [HEADER, line(1), HEADER, line(2)]})
    assert [row["Mã hồ sơ"][-1] for row in rows(files("ho-so.xlsx", header_row=3))] == ["2"]


def test_blank_rows_notes_totals_and_repeated_headers_are_no_rows(files: MakeSource, book: WriteBook) -> None:
    footer = ("Tổng cộng: 2 hồ sơ",)
    blank = (None, "  ", None, None, None)
    book(**{"Hồ sơ": [HEADER, line(1), blank, (), HEADER, line(2), footer]})
    assert [row["Mã hồ sơ"][-1] for row in rows(files("ho-so.xlsx"))] == ["1", "2"]
    assert rejected(files("ho-so.xlsx")) == []


def test_a_row_with_data_and_no_code_is_rejected_by_the_map_with_a_reason(files: MakeSource, book: WriteBook) -> None:
    book(**{"Hồ sơ": [HEADER, (1, None, "Công ty Giả Định", "05/01/2026", 4)]})
    (page,) = files("ho-so.xlsx").pull(None, now=NOW)
    link = FilesSourceSettings.model_validate({"columns": {"code": "Mã hồ sơ"}})
    answer = compile_map(link.map).read(page.rows[0])
    assert isinstance(answer, Rejection)
    assert answer.field == "code"
    assert answer.where == "ho-so.xlsx, trang Hồ sơ, dòng 2"


def test_duplicates_of_a_code_are_both_given_and_the_later_one_is_the_dossier_now(
    files: MakeSource, book: WriteBook
) -> None:
    book(**{"Hồ sơ": [HEADER, line(1), line(1, status=9)]})
    source = files("ho-so.xlsx")
    assert [row["Trạng thái"] for row in rows(source)] == [4, 9]
    found = source.read("H13.22-260105-0001")
    assert found is not None
    assert found.where.endswith("dòng 3")
    assert source.read("H13.22-260105-0009") is None


def test_formulas_are_their_stored_values_and_formula_text_is_text(files: MakeSource, tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "ho-so.xlsx") as workbook:
        sheet = workbook.add_worksheet("Hồ sơ")
        sheet.write_row(0, 0, HEADER)
        sheet.write_formula("B2", '="H13.22-260105-"&"0001"', None, "H13.22-260105-0001")
        sheet.write_string("C2", "=cmd|' /C calc'!A0")
        sheet.write_formula("E2", "=1/0", None, "#DIV/0!")
    (row,) = rows(files("ho-so.xlsx"))
    assert row["Mã hồ sơ"] == "H13.22-260105-0001"
    assert row["Tên cá nhân, tổ chức"] == "=cmd|' /C calc'!A0"
    assert row["Trạng thái"] is None


def test_a_code_that_excel_made_a_number_comes_as_that_number_for_the_map_to_mend(
    files: MakeSource, book: WriteBook
) -> None:
    book(**{"Hồ sơ": [("Mã hồ sơ", "Mã TTHC", "CCCD"), ("H13.22-260105-0001", 1.00975, 123456789.0)]})
    columns = {"code": "Mã hồ sơ", "procedure_code": "Mã TTHC", "applicant_id": "CCCD"}
    (page,) = files("ho-so.xlsx", columns=columns).pull(None, now=NOW)
    assert page.rows[0].values["CCCD"] == 123456789
    dossier = compile_map(FilesSourceSettings.model_validate({"columns": columns}).map).read(page.rows[0])
    assert isinstance(dossier, Dossier)
    assert dossier.procedure_code == "1.009750"
    assert dossier.repairs


def test_old_tables_are_recognised_by_column_and_never_by_cell(files: MakeSource, book: WriteBook) -> None:
    header = ("Mã hồ sơ", "Tên cá nhân, tổ chức", "Địa chỉ", "Ghi chú")
    body = [
        ("H13.22-260105-0001", "NguyÔn ThÞ H­¬ng", "Ñaõ traû keát quaû", "HOÀ SÔ"),
        ("H13.22-260105-0002", "Hå s¬ ®¨ng ký", "Khu coâng nghieäp", "Đã trả kết quả"),
    ]
    book(**{"Hồ sơ": [header, *body]})
    columns = {"code": "Mã hồ sơ", "applicant_name": "Tên cá nhân, tổ chức", "address": "Địa chỉ", "note": "Ghi chú"}
    told = rows(files("ho-so.xlsx", columns=columns))
    assert [row["Tên cá nhân, tổ chức"] for row in told] == ["Nguyễn Thị Hương", "Hồ sơ đăng ký"]
    assert [row["Địa chỉ"] for row in told] == ["Đã trả kết quả", "Khu công nghiệp"]
    assert [row["Ghi chú"] for row in told] == ["HOÀ SÔ", "Đã trả kết quả"]


def test_a_column_that_could_be_either_old_table_follows_the_rest_of_its_file(
    files: MakeSource, book: WriteBook
) -> None:
    body = [("m1", "tæ", "NguyÔn ThÞ H­¬ng"), ("m2", "göi", "Hå s¬ ®¨ng ký"), ("m3", "bæ", "tr¶ kÕt qu¶")]
    book(**{"Hồ sơ": [("Mã hồ sơ", "Ghi chú", "Tên"), *body]})
    told = rows(files("ho-so.xlsx", columns={"code": "Mã hồ sơ", "note": "Ghi chú", "applicant_name": "Tên"}))
    assert [row["Ghi chú"] for row in told] == ["tổ", "gửi", "bổ"]


def test_old_tables_may_be_told_by_header_or_for_the_whole_file(files: MakeSource, book: WriteBook) -> None:
    book(**{"Hồ sơ": [("Mã hồ sơ", "Ghi chú"), ("H13.22-260105-0001", "HOÀ SÔ")]})
    columns = {"code": "Mã hồ sơ", "note": "Ghi chú"}
    assert rows(files("ho-so.xlsx", columns=columns))[0]["Ghi chú"] == "HOÀ SÔ"
    assert rows(files("ho-so.xlsx", columns=columns, encodings={"ghi chú": "vni"}))[0]["Ghi chú"] == "HỒ SƠ"
    assert rows(files("ho-so.xlsx", columns=columns, encodings="vni"))[0]["Ghi chú"] == "HỒ SƠ"


def test_a_path_that_is_an_expression_sees_every_column_by_its_own_header(files: MakeSource, book: WriteBook) -> None:
    book(**{"Hồ sơ": [("Mã hồ sơ", "Mã cũ"), (None, "H13.22-260105-0001")]})
    written = {"map": {"code": '"Mã hồ sơ" || "Mã cũ"'}}
    (page,) = files("ho-so.xlsx", header_row=1, **written).pull(None, now=NOW)
    dossier = compile_map(FilesSourceSettings.model_validate(written).map).read(page.rows[0])
    assert isinstance(dossier, Dossier)
    assert dossier.code == "H13.22-260105-0001"


def test_pages_hold_five_hundred_rows_and_two_readings_are_equal(files: MakeSource, book: WriteBook) -> None:
    book(**{"Hồ sơ": [HEADER, *(line(number) for number in range(1, 1202))]})
    source = files("ho-so.xlsx")
    first = list(source.pull(None, now=NOW))
    assert [(page.number, len(page.rows)) for page in first] == [(1, 500), (2, 500), (3, 201)]
    assert list(source.pull(None, now=NOW)) == first
    assert (source.enumerates, source.ordered, source.requests) == (True, False, 2)


def test_a_cursor_column_skips_what_was_read_and_never_moves_into_the_future(
    files: MakeSource, book: WriteBook
) -> None:
    header = ("Mã hồ sơ", "Cập nhật")
    body = [
        ("H13.22-260105-0001", own_date(2026, 1, 5, 8)),
        ("H13.22-260105-0002", "07/01/2026 09:00"),
        ("H13.22-260105-0003", "07/01/2099 09:00"),
        ("H13.22-260105-0004", "hôm qua"),
    ]
    book(**{"Hồ sơ": [header, *body]})
    cursor = {"field": "Cập nhật", "key": "Mã hồ sơ", "lookback": "1d"}
    source = files("ho-so.xlsx", columns={"code": "Mã hồ sơ"}, cursor=cursor)
    assert not source.enumerates
    (page,) = source.pull(None, now=NOW)
    assert len(page.rows) == 4
    assert page.cursor is not None
    assert (page.cursor.time, page.cursor.key) == (parse_vn("07/01/2026 09:00"), "H13.22-260105-0002")
    (page,) = source.pull(page.cursor, now=NOW)
    assert [row.values["Mã hồ sơ"][-1] for row in page.rows] == ["2", "3"]


def test_raw_rows_are_plain_data_that_can_be_stored(files: MakeSource, book: WriteBook) -> None:
    kinds = [own_date(2026, 1, 5), own_date(2026, 1, 5).time(), 1.5, 3, True, "chữ"]
    book(**{"Hồ sơ": [("Mã hồ sơ", "Ghi chú"), *((f"m{n}", value) for n, value in enumerate(kinds))]})
    told = rows(files("ho-so.xlsx", columns={"code": "Mã hồ sơ", "note": "Ghi chú"}))
    assert [row["Ghi chú"] for row in told] == ["05/01/2026", "00:00:00", 1.5, 3, True, "chữ"]


def test_only_mapped_columns_are_kept(files: MakeSource, book: WriteBook) -> None:
    book(**{"Hồ sơ": [(*HEADER, "Điện thoại"), (*line(1), "0000000001")]})
    assert "Điện thoại" not in rows(files("ho-so.xlsx"))[0]


def test_a_row_tells_no_value_in_its_repr(files: MakeSource, book: WriteBook) -> None:
    book(**{"Hồ sơ": [HEADER, line(1)]})
    (page,) = files("ho-so.xlsx").pull(None, now=NOW)
    assert isinstance(page.rows[0], RawRow)
    assert "Giả Định" not in repr(page)
