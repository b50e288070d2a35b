"""Whether a link is as fresh as its schedule promises: seen from outside the daemon, which may be dead."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import IntEnum
from typing import Any

from connector.settings.link_file import ScheduleSettings
from connector.settings.schedule import interval

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


def freshness(row: Mapping[str, Any], schedule: ScheduleSettings, now: datetime) -> Fresh:
    """How a link stands, by its line of ``status``."""
    if is_late(row, schedule, now) or row.get("outcome") == "failed":
        return Fresh.STALE
    return Fresh.NEEDS_A_PERSON if any(row.get(name) for name in FOR_A_PERSON) else Fresh.FRESH


def is_late(row: Mapping[str, Any], schedule: ScheduleSettings, now: datetime) -> bool:
    """Whether it was not read, or not reconciled, when its schedule says it should have been. A link that was never
    reconciled is not late with it: its first night is still to come."""
    read, reconciled = _moment(row.get("last_complete_sync")), _moment(row.get("last_reconcile"))
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
