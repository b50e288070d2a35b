"""Days as people write them into a book: with or without the year, in figures or in words; never guessed."""

import re
from collections.abc import Sequence
from datetime import date, datetime

from connector.domain.text import display, key
from connector.domain.times import ZONE, NoDateError, parse_vn

_DAY_MONTH = re.compile(r"(?:ngày )?(\d{1,2}) ?(?:[/.\-]|tháng) ?(\d{1,2})[./\-]?")
_NOTHING = re.compile(r"[\s.\-–—_…/\\]*")


class NotADayError(ValueError):
    """Why a value is no day; the sentence quotes nothing."""


def is_blank(value: object) -> bool:
    """Nothing, or the dots and dashes that stand for nothing on a form."""
    return value is None or (isinstance(value, str) and _NOTHING.fullmatch(display(value)) is not None)


def read_day(
    value: object, *, year: int | None, known: Sequence[date] = (), not_before: datetime | None = None
) -> datetime | None:
    """The moment written there; None for nothing written. ``known`` are days told elsewhere of which this may be one
    without its year, ``year`` is that of the book; a day that this year would put before ``not_before`` has none.

    Raises NotADayError.
    """
    if is_blank(value):
        return None
    if not isinstance(value, str):
        raise NotADayError("là một con số, không phải ngày")
    try:
        return parse_vn(value)
    except NoDateError:
        return None
    except ValueError:
        match = _DAY_MONTH.fullmatch(key(value))
        if match is None:
            raise NotADayError("không đọc được như ngày dd/MM/yyyy") from None
    return _with_year(int(match[1]), int(match[2]), year, known, not_before)


def _with_year(day: int, month: int, year: int | None, known: Sequence[date], not_before: datetime | None) -> datetime:
    told = next((each for each in known if (each.day, each.month) == (day, month)), None)
    year = year if told is None else told.year
    if year is None:
        raise NotADayError("không ghi năm, mà tên sổ và tên trang cũng không cho biết năm nào")
    try:
        moment = datetime(year, month, day, tzinfo=ZONE)
    except ValueError:
        raise NotADayError("là ngày không có thật") from None
    if not_before is not None and moment.date() < not_before.date():
        raise NotADayError(f"không ghi năm, và nếu là năm {year} của sổ thì trước ngày nhận")
    return moment
