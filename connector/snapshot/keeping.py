"""Standings in a file of columns for each link: written anew beside the old one, then put in its place."""

from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import MISSING, fields
from datetime import date, datetime
from enum import Enum
from heapq import merge
from itertools import chain
from operator import itemgetter
from pathlib import Path
from typing import Any, get_args, get_type_hints

from connector.domain.errors import StoreError
from connector.domain.standing import Standing
from connector.domain.times import ZONE, at_zone
from connector.snapshot.engine import Engine, UnreadableError, from_files, no_rows, to_file
from connector.snapshot.private import put_in_place
from connector.snapshot.spool import Spool

#: Rows to a batch on the way from DuckDB.
_ROWS = 1000

#: A day is found by the groups of rows that hold it; small ones also take less memory to write.
_GROUP = 30_720

_FIELDS = tuple(field.name for field in fields(Standing))
_NEEDED = frozenset(field.name for field in fields(Standing) if field.default is MISSING)


def _types() -> Mapping[str, type]:
    """Each field's type, without the None it may be as well; one of a few words is a text."""
    hints = get_type_hints(Standing)
    kinds = {name: next(iter(get_args(hints[name])), hints[name]) for name in _FIELDS}
    return {name: kind if isinstance(kind, type) else str for name, kind in kinds.items()}


_TYPES = _types()
_KINDS = {str: "VARCHAR", bool: "BOOLEAN", datetime: "TIMESTAMP"}  # a time as a Vietnamese clock shows it
_COLUMNS = {
    name: _KINDS.get(kind) or ("TINYINT" if issubclass(kind, int) else "VARCHAR") for name, kind in _TYPES.items()
} | {"day": "DATE"}
_TIMES = tuple(number for number, kind in enumerate(_TYPES.values()) if kind is datetime)


def keep(path: Path, standings: Iterable[Standing], *, whole: bool, folder: Path) -> None:
    """Write the link's file; ``folder`` is for what is needed on the way.

    The later of two standings of one key counts. Standings without a key are paper entries that belong to no dossier;
    nothing tells one from another, so new ones, where there are any, take the place of all the old.
    """
    with Engine(folder) as engine, _damaged(path):
        fresh = _laid(engine, standings, folder)
        rows = "SELECT * FROM fresh WHERE key = '' OR n IN (SELECT max(n) FROM fresh GROUP BY key)"
        if not whole and path.exists():
            rows += f" UNION ALL BY NAME SELECT * FROM read_parquet({from_files(path)}) ANTI JOIN fresh USING (key)"
        engine.run(f"CREATE VIEW fresh AS {fresh}")
        made = folder / "made.parquet"
        engine.run(
            f"COPY (SELECT {', '.join(_COLUMNS)} FROM ({rows}) ORDER BY day NULLS LAST, key, code) "
            f"TO {to_file(made)} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {_GROUP})"
        )
    put_in_place(made, path)


def kept(files: Sequence[Path], *, first: date | None, last: date | None) -> Iterator[Standing]:
    """What the files hold of these days, by day, those without one at the end; never more than a batch of each file in
    memory."""
    streams = [_read(path, first, last) for path in files]
    try:
        for _, standing in merge(*streams, key=itemgetter(0)):
            yield standing
    finally:
        for stream in streams:
            stream.close()


def _laid(engine: Engine, standings: Iterable[Standing], folder: Path) -> str:
    columns = _COLUMNS | {"n": "BIGINT"}
    spool = Spool(folder / "fresh.spool", columns)
    try:
        for n, standing in enumerate(standings):
            spool.add((*_values(standing), n))
        if not spool.rows:
            return no_rows(columns)
        spool.into(engine, folder / "fresh.parquet")
    finally:
        spool.close()
    return f"SELECT * FROM read_parquet({from_files(folder / 'fresh.parquet')})"


def _values(standing: Standing) -> tuple[Any, ...]:
    values = [getattr(standing, name) for name in _FIELDS]
    for number in _TIMES:
        if values[number] is not None:
            values[number] = at_zone(values[number]).replace(tzinfo=None)
    received = standing.received_at
    return (*values, None if received is None else at_zone(received).date())


# ---------------------------------------------------------------- reading

_Dated = tuple[tuple[bool, date], Standing]


def _read(path: Path, first: date | None, last: date | None) -> Generator[_Dated, None, None]:
    with Engine(path.parent) as engine, _damaged(path):
        file = from_files(path)
        schema = engine.rows(f"SELECT name FROM parquet_schema({file})", batch=_ROWS)
        there = {name for (name,) in chain.from_iterable(schema)}
        if not there >= _NEEDED:
            raise UnreadableError("a file of something else")
        names = [name for name in _FIELDS if name in there]
        readers = [_reader(_TYPES[name]) for name in names]
        sql = f"SELECT day, {', '.join(names)} FROM read_parquet({file}) WHERE day IS NULL OR ({_within(first, last)})"
        for day, *values in chain.from_iterable(engine.rows(sql, batch=_ROWS)):
            # What is not told is as a standing has it by itself: also in rows of a version that did not know the field.
            told: dict[str, Any] = {
                name: read(value) for name, read, value in zip(names, readers, values, strict=True) if value is not None
            }
            yield (day is None, day or date.max), Standing(**told)


def _within(first: date | None, last: date | None) -> str:
    bounds = [f"day {sign} DATE '{day}'" for sign, day in ((">=", first), ("<=", last)) if day is not None]
    return " AND ".join(bounds) or "true"


def _reader(kind: type) -> Callable[[Any], Any]:
    if kind is datetime:
        return _at_zone
    return kind if issubclass(kind, Enum) else _as_it_is


def _at_zone(moment: datetime) -> datetime:
    return moment.replace(tzinfo=ZONE)


def _as_it_is(value: Any) -> Any:
    return value


@contextmanager
def _damaged(path: Path) -> Iterator[None]:
    try:
        yield
    except (UnreadableError, ValueError) as error:
        raise StoreError(
            "Tệp kết quả đối chiếu của luồng bị hỏng.",
            where=str(path),
            do="Xóa tệp này (chỉ báo cáo dùng đến nó), rồi chạy lại connector reconcile cho cả kỳ để lập lại.",
        ) from error
