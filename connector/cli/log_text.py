"""One line of the log as an officer reads it: when, how grave, what it means, about what, and what to do."""

from collections.abc import Iterator, Mapping
from typing import Any

from connector.cli import output
from connector.cli.labels import label
from connector.cli.log_words import KEYS, value_text
from connector.cli.spoken import Text
from connector.domain.run import COUNTS

_COLOURS = {"error": "red", "warning": "yellow"}
_LEVELS = {
    "debug": Text("chi tiết", "debug"),
    "info": Text("tin", "info"),
    "warning": Text("cảnh báo", "warning"),
    "error": Text("LỖI", "ERROR"),
}
_LEVEL_WIDTH = 8
_HEAD = frozenset({"ts", "level", "event", "traceback"})

#: What a line is about, in this order, before whatever else it carries.
_FIRST = ("link", "system", "dossier")
#: A run's figures: a row of zeros would hide the ones that say something.
_SILENT_AT_ZERO = frozenset(COUNTS) - {"read"}
#: How the names of fields that hold a time end.
_MOMENTS = ("_at", "until", "cursor", "_time", "far_now", "_since")


def line_text(line: Mapping[str, Any], language: str) -> str:
    """The line in words; the event's name stands in brackets, to be searched for."""
    from connector.observe.events import Event  # noqa: PLC0415 - not needed for --help

    name = str(line.get("event", ""))
    sentence = f"{Event(name).sentence(language)} [{name}]" if name in set(Event) else name
    level = str(line.get("level", ""))
    grave = label(_LEVELS, level, language).ljust(_LEVEL_WIDTH)
    head = f"{_moment(str(line.get('ts', '')))} {grave} {sentence}"
    told = f"{output.coloured(head, _COLOURS[level]) if level in _COLOURS else head} {_fields(line, language)}".rstrip()
    return f"{told}\n{line['traceback']}".rstrip() if line.get("traceback") else told


def to_do(line: Mapping[str, Any], language: str) -> str | None:
    """What a person does about it; nothing where nobody is needed."""
    from connector.observe.event_actions import TO_DO  # noqa: PLC0415 - not needed for --help
    from connector.observe.events import Event  # noqa: PLC0415 - not needed for --help

    name = str(line.get("event", ""))
    found = TO_DO.get(Event(name)) if name in set(Event) else None
    return None if found is None else f"    → {found.en if language == 'en' else found.vi}"


def _moment(iso: str) -> str:
    """dd/MM/yyyy HH:mm:ss of an ISO time; anything else as it stands."""
    day, known, time = iso[:19].partition("T")
    return f"{'/'.join(reversed(day.split('-')))} {time}" if known else iso


def _fields(line: Mapping[str, Any], language: str) -> str:
    names = [name for name in _FIRST if name in line]
    names += [name for name in line if name not in _HEAD and name not in _FIRST and name != "run"]
    names += ["run"] if "run" in line else []
    return "; ".join(_told(line, names, language))


def _told(line: Mapping[str, Any], names: list[str], language: str) -> Iterator[str]:
    for name in names:
        value = line[name]
        if value in (None, "", [], {}) or (value == 0 and name in _SILENT_AT_ZERO):
            continue
        timed = name.endswith(_MOMENTS) and isinstance(value, str)
        shown = _moment(value) if timed else value_text(name, value, language)
        yield f"{label(KEYS, name, language)}: {shown}"
