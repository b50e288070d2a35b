"""Separated text as a grid: encoding and separator found or given, read as a stream."""

import codecs
import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import islice

from connector.adapters.files.grid import Grid, Line
from connector.adapters.files.guard import Still, broken, reading
from connector.domain.errors import BrokenAnswerError
from connector.domain.legacy_text import detect
from connector.domain.syllables import is_syllable
from connector.domain.text import key

SEPARATORS = (",", ";", "\t", "|")

#: How much of a file is looked at to recognise it, and how many of its lines to find its separator.
SAMPLE = 256 * 1024
SAMPLE_LINES = 60

#: A text cell longer than this is a quote that never ends.
LARGEST_CELL = 128 * 1024

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

#: Counts how many of the wanted headers some line among these holds.
Score = Callable[[Sequence[Line]], int]


def delimited_grid(file: Still, *, encoding: str | None, separator: str | None, score: Score) -> Grid:
    """The grid of one text file. ``score`` tells the right separator from the wrong ones."""
    encoding = encoding or _find_encoding(file)
    given, skip = _declared_separator(file, encoding)
    chosen = separator or given or _find_separator(file, encoding, score)

    def lines() -> Iterator[Line]:
        yield from _lines(file, encoding, chosen, skip=skip)
        file.check()

    return Grid(file.label, lines, even=True)


# ---------------------------------------------------------------- lines


def _lines(file: Still, encoding: str, separator: str, *, skip: int = 0) -> Iterator[Line]:
    with reading(file.label), file.path.open(encoding=encoding, newline="") as text:
        records = csv.reader(text, delimiter=separator, strict=True)
        first = 1
        while True:
            try:
                cells = next(records)
            except StopIteration:
                return
            except UnicodeDecodeError as error:
                raise broken(
                    file.label, f"không đọc được theo bảng mã {encoding}", "Khai báo đúng encoding."
                ) from error
            except csv.Error as error:
                if _hopeless(error):
                    raise broken(file.label, f"có dấu nháy không đóng từ dòng {first}") from error
                yield Line(first, (), fault="dấu nháy đặt sai chỗ nên không tách được các ô")
            else:
                if first > skip:
                    yield Line(first, [cell if cell.strip() else None for cell in cells])
            first = records.line_num + 1


def _hopeless(error: csv.Error) -> bool:
    """A quote that is still open at the end, or after far too much text, has swallowed other rows."""
    return "unexpected end of data" in str(error) or "field larger than" in str(error)


# ---------------------------------------------------------------- encoding


def _find_encoding(file: Still) -> str:
    with reading(file.label), file.path.open("rb") as raw:
        sample = raw.read(SAMPLE)
    for bom, name in _BOMS:
        if sample.startswith(bom):
            return name
    if wide := _wide(sample):
        return wide
    if b"\0" in sample:
        raise broken(file.label, "không phải là tệp văn bản")
    return "utf-8" if _decodes(file, "utf-8") else _single_byte(file)


def _wide(sample: bytes) -> str | None:
    """UTF-16 without a mark shows as zeros in every other byte of its ASCII characters."""
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    few, many = sorted((even, odd))
    if many < len(sample) // 10 or few * 10 > many:
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def _decodes(file: Still, encoding: str) -> bool:
    """Whether all of it does: a file may show its first accent only near its end."""
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with reading(file.label), file.path.open("rb") as raw:
            while chunk := raw.read(SAMPLE):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _single_byte(file: Still) -> str:
    """Windows' Vietnamese table, or the Western one that TCVN3 and VNI text is stored in."""
    accented = _accented_lines(file)
    western = [line.decode("latin-1") for line in accented]
    if detect(western) is not None:
        return "cp1252" if _decodes(file, "cp1252") else "latin-1"
    vietnamese = _sense(line.decode("cp1258", errors="replace") for line in accented)
    if vietnamese >= 0.5 and vietnamese > _sense(western) and _decodes(file, "cp1258"):
        return "cp1258"
    raise broken(file.label, "không đoán được bảng mã", "Khai báo encoding của hệ thống này, hoặc xuất lại bằng UTF-8.")


def _accented_lines(file: Still) -> list[bytes]:
    """The first lines that are not plain ASCII, wherever they stand."""
    found: list[bytes] = []
    size = 0
    with reading(file.label), file.path.open("rb") as raw:
        while size < SAMPLE and (line := raw.readline(SAMPLE)):
            if not line.isascii():
                found.append(line)
                size += len(line)
    return found


def _sense(texts: Iterable[str]) -> float:
    """The share of accented words that are Vietnamese syllables."""
    letters = ("".join(c if c.isalpha() else " " for c in key(text)) for text in texts)
    words = [word for text in letters for word in text.split() if not word.isascii()]
    return sum(map(is_syllable, words)) / len(words) if words else 0.0


# ---------------------------------------------------------------- separator


def _declared_separator(file: Still, encoding: str) -> tuple[str | None, int]:
    """A first line ``sep=;`` is Excel's own note, and how many lines it takes."""
    with reading(file.label), file.path.open(encoding=encoding, newline="", errors="replace") as text:
        first = text.readline(16).strip()
    return (first[4], 1) if len(first) == 5 and first.lower().startswith("sep=") else (None, 0)


def _find_separator(file: Still, encoding: str, score: Score) -> str:
    best, chosen = (0, 0), SEPARATORS[0]
    for separator in SEPARATORS:
        lines = _sample_lines(file, encoding, separator)
        widths = [len(line.cells) for line in lines]
        grade = (score(lines), max(widths, default=0))
        if grade > best:
            best, chosen = grade, separator
    return chosen


def _sample_lines(file: Still, encoding: str, separator: str) -> list[Line]:
    """The first lines read this way; a wrong separator may not even get through them."""
    lines: list[Line] = []
    with suppress(BrokenAnswerError):
        lines.extend(islice(_lines(file, encoding, separator), SAMPLE_LINES))
    return lines
