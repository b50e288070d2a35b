"""Results on stdout, talk on stderr: one JSON document, or plain text that fits the terminal."""

import json
import os
import shutil
import sys
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from connector.cli.session import Session
from connector.cli.spoken import Text
from connector.cli.tables import paragraph
from connector.domain.english import said_in
from connector.observe.redact import hide_secrets

if TYPE_CHECKING:
    from connector.domain.errors import ConnectorError
    from connector.domain.run import RunError

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


def tell(session: Session, text: Text) -> None:
    """One sentence of the result, within the terminal."""
    result(paragraph(text.told(session.language), width=width()))


def document(**content: Any) -> None:
    """The one JSON document of this call."""
    result(json.dumps({"schema": SCHEMA, **content}, ensure_ascii=False, indent=2, default=_told))


def talk(session: Session, text: Text) -> None:
    """Something about the work that is not its result; unbroken, for it may hold what is to be copied."""
    _write(sys.stderr, text.told(session.language))


def advise(session: Session, text: Text) -> None:
    """What to do with a result, under it."""
    _write(sys.stderr, paragraph(text.told(session.language), width=width()))


def complain(session: Session, what: str, *, where: str = "", do: str = "") -> None:
    """An error: what happened, where, and what to do, in the reader's language."""
    language = session.language
    _write(sys.stderr, hide_secrets(f"{Text('Lỗi', 'Error').told(language)}: {said_in(what, language)}"))
    for label, text in ((Text("Ở đâu", "Where"), where), (Text("Cần làm", "To do"), do)):
        if text:
            _write(sys.stderr, hide_secrets(f"  {label.told(language)}: {said_in(text, language)}"))


def error_document(error: "ConnectorError | RunError", language: str) -> dict[str, str]:
    """The same for a document."""
    return {name: said_in(getattr(error, name), language) for name in ("what", "where", "do")}


def write_problems(session: Session, problems: tuple[str, ...]) -> None:
    """The problems of a configuration, one per line, each with its place first so that an editor can jump there."""
    for problem in problems:
        _write(sys.stderr, said_in(problem, session.language))


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
