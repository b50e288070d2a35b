"""Which words of a message are known, and where a name may reach into a word that is."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from connector.domain.text import key
from connector.domain.told.names import FAMILY_NAMES, GIVEN_NAMES
from connector.domain.told.pieces import OPENING, Piece
from connector.domain.told.vocabulary import ENGLISH, ENGLISH_PARTICLES, PARTICLES, PHRASES, SINGLES, WHOLE

_BEFORE_A_SENTENCE = frozenset(".!?:;") | frozenset(OPENING)


def let_known_words_through(pieces: Sequence[Piece]) -> None:
    """Every word that is no part of a known one becomes a gap; the longest known word is taken first."""
    at, before = 0, _Before()
    while at < len(pieces):
        piece = pieces[at]
        if piece.kind != "word" or piece.weight:
            before, at = _Before(), at + 1
            continue
        length, weight = _known(pieces, at)
        syllables = [key(each.text) for each in pieces[at : at + max(length, 1)]]
        if length and piece.spaced and before.makes_a_name_of(syllables):
            length = 0
        piece.weight = weight if length else 0
        piece.kind = "word" if length else "gap"
        for following in pieces[at + 1 : at + length]:
            following.joined = True
        before = before.then(syllables[: max(length, 1)], unknown=not length)
        at += max(length, 1)


@dataclass(frozen=True, slots=True)
class _Before:
    """What stands directly before a word: unknown words, a known one, or nothing of that kind."""

    syllables: Sequence[str] = ()
    unknown: bool = False
    named: bool = False  #: one of the unknown words is a syllable of names

    def then(self, syllables: Sequence[str], *, unknown: bool) -> "_Before":
        named = unknown and (self.named or syllables[0] in _NAMES)
        return _Before(syllables=syllables, unknown=unknown, named=named)

    def makes_a_name_of(self, syllables: Sequence[str]) -> bool:
        """Whether a name may reach from there into the known word that follows.

        "Nguyễn" is unknown, and so is the "văn" of "văn bản" after it; of a name's own syllables any word may be the
        rest that is none of those which only begin to say something ("không"). Without marks "co khi" may be "cơ khí".
        """
        if not self.syllables:
            return False
        last, first = self.syllables[-1], syllables[0]
        if self.unknown:
            return first in _NAMES or (self.named and first not in _ALONE)
        if last in _FAMILY_WRITTEN and first in _GIVEN_WRITTEN:
            return True
        return len(self.syllables) == len(syllables) == 1 and {last, first} <= _UNMARKED


def _known(pieces: Sequence[Piece], at: int) -> tuple[int, int]:
    """How many of the words from here on are one known word, and how much that counts; (0, 0) for none."""
    syllables = _syllables_from(pieces, at)
    for length in range(min(len(syllables), _MOST_SYLLABLES), 1, -1):
        if tuple(syllables[:length]) in _COMPOUNDS:
            return length, 1 + (length > 2)
    if syllables and syllables[0] in _ALONE:
        return 1, int(syllables[0] not in _LIGHT)
    return 0, 0


def _syllables_from(pieces: Sequence[Piece], at: int) -> list[str]:
    """The words from here on that only white space parts, as they are looked up, as long as their case is plain."""
    found: list[str] = []
    for place, piece in enumerate(pieces[at : at + _MOST_SYLLABLES]):
        if piece.kind != "word" or (place and not piece.spaced):
            break
        first = place == 0 and _begins(pieces, at)
        if not (piece.text.islower() or (piece.text.isupper() and len(piece.text) > 1) or (first and _capital(piece))):
            break
        found.append(key(piece.text))
    return found


def _begins(pieces: Sequence[Piece], at: int) -> bool:
    """Whether a sentence begins here, so that a capital is no sign of a name."""
    return at == 0 or (pieces[at - 1].kind == "mark" and pieces[at - 1].text in _BEFORE_A_SENTENCE)


def _capital(piece: Piece) -> bool:
    return piece.text[0].isupper() and (len(piece.text) == 1 or piece.text[1:].islower())


# ---------------------------------------------------------------- the tables, as they are looked up


def _bare(text: str) -> str:
    """Without tone marks, hats and horns, as many systems write."""
    parts = unicodedata.normalize("NFD", text.replace("đ", "d"))
    return "".join(part for part in parts if not unicodedata.combining(part))


def _syllables(word: str) -> tuple[str, ...]:
    return tuple(map(key, word.split()))


def _like_a_name(syllables: Sequence[str]) -> bool:
    """Whether, written without marks, two of them side by side could be two of a name."""
    return any(
        (one in _FAMILY and other in _FAMILY) or (one in _BARE_NAMES and other in _GIVEN)
        for one, other in pairwise(syllables)
    )


def _without_marks(words: Iterable[tuple[str, ...]]) -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(map(_bare, word)) for word in words)


_FAMILY = frozenset(map(_bare, FAMILY_NAMES))
_GIVEN = frozenset(map(_bare, GIVEN_NAMES))
_BARE_NAMES = _FAMILY | _GIVEN
_FAMILY_WRITTEN = frozenset(map(key, FAMILY_NAMES)) | _FAMILY
_GIVEN_WRITTEN = frozenset(map(key, GIVEN_NAMES)) | _GIVEN
_NAMES = _FAMILY_WRITTEN | _GIVEN_WRITTEN
_WRITTEN = frozenset(map(_syllables, PHRASES))
_TRUSTED = frozenset(map(_syllables, WHOLE))

#: A word without its marks may be another one: where that one could be a name, only the marked one is known.
_COMPOUNDS = (
    _WRITTEN
    | _TRUSTED
    | _without_marks(_TRUSTED)
    | frozenset(word for word in _without_marks(_WRITTEN) if not _like_a_name(word))
)
_MOST_SYLLABLES = max(map(len, _COMPOUNDS))
_WRITTEN_ALONE = frozenset(map(key, SINGLES | PARTICLES))
_UNMARKED = frozenset(map(_bare, _WRITTEN_ALONE)) - _BARE_NAMES
_ALONE = _WRITTEN_ALONE | _UNMARKED | ENGLISH | ENGLISH_PARTICLES
_LIGHT = frozenset(map(key, PARTICLES)) | frozenset(map(_bare, map(key, PARTICLES))) | ENGLISH_PARTICLES
