"""Column types that mean the same on every database: instants, spans, words of an enum, JSON as text."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

import orjson
from sqlalchemy import BigInteger, Integer, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from connector.domain.raw import dump_raw, load_raw
from connector.domain.times import ZONE

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)

#: One row of a query: its columns are its attributes.
Record = Any

#: A surrogate key. SQLite numbers rows by itself only in a column it calls INTEGER.
Id = BigInteger().with_variant(Integer(), "sqlite")


def to_micros(moment: datetime) -> int:
    """Microseconds since 1970; a naive moment raises TypeError rather than being guessed at."""
    return (moment - _EPOCH) // _MICROSECOND


def from_micros(micros: int) -> datetime:
    return (_EPOCH + timedelta(microseconds=micros)).astimezone(ZONE)


class Instant(TypeDecorator[datetime]):
    """An aware moment as microseconds since 1970: no database's idea of time zones comes between."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:  # noqa: ARG002
        return None if value is None else to_micros(value)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        return None if value is None else from_micros(int(value))


class Span(TypeDecorator[timedelta]):
    """A length of time in microseconds."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: timedelta | None, dialect: Dialect) -> int | None:  # noqa: ARG002
        return None if value is None else value // _MICROSECOND

    def process_result_value(self, value: Any | None, dialect: Dialect) -> timedelta | None:  # noqa: ARG002
        return None if value is None else timedelta(microseconds=int(value))


class Word(TypeDecorator[StrEnum]):
    """A member of a closed list, stored as its own word."""

    impl = Text
    cache_ok = True

    def __init__(self, words: type[StrEnum]) -> None:
        super().__init__()
        self.words = words

    def process_bind_param(self, value: StrEnum | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        return None if value is None else self.words(value).value

    def process_result_value(self, value: Any | None, dialect: Dialect) -> StrEnum | None:  # noqa: ARG002
        return None if value is None else self.words(value)


class Json(TypeDecorator[Any]):
    """Our own plain values as JSON text; None is NULL."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        return None if value is None else orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()

    def process_result_value(self, value: Any | None, dialect: Dialect) -> Any | None:  # noqa: ARG002
        return None if value is None else orjson.loads(value)


class RawJson(TypeDecorator[Mapping[str, Any]]):
    """A foreign row as it came, whatever a workbook or a system put into it; comes back with the same types."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Mapping[str, Any] | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        return None if value is None else dump_raw(value)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> Mapping[str, Any] | None:  # noqa: ARG002
        return None if value is None else load_raw(value)
