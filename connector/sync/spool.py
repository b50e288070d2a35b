"""What a run has to come back to at its end, kept outside memory where it is much."""

from collections.abc import Iterator
from tempfile import SpooledTemporaryFile
from types import TracebackType
from typing import Any, Self

import orjson

#: So much stays in memory.
_IN_MEMORY = 4 << 20  # bytes


class Spool:
    """Plain values in the order they were put, read back once all are there. Nothing of it outlives its context."""

    def __init__(self) -> None:
        self._file = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115  # closed by this context's end

    def put(self, value: Any) -> None:
        self._file.write(orjson.dumps(value) + b"\n")

    def batches(self, size: int) -> Iterator[list[Any]]:
        """Everything put so far, so many at a time."""
        self._file.seek(0)
        batch: list[Any] = []
        for line in self._file:
            batch.append(orjson.loads(line))
            if len(batch) == size:
                yield batch
                batch = []
        if batch:
            yield batch

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._file.close()
