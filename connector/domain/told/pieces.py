"""A message in pieces: words, marks, and what is neither."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from typing import Literal

from connector.domain.told.vocabulary import ABBREVIATIONS

OPENING = {"(": ")", "[": "]", "“": "”", "‘": "’", "«": "»", '"': '"', "'": "'"}
CLOSING = frozenset(OPENING.values())
_MARKS = frozenset(",.;:!?/-–") | frozenset(OPENING) | CLOSING

#: Letters, or one mark, or anything else in one piece.
_PIECE = re.compile(r"[^\W\d_]+|[,.;:!?/\-–()\[\]“”‘’«»\"']|.", re.DOTALL)
#: Marks, digits and letters that belong together: an address of any kind, a number, a name of a program's.
_ONE_THING = re.compile(r"[^\W_]\.[^\W_]|//|[^\w\s,.;:!?/\-–()\[\]“”‘’«»\"']|[\d_]")


@dataclass(slots=True)
class Piece:
    text: str
    kind: Literal["word", "mark", "gap"]
    spaced: bool  #: white space stands before it
    weight: int = 0  #: words that it counts for once it is known
    joined: bool = False  #: the known word goes on that began before it


def pieces_of(text: str, wire: Collection[str]) -> list[Piece]:
    pieces: list[Piece] = []
    for chunk in text.split():
        spaced = bool(pieces)
        for part in _parts(chunk, wire):
            pieces.append(Piece(part, _kind(part, wire), spaced, weight=part in wire))
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
def spellings(wire: frozenset[str]) -> frozenset[str]:
    """How names of fields are written. "Gia" is one, and a person's; a name of one part is left to the vocabulary."""
    names = {name for name in wire if not (name.istitle() and name.isalpha())}
    forms = (names, {name.upper() for name in names}, {name[:1].lower() + name[1:] for name in names})
    return frozenset().union(*forms, ABBREVIATIONS)
