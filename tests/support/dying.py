"""The real program in a process that kills itself: ``python -m support.dying CALL NTH WHEN COMMAND…``.

CALL is a method of the store, counted only when it did something, or ``migration``: a statement of one. At its NTH
call SIGKILL comes ``before`` or ``after`` it: nothing of the program runs afterwards.
"""

import os
import signal
import sys
from collections.abc import Callable
from functools import wraps
from itertools import count
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine

from connector.cli.main import main
from connector.store import opening
from connector.store.store import SqlStore


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def die_at_call(name: str, nth: int, when: str) -> None:
    real, calls = getattr(SqlStore, name), count(1)

    @wraps(real)
    def call(*arguments: Any, **named: Any) -> Any:
        if when == "before":
            if next(calls) == nth:
                die()
            return real(*arguments, **named)
        result = real(*arguments, **named)
        if (result or name != "claim") and next(calls) == nth:
            die()
        return result

    setattr(SqlStore, name, call)


def die_in_migration(nth: int) -> None:
    real: Callable[..., None] = opening.bring_up_to_date
    statements = count(1)

    def migrating(*arguments: Any) -> None:
        event.listen(Engine, "after_cursor_execute", lambda *_: die() if next(statements) == nth else None)
        real(*arguments)

    opening.bring_up_to_date = migrating


if __name__ == "__main__":
    call, nth, when, *command = sys.argv[1:]
    if call == "migration":
        die_in_migration(int(nth))
    else:
        die_at_call(call, int(nth), when)
    sys.argv = ["connector", *command]
    main()
