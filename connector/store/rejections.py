"""Rows that could not be read: kept until they are read well."""

import hashlib
from collections.abc import Sequence

from sqlalchemy import Connection, delete, or_, select, update

from connector.domain.raw import dump_raw
from connector.ports import PageWork, RawRow, Rejection, StaleRow
from connector.store.database import batches
from connector.store.dialect import upsert
from connector.store.tables import rejection

_RENEWED = ["code", "place", "field", "reason", "rules_digest", "last_seen", "read_run"]


def write_rejections(connection: Connection, work: PageWork) -> None:
    """Add the page's; let go of earlier ones whose dossier was read well now, or rejected with other content."""
    found = {digest_of(one): one for one in work.rejections}
    codes = {row.code for row in work.rows} | {one.code for one in found.values() if one.code is not None}
    earlier = or_(rejection.c.read_run.is_(None), rejection.c.read_run != work.run)
    for batch in batches(sorted(codes)):
        overtaken = delete(rejection).where(rejection.c.link == work.link, rejection.c.code.in_(batch), earlier)
        connection.execute(overtaken.where(rejection.c.digest.not_in(found)) if found else overtaken)
    if found:
        kept = [name for name in _RENEWED if not (work.rejudged and name == "read_run")]
        statement = upsert(connection, rejection, on=["link", "digest"], keep=kept)
        connection.execute(statement, [_values(work, digest, one) for digest, one in found.items()])


def _values(work: PageWork, digest: str, one: Rejection) -> dict[str, object]:
    return {
        "link": work.link,
        "digest": digest,
        "code": one.code,
        "place": one.where,
        "field": one.field,
        "reason": one.reason,
        "raw": one.raw,
        "rules_digest": work.rules_digest,
        "first_seen": work.now,
        "last_seen": work.now,
        "read_run": None if work.rejudged else work.run,
    }


def digest_of(one: Rejection) -> str:
    """The same unreadable row wherever it stands; one without content is known by its place."""
    told = dump_raw(one.raw) if one.raw else f"at {one.where}"
    return hashlib.blake2b(told.encode(), digest_size=16).hexdigest()


def drop_unseen(connection: Connection, link: str, run: str) -> None:
    """After a complete enumeration: an unreadable row that it did not show is gone from the source."""
    unseen = or_(rejection.c.read_run.is_(None), rejection.c.read_run != run)
    connection.execute(delete(rejection).where(rejection.c.link == link, unseen))


def stale_rejections(connection: Connection, link: str, rules_digest: str, *, after: int, limit: int) -> list[StaleRow]:
    query = (
        select(rejection.c.id, rejection.c.raw, rejection.c.place)
        .where(rejection.c.link == link, rejection.c.rules_digest != rules_digest, rejection.c.id > after)
        .order_by(rejection.c.id)
        .limit(limit)
    )
    return [
        StaleRow(id=row.id, row=RawRow(values=row.raw, where=row.place), known=None)
        for row in connection.execute(query)
    ]


def resolve_rejections(
    connection: Connection, ids: Sequence[int], rules_digest: str, *, still_rejected: Sequence[int]
) -> None:
    kept = set(still_rejected)
    for batch in batches([number for number in ids if number not in kept]):
        connection.execute(delete(rejection).where(rejection.c.id.in_(batch)))
    for batch in batches(sorted(kept)):
        connection.execute(update(rejection).where(rejection.c.id.in_(batch)).values(rules_digest=rules_digest))
