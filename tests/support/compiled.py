"""Statements compiled once in a process: a fifth of the time of tests that open a store each."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import URL, Dialect, Engine

from connector.store import dialect


@contextmanager
def compiled_once() -> Iterator[None]:
    """SQLite engines made meanwhile share what they have compiled, for which they have to be of one dialect."""
    real: Callable[..., Engine] = dialect.make_engine
    shared: dict[str, Dialect] = {}
    compiled: dict[Any, Any] = {}

    def make_engine(url: URL, **named: Any) -> Engine:
        engine = real(url, **named)
        if dialect.is_sqlite(url):
            engine.dialect = shared.setdefault("sqlite", engine.dialect)
            engine.update_execution_options(compiled_cache=compiled)
        return engine

    dialect.make_engine = make_engine
    try:
        yield
    finally:
        dialect.make_engine = real
