"""The marks of a row: fingerprints of its key and of its compared fields, and sides are joined by nothing more."""

from collections.abc import Sequence
from hashlib import blake2b

#: Part of every mark. Raise it when the encoding changes.
MARK_VERSION = 1


def key_mark(key: str) -> str | None:
    """32 hexadecimal digits; None for the empty key of those that belong together by nothing."""
    if not key:
        return None
    return blake2b(f"key/{MARK_VERSION}\n{key}".encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


class Marker:
    """Equal marks: both sides tell the same of the same fields, and at least one of them is not empty.

    Different marks say only that the rows must be compared field by field.
    """

    def __init__(self, fields: Sequence[str]) -> None:
        names = "".join(f"{len(name)}:{name}" for name in fields)
        self._begun = blake2b(f"keys/{MARK_VERSION}\n{names}\n".encode(), digest_size=16)

    def mark(self, told: Sequence[str | None]) -> str | None:
        """32 hexadecimal digits, from the value of each field (None where it is not told); None where nothing is told
        that could be compared."""
        if not any(told):
            return None
        # Lengths before texts: no two rows are written alike, whatever their texts hold.
        text = "".join(["-" if value is None else f"{len(value)}:{value}" for value in told])
        digest = self._begun.copy()
        digest.update(text.encode("utf-8", "surrogatepass"))
        return digest.hexdigest()
