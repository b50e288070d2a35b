"""Records kept aside while a file is read: in memory while they are few, in a nameless temporary file when many."""

import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import Any, Generic, Protocol, TypeVar
from weakref import finalize

import orjson

from connector.adapters.files.guard import Stamp

#: Bytes of records held in memory; an office's year of a register fits.
IN_MEMORY = 64 * 1024 * 1024

#: A place in a spool.
Place = tuple[int, int]

#: A file and the label it has for a person.
Labelled = tuple[Path, str]


class Spool:
    """Plain records by their place. Safe to read from several threads; gone when it is closed, or the process ends."""

    def __init__(self) -> None:
        self._file = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  # it lives as long as the spool
        self.close = finalize(self, self._file.close)  # also when nobody closes it
        self._end = 0
        self._lock = threading.Lock()

    def put(self, record: Any) -> Place:
        packed = orjson.dumps(record)
        with self._lock:
            place = (self._end, len(packed))
            self._file.seek(self._end)
            self._file.write(packed)
            self._end += len(packed)
        return place

    def get(self, place: Place) -> Any:
        start, size = place
        with self._lock:
            self._file.seek(start)
            packed = self._file.read(size)
        return orjson.loads(packed)


class Closing(Protocol):
    def close(self) -> None: ...


Made = TypeVar("Made", bound=Closing)


class Kept(Generic[Made]):
    """What was made of the files as they stand: made when first asked for, and anew when any of them has changed."""

    def __init__(self, files: Callable[[], Sequence[Labelled]], make: Callable[[Sequence[Labelled]], Made]) -> None:
        self._files = files
        self._make = make
        self._lock = threading.Lock()
        self._version: tuple[tuple[Path, Stamp], ...] | None = None
        self._made: Made | None = None

    def now(self) -> Made:
        """Raises what looking for the files or making it raises; what stood before is not given then."""
        with self._lock:
            files = self._files()
            version = tuple((path, Stamp.of(path, label)) for path, label in files)
            if self._made is None or version != self._version:
                self._drop()
                self._made = self._make(files)
                self._version = version
            return self._made

    def close(self) -> None:
        with self._lock:
            self._drop()

    def _drop(self) -> None:
        if self._made is not None:
            self._made.close()
        self._made = None
