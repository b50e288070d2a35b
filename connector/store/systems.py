"""What is remembered of the foreign systems: whether they answer, and how late they show what they took."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, select

from connector.domain.down import Down
from connector.store.dialect import upsert
from connector.store.tables import system


def system_changed(connection: Connection, name: str, *, down: Down | None, reason: str, now: datetime) -> bool:
    """A system never heard of is taken to be up: its first good answer is no news, its first failure is."""
    columns = (system.c.up, system.c.down, system.c.changed_at)
    standing = connection.execute(select(*columns).where(system.c.name == name)).first()
    was_up, up = True if standing is None else standing.up, down is None
    if standing is None or standing.changed_at is None or was_up != up or _turned(standing.down, down):
        values = {"name": name, "up": up, "down": down, "reason": reason, "changed_at": now}
        kept = ["up", "down", "reason", "changed_at"]
        connection.execute(upsert(connection, system, on=["name"], keep=kept), [values])
    return bool(was_up != up)


def _turned(was: str | None, down: Down | None) -> bool:
    """Whether it is down for another reason now. A window that begins over other trouble does not end that."""
    return down is not None and down is not Down.WINDOW and (was or Down.OUTAGE) != down


def read_lag(connection: Connection, name: str) -> timedelta:
    lag: timedelta | None = connection.execute(select(system.c.read_lag).where(system.c.name == name)).scalar()
    return timedelta(0) if lag is None else lag


def saw_read_lag(connection: Connection, name: str, lag: timedelta) -> None:
    values = {"name": name, "up": True, "reason": "", "read_lag": lag}
    connection.execute(upsert(connection, system, on=["name"], keep=[]), [values])
    connection.execute(system.update().where(system.c.name == name, system.c.read_lag < lag).values(read_lag=lag))
