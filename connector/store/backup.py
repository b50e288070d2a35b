"""One file that holds the whole store as it was at one moment, while others go on writing."""

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from uuid import uuid4

from connector.domain.errors import StoreError, os_reason
from connector.store import dialect
from connector.store.database import Database, in_words, store_error
from connector.store.private import private_file

#: How the name of a file ends that is not whole yet.
PART = ".part"


def back_up(database: Database, file: Path) -> int:
    """Write the backup and return its size. It is there whole or not at all, sound, and its owner's alone; a file that
    stands is never overwritten."""
    if file.is_dir():
        raise StoreError(
            "Chỗ định ghi bản sao lưu là một thư mục.",
            where=str(file),
            do="Nêu cả tên tệp trong thư mục đó, thí dụ sao-luu.db.",
        )
    if file.exists():
        raise StoreError(
            "Đã có một tệp ở chỗ định ghi bản sao lưu; tệp đó được để nguyên.",
            where=str(file),
            do="Chọn tên tệp khác, hoặc dời tệp cũ đi.",
        )
    part = file.with_name(f".{file.name}.{uuid4().hex}{PART}")
    try:
        with _no_room_told(part, file), told_of(file):
            private_file(part)
            database.copy_to(part)
            _finish(part)
            part.replace(file)
            sync_folder(file.parent)
            return file.stat().st_size
    finally:
        for beside in ("", "-wal", "-shm", "-journal"):
            with suppress(OSError):
                part.with_name(part.name + beside).unlink()


@contextmanager
def _no_room_told(part: Path, file: Path) -> Iterator[None]:
    """A copy for which there was no room is no trouble of the store."""
    full = store_error("full", str(part))
    try:
        yield
    except StoreError as error:
        if (error.what, error.where) != (full.what, full.where):
            raise
        raise StoreError(
            "Không ghi được bản sao lưu: đĩa đầy, hết hạn mức hoặc đĩa lỗi.",
            where=str(file),
            do="Chọn ổ đĩa khác còn chỗ, hoặc giải phóng dung lượng; kho dữ liệu không bị ảnh hưởng.",
        ) from error


def _finish(part: Path) -> None:
    """Check the copy and make one file of it, safely on the disk."""
    with in_words(str(part)), closing(dialect.raw(part)) as connection:
        if not dialect.is_whole(connection):
            raise store_error("damaged", str(part))
        dialect.in_one_file(connection)
    sync_file(part)


def sync_file(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """What was renamed in this folder stays so; Windows takes care of it by itself."""
    if os.name != "nt":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


@contextmanager
def told_of(file: Path) -> Iterator[None]:
    """Turns the operating system's refusal into a StoreError about this file."""
    try:
        yield
    except OSError as error:
        raise StoreError(
            f"Không ghi được tệp: {os_reason(error)}.",
            where=str(file),
            do="Đóng chương trình khác đang mở tệp này; chọn thư mục có sẵn, còn chỗ trống, tài khoản này được ghi.",
        ) from error
