"""Transactions on the store's database, and its errors in words an operator can act on."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta
from json import JSONDecodeError
from pathlib import Path
from threading import RLock
from typing import Literal, Protocol, TypeVar

from sqlalchemy import Connection, Engine, make_url
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from connector.domain.errors import StoreError
from connector.store import dialect
from connector.store.tables import metadata

T = TypeVar("T")

#: How the name of the folder begins in which a copy of the store is thrown away again.
SCRATCH = "connector-plan-"

Trouble = dialect.Trouble | Literal["gone"]

_WORDS: dict[Trouble, tuple[str, str]] = {
    "locked": (
        "Kho dữ liệu đang bị một tiến trình khác khóa.",
        "Đóng chương trình đang giữ kho này (trình xem cơ sở dữ liệu, bản sao lưu, tiến trình khác), rồi chạy lại.",
    ),
    "full": (
        "Không ghi được kho dữ liệu: đĩa đầy, hết hạn mức hoặc đĩa lỗi.",
        "Giải phóng dung lượng hoặc kiểm tra đĩa, rồi chạy lại; những gì đã ghi xong vẫn còn nguyên.",
    ),
    "damaged": (
        "Kho dữ liệu bị hỏng.",
        "Giữ tệp này lại, khôi phục bản sao lưu gần nhất (connector restore TỆP), rồi chạy lại.",
    ),
    "unwritable": (
        "Không mở được hoặc không ghi được kho dữ liệu.",
        "Cấp cho tài khoản dịch vụ quyền đọc và ghi tệp và thư mục này (máy chủ: quyền tạo và ghi bảng), rồi chạy lại.",
    ),
    "unreachable": (
        "Không dùng được máy chủ cơ sở dữ liệu của kho: {}.",
        "Kiểm tra máy chủ, mạng, tên cơ sở dữ liệu và tài khoản ở khóa store; những gì đã ghi xong vẫn còn nguyên.",
    ),
    "gone": (
        "Tệp kho dữ liệu không còn ở chỗ của nó, hoặc đã bị thay bằng tệp khác.",
        "Đặt lại đúng tệp ấy; đã mất thì dừng dịch vụ, khôi phục bản sao lưu (connector restore TỆP), rồi chạy lại.",
    ),
    "foreign": (
        "Tệp này không phải là kho dữ liệu của connector, hoặc đã bị hỏng.",
        "Kiểm tra khóa store trong connector.yaml; nếu đúng tệp thì khôi phục bản sao lưu (connector restore TỆP).",
    ),
    "other": (
        "Kho dữ liệu báo lỗi ngoài dự kiến.",
        "Xem nhật ký để biết chi tiết; không sửa kho bằng tay.",
    ),
}


def store_error(trouble: Trouble, where: str, reason: str = "") -> StoreError:
    what, do = _WORDS[trouble]
    return StoreError(what.replace("{}", reason), where=where, do=do)


def not_a_file(where: str) -> StoreError:
    return StoreError(
        "Kho dữ liệu này nằm trên máy chủ cơ sở dữ liệu, không phải một tệp; lệnh này chỉ sao lưu được tệp SQLite.",
        where=where,
        do="Dùng công cụ của máy chủ đó: pg_dump --format=custom để sao lưu, pg_restore để khôi phục.",
    )


class Database(Protocol):
    """Where transactions come from; each is whole or nothing."""

    where: str

    def reading(self) -> AbstractContextManager[Connection]: ...

    def writing(self) -> AbstractContextManager[Connection]: ...

    def scratch(self) -> AbstractContextManager["Database"]:
        """A database that begins as this one is and is forgotten."""

    def copy_to(self, path: Path) -> None:
        """A consistent copy in one file, whatever is being written meanwhile."""

    def close(self) -> None: ...


@contextmanager
def in_words(where: str) -> Iterator[None]:
    """Turns a driver's error into a StoreError that says what happened, where, and what to do."""
    try:
        yield
    except dialect.DRIVER_ERRORS as error:
        raise store_error(dialect.trouble(error), where, dialect.reason(error)) from error
    except PoolTimeoutError as error:
        raise store_error("locked", where) from error
    except JSONDecodeError:
        # A value of ours that is no value of ours any more; what it says may be personal and is not repeated.
        raise store_error("damaged", where) from None


class EngineDatabase:
    """A pool of connections to a database file or server."""

    def __init__(self, engine: Engine, where: str) -> None:
        self.where = where
        self._engine = engine
        self._reader = dialect.to_read(engine)
        self._writer = engine.execution_options(**{dialect.WRITES: True})
        on_disk = dialect.is_sqlite(engine.url) and not dialect.is_memory(engine.url)
        self._file = Path(engine.url.database or "").absolute() if on_disk else None
        self._opened = self._identity()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        with in_words(self.where), self._reader.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        if (
            self._opened is not None and self._identity() != self._opened
        ):  # SQLite would go on writing into a file that nobody finds any more
            raise store_error("gone", self.where)
        with in_words(self.where), self._writer.begin() as connection:
            yield connection

    @contextmanager
    def scratch(self) -> Iterator[Database]:
        if not dialect.is_sqlite(self._engine.url):
            with self._shadowed() as borrowed:
                yield borrowed
            return
        with tempfile.TemporaryDirectory(prefix=SCRATCH) as folder:
            path = Path(folder) / "scratch.db"
            self.copy_to(path)
            url = make_url("sqlite://").set(database=str(path))
            copy = EngineDatabase(
                dialect.make_engine(url, busy_timeout=timedelta(seconds=60), durable=False), str(path)
            )
            try:
                yield copy
            finally:
                copy.close()

    def copy_to(self, path: Path) -> None:
        if not dialect.is_sqlite(self._engine.url):
            raise not_a_file(self.where)
        with in_words(str(path)), self._engine.connect() as connection:
            dialect.copy_to(connection, path)

    @contextmanager
    def _shadowed(self) -> Iterator[Database]:
        """Others go on writing meanwhile: neither they nor the copy wait for each other."""
        engine = dialect.make_engine(self._engine.url, busy_timeout=timedelta(seconds=60))
        try:
            with in_words(self.where), engine.connect() as connection:
                connection.execution_options(isolation_level="REPEATABLE READ")
                outer = connection.begin()
                dialect.shadow(connection, metadata.sorted_tables)
                yield BorrowedDatabase(connection, self.where)
                outer.rollback()
        finally:
            engine.dispose()

    def _identity(self) -> tuple[int, int] | None:
        """Which file stands where the store was opened; None where nothing does, and of what is no file."""
        if self._file is None:
            return None
        try:
            told = self._file.stat()
        except OSError:
            return None
        return told.st_dev, told.st_ino

    def close(self) -> None:
        self._engine.dispose()


class BorrowedDatabase:
    """One connection inside a transaction that will be rolled back; threads take turns at it."""

    def __init__(self, connection: Connection, where: str) -> None:
        self.where = where
        self._connection = connection
        self._turn = RLock()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        with self._turn, in_words(self.where):
            yield self._connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        with self._turn, in_words(self.where), self._connection.begin_nested():
            yield self._connection

    @contextmanager
    def scratch(self) -> Iterator[Database]:
        with self._turn, in_words(self.where):
            inner = self._connection.begin_nested()
            try:
                yield self
            finally:
                inner.rollback()

    def copy_to(self, path: Path) -> None:  # noqa: ARG002  # only a server's transaction is ever lent
        raise not_a_file(self.where)

    def close(self) -> None:
        """The connection belongs to whoever lent it."""


def batches(things: Sequence[T], size: int = dialect.BATCH) -> Iterator[Sequence[T]]:
    for start in range(0, len(things), size):
        yield things[start : start + size]
