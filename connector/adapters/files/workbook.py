"""Workbooks (XLSX, XLSB, XLS, ODS) as grids. A formula is its stored value; text that begins with = is text."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from connector.adapters.files.grid import Grid, Line
from connector.adapters.files.guard import broken


@contextmanager
def _border(label: str) -> Iterator[None]:
    """The reader's own errors stop here."""
    try:
        yield
    except PasswordError as error:
        raise broken(label, "có mật khẩu", "Bỏ mật khẩu của tệp.") from error
    except CalamineError as error:
        raise broken(label, "hỏng, hoặc không phải là bảng tính") from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # a panic of the compiled reader comes as a BaseException
            raise
        raise broken(label, "hỏng, hoặc không phải là bảng tính") from error


def workbook_grids(content: bytes, label: str, *, sheet: str | int, date_1904: bool) -> list[Grid]:
    """The sheets asked for; with ``all``, every visible one."""
    with _border(label):
        book = CalamineWorkbook.from_filelike(BytesIO(content))
        names = _chosen(book, sheet, label)
        return [_grid(book.get_sheet_by_name(name), f"{label}, trang {name}", date_1904) for name in names]


def _chosen(book: CalamineWorkbook, sheet: str | int, label: str) -> list[str]:
    tables = [
        told.name
        for told in book.sheets_metadata
        if told.typ == SheetTypeEnum.WorkSheet and told.visible == SheetVisibleEnum.Visible
    ]
    if sheet == "all":
        return tables
    if isinstance(sheet, int):
        if sheet > len(book.sheet_names):
            raise broken(label, f"không có trang tính thứ {sheet}", "Sửa khoá sheet, hoặc xuất lại tệp.")
        return [book.sheet_names[sheet - 1]]
    if sheet not in book.sheet_names:
        raise broken(label, f"không có trang tính '{sheet}'", "Sửa khoá sheet, hoặc xuất lại tệp.")
    return [sheet]


def _grid(sheet: CalamineSheet, label: str, date_1904: bool) -> Grid:
    def lines() -> Iterator[Line]:
        with _border(label):
            for number, cells in enumerate(sheet.iter_rows(), start=1):
                yield Line(number, [None if cell == "" else cell for cell in cells])

    return Grid(label, lines, date_1904=date_1904)
