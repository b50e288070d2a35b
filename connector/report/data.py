"""Everything a report tells, gathered once and read as often as a file needs it; no list of dossiers is kept."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Protocol

from connector.domain.calendar import WorkingCalendar
from connector.domain.codes import code_key
from connector.domain.delivery import DueClass, due_class
from connector.domain.mismatch import CaseState, Finding, Kind, Moved, Severity
from connector.domain.standing import Stand, Standing
from connector.domain.status import DONE
from connector.domain.times import at_zone
from connector.observe.redact import mask, mask_record
from connector.ports import Row
from connector.reconcile.lateness import state_of
from connector.report.figures import Dimension, Tally, tally
from connector.report.period import Period, Placed, place

#: Rows asked of the store at a time.
_BATCH = 500

_BY_SEVERITY = tuple(Severity)


class CaseBook(Protocol):
    """What a report reads of the store, a piece at a time."""

    def case_page(self, links: Sequence[str], *, after: int, limit: int) -> Sequence[Row]:
        """Cases open or accepted, by ascending id, those greater than ``after``."""

    def cases_by_id(self, ids: Sequence[int]) -> Sequence[Row]:
        """These cases, in this order; those gone meanwhile are left out."""

    def rejection_page(self, links: Sequence[str], *, after: int, limit: int) -> Sequence[Row]:
        """Rows that could not be read, by ascending id, those greater than ``after``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """Whose report it is."""

    name: str
    code: str
    hotline: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One case as a report tells it, personal values masked or not as the report is."""

    id: int
    link: str
    code: str
    finding: Finding
    state: CaseState
    first_seen: datetime
    last_seen: datetime
    due: date | None
    due_class: DueClass
    department: str | None
    officer: str | None
    procedure_code: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """One row that could not be read."""

    id: int
    link: str
    code: str | None
    where: str
    field: str | None
    reason: str
    raw: str
    first_seen: datetime
    last_seen: datetime


@dataclass(frozen=True, slots=True)
class _Dossier:
    """The little that a case tells of its dossier."""

    due: date | None
    finished: bool
    department: str | None
    officer: str | None
    procedure_code: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportData:
    """One report. Streams begin anew each time they are asked for."""

    office: Office
    period: Period
    links: tuple[str, ...]
    never: tuple[str, ...]  #: links without any standing: nothing of them was ever compared
    tally: Tally
    unmasked: bool
    cases: Callable[[], Iterator[Case]]
    rejections: Callable[[], Iterator[Unread]]
    not_comparable: Callable[[], Iterator[Standing]]
    delays: Callable[[], Iterator[Placed]]

    @property
    def as_of(self) -> tuple[datetime, datetime] | None:
        """When the oldest and the newest standing was judged; None where there is none."""
        seen = self.tally.as_of.values()
        return (min(each.oldest for each in seen), max(each.newest for each in seen)) if seen else None


def gather(
    *,
    office: Office,
    links: Sequence[str],
    standings: Iterable[Standing],
    book: CaseBook,
    period: Period,
    calendar: WorkingCalendar,
    by: Sequence[Dimension],
    unmasked: bool = False,
) -> ReportData:
    """Count the standings and make ready what a file lists beside the figures."""
    counted = tally(standings, period, calendar, by=by)
    reading = _Reading(links, standings, book, period, calendar, unmasked)
    return ReportData(
        office=office,
        period=period,
        links=tuple(links),
        never=tuple(link for link in links if link not in counted.as_of),
        tally=counted if unmasked else _masked_officers(counted),
        unmasked=unmasked,
        cases=reading.cases,
        rejections=reading.rejections,
        not_comparable=reading.not_comparable,
        delays=reading.delays,
    )


def _masked_officers(counted: Tally) -> Tally:
    """Officers under their masked names. Two who share one stay two, told apart by a number."""
    groups = counted.groups.get("officer")
    if groups is None:
        return counted
    masked: dict[str, Any] = {}
    for name, figures in counted.sorted_groups("officer"):
        shown = mask("officer", name) or ""
        twins = sum(other == shown or other.startswith(f"{shown} (") for other in masked)
        masked[f"{shown} ({twins + 1})" if twins else shown] = figures
    counted.groups["officer"] = masked
    return counted


@dataclass(frozen=True, slots=True)
class _Reading:
    """The streams of one report."""

    links: Sequence[str]
    standings: Iterable[Standing]
    book: CaseBook
    period: Period
    calendar: WorkingCalendar
    unmasked: bool

    def not_comparable(self) -> Iterator[Standing]:
        for standing in self.standings:
            if standing.stand is Stand.NOT_COMPARABLE and self.period.holds(standing.received_at):
                yield self._shown(standing)

    def delays(self) -> Iterator[Placed]:
        for standing in self.standings:
            placed = place(standing, self.period, self.calendar)
            if placed.delayed:
                yield replace(placed, standing=self._shown(standing))

    def _shown(self, standing: Standing) -> Standing:
        return standing if self.unmasked else replace(standing, officer=mask("officer", standing.officer))

    def rejections(self) -> Iterator[Unread]:
        for row in _pages(lambda after: self.book.rejection_page(self.links, after=after, limit=_BATCH)):
            yield _unread(row if self.unmasked else mask_record(row))

    def cases(self) -> Iterator[Case]:
        """The citizen's due date first, then the graver."""
        dossiers = self._dossiers()
        order = sorted(self._order(dossiers))
        for start in range(0, len(order), _BATCH):
            ids = [place[-1] for place in order[start : start + _BATCH]]
            for row in self.book.cases_by_id(ids):
                yield self._case(row, dossiers[code_key(row["code"])])

    def _dossiers(self) -> dict[str, _Dossier | None]:
        """Those of the cases; None for one that was never reconciled, of which nothing more is known."""
        wanted: dict[str, _Dossier | None] = {
            code_key(row["code"]): None
            for row in _pages(lambda after: self.book.case_page(self.links, after=after, limit=_BATCH))
        }
        for standing in self.standings:
            if standing.key not in wanted:
                continue
            if self.period.holds(standing.received_at):
                wanted[standing.key] = _dossier(standing)
            else:
                del wanted[standing.key]
        return wanted

    def _order(self, dossiers: Mapping[str, _Dossier | None]) -> Iterator[tuple[int, int, int, int]]:
        for row in _pages(lambda after: self.book.case_page(self.links, after=after, limit=_BATCH)):
            key = code_key(row["code"])
            if key in dossiers:
                dossier = dossiers[key]
                graveness = _BY_SEVERITY.index(Severity(row["severity"]))
                due = date.max if dossier is None or dossier.due is None else dossier.due
                yield (self._due_class(dossier), graveness, due.toordinal(), row["id"])

    def _due_class(self, dossier: _Dossier | None) -> DueClass:
        if dossier is None:
            return DueClass.NO_DUE_DATE
        today = at_zone(self.period.now).date()
        next_day = self.calendar.next_working_day(today)
        return due_class(dossier.due, finished=dossier.finished, today=today, next_working_day=next_day)

    def _case(self, row: Row, dossier: _Dossier | None) -> Case:
        shown = row if self.unmasked else mask_record(row)
        officer = None if dossier is None else dossier.officer
        return Case(
            id=row["id"],
            link=row["link"],
            code=row["code"],
            finding=_finding(shown),
            state=CaseState(row["state"]),
            first_seen=_moment(row["first_seen"]),
            last_seen=_moment(row["last_seen"]),
            due=None if dossier is None else dossier.due,
            due_class=self._due_class(dossier),
            department=None if dossier is None else dossier.department,
            officer=officer if self.unmasked else mask("officer", officer),
            procedure_code=None if dossier is None else dossier.procedure_code,
        )


def _finding(row: Row) -> Finding:
    return Finding(
        kind=Kind(row["kind"]),
        field=row["field"],
        source=row["source"],
        target=row["target"],
        paper=row["paper"],
        portal=row["portal"],
        moved=Moved(row["moved"]),
        raised_to=Severity(row["severity"]),
    )


def _dossier(standing: Standing) -> _Dossier:
    return _Dossier(
        due=None if standing.due_at is None else at_zone(standing.due_at).date(),
        finished=state_of(standing) in DONE,
        department=standing.department or standing.agency_code,
        officer=standing.officer,
        procedure_code=standing.procedure_code,
    )


def _unread(row: Row) -> Unread:
    return Unread(
        id=row["id"],
        link=row["link"],
        code=row.get("code"),
        where=row["where"],
        field=row["field"],
        reason=row["reason"],
        raw=json.dumps(row["raw"], ensure_ascii=False, default=str),
        first_seen=_moment(row["first_seen"]),
        last_seen=_moment(row["last_seen"]),
    )


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _pages(page: Callable[[int], Sequence[Row]]) -> Iterator[Row]:
    after = 0
    while rows := page(after):
        yield from rows
        after = rows[-1]["id"]
