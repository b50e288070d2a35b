"""What goes wrong next: scripted per call, so that a test can place a failure between any two steps."""

import threading
from collections import defaultdict, deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from connector.domain.errors import ForeignSystemError


@dataclass(frozen=True, slots=True)
class Fault:
    """One failing answer.

    With ``committed`` the work is done over there first and only the answer is lost; ``taken`` limits that to the first
    steps of an append.
    """

    error: ForeignSystemError
    committed: bool = False
    taken: int | None = None


Outcome = Fault | ForeignSystemError | None


class Faults:
    """A script of outcomes per call name; None is a good answer. Every call uses up one outcome of its script."""

    def __init__(self) -> None:
        self._scripts: defaultdict[str, deque[Outcome]] = defaultdict(deque)
        self._standing: dict[str, Outcome] = {}
        self._lock = threading.Lock()

    def script(self, call: str, *outcomes: Outcome) -> None:
        """The next calls of that name, in turn, after those scripted before."""
        with self._lock:
            self._scripts[call].extend(outcomes)

    def always(self, call: str, outcome: Outcome) -> None:
        """Every call of that name once its script is used up; None heals it. ``*`` stands for every name."""
        with self._lock:
            self._standing[call] = outcome

    def clear(self) -> None:
        with self._lock:
            self._scripts.clear()
            self._standing.clear()

    def next(self, call: str) -> Fault | None:
        with self._lock:
            if self._scripts[call]:
                outcome = self._scripts[call].popleft()
            else:
                outcome = self._standing.get(call) or self._standing.get("*")
        return Fault(outcome) if isinstance(outcome, ForeignSystemError) else outcome

    @contextmanager
    def around(self, call: str) -> Iterator[Fault | None]:
        """Wrap the work of one call: the fault comes instead of it, or after it if it is ``committed``.

        A committed fault hides a refusal too: whoever lost the answer cannot know what it said.
        """
        fault = self.next(call)
        if fault is not None and not fault.committed:
            raise fault.error.with_traceback(None)
        try:
            yield fault
        except ForeignSystemError:
            if fault is None:
                raise
        if fault is not None:
            raise fault.error.with_traceback(None)
