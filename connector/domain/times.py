"""Times as Vietnamese systems write them, all read into aware +07:00 values.

Midnight means "day known, hour not". Whatever cannot be read raises ValueError with a sentence that quotes nothing.
"""

import math
import re
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo

from connector.domain.text import key

#: Asia/Ho_Chi_Minh. A fixed offset: no daylight saving since 1975, no time-zone database needed, and quick.
ZONE = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")

#: Years outside are somebody's "no date" (0001, 1900 …) or a slip, never a dossier's.
FIRST_YEAR, LAST_YEAR = 1901, 2199

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

_CLOCK = r"(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?(?:\s*(am|pm|sa|ch))?"
_DAY = r"(\d{1,2})([/.\-])(\d{1,2})\2(\d{4}|\d{2})"
_NUMERIC = re.compile(rf"{_DAY}(?:(?:\s*[,;T\-]\s*|\s+){_CLOCK})?", re.IGNORECASE | re.ASCII)

_WORDY_DAY = re.compile(
    r"(?:ngày\s*)?(?:(\d{1,2})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{4}|\d{2})"
    r"|(\d{1,2})\s*tháng\s*(\d{1,2})\s*(?:năm\s*|,\s*)(\d{4}))(?!\d)"
)
_WORDY_CLOCK = re.compile(
    r"(?:lúc|hồi|vào lúc)?\s*(\d{1,2})\s*(?::|h|g|giờ)\s*(?:(\d{1,2})\s*(?:phút|ph|p|')?)?"
    r"(?:\s*:?\s*(\d{1,2})\s*(?:giây|s)?)?(?:\s*(am|pm|sa|ch|sáng|chiều|tối))?"
)
_JOINTS = re.compile(r"[\s,;.\-]*")
_AFTERNOON = frozenset({"pm", "ch", "chiều", "tối"})

_NOT_VN = "Không đọc được ngày giờ dạng dd/MM/yyyy [HH:mm[:ss]]."
_NOT_ISO = "Không đọc được ngày giờ dạng ISO (yyyy-MM-ddTHH:mm:ss)."
_NOT_COMPACT = "Không đọc được ngày giờ dạng yyyyMMddHHmmss."
_NO_SUCH_TIME = "Ngày giờ này không có thật."
_NO_SUCH_YEAR = "Năm không hợp lý."
_NOT_EXCEL = "Số này không phải là ngày của Excel."


def at_zone(moment: datetime) -> datetime:
    """The same instant at +07:00; a naive value is a Vietnamese clock's."""
    if moment.tzinfo is ZONE:
        return moment
    return moment.replace(tzinfo=ZONE) if moment.tzinfo is None else moment.astimezone(ZONE)


def hour_known(moment: datetime) -> bool:
    """False for midnight, which stands for a day without an hour."""
    local = at_zone(moment)
    return bool(local.hour or local.minute or local.second or local.microsecond)


def format_vn(moment: datetime) -> str:
    """dd/MM/yyyy HH:mm, or dd/MM/yyyy when the hour is not known."""
    local = at_zone(moment)
    return f"{local:%d/%m/%Y %H:%M}" if hour_known(local) else f"{local:%d/%m/%Y}"


# ---------------------------------------------------------------- reading


def parse_vn(text: str) -> datetime:
    """Day first, always: 05/08/2022 16:30, 5-8-22, 16h30 ngày 05 tháng 8 năm 2022, and their kin."""
    match = _NUMERIC.fullmatch(text)
    if match is None:
        return _parse_wordy(text)
    day, _, month, year, hour, minute, second, fraction, half = match.groups()
    if hour is None:
        return _moment(int(year), int(month), int(day))
    microsecond = int(fraction[:6].ljust(6, "0")) if fraction else 0
    clock = (_hour(int(hour), half), int(minute), int(second or 0), microsecond)
    return _moment(int(year), int(month), int(day), *clock)


def parse_iso(text: str, zone: tzinfo = ZONE, *, ignore_offset: bool = False) -> datetime:
    """ISO 8601. ``zone`` is where a time without offset was told; ``ignore_offset`` reads one with a false offset
    (a clock on Vietnamese time that signs with Z) as if it had none."""
    try:
        moment = datetime.fromisoformat(text.strip().upper().replace(" +", "+").replace(" Z", "Z"))
    except ValueError:
        raise ValueError(_NOT_ISO) from None
    if ignore_offset:
        moment = moment.replace(tzinfo=None)
    return _told_at(moment, zone, day_only=":" not in text and "T" not in text.upper())


def parse_compact(text: str) -> datetime:
    """yyyyMMddHHmmss, also without seconds or without a clock."""
    digits = text.strip()
    if len(digits) not in {8, 12, 14} or not (digits.isascii() and digits.isdigit()):
        raise ValueError(_NOT_COMPACT)
    clock = [int(digits[at : at + 2]) for at in range(8, len(digits), 2)]
    return _moment(int(digits[:4]), int(digits[4:6]), int(digits[6:8]), *clock)


def parse_format(text: str, strptime_format: str, zone: tzinfo = ZONE) -> datetime:
    """A format an operator wrote down, in strptime's language."""
    try:
        moment = datetime.strptime(text.strip(), strptime_format)  # noqa: DTZ007 - the zone is given below
    except ValueError:
        raise ValueError(f"Không đọc được ngày giờ theo dạng {strptime_format}.") from None
    day_only = not re.search(r"%[HIXcT]", strptime_format)
    return _told_at(moment, zone, day_only=day_only)


def from_excel(serial: float, date_1904: bool = False) -> datetime:
    """A spreadsheet's day number; the fraction is the clock."""
    first = 0 if date_1904 else 1
    if not (math.isfinite(serial) and first <= serial < 110_000) or (not date_1904 and 60 <= serial < 61):
        raise ValueError(_NOT_EXCEL)  # day 60 is 29/02/1900, which Excel believes in
    if date_1904:
        origin = datetime(1904, 1, 1, tzinfo=ZONE)
    else:
        origin = datetime(1899, 12, 30 if serial >= 61 else 31, tzinfo=ZONE)
    milliseconds = round(serial * 86_400_000)  # a spreadsheet keeps no finer time, a float shows a finer one
    return _reasonable(origin + timedelta(milliseconds=milliseconds))


def from_epoch(seconds: float) -> datetime:
    """Seconds since 1970; zero is somebody's "no date"."""
    if not math.isfinite(seconds) or seconds == 0:
        raise ValueError(_NO_SUCH_TIME)
    try:
        return _reasonable((_EPOCH + timedelta(seconds=seconds)).astimezone(ZONE))
    except OverflowError:
        raise ValueError(_NO_SUCH_YEAR) from None


# ---------------------------------------------------------------- parts


def _parse_wordy(text: str) -> datetime:
    """Dates written out, with the clock before or after the day."""
    words = key(text)
    day = _WORDY_DAY.search(words)
    if day is None:
        raise ValueError(_NOT_VN)
    rest = (words[: day.start()] + " " + words[day.end() :]).strip(" ,;.-")
    numbers = [int(group) for group in day.groups() if group is not None]
    if not rest:
        return _moment(numbers[2], numbers[1], numbers[0])
    clock = _WORDY_CLOCK.fullmatch(rest)
    if clock is None:
        raise ValueError(_NOT_VN)
    hour, minute, second, half = clock.groups()
    return _moment(numbers[2], numbers[1], numbers[0], _hour(int(hour), half), int(minute or 0), int(second or 0))


def _hour(hour: int, half: str | None) -> int:
    """The hour of the day; noon and midnight are both 12 on a half-day clock."""
    if half is None:
        return hour
    if half.lower() in _AFTERNOON:
        return hour if hour >= 12 else hour + 12
    return 0 if hour == 12 else hour


def _moment(
    year: int, month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0, microsecond: int = 0
) -> datetime:
    full_year = year + 2000 if year < 100 else year
    try:
        moment = datetime(full_year, month, day, hour, minute, second, microsecond, tzinfo=ZONE)
    except ValueError:
        raise ValueError(_NO_SUCH_TIME) from None
    return _reasonable(moment)


def _told_at(moment: datetime, zone: tzinfo, *, day_only: bool) -> datetime:
    """Give a time without offset the zone it was told in. A bare day has no zone to be moved by."""
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=ZONE if day_only else zone)
    try:
        return _reasonable(at_zone(moment))
    except OverflowError:
        raise ValueError(_NO_SUCH_YEAR) from None


def _reasonable(moment: datetime) -> datetime:
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise ValueError(_NO_SUCH_YEAR)
    return moment


def day_of(moment: datetime) -> date:
    """The Vietnamese calendar day of a moment."""
    return at_zone(moment).date()
