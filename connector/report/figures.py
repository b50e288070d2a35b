"""Figures over standings: counted in one pass, in memory that depends on the number of groups alone."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from connector.domain.calendar import WorkingCalendar
from connector.domain.standing import Lateness, Standing
from connector.domain.times import at_zone
from connector.report.counting import counted
from connector.report.counts import Count
from connector.report.period import Period, Placed, place
from connector.report.ratios import RATIOS, Ratio
from connector.report.words import alphabetical

Dimension = Literal["division", "procedure", "officer", "month"]


@dataclass(frozen=True, slots=True)
class Share:
    """A ratio with its figures. ``lowest`` is less than ``numerator`` where the ratio is a range."""

    ratio: Ratio
    numerator: int
    denominator: int
    lowest: int
    left_out: int

    @property
    def is_range(self) -> bool:
        return self.lowest < self.numerator

    @property
    def value(self) -> float | None:
        """None of nothing: 0/0 is no share."""
        return self.numerator / self.denominator if self.denominator else None

    @property
    def lowest_value(self) -> float | None:
        return self.lowest / self.denominator if self.denominator else None


class Figures:
    """The counts of some dossiers, and what follows from them."""

    def __init__(self) -> None:
        self._counts: Counter[Count] = Counter()

    def add(self, counts: Iterable[Count]) -> None:
        self._counts.update(counts)

    def __getitem__(self, count: Count) -> int:
        return self._counts[count]

    def share(self, ratio: Ratio) -> Share:
        above = sum(self[count] for count in ratio.above)
        return Share(
            ratio=ratio,
            numerator=above,
            denominator=sum(self[count] for count in ratio.below),
            lowest=above - (self[ratio.unsure] if ratio.unsure else 0),
            left_out=self[ratio.left_out] if ratio.left_out else 0,
        )

    def shares(self) -> Iterator[Share]:
        return map(self.share, RATIOS)


@dataclass(slots=True)
class AsOf:
    """From when a link's standings are: the rotating re-read judges closed dossiers on different nights."""

    oldest: datetime
    newest: datetime
    dossiers: int = 0

    def see(self, standing: Standing) -> None:
        self.oldest = min(self.oldest, standing.judged_at)
        self.newest = max(self.newest, standing.judged_at)
        self.dossiers += 1


@dataclass(slots=True)
class Tally:
    """Everything counted in one pass."""

    total: Figures = field(default_factory=Figures)
    groups: dict[Dimension, dict[str, Figures]] = field(default_factory=dict)
    as_of: dict[str, AsOf] = field(default_factory=dict)

    def sorted_groups(self, dimension: Dimension) -> list[tuple[str, Figures]]:
        """By name; those without one last."""
        return sorted(self.groups[dimension].items(), key=lambda group: (group[0] == "", alphabetical(group[0])))


def tally(
    standings: Iterable[Standing],
    period: Period,
    calendar: WorkingCalendar,
    *,
    by: Sequence[Dimension] = (),
) -> Tally:
    """Count every dossier, in all and in its group of each dimension."""
    found = Tally(groups={dimension: {} for dimension in by})
    for standing in standings:
        found.as_of.setdefault(standing.link, AsOf(standing.judged_at, standing.judged_at)).see(standing)
        counts = tuple(counted(place(standing, period, calendar), calendar))
        if not counts:
            continue
        found.total.add(counts)
        for dimension, groups in found.groups.items():
            groups.setdefault(_GROUP_OF[dimension](standing), Figures()).add(counts)
    return found


def _division(standing: Standing) -> str:
    return standing.department or standing.agency_code or ""


def _procedure(standing: Standing) -> str:
    return standing.procedure_code or ""


def _officer(standing: Standing) -> str:
    return standing.officer or ""


def _month(standing: Standing) -> str:
    """Of receipt; year first, so that months sort."""
    return "" if standing.received_at is None else f"{at_zone(standing.received_at):%Y-%m}"


_GROUP_OF: Mapping[Dimension, Callable[[Standing], str]] = {
    "division": _division,
    "procedure": _procedure,
    "officer": _officer,
    "month": _month,
}


def delays(
    standings: Iterable[Standing], period: Period, calendar: WorkingCalendar
) -> Iterator[tuple[Placed, Lateness | None]]:
    """Every dossier that is overdue or shown so, with whose delay it is; None where the times do not tell."""
    for standing in standings:
        placed = place(standing, period, calendar)
        if placed.delayed:
            yield placed, placed.because
