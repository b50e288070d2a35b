"""When a question whose session was refused may ask for another one.

One session serves every thread of a system, and some systems end it after so few questions that the other threads' come
first. Such a session did its work; one that is never taken for a session is none, and asking on would only load the
system with logins.
"""

from dataclasses import dataclass

#: Renewals for one question.
MOST_RENEWALS = 20

#: Of them, those that gave a session of which nobody has heard yet that it was taken for one.
MOST_UNSERVED = 5


@dataclass(slots=True)
class SessionUse:
    """What all users of one session know of it together."""

    served: bool = False  #: it was taken for a session at least once
    shared: bool = False  #: it was given to more than one question


class Renewals:
    """The renewals of one question."""

    def __init__(self) -> None:
        self._asked = 0
        self._unserved = 0

    @property
    def any(self) -> bool:
        """Whether one was allowed."""
        return self._asked > 0

    def allow(self, refused: SessionUse) -> bool:
        """Whether the session being refused, another may be asked for: once in any case, for it may have ended long
        ago."""
        self._unserved += self._asked > 0 and not refused.served
        self._asked += 1
        return self._asked <= MOST_RENEWALS and self._unserved <= (MOST_UNSERVED if refused.shared else 0)
