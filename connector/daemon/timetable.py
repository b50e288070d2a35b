"""When each link runs next: APScheduler's triggers, asked with the daemon's own clock.

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
from apscheduler.triggers.interval import IntervalTrigger

from connector.domain.times import ZONE
from connector.settings.schedule import interval

#: Links that share a minute are spread over so much of it.
SPREAD = timedelta(seconds=30)

#: At the start one link begins so long after the other.
APART = timedelta(seconds=2)

#: The wall clock went back by more than this: everything is timed anew.
_SET_BACK = timedelta(minutes=1)

#: cron counts days from Sunday = 0 (7 is Sunday too), APScheduler from Monday = 0: names mean the same to both.
_DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")


@dataclass(frozen=True, slots=True, order=True)
class Job:
    """What is run on a schedule: a kind of run, of one link or ("") of the whole daemon."""

    link: str
    kind: str


class Timetable:
    """The next time of every job. A job that was missed, however often, is due once."""

    def __init__(self, schedules: Mapping[Job, str], now: datetime) -> None:
        self._triggers = {job: trigger(schedule, second=_second(job)) for job, schedule in schedules.items()}
        self._intervals = {job: interval(schedule) for job, schedule in schedules.items()}
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

    def due(self, now: datetime) -> list[Job]:
        """The jobs whose time has come, the longest waiting first; each is timed anew from now on."""
        due = sorted((moment, job) for job, moment in self._next.items() if moment <= now)
        for _, job in due:
            self._time(job, now)
        return [job for _, job in due]

    def _time_all(self, now: datetime) -> None:
        """An interval begins at once, one job after the other; a cron line waits for its hour."""
        begun = 0
        for job in sorted(self._triggers):
            if self._intervals[job] is None:
                self._time(job, now)
            else:
                self._next[job] = now + min(begun * APART, SPREAD)
                begun += 1

    def _time(self, job: Job, now: datetime) -> None:
        every = self._intervals[job]
        if every is not None:
            self._next[job] = now + every
            return
        moment = self._triggers[job].get_next_fire_time(None, now + timedelta(seconds=1))
        if moment is None:  # a day that never comes, 31/2 for instance
            self._next.pop(job, None)
        else:
            self._next[job] = moment.astimezone(ZONE)


def trigger(schedule: str, *, second: int = 0) -> BaseTrigger:
    """The trigger of ``every 5m``, or of a cron line of five fields at this second of its minutes,
    Asia/Ho_Chi_Minh."""
    every = interval(schedule)
    if every is not None:
        return IntervalTrigger(seconds=int(every.total_seconds()), timezone=ZONE)
    minute, hour, day, month, weekday = schedule.lower().split()
    at = {"second": second, "minute": minute, "hour": hour, "month": month, "timezone": ZONE}
    if day == "*" or weekday == "*":
        return CronTrigger(day=day, day_of_week=_weekdays(weekday), **at)
    # cron runs on either day when both are given
    return OrTrigger([CronTrigger(day=day, **at), CronTrigger(day_of_week=_weekdays(weekday), **at)])


def _weekdays(field: str) -> str:
    """cron's days of the week by name, in a form APScheduler understands."""
    if field == "*":
        return "*"
    return ",".join(dict.fromkeys(name for part in field.split(",") for name in _named_days(part)))


def _named_days(part: str) -> Iterable[str]:
    span, _, step = part.partition("/")
    first, _, last = span.partition("-")
    if first == "*":
        start, end = 0, 6
    else:
        start = _day_number(first)
        end = _day_number(last) if last else (6 if step else start)
    return [_DAYS[number % 7] for number in range(start, end + 1, int(step or 1))]


def _day_number(text: str) -> int:
    return _DAYS.index(text) if text in _DAYS else int(text)


def _second(job: Job) -> int:
    """The same second of the minute for the same job each time, others for another."""
    return crc32(f"{job.link}/{job.kind}".encode()) % int(SPREAD.total_seconds())
