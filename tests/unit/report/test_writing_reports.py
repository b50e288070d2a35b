"""Reports as files: read back as whoever gets them would."""

import csv
import io
import json
import subprocess
import sys
import tracemalloc
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from connector.domain.errors import ConnectorError
from connector.domain.standing import Stand
from connector.report.data import ReportData
from connector.report.delimited import harmless
from connector.report.sheets import sheets
from connector.report.workbook import write_workbook
from connector.report.writing import WRITERS, check_path, write_report
from support.report_office import OFFICE, TwinBook, at, case, rejection, report

NASTY = "<script>alert(1)</script> & \"x\" '=1+1' \x00\x1b\ud800"


@pytest.fixture
def data(make: Any) -> ReportData:
    behind = make(stand=Stand.DIFFERS, department="Phòng Đầu tư", officer="Lê Văn Thử", procedure_code="1.009750")
    unclear = make(stand=Stand.NOT_COMPARABLE, department="=HYPERLINK(1)")
    late = make(target_finished_at=at(20), on_paper=True, department="Phòng Đầu tư")
    book = TwinBook(
        [case(1, behind.code), case(2, behind.code, kind="fee_differs", field="fees", source=NASTY, target="-2")],
        [rejection(1, where=NASTY, code="1.009750")],
    )
    return report([behind, unclear, late, make()], book=book)


def texts(language: str, data: ReportData) -> Iterator[str]:
    for sheet in sheets(data, language):
        yield sheet.title.told(language)
        yield from (column.heading.told(language) for column in sheet.columns)


# ---------------------------------------------------------------- workbook


def rows_of(path: Path, sheet: str) -> list[list[Any]]:
    return CalamineWorkbook.from_path(str(path)).get_sheet_by_name(sheet).to_python(skip_empty_area=False)


def table_of(path: Path, sheet: str, first_heading: str) -> list[dict[str, Any]]:
    rows = rows_of(path, sheet)
    header = next(number for number, row in enumerate(rows) if row[0] == first_heading)
    return [dict(zip(rows[header], row, strict=True)) for row in rows[header + 1 :]]


def test_the_workbook_has_every_sheet(data: ReportData, tmp_path: Path) -> None:
    write_report(tmp_path / "bao-cao.xlsx", data, "vi")
    assert CalamineWorkbook.from_path(str(tmp_path / "bao-cao.xlsx")).sheet_names == [
        "Tỷ lệ",
        "Số liệu",
        "Theo phòng, đơn vị",
        "Theo thủ tục",
        "Theo cán bộ thụ lý",
        "Theo tháng tiếp nhận",
        "Chỗ lệch",
        "Quá hạn do đâu",
        "Dòng không đọc được",
        "Không so sánh được",
    ]


def test_an_english_workbook_has_as_many(data: ReportData, tmp_path: Path) -> None:
    write_report(tmp_path / "report.xlsx", data, "en")
    names = CalamineWorkbook.from_path(str(tmp_path / "report.xlsx")).sheet_names
    assert names == [sheet.title.en for sheet in sheets(data, "en")]


def test_the_first_sheet_says_whose_report_it_is_and_divides_in_words(data: ReportData, tmp_path: Path) -> None:
    path = tmp_path / "bao-cao.xlsx"
    write_report(path, data, "vi")
    rows = rows_of(path, "Tỷ lệ")
    assert {OFFICE.hotline, f"{OFFICE.name} ({OFFICE.code})"} <= {row[1] for row in rows[:10]}
    ratios = {row["Chỉ số"]: row for row in table_of(path, "Tỷ lệ", "Chỉ số")}
    in_sync = ratios["Tỷ lệ hồ sơ đồng bộ với thực tế"]
    assert (in_sync["Tỷ lệ"], in_sync["Tử số"], in_sync["Mẫu số"]) == ("25,0% – 50,0%", "1 – 2", 4)
    assert "sổ giấy không phủ" in in_sync["Ghi chú"].lower()
    assert ratios["Tỷ lệ thanh toán trực tuyến"]["Tỷ lệ"] == "—"
    assert all(row["Tử số là"] and row["Mẫu số là"] for row in ratios.values())


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps files private by the folder's access list")
def test_what_shows_people_unmasked_can_be_read_by_its_owner_only(make: Any, tmp_path: Path) -> None:
    path = tmp_path / "bao-cao.csv"
    write_report(path, report([make()], unmasked=True), "vi")
    assert path.stat().st_mode & 0o077 == 0


def test_codes_are_text_days_are_days_and_numbers_are_numbers(data: ReportData, tmp_path: Path) -> None:
    path = tmp_path / "bao-cao.xlsx"
    write_report(path, data, "vi")
    one = table_of(path, "Chỗ lệch", "Thứ tự")[0]
    assert (one["Mã thủ tục"], one["Số"]) == ("1.009750", "1")
    assert one["Ngày hẹn trả"] == date(2026, 3, 16)
    assert one["Thấy lần đầu"] == at(20).replace(tzinfo=None)
    by_division = {row["Phòng, đơn vị"]: row for row in table_of(path, "Theo phòng, đơn vị", "Phòng, đơn vị")}
    assert by_division["Phòng Đầu tư"]["Hồ sơ trong phạm vi (gộp mọi bên)"] == 2
    assert set(by_division) == {"Phòng Đầu tư", "=HYPERLINK(1)", "(chưa rõ)"}


def test_a_case_reads_with_its_reason_who_is_right_and_what_to_do(data: ReportData, tmp_path: Path) -> None:
    path = tmp_path / "bao-cao.xlsx"
    write_report(path, data, "vi")
    one = table_of(path, "Chỗ lệch", "Thứ tự")[0]
    assert one["Loại lệch"] == "Trạng thái một cửa chậm hơn chuyên ngành"
    assert one["Bên chuẩn"] == "phần mềm chuyên ngành"
    assert one["Vì sao là lệch"]
    assert "một cửa" in one["Việc cần làm"]


def test_no_cell_of_the_workbook_is_a_formula_or_a_link(data: ReportData, tmp_path: Path) -> None:
    path = tmp_path / "bao-cao.xlsx"
    write_report(path, data, "vi")
    with zipfile.ZipFile(path) as parts:
        pages = [parts.read(name).decode() for name in parts.namelist() if "worksheets/sheet" in name]
    assert len(pages) == 10
    assert not any("<f>" in page or "<hyperlink" in page for page in pages)
    assert all('orientation="landscape"' in page and 'paperSize="9"' in page for page in pages)
    assert all("<autoFilter" in page and 'state="frozen"' in page and "&amp;P/&amp;N" in page for page in pages)


def test_what_a_sheet_of_paper_has_no_room_for_stands_to_the_right(data: ReportData, tmp_path: Path) -> None:
    for sheet in sheets(data, "vi"):
        printed = [column.printed for column in sheet.columns]
        assert printed == sorted(printed, reverse=True)
        assert sum(column.width for column in sheet.columns if column.printed) <= 270
        assert all(len(row) == len(sheet.columns) for row in sheet.rows())


def test_an_empty_list_says_so(make: Any, tmp_path: Path) -> None:
    path = tmp_path / "bao-cao.xlsx"
    write_report(path, report([make()]), "vi")
    assert rows_of(path, "Chỗ lệch")[1][0] == "Không có chỗ lệch nào đang mở hoặc đã chấp nhận."


def test_more_rows_than_a_sheet_holds_go_on_on_the_next(make: Any, tmp_path: Path) -> None:
    standings = [make(stand=Stand.DIFFERS) for _ in range(45)]
    book = TwinBook([case(number, standing.code) for number, standing in enumerate(standings, start=1)])
    path = tmp_path / "bao-cao.xlsx"
    write_workbook(path, report(standings, book=book), "vi", last_row=30)
    assert "Chỗ lệch (2)" in CalamineWorkbook.from_path(str(path)).sheet_names
    ids = [row["Số"] for sheet in ("Chỗ lệch", "Chỗ lệch (2)") for row in table_of(path, sheet, "Thứ tự")]
    assert ids == [str(number) for number in range(1, 46)]


def test_a_text_longer_than_a_cell_is_cut_and_shows_it(make: Any, tmp_path: Path) -> None:
    standing = make(stand=Stand.DIFFERS)
    book = TwinBook([case(1, standing.code, field="fees", kind="fee_differs", source="x" * 40_000)])
    write_report(tmp_path / "bao-cao.xlsx", report([standing], book=book), "vi")
    told = table_of(tmp_path / "bao-cao.xlsx", "Chỗ lệch", "Thứ tự")[0]["Chuyên ngành"]
    assert len(told) == 32_767
    assert told.endswith("…")


# ---------------------------------------------------------------- CSV


def test_the_csv_has_its_mark_and_every_table(data: ReportData, tmp_path: Path) -> None:
    path = tmp_path / "bao-cao.csv"
    write_report(path, data, "vi")
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline=""), delimiter=";"))
    told = {cell for row in rows for cell in row}
    assert set(texts("vi", data)) <= told
    assert {"25,0% – 50,0%", "1.009750", "16/03/2026", "'=HYPERLINK(1)", "'-2"} <= told


def test_an_english_csv_is_split_by_commas(data: ReportData, tmp_path: Path) -> None:
    path = tmp_path / "report.csv"
    write_report(path, data, "en")
    rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))
    assert "25.0% – 50.0%" in {cell for row in rows for cell in row}


@pytest.mark.parametrize("suffix", [".xlsx", ".csv", ".html", ".json"])
def test_what_was_said_in_vietnamese_reads_in_english_in_every_form(make: Any, tmp_path: Path, suffix: str) -> None:
    standing = make(stand=Stand.DIFFERS)
    why = "ngày tiếp nhận: không đọc được “31/02/2026” theo date_vn"
    unread = rejection(1, where="dau-tu-source, khóa 4", reason=why)
    book = TwinBook([case(1, standing.code, kind="result_missing", field="results", source="không có")], [unread])
    path = tmp_path / f"report{suffix}"
    write_report(path, report([standing], book=book), "en")
    if suffix == ".xlsx":
        cells = [cell for sheet in ("Cases", "Rejections") for row in rows_of(path, sheet) for cell in row]
        told = "\n".join(map(str, cells))
    else:
        told = path.read_text(encoding="utf-8-sig")
    assert "key 4" in told
    assert not {"khóa", "không", "ngày"} & set(told.replace(",", " ").split())


@given(st.text(st.sampled_from("=+-@\t\r\n ＝＋－＠a1\u00a0'\";,")))
@settings(max_examples=100)
def test_no_text_runs_in_a_spreadsheet(text: str) -> None:
    written = harmless(text)
    assert written.lstrip(" \u00a0")[:1] not in {*"=+-@\t\r\n＝＋－＠"}
    assert written in {text, f"'{text}"}


@given(st.lists(st.text(max_size=8), min_size=4, max_size=4))
@settings(max_examples=30, deadline=None)
def test_no_cell_of_a_whole_csv_runs(tmp_path_factory: pytest.TempPathFactory, values: list[str]) -> None:
    book = TwinBook([case(1, "H13.22-260302-0001", source=f"={values[0]}", target=f"@{values[1]}", paper=values[2])])
    path = tmp_path_factory.mktemp("csv") / "bao-cao.csv"
    write_report(path, report([], book=book, links=["investment", f"+{values[3]}"]), "vi")
    rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline=""), delimiter=";"))
    assert not [cell for row in rows for cell in row if cell.lstrip(" \u00a0")[:1] in {*"=+-@\t\r\n＝＋－＠"}]


# ---------------------------------------------------------------- JSON


def test_the_json_has_every_figure_with_its_formula_and_every_list(data: ReportData, tmp_path: Path) -> None:
    path = tmp_path / "bao-cao.json"
    write_report(path, data, "vi")
    told = json.loads(path.read_text(encoding="utf-8"))
    assert told["schema"] == 1
    assert told["report"]["agency"]["hotline"] == OFFICE.hotline
    ratio = told["report"]["ratios"]["in_sync"]
    assert (ratio["numerator"], ratio["denominator"], ratio["share"], ratio["lowest_share"]) == (2, 4, 0.5, 0.25)
    assert told["report"]["ratios"]["paid_online"]["share"] is None
    assert [row["kind"] for row in told["cases"]] == ["target_behind", "fee_differs"]
    assert [row["because"] for row in told["delays"]] == ["sync"]
    assert [len(told[name]) for name in ("rejections", "not_comparable")] == [1, 1]
    assert told["report"]["groups"]["division"][1]["name"] == "Phòng Đầu tư"


def test_an_empty_json_is_whole_too(tmp_path: Path) -> None:
    write_report(tmp_path / "bao-cao.json", report([]), "vi")
    told = json.loads((tmp_path / "bao-cao.json").read_text(encoding="utf-8"))
    assert told["cases"] == told["delays"] == told["rejections"] == told["not_comparable"] == []


# ---------------------------------------------------------------- page


def test_the_page_is_well_formed_and_nothing_in_it_runs(data: ReportData, tmp_path: Path) -> None:
    path = tmp_path / "bien-ban.html"
    write_report(path, data, "vi")
    page = ET.fromstring(path.read_text(encoding="utf-8"))  # noqa: S314 - our own page
    names = {element.tag for element in page.iter()}
    assert not names & {"script", "img", "link", "iframe", "object", "form"}
    assert not [
        name for element in page.iter() for name in element.attrib if name in {"src", "href"} or name[:2] == "on"
    ]
    told = "".join(page.itertext())
    assert NASTY.split("\x00", maxsplit=1)[0] in told


def test_the_page_can_be_signed(data: ReportData, tmp_path: Path) -> None:
    path = tmp_path / "bien-ban.html"
    write_report(path, data, "vi")
    page = ET.fromstring(path.read_text(encoding="utf-8"))  # noqa: S314 - our own page
    told = "".join(page.itertext())
    assert all(
        words in told for words in (OFFICE.name, OFFICE.hotline, "Kỳ báo cáo", "Cách đối chiếu", "25,0% – 50,0%")
    )
    [signatures] = [element for element in page.iter("section") if element.get("class") == "signatures"]
    assert [block.text for block in signatures.iter("b")] == ["Đại diện phòng chuyên môn", "Đại diện bộ phận một cửa"]
    printed = {column.heading.vi for sheet in sheets(data, "vi") for column in sheet.columns if column.printed}
    assert printed == {element.text for element in page.iter("th")}
    assert [element.text for element in page.iter("h2")][1:] == [sheet.title.vi for sheet in sheets(data, "vi")]


# ---------------------------------------------------------------- whole or not at all


@pytest.mark.parametrize("suffix", [*WRITERS, ".XLSX"])
def test_a_report_replaces_the_one_before_and_leaves_nothing_beside(
    data: ReportData, tmp_path: Path, suffix: str
) -> None:
    path = tmp_path / f"bao-cao{suffix}"
    path.write_text("the one before")
    write_report(path, data, "vi")
    assert [entry.name for entry in tmp_path.iterdir()] == [path.name]
    assert b"the one before" not in path.read_bytes()


@pytest.mark.parametrize("suffix", WRITERS)
def test_a_report_cut_off_leaves_what_stood_there(make: Any, tmp_path: Path, suffix: str) -> None:
    class Gone(TwinBook):
        def rejection_page(self, links: Any, *, after: int, limit: int) -> Any:
            raise ConnectorError("gone")

    path = tmp_path / f"bao-cao{suffix}"
    path.write_text("the one before")
    with pytest.raises(ConnectorError, match="gone"):
        write_report(path, report([make()], book=Gone()), "vi")
    assert [entry.name for entry in tmp_path.iterdir()] == [path.name]
    assert path.read_text() == "the one before"


def test_an_unknown_form_is_refused_with_those_that_are_known(data: ReportData, tmp_path: Path) -> None:
    with pytest.raises(ConnectorError) as refused:
        check_path(tmp_path / "bao-cao.doc")
    assert ".xlsx, .csv, .json, .html" in refused.value.do


def test_a_place_that_cannot_be_written_is_told_before_the_work(tmp_path: Path) -> None:
    taken = tmp_path / "thu-muc.csv"
    taken.mkdir()
    for path, why in ((tmp_path / "none" / "a.csv", "không có tệp hoặc thư mục này"), (taken, "là một thư mục")):
        with pytest.raises(ConnectorError, match=why):
            check_path(path)


def test_a_place_that_can_be_written_is_left_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "bao-cao.csv"
    check_path(path)
    assert list(tmp_path.iterdir()) == []
    path.write_text("the one before")
    check_path(path)
    assert path.read_text() == "the one before"


_FULL = """
import resource, sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from connector.domain.errors import ConnectorError
from connector.report.writing import write_report
from support.report_office import TwinBook, case, report, standings_maker
import signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
make = standings_maker()
standings = [make() for _ in range(2000)]
book = TwinBook([case(n, standing.code) for n, standing in enumerate(standings, start=1)])
data = report(standings, book=book)
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
try:
    write_report(Path(sys.argv[1]), data, "vi")
except ConnectorError as error:
    print(error.what)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="the limit is of POSIX")
@pytest.mark.parametrize("suffix", WRITERS)
def test_a_disk_that_fills_up_leaves_what_stood_there(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"bao-cao{suffix}"
    path.write_text("the one before")
    tests = str(Path(__file__).parents[2])
    done = subprocess.run(
        [sys.executable, "-c", _FULL, str(path), tests], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.startswith("Không ghi được báo cáo: quá cỡ tệp")
    assert done.stderr == ""
    assert [entry.name for entry in tmp_path.iterdir()] == [path.name]
    assert path.read_text() == "the one before"


class EndlessBook(TwinBook):
    """Makes its cases as they are asked for: whoever keeps them all shows it."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self._number = number

    def case_page(self, links: Sequence[str], *, after: int, limit: int) -> list[dict[str, Any]]:
        return self.cases_by_id(range(after + 1, min(after + limit, self._number) + 1))

    def cases_by_id(self, ids: Sequence[int]) -> list[dict[str, Any]]:
        return [case(number, f"H13.22-260302-{number:06}", source="x" * 5_000) for number in ids]


@pytest.mark.parametrize("suffix", WRITERS)
def test_the_memory_of_a_report_does_not_grow_with_its_cases(tmp_path: Path, suffix: str) -> None:
    """A case weighs five thousand bytes; what is kept of one is its place in the order."""

    def peak(cases: int) -> int:
        data = report([], book=EndlessBook(cases))
        tracemalloc.start()
        write_report(tmp_path / f"bao-cao{suffix}", data, "vi")
        try:
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    peak(10)  # what is made once
    assert (peak(2_500) - peak(1_000)) / 1_500 < 1_000
