"""Words of a form whoever typed them: without case, accents, punctuation and what stands in brackets."""

import re
from functools import lru_cache
from unicodedata import combining, normalize

from connector.domain.text import display

_BRACKETS = re.compile(r"\([^()]*\)")
_BETWEEN = re.compile(r"[^0-9a-z]+")


@lru_cache(maxsize=4096)  # a form's few words come again on every line
def folded(text: str) -> str:
    """For recognising a form's own words only: people are never matched by what this leaves of their names."""
    bare = _BRACKETS.sub(" ", display(text)).casefold().replace("đ", "d")
    letters = "".join(letter for letter in normalize("NFD", bare) if not combining(letter))
    return _BETWEEN.sub(" ", letters).strip()
