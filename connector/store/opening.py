"""Opening a store: a file made for the service account alone, sound, ours, and of this version."""

import os
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from connector.domain.errors import StoreError, os_reason
from connector.domain.times import ZONE
from connector.ports import Store
from connector.store import dialect
from connector.store.database import EngineDatabase, store_error
from connector.store.lease import FileLocks, NoLocks
from connector.store.migrate import bring_up_to_date, version_of
from connector.store.migrations import HEAD
from connector.store.private import private_folder
from connector.store.restoring import doubt_everything
from connector.store.store import SqlStore

#: How long to wait for another process's transaction before saying that the store is locked.
BUSY_TIMEOUT = timedelta(seconds=10)

_MEMORY = ":memory:"

#: Files up to this size are looked over in full at every opening (well under a tenth of a second).
_CHECKED_SIZE = 16 * 1024 * 1024


def open_store(url: str, *, data: Path, busy_timeout: timedelta = BUSY_TIMEOUT) -> Store:
    """The store at this SQLAlchemy URL, made or migrated if need be; ``data`` holds the locks of its links.

    Raises StoreError, saying what, where and what to do, for a store that cannot be used as it is.
    """
    parsed = _parsed(url)
    if dialect.is_memory(parsed):
        return open_memory_store()
    where = _where(parsed)
    sized = _prepare_file(Path(where)) if dialect.is_sqlite(parsed) else None
    database = EngineDatabase(_engine(parsed, busy_timeout, where), where)
    try:
        _open(database, check=sized is not None and 0 < sized <= _CHECKED_SIZE)
    except BaseException:
        database.close()
        raise
    return SqlStore(database, FileLocks(data / "locks"))


def open_store_untouched(url: str, *, data: Path) -> Store:
    """The store as it stands, for what is to write nothing anywhere: a file that is not there yet is not made.

    Raises StoreError as ``open_store`` does. The store of an older version is brought up to date first.
    """
    parsed = _parsed(url)
    if dialect.is_sqlite(parsed) and not dialect.is_memory(parsed) and not Path(_where(parsed)).exists():
        return open_memory_store()
    return open_store(url, data=data)


def open_memory_store() -> Store:
    """The store's twin: the same code on SQLite in memory, forgotten when it is closed."""
    engine = _memory_engine()
    with engine.connect() as connection:
        dialect.load(connection, _empty_store())
    return SqlStore(EngineDatabase(engine, _MEMORY), NoLocks())


@cache
def _empty_store() -> str:
    """Migrated once in a process: tests open twins by the hundred."""
    database = EngineDatabase(_memory_engine(), _MEMORY)
    with database.writing() as connection:
        bring_up_to_date(connection, _MEMORY)
    with database.reading() as connection:
        script = dialect.dump(connection)
    database.close()
    return script


def _memory_engine() -> Engine:
    return dialect.make_engine(make_url("sqlite://"), busy_timeout=BUSY_TIMEOUT)


def _open(database: EngineDatabase, *, check: bool) -> None:
    with database.reading() as connection:
        if check and not dialect.is_sound(connection):
            raise store_error("damaged", database.where)
        version = version_of(connection, database.where)
        if version is None:
            _refuse_other_letters(dialect.encoding(connection), database.where)
        settled = version == HEAD and dialect.is_where_it_was(connection)
    if not settled:
        with database.writing() as connection:
            bring_up_to_date(connection, database.where)
            _doubt_if_restored(connection)


def _doubt_if_restored(connection: Connection) -> None:
    """A server's own tools put backups back without a word to us: what was sent since is not in them."""
    if not dialect.is_where_it_was(connection):
        doubt_everything(connection, datetime.now(ZONE))
        dialect.mark_place(connection)


def _refuse_other_letters(encoding: str, where: str) -> None:
    if encoding != "UTF8":
        raise StoreError(
            f"Cơ sở dữ liệu này dùng bảng mã {encoding}; kho dữ liệu cần UTF8.",
            where=where,
            do="Tạo cơ sở dữ liệu khác (createdb --template=template0 --encoding=UTF8 TÊN) và sửa khóa store.",
        )


def _parsed(url: str) -> URL:
    try:
        return make_url(url)
    except ArgumentError as error:
        # The text may hold a password: it is not repeated.
        raise StoreError(
            "Khóa store không phải là một URL cơ sở dữ liệu.",
            where="connector.yaml: store",
            do="Viết theo dạng sqlite:///var/connector.db hoặc postgresql+psycopg://tài_khoản:mật_khẩu@máy/kho.",
        ) from error


def _where(url: URL) -> str:
    """Where an operator finds it: the file, or the URL without its password, which its query may hold as well."""
    if dialect.is_sqlite(url):
        return str(Path(url.database or "").absolute())
    return url.set(query={}).render_as_string(hide_password=True)


def _engine(url: URL, busy_timeout: timedelta, where: str) -> Engine:
    try:
        return dialect.make_engine(url, busy_timeout=busy_timeout)
    except (NoSuchModuleError, ImportError) as error:
        raise StoreError(
            "Thiếu thư viện để nối tới loại cơ sở dữ liệu này.",
            where=where,
            do=f"Cài thư viện Python của {url.get_backend_name()}, hoặc dùng sqlite:///.",
        ) from error


def _prepare_file(path: Path) -> int:
    """Make sure there is a file that only this account can read; its size before that."""
    try:
        private_folder(path.parent)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        return path.stat().st_size
    except OSError as error:
        raise StoreError(
            f"Không mở được kho dữ liệu để ghi: {os_reason(error)}.",
            where=str(path),
            do="Cấp cho tài khoản dịch vụ quyền ghi tệp và thư mục này, kiểm tra đĩa còn chỗ, rồi chạy lại.",
        ) from error
