"""Rows that could not be read: kept until they are read well."""

import hashlib
from collections.abc import Sequence

from sqlalchemy import Connection, delete, or_, select, update

from connector.domain.raw import dump_raw
from connector.ports import PageWork, PaperWork, RawRow, Rejection, StaleRow
from connector.store.database import batches
from connector.store.dialect import upsert
from connector.store.tables import rejection

_RENEWED = ["code", "place", "field", "reason", "rules_digest", "last_seen", "read_run"]

#: Rows of the source. What a witness tells is read anew by every reconcile: no rules make it readable.
OF_SOURCE = rejection.c.witness.is_(None)


def write_rejections(connection: Connection, work: PageWork) -> None:
    """Add the page's; let go of earlier ones whose dossier was read well now, or rejected with other content."""
    found = {digest_of(one): one for one in work.rejections}
    codes = {row.code for row in work.rows} | {one.code for one in found.values() if one.code is not None}
    earlier = or_(rejection.c.read_run.is_(None), rejection.c.read_run != work.run)
    for batch in batches(sorted(codes)):
        of_code = rejection.c.link == work.link, rejection.c.code.in_(batch)
        overtaken = delete(rejection).where(*of_code, OF_SOURCE, earlier)
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
    connection.execute(delete(rejection).where(rejection.c.link == link, OF_SOURCE, unseen))


def write_paper(connection: Connection, work: PaperWork) -> None:
    found = {_paper_digest(work.witness, one): one for one in work.rejections}
    statement = upsert(connection, rejection, on=["link", "digest"], keep=_RENEWED)
    for batch in batches([_paper_values(work, digest, one) for digest, one in found.items()]):
        connection.execute(statement, batch)
    if work.whole:
        of_witness = rejection.c.link == work.link, rejection.c.witness == work.witness
        connection.execute(delete(rejection).where(*of_witness, rejection.c.read_run != work.run))


def _paper_values(work: PaperWork, digest: str, one: Rejection) -> dict[str, object]:
    return {
        "link": work.link,
        "digest": digest,
        "code": one.code,
        "place": one.where,
        "field": one.field,
        "reason": one.reason,
        "raw": one.raw,
        "rules_digest": "",
        "first_seen": work.now,
        "last_seen": work.now,
        "read_run": work.run,
        "witness": work.witness,
        "lasting": work.lasting,
    }


def _paper_digest(witness: str, one: Rejection) -> str:
    """The same unreadable value of the same row of a book, wherever the row stands by now; what has no row of its own
    is known by its place."""
    told = dump_raw(one.raw) if one.raw else f"at {one.where}"
    parts = (witness, one.code or "", one.field or "", one.reason, told)
    return hashlib.blake2b("\n".join(parts).encode(), digest_size=16).hexdigest()


def drop_other_papers(connection: Connection, link: str, witnesses: Sequence[str]) -> None:
    others = ~OF_SOURCE, rejection.c.witness.not_in(witnesses)
    connection.execute(delete(rejection).where(rejection.c.link == link, rejection.c.lasting, *others))


def stale_rejections(connection: Connection, link: str, rules_digest: str, *, after: int, limit: int) -> list[StaleRow]:
    query = (
        select(rejection.c.id, rejection.c.raw, rejection.c.place)
        .where(rejection.c.link == link, OF_SOURCE, rejection.c.rules_digest != rules_digest, rejection.c.id > after)
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
