"""Days in workbooks: told alike however a sheet holds them, and asked about where their order is in doubt."""

import pytest

from connector.adapters.files.settings import FilesSourceSettings
from connector.domain.dossier import Dossier
from connector.domain.errors import BrokenAnswerError
from connector.domain.times import parse_vn
from connector.mapping.mapper import compile_map
from connector.ports import Rejection
from support.workbook_rows import HEADER, NOW, MakeSource, WriteBook, line, own_date, rows


@pytest.mark.parametrize("date_1904", [False, True])
def test_dates_are_told_alike_whether_text_the_sheets_own_or_a_bare_number(
    files: MakeSource, book: WriteBook, date_1904: bool
) -> None:
    serial = 46027.354166666664 - (1462 if date_1904 else 0)
    dated = [line(1, own_date(2026, 1, 5, 8, 30)), line(2, serial), line(3, "05/01/2026 08:30")]
    whole = [line(4, own_date(2026, 1, 5)), line(5, int(serial)), line(6, "05/01/2026")]
    book(options={"date_1904": date_1904}, **{"Hồ sơ": [HEADER, *dated, *whole]})
    told = [parse_vn(row["Nhận hồ sơ"]) for row in rows(files("ho-so.xlsx"))]
    assert told[:3] == [parse_vn("05/01/2026 08:30")] * 3
    assert told[3:] == [parse_vn("05/01/2026")] * 3


def test_a_bare_number_of_a_1904_sheet_may_be_smaller_than_any_number_of_another(
    files: MakeSource, book: WriteBook
) -> None:
    book(options={"date_1904": True}, **{"Hồ sơ": [HEADER, line(1, 35430)]})
    assert rows(files("ho-so.xlsx"))[0]["Nhận hồ sơ"] == "01/01/2001"


@pytest.mark.parametrize("number", [2026, 20260105, 5, 4.5])
def test_a_number_that_is_no_date_stays_for_the_map_to_reject(
    files: MakeSource, book: WriteBook, number: float
) -> None:
    book(**{"Hồ sơ": [HEADER, line(1, number)]})
    (page,) = files("ho-so.xlsx").pull(None, now=NOW)
    link = FilesSourceSettings.model_validate({"columns": {"code": "Mã hồ sơ", "received_at": "Nhận hồ sơ"}})
    answer = compile_map(link.map).read(page.rows[0])
    assert isinstance(answer, Rejection)
    assert answer.field == "received_at"


@pytest.mark.parametrize(
    "convert", ["auto", "excel", "date_vn", "iso", "compact", "epoch", "epoch_ms", "%d-%m-%Y %H:%M"]
)
def test_the_sheets_own_date_reads_the_same_through_every_converter(
    files: MakeSource, book: WriteBook, convert: str
) -> None:
    book(**{"Hồ sơ": [HEADER, line(1, own_date(2026, 1, 5, 8, 30))]})
    written = {"columns": {"code": "Mã hồ sơ"}, "map": {"received_at": {"path": "Nhận hồ sơ", "convert": convert}}}
    (page,) = files("ho-so.xlsx", **written).pull(None, now=NOW)
    dossier = compile_map(FilesSourceSettings.model_validate(written).map).read(page.rows[0])
    assert isinstance(dossier, Dossier)
    assert dossier.received_at == parse_vn("05/01/2026 08:30")


def test_a_column_with_the_month_first_stops_the_reading_and_asks(files: MakeSource, book: WriteBook) -> None:
    book(**{"Hồ sơ": [HEADER, line(1, "01/05/2026"), line(2, "01/13/2026")]})
    with pytest.raises(BrokenAnswerError, match=r"cột 'Nhận hồ sơ' ghi tháng trước ngày \(thấy ở dòng 3\)"):
        rows(files("ho-so.xlsx"))


def test_one_impossible_month_among_days_that_prove_the_order_is_that_rows_slip(
    files: MakeSource, book: WriteBook
) -> None:
    book(**{"Hồ sơ": [HEADER, line(1, "05/13/2026"), line(2, "13/01/2026"), line(3, "31/02/2026")]})
    (page,) = files("ho-so.xlsx").pull(None, now=NOW)
    link = FilesSourceSettings.model_validate({"columns": {"code": "Mã hồ sơ", "received_at": "Nhận hồ sơ"}})
    answers = [compile_map(link.map).read(row) for row in page.rows]
    assert [type(answer) for answer in answers] == [Rejection, Dossier, Rejection]


def test_days_and_months_swapped_by_a_foreign_spreadsheet_stop_the_reading(files: MakeSource, book: WriteBook) -> None:
    """Opened month first, 13/01 stays text and 05/01 becomes the first of May: half of the column is wrong."""
    texts = [line(day, f"{day}/01/2026") for day in range(13, 19)]
    dates = [line(day, own_date(2026, day, 1)) for day in range(1, 7)]
    book(**{"Hồ sơ": [HEADER, *texts, *dates]})
    with pytest.raises(BrokenAnswerError, match="đảo ngày và tháng"):
        rows(files("ho-so.xlsx"))
    book(**{"Hồ sơ": [HEADER, *texts, *dates, line(20, own_date(2026, 1, 20))]})
    assert len(rows(files("ho-so.xlsx"))) == 13


def test_an_explicit_format_answers_the_question_of_month_and_day(files: MakeSource, book: WriteBook) -> None:
    book(**{"Hồ sơ": [HEADER, line(1, "01/13/2026")]})
    written = {"columns": {"code": "Mã hồ sơ"}, "map": {"received_at": {"path": "Nhận hồ sơ", "convert": "%m/%d/%Y"}}}
    assert rows(files("ho-so.xlsx", **written))[0]["Nhận hồ sơ"] == "01/13/2026"
