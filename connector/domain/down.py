"""Why nothing is asked of a system now: what a person must do differs."""

from enum import StrEnum


class Down(StrEnum):
    """Stored, and a key of ``status --json``: renaming one is a breaking change."""

    OUTAGE = "outage"  #: It gives no good answer; whoever runs it is to be asked.
    ACCOUNT = "account"  #: It refused our account; we correct it and reload, for nothing tries again by itself.
    WINDOW = "window"  #: Its own maintenance window; nobody has to do anything.
