"""Dated log files that several processes append to at once, on Windows too.

Nothing is ever renamed: a day's file is ``connector-2026-01-31.jsonl``, and when it has grown to its limit the next is
``connector-2026-01-31.1.jsonl``. Every line is one write at the end of the file, so lines of two processes never mix.
"""

import errno
import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from threading import Lock

_MEGABYTE = 1_000_000

if sys.platform == "win32":
    import msvcrt

    #: A byte far behind any log's end: locking it keeps writers apart and hinders no reader.
    _LOCK_AT = 2**40

    @contextmanager
    def _alone(file: int) -> Iterator[None]:
        # Windows moves to the end and writes in two steps, so writers must take turns.
        os.lseek(file, _LOCK_AT, os.SEEK_SET)
        msvcrt.locking(file, msvcrt.LK_LOCK, 1)
        try:
            yield
        finally:
            os.lseek(file, _LOCK_AT, os.SEEK_SET)
            msvcrt.locking(file, msvcrt.LK_UNLCK, 1)

else:

    @contextmanager
    def _alone(_file: int) -> Iterator[None]:
        # POSIX appends in one step: O_APPEND is enough.
        yield


class DatedFile:
    """The place lines go to. ``append`` raises OSError when the file cannot be written; the next call tries again."""

    def __init__(self, path: Path, *, rotate_mb: float, keep: int, now: Callable[[], datetime]) -> None:
        self._family = FileFamily(path)
        self._limit = int(rotate_mb * _MEGABYTE)
        self._keep = keep
        self._now = now
        self._lock = Lock()
        self._day = ""
        self._torn = False
        self._file: int | None = None

    def open(self) -> None:
        """Open today's file now, so that an unwritable folder is known before any work is done."""
        with self._lock:
            self._file_of_today()

    def append(self, line: bytes) -> None:
        with self._lock:
            file = self._file_of_today()
            text = b"\n" + line if self._torn else line
            with _alone(file):
                written = os.write(file, text)
            # A full disk may take part of a line; the next one then begins with a line feed, so as not to be joined.
            self._torn = written < len(text)
            if self._torn:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def close(self) -> None:
        with self._lock:
            self._close()

    def _close(self) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def _file_of_today(self) -> int:
        day = f"{self._now():%Y-%m-%d}"
        if self._file is not None and day == self._day and os.fstat(self._file).st_size < self._limit:
            return self._file
        self._close()
        self._family.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self._family.current(day, self._limit)
        flags = os.O_APPEND | os.O_CREAT | os.O_WRONLY | getattr(os, "O_BINARY", 0)
        self._file = os.open(path, flags, 0o600)
        self._day = day
        self._family.drop_old(self._keep)
        return self._file


class FileFamily:
    """All files that belong to one configured log file, in the order they were written."""

    def __init__(self, path: Path) -> None:
        self.folder = path.parent
        self._stem = path.stem
        self._suffix = path.suffix
        self._name = re.compile(
            rf"{re.escape(path.stem)}-(\d{{4}}-\d\d-\d\d)(?:\.(\d+))?{re.escape(path.suffix)}", re.ASCII
        )

    def current(self, day: str, limit: int) -> Path:
        """The day's first file that has room."""
        number = 0
        while (path := self._path(day, number)).exists() and path.stat().st_size >= limit:
            number += 1
        return path

    def files(self) -> list[Path]:
        """Oldest first; empty when there is no such folder."""
        if not self.folder.is_dir():
            return []
        found = [(match, path) for path in self.folder.iterdir() if (match := self._name.fullmatch(path.name))]
        found.sort(key=lambda entry: (entry[0][1], int(entry[0][2] or 0)))
        return [path for _, path in found]

    def day(self, path: Path) -> str:
        """The day a file of this family was written on, yyyy-mm-dd."""
        match = self._name.fullmatch(path.name)
        return match[1] if match else ""

    def drop_old(self, keep: int) -> None:
        for path in self.files()[:-keep]:
            # Another process may have dropped it first, or on Windows may still be writing it.
            with suppress(OSError):
                path.unlink()

    def _path(self, day: str, number: int) -> Path:
        part = f".{number}" if number else ""
        return self.folder / f"{self._stem}-{day}{part}{self._suffix}"
