"""TCVN3 (ABC) and VNI text: fonts' private tables, met as Western characters (each byte read as Latin-1 or cp1252).

Choose a table per column or file, never per cell: "HOÀ SÔ" is good Unicode and also VNI for "HỒ SƠ".
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Literal
from unicodedata import normalize

from connector.domain.syllables import is_syllable

LegacyTable = Literal["tcvn3", "vni"]

#: How much better a legacy table must read than the text as it is before it is chosen.
DETECTION_GAIN = 0.15
#: A table that makes sense of less than this share of the words is chance, not a find.
DETECTION_SHARE = 0.5

#: Letters and marks that no legacy text holds: a cell with one of them was typed in Unicode, whatever its column.
_UNICODE_ALREADY = re.compile("[ĂăĐđĨĩŨũƠơƯư\u0300-\u0323Ạ-ỹ]")

# ---------------------------------------------------------------- TCVN3: one byte, one letter; no accented capitals

_TCVN3_BYTES = (
    ("A1", "ĂÂÊÔƠƯĐăâêôơưđ"),
    ("B5", "àảãáạ"),
    ("BB", "ằẳẵắ"),
    ("C6", "ặầẩẫấậè"),
    ("CE", "ẻẽéẹềểễếệìỉ"),
    ("DC", "ĩíịò"),
    ("E1", "ỏõóọồổỗốộờởỡớợù"),
    ("F1", "ủũúụừửữứựỳỷỹýỵ"),
)
_TCVN3 = {int(first, 16) + offset: letter for first, letters in _TCVN3_BYTES for offset, letter in enumerate(letters)}


def decode_tcvn3(text: str) -> str:
    """TCVN3 text in Unicode. Characters outside the table stay, and so does a text that is in Unicode already."""
    return text if _UNICODE_ALREADY.search(text) else text.translate(_TCVN3)


#: Its é is Ð to whoever reads Western, and becomes Đ.
_TCVN3_FOLDED = _TCVN3 | {ord("Đ"): "é"}


def decode_folded_tcvn3(text: str) -> str:
    """TCVN3 text that nobody recognised before it was brought into canonical form, in Unicode. There its é has become
    Đ, and its ư, which Western text takes for an invisible hyphen, is gone and stays so."""
    return text if _UNICODE_ALREADY.search(text.replace("Đ", "")) else text.translate(_TCVN3_FOLDED)


# ---------------------------------------------------------------- VNI: a base letter and a mark

_TONES = {"ù": "\u0301", "ø": "\u0300", "û": "\u0309", "õ": "\u0303", "ï": "\u0323"}
_ON_CIRCUMFLEX = {"â": "", "á": "\u0301", "à": "\u0300", "å": "\u0309", "ã": "\u0303", "ä": "\u0323"}
_ON_BREVE = {"ê": "", "é": "\u0301", "è": "\u0300", "ú": "\u0309", "ü": "\u0303", "ë": "\u0323"}
_BASES = {"a": "a", "e": "e", "o": "o", "u": "u", "y": "y", "ô": "ơ", "ö": "ư"}
_VNI_SINGLES = {"ñ": "đ", "ô": "ơ", "ö": "ư", "ò": "ị", "æ": "ỉ", "ó": "ĩ", "î": "ỵ"}


def _vni_pairs() -> Iterable[tuple[str, str]]:
    for base, letter in _BASES.items():
        yield from ((base + mark, letter + tone) for mark, tone in _TONES.items())
    for base in "aeo":
        yield from ((base + mark, base + "\u0302" + tone) for mark, tone in _ON_CIRCUMFLEX.items())
    yield from (("a" + mark, "a\u0306" + tone) for mark, tone in _ON_BREVE.items())


def _vni_table() -> Mapping[str, str]:
    table = dict(_VNI_SINGLES) | dict(_vni_pairs())
    composed = {written: normalize("NFC", meant) for written, meant in table.items()}
    capitals = {written.upper(): meant.upper() for written, meant in composed.items()}
    # Capitals are often typed with a small mark: the font draws it right.
    mixed = {written[0].upper() + written[1:]: meant.upper() for written, meant in composed.items()}
    return mixed | capitals | composed


_VNI = _vni_table()
_VNI_LETTER = re.compile("|".join(sorted(map(re.escape, _VNI), key=len, reverse=True)))


def decode_vni(text: str) -> str:
    """VNI-Windows text in Unicode. Characters outside the table stay, and so does a text that is in Unicode already."""
    return text if _UNICODE_ALREADY.search(text) else _VNI_LETTER.sub(lambda match: _VNI[match.group()], text)


# ---------------------------------------------------------------- Unicode read as Western, and letters lost


def _western_byte(byte: int) -> str:
    try:
        return bytes((byte,)).decode("cp1252")
    except UnicodeDecodeError:  # five bytes stand for nothing there
        return chr(byte)


_WESTERN = tuple(map(_western_byte, range(256)))


def read_as_western(text: str) -> str:
    """What becomes of a text whose UTF-8 is taken for Western: Cần Thơ is Cáº§n ThÆ¡."""
    return "".join(_WESTERN[byte] for byte in text.encode("utf-8", "replace"))


def has_lost_letters(text: str, whole: str) -> bool:
    """Whether a text is the other one but for question marks where a table had no place for its letters."""
    if "?" not in text or len(text) != len(whole):
        return False
    pairs = zip(text, whole, strict=True)
    return all(one == other or (one == "?" and not other.isascii()) for one, other in pairs)


# ---------------------------------------------------------------- which table?

_DECODERS: Mapping[LegacyTable, Callable[[str], str]] = {"tcvn3": decode_tcvn3, "vni": decode_vni}

#: Words end at white space, digits, and ASCII or typographic punctuation; Western symbols are letters in TCVN3.
_BETWEEN_WORDS = re.compile(r"[\x00-\x40\x5b-\x60\x7b-\xa0\u2000-\u206f]+")


def detect(samples: Sequence[str]) -> LegacyTable | None:
    """The table a whole column or file is written in; None when it reads as well, or nearly, as it is.

    Only words that a table would change are weighed: plain ASCII words read the same in all of them.
    """
    words = Counter(word for sample in samples for word in _BETWEEN_WORDS.split(sample) if not word.isascii())
    if not words:
        return None
    as_is = _share(words, lambda word: word)
    shares = {table: _share(words, decode) for table, decode in _DECODERS.items()}
    best = max(shares, key=lambda table: shares[table])
    unsure = shares["tcvn3"] == shares["vni"]
    if unsure or shares[best] < DETECTION_SHARE or shares[best] - as_is < DETECTION_GAIN:
        return None
    return best


def _share(words: Counter[str], decode: Callable[[str], str]) -> float:
    """How many of the words are Vietnamese syllables when read this way."""
    good = sum(count for word, count in words.items() if is_syllable(normalize("NFC", decode(word))))
    return good / words.total()
