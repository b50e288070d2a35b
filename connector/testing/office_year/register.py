"""The paper register (Sổ theo dõi hồ sơ) as somebody keeps it in a workbook: the form's own layout, a file for each
field and a sheet for each volume, title rows, a merged header of two rows, days as dates here and as text there."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter

from connector.domain.text import key
from connector.testing.office_year.views import PaperLine

FOLDER = "so-theo-doi"

#: The thirteen columns; the three in the middle stand under one heading.
_COLUMNS = (
    "STT",
    "Mã hồ sơ",
    "Tên TTHC",
    "Số lượng hồ sơ (bộ)",
    "Tên cá nhân, tổ chức",
    "Địa chỉ, số điện thoại",
    "Cơ quan chủ trì giải quyết",
    "Nhận hồ sơ",
    "Hẹn trả kết quả",
    "Trả kết quả",
    "Phương thức nhận kết quả",
    "Ký nhận",
    "Ghi chú",
)
_GROUP, _GROUPED = "Nhận và trả kết quả", range(7, 12)
_HEADER_ROW = 5  # the title stands above it


def write_register(folder: Path, lines: Iterable[PaperLine]) -> tuple[Path, ...]:
    """One workbook for each field under ``folder``; their paths."""
    volumes: dict[str, dict[int, list[PaperLine]]] = defaultdict(lambda: defaultdict(list))
    for line in lines:
        volumes[line.book][line.volume].append(line)
    folder.mkdir(parents=True, exist_ok=True)
    return tuple(_write_book(folder, book, volumes[book]) for book in sorted(volumes))


def _write_book(folder: Path, book: str, volumes: Mapping[int, list[PaperLine]]) -> Path:
    path = folder / f"{'-'.join(key(book).split())}.xlsx"
    with xlsxwriter.Workbook(str(path)) as workbook:
        day = workbook.add_format({"num_format": "dd/mm/yyyy"})
        for volume in sorted(volumes):
            sheet = workbook.add_worksheet(f"Quyển {volume:02d}")
            _write_head(sheet, workbook, volumes[volume][0])
            for row, line in enumerate(sorted(volumes[volume], key=_place), _HEADER_ROW + 3):
                _write_line(sheet, row, line, day)
    return path


def _place(line: PaperLine) -> int:
    return line.place


def _write_head(sheet: Any, workbook: Any, line: PaperLine) -> None:
    title = workbook.add_format({"bold": True, "align": "center"})
    last = len(_COLUMNS) - 1
    sheet.merge_range(0, 0, 0, last, "BAN QUẢN LÝ CÁC KHU CHẾ XUẤT VÀ CÔNG NGHIỆP", title)
    sheet.merge_range(1, 0, 1, last, f"SỔ THEO DÕI HỒ SƠ NĂM {line.received.year}", title)
    sheet.merge_range(2, 0, 2, last, f"Lĩnh vực: {line.book}", title)
    sheet.merge_range(3, 0, 3, last, f"Quyển số: {line.volume:02d}", title)
    for column, name in enumerate(_COLUMNS):
        if column in _GROUPED:
            sheet.write_string(_HEADER_ROW + 1, column, name, title)
        else:
            sheet.merge_range(_HEADER_ROW, column, _HEADER_ROW + 1, column, name, title)
        sheet.write_string(_HEADER_ROW + 2, column, f"({column + 1})")
    sheet.merge_range(_HEADER_ROW, _GROUPED[0], _HEADER_ROW, _GROUPED[-1], _GROUP, title)


def _write_line(sheet: Any, row: int, line: PaperLine, day: Any) -> None:
    sheet.write_number(row, 0, line.place)
    sheet.write_number(row, 3, 1)
    texts = {
        1: line.code or "",
        2: line.procedure,
        4: line.name,
        5: line.contact,
        6: line.division,
        10: line.method,
        11: line.signed,
        12: line.note,
    }
    for column, text in texts.items():
        if text:
            sheet.write_string(row, column, text)
    for column, moment in ((7, line.received), (8, line.due), (9, line.returned)):
        _write_day(sheet, row, column, moment, day, as_text=line.place % 3 == 0)


def _write_day(sheet: Any, row: int, column: int, moment: date | None, day: Any, *, as_text: bool) -> None:
    if moment is None:
        return
    if as_text:
        sheet.write_string(row, column, f"{moment:%d/%m/%Y}")
    else:
        sheet.write_datetime(row, column, moment, day)
