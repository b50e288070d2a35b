"""What the link knows of its dossiers: by code, by key, and what must be judged again."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import Connection, and_, exists, select

from connector.domain.delivery import DeliveryState
from connector.domain.dossier import StepIdentity
from connector.domain.status import Status
from connector.domain.verdict import Memory
from connector.ports import Known, RawRow, StaleRow
from connector.store.columns import Record
from connector.store.database import batches
from connector.store.forms import memory_from_row
from connector.store.tables import StepState, delivery, dossier, dossier_key, sent_step

Steps = Mapping[int, Sequence[tuple[StepIdentity, StepState]]]

_MEMORY = (
    dossier.c.id,
    dossier.c.code,
    dossier.c.fingerprint,
    dossier.c.read_run,
    dossier.c.base_values,
    dossier.c.base_replaced,
    dossier.c.last_sent,
    dossier.c.created,
    dossier.c.released,
)


def known(connection: Connection, link: str, codes: Sequence[str]) -> dict[str, Known]:
    found: dict[str, Known] = {}
    for batch in batches(sorted(set(codes))):
        of_source = dossier.c.link == link, dossier.c.code.in_(batch), dossier.c.on_source
        rows = connection.execute(select(*_MEMORY).where(*of_source)).all()
        steps = _steps(connection, [row.id for row in rows])
        found.update({row.code: _known(row, steps) for row in rows})
    return found


def memory(connection: Connection, dossier_ids: Sequence[int]) -> dict[int, Memory]:
    found: dict[int, Memory] = {}
    for batch in batches(sorted(set(dossier_ids))):
        rows = connection.execute(select(*_MEMORY).where(dossier.c.id.in_(batch))).all()
        steps = _steps(connection, [row.id for row in rows])
        found.update({row.id: memory_from_row(row, steps.get(row.id, ())) for row in rows})
    return found


def sharing_key(connection: Connection, link: str, keys: Sequence[str]) -> dict[str, frozenset[str]]:
    sharing: defaultdict[str, set[str]] = defaultdict(set)
    for batch in batches(sorted(set(keys))):
        query = (
            select(dossier_key.c.key, dossier.c.code, dossier.c.link)
            .join(dossier, dossier.c.id == dossier_key.c.dossier_id)
            .where(dossier_key.c.key.in_(batch), dossier_key.c.scheme == "code", dossier.c.on_source)
        )
        for key, code, of_link in connection.execute(query):
            # Asked of the database, the link would tempt SQLite to read every dossier of it for every page.
            if of_link == link:
                sharing[key].add(code)
    return {key: frozenset(codes) for key, codes in sharing.items()}


def stale_rows(connection: Connection, link: str, rules_digest: str, *, after: int, limit: int) -> list[StaleRow]:
    """Rows kept for rejudgement; what a person rejected comes back only when its content changes."""
    rejected = exists().where(
        delivery.c.dossier_id == dossier.c.id,
        delivery.c.state == DeliveryState.REJECTED,
        delivery.c.fingerprint == dossier.c.fingerprint,
    )
    query = (
        select(*_MEMORY, dossier.c.raw)
        .where(
            and_(dossier.c.link == link, dossier.c.rules_digest != rules_digest, dossier.c.id > after),
            ~rejected,
        )
        .order_by(dossier.c.id)
        .limit(limit)
    )
    rows = connection.execute(query).all()
    steps = _steps(connection, [row.id for row in rows])
    return [StaleRow(id=row.id, row=RawRow(values=row.raw, where=row.code), known=_known(row, steps)) for row in rows]


def _known(row: Record, steps: Steps) -> Known:
    return Known(
        id=row.id,
        code=row.code,
        fingerprint=row.fingerprint,
        memory=memory_from_row(row, steps.get(row.id, ())),
        read_run=row.read_run,
    )


def _steps(connection: Connection, dossier_ids: Iterable[int]) -> Steps:
    steps: defaultdict[int, list[tuple[StepIdentity, StepState]]] = defaultdict(list)
    for batch in batches(list(dossier_ids)):
        query = select(sent_step.c.dossier_id, sent_step.c.at, sent_step.c.status, sent_step.c.state)
        for row in connection.execute(query.where(sent_step.c.dossier_id.in_(batch))):
            steps[row.dossier_id].append(((row.at, Status(row.status)), row.state))
    return steps
