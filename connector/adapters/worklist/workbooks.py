"""The two workbooks of a worklist: what the one-stop imports, and what its people are asked to do."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from connector.adapters.worklist.entry import Entry
from connector.adapters.worklist.folder import IMPORT, TO_DO, Books
from connector.adapters.worklist.settings import EXCEL_DATE, ImportSettings
from connector.adapters.worklist.wording import advised, division_of, due_of, officer_of, told_of
from connector.domain.dossier import Step
from connector.domain.times import at_zone, format_vn, hour_known, parse_iso

#: Marks a cell of a kept row that is to become a date of the sheet's own.
DATE_MARK = "\x00"

_STEPS_SHEET = "Tiến độ"
_SUMMARY_SHEET = "Tổng hợp"
_NOT_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\]|^'|'$")

_TO_DO_COLUMNS = (
    ("Cán bộ", 22),
    ("Hạn trả", 16),
    ("Mã hồ sơ", 26),
    ("Thủ tục", 34),
    ("Chủ hồ sơ", 20),
    ("Việc cần làm trên một cửa", 70),
    ("Chờ từ", 16),
)


def books_of(settings: ImportSettings, words: Mapping[str, str]) -> Books:
    """How the workbooks are made; ``words`` are the one-stop's own for the states of steps."""

    return {
        IMPORT: lambda entries: _import_book(entries.values(), settings, words),
        TO_DO: lambda entries: _to_do_book(entries.values()),
    }


class _Book:
    """A workbook in memory: texts are texts whatever they look like, headers stay in sight and can be filtered."""

    def __init__(self, days: str = "dd/mm/yyyy hh:mm") -> None:
        self._made = BytesIO()
        self._book = xlsxwriter.Workbook(self._made, {"in_memory": True, "default_date_format": days})
        self._head = self._book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#DDDDDD"})
        self._text = self._book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
        self._date = self._book.add_format({"num_format": days, "valign": "top"})
        self._names: set[str] = set()
        self._widths: dict[str, int] = {}

    def sheet(self, name: str, headers: Sequence[str], widths: Sequence[int]) -> Worksheet:
        sheet = self._book.add_worksheet(self._unused(name))
        self._widths[sheet.get_name()] = len(headers)
        for column, (header, width) in enumerate(zip(headers, widths, strict=True)):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, header, self._head)
        sheet.freeze_panes(1, 0)
        sheet.repeat_rows(0)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        return sheet

    def fill(self, sheet: Worksheet, rows: Iterable[Sequence[str]]) -> None:
        count = 0
        for count, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                self._write(sheet, count, column, cell)
        sheet.autofilter(0, 0, max(count, 1), self._widths[sheet.get_name()] - 1)

    def whole(self) -> bytes:
        self._book.close()
        return self._made.getvalue()

    def _write(self, sheet: Worksheet, row: int, column: int, cell: str) -> None:
        if cell.startswith(DATE_MARK):
            moment = parse_iso(cell.removeprefix(DATE_MARK)).replace(tzinfo=None)
            sheet.write_datetime(row, column, moment, self._date)
        elif cell:
            sheet.write_string(row, column, cell, self._text)

    def _unused(self, name: str) -> str:
        """A sheet's name as Excel takes it: short, plain, and no other's."""
        plain = _NOT_IN_SHEET_NAMES.sub(" ", name).strip()[:31] or "Trang"
        number = 1
        unused = plain
        while unused.casefold() in self._names:
            number += 1
            unused = f"{plain[: 31 - len(str(number)) - 1]} {number}"
        self._names.add(unused.casefold())
        return unused


# ---------------------------------------------------------------- what the one-stop imports


def cell_of(value: object, settings: ImportSettings, words: Mapping[str, str]) -> str:
    """A value as the one-stop's import wants it; a date may be marked to become one of the sheet's own."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        local = at_zone(value)
        pattern = settings.dates if hour_known(local) else settings.days
        return f"{DATE_MARK}{local.isoformat()}" if pattern == EXCEL_DATE else local.strftime(pattern)
    plain = (
        ("true" if value else "false") if isinstance(value, bool) else f"{value:d}" if isinstance(value, int) else value
    )
    return words.get(str(plain), str(plain))


def _import_book(entries: Iterable[Entry], settings: ImportSettings, words: Mapping[str, str]) -> bytes:
    book = _Book()
    records = [entry for entry in _soonest_first(entries) if entry.record is not None]
    headers = list(settings.columns.values()) or list(dict.fromkeys(name for entry in records for name in entry.row))
    headers = headers or ["Mã hồ sơ"]
    sheet = book.sheet(settings.sheet, headers, [24] * len(headers))
    book.fill(sheet, ([entry.row.get(header, "") for header in headers] for entry in records))
    columns = settings.step_columns
    steps = book.sheet(_STEPS_SHEET, list(columns.values()), [24] * len(columns))
    rows = ((entry, step) for entry in _soonest_first(entries) for step in entry.steps)
    book.fill(steps, ([_step_cell(entry, step, name, settings, words) for name in columns] for entry, step in rows))
    return book.whole()


def _step_cell(entry: Entry, step: Step, name: str, settings: ImportSettings, words: Mapping[str, str]) -> str:
    if name == "code":
        return entry.code
    return cell_of(getattr(step, name), settings, words if name == "status" else {})


# ---------------------------------------------------------------- what people are asked to do


def _to_do_book(entries: Iterable[Entry]) -> bytes:
    divisions: dict[str, list[Entry]] = {}
    for entry in _soonest_first(entries):
        divisions.setdefault(division_of(entry), []).append(entry)
    book = _Book()
    summary = book.sheet(_SUMMARY_SHEET, ("Phòng", "Cán bộ", "Số việc", "Hạn sớm nhất"), (34, 26, 10, 18))
    book.fill(summary, (row for division, work in divisions.items() for row in _summed(division, work)))
    for division, work in divisions.items():
        sheet = book.sheet(division, [name for name, _ in _TO_DO_COLUMNS], [width for _, width in _TO_DO_COLUMNS])
        book.fill(sheet, (_to_do_row(entry) for each in _by_officer(work).values() for entry in each))
    return book.whole()


def _by_officer(work: Sequence[Entry]) -> dict[str, list[Entry]]:
    """Each officer's work together; whose is due soonest comes first."""
    officers: dict[str, list[Entry]] = {}
    for entry in work:
        officers.setdefault(officer_of(entry), []).append(entry)
    return officers


def _summed(division: str, work: Sequence[Entry]) -> Iterable[Sequence[str]]:
    for officer, entries in _by_officer(work).items():
        yield division, officer, str(len(entries)), _day(due_of(entries[0]))


def _to_do_row(entry: Entry) -> Sequence[str]:
    procedure = " – ".join(
        part for part in (told_of(entry, "procedure_code"), told_of(entry, "procedure_name")) if part
    )
    return (
        officer_of(entry),
        _day(due_of(entry)),
        entry.code,
        procedure,
        told_of(entry, "applicant_name") or "",
        advised(entry),
        _day(entry.since),
    )


def _soonest_first(entries: Iterable[Entry]) -> list[Entry]:
    def order(entry: Entry) -> tuple[Any, ...]:
        due = due_of(entry)
        return (due is None, at_zone(due or entry.since), entry.code)

    return sorted(entries, key=order)


def _day(moment: datetime | None) -> str:
    return "" if moment is None else format_vn(moment)
