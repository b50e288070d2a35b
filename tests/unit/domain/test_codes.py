"""Codes: two forms, one key; damage is mended in the key and named, never in what was received."""

from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connector.domain.codes import (
    agency_key,
    code_day,
    code_key,
    other_forms,
    procedure_key,
    read_code,
    read_procedure_code,
)

OLD, NEW = "000.00.22.H13-220805-0001", "H13.22-220805-0001"

DAYS = st.dates(date(2018, 1, 1), date(2099, 12, 31)).map("{:%y%m%d}".format)
NUMBERS = st.integers(0, 999_999).map("{:04d}".format)
TOPS = st.integers(1, 99).map("H{:02d}".format)
OLD_AGENCIES = st.builds(
    "{:03d}.{:02d}.{:02d}.{}".format, st.integers(0, 999), st.integers(0, 99), st.integers(0, 99), TOPS
)
NEW_AGENCIES = st.builds(
    lambda top, below: ".".join([top, *below]), TOPS, st.lists(st.integers(1, 9999).map(str), max_size=3)
)
CODES = st.builds("{}-{}-{}".format, OLD_AGENCIES | NEW_AGENCIES, DAYS, NUMBERS)


def test_old_and_new_form_are_one_dossier() -> None:
    assert code_key(OLD) == code_key(NEW)
    assert other_forms(OLD) == (NEW,)
    assert other_forms(NEW) == (OLD,)


def test_the_order_of_levels_is_reversed_between_the_forms() -> None:
    assert agency_key("001.02.22.H13") == agency_key("H13.22.02.001") == agency_key("H13.22.2.1")
    assert agency_key("001.02.22.H13") != agency_key("H13.001.02.22")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("000.00.00.H30", "H30"),
        ("000.00.01.H22", "H22.01"),
        ("H22.01", "H22.1"),
        ("h13.22", "H13.22"),
        ("H13.22.0", "H13.22"),
        ("H13.22.00.000", "H13.22"),
        (" H13.22\u00a0", "H13.22"),
        ("H5.2", "H05.02"),
    ],
)
def test_writings_of_one_agency_have_one_key(one: str, other: str) -> None:
    assert agency_key(one) == agency_key(other)


@pytest.mark.parametrize(
    ("one", "other"), [("H13.22", "H13.2"), ("H13.22", "H14.22"), ("H13", "H13.22"), ("H13.0.1", "H13.1")]
)
def test_different_agencies_have_different_keys(one: str, other: str) -> None:
    assert agency_key(one) != agency_key(other)


def test_an_agency_of_another_shape_has_a_text_key() -> None:
    assert agency_key("Sở  Nội Vụ") == "sở nội vụ"


@pytest.mark.parametrize(
    ("received", "words"),
    [
        ("H13.22 - 220805 - 0001", "khoảng trắng"),
        ("H13.22-220805\u00a0-0001", "khoảng trắng"),
        ("H13.22–220805–0001", "gạch"),
        ("H13.22—220805—0001", "gạch"),
        ("h13.22-220805-0001", "chữ thường"),
        ("H13.22-220805-1", "thiếu số 0"),
        ("0.0.22.H13-220805-0001", "thiếu số 0"),
        ("H13.22.0-220805-0001", "nhóm số 0"),
        ("h13.22 – 220805 – 1", "khoảng trắng"),
    ],
)
def test_damage_is_mended_in_the_key_and_named(received: str, words: str) -> None:
    reading = read_code(received)
    assert " ".join(reading.code.split()) == " ".join(received.split())
    assert any(words in repair for repair in reading.repairs)
    assert code_key(received) == code_key(NEW)
    assert NEW in other_forms(received)


@pytest.mark.parametrize("received", [OLD, NEW, "H55.242-220805-0001", "H13-220805-12345", " H13.22-220805-0001\n"])
def test_a_good_code_needs_no_repair(received: str) -> None:
    reading = read_code(received)
    assert reading.code == received.strip()
    assert (reading.repairs, reading.doubts) == ((), ())
    assert code_day(received) == date(2022, 8, 5)


@pytest.mark.parametrize("day", ["221332", "220230", "000000", "171231", "050805"])
def test_a_date_that_cannot_be_makes_a_code_non_standard(day: str) -> None:
    code = f"H13.22-{day}-0001"
    reading = read_code(code)
    assert reading.code == code
    assert reading.doubts
    assert code_day(code) is None
    assert code_key(code) == code.lower()
    assert other_forms(code) == ()


def test_a_date_in_the_future_is_flagged_from_the_day_after_tomorrow() -> None:
    assert read_code(NEW, today=date(2022, 8, 3)).doubts
    assert not read_code(NEW, today=date(2022, 8, 4)).doubts


@pytest.mark.parametrize(
    "code", ["DN-2022-000123", "6a1b9c7e-8f00-4d2e-9b6a-000000000001", "HS/12", "G22.99", "H13.22-2208050001", "000123"]
)
def test_a_vendors_code_is_legitimate(code: str) -> None:
    reading = read_code(code)
    assert (reading.code, reading.repairs, reading.doubts) == (code, (), ())
    assert code_key(code) == code_key(code.upper())
    assert code_day(code) is None
    assert other_forms(code) == ()


def test_numbers_within_the_day_keep_their_length() -> None:
    assert code_key("H13.22-220805-10001") != code_key("H13.22-220805-0001")
    assert code_key("H13.22-220805-00001") != code_key("H13.22-220805-0001")


def test_a_level_too_large_for_the_old_form_has_no_old_form() -> None:
    assert other_forms("H55.242-220805-0001") == ()
    assert other_forms("H55.24.1.1234-220805-0001") == ()


@pytest.mark.parametrize(
    "raw",
    [
        None,
        "",
        "\u200b ",
        True,
        float("nan"),
        2.2080500010001e15,
        "2,20805E+13",
        "2.2E+9",
        date(2022, 8, 5),
        datetime(2022, 8, 5),  # noqa: DTZ001 - as a spreadsheet gives it
        ["H13"],
    ],
)
def test_what_is_no_code_or_was_destroyed_cannot_be_read(raw: object) -> None:
    with pytest.raises(ValueError, match="mã hồ sơ"):
        read_code(raw)


def test_a_number_of_a_database_is_a_code_and_one_of_a_spreadsheet_is_a_repaired_one() -> None:
    assert read_code(123456).code == "123456"
    assert not read_code(123456).repairs
    assert read_code(123456.0).code == "123456"
    assert read_code(123456.0).repairs


@settings(max_examples=100)
@given(CODES)
def test_every_form_of_a_code_has_its_key_and_its_day(code: str) -> None:
    assert code_day(code) is not None
    assert read_code(code).code == code
    for form in other_forms(code):
        assert form != code
        assert code_key(form) == code_key(code)
        assert code_day(form) == code_day(code)


@settings(max_examples=100)
@given(OLD_AGENCIES, OLD_AGENCIES, DAYS, NUMBERS)
def test_codes_of_different_agencies_never_share_a_key(one: str, other: str, day: str, number: str) -> None:
    same = one == other
    assert (code_key(f"{one}-{day}-{number}") == code_key(f"{other}-{day}-{number}")) is same


@settings(max_examples=100)
@given(CODES, st.sampled_from([" ", "\u00a0", "\u2009"]), st.sampled_from("–—−‑"), st.booleans())
def test_damage_never_moves_a_code_to_another_dossier(code: str, space: str, dash: str, lower: bool) -> None:
    damaged = code.replace("-", space + dash)
    damaged = damaged.lower() if lower else damaged
    assert code_key(damaged) == code_key(code)
    assert read_code(damaged).repairs
    assert code in other_forms(damaged) or ".0-" in code or "00-" in code


@settings(max_examples=100)
@given(st.text(max_size=40))
def test_no_text_makes_a_code_crash(text: str) -> None:
    assert code_key(code_key(text)) == code_key(text)
    assert procedure_key(procedure_key(text)) == procedure_key(text)
    assert agency_key(agency_key(text)) == agency_key(text)
    assert all(code_day(form) for form in other_forms(text))


# ---------------------------------------------------------------- procedures


@pytest.mark.parametrize(
    "code",
    [
        "1.009748",
        "1.009748.000.00.00.H13",
        "1.009748.H13",
        "1.009748.000.00.00.H13.02",
        "1.009748.02",
        " 1.009748 ",
        "1,009748",
    ],
)
def test_local_and_online_suffixes_do_not_make_another_procedure(code: str) -> None:
    assert procedure_key(code) == "1.009748"


@pytest.mark.parametrize("code", ["TS_lop1.000.00.00.H22", "B-BKH-123456-TT", "T-CTH-123456-TT", "1.0097481", "4.12.1"])
def test_a_procedure_of_another_shape_has_a_text_key(code: str) -> None:
    assert procedure_key(code) == code.casefold()
    assert read_procedure_code(code).code == code
    assert not read_procedure_code(code).repairs


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (1.00975, "1.009750"),
        (1.009748, "1.009748"),
        (2.0008, "2.000800"),
        ("1.00975", "1.009750"),
        ("1,00975", "1.009750"),
    ],
)
def test_a_procedure_code_that_became_a_number_is_restored_with_a_warning(raw: object, code: str) -> None:
    reading = read_procedure_code(raw)
    assert reading.code == code
    assert reading.repairs


def test_a_good_procedure_code_is_kept_as_received() -> None:
    reading = read_procedure_code("2.000815.000.00.00.H55.02")
    assert (reading.code, reading.repairs) == ("2.000815.000.00.00.H55.02", ())


@pytest.mark.parametrize("raw", [None, "", float("nan")])
def test_no_procedure_code_is_said_so(raw: object) -> None:
    with pytest.raises(ValueError, match="mã thủ tục"):
        read_procedure_code(raw)


@settings(max_examples=60)
@given(st.integers(1, 3), st.integers(1, 999_999))
def test_every_procedure_code_survives_becoming_a_float(first: int, number: int) -> None:
    code = f"{first}.{number:06d}"
    assert read_procedure_code(float(code)).code == code
    assert procedure_key(code.rstrip("0")) == code
