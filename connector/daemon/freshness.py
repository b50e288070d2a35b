"""Whether a link is as fresh as its schedule promises: seen from outside the daemon, which may be dead."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from enum import IntEnum
from typing import Any

from connector.domain.times import at_zone
from connector.settings.link_file import ScheduleSettings
from connector.settings.model import SystemSettings
from connector.settings.schedule import interval
from connector.settings.settings import LinkSettings, Settings
from connector.settings.values import DailyWindow

#: A link without a schedule, run by hand or by another scheduler, is stale when it was not read for so long.
UNSCHEDULED = timedelta(days=1)

#: A run may take a while; a schedule of seconds does not make a link stale at once.
LEAST = timedelta(minutes=10)

#: Missed so often in a row, it is no longer bad luck.
MISSED = 3

#: A run that began on time may take so long.
ITS_TIME = timedelta(hours=1)

FOR_A_PERSON = ("held", "dead", "rejections", "mismatches", "not_believed")


class Fresh(IntEnum):
    """What ``status --quiet`` answers."""

    FRESH = 0
    NEEDS_A_PERSON = 1
    STALE = 2


def freshness(
    row: Mapping[str, Any], schedule: ScheduleSettings, now: datetime, *, windows: Sequence[DailyWindow] = ()
) -> Fresh:
    """How a link stands, by its line of ``status``; ``windows`` are the maintenance windows of its systems."""
    rested = _rested_until(row, windows)
    if is_late(row, schedule, now, rested=rested) or (row.get("outcome") == "failed" and rested is None):
        return Fresh.STALE
    return Fresh.NEEDS_A_PERSON if any(row.get(name) for name in FOR_A_PERSON) else Fresh.FRESH


def of_links(settings: Settings, rows: Iterable[Mapping[str, Any]], now: datetime) -> dict[str, Fresh]:
    """How each of these lines of ``status`` stands."""
    return {str(row["link"]): of_link(settings.links[row["link"]], settings.systems, row, now) for row in rows}


def of_link(link: LinkSettings, systems: Mapping[str, SystemSettings], row: Mapping[str, Any], now: datetime) -> Fresh:
    spoken_to = (systems.get(name) for name in systems_of(link))
    windows = [window for system in spoken_to for window in getattr(system, "windows", ())]
    return freshness(row, link.schedule, now, windows=windows)


def systems_of(link: LinkSettings) -> frozenset[str]:
    """The systems that a link speaks to, its witnesses' included."""
    witnesses = {witness.system for witness in link.witnesses if witness.system is not None}
    return frozenset({link.source_system, link.target_system} | witnesses)


def _rested_until(row: Mapping[str, Any], windows: Sequence[DailyWindow]) -> datetime | None:
    """When the maintenance window ends, or ended, in which the last run could not do its work: nobody's trouble, and
    what came of it is known at the next run."""
    began = _moment(row.get("started_at"))
    if row.get("outcome") != "failed" or began is None:
        return None
    local = at_zone(began)
    return max((window.ends_after(local) for window in windows if window.covers(local)), default=None)


def is_late(
    row: Mapping[str, Any], schedule: ScheduleSettings, now: datetime, *, rested: datetime | None = None
) -> bool:
    """Whether it was not read, or not reconciled, when its schedule says it should have been, counted from the end of
    a maintenance window it met. A link that was never reconciled is not late with it: its first night is still to
    come."""
    read, reconciled = _moment(row.get("last_complete_sync")), _moment(row.get("last_reconcile"))
    if rested is not None:
        read = max(read or rested, rested)
        reconciled = reconciled and max(reconciled, rested)
    if read is None or now > stale_at(schedule.sync, read):
        return True
    return schedule.reconcile is not None and reconciled is not None and now > stale_at(schedule.reconcile, reconciled)


def stale_at(schedule: str | None, last: datetime) -> datetime:
    """When what was last done at ``last`` is done too late for its schedule."""
    if schedule is None:
        return last + UNSCHEDULED
    every = interval(schedule)
    if every is not None:
        return last + max(MISSED * every, LEAST)
    from connector.daemon.timetable import next_cron  # noqa: PLC0415 - a status of intervals needs no scheduler

    # One firing may be missed, a second one not.
    return next_cron(schedule, next_cron(schedule, last)) + ITS_TIME


def _moment(told: str | None) -> datetime | None:
    return None if told is None else datetime.fromisoformat(told)
