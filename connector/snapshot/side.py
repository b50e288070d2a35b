"""One side as it is laid: rows in files of columns, their keys and payloads in a drawer beside them."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from connector.ports import Side, SideRow
from connector.snapshot.drawer import Drawer
from connector.snapshot.engine import Engine, from_files, no_rows
from connector.snapshot.mark import Marker, key_mark
from connector.snapshot.rows import FACTS, to_columns
from connector.snapshot.spool import Spool

#: Rows to a file of columns: two groups of rows, which two threads read at a time. Fewer where they are long, since a
#: group is in memory while it is written.
ROWS_PER_FILE = 245_760
BYTES_PER_FILE = 160 * 1024 * 1024

#: Rows of one key in one file: more of them are a crowd.
CROWD = 10


class LaidSide:
    """Keeps every row that is laid; which of them stand is for others to say.

    ``show`` makes all of them the view of the side's name: ``FACTS``, ``key_mark``, ``mark``, and the compared fields
    as ``f0``, ``f1`` and so on, NULL where not told.
    """

    def __init__(self, engine: Engine, folder: Path, side: Side, fields: Sequence[str]) -> None:
        self._engine = engine
        self._folder = folder
        self._side = side
        self._fields = tuple(fields)
        self._marker = Marker(fields)
        self._columns = FACTS | {"key_mark": "UUID", "mark": "UUID"} | dict.fromkeys(columns_of(fields), "VARCHAR")
        self._files: list[Path] = []
        self._spool: Spool | None = None
        self._rows = 0
        self.aliases = False  #: whether any row told one
        self.crowded = False  #: whether some key was laid so often that joining all its rows would be costly
        self.drawer = Drawer(folder / f"{side}.bytes")

    def lay(self, rows: Iterable[SideRow]) -> None:
        for row in rows:
            if not row.key and self._side is not Side.PAPER:
                raise ValueError("only a row on paper may have no key")
            keys = row.keys
            told = [keys.get(name) for name in self._fields]
            if self._spool is None:
                self._spool = Spool(self._folder / f"{self._side}.spool", self._columns)
            self._spool.add(
                (*to_columns(row, self._rows, self.drawer), key_mark(row.key), self._marker.mark(told), *told)
            )
            self._rows += 1
            self.aliases |= bool(row.aliases)
            if self._spool.rows == ROWS_PER_FILE or self._spool.size > BYTES_PER_FILE:
                self._engine.widen()
                self._end_file()

    def show(self) -> None:
        self._end_file()
        every = f"SELECT * FROM read_parquet({from_files(*self._files)})" if self._files else no_rows(self._columns)
        self._engine.run(f"CREATE OR REPLACE VIEW {self._side} AS {every}")

    def close(self) -> None:
        if self._spool is not None:
            self._spool.close()
        self.drawer.close()

    def _end_file(self) -> None:
        if self._spool is None:
            return
        path = self._folder / f"{self._side}.{len(self._files):05}.parquet"
        self._spool.into(self._engine, path)
        self._files.append(path)
        self._spool = None
        times = f"SELECT count(*) AS times FROM read_parquet({from_files(path)}) WHERE key <> '' GROUP BY key_mark"
        self.crowded |= self._engine.one(f"SELECT max(times) > {CROWD} IS TRUE FROM ({times})")


def columns_of(fields: Sequence[str]) -> tuple[str, ...]:
    """The column of each compared field; a field's own name may be any text."""
    return tuple(f"f{number}" for number in range(len(fields)))
