"""Results on stdout, talk on stderr: one JSON document, or plain text that fits the terminal."""

import json
import os
import shutil
import sys
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, TextIO

from connector.cli.session import Session
from connector.cli.spoken import Text
from connector.observe.redact import hide_secrets

#: Version of the JSON documents; a key may be added under it, never renamed or dropped.
SCHEMA = 1

_COLOURS = {"green": "32", "yellow": "33", "red": "31", "bold": "1"}


def use_utf8() -> None:
    """Vietnamese must not break on a console or pipe of another code page."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")


def result(text: str) -> None:
    """One piece of the result."""
    _write(sys.stdout, text)


def document(**content: Any) -> None:
    """The one JSON document of this call."""
    result(json.dumps({"schema": SCHEMA, **content}, ensure_ascii=False, indent=2, default=_told))


def talk(session: Session, text: Text) -> None:
    """Something about the work that is not its result."""
    _write(sys.stderr, text.told(session.language))


def complain(session: Session, what: str, *, where: str = "", do: str = "") -> None:
    """An error: what happened, where, and what to do."""
    _write(sys.stderr, hide_secrets(f"{Text('Lỗi', 'Error').told(session.language)}: {what}"))
    for label, text in ((Text("Ở đâu", "Where"), where), (Text("Cần làm", "To do"), do)):
        if text:
            _write(sys.stderr, hide_secrets(f"  {label.told(session.language)}: {text}"))


def write_problems(problems: tuple[str, ...]) -> None:
    """The problems of a configuration, one per line, each with its place first so that an editor can jump there."""
    for problem in problems:
        _write(sys.stderr, problem)


def width() -> int:
    """Columns of the terminal; 100 where the output goes to a file."""
    return shutil.get_terminal_size((100 if not sys.stdout.isatty() else 80, 24)).columns


def coloured(text: str, colour: str) -> str:
    """The text in that colour, on a terminal that wants colours."""
    if not sys.stdout.isatty() or "NO_COLOR" in os.environ or os.environ.get("TERM") == "dumb":
        return text
    return f"\033[{_COLOURS[colour]}m{text}\033[0m"


def _write(stream: TextIO, text: str) -> None:
    try:
        stream.write(text + "\n")
        stream.flush()
    except BrokenPipeError:
        # The reader (`| head`) has seen enough. The work goes on and its exit code stands.
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)


def _told(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, set | frozenset):
        return sorted(map(str, value))
    if isinstance(value, Path):
        return str(value)
    raise TypeError(f"not for JSON: {type(value).__name__}")
