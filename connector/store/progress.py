"""What a link remembers between runs beside its dossiers: the cursor and its measures."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from connector.domain.cursor import CURSOR_VERSION, Cursor, believed
from connector.domain.errors import StoreError
from connector.domain.link import LinkProgress
from connector.ports import Side
from connector.store.dialect import upsert
from connector.store.tables import link_state, measure


def read_cursor(connection: Connection, link: str) -> Cursor | None:
    query = select(link_state.c.cursor_time, link_state.c.cursor_key, link_state.c.cursor_version)
    row = connection.execute(query.where(link_state.c.link == link)).first()
    if row is None or row.cursor_version is None:
        return None
    if row.cursor_version != CURSOR_VERSION or row.cursor_time is None:
        raise StoreError(
            f"Vị trí đã đọc của luồng {link} được ghi theo phiên bản {row.cursor_version}, không dùng được.",
            where=f"link_state.{link}",
            do=f"Dùng bản connector đọc được phiên bản này (bản đang chạy đọc phiên bản {CURSOR_VERSION}).",
        )
    return Cursor(time=row.cursor_time, key=row.cursor_key or "", version=row.cursor_version)


def move_cursor(connection: Connection, link: str, cursor: Cursor, now: datetime) -> None:
    """Forward only: a page read again (lookback) never takes back what was read after it; what lies in the future gives
    way."""
    standing = believed(read_cursor(connection, link), now)
    if standing is None or standing < cursor:
        remember(
            connection,
            link,
            {"cursor_time": cursor.time, "cursor_key": cursor.key, "cursor_version": cursor.version},
        )


def remember(connection: Connection, link: str, values: Mapping[str, Any]) -> None:
    statement = upsert(connection, link_state, on=["link"], keep=list(values))
    connection.execute(statement, [{"link": link, **values}])


def read_progress(connection: Connection, link: str) -> LinkProgress:
    row = connection.execute(select(link_state).where(link_state.c.link == link)).first()
    if row is None:
        return LinkProgress()
    return LinkProgress(
        last_complete_sync=row.last_complete_sync,
        last_reconcile=row.last_reconcile,
        canaries_verified=row.canaries_verified,
        canaries_released=row.canaries_released,
        last_enumeration=row.last_enumeration,
    )


def read_measure(connection: Connection, link: str, side: Side, extent: str) -> int | None:
    of = measure.c.link == link, measure.c.side == side, measure.c.extent == extent
    dossiers: int | None = connection.execute(select(measure.c.dossiers).where(*of)).scalar()
    return dossiers


def write_measures(connection: Connection, link: str, measures: Mapping[tuple[Side, str], int], now: datetime) -> None:
    values = [
        {"link": link, "side": side, "extent": extent, "dossiers": dossiers, "at": now}
        for (side, extent), dossiers in measures.items()
    ]
    if values:
        connection.execute(upsert(connection, measure, on=["link", "side", "extent"], keep=["dossiers", "at"]), values)


def count_canaries(connection: Connection, link: str, proofs: int) -> None:
    """Add deliveries that were proved in everything the target lets us read."""
    if proofs:
        changes = {"canaries_verified": link_state.c.canaries_verified + proofs}
        statement = upsert(connection, link_state, on=["link"], keep=changes)
        connection.execute(statement, [{"link": link, "canaries_verified": proofs}])


def postpone(connection: Connection, link: str, until: datetime) -> None:
    standing = postponed_until(connection, link)
    if standing is None or standing < until:
        remember(connection, link, {"postponed_until": until})


def postponed_until(connection: Connection, link: str) -> datetime | None:
    query = select(link_state.c.postponed_until).where(link_state.c.link == link)
    moment: datetime | None = connection.execute(query).scalar()
    return moment
