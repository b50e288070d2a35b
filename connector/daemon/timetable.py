"""When each link runs next: APScheduler's cron triggers, asked with the daemon's own clock.

The clock is ours so that a month can be lived through in a test, and so that a clock that was set back is noticed
instead of silencing every link until it has caught up.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zlib import crc32

from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.combining import OrTrigger
from apscheduler.triggers.cron import CronTrigger

from connector.domain.times import ZONE
from connector.settings.schedule import cron_line, interval

#: Links that share a minute are spread over so much of it.
SPREAD = timedelta(seconds=30)

#: At the start one link begins so long after the other.
APART = timedelta(seconds=2)

#: The wall clock went back by more than this: everything is timed anew.
_SET_BACK = timedelta(minutes=1)

#: cron counts days from Sunday = 0, APScheduler from Monday = 0: names mean the same to both.
_DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")


@dataclass(frozen=True, slots=True, order=True)
class Job:
    """What is run on a schedule: a kind of run, of one link or ("") of the whole daemon."""

    link: str
    kind: str


class Timetable:
    """The next time of every job. A job that was missed, however often, is due once."""

    def __init__(self, schedules: Mapping[Job, str], now: datetime) -> None:
        self._schedules = dict(schedules)
        self._next: dict[Job, datetime] = {}
        self._last_asked = now
        self._time_all(now)

    @property
    def next_runs(self) -> Mapping[Job, datetime]:
        return dict(self._next)

    def set_back(self, now: datetime) -> timedelta | None:
        """By how much the clock went back since it was last asked; everything is timed anew then. Else None."""
        back, self._last_asked = self._last_asked - now, now
        if back <= _SET_BACK:
            return None
        self._time_all(now)
        return back

    def make_up(self, since: datetime, now: datetime) -> None:
        """What a cron line named while nobody was there, from ``since`` to ``now``, is due once, after whatever begins
        at once: a machine that is off at night would never compare everything, nor let go of what is past its days."""
        begun = sum(interval(schedule) is not None for schedule in self._schedules.values())
        crons = sorted(job for job, schedule in self._schedules.items() if interval(schedule) is None)
        missed = [job for job in crons if self._after(job, since) <= now]
        for number, job in enumerate(missed, begun):
            self._next[job] = now + number * APART

    def due(self, now: datetime) -> list[Job]:
        """The jobs whose time has come, the longest waiting first; each is timed anew from now on, and those that came
        together, after a sleep or a store that was locked, apart again."""
        due = [job for _, job in sorted((moment, job) for job, moment in self._next.items() if moment <= now)]
        for number, job in enumerate(due):
            self._next[job] = self._after(job, now, apart=number * APART)
        return due

    def _time_all(self, now: datetime) -> None:
        """An interval begins at once, one job after the other; a cron line waits for its hour."""
        begun = 0
        for job, schedule in sorted(self._schedules.items()):
            if interval(schedule) is None:
                self._next[job] = self._after(job, now)
            else:
                self._next[job] = now + begun * APART
                begun += 1

    def _after(self, job: Job, now: datetime, *, apart: timedelta = timedelta(0)) -> datetime:
        schedule = self._schedules[job]
        every = interval(schedule)
        return next_cron(schedule, now, second=_second(job)) if every is None else now + every + apart


def next_cron(schedule: str, after: datetime, *, second: int = 0) -> datetime:
    """The first moment strictly after that a cron line of five fields names, at this second of its minutes,
    Asia/Ho_Chi_Minh."""
    moment = _trigger(schedule, second).get_next_fire_time(None, after + timedelta(microseconds=1))
    if moment is None:  # settings refuse such a line
        raise ValueError(f"a day that never comes: {schedule}")
    at: datetime = moment.astimezone(ZONE)
    return at


def _trigger(schedule: str, second: int) -> BaseTrigger:
    line = cron_line(schedule)
    at = {
        "second": second,
        "minute": _listed(line.minutes),
        "hour": _listed(line.hours),
        "month": _listed(line.months),
        "timezone": ZONE,
    }
    days, weekdays = _listed(line.days), ",".join(_DAYS[number] for number in line.weekdays)
    if line.either_day:
        return OrTrigger([CronTrigger(day=days, **at), CronTrigger(day_of_week=weekdays, **at)])
    return CronTrigger(day=days, day_of_week=weekdays, **at)


def _listed(numbers: Iterable[int]) -> str:
    return ",".join(map(str, numbers))


def _second(job: Job) -> int:
    """The same second of the minute for the same job each time, others for another."""
    return crc32(f"{job.link}/{job.kind}".encode()) % int(SPREAD.total_seconds())
