"""Workbooks for the benches of whatever is read from files, each put in the old one's place whole."""

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

import xlsxwriter

from connector.adapters.memory.invented import WORDS
from connector.domain.legacy_text import decode_tcvn3, decode_vni
from connector.domain.status import Status
from connector.domain.times import at_zone, hour_known
from connector.testing.exam.rows import Row

#: The headers of the office's own exports.
HEADERS: Mapping[str, str] = MappingProxyType(
    {
        "code": "Mã hồ sơ",
        "procedure_code": "Mã TTHC",
        "applicant_name": "Chủ hồ sơ",
        "applicant_id": "Số giấy tờ",
        "status": "Trạng thái",
        "received_at": "Ngày tiếp nhận",
        "due_at": "Ngày hẹn trả",
    }
)


def cell(value: Any) -> str | None:
    """A value as people type it."""
    if value is None:
        return None
    if isinstance(value, Status):
        return WORDS[value]
    if isinstance(value, datetime):
        local = at_zone(value)
        return f"{local:%d/%m/%Y %H:%M:%S}" if hour_known(local) else f"{local:%d/%m/%Y}"
    return str(value)


def cells(row: Row, fields: Iterable[str]) -> list[str | None]:
    return [cell(row.told(name)) for name in fields]


def write_book(path: Path, lines: Iterable[Sequence[str | float | None]], *, sheet: str = "Xuất") -> None:
    """One sheet of these lines, every text a text."""
    new = path.with_name(f".{path.name}")
    with xlsxwriter.Workbook(new) as book:
        page = book.add_worksheet(sheet)
        for number, line in enumerate(lines):
            for column, value in enumerate(line):
                if isinstance(value, str):
                    page.write_string(number, column, value)
                elif value is not None:
                    page.write_number(number, column, value)
    new.replace(path)


def write_text(path: Path, lines: Iterable[Sequence[str | None]]) -> None:
    """Separated text of these lines, in UTF-8."""
    told = io.StringIO()
    csv.writer(told, lineterminator="\r\n").writerows(lines)
    new = path.with_name(f".{path.name}")
    new.write_bytes(told.getvalue().encode("utf-8-sig"))
    new.replace(path)


def _inverse(decode: Callable[[str], str]) -> Callable[[str], str]:
    """Writes text in an old table, letter by letter, by asking what the table reads."""
    single = [chr(code) for code in range(0x20, 0x100)]
    pairs = [base + mark for base in "aeiouyAEIOUYôöÔÖ" for mark in single if ord(mark) > 0x7F]
    table = {decode(written): written for written in (*pairs, *single) if len(decode(written)) == 1}
    return lambda text: "".join(letter if letter.isascii() else table[letter] for letter in text)


#: Old character tables, and how a text is written in each.
LEGACY: Mapping[str, Callable[[str], str]] = MappingProxyType(
    {"tcvn3": _inverse(decode_tcvn3), "vni": _inverse(decode_vni)}
)
