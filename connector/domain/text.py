"""Text in two forms: ``display`` is canonical and for reading, ``key`` is for comparing and never shown.

Legacy character tables (``legacy_text``) come before this module: the byte that is Ð in one table is é in another, so
folding Ð first would destroy such text. The order is legacy → NFC → Ð→Đ.
"""

import re
from unicodedata import category, normalize

#: Ð (Icelandic eth) is what Đ becomes when Vietnamese Windows text is read as Western; no normal form unites them.
_ETH = str.maketrans({"Ð": "Đ", "ð": "đ"})

_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―⁃−﹘﹣-", "-"))

_TONE_MOVES = str.maketrans("àáảãạèéẻẽẹỳýỷỹỵ", "aaaaaeeeeeyyyyy")
_O_WITH_TONE = dict(zip("àáảãạèéẻẽẹ", "òóỏõọòóỏõọ", strict=True))
_U_WITH_TONE = dict(zip("ỳýỷỹỵ", "ùúủũụ", strict=True))

#: New-style tone on the second vowel of an open syllable (hoà, khoẻ, thuý); "quý" keeps its tone, the u is part of q.
_NEW_STYLE = re.compile(r"(?:o[àáảãạèéẻẽẹ]|(?<!q)u[ỳýỷỹỵ])(?![^\W\d_])")


#: What becomes of every character of these categories; the others stay.
_BY_CATEGORY = {
    "Zs": " ",
    "Zl": "\n",
    "Zp": "\n",
    "Cc": None,
    "Cf": None,
    "Cs": "\ufffd",  # half a character: it could not be stored or sent
}


class _Cleaner(dict[int, str | None]):
    """What becomes of a character in ``display``, worked out when it is first met."""

    def __missing__(self, code_point: int) -> str | None:
        character = chr(code_point)
        self[code_point] = replacement = _BY_CATEGORY.get(category(character), character)
        return replacement


#: Tabs and line breaks stay; those of word processors and mainframes become plain ones, or they would join two words.
_CLEANER = _Cleaner({ord("\t"): "\t"} | dict.fromkeys(map(ord, "\n\v\f\x85"), "\n"))


def display(text: str) -> str:
    """The canonical form: NFC, Đ for Ð, no invisible characters, plain spaces, one kind of line end, trimmed."""
    if not text.isprintable():  # covers every kind of space but " ", and all that is invisible
        text = text.replace("\r\n", "\n").replace("\r", "\n").translate(_CLEANER)
    if not text.isascii():
        text = normalize("NFC", text)
        if "Ð" in text or "ð" in text:
            text = text.translate(_ETH)
    return text.strip()


def key(text: str) -> str:
    """The matching form: letters without case, tone marks placed the old way (hòa), one kind of dash, single spaces.

    Texts that mean different things keep different keys: diacritics stay, and i and y are not united.
    """
    text = " ".join(display(text).casefold().split())
    if text.isascii():
        return text
    text = normalize("NFC", text).translate(_DASHES)
    # A mark that has moved may leave its letter to a second one: composed again, the key is its own key.
    return normalize("NFC", _NEW_STYLE.sub(_old_style, text))


def _old_style(match: re.Match[str]) -> str:
    first, second = tuple(match.group())
    toned = _O_WITH_TONE[second] if first == "o" else _U_WITH_TONE[second]
    return toned + second.translate(_TONE_MOVES)
