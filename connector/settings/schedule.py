"""When a link runs: ``every 5m``, or a cron line of five fields, Asia/Ho_Chi_Minh."""

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

from pydantic import AfterValidator

from connector.settings.values import UnusableError, parse_duration

SHORTEST = timedelta(seconds=1)

_INTERVAL = re.compile(r"every (\S+)")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")

#: Vietnamese and English name, lowest, highest, and the words that stand for numbers from the lowest on.
_FIELDS = (
    ("phút", "minute", 0, 59, ()),
    ("giờ", "hour", 0, 23, ()),
    ("ngày", "day of month", 1, 31, ()),
    ("tháng", "month", 1, 12, _MONTHS),
    ("thứ", "day of week", 0, 7, _DAYS),
)

#: The longest each month ever is.
_MONTH_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)

_PART = re.compile(r"(\*|[a-z0-9]+)(?:-([a-z0-9]+))?(?:/([0-9]{1,4}))?")


def interval(schedule: str) -> timedelta | None:
    """The interval of ``every 5m``; None for a cron line."""
    found = _INTERVAL.fullmatch(schedule)
    return parse_duration(found[1]) if found else None


@dataclass(frozen=True, slots=True)
class CronLine:
    """The numbers each field stands for, in ascending order; days of the week count from Sunday = 0."""

    minutes: tuple[int, ...]
    hours: tuple[int, ...]
    days: tuple[int, ...]
    months: tuple[int, ...]
    weekdays: tuple[int, ...]
    either_day: bool  #: both day fields are restricted: it runs on the days of either


def cron_line(schedule: str) -> CronLine:
    """A checked cron line as numbers. A field that begins with ``*`` restricts nothing in the sense of ``either_day``,
    as cron itself has it."""
    written = schedule.lower().split(" ")
    numbers = [
        _numbers(text, low, high, words) for text, (_, _, low, high, words) in zip(written, _FIELDS, strict=True)
    ]
    minutes, hours, days, months, weekdays = numbers
    return CronLine(
        minutes=minutes,
        hours=hours,
        days=days,
        months=months,
        weekdays=tuple(sorted({number % 7 for number in weekdays})),
        either_day=not (written[2].startswith("*") or written[4].startswith("*")),
    )


def _numbers(text: str, low: int, high: int, words: tuple[str, ...]) -> tuple[int, ...]:
    return tuple(sorted({number for part in text.split(",") for number in _part(part, low, high, words)}))


def _part(part: str, low: int, high: int, words: tuple[str, ...]) -> range:
    found = _PART.fullmatch(part)
    assert found is not None  # noqa: S101  # the line was checked
    first, last, step = found.groups()
    if first == "*":
        return range(low, high + 1, int(step or 1))
    start = _number(first, low, words)
    end = _number(last, low, words) if last else high if step else start
    return range(start, end + 1, int(step or 1))


def _checked(written: str) -> str:
    schedule = " ".join(written.split())
    if schedule.startswith("every"):
        apart = interval(schedule)
        if apart is None or apart < SHORTEST:
            raise UnusableError("phải viết như every 5m, ít nhất 1s", "must be like every 5m, at least 1s")
        return schedule
    fields = schedule.lower().split(" ")
    if len(fields) != len(_FIELDS):
        raise UnusableError(
            'phải là every 5m, hoặc cron năm trường như "30 1 * * *"',
            'must be every 5m, or cron of five fields like "30 1 * * *"',
        )
    for text, (vi, en, low, high, words) in zip(fields, _FIELDS, strict=True):
        if not all(_is_part(part, low, high, words) for part in text.split(",")):
            raise UnusableError(
                f"trường {vi} của cron phải trong khoảng {low}-{high}", f"cron's {en} must lie within {low}-{high}"
            )
    _check_that_it_comes(cron_line(schedule))
    return schedule


def _check_that_it_comes(line: CronLine) -> None:
    possible = any(day <= _MONTH_DAYS[month - 1] for month in line.months for day in line.days)
    if not possible and not line.either_day:
        raise UnusableError("ngày này không bao giờ có trong tháng đó", "that month never has that day")


def _is_part(part: str, low: int, high: int, words: tuple[str, ...]) -> bool:
    found = _PART.fullmatch(part)
    if found is None or (found[1] == "*" and found[2] is not None) or (found[3] is not None and int(found[3]) == 0):
        return False
    ends = [_number(end, low, words) for end in (found[1], found[2]) if end not in {None, "*"}]
    return all(low <= end <= high for end in ends) and ends == sorted(ends)


def _number(text: str, low: int, words: tuple[str, ...]) -> int:
    if text in words:
        return words.index(text) + low
    return int(text) if text.isdecimal() and len(text) <= 2 else -1


#: ``every 5m`` or a cron line of five fields; white space is made single.
ScheduleText = Annotated[str, AfterValidator(_checked)]
