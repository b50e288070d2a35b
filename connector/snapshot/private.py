"""Files that carry personal data: readable by the service account alone, whole or not there, gone when done with."""

import errno
import os
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import blake2b
from pathlib import Path
from typing import IO
from urllib.parse import quote

from connector.domain.errors import StoreError, os_reason

#: How long a reader may keep a file open before putting a new one in its place is given up (Windows alone refuses).
_PATIENCE = 10.0  # seconds

_DO = (
    "Đóng chương trình khác đang mở tệp này, kiểm tra đĩa còn chỗ và tài khoản dịch vụ có quyền ghi vào thư mục này, "
    "rồi chạy lại."
)


def file_name(link: str) -> str:
    """A name of the link on every file system; two links never share one, whatever is made of upper and lower case."""
    plain = quote(link, safe="").replace("%", "_").lower()[:60]
    if plain == link:
        return plain
    return f"{plain}-{blake2b(link.encode(), digest_size=6).hexdigest()}"


@contextmanager
def working_folder(path: Path) -> Iterator[Path]:
    """An empty folder for the time of the block; what one that was killed left there is removed first."""
    with telling(path):
        _remove(path)
        private_folder(path.parent)
        path.mkdir(mode=0o700)
    try:
        yield path
    finally:
        with telling(path):
            _remove(path)


def private_folder(path: Path) -> None:
    """Make it and what is missing above it, and for this account alone whoever made it."""
    for missing in reversed([one for one in (path, *path.parents) if not one.exists()]):
        missing.mkdir(mode=0o700, exist_ok=True)
    if path.stat().st_mode & 0o077:
        path.chmod(0o700)


def new_file(path: Path) -> IO[bytes]:
    """Open one for writing that is this account's from its first byte on."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600), "wb")


def put_in_place(made: Path, path: Path) -> None:
    """Whoever reads ``path`` sees the old file or the new one; a power cut leaves one of them."""
    with telling(path):
        made.chmod(0o600)
        private_folder(path.parent)
        with made.open("rb+") as file:
            os.fsync(file.fileno())
        _replace(made, path)
        if sys.platform != "win32":
            descriptor = os.open(path.parent, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)


@contextmanager
def telling(path: Path) -> Iterator[None]:
    """What the operating system refuses is told as an error of the store, with what to do."""
    try:
        yield
    except OSError as error:
        what = f"Không ghi được tệp của đối chiếu: {os_reason(error)}."
        raise StoreError(what, where=str(path), do=_DO) from error


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _replace(made: Path, path: Path) -> None:
    give_up = time.monotonic() + _PATIENCE
    while True:
        try:
            made.replace(path)
        except PermissionError as error:
            if sys.platform != "win32" or error.errno != errno.EACCES or time.monotonic() > give_up:
                raise
            time.sleep(0.1)
        else:
            return
