"""The Store of the contract on a SQL database: each method opens one transaction and lets its subject's file work."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path

from connector.domain.cursor import Cursor
from connector.domain.delivery import Delivery
from connector.domain.dossier import StepIdentity
from connector.domain.down import Down
from connector.domain.link import LinkProgress
from connector.domain.mismatch import Kind
from connector.domain.run import RunKind, RunSummary
from connector.domain.verdict import Hold, Memory
from connector.ports import (
    AlertBook,
    CaseNews,
    DaemonBook,
    Desk,
    Known,
    Opening,
    Owner,
    PageWork,
    PaperWork,
    PlanEnd,
    PlanSize,
    Purge,
    RunTally,
    Settlement,
    Side,
    StaleRow,
    Store,
)
from connector.store import (
    backup,
    cases,
    cases_waiting,
    known,
    outbox,
    pages,
    plans,
    progress,
    purge,
    rejections,
    runs,
    settling,
    systems,
    whole,
)
from connector.store.alert_book import SqlAlertBook
from connector.store.daemon_book import SqlDaemonBook
from connector.store.database import Database
from connector.store.desk import SqlDesk
from connector.store.lease import Leases, Locks, NoLocks


class SqlStore(Store):
    """The memory of one or more links. ``locks`` None: a store nobody else can see, whose leases mean nothing."""

    def __init__(self, database: Database, locks: Locks | None) -> None:
        self._database = database
        self._locks = NoLocks() if locks is None else locks
        self._leases = None if locks is None else Leases(database, locks)

    # -- ownership of a link

    def acquire(self, link: str, owner: Owner, run: str, now: datetime) -> None:
        if self._leases is not None:
            self._leases.acquire(link, owner, run, now)

    def renew(self, link: str, owner: Owner, now: datetime) -> None:
        if self._leases is not None:
            self._leases.renew(link, owner, now)

    def release(self, link: str, owner: Owner) -> None:
        if self._leases is not None:
            self._leases.release(link, owner)

    # -- a run's beginning and end

    def begin_run(self, run: str, link: str, kind: RunKind, owner: Owner, now: datetime) -> Opening:
        with self._database.writing() as connection:
            return runs.begin_run(connection, run, link, kind, owner, now)

    def tally(self, run: str, link: str) -> RunTally:
        with self._database.reading() as connection:
            return runs.tally(connection, run, link)

    def case_news(self, run: str, link: str, *, after: int, limit: int) -> Sequence[CaseNews]:
        with self._database.reading() as connection:
            return cases.case_news(connection, run, link, after=after, limit=limit)

    def finish_run(self, summary: RunSummary) -> None:
        with self._database.writing() as connection:
            runs.finish_run(connection, summary)

    def open_late(self, run: str, link: str, *, planned_before: datetime, now: datetime) -> int:
        with self._database.writing() as connection:
            return runs.open_late(connection, run, link, planned_before=planned_before, now=now)

    # -- reading

    def cursor(self, link: str) -> Cursor | None:
        with self._database.reading() as connection:
            return progress.read_cursor(connection, link)

    def progress(self, link: str) -> LinkProgress:
        with self._database.reading() as connection:
            return progress.read_progress(connection, link)

    def known(self, link: str, codes: Sequence[str]) -> Mapping[str, Known]:
        with self._database.reading() as connection:
            return known.known(connection, link, codes)

    def sharing_key(self, link: str, keys: Sequence[str]) -> Mapping[str, frozenset[str]]:
        with self._database.reading() as connection:
            return known.sharing_key(connection, link, keys)

    def commit_page(self, work: PageWork) -> None:
        with self._database.writing() as connection:
            pages.commit_page(connection, work)

    def commit_paper(self, work: PaperWork) -> None:
        with self._database.writing() as connection:
            rejections.write_paper(connection, work)

    def keep_papers_of(self, link: str, witnesses: Sequence[str]) -> None:
        with self._database.writing() as connection:
            rejections.drop_other_papers(connection, link, witnesses)

    def stale_rows(self, link: str, rules_digest: str, *, after: int, limit: int) -> Sequence[StaleRow]:
        with self._database.reading() as connection:
            return known.stale_rows(connection, link, rules_digest, after=after, limit=limit)

    def stale_rejections(self, link: str, rules_digest: str, *, after: int, limit: int) -> Sequence[StaleRow]:
        with self._database.reading() as connection:
            return rejections.stale_rejections(connection, link, rules_digest, after=after, limit=limit)

    def resolve_rejections(self, ids: Sequence[int], rules_digest: str, *, still_rejected: Sequence[int]) -> None:
        with self._database.writing() as connection:
            rejections.resolve_rejections(connection, ids, rules_digest, still_rejected=still_rejected)

    # -- the whole, for a reconcile

    def measure(self, link: str, side: Side, extent: str) -> int | None:
        with self._database.reading() as connection:
            return progress.read_measure(connection, link, side, extent)

    def known_there(self, link: str) -> int:
        with self._database.reading() as connection:
            return whole.known_there(connection, link)

    def known_codes(self, link: str, *, after: str, limit: int) -> Sequence[str]:
        with self._database.reading() as connection:
            return whole.known_codes(connection, link, after=after, limit=limit)

    def open_cases(self, link: str, codes: Sequence[str]) -> Mapping[str, frozenset[Kind]]:
        with self._database.reading() as connection:
            return whole.open_cases(connection, link, codes)

    def case_codes(self, link: str, *, after: str, limit: int) -> Sequence[str]:
        with self._database.reading() as connection:
            return whole.case_codes(connection, link, after=after, limit=limit)

    def unsettled_codes(self, link: str, codes: Sequence[str]) -> frozenset[str]:
        with self._database.reading() as connection:
            return whole.unsettled_codes(connection, link, codes)

    def verified_codes(self, run: str, *, after: str, limit: int) -> Sequence[str]:
        with self._database.reading() as connection:
            return whole.verified_codes(connection, run, after=after, limit=limit)

    def synced_at(self, link: str, codes: Sequence[str]) -> Mapping[str, datetime]:
        with self._database.reading() as connection:
            return whole.synced_at(connection, link, codes)

    # -- the end of a plan

    def plan_size(self, link: str, run: str, now: datetime) -> PlanSize:  # noqa: ARG002  # planned work is the link's
        with self._database.reading() as connection:
            return plans.plan_size(connection, link, now)

    def end_plan(self, end: PlanEnd) -> int:
        with self._database.writing() as connection:
            queued = plans.end_plan(connection, end)
        cases_wait = plans.trusted(end)
        while cases_wait:
            cases_wait = self._write_waiting(end)
        return queued

    def _write_waiting(self, end: PlanEnd) -> bool:
        with self._database.writing() as connection:
            return cases_waiting.write_waiting(connection, end.link, end.run, end.now)

    # -- delivering

    def claim(
        self,
        link: str,
        owner: Owner,
        *,
        now: datetime,
        limit: int,
        fresh: int,
        today: date,
        next_working_day: date,
    ) -> Sequence[Delivery]:
        with self._database.writing() as connection:
            return outbox.claim(
                connection,
                link,
                owner,
                now=now,
                limit=limit,
                fresh=fresh,
                today=today,
                next_working_day=next_working_day,
            )

    def in_flight(self, link: str) -> int:
        with self._database.reading() as connection:
            return outbox.in_flight(connection, link)

    def look_again(self, link: str, now: datetime) -> None:
        with self._database.writing() as connection:
            outbox.look_again(connection, link, now)

    def postpone(self, link: str, until: datetime) -> None:
        with self._database.writing() as connection:
            progress.postpone(connection, link, until)

    def mark_steps(self, steps: Mapping[int, Sequence[StepIdentity]], now: datetime) -> None:
        with self._database.writing() as connection:
            outbox.mark_steps(connection, steps, now)

    def settle(self, settlements: Sequence[Settlement], *, owner: Owner) -> None:
        with self._database.writing() as connection:
            settling.settle(connection, settlements, owner=owner)

    def unclaim(self, deliveries: Sequence[Delivery], *, owner: Owner, until: datetime | None) -> None:
        with self._database.writing() as connection:
            outbox.unclaim(connection, deliveries, owner=owner, until=until)

    def next_attempt(self, link: str, *, fresh: bool = True) -> datetime | None:
        with self._database.reading() as connection:
            return outbox.next_attempt(connection, link, fresh=fresh)

    def memory(self, dossier_ids: Sequence[int]) -> Mapping[int, Memory]:
        with self._database.reading() as connection:
            return known.memory(connection, dossier_ids)

    def hold_waiting(self, link: str, run: str, hold: Hold, now: datetime) -> int:
        with self._database.writing() as connection:
            return plans.hold_waiting(connection, link, run, hold, now)

    # -- systems

    def system_changed(self, system: str, *, down: Down | None, reason: str, now: datetime) -> bool:
        with self._database.writing() as connection:
            return systems.system_changed(connection, system, down=down, reason=reason, now=now)

    def read_lag(self, system: str) -> timedelta:
        with self._database.reading() as connection:
            return systems.read_lag(connection, system)

    def saw_read_lag(self, system: str, lag: timedelta) -> None:
        with self._database.writing() as connection:
            systems.saw_read_lag(connection, system, lag)

    # -- the rest

    def purge(self, limits: Purge) -> Mapping[str, int]:
        return purge.purge(self._database, limits)

    def back_up(self, file: Path) -> int:
        return backup.back_up(self._database, file)

    def daemon(self) -> DaemonBook:
        return SqlDaemonBook(self._database, self._locks)

    def alerts(self) -> AlertBook:
        return SqlAlertBook(self._database)

    def desk(self) -> Desk:
        return SqlDesk(self._database)

    @contextmanager
    def scratch(self) -> Iterator[Store]:
        with self._database.scratch() as copy:
            yield SqlStore(copy, locks=None)

    def close(self) -> None:
        if self._leases is not None:
            self._leases.close()
        self._database.close()
