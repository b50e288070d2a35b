"""All that differs between databases: opening, pragmas, transactions, copies, and what their errors mean."""

import sqlite3
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import URL, Connection, Engine, Table, create_engine, event
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.pool import QueuePool

#: Execution option of a connection that will write, so that SQLite takes its one write lock before the first read.
WRITES = "connector_writes"

#: What a database may raise past us.
DRIVER_ERRORS = (DBAPIError, sqlite3.Error)

Trouble = Literal["locked", "full", "damaged", "unwritable", "foreign", "other"]

#: Bound values of one statement stay far below every database's limit.
BATCH = 500

_CODES: Mapping[int, Trouble] = {
    sqlite3.SQLITE_BUSY: "locked",
    sqlite3.SQLITE_LOCKED: "locked",
    sqlite3.SQLITE_FULL: "full",
    sqlite3.SQLITE_IOERR: "full",
    sqlite3.SQLITE_CORRUPT: "damaged",
    sqlite3.SQLITE_NOTADB: "foreign",
    sqlite3.SQLITE_READONLY: "unwritable",
    sqlite3.SQLITE_CANTOPEN: "unwritable",
    sqlite3.SQLITE_PERM: "unwritable",
    sqlite3.SQLITE_AUTH: "unwritable",
}

#: PostgreSQL's classes of SQLSTATE that mean the same.
_STATES: Mapping[str, Trouble] = {"53": "full", "55": "locked", "40": "locked", "25": "unwritable", "XX": "damaged"}


def make_engine(url: URL, *, busy_timeout: timedelta, durable: bool = True) -> Engine:
    """An engine whose errors never show bound values: they are citizens' data. ``durable`` is False for a copy that
    will be thrown away."""
    if not is_sqlite(url):
        return create_engine(url, hide_parameters=True, pool_pre_ping=True)
    memory = is_memory(url)
    engine = create_engine(
        url,
        hide_parameters=True,
        poolclass=QueuePool,
        # One connection *is* a database in memory; threads take turns at it.
        pool_size=1 if memory else 5,
        max_overflow=0 if memory else 20,
        pool_timeout=120,
        connect_args={"timeout": busy_timeout.total_seconds(), "check_same_thread": False},
    )
    event.listen(engine, "connect", lambda connection, _record: _prepare(connection, durable=durable))
    event.listen(engine, "begin", _begin)
    return engine


def is_sqlite(url: URL) -> bool:
    return url.get_backend_name() == "sqlite"


def is_memory(url: URL) -> bool:
    return is_sqlite(url) and url.database in {None, "", ":memory:"}


def _prepare(connection: sqlite3.Connection, *, durable: bool) -> None:
    # The driver's own transaction control begins too late (not before DDL, never before a read): ours says BEGIN.
    connection.isolation_level = None
    # Write-ahead: readers and the one writer do not wait for each other. FULL: a commit is on the disk when it returns.
    synchronous = "FULL" if durable else "OFF"
    for pragma in ("journal_mode=WAL", f"synchronous={synchronous}", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin(connection: Connection) -> None:
    immediate = connection.get_execution_options().get(WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


def upsert(connection: Connection, table: Table, *, on: list[str], keep: Mapping[str, Any] | list[str]) -> Any:
    """INSERT … ON CONFLICT (on) DO UPDATE; ``keep`` names the columns taken from the new row, or gives expressions.

    With nothing to keep the row that stands is left alone.
    """
    statement: Any = _insert(connection)(table)
    if not keep:
        return statement.on_conflict_do_nothing(index_elements=on)
    changes = keep if isinstance(keep, Mapping) else {name: statement.excluded[name] for name in keep}
    return statement.on_conflict_do_update(index_elements=on, set_=changes)


def _insert(connection: Connection) -> Any:
    if connection.dialect.name != "postgresql":
        return sqlite.insert
    # Loaded only where it is used: it would be a twentieth of a short command's time.
    from sqlalchemy.dialects import postgresql  # noqa: PLC0415

    return postgresql.insert


def trouble(error: DBAPIError | sqlite3.Error) -> Trouble:
    """What a driver's error means to an operator."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    code = getattr(cause, "sqlite_errorcode", None)
    if code is not None:
        return _CODES.get(code & 0xFF, "other")
    if isinstance(cause, sqlite3.Error):
        # The driver itself complains: of text that is none, or of how we use it.
        return "damaged" if isinstance(cause, sqlite3.OperationalError) else "other"
    return _server_trouble(error, cause)


def _server_trouble(error: Exception, cause: object) -> Trouble:
    state = getattr(cause, "sqlstate", None) or getattr(cause, "pgcode", None) or ""
    unreachable = isinstance(error, OperationalError) and not state
    if unreachable or state.startswith("08"):
        return "unwritable"
    return _STATES.get(state[:2], "other")


def is_sound(connection: Connection) -> bool:
    """A quick look over a SQLite file's structure; other databases watch over themselves."""
    if connection.dialect.name != "sqlite":
        return True
    return connection.exec_driver_sql("PRAGMA quick_check(1)").scalar() == "ok"


def erase(connection: Connection) -> None:
    """From here on what this connection deletes is overwritten in a SQLite file; servers have their own ways."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA secure_delete=ON")


def dump(connection: Connection) -> str:
    """A SQLite store as the statements that make it again."""
    return "\n".join(_sqlite(connection).iterdump())


def load(connection: Connection, script: str) -> None:
    """Make an empty SQLite store what ``dump`` saw."""
    _sqlite(connection).executescript(script).close()


def copy_to(connection: Connection, path: Path) -> None:
    """A consistent copy of a SQLite store, whatever is being written meanwhile."""
    copy = sqlite3.connect(path)
    try:
        _sqlite(connection).backup(copy)
    finally:
        copy.close()


def raw(path: Path, *, readonly: bool = False) -> sqlite3.Connection:
    """A bare connection to a SQLite file, whatever is in it, for what no transaction of ours can do."""
    mode = "ro" if readonly else "rw"
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode={mode}", uri=True, timeout=5, isolation_level=None)


def is_whole(connection: sqlite3.Connection) -> bool:
    """A full look over a SQLite file, every row and index of it."""
    return bool(connection.execute("PRAGMA integrity_check(1)").fetchone() == ("ok",))


def in_one_file(connection: sqlite3.Connection) -> None:
    """Bring everything written into the SQLite file itself, beside which nothing is left. Raises a driver's error while
    anybody else has it open."""
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").close()
    connection.execute("PRAGMA journal_mode=DELETE").close()


def _sqlite(connection: Connection) -> sqlite3.Connection:
    driver = connection.connection.driver_connection
    if not isinstance(driver, sqlite3.Connection):
        raise TypeError("only a SQLite store can be copied as a whole")
    return driver
