"""What a book says of itself above its table: its year, its volume, its field."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from connector.adapters.files.folding import folded
from connector.domain.text import display

_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")

#: A line that quotes a legal act; the years in it are the act's.
_CITATION = re.compile(
    r"\b(?:thong tu|nghi dinh|quyet dinh|cong van|ban hanh|kem theo|can cu|mau so|luat|tt vpcp|nd cp|qd ttg|qd ubnd)\b"
)
_PERIOD = re.compile(r"(?:(?:thang|quy) [0-9ivx]+ )?(?:nam )?(20\d\d)")
_VOLUME = re.compile(r"\bquy[eể]n(?:\s+s[oốổ])?\s*[:.]?\s*([0-9][\w./-]*)", re.IGNORECASE)
_SECTOR = re.compile(r"\bl[iĩ]nh\s+v[uự]c\s*[:.]?\s*([^\n;]+)", re.IGNORECASE)
_WITH_YEAR = re.compile(r"(.+?)\s*[/.-]\s*(20\d\d)")


@dataclass(frozen=True, slots=True)
class Title:
    """What is known of the book before any entry; None is not known."""

    year: int | None = None
    volume: str | None = None
    sector: str | None = None


def title_of(texts: Iterable[str], *, label: str, year: int | None = None, volume: str | None = None) -> Title:
    """From the texts above the table, else from the names of sheet and file; what an operator told goes first."""
    lines = [line for text in texts for line in display(text).split("\n")]
    told = [line for line in lines if not _is_citation(line)]
    found = volume or next((match[1].rstrip(".-/") for line in told if (match := _VOLUME.search(line))), None)
    sector = next((display(match[1]) for line in told if (match := _SECTOR.search(line))), None)
    years = _years(told) or _years([label])
    return Title(year=year or _only(years), volume=found, sector=sector)


def under_heading(title: Title, text: str, *, told: int | None) -> Title:
    """The title for the entries below a heading inside the table: a year, or a month or quarter of one, opens it. Any
    other note may name whatever year it likes."""
    match = _PERIOD.fullmatch(folded(text))
    return title if told is not None or match is None else replace(title, year=int(match[1]))


def book_number(template: str, title: Title, *, volume: str | None, sector: str | None, number: str) -> str | None:
    """An entry's own number as the operator wants it made; None while a part of it is not known."""
    volume, year = volume or title.volume, title.year
    with_year = _WITH_YEAR.fullmatch(volume) if volume else None
    if with_year is not None:
        volume, year = with_year[1], int(with_year[2])
    known = {"volume": _bare(volume), "year": year, "sector": sector or title.sector, "number": _bare(number)}
    if any(f"{{{part}}}" in template and not value for part, value in known.items()):
        return None
    return template.format_map(known)


def _is_citation(line: str) -> bool:
    return _CITATION.search(folded(line.replace("(", " ").replace(")", " "))) is not None


def _bare(text: str | None) -> str | None:
    """Without the zeros that one hand writes before a number and the next does not."""
    return None if text is None else re.sub(r"(?<!\d)0+(?=\d)", "", display(text))


def _years(texts: Iterable[str]) -> frozenset[int]:
    return frozenset(int(year) for text in texts for year in _YEAR.findall(text))


def _only(years: frozenset[int]) -> int | None:
    return next(iter(years)) if len(years) == 1 else None
