"""Words of a form whoever typed them: without case, accents, punctuation and what stands in brackets."""

import re
from unicodedata import combining, normalize

from connector.domain.text import display

_BRACKETS = re.compile(r"\([^()]*\)")
_BETWEEN = re.compile(r"[^0-9a-z]+")


def folded(text: str) -> str:
    """For recognising a form's own words only: people are never matched by what this leaves of their names."""
    bare = _BRACKETS.sub(" ", display(text)).casefold().replace("đ", "d")
    letters = "".join(letter for letter in normalize("NFD", bare) if not combining(letter))
    return _BETWEEN.sub(" ", letters).strip()
