"""How far a source has been read."""

from dataclasses import dataclass
from datetime import datetime, timedelta

#: Version of the stored form. A cursor of another version is refused, never read as "nothing new".
CURSOR_VERSION = 1

#: No clock is so wrong, and none is set back so far, that a place further ahead of now than this was really read.
FARTHEST_AHEAD = timedelta(days=2)


@dataclass(frozen=True, slots=True, order=True)
class Cursor:
    """The latest row read, by change time and then by key; rows at the same place are read again (inclusive)."""

    time: datetime
    key: str
    version: int = CURSOR_VERSION


def believed(cursor: Cursor | None, now: datetime) -> Cursor | None:
    """The cursor, unless it lies in a future in which it would find nothing for as long as it takes to get there."""
    return None if cursor is not None and cursor.time > now + FARTHEST_AHEAD else cursor
