"""What the daemon leaves in the store, and what is asked of it there: on every operating system alike."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType


class Wish(StrEnum):
    """What a command may ask of a living daemon."""

    STOP = "stop"  #: Finish the work in hand and end.
    RELOAD = "reload"  #: Read the configuration again; a broken one changes nothing.
    RUN = "run"  #: Sync this link as soon as it is free: a person released or retried something.


@dataclass(frozen=True, slots=True, kw_only=True)
class Heartbeat:
    """The daemon's sign of life, and when each link runs next ("link kind" → time).

    ``left_at`` is told of one that ended as it was asked to; it is None while it lives and for one that was killed.
    """

    id: str
    host: str
    pid: int
    version: str
    started_at: datetime
    beat_at: datetime
    next_runs: Mapping[str, datetime] = field(default_factory=lambda: MappingProxyType({}))
    left_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One wish, until it is answered."""

    id: int
    wish: Wish
    asked_at: datetime
    link: str | None = None


class DaemonBook(ABC):
    """Every method is one transaction. All raise StoreError when the store is locked, full, damaged or unwritable."""

    @abstractmethod
    def start(self, beat: Heartbeat) -> None:
        """Become the only daemon of this store; wishes of earlier times are dropped. Raises LinkBusyError naming the
        living one: on this host by its lock, elsewhere by a heartbeat younger than a minute."""

    @abstractmethod
    def beat(self, beat: Heartbeat) -> None:
        """The next sign of life. Raises LinkBusyError if another daemon has taken over meanwhile."""

    @abstractmethod
    def end(self, beat: Heartbeat) -> None:
        """Let go; whatever is still asked is answered with "ended"."""

    @abstractmethod
    def last(self) -> Heartbeat | None:
        """The latest sign of life of any daemon, living or dead."""

    @abstractmethod
    def living(self, now: datetime) -> Heartbeat | None:
        """The daemon that lives now, if one does."""

    @abstractmethod
    def ask(self, wish: Wish, now: datetime, *, link: str | None = None) -> int:
        """Write a wish down; its id."""

    @abstractmethod
    def asked(self) -> Sequence[Request]:
        """Unanswered wishes, oldest first."""

    @abstractmethod
    def answer(self, request_id: int, answer: str, now: datetime) -> None:
        """Settle a wish with a sentence without personal data."""

    @abstractmethod
    def answered(self, request_id: int) -> str | None:
        """The answer, or None while there is none."""
