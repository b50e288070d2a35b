"""Times as Vietnamese systems write them, all read into aware +07:00 values.

Midnight means "day known, hour not". Whatever cannot be read raises ValueError with a sentence that quotes nothing.
"""

import math
import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo

from connector.domain.text import key

#: Asia/Ho_Chi_Minh. A fixed offset: no daylight saving since 1975, no time-zone database needed, and quick.
ZONE = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")

#: Years outside are somebody's "no date" (0001, 1900, 9999 …), never a dossier's.
FIRST_YEAR, LAST_YEAR = 1901, 2199

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_DAYS = (_EPOCH, _EPOCH.replace(tzinfo=ZONE))
_LAST_EXCEL_DAY = 2_958_465  # 31/12/9999

_NOT_VN = "Không đọc được ngày giờ dạng dd/MM/yyyy [HH:mm[:ss]]."
_NOT_ISO = "Không đọc được ngày giờ dạng ISO (yyyy-MM-ddTHH:mm:ss)."
_NOT_COMPACT = "Không đọc được ngày giờ dạng yyyyMMddHHmmss."
_NOT_EXCEL = "Số này không phải là ngày của bảng tính."
_NOT_EPOCH = "Số này không phải là thời điểm."
_NO_SUCH_TIME = "Ngày giờ này không có thật."
_NO_DATE = "Giá trị này chỉ có nghĩa là chưa có ngày."


class NoDateError(ValueError):
    """A well-formed time that stands for "no date" in many systems: 01/01/0001, 1900, 1970 to the second, 9999."""


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


# ---------------------------------------------------------------- dd/MM/yyyy and its kin

_NUMERIC = re.compile(
    r"\s*([0-9]{1,2})([/.\-])([0-9]{1,2})\2([0-9]{4}|[0-9]{2})"
    r"(?:(?:\s*[,;T\-]\s*|\s+)([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:[.,]([0-9]{1,9}))?)?(?:\s*(am|pm|sa|ch))?)?\s*",
    re.IGNORECASE,
)

_DAY_IN_WORDS = re.compile(
    r"(?<![0-9])(?:ngày )?(?:"
    r"([0-9]{1,2}) ?[/.\-] ?([0-9]{1,2}) ?[/.\-] ?([0-9]{4}|[0-9]{2})"
    r"|([0-9]{1,2}) ?tháng ?([0-9]{1,2}),? ?(?:năm )?([0-9]{4})"
    r")(?![0-9])"
)
_CLOCK_IN_WORDS = re.compile(
    r"(?:vào )?(?:lúc |hồi )?([0-9]{1,2}) ?(?::|h|g|giờ) ?"
    r"(?:([0-9]{1,2}) ?(?:phút|ph|p|')?(?: ?:? ?([0-9]{1,2}) ?(?:giây|s)?)?)?"
    r"(?: ?(am|pm|sa|ch|sáng|chiều))?"
)
_WEEKDAY = re.compile(r"^(?:thứ (?:hai|ba|tư|năm|sáu|bảy|[2-7])|chủ nhật)\b")
_AFTERNOON = frozenset({"pm", "ch", "chiều"})


def parse_vn(text: str) -> datetime:
    """Day first, always: 05/08/2022 16:30, 5-8-22, 16h30 ngày 05 tháng 8 năm 2022, and the like."""
    match = _NUMERIC.fullmatch(text)
    if match is None:
        return _parse_words(key(text))
    day, _, month, year, hour, minute, second, fraction, half = match.groups()
    if hour is None:
        return _moment(_year(year), int(month), int(day))
    microsecond = int(fraction[:6].ljust(6, "0")) if fraction else 0
    clock = (_hour(int(hour), half), int(minute), int(second or 0), microsecond)
    return _moment(_year(year), int(month), int(day), *clock)


def _parse_words(words: str) -> datetime:
    """A date in words or loosely spaced, with the clock before it or after it."""
    words = _WEEKDAY.sub("", words).strip(" ,;")
    found = _DAY_IN_WORDS.search(words)
    if found is None:
        raise ValueError(_NOT_VN)
    day, month, year = (group for group in found.groups() if group is not None)
    before, after = words[: found.start()].strip(" ,;-"), words[found.end() :].strip(" ,;-")
    if not before and not after:
        return _moment(_year(year), int(month), int(day))
    clock = None if before and after else _CLOCK_IN_WORDS.fullmatch(before or after)
    if clock is None:
        raise ValueError(_NOT_VN)
    hour, minute, second, half = clock.groups()
    at = (_hour(int(hour), half), int(minute or 0), int(second or 0))
    return _moment(_year(year), int(month), int(day), *at)


def _year(written: str) -> int:
    return int(written) + 2000 if len(written) == 2 else int(written)


def _hour(hour: int, half: str | None) -> int:
    """The hour of the day. On a half-day clock noon and midnight are both 12; 16:30 PM is met and means 16:30."""
    if half is None:
        return hour
    if half.lower() in _AFTERNOON:
        return hour if hour >= 12 else hour + 12
    if hour > 12:
        raise ValueError(_NO_SUCH_TIME)
    return hour % 12


# ---------------------------------------------------------------- forms of machines


def parse_iso(text: str, zone: tzinfo = ZONE, *, ignore_offset: bool = False) -> datetime:
    """ISO 8601. ``zone`` is where a time without offset was told; ``ignore_offset`` reads one with a false offset
    (a clock on Vietnamese time that signs with Z) as if it had none."""
    written = text.strip().upper().replace(" +", "+").replace(" Z", "Z")
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        raise ValueError(_NOT_ISO) from None
    if ignore_offset:
        moment = moment.replace(tzinfo=None)
    return _told_at(moment, zone, day_only=len(written) <= len("2022-08-05"))


def parse_compact(text: str) -> datetime:
    """yyyyMMddHHmmss, also without seconds or without a clock."""
    digits = text.strip()
    if len(digits) not in {8, 12, 14} or not (digits.isascii() and digits.isdigit()):
        raise ValueError(_NOT_COMPACT)
    clock = (int(digits[at : at + 2]) for at in range(8, len(digits), 2))
    return _moment(int(digits[:4]), int(digits[4:6]), int(digits[6:8]), *clock)


def parse_format(text: str, strptime_format: str, zone: tzinfo = ZONE) -> datetime:
    """A format that an operator wrote down, in strptime's language."""
    try:
        moment = datetime.strptime(text.strip(), strptime_format)  # noqa: DTZ007 - the zone is given below
    except ValueError:
        raise ValueError(f"Không đọc được ngày giờ theo dạng {strptime_format}.") from None
    return _told_at(moment, zone, day_only=re.search("%[HIXcTs]", strptime_format) is None)


def from_excel(serial: float, date_1904: bool = False) -> datetime:
    """A spreadsheet's day number; the fraction is the clock."""
    if serial == 0:
        raise NoDateError(_NO_DATE)
    if not 0 < serial < _LAST_EXCEL_DAY + 1 or (serial < 1 and not date_1904):
        raise ValueError(_NOT_EXCEL)
    # Day 60 is 29/02/1900, which spreadsheets believe in; that whole year is nobody's date here anyway.
    origin = datetime(1904, 1, 1, tzinfo=ZONE) if date_1904 else datetime(1899, 12, 30, tzinfo=ZONE)
    milliseconds = round(serial * 86_400_000)  # a spreadsheet keeps no finer time, a float pretends to
    try:
        return _a_date(origin + timedelta(milliseconds=milliseconds))
    except OverflowError:
        raise ValueError(_NOT_EXCEL) from None


def from_epoch(seconds: float) -> datetime:
    """Seconds since 1970."""
    if not math.isfinite(seconds):
        raise ValueError(_NOT_EPOCH)
    try:
        return _a_date((_EPOCH + timedelta(seconds=seconds)).astimezone(ZONE))
    except OverflowError:
        raise ValueError(_NOT_EPOCH) from None


def _moment(
    year: int, month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0, microsecond: int = 0
) -> datetime:
    try:
        moment = datetime(year, month, day, hour, minute, second, microsecond, tzinfo=ZONE)
    except ValueError:
        raise ValueError(_NO_SUCH_TIME) from None
    return _a_date(moment)


def _told_at(moment: datetime, zone: tzinfo, *, day_only: bool) -> datetime:
    """Give a time without offset the zone it was told in. A bare day has no zone to be moved by."""
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:  # before any change of zone: it may leave the calendar
        raise NoDateError(_NO_DATE)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=ZONE if day_only else zone)
    return _a_date(at_zone(moment))


def _a_date(moment: datetime) -> datetime:
    if not FIRST_YEAR <= moment.year <= LAST_YEAR or (moment.year == 1970 and moment in _EPOCH_DAYS):
        raise NoDateError(_NO_DATE)
    return moment
