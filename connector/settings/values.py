"""The small values of a configuration, each written one way: durations, rates, windows, days, paths, secrets.

Use them in an adapter's models exactly as one would use ``int`` or ``str``. What cannot be read raises
``UnusableError`` with a sentence in both languages that never quotes the value: it may be a secret.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import SplitResult, urlsplit

from pydantic import (
    AfterValidator,
    BeforeValidator,
    PlainSerializer,
    SecretStr,
    StringConstraints,
    ValidationInfo,
    WithJsonSchema,
)

#: A value that is never shown: its repr, its listing and every problem about it are masked.
Secret = SecretStr

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_LONGEST = timedelta(days=36500)
_DURATION = re.compile(r"([0-9]{1,10}(?:\.[0-9]{1,3})?)(ms|[smhd])")
_RATE = re.compile(r"([0-9]{1,6}(?:\.[0-9]{1,6})?)/([smh])")
_WINDOW = re.compile(r"([0-9]{2}):([0-9]{2})-([0-9]{2}):([0-9]{2})")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class UnusableError(ValueError):
    """A value that cannot be used, said in both languages and without the value itself."""

    def __init__(self, vi: str, en: str) -> None:
        super().__init__(vi)
        self.vi = vi
        self.en = en


def http_parts(written: str) -> SplitResult:
    """The parts of a full http(s) address."""
    try:
        parts = urlsplit(written)
        _ = parts.port  # read only when it is asked for, and refused then
    except ValueError:
        raise _no_address() from None
    # The splitter forgives blanks and line breaks; whoever sends a request does not.
    sound = written.isprintable() and " " not in written
    if not sound or parts.scheme not in {"http", "https"} or not parts.hostname:
        raise _no_address()
    return parts


def _no_address() -> UnusableError:
    return UnusableError("phải là địa chỉ http:// hoặc https:// đầy đủ", "must be a full http:// or https:// address")


def parse_duration(written: str) -> timedelta:
    """``30s``, ``15m``, ``6h``, ``3d``; also ``500ms`` and ``1.5s``."""
    found = _DURATION.fullmatch(written)
    seconds = _in_seconds(float(found[1]), found[2]) if found else -1.0
    if not 0 <= seconds <= _LONGEST.total_seconds():
        raise UnusableError(
            "phải là một khoảng thời gian như 30s, 15m, 6h, 3d", "must be a duration like 30s, 15m, 6h, 3d"
        )
    return timedelta(seconds=seconds)


def _in_seconds(number: float, unit: str) -> float:
    return number / 1000 if unit == "ms" else number * _UNITS[unit]


def format_duration(value: timedelta) -> str:
    """The shortest way to write it that ``parse_duration`` reads back."""
    if value.microseconds:
        return f"{round(value / timedelta(milliseconds=1))}ms"
    seconds = int(value.total_seconds())
    if seconds == 0:
        return "0s"
    unit = next(name for name, size in reversed(_UNITS.items()) if seconds % size == 0)
    return f"{seconds // _UNITS[unit]}{unit}"


def _duration(value: Any) -> Any:
    return value if isinstance(value, timedelta) else parse_duration(str(value))


Duration = Annotated[
    timedelta,
    BeforeValidator(_duration),
    PlainSerializer(format_duration, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "pattern": "^[0-9]+[smhd]$", "examples": ["30s", "15m", "6h", "3d"]}),
]


def _rate(value: Any) -> Any:
    if isinstance(value, float):
        return value
    found = _RATE.fullmatch(str(value))
    per_second = float(found[1]) / _UNITS[found[2]] if found else 0.0
    if per_second <= 0:
        raise UnusableError("phải là tốc độ như 20/s, 100/m", "must be a rate like 20/s, 100/m")
    return per_second


#: Requests per second, written ``20/s``, ``100/m`` or ``500/h``.
Rate = Annotated[
    float,
    BeforeValidator(_rate),
    WithJsonSchema({"type": "string", "pattern": r"^[0-9]+(\.[0-9]+)?/[smh]$", "examples": ["20/s", "100/m"]}),
]


@dataclass(frozen=True, slots=True)
class DailyWindow:
    """A stretch of every day, Asia/Ho_Chi_Minh; it may cross midnight. The start is inside, the end is not."""

    start: time
    end: time

    def __str__(self) -> str:
        return f"{self.start:%H:%M}-{self.end:%H:%M}"

    def covers(self, at: datetime) -> bool:
        """Whether that moment (already in the agency's zone) lies inside."""
        moment = at.time()
        if self.start < self.end:
            return self.start <= moment < self.end
        return moment >= self.start or moment < self.end

    def ends_after(self, at: datetime) -> datetime:
        """The window's first end later than that moment."""
        end = at.replace(hour=self.end.hour, minute=self.end.minute, second=0, microsecond=0)
        return end if end > at else end + timedelta(days=1)


def _window(value: Any) -> Any:
    if isinstance(value, DailyWindow):
        return value
    found = _WINDOW.fullmatch(str(value))
    hours = [int(part) for part in found.groups()] if found else []
    if not hours or hours[:2] == hours[2:] or max(hours[::2]) > 23 or max(hours[1::2]) > 59:
        raise UnusableError('phải là khung giờ như "22:00-23:30"', 'must be a daily window like "22:00-23:30"')
    return DailyWindow(time(hours[0], hours[1]), time(hours[2], hours[3]))


#: A daily maintenance window, written ``"22:00-23:30"``.
Window = Annotated[
    DailyWindow,
    BeforeValidator(_window),
    PlainSerializer(str, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "pattern": "^[0-9]{2}:[0-9]{2}-[0-9]{2}:[0-9]{2}$", "examples": ["22:00-23:30"]}),
]


def _day(value: Any) -> Any:
    if isinstance(value, date):
        return value
    wrong = UnusableError(
        "phải là một ngày có thật, viết như 2026-01-31", "must be an existing day, written like 2026-01-31"
    )
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        raise wrong
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise wrong from None


#: A calendar day, written ``2026-01-31``.
Day = Annotated[date, BeforeValidator(_day), WithJsonSchema({"type": "string", "format": "date"})]


def _at_home(value: Any, info: ValidationInfo) -> Any:
    if not isinstance(value, str | Path):
        return value
    if not str(value).strip() or "\0" in str(value):
        raise UnusableError("phải là một đường dẫn", "must be a path")
    if any(character < " " for character in str(value)):
        raise UnusableError(
            "đường dẫn có ký tự điều khiển: trong nháy kép \\n, \\t không phải là thư mục; viết / hoặc dùng nháy đơn",
            "a control character: within double quotes \\n and \\t are no folders; write / or use single quotes",
        )
    home = (info.context or {}).get("home")
    return Path(value) if home is None else Path(home) / value


def _existing(path: Path) -> Path:
    try:
        there = path.is_file()
    except OSError:  # a path the operating system itself refuses
        there = False
    if not there:
        raise UnusableError("không có tệp này", "there is no such file")
    return path


_PATH_SCHEMA = WithJsonSchema({"type": "string", "description": "a relative path starts at home"})

#: A path; relative ones start at home (the parent of connector.yaml's folder). May be a pattern like ``in/*.xlsx``.
HomePath = Annotated[Path, BeforeValidator(_at_home), _PATH_SCHEMA]

# The check stands before the one that completes the path: of before-validators the last named runs first.
#: A file that must exist; relative paths start at home.
HomeFile = Annotated[Path, BeforeValidator(_existing), BeforeValidator(_at_home), _PATH_SCHEMA]

#: What Windows keeps for devices, whatever follows after a dot; a configuration is moved from one machine to another.
_DEVICES = frozenset(
    {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(10))}
)


def is_device_name(name: str) -> bool:
    """Whether Windows makes no file of this name, in whatever letters."""
    return name.lower() in _DEVICES


def _no_device(name: str) -> str:
    if is_device_name(name):
        raise UnusableError(
            "Windows dành tên này cho thiết bị (CON, PRN, AUX, NUL, COM1, LPT1, …); đặt tên khác",
            "Windows keeps this name for a device (CON, PRN, AUX, NUL, COM1, LPT1, …); choose another",
        )
    return name


#: The name of a system or a link: it becomes part of commands and file names, so it is plain.
Name = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$"), AfterValidator(_no_device)]
