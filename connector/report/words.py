"""Numbers, shares and days as each language writes them, and text that every file can hold."""

from datetime import date, datetime
from unicodedata import combining, normalize

from connector.domain import shares
from connector.domain.times import at_zone

_KEPT = "\n\t\u00a0"
_VIETNAMESE_MARKS = str.maketrans(",.", ".,")


def number(value: float, language: str, *, decimals: int = 0) -> str:
    """1.234,5 in Vietnamese, 1,234.5 in English."""
    written = f"{value:,.{decimals}f}"
    return written if language == "en" else written.translate(_VIETNAMESE_MARKS)


def percent(numerator: int, denominator: int, language: str) -> str:
    """The share as this language writes it."""
    return shares.percent(numerator, denominator, english=language == "en")


def day(moment: date | datetime | None) -> str:
    """dd/MM/yyyy, in both languages: it is how the papers are dated."""
    if moment is None:
        return ""
    return f"{at_zone(moment) if isinstance(moment, datetime) else moment:%d/%m/%Y}"


def alphabetical(text: str) -> tuple[str, str]:
    """A key that sorts names by their letters, marks and Đ only after them."""
    letters = (letter for letter in normalize("NFD", text) if not combining(letter))
    return "".join(letters).casefold().replace("đ", "d"), text


def printable(text: str) -> str:
    """The text as any file can hold it: no control characters but line breaks and tabs, no halves of characters."""
    if text.isprintable():  # nearly always, and much quicker
        return text
    whole = text.encode("utf-8", "replace").decode("utf-8")
    return "".join(
        letter if letter in "\n\t" or letter.isprintable() or letter == "\u00a0" else " " for letter in whole
    )
