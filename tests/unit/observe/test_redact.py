"""Masks show enough to recognise and too little to know; scrubbed text holds no known value."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connector.domain.dossier import PERSONAL_FIELDS
from connector.observe.redact import hide_secrets, keep_secret, mask, scrub


@pytest.mark.parametrize(
    ("field", "value", "shown"),
    [
        ("applicant_id", "000000001234", "000•••••1234"),
        ("submitter_id", "000123456", "0••••••56"),
        ("applicant_id", "0000123456", "0•••••••56"),
        ("applicant_id", "1234", "•••"),
        ("phone", "0912345678", "0912•••678"),
        ("phone", "0912 345 678", "0912•••678"),
        ("phone", "113", "•••"),
        ("applicant_name", "Nguyễn Văn A", "Nguyễn V. A."),
        ("applicant_name", "Nguyễn Thị Ánh Tuyết", "Nguyễn T. Á. T."),
        ("officer", "Hoa", "H•••"),
        ("email", "thu.nghiem@example.vn", "t•••@example.vn"),
        ("email", "không phải thư", "•••"),
        ("address", "Số 1 đường Thử Nghiệm", "•••"),
        ("note", "Gọi cho chị Hoa", "•••"),
        ("code", "H13.22-220805-0001", "H13.22-220805-0001"),
        ("applicant_name", "", ""),
        ("applicant_name", None, None),
    ],
)
def test_a_value_is_shown_as_masked(field, value, shown):
    assert mask(field, value) == shown


@pytest.mark.parametrize("field", sorted(PERSONAL_FIELDS))
def test_every_personal_field_has_a_mask(field):
    assert mask(field, "Trần Thị Thử 000123456789") != "Trần Thị Thử 000123456789"


@settings(max_examples=100)
@given(number=st.text("0123456789", min_size=1, max_size=14))
def test_no_mask_of_a_number_shows_more_than_seven_digits(number):
    for field in ("applicant_id", "phone"):
        assert sum(character.isdigit() for character in mask(field, number)) <= 7


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("CCCD 000123456789 đã tồn tại", "CCCD ••• đã tồn tại"),
        ("gọi 0912.345.678 hoặc +84 912 345 678", "gọi ••• hoặc •••"),
        ("thư a.b@example.vn không gửi được", "thư ••• không gửi được"),
        (
            "hồ sơ H13.22-220805-0001 lúc 2022-08-05T07:30:00+07:00",
            "hồ sơ H13.22-220805-0001 lúc 2022-08-05T07:30:00+07:00",
        ),
        ("hồ sơ 000.00.22.H13-220805-0001", "hồ sơ 000.00.22.H13-220805-0001"),
    ],
)
def test_foreign_text_loses_what_looks_personal_and_keeps_the_rest(text, clean):
    assert scrub(text) == clean


def test_foreign_text_loses_the_values_we_know_whatever_their_case_and_spacing():
    text = "Chủ hồ sơ TRẦN  THỊ THỬ (Hoa) không hợp lệ, xem Hoàng"
    assert scrub(text, ["Trần Thị Thử", "Hoa", None, ""]) == "Chủ hồ sơ ••• (•••) không hợp lệ, xem Hoàng"


@settings(max_examples=100)
@given(
    before=st.text(max_size=20),
    name=st.text(st.characters(categories=["L"]), min_size=6, max_size=20),
    after=st.text(max_size=20),
)
def test_no_known_value_of_six_letters_survives(before, name, after):
    assert name not in scrub(before + name + after, [name])


def test_a_kept_secret_is_hidden_in_every_form_a_line_could_repeat_it():
    keep_secret('mật"khẩu/rất+dài')
    for form in ('mật"khẩu/rất+dài', 'mật\\"khẩu/rất+dài', "m%E1%BA%ADt%22kh%E1%BA%A9u%2Fr%E1%BA%A5t%2Bd%C3%A0i"):
        assert hide_secrets(f"GET /x?p={form}&y=1") == "GET /x?p=***&y=1"


def test_a_short_secret_is_hidden_only_where_it_stands_alone():
    keep_secret("zqj")
    assert hide_secrets("password=zqj; zqjam") == "password=***; zqjam"


def test_an_empty_secret_changes_nothing():
    keep_secret("")
    keep_secret("  ")
    assert hide_secrets("a b  c") == "a b  c"
