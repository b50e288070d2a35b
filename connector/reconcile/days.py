"""The Vietnamese calendar day of a moment."""

from datetime import date, datetime

from connector.domain.times import at_zone


def day_of(moment: datetime) -> date:
    return at_zone(moment).date()
