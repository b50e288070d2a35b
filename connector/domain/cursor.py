"""How far a source has been read."""

from dataclasses import dataclass
from datetime import datetime

#: Version of the stored form. A cursor of another version is refused, never read as "nothing new".
CURSOR_VERSION = 1


@dataclass(frozen=True, slots=True, order=True)
class Cursor:
    """The latest row read, by change time and then by key; rows at the same place are read again (inclusive)."""

    time: datetime
    key: str
    version: int = CURSOR_VERSION
