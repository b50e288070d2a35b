"""Which words can be Vietnamese syllables: enough of the spelling rules to tell good text from misread text."""

from unicodedata import normalize

_TONES = dict.fromkeys(map(ord, "\u0300\u0301\u0309\u0303\u0323"))
_RISING_OR_HEAVY = frozenset("\u0301\u0323")

_CONSONANTS = "b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x"
_ONSETS = frozenset(("", *_CONSONANTS.split()))

#: Vowels with the endings each may take; "-" stands for none.
_RHYMES_BY_VOWEL = {
    "a": "- c ch i m n ng nh o p t u y",
    "ă": "c m n ng p t",
    "â": "c m n ng p t u y",
    "e": "- c m n ng o p t",
    "ê": "- ch m n nh p t u",
    "i": "- ch m n nh p t u",
    "y": "- ch n nh t u",
    "ia": "-",
    "iê": "c m n ng p t u",
    "ya": "-",
    "yê": "m n ng t u",
    "o": "- c i m n ng p t",
    "ô": "- c i m n ng p t",
    "ơ": "- i m n p t",
    "oa": "- c ch i m n ng nh o p t y",
    "oă": "c m n ng t",
    "oe": "- m n o t",
    "oo": "c ng",
    "u": "- c i m n ng p t",
    "ua": "-",
    "uâ": "n ng t y",
    "uê": "- ch n nh",
    "uô": "c i m n ng t",
    "uơ": "-",
    "uy": "- ch n nh p t u",
    "uya": "-",
    "uyê": "n t",
    "ư": "- c i m n ng t u",
    "ưa": "-",
    "ươ": "c i m n ng p t u",
}
_RHYMES = frozenset(
    vowel + ("" if ending == "-" else ending)
    for vowel, endings in _RHYMES_BY_VOWEL.items()
    for ending in endings.split()
)
_STOPS = ("c", "ch", "p", "t")


def is_syllable(word: str) -> bool:
    """Whether a word, in any case and NFC, is spelt like one Vietnamese syllable."""
    parts = normalize("NFD", word.lower())
    tones = [mark for mark in parts if ord(mark) in _TONES]
    bare = normalize("NFC", parts.translate(_TONES))
    if len(tones) > 1 or not any(bare.startswith(onset) and bare[len(onset) :] in _RHYMES for onset in _onsets(bare)):
        return False
    return not bare.endswith(_STOPS) or (bool(tones) and tones[0] in _RISING_OR_HEAVY)


def _onsets(bare: str) -> list[str]:
    """Every reading of the beginning: "gi" may be an onset or g + i."""
    return [bare[:length] for length in range(4) if bare[:length] in _ONSETS and length <= len(bare)]
