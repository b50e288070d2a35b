"""What one reconcile is about: which days of receipt, which dossiers, and tonight's part of what is long closed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from hashlib import blake2b

from connector.domain.dossier import Dossier
from connector.domain.link import Scope
from connector.domain.standing import Standing
from connector.domain.status import FINAL, Status
from connector.domain.times import at_zone
from connector.domain.window import Window

_DAY = timedelta(days=1)

#: One-stop units keep dossiers electronically since the decree of 2018.
FIRST_DAY = date(2018, 1, 1)

#: No dossier of a computer is older; an earlier day is a slip of the pen, and no window is opened for it.
_OLDEST = date(2000, 1, 1)

#: A dossier closed so recently may still be corrected, so a scheduled run looks at it every night.
RECENTLY = timedelta(days=90)

#: A scheduled run looks at one of so many parts of the rest each night.
PARTS = 30

_CLOSED = FINAL | {Status.FINISHED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Extent:
    """The part of all dossiers that one reconcile compares.

    ``whole``: nobody limited it by hand, so it may be a measure. ``watched`` are keys of dossiers with cases, which are
    looked at every time.
    """

    window: Window
    today: date
    whole: bool
    rotate: bool = False
    earlier: bool = False  #: nobody named the first day: a dossier received before the window is looked at too
    codes: tuple[str, ...] = ()  #: of the dossiers asked for; empty: all
    keys: frozenset[str] = frozenset()  #: their matching keys
    watched: frozenset[str] = field(default=frozenset(), repr=False)

    def holds(self, key: str, dossier: Dossier) -> bool:
        """Whether a dossier that a side tells is among those to be compared; what is not known keeps none out."""
        if self.keys and key not in self.keys:
            return False
        return self.contains(dossier) and self._has_its_turn(key, dossier)

    def contains(self, dossier: Dossier | Standing) -> bool:
        """Whether it was received within the window, or nobody knows."""
        day = _day(dossier.received_at)
        return day is None or self.window.holds(day) or (self.earlier and day < self.window.first)

    def _has_its_turn(self, key: str, dossier: Dossier) -> bool:
        """By hand everything; scheduled: what is open or was closed lately, what has a case, and tonight's part."""
        if not self.rotate or key in self.watched:
            return True
        closed = _closed_on(dossier)
        return closed is None or self.today - closed <= RECENTLY or self.is_tonight(key)

    def is_tonight(self, key: str) -> bool:
        """Whether the key belongs to tonight's part; every key belongs to one of ``PARTS`` nights in a row."""
        return int.from_bytes(blake2b(key.encode(), digest_size=8).digest()) % PARTS == self.today.toordinal() % PARTS

    def reaching(self, earliest: date | None) -> "Extent":
        """Reaching back to the earliest day known, where nobody named the first one."""
        if not self.earlier or earliest is None or earliest >= self.window.first:
            return self
        return replace(self, window=Window(max(earliest, _OLDEST), self.window.last))


def extent_of(
    scope: Scope,
    *,
    since: date | None,
    until: date | None,
    today: date,
    rotate: bool,
    codes: Sequence[str] = (),
    keys: Iterable[str] = (),
    watched: Iterable[str] = (),
) -> Extent:
    """From the first day asked for, else the scope's, else the beginning of electronic one-stops; to the last day asked
    for, else tomorrow. Raises ValueError when no day is left."""
    starts = [day for day in (since, scope.received_from) if day is not None]
    first = max(starts, default=FIRST_DAY)
    last = until or max(today + _DAY, first)
    return Extent(
        window=Window(first, last),
        today=today,
        whole=since is None and until is None and not codes,
        rotate=rotate,
        earlier=not starts,
        codes=tuple(codes),
        keys=frozenset(keys),
        watched=frozenset(watched),
    )


def _day(moment: datetime | None) -> date | None:
    return None if moment is None else at_zone(moment).date()


def _closed_on(dossier: Dossier) -> date | None:
    """The last day on which this side says that anything happened to a dossier that it calls closed; None while it is
    open. One that nobody dates was closed long ago."""
    if dossier.status not in _CLOSED and (dossier.status is not None or dossier.returned_at is None):
        return None
    steps = (step.at for step in dossier.steps or ())
    told = (dossier.finished_at, dossier.returned_at, dossier.rejected_at, dossier.updated_at, *steps)
    return _day(max((moment for moment in told if moment is not None), default=dossier.received_at)) or date.min
