"""Named converters: how a system writes its times."""

import difflib
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, tzinfo
from functools import lru_cache
from types import MappingProxyType
from typing import Annotated, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator

from connector.domain import times
from connector.mapping.faults import RuleError

#: Reads one value as a time (+07:00). Raises ValueError with a sentence.
Convert = Callable[[Any], datetime]

DEFAULT_ZONE = "Asia/Ho_Chi_Minh"

REMEMBERED_TEXTS = 4096  # texts of which each converter remembers the moment

#: A day that every strptime directive can tell apart, for trying a format out.
_SPECIMEN = datetime(2026, 11, 23, 14, 35, 47, 123456, tzinfo=UTC)


def _number(value: Any) -> float:
    if isinstance(value, bool):
        raise ValueError("không phải là số")  # noqa: TRY004  # one kind of error for every unreadable value
    try:
        return float(value)
    except (TypeError, ValueError) as error:
        raise ValueError("không phải là số") from error


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    raise ValueError("không phải là chữ")


#: name → how to make the converter, given the zone of zoneless times.
_NAMED: Mapping[str, Callable[[tzinfo], Convert]] = MappingProxyType(
    {
        "date_vn": lambda _zone: lambda value: times.parse_vn(_text(value)),
        "iso": lambda zone: lambda value: times.parse_iso(_text(value), zone),
        "compact": lambda _zone: lambda value: times.parse_compact(_text(value)),
        "epoch": lambda _zone: lambda value: times.from_epoch(_number(value)),
        "epoch_ms": lambda _zone: lambda value: times.from_epoch(_number(value) / 1000),
        "excel": lambda _zone: lambda value: times.from_excel(_number(value)),
    }
)


def converter(name: str, zone: str = DEFAULT_ZONE) -> Convert:
    """The converter of that name, or of that strptime format. A workbook's own dates pass through any of them."""
    home: tzinfo = times.ZONE if zone == DEFAULT_ZONE else ZoneInfo(zone)
    read = _NAMED[name](home) if name in _NAMED else lambda value: times.parse_format(_text(value), name, home)
    # One moment is told again and again: received and first step, the end of the working day.
    read_text = lru_cache(maxsize=REMEMBERED_TEXTS)(read)

    def convert(value: Any) -> datetime:
        if isinstance(value, str):
            return read_text(value)
        if isinstance(value, datetime):
            return times.at_zone(value if value.tzinfo is not None else value.replace(tzinfo=home))
        if isinstance(value, date):
            return datetime.combine(value, time(), tzinfo=times.ZONE)
        return read(value)

    return convert


def _check_convert(name: str) -> str:
    if name in _NAMED:
        return name
    if "%" in name:
        return _check_format(name)
    near = difflib.get_close_matches(name, _NAMED, n=1)
    known = ", ".join(_NAMED)
    raise RuleError(
        f"không có cách đọc này{f'; có phải là {near[0]}?' if near else ''} (có: {known}, hoặc strptime như %d-%m-%Y)",
        f"no such converter{f'; did you mean {near[0]}?' if near else ''} (there are: {known}, or strptime: %d-%m-%Y)",
    )


def _check_format(pattern: str) -> str:
    try:
        datetime.strptime(_SPECIMEN.strftime(pattern), pattern)  # noqa: DTZ007  # only tried out
    except ValueError as error:
        raise RuleError("định dạng thời gian không dùng được", "unusable time format") from error
    return pattern


def _check_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise RuleError(
            "không có múi giờ này (ví dụ: Asia/Ho_Chi_Minh, UTC)", "no such time zone (try Asia/Ho_Chi_Minh or UTC)"
        ) from error
    return name


ConvertName = Annotated[str, AfterValidator(_check_convert)]
ZoneName = Annotated[str, AfterValidator(_check_zone)]
