"""Mismatches as cases: opened, seen again, reopened, closed. Identity is (link, dossier, kind, field)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, bindparam, delete, insert, or_, select, update

from connector.domain.mismatch import CaseState, Finding, Kind
from connector.ports import CaseNews
from connector.store.columns import Record
from connector.store.database import batches
from connector.store.tables import mismatch, pending_case

Identity = tuple[int, Kind, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One dossier's judgement: ``recorded`` are cases, ``pending`` only keep a case alive that is open already."""

    dossier_id: int
    code: str
    recorded: Sequence[Finding] = ()
    pending: Sequence[Finding] = ()
    closes: frozenset[Kind] = frozenset()  #: kinds this judgement proves gone where it does not name them
    gone: Sequence[Finding] = ()  #: healed by a verified delivery
    untold: frozenset[str] = frozenset()  #: fields that could not be compared: their cases stand


def write_cases(connection: Connection, judged: Iterable[Judged], *, link: str, run: str, now: datetime) -> int:
    """Bring the cases of these dossiers, each named once, to what was judged; how many were opened or reopened."""
    writer = _CaseWriter(link, run, now)
    everything = list(judged)
    _overtake_waiting(connection, everything)
    for batch in batches(everything):
        query = select(mismatch).where(mismatch.c.dossier_id.in_([one.dossier_id for one in batch]))
        standing: dict[int, dict[tuple[Kind, str], Record]] = {}
        for row in connection.execute(query):
            standing.setdefault(row.dossier_id, {})[row.kind, row.field] = row
        for one in batch:
            writer.judge(one, standing.get(one.dossier_id, {}))
    writer.flush(connection)
    return writer.opened


def _overtake_waiting(connection: Connection, judged: Iterable[Judged]) -> None:
    """What an earlier judgement says, and nobody has acted on, is unsaid by a later one."""
    for batch in batches([one.dossier_id for one in judged if one.closes]):
        connection.execute(delete(pending_case).where(pending_case.c.dossier_id.in_(batch)))


def reopen_expired(connection: Connection, link: str, now: datetime) -> None:
    """An acceptance ends on its day. The first run that sees the case again is the one that reopened it."""
    connection.execute(
        update(mismatch)
        .where(
            mismatch.c.link == link,
            mismatch.c.state == CaseState.ACCEPTED,
            mismatch.c.accepted_until <= now,
        )
        .values(state=CaseState.OPEN, opened_run=None)
    )


def case_news(connection: Connection, run: str, link: str, *, after: int, limit: int) -> list[CaseNews]:
    opened = and_(mismatch.c.opened_run == run, mismatch.c.state == CaseState.OPEN)
    closed = and_(mismatch.c.closed_run == run, mismatch.c.state == CaseState.CLOSED)
    query = (
        select(mismatch)
        .where(mismatch.c.link == link, mismatch.c.id > after, or_(opened, closed))
        .order_by(mismatch.c.id)
        .limit(limit)
    )
    return [_news(row) for row in connection.execute(query)]


def _news(row: Record) -> CaseNews:
    finding = Finding(
        kind=row.kind,
        field=row.field or None,
        source=row.source,
        target=row.target,
        paper=row.paper,
        portal=row.portal,
        moved=row.moved,
    )
    return CaseNews(id=row.id, code=row.code, finding=finding, opened=row.state is CaseState.OPEN)


class _CaseWriter:
    """Collects what is to be written, so that a page costs a handful of statements however many cases it has."""

    def __init__(self, link: str, run: str, now: datetime) -> None:
        self.opened = 0
        self._link, self._run, self._now = link, run, now
        self._new: dict[Identity, dict[str, Any]] = {}
        self._seen: list[dict[str, Any]] = []
        self._reopened: list[dict[str, Any]] = []
        self._closed: list[dict[str, Any]] = []

    def judge(self, one: Judged, standing: dict[tuple[Kind, str], Record]) -> None:
        recorded = {_place(finding): finding for finding in one.recorded}
        pending = {_place(finding): finding for finding in one.pending}
        gone = {_place(finding) for finding in one.gone}
        for place, finding in recorded.items():
            case = standing.get(place)
            if case is None:
                self._open(one, place, finding)
            elif self._is_back(case):
                self._reopened.append(self._values(finding) | {"case": case.id})
                self.opened += 1
            else:
                self._see(one, case, finding)
        for place, case in standing.items():
            if case.state is CaseState.CLOSED or place in recorded:
                continue
            if place in pending:
                self._see(one, case, pending[place])
            elif place in gone or _is_proved_gone(place, case, one):
                self._closed.append({"case": case.id})

    def flush(self, connection: Connection) -> None:
        this_case = mismatch.c.id == bindparam("case")
        if self._new:
            connection.execute(insert(mismatch), list(self._new.values()))
        if self._seen:
            connection.execute(update(mismatch).where(this_case), self._seen)
        if self._reopened:
            back = update(mismatch).values(state=CaseState.OPEN, opened_run=self._run, closed_run=None, closed_at=None)
            connection.execute(back.where(this_case), self._reopened)
        if self._closed:
            gone = update(mismatch).values(state=CaseState.CLOSED, closed_run=self._run, closed_at=self._now)
            connection.execute(gone.where(this_case), self._closed)

    def _see(self, one: Judged, case: Record, finding: Finding) -> None:
        """Seen again. What a witness said of it is not forgotten by a judgement that heard none."""
        values = self._values(finding) | {"case": case.id}
        if not _hears_paper(one):
            values["paper"] = finding.paper or case.paper
        self._seen.append(values)

    def _open(self, one: Judged, place: tuple[Kind, str], finding: Finding) -> None:
        self._new[one.dossier_id, *place] = self._values(finding) | {
            "link": self._link,
            "dossier_id": one.dossier_id,
            "code": one.code,
            "kind": place[0],
            "field": place[1],
            "state": CaseState.OPEN,
            "first_seen": self._now,
            "opened_run": self._run,
        }
        self.opened += 1

    def _is_back(self, case: Record) -> bool:
        if case.state is CaseState.ACCEPTED:
            return case.accepted_until is not None and case.accepted_until <= self._now
        return case.state is CaseState.CLOSED or case.opened_run is None

    def _values(self, finding: Finding) -> dict[str, Any]:
        return {
            "source": finding.source,
            "target": finding.target,
            "paper": finding.paper,
            "portal": finding.portal,
            "raised_to": finding.raised_to,
            "moved": finding.moved,
            "last_seen": self._now,
            "seen_run": self._run,
        }


def _is_proved_gone(place: tuple[Kind, str], case: Record, one: Judged) -> bool:
    """Whether a judgement that does not name the case proves it gone: it judges such cases, heard of the field, and
    heard every side that has its say in it."""
    kind, field = place
    if kind not in one.closes or _untold(place, one):
        return False
    if field == "code" and kind is Kind.RECEIVED_AT_DIFFERS:  # the code's own day, which only a reconcile looks at
        return Kind.FINISHED_BEFORE_RECEIVED in one.closes
    return case.paper is None or field == "status" or _hears_paper(one)


def _hears_paper(one: Judged) -> bool:
    """Only a judgement that heard paper can prove gone what nothing but paper shows."""
    return Kind.RETURNED_NOT_CLOSED in one.closes


def _untold(place: tuple[Kind, str], one: Judged) -> bool:
    """Whether this judgement says nothing of the case's field; that a word is understood now is always told."""
    return place[1] in one.untold and place[0] is not Kind.UNKNOWN_VALUE


def _place(finding: Finding) -> tuple[Kind, str]:
    return finding.kind, finding.field or ""
