"""Putting a backup in the store's place. What was sent since the backup is not in it, so nothing of it is sent before
it was looked up."""

import shutil
import socket
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

from sqlalchemy import Connection, and_, delete, exists, func, inspect, literal, make_url, or_, select, update

from connector.domain.delivery import DeliveryState
from connector.domain.errors import LinkBusyError, StoreError
from connector.domain.link import CANARIES
from connector.domain.plain import step_from_plain
from connector.store import dialect
from connector.store.backup import PART, sync_file, sync_folder, told_of
from connector.store.daemon_book import LOCK
from connector.store.database import EngineDatabase, in_words, not_a_file, store_error
from connector.store.lease import LEASE, FileLocks
from connector.store.migrate import bring_up_to_date, version_of
from connector.store.migrations import VERSION_TABLE
from connector.store.outbox import UNOWNED
from connector.store.private import private_file, private_folder
from connector.store.tables import StepState, daemon, delivery, lease, link_state, sent_step

#: What may have gone out after the backup was made, as far as the backup knows of it.
_SENDABLE = (DeliveryState.WAITING, DeliveryState.CLAIMED, DeliveryState.IN_DOUBT, DeliveryState.DELIVERED)

#: What a person or the next plan may let go out later, and may have let out after the backup.
_MAY_HAVE_GONE = (*_SENDABLE, DeliveryState.PLANNED, DeliveryState.HELD)

#: How long a lock of another program is waited for before it is said.
_PATIENCE = timedelta(seconds=5)

#: What SQLite keeps beside its file.
_BESIDE = ("-wal", "-shm", "-journal")


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What a restore did."""

    in_doubt: int  #: deliveries to be looked up before anything of them is sent
    replaced: Path | None  #: where the store that stood there is kept


def restore(url: str, file: Path, *, data: Path, links: Iterable[str], now: datetime) -> Restored:
    """Make the store of this URL what the backup is. The store that stands is kept beside it.

    Raises LinkBusyError while a run or the daemon lives, and StoreError for a backup that is damaged, of a newer
    version or of another program; then the store is as it was.
    """
    parsed = make_url(url)
    if not dialect.is_sqlite(parsed) or dialect.is_memory(parsed):
        raise not_a_file(parsed.render_as_string(hide_password=True))
    store = Path(parsed.database or "").absolute()
    part = store.with_name(f".{store.name}.{uuid4().hex}{PART}")
    locks = FileLocks(data / "locks")
    try:
        with told_of(store):
            _lock(locks, links)
            _nobody_elsewhere(store, now)
            private_folder(store.parent)
            in_doubt = _prepare(part, file, now)
            replaced = _replace(store, part, now)
        return Restored(in_doubt=in_doubt, replaced=replaced)
    finally:
        locks.close()
        for beside in ("", *_BESIDE):
            with suppress(OSError):
                part.with_name(part.name + beside).unlink()


# -- nobody works with it


def _lock(locks: FileLocks, links: Iterable[str]) -> None:
    """Take every lock there is, so that no run begins meanwhile."""
    for name in (LOCK, *links):
        if not locks.take(name):
            link = f"Luồng {name} đang chạy; chưa khôi phục gì."
            raise LinkBusyError(
                "Tiến trình nền đang chạy; chưa khôi phục gì." if name == LOCK else link,
                where=str(locks.name(name)),
                do="Dừng tiến trình nền (connector daemon stop; không gọi tới được thì dừng chính dịch vụ của nó) và "
                "chờ các lượt chạy xong, rồi chạy lại.",
            )


def _nobody_elsewhere(store: Path, now: datetime) -> None:
    """Another machine's runs hold no lock of ours, but a lease in the store, if that can still be read."""
    if not store.exists():
        return
    database = _database(store)
    here = socket.gethostname()
    living = (
        select(lease.c.host).where(lease.c.host != here, lease.c.expires_at > now),
        select(daemon.c.host).where(daemon.c.host != here, daemon.c.left_at.is_(None), daemon.c.beat_at > now - LEASE),
    )
    try:
        with database.reading() as connection:
            hosts = [host for query in living for host in connection.execute(query).scalars()]
    except StoreError:
        return  # damaged, or of a version without these tables: there is nothing to ask
    finally:
        database.close()
    if hosts:
        raise LinkBusyError(
            f"Kho dữ liệu đang được máy {hosts[0]} sử dụng; chưa khôi phục gì.",
            where=str(store),
            do="Dừng connector trên máy đó, chờ một phút, rồi chạy lại.",
        )


# -- the backup, made ready to take the store's place


def _prepare(part: Path, file: Path, now: datetime) -> int:
    """A checked copy of the backup, of this version, with everything in doubt."""
    _copy_checked(file, part)
    database = _database(part)
    try:
        with database.writing() as connection:
            if not inspect(connection).has_table(VERSION_TABLE) or version_of(connection, str(file)) is None:
                raise _no_backup(file)
            bring_up_to_date(connection, str(file))
            in_doubt = doubt_everything(connection, now)
    finally:
        database.close()
    with in_words(str(part)), closing(dialect.raw(part)) as raw:
        dialect.in_one_file(raw)
    sync_file(part)
    return in_doubt


def _copy_checked(file: Path, part: Path) -> None:
    if not file.is_file():
        raise StoreError(
            "Không có tệp sao lưu này.", where=str(file), do="Kiểm tra đường dẫn; tệp do connector backup ghi ra."
        )
    private_file(part)
    with (
        in_words(str(file)),
        _a_backup(file),
        closing(dialect.raw(file, readonly=True)) as backup,
        closing(dialect.raw(part)) as copy,
    ):
        if not dialect.is_whole(backup):
            raise _no_backup(file)
        backup.backup(copy)


@contextmanager
def _a_backup(file: Path) -> Iterator[None]:
    """What is wrong with the file itself is mended by another one; all else is told as of any store."""
    try:
        yield
    except dialect.DRIVER_ERRORS as error:
        if dialect.trouble(error) in {"foreign", "damaged"}:
            raise _no_backup(file) from error
        raise


def _no_backup(file: Path) -> StoreError:
    return StoreError(
        "Tệp này không phải là bản sao lưu của connector, hoặc đã bị hỏng.",
        where=str(file),
        do="Chọn một bản khác do connector backup ghi ra; kho dữ liệu đang có được để nguyên.",
    )


def doubt_everything(connection: Connection, now: datetime) -> int:
    """Of what the backup takes for unsent, anything may have been sent since: it is looked up before it is sent, and a
    step of it only where a look-up shows that it is not there. How many deliveries are in doubt.

    A link whose first deliveries were not proved yet sends a few at a time, and doubts are not counted: what waits
    there goes on waiting, with its steps in doubt.
    """
    _doubt_steps(connection, now)
    proved = exists().where(
        link_state.c.link == delivery.c.link,
        or_(link_state.c.canaries_released, link_state.c.canaries_verified >= CANARIES),
    )
    fresh = and_(delivery.c.state == DeliveryState.WAITING, delivery.c.sent_at.is_(None), ~proved)
    doubted = connection.execute(
        update(delivery)
        .where(delivery.c.state.in_(_SENDABLE), ~fresh)
        .values(
            state=DeliveryState.IN_DOUBT,
            sent_at=func.coalesce(delivery.c.sent_at, literal(now, delivery.c.sent_at.type)),
            next_attempt_at=now,
            last_error=None,
            **UNOWNED,
        )
    ).rowcount
    connection.execute(delete(lease))
    connection.execute(delete(daemon))
    return int(doubted)


def _doubt_steps(connection: Connection, now: datetime) -> None:
    connection.execute(
        update(sent_step).where(sent_step.c.state == StepState.OWED).values(state=StepState.DOUBT, marked_at=now)
    )
    query = select(delivery.c.id, delivery.c.dossier_id, delivery.c.action)
    values = [
        {
            "dossier_id": row.dossier_id,
            "at": step.at,
            "status": int(step.status),
            "state": StepState.DOUBT,
            "delivery_id": row.id,
            "marked_at": now,
        }
        for row in connection.execute(query.where(delivery.c.state.in_(_MAY_HAVE_GONE)))
        for step in map(step_from_plain, row.action["steps"])
        if step.status is not None
    ]
    if values:
        statement = dialect.upsert(connection, sent_step, on=["dossier_id", "at", "status"], keep=[])
        connection.execute(statement, values)


# -- in its place


def _replace(store: Path, part: Path, now: datetime) -> Path | None:
    """Put the prepared copy where the store is, in one step; what stood there is kept first."""
    kept = _keep(store, now) if store.exists() else None
    for beside in _BESIDE:
        store.with_name(store.name + beside).unlink(missing_ok=True)
    part.replace(store)
    sync_folder(store.parent)
    return kept


def _keep(store: Path, now: datetime) -> Path:
    """A copy of the store as it is, with what belongs to it, however damaged."""
    try:
        with closing(dialect.raw(store)) as raw:
            dialect.in_one_file(raw)
    except dialect.DRIVER_ERRORS as error:
        # A store that somebody has open must not be taken from under them; a damaged one is kept as it lies there.
        if dialect.trouble(error) == "locked":
            raise store_error("locked", str(store)) from error
    kept = _free_name(store, f"{store.name}.replaced-{now:%Y%m%dT%H%M%S}")
    for beside in ("", *_BESIDE):
        original = store.with_name(store.name + beside)
        if original.exists():
            _keep_file(original, kept.with_name(kept.name + beside))
    return kept


def _keep_file(original: Path, copy: Path) -> None:
    try:
        # A second name takes no time in which somebody could still write to the store, and no room on the disk.
        copy.hardlink_to(original)
    except OSError:
        _copy(original, copy)


def _copy(original: Path, copy: Path) -> None:
    """For disks whose files have one name only."""
    private_file(copy)
    try:
        shutil.copyfile(original, copy)
        sync_file(copy)
    except OSError:
        copy.unlink(missing_ok=True)
        raise


def _free_name(store: Path, name: str) -> Path:
    number, free = 1, store.with_name(name)
    while free.exists():
        number += 1
        free = store.with_name(f"{name}-{number}")
    return free


def _database(path: Path) -> EngineDatabase:
    url = make_url("sqlite://").set(database=str(path))
    return EngineDatabase(dialect.make_engine(url, busy_timeout=_PATIENCE), str(path))
