"""A process that can die between any two of its steps."""

import threading
from functools import wraps
from typing import Any


class Killed(BaseException):
    """What SIGKILL would have done: nothing of ours runs afterwards, no ``except`` of ours may stop it."""


class Life:
    """Counts the steps of one process and ends it at a chosen one; a step that ended it was done or not, as chosen."""

    def __init__(self, *, ends_at: int | None, after: bool) -> None:
        self.steps = 0
        self.over = False
        self._ends_at = ends_at
        self._after = after
        self._lock = threading.Lock()

    def step(self) -> tuple[bool, bool]:
        """Whether this step is done, and whether life goes on after it."""
        with self._lock:
            if self.over:
                return False, False
            self.steps += 1
            if self.steps != self._ends_at:
                return True, True
            self.over = True
            return self._after, False


class Mortal:
    """Stands for a port's object; each of its calls is one step of a life."""

    def __init__(self, real: Any, life: Life) -> None:
        self._real = real
        self._life = life

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._real, name)
        if not callable(value) or name in {"shown"}:
            return value

        @wraps(value)
        def call(*args: Any, **kwargs: Any) -> Any:
            done, alive = self._life.step()
            result = value(*args, **kwargs) if done else None
            if not alive:
                raise Killed(name)
            return result

        return call
