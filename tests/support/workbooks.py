"""Real workbooks of the kinds that no library here writes: the old XLS, and ODS."""

import struct
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

Row = Sequence[str | float | None]

_SECTOR = 512
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def write_ods(path: Path, rows: Iterable[Row], *, sheet: str = "Sổ") -> None:
    """One sheet. A number is a number cell; ``("text", columns)`` is a text merged over so many columns."""
    body = "".join(f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>" for row in rows)
    content = (
        '<?xml version="1.0" encoding="UTF-8"?><office:document-content'
        ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
        ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
        ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2">'
        f'<office:body><office:spreadsheet><table:table table:name="{escape(sheet)}">{body}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", "<manifest/>")


def _ods_cell(cell: object) -> str:
    if cell is None:
        return "<table:table-cell/>"
    if isinstance(cell, tuple):
        text, columns = cell
        covered = "<table:covered-table-cell/>" * (columns - 1)
        return (
            _ods_cell(text).replace(
                "<table:table-cell ", f'<table:table-cell table:number-columns-spanned="{columns}" ', 1
            )
            + covered
        )
    if isinstance(cell, str):
        return f'<table:table-cell office:value-type="string"><text:p>{escape(cell)}</text:p></table:table-cell>'
    return (
        f'<table:table-cell office:value-type="float" office:value="{cell}"><text:p>{cell}</text:p></table:table-cell>'
    )


def write_xls(path: Path, rows: Iterable[Row], *, sheet: str = "So") -> None:
    """One sheet in BIFF8, in the compound file that old Excel wrote."""
    book = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0x0DBB, 0x07CC, 0, 0x0600))
    book += _record(0x0042, struct.pack("<H", 1200))
    name = struct.pack("<BB", len(sheet), 1) + sheet.encode("utf-16-le")
    place = len(book) + 4 + 6 + len(name) + 4  # this record, and the end of the globals
    book += _record(0x0085, struct.pack("<IBB", place, 0, 0) + name)
    book += _record(0x000A, b"")
    book += _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0x0DBB, 0x07CC, 0, 0x0600))
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            at = struct.pack("<HHH", number, column, 0)
            if isinstance(cell, str):
                text = cell.encode("utf-16-le")
                book += _record(0x0204, at + struct.pack("<HB", len(text) // 2, 1) + text)
            elif cell is not None:
                book += _record(0x0203, at + struct.pack("<d", cell))
    book += _record(0x000A, b"")
    path.write_bytes(_compound(book.ljust(4096, b"\0")))


def _record(kind: int, content: bytes) -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def _compound(stream: bytes) -> bytes:
    """A compound file with that one stream, "Workbook": header, one sector of addresses, the directory, the stream."""
    sectors = -(-len(stream) // _SECTOR)
    assert sectors + 2 <= _SECTOR // 4, "one sector of addresses is enough for a test"
    addresses = [_FAT, _END, *range(3, sectors + 2), _END]
    table = struct.pack(f"<{_SECTOR // 4}I", *addresses, *[_FREE] * (_SECTOR // 4 - len(addresses)))
    root = _entry("Root Entry", kind=5, child=1, start=_END, size=0)
    directory = root + _entry("Workbook", kind=2, child=_FREE, start=2, size=len(stream)) + _entry("", kind=0) * 2
    header = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + bytes(16)
        + struct.pack("<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, _END, 0, _END, 0)
        + struct.pack("<109I", 0, *[_FREE] * 108)
    )
    return header + table + directory + stream.ljust(sectors * _SECTOR, b"\0")


def _entry(name: str, *, kind: int, child: int = _FREE, start: int = 0, size: int = 0) -> bytes:
    written = (name + "\0").encode("utf-16-le") if name else b""
    links = struct.pack("<HBBIII", len(written), kind, 1, _FREE, _FREE, child)
    return written.ljust(64, b"\0") + links + bytes(36) + struct.pack("<IQ", start, size)
