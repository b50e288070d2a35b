"""The report as a workbook. Rows go to the disk as they come: its memory does not grow with the cases."""

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from connector.domain.times import at_zone, hour_known
from connector.report.cells import Cell, Column
from connector.report.data import ReportData
from connector.report.heading import METHOD, TITLE, heading
from connector.report.sheets import Sheet, sheets
from connector.report.words import printable

#: The last row a sheet may have; what is more goes on on a further sheet.
LAST_ROW = 1_048_575
#: The longest text a cell may hold.
_LONGEST = 32_767
_A4 = 9
_METHOD_HEIGHT = 66  # points: four lines of running text


def write_workbook(path: Path, data: ReportData, language: str, *, last_row: int = LAST_ROW) -> None:
    """Raises OSError, or xlsxwriter's FileCreateError, when the file cannot be written."""
    options = {
        "constant_memory": True,
        "tmpdir": str(path.parent),
        "strings_to_formulas": False,
        "strings_to_urls": False,
    }
    with xlsxwriter.Workbook(path, options) as book:
        book.use_zip64()
        book.set_properties({"title": TITLE.told(language), "company": printable(data.office.name)})
        writer = _Writer(book, language, last_row)
        first, *rest = sheets(data, language)
        writer.write(first, preface=heading(data, language))
        for sheet in rest:
            writer.write(sheet)


class _Writer:
    """Writes one sheet after the other, each row once and in order: nothing can be gone back to."""

    def __init__(self, book: Any, language: str, last_row: int) -> None:
        self._book = book
        self._language = language
        self._last_row = last_row
        top = {"valign": "top"}
        self._text = book.add_format({**top, "num_format": "@", "text_wrap": True})
        self._number = book.add_format({**top, "num_format": "#,##0"})
        self._day = book.add_format({**top, "num_format": "dd/mm/yyyy", "align": "left"})
        self._moment = book.add_format({**top, "num_format": "dd/mm/yyyy hh:mm", "align": "left"})
        self._bold = book.add_format({**top, "bold": True})
        self._title = book.add_format({"bold": True, "font_size": 14})
        self._running = book.add_format({**top, "text_wrap": True})
        self._plain = book.add_format(top)
        self._header = book.add_format(
            {"bold": True, "text_wrap": True, "valign": "vcenter", "border": 1, "bg_color": "#D9E2EC"}
        )

    def write(self, sheet: Sheet, *, preface: Sequence[tuple[str, str]] = ()) -> None:
        title = sheet.title.told(self._language)
        page, row = self._begin(sheet, title, preface)
        header, pages = row - 1, 1
        for cells in sheet.rows():
            if row > self._last_row:
                self._end(page, sheet, header, row)
                pages += 1
                page, row = self._begin(sheet, f"{title} ({pages})", ())
                header = row - 1
            for column, cell in enumerate(cells):
                self._write_cell(page, row, column, cell)
            row += 1
        if row == header + 1:
            page.write_string(row, 0, sheet.empty.told(self._language), self._plain)
        self._end(page, sheet, header, row)

    def _begin(self, sheet: Sheet, title: str, preface: Sequence[tuple[str, str]]) -> tuple[Any, int]:
        """A fresh sheet down to its header; the row that follows."""
        page = self._book.add_worksheet(title)
        for number, column in enumerate(sheet.columns):
            page.set_column(number, number, column.width)
        row = self._write_preface(page, preface, len(sheet.columns) - 1) if preface else 0
        self._set_up_print(page, row)
        self._write_header(page, row, sheet.columns)
        page.freeze_panes(row + 1, 1)
        return page, row + 1

    def _write_preface(self, page: Any, lines: Sequence[tuple[str, str]], last_column: int) -> int:
        page.write_string(0, 0, TITLE.told(self._language), self._title)
        for number, (label, value) in enumerate(lines, start=1):
            page.write_string(number, 0, label, self._bold)
            page.write_string(number, 1, _fit(value), self._plain)
        row = len(lines) + 1
        page.set_row(row, _METHOD_HEIGHT)
        page.merge_range(row, 0, row, last_column, METHOD.told(self._language), self._running)
        return row + 2

    def _write_header(self, page: Any, row: int, columns: Sequence[Column]) -> None:
        for number, column in enumerate(columns):
            page.write_string(row, number, column.heading.told(self._language), self._header)

    def _set_up_print(self, page: Any, header: int) -> None:
        page.set_landscape()
        page.set_paper(_A4)
        page.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
        page.fit_to_pages(1, 0)
        page.repeat_rows(header)
        page.set_header("&L&A")
        page.set_footer("&C&P/&N")

    def _end(self, page: Any, sheet: Sheet, header: int, after: int) -> None:
        last_row = max(after - 1, header)
        page.autofilter(header, 0, last_row, len(sheet.columns) - 1)
        page.print_area(0, 0, last_row + 1, sum(column.printed for column in sheet.columns) - 1)

    def _write_cell(self, page: Any, row: int, column: int, cell: Cell) -> None:
        """Codes and ids are text, whatever they look like; no text is ever a formula or a link."""
        if cell is None or cell == "":
            return
        if isinstance(cell, datetime):
            local = at_zone(cell).replace(tzinfo=None)
            page.write_datetime(row, column, local, self._moment if hour_known(cell) else self._day)
        elif isinstance(cell, date):
            page.write_datetime(row, column, cell, self._day)
        elif isinstance(cell, int):
            page.write_number(row, column, cell, self._number)
        else:
            page.write_string(row, column, _fit(cell), self._text)


def _fit(text: str) -> str:
    """As much of the text as a cell holds, and a sign where there was more."""
    text = printable(text)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
