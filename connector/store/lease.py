"""Who may run a link: an operating-system lock that dies with its holder, and a lease row for everybody else."""

import hashlib
import os
import re
import sys
from abc import ABC, abstractmethod
from datetime import datetime, timedelta
from pathlib import Path
from threading import Lock

from sqlalchemy import Connection, delete, select, update

from connector.domain.errors import LinkBusyError, StoreError, os_reason
from connector.domain.times import at_zone
from connector.ports import Owner
from connector.store.columns import Record
from connector.store.database import Database
from connector.store.dialect import upsert
from connector.store.private import private_folder
from connector.store.tables import lease

if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(descriptor: int) -> None:
        # flock, not lockf: it binds the opened file, so that a second opening in this very process is refused too.
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


#: How long a holder on another machine counts without a sign of life.
LEASE = timedelta(seconds=60)


class Locks(ABC):
    """What tells a living holder on this machine from a dead one."""

    @abstractmethod
    def take(self, link: str) -> bool:
        """False when a living holder has it."""

    @abstractmethod
    def holds(self, link: str) -> bool:
        """Whether these very locks have it: its holder is, or was, a thread of ours."""

    @abstractmethod
    def drop(self, link: str) -> None: ...

    @abstractmethod
    def name(self, link: str) -> str | None:
        """Two stores whose locks have the same name and host see each other's holders; None when a lock proves
        nothing."""

    @abstractmethod
    def close(self) -> None: ...


class FileLocks(Locks):
    """A locked file per link; the operating system unlocks it when the process ends, however it ends."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._held: dict[str, int] = {}
        self._turn = Lock()

    def take(self, link: str) -> bool:
        with self._turn:
            descriptor = self._open(self._path(link))
            try:
                _lock(descriptor)
            except OSError:
                os.close(descriptor)
                return False
            self._held[link] = descriptor
            return True

    def holds(self, link: str) -> bool:
        with self._turn:
            return link in self._held

    def drop(self, link: str) -> None:
        with self._turn:
            descriptor = self._held.pop(link, None)
        if descriptor is not None:
            os.close(descriptor)

    def name(self, link: str) -> str:
        return str(self._path(link).resolve())

    def close(self) -> None:
        for link in list(self._held):
            self.drop(link)

    def _path(self, link: str) -> Path:
        return self._folder / f"{safe_name(link)}.lock"

    def _open(self, path: Path) -> int:
        try:
            private_folder(self._folder)
            return os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise StoreError(
                f"Không mở được tệp khóa của luồng: {os_reason(error)}.",
                where=str(path),
                do="Cấp cho tài khoản dịch vụ quyền ghi vào thư mục dữ liệu (khóa data), rồi chạy lại.",
            ) from error


class NoLocks(Locks):
    """For a store in memory, whose holders all live and die within this process: a lease counts until it runs out, as
    that of a holder on another machine does."""

    def take(self, link: str) -> bool:  # noqa: ARG002  # the lease alone decides
        return True

    def holds(self, link: str) -> bool:  # noqa: ARG002  # there is no lock to hold
        return False

    def drop(self, link: str) -> None:
        """There is nothing to let go of."""

    def name(self, link: str) -> str | None:  # noqa: ARG002  # there is no lock to name
        return None

    def close(self) -> None:
        """There is nothing to let go of."""


def safe_name(link: str) -> str:
    """A file name of the link on every system; two links never share one, whatever the file system's idea of case."""
    plain = re.sub(r"[^a-z0-9_-]", "_", link)[:60]
    if plain == link:
        return plain
    return f"{plain}-{hashlib.blake2b(link.encode(), digest_size=6).hexdigest()}"


class Leases:
    """Leases on the links of one store."""

    def __init__(self, database: Database, locks: Locks) -> None:
        self._database = database
        self._locks = locks
        self._turn = Lock()

    def acquire(self, link: str, owner: Owner, run: str, now: datetime) -> None:
        with self._turn:
            # A lock of our own says nothing about the thread that took it: then only its lease tells.
            ours = self._locks.holds(link)
            if not ours and not self._locks.take(link):
                raise _busy(link, self._holder(link))
            try:
                self._write(link, owner, run, now, lock_proves=not ours)
            except BaseException:
                if not ours:
                    self._locks.drop(link)
                raise

    def renew(self, link: str, owner: Owner, now: datetime) -> None:
        with self._database.writing() as connection:
            query = update(lease).where(lease.c.link == link, lease.c.owner == owner.id)
            renewed = connection.execute(query.values(expires_at=now + LEASE)).rowcount
        if not renewed:
            raise _busy(link, self._holder(link))

    def release(self, link: str, owner: Owner) -> None:
        with self._database.writing() as connection:
            query = delete(lease).where(lease.c.link == link, lease.c.owner == owner.id)
            was_held = connection.execute(query).rowcount
        if was_held:
            self._locks.drop(link)

    def close(self) -> None:
        self._locks.close()

    def _write(self, link: str, owner: Owner, run: str, now: datetime, *, lock_proves: bool) -> None:
        values = {
            "link": link,
            "owner": owner.id,
            "host": owner.host,
            "pid": owner.pid,
            "run": run,
            "lock": self._locks.name(link),
            "acquired_at": now,
            "expires_at": now + LEASE,
        }
        with self._database.writing() as connection:
            holder = _row(connection, link)
            dead = lock_proves and holder is not None and self._is_dead(holder, owner, link)
            if holder is not None and holder.expires_at > now and not dead:
                raise _busy(link, holder)
            kept = [name for name in values if name != "link"]
            connection.execute(upsert(connection, lease, on=["link"], keep=kept), [values])

    def _is_dead(self, holder: Record, owner: Owner, link: str) -> bool:
        """A holder on this machine would still have the lock that was just taken."""
        lock = self._locks.name(link)
        return lock is not None and bool(holder.host == owner.host and holder.lock == lock)

    def _holder(self, link: str) -> Record | None:
        with self._database.reading() as connection:
            return _row(connection, link)


def _row(connection: Connection, link: str) -> Record | None:
    return connection.execute(select(lease).where(lease.c.link == link)).first()


def _busy(link: str, holder: Record | None) -> LinkBusyError:
    if holder is None:
        what, where = f"Luồng {link} đang do một tiến trình khác giữ.", link
    else:
        since = f"{at_zone(holder.acquired_at):%d/%m/%Y %H:%M:%S}"
        what = (
            f"Luồng {link} đang chạy ở nơi khác: máy {holder.host}, tiến trình {holder.pid}, "
            f"lượt {holder.run}, từ {since}."
        )
        where = f"{holder.host}:{holder.pid}"
    return LinkBusyError(what, where=where, do="Chờ lượt đó xong, hoặc dừng tiến trình đó, rồi chạy lại.")
