"""What is remembered of the foreign systems: whether they answer, and how late they show what they took."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, select

from connector.store.dialect import upsert
from connector.store.tables import system


def system_changed(connection: Connection, name: str, *, up: bool, reason: str, now: datetime) -> bool:
    """A system never heard of is taken to be up: its first good answer is no news, its first failure is."""
    standing = connection.execute(select(system.c.up, system.c.changed_at).where(system.c.name == name)).first()
    was_up = True if standing is None else standing.up
    if standing is None or standing.changed_at is None or was_up != up:
        values = {"name": name, "up": up, "reason": reason, "changed_at": now}
        connection.execute(upsert(connection, system, on=["name"], keep=["up", "reason", "changed_at"]), [values])
    return bool(was_up != up)


def read_lag(connection: Connection, name: str) -> timedelta:
    lag: timedelta | None = connection.execute(select(system.c.read_lag).where(system.c.name == name)).scalar()
    return timedelta(0) if lag is None else lag


def saw_read_lag(connection: Connection, name: str, lag: timedelta) -> None:
    values = {"name": name, "up": True, "reason": "", "read_lag": lag}
    connection.execute(upsert(connection, system, on=["name"], keep=[]), [values])
    connection.execute(system.update().where(system.c.name == name, system.c.read_lag < lag).values(read_lag=lag))
