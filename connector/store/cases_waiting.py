"""Cases that wait until it is known whether their reading can be trusted: a side that suddenly tells far less than it
did opens and closes nothing."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, delete, or_, select, update

from connector.domain.mismatch import Kind
from connector.store.cases import Judged, write_cases
from connector.store.database import batches
from connector.store.dialect import upsert
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


def write_waiting(connection: Connection, link: str, run: str, now: datetime) -> None:
    """The reading of this run is trusted: what it judged becomes cases, and so does what an earlier run judged and
    could not bring to its end, where this run read the same dossier again. The rest goes on waiting."""
    query = (
        select(pending_case, dossier.c.judged_run)
        .join(dossier, dossier.c.id == pending_case.c.dossier_id)
        .where(pending_case.c.link == link, or_(pending_case.c.run == run, dossier.c.read_run == run))
        .order_by(pending_case.c.dossier_id)
    )
    rows = connection.execute(query).all()
    for batch in batches(rows):
        judged = [
            Judged(
                dossier_id=row.dossier_id,
                code=row.code,
                recorded=findings_from_plain(row.recorded),
                pending=findings_from_plain(row.pending),
                closes=frozenset(Kind(kind) for kind in row.closes),
                untold=frozenset(row.untold),
            )
            for row in batch
        ]
        write_cases(connection, judged, link=link, run=run, now=now)
        ids = [row.dossier_id for row in batch]
        connection.execute(delete(pending_case).where(pending_case.c.dossier_id.in_(ids)))
        # A dead run's judgement is told by the run that brings it to its end.
        taken_over = [row.dossier_id for row in batch if row.run != run and row.judged_run == row.run]
        connection.execute(update(dossier).where(dossier.c.id.in_(taken_over)).values(judged_run=run))
