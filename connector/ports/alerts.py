"""What was told to people: so that trouble is told once when it starts and once when it heals, restarts included."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """One cause that needs a person, told or not yet."""

    cause: str  #: what it is about, the same as long as it lasts: "system onestop", "link investment dead"
    since: datetime
    told_at: datetime | None = None


class AlertBook(ABC):
    """Every method is one transaction. All raise StoreError."""

    @abstractmethod
    def troubles(self) -> Mapping[str, Trouble]:
        """What stands, by cause."""

    @abstractmethod
    def begin(self, cause: str, now: datetime) -> None:
        """Trouble that was not there before; harmless when it is."""

    @abstractmethod
    def told(self, cause: str, now: datetime) -> None:
        """Somebody was told of it."""

    @abstractmethod
    def heal(self, cause: str) -> None:
        """It is over, and whoever was told of it was told that too."""

    @abstractmethod
    def last_digest(self) -> datetime | None: ...

    @abstractmethod
    def digested(self, now: datetime) -> None: ...
