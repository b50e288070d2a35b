"""All that differs between databases: opening, pragmas, transactions, copies, and what their errors mean."""

import sqlite3
from collections.abc import Iterable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import URL, Connection, Engine, Table, create_engine, event
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, PendingRollbackError
from sqlalchemy.pool import QueuePool

#: Execution option of a connection that will write, so that it takes the store's one write lock before the first read.
WRITES = "connector_writes"

#: What a database may raise past us.
DRIVER_ERRORS = (DBAPIError, PendingRollbackError, sqlite3.Error)

Trouble = Literal["locked", "full", "damaged", "unwritable", "unreachable", "foreign", "other"]

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

#: PostgreSQL's SQLSTATEs that mean the same, and its classes of them.
_STATES: Mapping[str, Trouble] = {
    "08": "unreachable",
    "28": "unreachable",  # the account
    "3D": "unreachable",  # no such database
    "53300": "unreachable",  # no connection is left
    "57P01": "unreachable",  # the server goes down
    "57P02": "unreachable",
    "57P03": "unreachable",  # or comes up
    "57P05": "unreachable",
    "25P03": "unreachable",  # it hung up on a transaction that idled
    "53": "full",
    "58": "full",
    "55": "locked",
    "40": "locked",
    "25006": "unwritable",
    "42501": "unwritable",
    "XX": "damaged",
}

#: The number of the one write lock of a store on a PostgreSQL server.
_WRITE_LOCK = 0x636F6E6E6563746F

#: A writer that is silent for so long in the middle of its transaction (a machine put to sleep, a process frozen) loses
#: its turn, and what it had not committed: about as long as a lease of its work would last.
IDLE_WRITER = timedelta(minutes=1)


def make_engine(url: URL, *, busy_timeout: timedelta, durable: bool = True) -> Engine:
    """An engine whose errors never show bound values: they are citizens' data. ``durable`` is False for a copy that
    will be thrown away."""
    return _file_engine(url, busy_timeout, durable=durable) if is_sqlite(url) else _server_engine(url, busy_timeout)


def _file_engine(url: URL, busy_timeout: timedelta, *, durable: bool) -> Engine:
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


def _server_engine(url: URL, busy_timeout: timedelta) -> Engine:
    seconds = max(2, round(busy_timeout.total_seconds()))
    engine = create_engine(
        url,
        hide_parameters=True,
        # A server that was stopped and started again is met by a new connection, not by the pool's dead ones.
        pool_pre_ping=True,
        max_overflow=20,
        pool_timeout=120,
        # A silent network is given up, not waited for as long as the operating system would.
        connect_args={
            "connect_timeout": seconds,
            "client_encoding": "utf8",
            "keepalives_idle": seconds,
            "keepalives_interval": seconds,
            "keepalives_count": 3,
            "tcp_user_timeout": 3000 * seconds,
        },
    )
    event.listen(engine, "begin", lambda connection: _take_turn(connection, busy_timeout))
    return engine


def to_read(engine: Engine) -> Engine:
    """Its transactions see the store as it was at one moment, as SQLite's do, and write nothing."""
    if is_sqlite(engine.url):
        return engine
    return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


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


def _take_turn(connection: Connection, busy_timeout: timedelta) -> None:
    """One writer at a time, as with SQLite: what is read before a write still holds when it is written."""
    if connection.get_execution_options().get(WRITES, False):
        patience, silence = (round(time.total_seconds() * 1000) for time in (busy_timeout, IDLE_WRITER))
        # Three statements in one round trip.
        connection.exec_driver_sql(
            f"SET LOCAL lock_timeout = {patience}; SET LOCAL idle_in_transaction_session_timeout = {silence}; "
            f"SELECT pg_advisory_xact_lock({_WRITE_LOCK})"
        ).close()


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


def trouble(error: DBAPIError | PendingRollbackError | sqlite3.Error) -> Trouble:
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
    # Without a state no server has spoken: there is no connection, or it broke, in this statement or an earlier one.
    if not state and isinstance(error, OperationalError | InterfaceError | PendingRollbackError):
        return "unreachable"
    return _STATES.get(state, _STATES.get(state[:2], "other"))


def reason(error: DBAPIError | PendingRollbackError | sqlite3.Error) -> str:
    """Why a server cannot be reached, in the driver's words; they name the server and the account, never a value."""
    if isinstance(error, PendingRollbackError):
        return "connection lost"
    cause = error.orig if isinstance(error, DBAPIError) else error
    return " ".join(str(cause).split())[:300].rstrip(".?")


def is_sound(connection: Connection) -> bool:
    """A quick look over a SQLite file's structure; other databases watch over themselves."""
    if connection.dialect.name != "sqlite":
        return True
    return connection.exec_driver_sql("PRAGMA quick_check(1)").scalar() == "ok"


def erase(connection: Connection) -> None:
    """From here on what this connection deletes is overwritten in a SQLite file; servers have their own ways."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA secure_delete=ON")


def encoding(connection: Connection) -> str:
    """How the database writes text down."""
    if connection.dialect.name != "postgresql":
        return "UTF8"
    return str(connection.exec_driver_sql("SHOW server_encoding").scalar())


#: Where a table lies: on which server, since which failover of it, in which database, made when.
_PLACE = """
    SELECT concat_ws('/', 'connector', s.system_identifier, c.timeline_id, d.oid, 'delivery'::regclass::oid)
    FROM pg_control_system() AS s, pg_control_checkpoint() AS c, pg_database AS d
    WHERE d.datname = current_database()
"""


def is_where_it_was(connection: Connection) -> bool:
    """False for a store that came to its place by a dump, a copy or a failover, or that was just made. A file that is
    moved cannot be told from one that stays; a backup of it is put back by a command of ours."""
    if connection.dialect.name != "postgresql":
        return True
    left = connection.exec_driver_sql("SELECT obj_description('delivery'::regclass, 'pg_class')").scalar()
    return left == connection.exec_driver_sql(_PLACE).scalar()


def mark_place(connection: Connection) -> None:
    """Write down where it lies, in a comment on a table: a dump takes it along, and then it is no longer true."""
    place = connection.exec_driver_sql(_PLACE).scalar()
    connection.exec_driver_sql(f"COMMENT ON TABLE delivery IS '{place}'")


def shadow(connection: Connection, tables: Iterable[Table]) -> None:
    """From here on these names mean copies that this connection alone sees and that end with its transaction. The
    connection must be a new one: what it has prepared earlier would still mean the tables themselves."""
    for name in (table.name for table in tables):
        for statement in (
            f"CREATE TEMPORARY TABLE scratch_{name} (LIKE {name} INCLUDING DEFAULTS INCLUDING INDEXES) ON COMMIT DROP",
            f"INSERT INTO scratch_{name} SELECT * FROM {name}",  # noqa: S608  # names of our own tables
            f"ALTER TABLE scratch_{name} RENAME TO {name}",
            f"ANALYZE {name}",
        ):
            connection.exec_driver_sql(statement)


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
