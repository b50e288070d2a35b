"""Text: what is canonical for reading, and what counts as the same."""

from pathlib import Path
from unicodedata import is_normalized, normalize

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from connector.domain.text import display, key

ARTICLE = (Path(__file__).parent / "article_excerpt.txt").read_text(encoding="utf-8")
VIETNAMESE = st.text(st.sampled_from("aàảãáạăằâấbcdđeèêếghiìklmnoòóôơờpqrstuùúưừvxyýÐðĐ hH\u0301\u0323\u200b\u00a0-–"))


def test_the_article_spells_one_word_with_two_letters() -> None:
    assert "Ðoàn kiểm tra" in ARTICLE
    assert "Đoàn kiểm tra" in ARTICLE
    assert ARTICLE.casefold().count("đoàn kiểm tra") == 1


def test_the_articles_two_spellings_become_one() -> None:
    _, _, _, western, vietnamese, *_ = ARTICLE.splitlines()
    assert western != vietnamese
    assert display(western) == display(vietnamese)
    assert key(western) == key(vietnamese)
    assert "Ð" not in display(ARTICLE)
    assert display(ARTICLE).casefold().count("đoàn kiểm tra") == 3


def test_the_articles_title_loses_its_non_breaking_space() -> None:
    title = ARTICLE.splitlines()[1]
    assert title.endswith("\u00a0") or "\u00a0" in title
    assert "\u00a0" not in display(title)


@pytest.mark.parametrize(
    ("received", "shown"),
    [
        ("Đồng", "Đồng"),
        ("Ðồng Tháp", "Đồng Tháp"),
        ("ðã trả", "đã trả"),
        ("Cần Thơ\u200b", "Cần Thơ"),
        ("\ufeffCần Thơ", "Cần Thơ"),
        ("Cần\u00adThơ", "CầnThơ"),
        ("Cần\u00a0Thơ", "Cần Thơ"),
        ("Cần\u3000Thơ", "Cần Thơ"),
        ("  \t Cần Thơ \n", "Cần Thơ"),
        ("một\r\nhai\rba", "một\nhai\nba"),
        ("một\x0bhai\x85ba\u2028bốn", "một\nhai\nba\nbốn"),
        ("một\x00\x07", "một"),
        ("\ud800x", "\ufffdx"),
        ("hoà – HOÀ", "hoà – HOÀ"),
        ("", ""),
        (" \u200b ", ""),
    ],
)
def test_the_canonical_form_is_clean_and_keeps_what_was_written(received: str, shown: str) -> None:
    assert display(received) == shown


@pytest.mark.parametrize("form", ["NFD", "NFC"])
def test_composed_and_decomposed_text_are_one(form: str) -> None:
    assert display(normalize(form, "Nguyễn Thị Thử Nghiệm")) == "Nguyễn Thị Thử Nghiệm"


def test_partly_composed_text_of_vietnamese_keyboards_is_one_with_the_rest() -> None:
    assert display("kê\u0301t qua\u0309") == "kết quả"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("hoà", "hòa"),
        ("HOÀ", "hòa"),
        ("khoẻ", "khỏe"),
        ("thuý", "thúy"),
        ("uỷ ban", "ủy ban"),
        ("hoạ, loã xoã", "họa, lõa xõa"),
        ("toả", "tỏa"),
        ("Xí  nghiệp\n1", "xí nghiệp 1"),
        ("khu A – B", "khu A - B"),
        ("khu A—B", "khu A\u2011B"),
        ("Ðoàn", "đoàn"),
    ],
)
def test_writings_of_the_same_have_one_key(one: str, other: str) -> None:
    assert key(one) == key(other)


@pytest.mark.parametrize("word", ["quý", "quỳ", "toàn", "hoàng", "khoèo", "khuỷu", "ngoằn", "thuyết"])
def test_a_tone_that_has_one_place_only_stays_there(word: str) -> None:
    assert key(word) == word


@pytest.mark.parametrize(
    ("one", "other"),
    [("Hòa", "Hoa"), ("Hòa", "Hóa"), ("lý", "lí"), ("kỹ", "kĩ"), ("Đức", "Dức"), ("ma", "mạ"), ("thuý", "thui")],
)
def test_different_words_have_different_keys(one: str, other: str) -> None:
    assert key(one) != key(other)


@settings(max_examples=100)
@given(st.text() | VIETNAMESE)
def test_the_canonical_form_is_its_own_canonical_form(text: str) -> None:
    shown = display(text)
    assert display(shown) == shown
    assert is_normalized("NFC", shown)
    assert not set(shown) & set("Ðð\u00a0\u200b\ufeff\u00ad")


@settings(max_examples=100)
@example("uý\u0301")
@given(VIETNAMESE)
def test_the_key_is_its_own_key_and_does_not_depend_on_form_or_case(text: str) -> None:
    assert key(key(text)) == key(text)
    assert key(normalize("NFD", text)) == key(text)
    assert key(display(text)) == key(text)
    assert key(text.upper()) == key(text)
