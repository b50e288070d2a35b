"""Reading the log's files back: filtered, in the order they were written, and on as they grow."""

import json
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from connector.domain.times import at_zone, parse_iso
from connector.observe.log_files import FileFamily

_LEVELS = ("debug", "info", "warning", "error")
_PAUSE = 0.5  # seconds between looks at a growing log


@dataclass(frozen=True, slots=True, kw_only=True)
class LineFilter:
    """Which lines are wanted; None leaves that question open."""

    run: str | None = None
    dossier: str | None = None
    link: str | None = None
    level: str | None = None
    event: str | None = None  #: its name, or the first part of several
    since: datetime | None = None

    def wants(self, line: dict[str, Any]) -> bool:
        named = ((self.run, "run"), (self.dossier, "dossier"), (self.link, "link"))
        if any(wanted is not None and line.get(key) != wanted for wanted, key in named):
            return False
        return self._grave_enough(line) and self._late_enough(line) and self._is_of_the_event(line)

    def _is_of_the_event(self, line: dict[str, Any]) -> bool:
        name = str(line.get("event"))
        return self.event is None or name == self.event or name.startswith(f"{self.event}.")

    def _grave_enough(self, line: dict[str, Any]) -> bool:
        if self.level is None:
            return True
        return line.get("level") in _LEVELS[_LEVELS.index(self.level) :]

    def _late_enough(self, line: dict[str, Any]) -> bool:
        if self.since is None:
            return True
        try:
            return at_zone(parse_iso(str(line.get("ts")))) >= self.since
        except ValueError:
            return False

    @property
    def first_day(self) -> str:
        """The earliest day, yyyy-mm-dd, whose file can hold such lines."""
        return "" if self.since is None else f"{at_zone(self.since):%Y-%m-%d}"


def read_lines(file: Path, wanted: LineFilter) -> Iterator[dict[str, Any]]:
    """Every wanted line there is now, oldest first."""
    for path in _files(file, wanted):
        with path.open("rb") as lines:
            yield from _told(lines, wanted)


def follow(file: Path, wanted: LineFilter) -> Iterator[dict[str, Any]]:
    """The wanted lines, and on as they come, until the process is asked to end. A line is told once it is whole."""
    read: dict[Path, int] = {}
    while True:
        for path in _files(file, wanted):
            if path.stat().st_size > read.get(path, 0):
                yield from _told(_new_lines(path, read), wanted)
        time.sleep(_PAUSE)


def _files(file: Path, wanted: LineFilter) -> list[Path]:
    family = FileFamily(file)
    return [path for path in family.files() if family.day(path) >= wanted.first_day]


def _new_lines(path: Path, read: dict[Path, int]) -> Iterator[bytes]:
    with path.open("rb") as file:
        file.seek(read.get(path, 0))
        for line in file:
            if not line.endswith(b"\n"):
                return
            read[path] = read.get(path, 0) + len(line)
            yield line


def _told(lines: Iterable[bytes], wanted: LineFilter) -> Iterator[dict[str, Any]]:
    for raw in lines:
        try:
            line = json.loads(raw)
        except ValueError:
            continue  # a line that a full disk tore; the next one is whole again
        if isinstance(line, dict) and wanted.wants(line):
            yield line
