"""What must never be shown: by its type, its key's name, the variable it came from, or its place in a URL."""

import re
from collections.abc import Iterable

MASK = "***"

#: A shorter secret is hidden only where it is the whole value: blanking every "a" would hide the listing, not it.
_SHORTEST_WITHIN = 4

_NAME = re.compile(
    r"pass(?:word|wd|phrase)?$|pwd|secret|token$|api[-_]?key|authori[sz]ation|cookie|credential|private[-_]?key"
    r"|mat[-_]?khau",
    re.IGNORECASE,
)
_LOGIN_IN_URL = re.compile(r"(?<=://)([^\s/@:?#]*):([^\s/?#]*)@")
_QUERY_IN_URL = re.compile(r"([?&;]([^=&;?#\s]+)=)([^&;#\s]+)")


def is_secret_name(name: object) -> bool:
    """Whether a key, parameter or variable of this name is taken to hold a secret."""
    return isinstance(name, str) and _NAME.search(name) is not None


def is_secret_variable(name: str) -> bool:
    """Whether what a variable or a ``file:`` brings is taken to be a secret."""
    return name.startswith("file:") or is_secret_name(name)


class Secrets:
    """The secrets of one configuration, and how to take them out of a text."""

    def __init__(self, values: Iterable[str]) -> None:
        known = {value for value in values if value}
        self._whole = frozenset(known)
        self._within = sorted((value for value in known if len(value) >= _SHORTEST_WITHIN), key=len, reverse=True)

    def holds(self, text: str) -> bool:
        """Whether the text is one of the secrets."""
        return text in self._whole

    def hide(self, text: str) -> str:
        """The text with every secret in it masked, those that only a URL's form betrays included."""
        if text in self._whole:
            return MASK
        for secret in self._within:
            text = text.replace(secret, MASK)
        return hide_in_urls(text)


def hide_in_urls(text: str) -> str:
    """``scheme://user:***@host`` and ``?token=***``."""
    text = _LOGIN_IN_URL.sub(rf"\1:{MASK}@", text)
    return _QUERY_IN_URL.sub(lambda found: found[1] + MASK if is_secret_name(found[2]) else found[0], text)
