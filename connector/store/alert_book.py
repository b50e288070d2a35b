"""The alert book on a SQL database: one row for each cause, one for the digest."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete, insert, select, update

from connector.ports import AlertBook, Trouble
from connector.store.database import Database
from connector.store.dialect import upsert
from connector.store.tables import alert

#: The row that says when the last digest went out; no cause is written like it.
_DIGEST = "(digest)"


class SqlAlertBook(AlertBook):
    def __init__(self, database: Database) -> None:
        self._database = database

    def troubles(self) -> Mapping[str, Trouble]:
        with self._database.reading() as connection:
            rows = connection.execute(select(alert).where(alert.c.cause != _DIGEST).order_by(alert.c.since))
            return {row.cause: Trouble(cause=row.cause, since=row.since, told_at=row.told_at) for row in rows}

    def begin(self, cause: str, now: datetime) -> None:
        with self._database.writing() as connection:
            if connection.execute(select(alert.c.cause).where(alert.c.cause == cause)).first() is None:
                connection.execute(insert(alert).values(cause=cause, since=now))

    def told(self, cause: str, now: datetime) -> None:
        with self._database.writing() as connection:
            connection.execute(update(alert).where(alert.c.cause == cause).values(told_at=now))

    def heal(self, cause: str) -> None:
        with self._database.writing() as connection:
            connection.execute(delete(alert).where(alert.c.cause == cause))

    def last_digest(self) -> datetime | None:
        with self._database.reading() as connection:
            sent: datetime | None = connection.execute(select(alert.c.told_at).where(alert.c.cause == _DIGEST)).scalar()
            return sent

    def digested(self, now: datetime) -> None:
        values = {"cause": _DIGEST, "since": now, "told_at": now}
        with self._database.writing() as connection:
            connection.execute(upsert(connection, alert, on=["cause"], keep=["told_at"]), [values])
