"""From a foreign system's message to what may be quoted of it: known words, and "…" for everything else.

Nothing is looked for in the message; what is let through is on a list. So a name that nobody foresaw is not told, in
whatever letters it is written.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Literal

from connector.domain.text import display, key
from connector.domain.told.names import FAMILY_NAMES, GIVEN_NAMES
from connector.domain.told.vocabulary import ABBREVIATIONS, PARTICLES, PHRASES, SINGLES, WHOLE

#: Characters of a quotation.
LONGEST = 160
#: Characters of a message that are read at all; what is longer is a page or a dump.
_READ = 2000
_GAP = "…"
_FEWEST_WORDS = 2

_OPENING = {"(": ")", "[": "]", "“": "”", "‘": "’", "«": "»", '"': '"', "'": "'"}
_CLOSING = frozenset(_OPENING.values())
#: What colours a terminal; its letters are none of the message's.
_ESCAPE = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
_BEFORE_A_SENTENCE = frozenset(".!?:;") | frozenset(_OPENING)
_MARKS = frozenset(",.;:!?/-–") | frozenset(_OPENING) | _CLOSING
#: The quotation has marks of its own around it.
_SHOWN = {"“": "'", "”": "'", "«": "'", "»": "'", '"': "'", "‘": "'", "’": "'"}

#: Letters, or one mark, or anything else in one piece.
_PIECE = re.compile(r"[^\W\d_]+|[,.;:!?/\-–()\[\]“”‘’«»\"']|.", re.DOTALL)
#: Several marks or letters that belong together: an address of any kind, a number, a name of a program's.
_ONE_THING = re.compile(r"[^\W_]\.[^\W_]|[^\w\s,.;:!?/\-–()\[\]“”‘’«»\"']|[\d_/]{2}|\d|_")


@dataclass(slots=True)
class _Piece:
    text: str
    kind: Literal["word", "mark", "gap"]
    spaced: bool  #: white space stands before it
    weight: int = 0  #: words that it counts for once it is known


def told_words(message: str, *, wire: Collection[str] = (), sent: Iterable[str] = ()) -> str:
    """What may be quoted of a message, in one line of at most ``LONGEST`` characters; "" if hardly anything may.

    ``wire`` are names of fields, which may be quoted as they are; ``sent`` are texts of the request that it may repeat.
    """
    pieces = _pieces(_without(sent, display(_ESCAPE.sub(" ", message[:_READ]))), _spellings(frozenset(wire)))
    _let_phrases_through(pieces)
    _close_groups(pieces)
    if sum(piece.weight for piece in pieces if piece.kind == "word") < _FEWEST_WORDS:
        return ""
    return _written(pieces)


# ---------------------------------------------------------------- pieces


def _without(sent: Iterable[str], text: str) -> str:
    """The message with what we sent taken out, in whatever case and spacing it is repeated."""
    for one in sorted(set(sent), key=len, reverse=True):
        words = r"\s+".join(map(re.escape, one.split()))
        if words:
            text = re.sub(rf"(?<!\w){words}(?!\w)", f" {_GAP} ", text, flags=re.IGNORECASE)
    return text


def _pieces(text: str, wire: Collection[str]) -> list[_Piece]:
    pieces: list[_Piece] = []
    for chunk in text.split():
        spaced = bool(pieces)
        for part in _parts(chunk, wire):
            pieces.append(_Piece(part, _kind(part, wire), spaced, weight=part in wire))
            spaced = False
    return pieces


def _parts(chunk: str, wire: Collection[str]) -> list[str]:
    """The words and marks of what stands between two white spaces. What is one thing within its marks stays whole."""
    bare = chunk.strip("".join(_MARKS))
    if bare in wire or _ONE_THING.search(bare):
        head, _, tail = chunk.partition(bare)
        return [*head, bare, *tail]
    return _PIECE.findall(chunk)


def _kind(part: str, wire: Collection[str]) -> Literal["word", "mark", "gap"]:
    if part in _MARKS:
        return "mark"
    return "word" if part in wire or part.isalpha() else "gap"


@cache
def _spellings(wire: frozenset[str]) -> frozenset[str]:
    """How names of fields are written. "Gia" is one, and a person's; a name of one part is left to the vocabulary."""
    names = {name for name in wire if not (name.istitle() and name.isalpha())}
    forms = (names, {name.upper() for name in names}, {name[:1].lower() + name[1:] for name in names})
    return frozenset().union(*forms, ABBREVIATIONS)


# ---------------------------------------------------------------- known words


def _let_phrases_through(pieces: Sequence[_Piece]) -> None:
    """Every word that is no part of a known one becomes a gap; the longest known word is taken first."""
    at, beside_unknown = 0, False
    while at < len(pieces):
        piece = pieces[at]
        if piece.kind != "word" or piece.weight:
            beside_unknown, at = False, at + 1
            continue
        length, weight = _known(pieces, at)
        if beside_unknown and length and piece.spaced and key(piece.text) in _NAMES:
            length = 0  # likely the end of a name: "Nguyễn" is unknown, and so is the "văn" of "văn bản" after it
        if length:
            piece.weight = weight
        else:
            piece.kind = "gap"
        for following in pieces[at + 1 : at + length]:
            following.weight = 0
        beside_unknown, at = not length, at + max(length, 1)


def _known(pieces: Sequence[_Piece], at: int) -> tuple[int, int]:
    """How many of the words from here on are one known word, and how much that counts; (0, 0) for none."""
    syllables = _syllables_from(pieces, at)
    for length in range(min(len(syllables), _MOST_SYLLABLES), 1, -1):
        if tuple(syllables[:length]) in _COMPOUNDS:
            return length, 1 + (length > 2)
    if syllables and syllables[0] in _ALONE:
        return 1, int(syllables[0] not in _LIGHT)
    return 0, 0


def _syllables_from(pieces: Sequence[_Piece], at: int) -> list[str]:
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


def _begins(pieces: Sequence[_Piece], at: int) -> bool:
    """Whether a sentence begins here, so that a capital is no sign of a name."""
    return at == 0 or (pieces[at - 1].kind == "mark" and pieces[at - 1].text in _BEFORE_A_SENTENCE)


def _capital(piece: _Piece) -> bool:
    return piece.text[0].isupper() and (len(piece.text) == 1 or piece.text[1:].islower())


def _close_groups(pieces: Sequence[_Piece]) -> None:
    """What is quoted or in brackets stays if all of it is known; a mark without its other half hides what follows."""
    open_at: list[int] = []
    for at, piece in enumerate(pieces):
        if piece.kind != "mark":
            continue
        if open_at and _OPENING[pieces[open_at[-1]].text] == piece.text:
            _close(pieces[open_at.pop() : at + 1])
        elif piece.text in _OPENING:
            open_at.append(at)
        elif piece.text in _CLOSING:
            piece.kind = "gap"
    for piece in pieces[open_at[0] :] if open_at else ():
        piece.kind = "gap"


def _close(group: Sequence[_Piece]) -> None:
    if any(piece.kind == "gap" for piece in group) or not any(piece.kind == "word" for piece in group):
        for piece in group:
            piece.kind = "gap"


# ---------------------------------------------------------------- writing


def _written(pieces: Sequence[_Piece]) -> str:
    """Known words with their marks, one gap for each run of unknown ones, cut between two pieces."""
    parts = _one_gap_each(pieces)
    text = ""
    for part in parts:
        if len(text) + len(part) > LONGEST - 2:
            return f"{text.rstrip(' ,;:-–/')} {_GAP}"
        text += part
    return text


def _one_gap_each(pieces: Sequence[_Piece]) -> list[str]:
    kept: list[_Piece] = []
    for piece in pieces:
        if piece.kind == "gap":
            while kept and kept[-1].kind == "mark" and _only_marks_since_a_gap(kept):
                kept.pop()
            if kept and kept[-1].kind == "gap":
                continue
        elif piece.kind == "mark" and not kept:
            if piece.text not in _OPENING:
                continue
        kept.append(piece)
    while kept and kept[-1].kind == "mark" and kept[-1].text not in _CLOSING:
        kept.pop()
    return [(" " if piece.spaced and place else "") + _shown(piece) for place, piece in enumerate(kept)]


def _only_marks_since_a_gap(kept: Sequence[_Piece]) -> bool:
    for piece in reversed(kept):
        if piece.kind != "mark":
            return piece.kind == "gap"
    return False


def _shown(piece: _Piece) -> str:
    return _GAP if piece.kind == "gap" else _SHOWN.get(piece.text, piece.text)


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
_NAMES = frozenset(map(key, FAMILY_NAMES | GIVEN_NAMES)) | _BARE_NAMES
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
_ALONE = _WRITTEN_ALONE | frozenset(word for word in map(_bare, _WRITTEN_ALONE) if word not in _BARE_NAMES)
_LIGHT = frozenset(map(key, PARTICLES)) | frozenset(map(_bare, map(key, PARTICLES)))
