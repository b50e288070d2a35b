"""Numbers, shares and days as each language writes them."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.domain.shares import NOTHING
from connector.report.words import day, number, percent, printable


@pytest.mark.parametrize(
    ("value", "decimals", "vi", "en"),
    [(1234.5, 1, "1.234,5", "1,234.5"), (1234567, 0, "1.234.567", "1,234,567"), (0, 0, "0", "0")],
)
def test_numbers(value: float, decimals: int, vi: str, en: str) -> None:
    assert number(value, "vi", decimals=decimals) == vi
    assert number(value, "en", decimals=decimals) == en


@pytest.mark.parametrize(
    ("numerator", "denominator", "vi"),
    [
        (33, 35, "94,3%"),
        (61, 100, "61,0%"),
        (0, 0, "—"),
        (0, 7, "0,0%"),
        (7, 7, "100,0%"),
        (9999, 10000, "99,9%"),
        (1, 100_000, "0,1%"),
        (1, 8, "12,5%"),
    ],
)
def test_percents(numerator: int, denominator: int, vi: str) -> None:
    assert percent(numerator, denominator, "vi") == vi
    assert percent(numerator, denominator, "en") == vi.replace(",", ".")


@given(st.integers(0, 10**9), st.integers(0, 10**9))
def test_only_all_is_all_and_nothing_is_no_share(one: int, other: int) -> None:
    numerator, denominator = sorted((one, other))
    written = percent(numerator, denominator, "vi")
    assert (written == "100,0%") is (0 < numerator == denominator)
    assert (written == "0,0%") is (numerator == 0 < denominator)
    assert (written == NOTHING) is (denominator == 0)


def test_days() -> None:
    assert day(date(2026, 3, 2)) == "02/03/2026"
    assert day(datetime(2026, 3, 1, 20, tzinfo=UTC)) == "02/03/2026"
    assert day(None) == ""


@given(st.text(st.characters(codec=None)))
def test_anything_can_be_written(text: str) -> None:
    written = printable(text)
    written.encode("utf-8")
    assert "\x00" not in written
    assert "\x1b" not in written


def test_vietnamese_stays_as_it_is() -> None:
    assert printable("Ban Quản lý các khu chế xuất\n“Cần Thơ”") == "Ban Quản lý các khu chế xuất\n“Cần Thơ”"
