"""Days of receipt: what a reconcile looks at, and how much of it at a time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Window:
    """From the first day to the last, both included. Raises ValueError when it would be empty."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError(f"a window from {self.first} to {self.last} holds no day")

    def holds(self, day: date) -> bool:
        return self.first <= day <= self.last

    def months(self) -> Iterator["Window"]:
        """The window cut at the months' ends; no day stands in two pieces."""
        first = self.first
        while first <= self.last:
            last = min((first.replace(day=1) + 31 * _DAY).replace(day=1) - _DAY, self.last)
            yield Window(first, last)
            first = last + _DAY

    def stretches(self, days: int) -> Iterator["Window"]:
        """The window cut into stretches of so many days, the last perhaps shorter; no day stands in two of them."""
        first = self.first
        while first <= self.last:
            last = min(first + (days - 1) * _DAY, self.last)
            yield Window(first, last)
            first = last + _DAY
