"""From a foreign system's message to what may be quoted of it: known words, and "…" for everything else.

Nothing is looked for in the message; what is let through is on a list. So a name that nobody foresaw is not told, in
whatever letters it is written.
"""

import re
from collections.abc import Collection, Iterable, Sequence

from connector.domain.text import display
from connector.domain.told.known import let_known_words_through
from connector.domain.told.pieces import CLOSING, OPENING, Piece, pieces_of, spellings

#: Characters of a quotation.
LONGEST = 160
#: Characters of a message that are read at all; what is longer is a page or a dump.
_READ = 2000
_GAP = "…"
_FEWEST_WORDS = 2

#: What colours a terminal; its letters are none of the message's.
_ESCAPE = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
#: The quotation has marks of its own around it.
_SHOWN = {"“": "'", "”": "'", "«": "'", "»": "'", '"': "'", "‘": "'", "’": "'"}


def told_words(message: str, *, wire: Collection[str] = (), sent: Iterable[str] = ()) -> str:
    """What may be quoted of a message, in one line of at most ``LONGEST`` characters; "" if hardly anything may.

    ``wire`` are names of fields, which may be quoted as they are; ``sent`` are texts of the request that it may repeat.
    """
    pieces = pieces_of(_without(sent, display(_ESCAPE.sub(" ", message[:_READ]))), spellings(frozenset(wire)))
    let_known_words_through(pieces)
    _close_groups(pieces)
    if sum(piece.weight for piece in pieces if piece.kind == "word") < _FEWEST_WORDS:
        return ""
    return _written(pieces)


def quotation(told: str) -> str:
    """How the words follow a sentence of ours, before its full stop. The quotation marks keep them untranslated."""
    return f": “{told}”" if told else ""


def _without(sent: Iterable[str], text: str) -> str:
    """The message with what we sent taken out, in whatever case and spacing it is repeated."""
    for one in sorted(set(sent), key=len, reverse=True):
        words = r"\s+".join(map(re.escape, one.split()))
        if words:
            text = re.sub(rf"(?<!\w){words}(?!\w)", f" {_GAP} ", text, flags=re.IGNORECASE)
    return text


def _close_groups(pieces: Sequence[Piece]) -> None:
    """What is quoted or in brackets stays if all of it is known; a mark without its other half hides what follows."""
    open_at: list[int] = []
    for at, piece in enumerate(pieces):
        if piece.kind != "mark":
            continue
        if open_at and OPENING[pieces[open_at[-1]].text] == piece.text:
            _close(pieces[open_at.pop() : at + 1])
        elif piece.text in OPENING:
            open_at.append(at)
        elif piece.text in CLOSING:
            piece.kind = "gap"
    for piece in pieces[open_at[0] :] if open_at else ():
        piece.kind = "gap"


def _close(group: Sequence[Piece]) -> None:
    if any(piece.kind == "gap" for piece in group) or not any(piece.kind == "word" for piece in group):
        for piece in group:
            piece.kind = "gap"


# ---------------------------------------------------------------- writing


def _written(pieces: Sequence[Piece]) -> str:
    """Known words with their marks, one gap for each run of unknown ones, cut between two words."""
    text = ""
    for part in _whole_words(_one_gap_each(pieces)):
        if len(text) + len(part) > LONGEST - 2:
            text = text.rstrip(" ,;:-–/")
            return text if text.endswith(_GAP) else f"{text} {_GAP}"
        text += part
    return text


def _one_gap_each(pieces: Sequence[Piece]) -> list[Piece]:
    """Without the marks between gaps, and without those at either end that mean nothing there."""
    kept: list[Piece] = []
    for piece in pieces:
        if piece.kind == "gap":
            while _ends_in_marks_after_a_gap(kept):
                kept.pop()
        repeated = bool(kept) and piece.kind == kept[-1].kind == "gap"
        bare_mark = not kept and piece.kind == "mark" and piece.text not in OPENING
        if not repeated and not bare_mark:
            kept.append(piece)
    while kept and kept[-1].kind == "mark" and kept[-1].text not in CLOSING:
        kept.pop()
    return kept


def _ends_in_marks_after_a_gap(kept: Sequence[Piece]) -> bool:
    before = next((piece for piece in reversed(kept) if piece.kind != "mark"), None)
    return before is not None and before.kind == "gap" and kept[-1].kind == "mark"


def _whole_words(pieces: Sequence[Piece]) -> list[str]:
    parts: list[str] = []
    for piece in pieces:
        shown = _GAP if piece.kind == "gap" else _SHOWN.get(piece.text, piece.text)
        if piece.joined:
            parts[-1] += f" {shown}"
        else:
            parts.append(f" {shown}" if piece.spaced and parts else shown)
    return parts
