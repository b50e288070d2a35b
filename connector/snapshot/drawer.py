"""A side's keys and payloads, one after the other in a file: every row lays them, only what is judged takes them."""

from contextlib import suppress
from pathlib import Path
from typing import IO

from connector.snapshot.private import new_file, telling

_BUFFER = 1024 * 1024


class Drawer:
    """Bytes by the place where they lie."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._size = 0
        self._waiting: list[bytes] = []
        self._waiting_size = 0
        self._file: IO[bytes] | None = None
        self._reader: IO[bytes] | None = None

    def put(self, *parts: bytes) -> int:
        """Where they begin."""
        spot = self._size
        for part in parts:
            self._waiting.append(part)
            self._size += len(part)
            self._waiting_size += len(part)
        if self._waiting_size > _BUFFER:
            self._write()
        return spot

    def take(self, spot: int, size: int) -> bytes:
        if not size:
            return b""
        with telling(self._path):
            if self._waiting:
                self._write()
            if self._reader is None:
                self._reader = self._path.open("rb")
            self._reader.seek(spot)
            return self._reader.read(size)

    def close(self) -> None:
        for file in (self._file, self._reader):
            with suppress(OSError):  # what cannot be written has been told
                if file is not None:
                    file.close()
        self._file = self._reader = None

    def _write(self) -> None:
        """Straight to the system: whoever reads meanwhile must see it."""
        with telling(self._path):
            if self._file is None:
                self._file = new_file(self._path)
            self._file.write(b"".join(self._waiting))
            self._file.flush()
        self._waiting.clear()
        self._waiting_size = 0
