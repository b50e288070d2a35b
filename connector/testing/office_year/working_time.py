"""Moments within the authority's working hours."""

import random
from datetime import date, datetime, time, timedelta

from connector.domain.times import ZONE
from connector.testing.office_year.catalogue import calendar

OPENS, NOON, AFTERNOON, CLOSES = time(7, 30), time(11, 30), time(13, 30), time(17, 0)

_HALVES = ((OPENS, NOON), (AFTERNOON, CLOSES))


def at(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, tzinfo=ZONE)


def within(chance: random.Random, day: date) -> datetime:
    """A minute of that day's working hours."""
    first, last = chance.choice(_HALVES)
    minutes = (at(day, last) - at(day, first)).seconds // 60
    return at(day, first) + timedelta(minutes=chance.randrange(minutes))


def is_working(moment: datetime) -> bool:
    clock = moment.time()
    return calendar().is_working(moment.date()) and any(first <= clock < last for first, last in _HALVES)


def later(moment: datetime, minutes: int) -> datetime:
    """So many working minutes after; it ends within working hours, before closing time."""
    while True:
        left = _left(moment)
        if minutes < left:
            return moment + timedelta(minutes=minutes)
        minutes -= left
        moment = _next_opening(moment)


def opening(moment: datetime) -> datetime:
    """The moment itself within working hours, else when the office next opens."""
    return moment if is_working(moment) else _next_opening(moment)


def days_after(chance: random.Random, moment: datetime, working_days: int) -> datetime:
    """Some time on the day so many working days after, never before the moment."""
    day = calendar().add(moment.date(), working_days)
    found = within(chance, day)
    return found if found > moment else later(moment, 1 + chance.randrange(30))


def _left(moment: datetime) -> int:
    """Working minutes until the next break; 0 outside working hours."""
    if not is_working(moment):
        return 0
    last = next(last for first, last in _HALVES if first <= moment.time() < last)
    return (at(moment.date(), last) - moment).seconds // 60


def _next_opening(moment: datetime) -> datetime:
    if calendar().is_working(moment.date()):
        for first, _ in _HALVES:
            if moment.time() < first:
                return at(moment.date(), first)
    return at(calendar().next_working_day(moment.date()), OPENS)
