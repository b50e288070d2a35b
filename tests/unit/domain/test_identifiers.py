"""Numbers of persons and enterprises: what identifies somebody, and what only fills a form."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connector.domain.identifiers import id_key, is_filler, is_valid_id, is_valid_personal_id, is_valid_tax_code

WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)


def _tax_code(nine: str) -> str | None:
    rest = sum(weight * int(digit) for weight, digit in zip(WEIGHTS, nine, strict=True)) % 11
    return None if rest == 0 else nine + str(10 - rest)


@pytest.mark.parametrize(
    "number",
    [
        "",
        " - ",
        "không có",
        "0",
        "000000000",
        "000000001",
        "000000000001",
        "111111111",
        "999999999",
        "123456789",
        "0123456789",
        "012345678901",
        "123456789123",
        "987654321",
        "000 000 001",
    ],
)
def test_fillers_are_known_and_identify_nobody(number: str) -> None:
    assert is_filler(number)
    assert not is_valid_id(number)
    assert not is_valid_personal_id(number)
    assert not is_valid_tax_code(number)


@pytest.mark.parametrize("number", ["000203001234", "000 203 001 234", "000203123"])
def test_personal_numbers_have_twelve_digits_or_nine(number: str) -> None:
    assert is_valid_personal_id(number)
    assert is_valid_id(number)
    assert not is_filler(number)


@pytest.mark.parametrize("number", ["00020300123", "0002030012345", "00020300123x", "٠٠٠٢٠٣٠٠١٢٣٤", "²³¹²³¹²³¹"])
def test_other_lengths_and_letters_are_no_personal_number(number: str) -> None:
    assert not is_valid_personal_id(number)


@settings(max_examples=100)
@given(st.integers(0, 99_999).map("0000{:05d}".format))
def test_exactly_one_last_digit_makes_a_tax_code_if_any(nine: str) -> None:
    good = [nine + str(last) for last in range(10) if is_valid_tax_code(nine + str(last))]
    expected = _tax_code(nine)
    if expected is None:
        assert good == []
    elif not is_filler(expected):
        assert good == [expected]


def test_a_branch_has_three_digits_more_and_its_number_is_not_zero() -> None:
    parent = _tax_code("000000123")
    assert parent is not None
    assert is_valid_tax_code(f"{parent}-001")
    assert is_valid_tax_code(f"{parent}001")
    assert not is_valid_tax_code(f"{parent}-000")
    wrong = parent[:9] + str((int(parent[9]) + 1) % 10)
    assert not is_valid_tax_code(wrong)
    assert not is_valid_tax_code(f"{wrong}-001")
    assert not is_valid_id(wrong)


def test_a_persons_twelve_digits_are_a_tax_code_since_2025() -> None:
    assert is_valid_tax_code("000203001234")


@pytest.mark.parametrize(
    ("number", "valid"), [("X0000012", True), ("XX0000123", True), ("ABCDEF", False), ("X1", False)]
)
def test_passports_identify_foreign_applicants(number: str, valid: bool) -> None:
    assert is_valid_id(number) is valid


def test_separators_are_no_part_of_a_number() -> None:
    assert id_key(" 000 203-001.234 ") == "000203001234"
    assert id_key("x0000012") == "X0000012"


@settings(max_examples=60)
@given(st.text(max_size=20))
def test_no_text_makes_a_judgement_crash(text: str) -> None:
    assert not (is_filler(text) and is_valid_id(text))
