"""The daemon's book on a SQL database: an operating-system lock tells a living daemon of this host from a dead one, its
beats tell one elsewhere."""

import socket
import time
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from connector.domain.errors import LinkBusyError
from connector.domain.times import at_zone
from connector.ports import DaemonBook, Heartbeat, Request, Wish
from connector.store.columns import Record
from connector.store.database import Database
from connector.store.dialect import upsert
from connector.store.lease import LEASE, Locks
from connector.store.tables import daemon, daemon_request

#: The daemon's place among the locks; no link can have this name.
LOCK = "(daemon)"

#: Somebody may be asking at this very moment whether the lock is free, by taking it.
_TRIES, _BETWEEN = 5, 0.05

_NOBODY = "Lúc đó không có tiến trình nền nào đang chạy."
_ENDED = "ended"


class SqlDaemonBook(DaemonBook):
    """One row for the daemon, one for each request."""

    def __init__(self, database: Database, locks: Locks) -> None:
        self._database = database
        self._locks = locks

    def start(self, beat: Heartbeat) -> None:
        # A lock of our own says nothing about the thread that took it: then only its beats tell.
        ours = self._locks.holds(LOCK)
        if not ours and not self._take_lock():
            raise _busy(self._row())
        try:
            self._write(beat, lock_proves=not ours)
        except BaseException:
            if not ours:
                self._locks.drop(LOCK)
            raise

    def beat(self, beat: Heartbeat) -> None:
        with self._database.writing() as connection:
            ours = update(daemon).where(daemon.c.owner == beat.id, daemon.c.left_at.is_(None))
            beaten = connection.execute(ours.values(beat_at=beat.beat_at, next_runs=_runs(beat.next_runs))).rowcount
        if not beaten:
            raise _busy(self._row())

    def end(self, beat: Heartbeat) -> None:
        with self._database.writing() as connection:
            ours = update(daemon).where(daemon.c.owner == beat.id, daemon.c.left_at.is_(None))
            values = {"beat_at": beat.beat_at, "left_at": beat.beat_at, "next_runs": {}}
            was_ours = connection.execute(ours.values(values)).rowcount
            if was_ours:
                _answer(connection, _ENDED, beat.beat_at)
        if was_ours:
            self._locks.drop(LOCK)

    def last(self) -> Heartbeat | None:
        row = self._row()
        return None if row is None else _heartbeat(row)

    def living(self, now: datetime) -> Heartbeat | None:
        row = self._row()
        if row is None or row.left_at is not None:
            return None
        here = self._is_at(row, socket.gethostname())
        lives = self._lock_is_held() if here else row.beat_at + LEASE > now
        return _heartbeat(row) if lives else None

    def ask(self, wish: Wish, now: datetime, *, link: str | None = None) -> int:
        """What is asked already and not answered is one request with it."""
        same = daemon_request.c.wish == wish, daemon_request.c.link.is_not_distinct_from(link)
        with self._database.writing() as connection:
            standing = select(daemon_request.c.id).where(*same, daemon_request.c.done_at.is_(None))
            number = connection.execute(standing).scalar()
            if number is None:
                asked = insert(daemon_request).values(wish=wish, link=link, asked_at=now)
                number = connection.execute(asked.returning(daemon_request.c.id)).scalar_one()
        return int(number)

    def asked(self) -> Sequence[Request]:
        query = select(daemon_request).where(daemon_request.c.done_at.is_(None)).order_by(daemon_request.c.id)
        with self._database.reading() as connection:
            return [
                Request(id=row.id, wish=row.wish, asked_at=row.asked_at, link=row.link)
                for row in connection.execute(query)
            ]

    def answer(self, request_id: int, answer: str, now: datetime) -> None:
        with self._database.writing() as connection:
            _answer(connection, answer, now, daemon_request.c.id == request_id)

    def answered(self, request_id: int) -> str | None:
        query = select(daemon_request.c.answer).where(daemon_request.c.id == request_id)
        with self._database.reading() as connection:
            answer: str | None = connection.execute(query).scalar()
        return answer

    # -- how it is done

    def _take_lock(self) -> bool:
        for left in reversed(range(_TRIES)):
            if self._locks.take(LOCK):
                return True
            if left:
                time.sleep(_BETWEEN)
        return False

    def _lock_is_held(self) -> bool:
        if self._locks.holds(LOCK) or not self._locks.take(LOCK):
            return True
        self._locks.drop(LOCK)
        return False

    def _is_at(self, row: Record, host: str) -> bool:
        """Whether this host's lock tells of that daemon."""
        lock = self._locks.name(LOCK)
        return lock is not None and bool(row.host == host and row.lock == lock)

    def _row(self) -> Record | None:
        with self._database.reading() as connection:
            return connection.execute(select(daemon)).first()

    def _write(self, beat: Heartbeat, *, lock_proves: bool) -> None:
        values: dict[str, Any] = {
            "name": LOCK,
            "owner": beat.id,
            "host": beat.host,
            "pid": beat.pid,
            "lock": self._locks.name(LOCK),
            "version": beat.version,
            "started_at": beat.started_at,
            "beat_at": beat.beat_at,
            "left_at": None,
            "next_runs": _runs(beat.next_runs),
        }
        with self._database.writing() as connection:
            row = connection.execute(select(daemon)).first()
            gone = row is None or row.left_at is not None or row.beat_at + LEASE <= beat.beat_at
            if not gone and not (lock_proves and self._is_at(row, beat.host)):
                raise _busy(row)
            kept = [name for name in values if name != "name"]
            connection.execute(upsert(connection, daemon, on=["name"], keep=kept), [values])
            _answer(connection, _NOBODY, beat.beat_at)


def _answer(connection: Connection, answer: str, now: datetime, *conditions: Any) -> None:
    unanswered = update(daemon_request).where(daemon_request.c.done_at.is_(None), *conditions)
    connection.execute(unanswered.values(done_at=now, answer=answer))


def _runs(next_runs: Mapping[str, datetime]) -> dict[str, str]:
    return {name: at.isoformat() for name, at in next_runs.items()}


def _heartbeat(row: Record) -> Heartbeat:
    return Heartbeat(
        id=row.owner,
        host=row.host,
        pid=row.pid,
        version=row.version,
        started_at=row.started_at,
        beat_at=row.beat_at,
        next_runs={name: datetime.fromisoformat(at) for name, at in row.next_runs.items()},
        left_at=row.left_at,
    )


def _busy(row: Record | None) -> LinkBusyError:
    do = (
        "Không cần chạy thêm: tiến trình đó đang làm. Muốn thay nó thì dừng nó trước (connector daemon stop), rồi chạy "
        "lại."
    )
    if row is None:
        return LinkBusyError("Một tiến trình nền khác của kho dữ liệu này đang chạy.", do=do)
    since = f"{at_zone(row.started_at):%d/%m/%Y %H:%M:%S}"
    return LinkBusyError(
        f"Một tiến trình nền khác đang chạy: máy {row.host}, tiến trình {row.pid}, từ {since}.",
        where=f"{row.host}:{row.pid}",
        do=do,
    )
