"""What one run of one link works with, wired by the fuse box."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from connector.domain.calendar import WorkingCalendar
from connector.domain.errors import Ending
from connector.domain.link import Rules
from connector.observe.log import Log
from connector.ports import Clock, Mapper, Owner, Scales, Source, Store, Target, Witness


def _never() -> bool:
    return False


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkWork:
    """A link's sides, rules and memory; shared by every part of a run, changed by none."""

    link: str
    source: Source
    target: Target
    mapper: Mapper
    rules: Rules
    calendar: WorkingCalendar
    store: Store
    clock: Clock
    log: Log
    owner: Owner
    witnesses: tuple[Witness, ...] = ()
    scales: Scales | None = None  #: what a reconcile weighs with; a sync needs none
    ending: Callable[[], bool] = _never  #: whether the process has been asked to end

    def leave_if_asked(self) -> None:
        """Raises Ending when the process has been asked to end; called between pages and batches, where it can."""
        if self.ending():
            raise Ending


#: How long a one-off run follows retries and read-backs that fall due once nothing else is left to do.
DEFAULT_WAIT = timedelta(seconds=10)
