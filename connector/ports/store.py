"""The memory: what a store and its desk must promise."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from connector.domain.cursor import Cursor
from connector.domain.delivery import Delivery
from connector.domain.dossier import StepIdentity
from connector.domain.down import Down
from connector.domain.link import LinkProgress
from connector.domain.mismatch import Kind
from connector.domain.run import RunKind, RunSummary
from connector.domain.verdict import Hold, HoldRule, Memory
from connector.ports.alerts import AlertBook
from connector.ports.books import (
    CaseNews,
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
    StaleRow,
)
from connector.ports.daemon import DaemonBook
from connector.ports.scales import Side


class Store(ABC):
    """The memory of one or more links. Every method is one transaction: after it returns, kill -9 loses nothing of it.

    All raise StoreError when the store is locked, full, damaged or unwritable.
    """

    # -- ownership of a link

    @abstractmethod
    def acquire(self, link: str, owner: Owner, run: str, now: datetime) -> None:
        """Make ``owner`` the only one to run the link. A holder that died on this host is replaced at once, one
        elsewhere when its lease has run out. Raises LinkBusyError naming the living holder."""

    @abstractmethod
    def renew(self, link: str, owner: Owner, now: datetime) -> None:
        """Lengthen the lease. Raises LinkBusyError if it was lost."""

    @abstractmethod
    def release(self, link: str, owner: Owner) -> None: ...

    # -- a run's beginning and end

    @abstractmethod
    def begin_run(self, run: str, link: str, kind: RunKind, owner: Owner, now: datetime) -> Opening:
        """Write the run down, take every unsettled delivery of the link into its care, turn dead owners' claims into
        doubts, and close the books of runs that died."""

    @abstractmethod
    def tally(self, run: str, link: str) -> RunTally: ...

    @abstractmethod
    def case_news(self, run: str, link: str, *, after: int, limit: int) -> Sequence[CaseNews]:
        """Cases this run opened or reopened that are open now, and those it closed, by ascending id."""

    @abstractmethod
    def finish_run(self, summary: RunSummary) -> None: ...

    @abstractmethod
    def open_late(self, run: str, link: str, *, planned_before: datetime, now: datetime) -> int:
        """Open the pending mismatches of deliveries still unsettled that were planned before that time."""

    # -- reading

    @abstractmethod
    def cursor(self, link: str) -> Cursor | None:
        """Raises StoreError for a cursor of another version: never "no records, green"."""

    @abstractmethod
    def progress(self, link: str) -> LinkProgress: ...

    @abstractmethod
    def known(self, link: str, codes: Sequence[str]) -> Mapping[str, Known]:
        """The known dossiers among these codes (exact, as received), in one query per batch."""

    @abstractmethod
    def sharing_key(self, link: str, keys: Sequence[str]) -> Mapping[str, frozenset[str]]:
        """code key → exact codes of known dossiers that have it: two dossiers under one key are a collision."""

    @abstractmethod
    def commit_page(self, work: PageWork) -> None: ...

    @abstractmethod
    def commit_paper(self, work: PaperWork) -> None:
        """Write down what could not be read of paper. It is counted in no run: only rows of the source are."""

    @abstractmethod
    def keep_papers_of(self, link: str, witnesses: Sequence[str]) -> None:
        """Let go of what could not be read of lasting witnesses other than these: nobody asks them any more."""

    @abstractmethod
    def measure(self, link: str, side: Side, extent: str) -> int | None:
        """How many dossiers the last complete enumeration of this side gave within this extent: the caller's digest
        of window, scope and slice."""

    @abstractmethod
    def known_there(self, link: str) -> int:
        """How many dossiers in scope the link knows to stand on the target: both sides once agreed on something."""

    @abstractmethod
    def known_codes(self, link: str, *, after: str, limit: int) -> Sequence[str]:
        """Codes in scope that the source has or once had, in ascending order, those greater than ``after``."""

    @abstractmethod
    def open_cases(self, link: str, codes: Sequence[str]) -> Mapping[str, frozenset[Kind]]:
        """code → kinds of its cases that are open or accepted; codes without any are left out."""

    @abstractmethod
    def case_codes(self, link: str, *, after: str, limit: int) -> Sequence[str]:
        """Codes with a case that is open or accepted, in ascending order, those greater than ``after``."""

    @abstractmethod
    def unsettled_codes(self, link: str, codes: Sequence[str]) -> frozenset[str]:
        """Those among the codes for which something is planned, held, waiting, sent and unproved, or dead; what is held
        until a reconcile has run (``BRAKE_GAP``) is not among them, since it is the reconcile that asks."""

    @abstractmethod
    def verified_codes(self, run: str, *, after: str, limit: int) -> Sequence[str]:
        """Codes whose delivery was verified within this run, in ascending order, those greater than ``after``."""

    @abstractmethod
    def synced_at(self, link: str, codes: Sequence[str]) -> Mapping[str, datetime]:
        """code → when our last delivery that told the target another state of it was verified."""

    @abstractmethod
    def stale_rows(self, link: str, rules_digest: str, *, after: int, limit: int) -> Sequence[StaleRow]:
        """Dossiers kept for rejudgement under another digest, by ascending id; rejected holds are left out."""

    @abstractmethod
    def stale_rejections(self, link: str, rules_digest: str, *, after: int, limit: int) -> Sequence[StaleRow]: ...

    @abstractmethod
    def resolve_rejections(self, ids: Sequence[int], rules_digest: str, *, still_rejected: Sequence[int]) -> None:
        """Drop the rejections now read well; stamp the others with the digest they were judged under."""

    @abstractmethod
    def plan_size(self, link: str, run: str, now: datetime) -> PlanSize: ...

    @abstractmethod
    def end_plan(self, end: PlanEnd) -> int:
        """How many deliveries entered the outbox."""

    # -- delivering

    @abstractmethod
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
        """Up to ``limit`` due deliveries, the citizen's due date first (promise 9), one per dossier and the oldest of
        it; at most ``fresh`` of them waiting ones, the others doubts and read-backs. They are committed as claimed by
        ``owner``, with the attempt, before they are returned; ``state`` is the one they were claimed from."""

    @abstractmethod
    def in_flight(self, link: str) -> int:
        """Deliveries of the link that were sent and are neither proved nor settled: in doubt or delivered."""

    @abstractmethod
    def look_again(self, link: str, now: datetime) -> None:
        """What was delivered and may still be read back is due now, whenever it would have been looked at."""

    @abstractmethod
    def postpone(self, link: str, until: datetime) -> None:
        """The target asked to be left alone: nothing of the link is tried before then, in this process or another."""

    @abstractmethod
    def mark_steps(self, steps: Mapping[int, Sequence[StepIdentity]], now: datetime) -> None:
        """delivery id → steps about to be sent. From here on they are never sent again unless proved not taken."""

    @abstractmethod
    def settle(self, settlements: Sequence[Settlement], *, owner: Owner) -> None:
        """Settle claimed deliveries; one that ``owner`` no longer holds is left alone."""

    @abstractmethod
    def unclaim(self, deliveries: Sequence[Delivery], *, owner: Owner, until: datetime | None) -> None:
        """Give back deliveries for which nothing was sent, in the state they were claimed from; they do not age."""

    @abstractmethod
    def next_attempt(self, link: str, *, fresh: bool = True) -> datetime | None:
        """When the earliest doubtful or unread delivery of the link is next to be looked at; with ``fresh`` the
        waiting ones too."""

    @abstractmethod
    def memory(self, dossier_ids: Sequence[int]) -> Mapping[int, Memory]: ...

    @abstractmethod
    def hold_waiting(self, link: str, run: str, hold: Hold, now: datetime) -> int:
        """Hold what waits and was never sent, released work excepted (canaries that could not be read)."""

    # -- systems

    @abstractmethod
    def system_changed(self, system: str, *, down: Down | None, reason: str, now: datetime) -> bool:
        """Write a circuit's state down, None for a system that answers; True when it went down or came up, so that
        trouble is said once."""

    @abstractmethod
    def read_lag(self, system: str) -> timedelta:
        """The longest time seen between an answered write and the last read-back that did not show it."""

    @abstractmethod
    def saw_read_lag(self, system: str, lag: timedelta) -> None: ...

    # -- keeping and letting go

    @abstractmethod
    def back_up(self, file: Path) -> int:
        """Write the whole store as it is now into one new file that only its owner can read, while others go on
        writing; its size. Raises StoreError where that cannot be done; then there is no such file."""

    @abstractmethod
    def purge(self, limits: Purge) -> Mapping[str, int]:
        """Let go of what is older and no longer needed, in many short transactions: settled payloads with what the
        target showed before them, personal values of records sent, raw rows, earlier readings, runs. Never what is
        open, held, dead, in doubt, cited by an open or accepted case, or to be judged again. Sort → how much."""

    # -- the daemon that serves this store

    @abstractmethod
    def daemon(self) -> DaemonBook: ...

    @abstractmethod
    def alerts(self) -> AlertBook: ...

    # -- persons' decisions: in ``Desk`` below

    @abstractmethod
    def desk(self) -> "Desk": ...

    @abstractmethod
    def scratch(self) -> AbstractContextManager["Store"]:
        """A store that begins as this one is now and whose writes are never seen again: for ``plan``."""

    @abstractmethod
    def close(self) -> None: ...


Row = Mapping[
    str, Any
]  #: one line of a listing, ready for JSON; personal values are still in it and masked at the door


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A person's word: who, and why."""

    by: str
    reason: str
    at: datetime


class Desk(ABC):
    """What persons list and decide, by id. Listings are newest last and never change anything."""

    @abstractmethod
    def holds(self, links: Sequence[str], *, rule: HoldRule | None = None) -> Sequence[Row]: ...

    @abstractmethod
    def hold(self, hold_id: int) -> Row | None: ...

    @abstractmethod
    def release_holds(self, ids: Sequence[int], decision: Decision) -> Sequence[int]:
        """Held → planned, freed from its rule and from the brakes; the ids that were held and now are not."""

    @abstractmethod
    def reject_holds(self, ids: Sequence[int], decision: Decision) -> Sequence[int]: ...

    @abstractmethod
    def dead_letters(self, links: Sequence[str]) -> Sequence[Row]: ...

    @abstractmethod
    def dead_letter(self, dead_id: int) -> Row | None: ...

    @abstractmethod
    def retry_dead(self, ids: Sequence[int], decision: Decision) -> Sequence[int]:
        """Dead → planned, not braked again. Steps in doubt are looked up before anything is sent."""

    @abstractmethod
    def discard_dead(self, ids: Sequence[int], decision: Decision) -> Sequence[int]: ...

    @abstractmethod
    def rejections(self, links: Sequence[str]) -> Sequence[Row]: ...

    @abstractmethod
    def mismatches(self, links: Sequence[str], *, state: str = "open", kind: Kind | None = None) -> Sequence[Row]: ...

    @abstractmethod
    def case_page(self, links: Sequence[str], *, after: int, limit: int) -> Sequence[Row]:
        """Cases open or accepted, by ascending id, those greater than ``after``: for reports of any length."""

    @abstractmethod
    def cases_by_id(self, ids: Sequence[int]) -> Sequence[Row]:
        """These cases in this order, whatever their state; those that do not exist are left out."""

    @abstractmethod
    def rejection_page(self, links: Sequence[str], *, after: int, limit: int) -> Sequence[Row]:
        """Rows that could not be read, by ascending id, those greater than ``after``."""

    @abstractmethod
    def mismatch(self, mismatch_id: int) -> Row | None: ...

    @abstractmethod
    def accept_mismatch(self, mismatch_id: int, decision: Decision, *, until: datetime | None) -> bool: ...

    @abstractmethod
    def reopen_mismatch(self, mismatch_id: int, now: datetime) -> bool: ...

    @abstractmethod
    def history(self, code: str) -> Sequence[Row]:
        """Everything known of one dossier over all links, oldest first: readings, deliveries, cases, decisions."""

    @abstractmethod
    def status(self, links: Sequence[str], now: datetime) -> Sequence[Row]: ...

    @abstractmethod
    def systems(self) -> Sequence[Row]: ...
