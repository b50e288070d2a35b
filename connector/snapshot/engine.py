"""DuckDB as the scales use it: within this process and a set share of memory, spilling into a folder of ours, never
reaching for the network."""

import os
from collections.abc import Iterator, Mapping
from glob import escape
from pathlib import Path
from typing import Any, Self

import duckdb

from connector.domain.errors import StoreError

#: What DuckDB may hold in memory; what does not fit is spilled. Python and the library itself come on top.
MEMORY = "320MB"

#: As many for sides of many rows; an office's few are weighed by one, since each takes its share of memory.
THREADS = min(4, os.cpu_count() or 1)

_FULL = ("No space left on device", "There is not enough space on the disk", "File too large", "Disk quota exceeded")


class UnreadableError(StoreError):
    """DuckDB cannot make sense of a file: it is damaged, or not one of ours."""


class Engine:
    """One DuckDB in memory, with ``folder`` to spill into."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._database = duckdb.connect(
            ":memory:",
            config={
                "memory_limit": MEMORY,
                "threads": 1,
                "temp_directory": str(folder / "spill"),
                "autoinstall_known_extensions": False,
                "autoload_known_extensions": False,
            },
        )
        self._open: set[duckdb.DuckDBPyConnection] = set()
        self.run("SET enable_progress_bar = false")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def widen(self) -> None:
        """Weigh with ``THREADS`` from here on."""
        self.run(f"SET threads = {THREADS}")

    def run(self, sql: str) -> None:
        try:
            self._database.execute(sql)
        except duckdb.Error as error:
            raise self._told(error) from error

    def one(self, sql: str) -> Any:
        """The first value of the first row."""
        return next(self.rows(sql, batch=1))[0][0]

    def rows(self, sql: str, *, batch: int) -> Iterator[list[tuple[Any, ...]]]:
        """The answer in batches, read as they are asked for; others may ask at the same time."""
        cursor = self._database.cursor()
        self._open.add(cursor)
        try:
            answer = self._asked(cursor, sql)
            while rows := self._fetched(answer, batch):
                yield rows
        finally:
            self._open.discard(cursor)
            cursor.close()

    def close(self) -> None:
        """No file is open afterwards; whoever was still reading reads no further."""
        for cursor in list(self._open):
            cursor.close()
        self._database.close()

    def _asked(self, cursor: duckdb.DuckDBPyConnection, sql: str) -> duckdb.DuckDBPyConnection:
        try:
            return cursor.execute(sql)
        except duckdb.Error as error:
            raise self._told(error) from error

    def _fetched(self, answer: duckdb.DuckDBPyConnection, batch: int) -> list[tuple[Any, ...]]:
        try:
            return answer.fetchmany(batch)
        except duckdb.Error as error:
            raise self._told(error) from error

    def _told(self, error: duckdb.Error) -> StoreError:
        if any(reason in str(error) for reason in _FULL):
            return StoreError(
                "Không ghi được tệp của đối chiếu: đĩa đầy.",
                where=str(self._folder),
                do="Giải phóng đĩa rồi chạy lại; lượt dở dang không để lại gì.",
            )
        if isinstance(error, duckdb.OutOfMemoryException):
            return StoreError(
                f"Đối chiếu không đủ bộ nhớ ({MEMORY}) hoặc không còn chỗ ghi tạm.",
                where=str(self._folder),
                do="Giải phóng đĩa và bộ nhớ, hoặc đối chiếu từng khoảng ngày (--since, --until), rồi chạy lại.",
            )
        return UnreadableError(
            f"Tệp của đối chiếu không đọc hoặc ghi được ({type(error).__name__}).",
            where=str(self._folder),
            do="Chạy lại; nếu còn lỗi, kiểm tra đĩa và báo người phát triển.",
        )


# ---------------------------------------------------------------- SQL


def literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def to_file(path: Path) -> str:
    return literal(str(path))


def from_files(*paths: Path) -> str:
    """As a reader names them: no character of a path is a wildcard."""
    return "[" + ", ".join(literal(escape(str(path))) for path in paths) + "]"


def no_rows(columns: Mapping[str, str]) -> str:
    """A query with these columns and nothing in it."""
    return "SELECT " + ", ".join(f"NULL::{kind} AS {name}" for name, kind in columns.items()) + " WHERE false"
