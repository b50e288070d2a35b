"""Before a file is opened: is it there, is it small enough, is it what it seems, and does it stay still."""

import re
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Literal

from connector.domain.errors import BrokenAnswerError

MEGABYTE = 1024 * 1024

#: A workbook's parts: more of them, or more bytes than this times the file's limit, is no export.
LARGEST_PARTS = 5_000
LARGEST_GROWTH = 10
#: Real sheets shrink 10 to 50 times when zipped; one that shrinks more is looked at only while it is small.
LARGEST_RATIO = 200
RATIO_COUNTS_FROM = 16 * MEGABYTE
#: Cells between a sheet's first and last, empty ones included: a reader lays out all of them.
LARGEST_AREA = 20_000_000

Content = Literal["zip", "ole", "text"]

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MARKUP = re.compile(rb"\s*<(?:!doctype|html|head|table|\?xml|meta|style)", re.IGNORECASE)
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")

_ROW = re.compile(rb'<(?:\w+:)?row\b[^>]*?\br="(\d{1,9})"')
_CELL = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{1,4})(\d{1,9})"')
_ODS = re.compile(
    rb"<table:(?P<kind>table-row|table-cell|covered-table-cell|table)\b(?P<attributes>[^>]*?)(?P<empty>/?)>"
)
_ODS_REPEATED = re.compile(rb'table:number-(?:rows|columns)-repeated="(\d+)"')
_CHUNK = 256 * 1024
_LONGEST_TAG = 4096


def broken(label: str, why: str, do: str = "") -> BrokenAnswerError:
    """The error for a file that cannot be trusted, named to the operator."""
    otherwise = "Mở thử tệp bằng phần mềm bảng tính; không mở được thì xuất lại, hoặc lấy bản khác."
    return BrokenAnswerError(f"Tệp {label}: {why}.", where=label, do=do or otherwise)


@dataclass(frozen=True, slots=True)
class Stamp:
    """What tells that a file is still the same one."""

    size: int
    changed: int

    @classmethod
    def of(cls, path: Path, label: str) -> "Stamp":
        try:
            told = path.stat()
        except OSError as error:
            raise broken(label, "không mở được (không có, hoặc không có quyền)") from error
        return cls(told.st_size, told.st_mtime_ns)


@contextmanager
def reading(label: str) -> Iterator[None]:
    """Operating-system errors of the file become ours."""
    try:
        yield
    except OSError as error:
        raise broken(label, "không đọc được (đang bị khoá, hoặc không có quyền)", "Đóng tệp rồi chạy lại.") from error


class Still:
    """Sees to it that a file does not change between its first look and its last."""

    def __init__(self, path: Path, label: str, *, max_mb: float) -> None:
        self.path = path
        self.label = label
        self._first = Stamp.of(path, label)
        if self._first.size > max_mb * MEGABYTE:
            raise broken(label, f"lớn hơn {max_mb:g} MB nên không mở", "Chia nhỏ tệp, hoặc tăng max_mb.")
        if self._first.size == 0:
            raise broken(label, "rỗng, không có cả dòng tiêu đề")

    def check(self) -> None:
        if Stamp.of(self.path, self.label) != self._first:
            raise broken(self.label, "thay đổi trong lúc đọc", "Chờ phần mềm ghi xong; lượt chạy sau đọc lại.")

    def bytes(self) -> bytes:
        """All of it, as it stood at one moment."""
        with reading(self.label):
            content = self.path.read_bytes()
        self.check()
        return content

    def content(self) -> Content:
        """What it is by its first bytes; its name proves nothing."""
        with reading(self.label), self.path.open("rb") as file:
            head = file.read(4096)
        if head.startswith(b"PK"):
            return "zip"
        if head.startswith(_OLE):
            return "ole"
        if _MARKUP.match(head.removeprefix(b"\xef\xbb\xbf")):
            raise broken(
                self.label,
                "là trang web hoặc XML chứ không phải bảng tính",
                "Mở bằng Excel và lưu lại thành .xlsx; nếu là trang đăng nhập thì đăng nhập rồi xuất lại.",
            )
        return "text"


# ---------------------------------------------------------------- workbooks


def check_ole(content: bytes, label: str) -> None:
    """An encrypted workbook comes in the old container whatever its name says."""
    if _ENCRYPTED in content:
        raise broken(label, "có mật khẩu", "Bỏ mật khẩu của tệp.")


def check_zip(content: bytes, label: str, *, max_mb: float, max_rows: int) -> None:
    """Refuse a bomb before a reader unfolds it: by what the directory declares, and then by what really comes out."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            _check_directory(archive, len(content), label, max_mb)
            left = int(max_mb * LARGEST_GROWTH * MEGABYTE)
            for part in archive.infolist():
                left -= _unfold(archive, part, left, _area_of(part.filename, label, max_rows), label)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, EOFError, ValueError) as error:
        raise broken(label, "hỏng hoặc chưa ghi hết") from error
    except RuntimeError as error:  # what zipfile says of a part with a password
        raise broken(label, "có mật khẩu", "Bỏ mật khẩu của tệp.") from error
    except Exception as error:
        if type(error).__module__ != "zlib":  # zlib.error is what a damaged part raises; it has no better parent
            raise
        raise broken(label, "hỏng hoặc chưa ghi hết") from error


def _check_directory(archive: zipfile.ZipFile, size: int, label: str, max_mb: float) -> None:
    parts = archive.infolist()
    declared = sum(part.file_size for part in parts)
    if len(parts) > LARGEST_PARTS:
        raise broken(label, "có quá nhiều phần bên trong, không giống một bảng tính thật")
    if declared > max_mb * LARGEST_GROWTH * MEGABYTE or (
        declared > RATIO_COUNTS_FROM and declared > size * LARGEST_RATIO
    ):
        raise broken(label, "bung ra lớn bất thường nên không mở")


def _unfold(
    archive: zipfile.ZipFile, part: zipfile.ZipInfo, limit: int, look: Callable[[bytes], None], label: str
) -> int:
    """How much really comes out of a part; one that gives other than it declared is damaged or means harm."""
    declared = part.file_size
    part.file_size = limit + 2 * _CHUNK  # else the library stops at the declared size, where another reader goes on
    with archive.open(part) as stream:
        total = _inflate(stream.read, look, limit, label)
    if total != declared:
        raise broken(label, "hỏng hoặc chưa ghi hết")
    return total


def _inflate(read: Callable[[int], bytes], look: Callable[[bytes], None], limit: int, label: str) -> int:
    """Let a part come out in pieces and look at each; how much came out."""
    total, tail = 0, b""
    while chunk := read(_CHUNK):
        total += len(chunk)
        if total > limit:
            raise broken(label, "bung ra lớn bất thường nên không mở")
        piece = tail + chunk
        end = piece.rfind(b">") + 1
        look(piece[:end])
        tail = piece[max(end, len(piece) - _LONGEST_TAG) :]
    return total


def _area_of(name: str, label: str, max_rows: int) -> Callable[[bytes], None]:
    if re.fullmatch(r"(?i)xl/worksheets/[^/]+\.xml", name):
        return _XlsxArea(label, max_rows).look
    if name == "content.xml":
        return _OdsArea(label, max_rows).look
    return lambda _piece: None


def _check_area(label: str, rows: int, columns: int, max_rows: int) -> None:
    if rows * columns > LARGEST_AREA:
        raise broken(label, "có ô ở quá xa, trang tính rộng bất thường nên không mở")
    if rows > max(max_rows, 1) + 1000:  # titles and trailing blanks; the exact limit is kept while reading
        raise broken(label, f"có hơn {max_rows} dòng", "Chia nhỏ tệp, hoặc tăng max_rows.")


class _XlsxArea:
    """How far a sheet reaches, by the addresses of its cells; the declared dimension may lie."""

    def __init__(self, label: str, max_rows: int) -> None:
        self._label, self._max_rows = label, max_rows
        self._rows = self._columns = 1

    def look(self, piece: bytes) -> None:
        for row in _ROW.findall(piece):
            self._rows = max(self._rows, int(row))
        for column, row in _CELL.findall(piece):
            self._rows = max(self._rows, int(row))
            self._columns = max(self._columns, _column_number(column))
        _check_area(self._label, self._rows, self._columns, self._max_rows)


class _OdsArea:
    """How many cells a sheet unfolds to: rows and cells may say "repeat me a million times"."""

    def __init__(self, label: str, max_rows: int) -> None:
        self._label, self._max_rows = label, max_rows
        self._rows = self._cells = 0
        self._repeat = self._width = self._pending = 0

    def look(self, piece: bytes) -> None:
        for tag in _ODS.finditer(piece):
            repeated = _ODS_REPEATED.search(tag["attributes"])
            times = int(repeated[1]) if repeated else 1
            if tag["kind"] == b"table":
                self._rows = self._cells = self._repeat = self._width = self._pending = 0
            elif tag["kind"] == b"table-row":
                self._repeat, self._width = times, 0
                self._pending += times
            elif tag["empty"] and b"office:value" not in tag["attributes"]:
                self._width += times
            else:
                self._fill(times)

    def _fill(self, times: int) -> None:
        """A cell with something in it makes all before it count."""
        self._width += times
        self._rows += self._pending
        self._pending = 0
        self._cells = max(self._cells, self._width)
        _check_area(self._label, self._rows, self._cells, self._max_rows)


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def is_1904(content: bytes) -> bool:
    """Whether a checked XLSX counts its days from 1904."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        try:
            told = archive.read("xl/workbook.xml")
        except KeyError:
            return False
    return re.search(rb'date1904="(?:1|true|on)"', told) is not None
