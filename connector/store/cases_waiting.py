"""Cases that wait until it is known whether their reading can be trusted: a side that suddenly tells far less than it
did opens and closes nothing."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, delete, or_, select, update

from connector.domain.mismatch import Kind
from connector.store.cases import Judged, write_cases
from connector.store.columns import Record
from connector.store.database import batches
from connector.store.dialect import BATCH, upsert
from connector.store.forms import findings_from_plain, findings_to_plain
from connector.store.tables import dossier, pending_case

_RENEWED = ["link", "run", "code", "recorded", "pending", "closes", "untold"]


def keep_waiting(connection: Connection, judged: Sequence[Judged], *, link: str, run: str) -> None:
    """Write down what was judged; of a dossier judged before, the later judgement."""
    values = [
        {
            "dossier_id": one.dossier_id,
            "link": link,
            "run": run,
            "code": one.code,
            "recorded": findings_to_plain(one.recorded),
            "pending": findings_to_plain(one.pending),
            "closes": sorted(one.closes),
            "untold": sorted(one.untold),
        }
        for one in judged
    ]
    statement = upsert(connection, pending_case, on=["dossier_id"], keep=_RENEWED)
    for batch in batches(values):
        connection.execute(statement, batch)


def write_waiting(connection: Connection, link: str, run: str, now: datetime) -> bool:
    """The reading of this run is trusted: what it judged becomes cases, and so does what an earlier run judged and
    could not bring to its end, where this run read the same dossier again. The rest goes on waiting.

    Some of it at a time, so that nobody waits long for the lock; False when nothing was left. A process that dies
    between two of them leaves the rest to the next trusted reading.
    """
    query = (
        select(pending_case, dossier.c.judged_run)
        .join(dossier, dossier.c.id == pending_case.c.dossier_id)
        .where(pending_case.c.link == link, or_(pending_case.c.run == run, dossier.c.read_run == run))
        .order_by(pending_case.c.dossier_id)
        .limit(BATCH)
    )
    rows = connection.execute(query).all()
    write_cases(connection, [_judged(row) for row in rows], link=link, run=run, now=now)
    done = pending_case.c.dossier_id.in_([row.dossier_id for row in rows])
    connection.execute(delete(pending_case).where(done))
    # A dead run's judgement is told by the run that brings it to its end.
    taken_over = [row.dossier_id for row in rows if row.run != run and row.judged_run == row.run]
    connection.execute(update(dossier).where(dossier.c.id.in_(taken_over)).values(judged_run=run))
    return bool(rows)


def _judged(row: Record) -> Judged:
    return Judged(
        dossier_id=row.dossier_id,
        code=row.code,
        recorded=findings_from_plain(row.recorded),
        pending=findings_from_plain(row.pending),
        closes=frozenset(Kind(kind) for kind in row.closes),
        untold=frozenset(row.untold),
    )
