"""The one door to the log: JSON Lines by structlog, one line per event, library logs included.

Every line has ``ts`` (+07:00), ``level`` and ``event``, and where they apply ``run``, ``link``, ``system`` and
``dossier``. What a line may carry is closed (``connector.observe.events``). Passing anything else is a mistake of ours:
a strict log (tests) raises, a real one drops the field and says so under ``dropped``.
"""

import logging
import sys
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping
from contextlib import contextmanager
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any, Protocol

import orjson
import structlog

from connector.domain.errors import ConnectorError, os_reason
from connector.observe.events import CONTEXT_FIELDS, FOREIGN_TEXT_FIELDS, Event
from connector.observe.log_files import DatedFile
from connector.observe.redact import hide_secrets, scrub

_VIETNAM = timezone(timedelta(hours=7))
_LEVELS: Mapping[str, int] = {"debug": 10, "info": 20, "warning": 30, "error": 40}
_LIBRARIES = ("httpx", "httpcore", "apscheduler", "sqlalchemy", "alembic", "asyncio", "py.warnings")
_HEAD = ("ts", "level", "event", *CONTEXT_FIELDS)


def _now() -> datetime:
    return datetime.now(_VIETNAM)


#: Told an event with all that is said of it, before anything of that is checked or made presentable.
Listener = Callable[[Event, Mapping[str, Any]], None]


class Sink(Protocol):
    """Where finished lines go."""

    def append(self, line: bytes) -> None: ...

    def close(self) -> None: ...


class Log:
    """Says events. ``bind`` gives a log whose every line carries more context; both share the same door."""

    def __init__(self, door: "Door", context: Mapping[str, Any] | None = None) -> None:
        self._door = door
        self._context = dict(context or {})

    @classmethod
    def silent(cls) -> "Log":
        """A strict log that keeps nothing: for tests that do not listen."""
        return cls.recording([])

    @classmethod
    def recording(cls, lines: list[dict[str, Any]]) -> "Log":
        """A strict log that appends every line it says, of any level, to ``lines``: for tests that do."""
        return cls(Door(_Recorder(lines), level="debug", strict=True))

    def bind(self, **context: Any) -> "Log":
        """A log for one run, link, system or dossier."""
        self._door.check_context(context)
        return Log(self._door, self._context | context)

    def say(self, event: Event, **fields: Any) -> None:
        """Write one line. Never raises in operation: a log that cannot be written must not stop the work."""
        self._door.say(event, self._context, fields)

    def unexpected(self, error: BaseException, **fields: Any) -> None:
        """Write an error nobody foresaw, with its traceback but never with the values of variables."""
        told = {"error": str(error), "error_type": type(error).__name__, "traceback": _traceback(error)}
        self.say(Event.ERROR_UNEXPECTED, **(fields | told))

    @contextmanager
    def overheard(self, listener: Listener) -> Iterator[None]:
        """While the context lasts ``listener`` is told every event, those below the log's level too, from whichever
        thread it is said. It must not raise, and show nothing but counts and names of our own."""
        self._door.listener = listener
        try:
            yield
        finally:
            self._door.listener = None

    def close(self) -> None:
        """Let go of the file and of the libraries' logs; only the one who set the log up may."""
        self._door.close()


def set_up(
    file: Path,
    *,
    level: str = "info",
    rotate_mb: float = 50,
    keep: int = 30,
    required: bool = True,
    strict: bool = False,
    now: Callable[[], datetime] = _now,
) -> Log:
    """The log of this process; library logs and warnings go through it from here on.

    If the file cannot be opened: raises when the log is ``required`` (whatever changes something must leave a trace),
    else says so once on stderr and writes there.
    """

    lines = _FileOrStderr(file, rotate_mb=rotate_mb, keep=keep, now=now)
    try:
        lines.open()
    except OSError as error:
        if required:
            raise _unwritable(file, error) from error
    return _listening(Door(lines, level=level, strict=strict, now=now))


def set_up_for_reading(file: Path, *, rotate_mb: float = 50, keep: int = 30, now: Callable[[], datetime] = _now) -> Log:
    """The log of a process that is to leave nothing behind: the file is not touched until there is an error to tell,
    whose traceback belongs there and not before an operator's eyes."""
    lines = _FileOrStderr(file, rotate_mb=rotate_mb, keep=keep, now=now)
    return _listening(Door(lines, level="error", strict=False, now=now))


def _listening(door: "Door") -> Log:
    _take_library_logs(door)
    return Log(door)


def _unwritable(file: Path, error: OSError) -> ConnectorError:
    return ConnectorError(
        f"Không ghi được nhật ký: {os_reason(error)}.",
        where=str(file),
        do="Cấp quyền ghi cho thư mục đó, giải phóng đĩa, hoặc sửa khóa logs.file trong connector.yaml.",
    )


# ---------------------------------------------------------------- the door


class Door:
    """Checks, scrubs, orders and renders what is said, then hands the line to its sink."""

    def __init__(self, sink: Sink, *, level: str, strict: bool, now: Callable[[], datetime] = _now) -> None:
        self._sink = sink
        self._threshold = _LEVELS[level]
        self._strict = strict
        self._now = now
        self.listener: Listener | None = None
        self._structlog = structlog.wrap_logger(
            _Appender(sink),
            processors=[self._stamp, _scrub_fields, _in_order, structlog.processors.JSONRenderer(_to_line)],
            wrapper_class=_Bound,
        )

    def close(self) -> None:
        _leave_library_logs(self)
        self._sink.close()

    def check_context(self, context: Mapping[str, Any]) -> None:
        stray = sorted(context.keys() - set(CONTEXT_FIELDS))
        if stray and self._strict:
            raise ValueError(f"not a context field: {', '.join(stray)}")

    def say(self, event: Event, context: Mapping[str, Any], fields: Mapping[str, Any]) -> None:
        if self.listener is not None:
            self.listener(event, {**context, **fields})
        if _LEVELS[event.level] < self._threshold:
            if self._strict:
                self._admitted(event, fields)
            return
        self._structlog.say(event, self._admitted(event, {**context, **fields}))

    def _admitted(self, event: Event, fields: Mapping[str, Any]) -> dict[str, Any]:
        """The fields this event may carry; the others raise in a strict log and are named as dropped in a real one."""
        good: dict[str, Any] = {}
        stray: list[str] = []
        for name, value in fields.items():
            plain = _plain(value) if name in event.fields or name in CONTEXT_FIELDS else _NOT_PLAIN
            if plain is _NOT_PLAIN:
                stray.append(name)
            elif plain is not None:
                good[name] = plain
        if stray and self._strict:
            raise ValueError(f"{event} may not carry {', '.join(sorted(stray))} (connector/observe/events.py)")
        if stray:
            good["dropped"] = sorted(stray)
        return good

    def _stamp(self, _logger: Any, level: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        line["ts"] = self._now().astimezone(_VIETNAM).isoformat(timespec="milliseconds")
        line["level"] = level
        return line


class _Bound(structlog.BoundLoggerBase):
    """structlog's side of the door: the method called is the event's level."""

    def say(self, event: Event, fields: Mapping[str, Any]) -> None:
        self._proxy_to_logger(event.level, str(event), **fields)


class _Appender:
    """What structlog calls at the end: one method per level, all of them append."""

    def __init__(self, sink: Sink) -> None:
        self.debug = self.info = self.warning = self.error = sink.append


_NOT_PLAIN = object()


def _plain(value: Any) -> Any:
    """The value as JSON tells it, or _NOT_PLAIN: a whole record (a dossier, a page, a request) never gets in."""
    for kinds, render in _RENDERED:
        if isinstance(value, kinds):
            return render(value)
    return _NOT_PLAIN


def _plain_list(values: Iterable[Any]) -> Any:
    parts = [_plain(value) for value in values]
    return _NOT_PLAIN if any(part is _NOT_PLAIN for part in parts) else parts


def _plain_mapping(mapping: Mapping[Any, Any]) -> Any:
    values = _plain_list(mapping.values())
    return values if values is _NOT_PLAIN else dict(zip(map(str, mapping), values, strict=True))


_RENDERED: tuple[tuple[tuple[type, ...], Callable[[Any], Any]], ...] = (
    ((str, Path), str),
    ((bool, type(None)), lambda value: value),
    ((int,), int),  # an IntEnum becomes its number
    ((float,), float),
    ((datetime, date), lambda when: when.isoformat()),
    ((timedelta,), lambda length: length.total_seconds()),
    ((Mapping,), _plain_mapping),
    ((frozenset, set), lambda members: sorted(map(str, members))),
    ((list, tuple), _plain_list),
)


def _scrub_fields(_logger: Any, _level: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    for name, value in line.items():
        if name not in {"ts", "level", "event"}:
            line[name] = _scrubbed(value, scrub if name in FOREIGN_TEXT_FIELDS else hide_secrets)
    return line


def _scrubbed(value: Any, clean: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, list):
        return [_scrubbed(part, clean) for part in value]
    if isinstance(value, dict):
        return {clean(key): _scrubbed(part, clean) for key, part in value.items()}
    return value


def _in_order(_logger: Any, _level: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    head = {name: line[name] for name in _HEAD if name in line}
    return head | {name: value for name, value in line.items() if name not in head}


def _to_line(line: Any, **_: Any) -> bytes:
    return orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE)


# ---------------------------------------------------------------- sinks


class _Recorder:
    def __init__(self, lines: list[dict[str, Any]]) -> None:
        self._lines = lines

    def append(self, line: bytes) -> None:
        self._lines.append(orjson.loads(line))

    def close(self) -> None:
        """The lines stay with whoever gave the list."""


class _FileOrStderr:
    """The file; while it cannot be written, stderr, with one line when that begins."""

    def __init__(self, path: Path, *, rotate_mb: float, keep: int, now: Callable[[], datetime]) -> None:
        def vietnam() -> datetime:
            return now().astimezone(_VIETNAM)

        self._path = path
        self._now = vietnam
        self._file = DatedFile(path, rotate_mb=rotate_mb, keep=keep, now=vietnam)
        self._broken = False

    def open(self) -> None:
        """Open the file now, so that one that cannot be written is known before any work is done."""
        self._file.open()

    def append(self, line: bytes) -> None:
        try:
            self._file.append(line)
        except OSError as error:
            if not self._broken:
                self._broken = True
                self._say_unwritable(error)
            _to_stderr(line)
        else:
            self._broken = False

    def close(self) -> None:
        self._file.close()

    def _say_unwritable(self, error: OSError) -> None:
        event = Event.LOG_UNWRITABLE
        head = {"ts": self._now().isoformat(timespec="milliseconds"), "level": event.level, "event": str(event)}
        _to_stderr(_to_line(head | {"file": str(self._path), "error": error.strerror or str(error)}))


def _to_stderr(line: bytes) -> None:
    try:
        sys.stderr.write(line.decode())
        sys.stderr.flush()
    except (OSError, ValueError, AttributeError):  # no stderr (a Windows service), or it was closed
        return


# ---------------------------------------------------------------- libraries


class _LibraryHandler(logging.Handler):
    """What libraries log, through our door: warnings and worse only, as foreign text."""

    def __init__(self, door: Door) -> None:
        super().__init__(level=logging.WARNING)
        self._log = Log(door)
        self.door = door

    def emit(self, record: logging.LogRecord) -> None:
        event = Event.LIBRARY_ERROR if record.levelno >= logging.ERROR else Event.LIBRARY_WARNING
        error = record.exc_info[1] if record.exc_info else None
        told = None if error is None else _traceback(error)
        try:
            self._log.say(event, logger=record.name, message=record.getMessage(), traceback=told)
        except Exception:  # noqa: BLE001 - a library's malformed log call must not stop the work
            self.handleError(record)


def _take_library_logs(door: Door) -> None:
    """One door at a time: the latest to be set up."""
    root = logging.getLogger()
    for handler in [handler for handler in root.handlers if isinstance(handler, _LibraryHandler)]:
        root.removeHandler(handler)
    root.addHandler(_LibraryHandler(door))
    for name in _LIBRARIES:
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.captureWarnings(capture=True)


def _leave_library_logs(door: Door) -> None:
    root = logging.getLogger()
    for handler in [
        handler for handler in root.handlers if isinstance(handler, _LibraryHandler) and handler.door is door
    ]:
        root.removeHandler(handler)
        logging.captureWarnings(capture=False)


def _traceback(error: BaseException) -> str:
    return "".join(traceback.TracebackException.from_exception(error, capture_locals=False).format())
