"""The folder that the work is put into: one durable list, and the workbooks made of it, each whole or not there."""

import os
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import orjson

from connector.adapters.worklist.entry import Entry, from_json, to_json
from connector.domain.errors import BrokenAnswerError, SystemDownError, os_reason

LIST = "viec-can-lam.json"
TO_DO = "viec-can-lam.xlsx"
IMPORT = "nhap-mot-cua.xlsx"

_LOCK = ".khoa"
_FORM = 1

Entries = dict[str, Entry]
#: Changes the list; asked again after a failure it must do the same.
Change = Callable[[Entries], None]
#: Makes the workbooks: file name → its content.
Books = Mapping[str, Callable[[Entries], bytes]]

#: Ends the name of a file that is not whole yet. Nobody else writes while one does: a killed process's is written over.
_PART = ".part"


class Worklist:
    """The list of one system, shared by its links and by every process. A change that returns is on the disk, in the
    list and in both workbooks; changes that come together are written together."""

    def __init__(self, folder: Path, books: Books) -> None:
        self._folder = folder
        self._books = books
        self._coming = threading.Lock()
        self._writing = threading.Lock()
        self._pending: list[Change] = []
        self._asked = self._written = self._failed = 0

    def entries(self) -> Entries:
        """The list as it stands on the disk."""
        try:
            written = (self._folder / LIST).read_bytes()
        except FileNotFoundError:
            return {}
        except OSError as error:
            raise self._unusable(error) from error
        try:
            told = orjson.loads(written)
            if told["form"] != _FORM:
                raise ValueError("another form")  # noqa: TRY301  # one handler for whatever it may be
            return {entry.code: entry for entry in map(from_json, told["entries"])}
        except (ValueError, KeyError, TypeError) as error:
            raise BrokenAnswerError(
                f"Danh sách việc {LIST} không đọc được.",
                where=str(self._folder / LIST),
                do="Khôi phục tệp đó từ bản sao lưu; nếu xoá đi thì việc chưa làm sẽ thành thư chết khi hết hạn.",
            ) from error

    def is_stale(self) -> bool:
        """Whether a workbook is missing or older than the list: whoever wrote the list died before it was made."""
        try:
            made = (self._folder / LIST).stat().st_mtime_ns
        except OSError:
            return False
        return any(_changed(self._folder / name) < made for name in self._books)

    def change(self, apply: Change) -> None:
        """Raises SystemDownError when the folder cannot be written; then nothing of it is in the list."""
        with self._coming:
            self._pending.append(apply)
            self._asked += 1
            mine = self._asked
        with self._writing:
            if mine <= self._written:
                return
            if mine <= self._failed:
                raise SystemDownError("Chưa ghi được danh sách việc.", where=str(self._folder), do=_CLOSE)
            with self._coming:
                changes, self._pending, upto = self._pending, [], self._asked
            self._failed = upto  # until it has succeeded
            self._write(changes)
            self._written = upto

    def _write(self, changes: list[Change]) -> None:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with _alone(self._folder / _LOCK):
                entries = self.entries()
                for apply in changes:
                    apply(entries)
                self._replace(entries)
        except OSError as error:
            raise self._unusable(error) from error

    def _replace(self, entries: Entries) -> None:
        """Everything new is on the disk before anything old goes; the list goes first, the workbooks are made of it."""
        told = {"form": _FORM, "entries": [to_json(entry) for entry in entries.values()]}
        contents = {LIST: orjson.dumps(told)} | {name: make(entries) for name, make in self._books.items()}
        for name in contents:
            _check_closed(self._folder / name)
        parts = {name: self._folder / f".{name}{_PART}" for name in contents}
        try:
            for name, content in contents.items():
                _write_through(parts[name], content, private=name == LIST)
            for name, part in parts.items():
                part.replace(self._folder / name)
        finally:
            for part in parts.values():
                part.unlink(missing_ok=True)

    def _unusable(self, error: OSError) -> SystemDownError:
        name = Path(error.filename2 or error.filename or self._folder).name
        return SystemDownError(
            f"Không ghi được danh sách việc ({name}): {os_reason(error)}.", where=str(self._folder), do=_CLOSE
        )


_CLOSE = "Đóng tệp đang mở trong Excel, kiểm tra quyền ghi và chỗ trống của thư mục; lượt chạy sau ghi lại."


def _changed(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0


def _check_closed(path: Path) -> None:
    """Windows lets nobody replace a workbook that is open in Excel: better to know before anything is written."""
    with suppress(FileNotFoundError), path.open("rb+"):
        pass


def _write_through(path: Path, content: bytes, *, private: bool) -> None:
    mode = 0o600 if private else 0o666  # the workbooks are for the desk, the list is for nobody but us
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(path, flags, mode), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


if sys.platform == "win32":
    import msvcrt

    @contextmanager
    def _alone(path: Path) -> Iterator[None]:
        """One process at a time; a dead one's lock is the operating system's to drop."""
        with path.open("a+b") as file:
            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)
            try:
                yield
            finally:
                file.seek(0)
                msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    @contextmanager
    def _alone(path: Path) -> Iterator[None]:
        """One process at a time; a dead one's lock is the operating system's to drop."""
        with path.open("a+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield
