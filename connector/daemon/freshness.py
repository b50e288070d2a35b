"""Whether a link is as fresh as its schedule promises: seen from outside the daemon, which may be dead."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import IntEnum
from typing import Any

from connector.daemon.timetable import trigger
from connector.settings.link_file import ScheduleSettings
from connector.settings.schedule import interval

#: A link without a schedule, run by hand or by another scheduler, is stale when it was not read for so long.
UNSCHEDULED = timedelta(days=1)

#: A run may take a while; a schedule of seconds does not make a link stale at once.
LEAST = timedelta(minutes=10)

#: Missed so often in a row, it is no longer bad luck.
MISSED = 3

_FOR_A_PERSON = ("held", "dead", "rejections", "mismatches")


class Fresh(IntEnum):
    """What ``status --quiet`` answers."""

    FRESH = 0
    NEEDS_A_PERSON = 1
    STALE = 2


def freshness(row: Mapping[str, Any], schedule: ScheduleSettings, now: datetime) -> Fresh:
    """How a link stands, by its line of ``status``."""
    complete = row.get("last_complete_sync")
    if complete is None or now > stale_at(schedule.sync, datetime.fromisoformat(complete)):
        return Fresh.STALE
    if row.get("outcome") == "failed":
        return Fresh.STALE
    return Fresh.NEEDS_A_PERSON if any(row.get(name) for name in _FOR_A_PERSON) else Fresh.FRESH


def stale_at(schedule: str | None, last: datetime) -> datetime:
    """When a link that was read completely at ``last`` becomes stale."""
    if schedule is None:
        return last + UNSCHEDULED
    every = interval(schedule)
    if every is not None:
        return last + max(MISSED * every, LEAST)
    moment: datetime | None = last
    timer = trigger(schedule)
    for _ in range(2):  # one firing may be missed, a second one not
        moment = timer.get_next_fire_time(moment, (moment or last) + timedelta(seconds=1))
        if moment is None:
            return last + UNSCHEDULED
    return (moment or last) + timedelta(hours=1)
