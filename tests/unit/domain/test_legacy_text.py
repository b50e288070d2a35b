"""Legacy character tables: complete, right, and chosen only for a column that is better for it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connector.domain.legacy_text import (
    decode_folded_tcvn3,
    decode_tcvn3,
    decode_vni,
    detect,
    has_lost_letters,
    read_as_western,
)
from connector.domain.syllables import is_syllable
from connector.domain.text import display

#: Every letter of the alphabet that ASCII lacks, small: by base letter, then grave, hook, tilde, acute, dot.
SMALL = "đ ăâêôơư àảãáạ ằẳẵắặ ầẩẫấậ èẻẽéẹ ềểễếệ ìỉĩíị òỏõóọ ồổỗốộ ờởỡớợ ùủũúụ ừửữứự ỳỷỹýỵ".replace(" ", "")

#: The same in VNI-Windows, as the bytes show in Western text; written out by hand, not by the rules of the decoder.
VNI_SMALL = (
    "ñ aê aâ eâ oâ ô ö aø aû aõ aù aï aè aú aü aé aë aà aå aã aá aä eø eû eõ eù eï eà eå eã eá eä ì æ ó í ò "
    "oø oû oõ où oï oà oå oã oá oä ôø ôû ôõ ôù ôï uø uû uõ uù uï öø öû öõ öù öï yø yû yõ yù î"
)
VNI_IN_ORDER_OF_SMALL = VNI_SMALL.split()

TCVN3_SMALL = bytes.fromhex(
    "AE A8 A9 AA AB AC AD B5 B6 B7 B8 B9 BB BC BD BE C6 C7 C8 C9 CA CB CC CE CF D0 D1 D2 D3 D4 D5 D6 D7 D8 DC DD DE "
    "DF E1 E2 E3 E4 E5 E6 E7 E8 E9 EA EB EC ED EE EF F1 F2 F3 F4 F5 F6 F7 F8 F9 FA FB FC FD FE"
).decode("latin-1")

SENTENCES = [
    "Hồ sơ đã được tiếp nhận và đang xử lý",
    "Yêu cầu bổ sung giấy tờ",
    "Ban quản lý các khu chế xuất và công nghiệp",
    "Đã trả kết quả cho công ty trách nhiệm hữu hạn",
    "Cấp giấy chứng nhận đăng ký đầu tư",
]


@given(st.text(st.sampled_from(SMALL + SMALL.upper() + "abc "), max_size=20))
def test_text_read_as_western_is_itself_again_when_its_bytes_are(text: str) -> None:
    bytes_again = b"".join(
        letter.encode("cp1252") if letter not in "\x81\x8d\x8f\x90\x9d" else letter.encode("latin-1")
        for letter in read_as_western(text)
    )
    assert bytes_again.decode() == text


def test_lost_letters_are_those_that_ascii_lacks() -> None:
    assert has_lost_letters("H? so?", "Hồ soạ")
    assert not has_lost_letters("Hồ sơ", "Hồ sơ")
    assert not has_lost_letters("H? s?", "Hồ so")
    assert not has_lost_letters("H? s", "Hồ sơ")


def _in_tcvn3(text: str) -> str:
    table = dict(zip(SMALL, TCVN3_SMALL, strict=True)) | dict(zip("ĂÂÊÔƠƯĐ", "¡¢£¤¥¦§", strict=True))
    return "".join(table.get(letter, letter) for letter in text)


def _in_vni(text: str) -> str:
    small = dict(zip(SMALL, VNI_IN_ORDER_OF_SMALL, strict=True))
    capitals = {letter.upper(): written.upper() for letter, written in small.items()}
    return "".join((small | capitals).get(letter, letter) for letter in text)


def test_every_letter_is_in_the_tcvn3_table() -> None:
    assert len(SMALL) == 67
    assert decode_tcvn3(TCVN3_SMALL) == SMALL
    assert decode_tcvn3("¡¢£¤¥¦§") == "ĂÂÊÔƠƯĐ"


def test_every_letter_is_in_the_vni_table_small_and_capital() -> None:
    for letter, written in zip(SMALL, VNI_IN_ORDER_OF_SMALL, strict=True):
        assert decode_vni(written) == letter
        assert decode_vni(written.upper()) == letter.upper()


@pytest.mark.parametrize(
    ("written", "meant"), [("Aù", "Á"), ("Eä", "Ệ"), ("Ôù", "Ớ"), ("HOÀ SÔ", "HỒ SƠ"), ("Öù", "Ứ")]
)
def test_vni_capitals_with_small_marks_are_capitals(written: str, meant: str) -> None:
    assert decode_vni(written) == meant


@settings(max_examples=60)
@given(st.text(st.sampled_from(SMALL + " bcghklmnpqrstvx"), max_size=30).map(str.strip))
def test_what_a_font_hid_is_found_again(text: str) -> None:
    assert decode_tcvn3(_in_tcvn3(text)) == text


@settings(max_examples=60)
@given(st.lists(st.sampled_from(" ".join(SENTENCES).split()), max_size=12).map(" ".join))
def test_vni_words_are_found_again_in_any_order_and_case(text: str) -> None:
    assert decode_vni(_in_vni(text)) == text
    assert decode_vni(_in_vni(text.upper())) == text.upper()


def test_legacy_decoding_comes_before_the_folding_of_eth() -> None:
    """0xD0 is é in TCVN3 and Ð in Western text: folding first would lose it."""
    received = _in_tcvn3("đất xé lẻ")
    assert "Ð" in received
    assert display(decode_tcvn3(received)) == "đất xé lẻ"
    assert decode_tcvn3(display(received)) != "đất xé lẻ"


@settings(max_examples=60)
@given(st.text(st.sampled_from(SMALL + " bcghklmnpqrstvx"), max_size=30).map(str.strip))
def test_what_the_canonical_form_has_cost_is_known_to_the_letter(text: str) -> None:
    """A text that was folded before anybody saw what it was is found again but for its ư."""
    folded = display(_in_tcvn3(text))
    assert decode_folded_tcvn3(folded).split() == text.replace("ư", "").split()


@pytest.mark.parametrize("sentence", SENTENCES)
def test_each_table_is_recognised_from_one_sentence(sentence: str) -> None:
    assert detect([_in_tcvn3(sentence)]) == "tcvn3"
    assert detect([_in_vni(sentence)]) == "vni"
    assert detect([sentence]) is None


def test_short_statuses_are_enough() -> None:
    assert detect(["Hå s¬"]) == "tcvn3"
    assert detect(["Ñaõ traû keát quaû"]) == "vni"


@pytest.mark.parametrize(
    "samples",
    [
        [],
        ["", "12345", "H13.22-220805-0001"],
        ["Cong ty TNHH Thu Nghiem"],
        ["Công ty TNHH", "Xí nghiệp may"],
        ["Café Résumé", "Crédit Agricole", "Müller GmbH", "São Paulo", "Señor Peña", "Nestlé"],
        ["Co\u0302ng ty tra\u0301ch nhie\u0323\u0302m hu\u031b\u0303u ha\u0323n"],
        ["HOÀ SÔ"],
        ["株式会社", "Ελλάς"],
    ],
)
def test_text_that_reads_as_well_as_it_is_stays_as_it_is(samples: list[str]) -> None:
    assert detect(samples) is None


def test_a_word_that_is_good_in_both_goes_with_its_column() -> None:
    column = ["HOÀ SÔ", *(_in_vni(sentence) for sentence in SENTENCES)]
    assert detect(column) == "vni"
    assert decode_vni(column[0]) == "HỒ SƠ"


def test_a_stray_legacy_cell_does_not_convert_a_unicode_column() -> None:
    assert detect([*SENTENCES * 8, _in_tcvn3(SENTENCES[0])]) is None


@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_unicode_cell_in_a_legacy_column_is_not_harmed(sentence: str) -> None:
    assert decode_tcvn3(sentence) == sentence
    assert decode_vni(sentence) == sentence


GOOD = "hồ sơ đã nghiêng khuya quyển giếng gì yêu oai uỷ Thuở ngoằn xoong khuỷu rượu QUYẾT nghệ"
BAD = "str fab traû keát àá hế\u0301 tắ2 côp wa zôn jâ x¸c Nguyeãn"


@pytest.mark.parametrize("word", GOOD.split())
def test_vietnamese_words_are_syllables(word: str) -> None:
    assert is_syllable(word)


@pytest.mark.parametrize("word", BAD.split())
def test_other_words_are_not(word: str) -> None:
    assert not is_syllable(word)
