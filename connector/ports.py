"""The contract: what a source, a target, a witness, a store and a clock must promise.

This is all an adapter's author opens. Errors are those of ``connector.domain.errors``; a foreign library's own errors
stop at the adapter's border. Everything is synchronous and safe to call from several threads at once.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Any, Literal, Protocol

from connector.domain.cursor import Cursor
from connector.domain.delivery import Delivery, DeliveryState
from connector.domain.dossier import Dossier, Step, StepIdentity
from connector.domain.link import LinkProgress, VerifyWindow
from connector.domain.mismatch import Finding, Kind
from connector.domain.run import Category, RunKind, RunSummary
from connector.domain.verdict import Action, Base, Hold, HoldRule, Memory

# ---------------------------------------------------------------- sides


@dataclass(frozen=True, slots=True, kw_only=True)
class RawRow:
    """One record as a source told it, before any mapping. ``where`` names its place to a person."""

    values: Mapping[str, Any] = field(repr=False)
    where: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejection:
    """A row that could not be read: where, which field, why (a sentence without personal data), and the row itself."""

    where: str
    reason: str
    raw: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}), repr=False)
    field: str | None = None
    code: str | None = None  #: the dossier's code where it could be read: read well later, the rejection goes


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What a source gives in one answer. ``cursor`` is the furthest row of this page that may advance the cursor."""

    number: int
    rows: tuple[RawRow, ...]
    unreadable: tuple[Rejection, ...] = ()
    cursor: Cursor | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One side's answer about one dossier.

    ``readable`` names the canonical fields the answer told: a field in it whose value is None is empty there; a field
    not in it is unreadable, which is not the same. ``raw`` is the adapter's own row, for its next write.
    """

    dossier: Dossier = field(repr=False)
    readable: frozenset[str]
    raw: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}), repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Capabilities:
    """What a side can hold and tell. Each declared one is exercised, each undeclared one refused before any call."""

    fields: frozenset[str]
    lengths: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    step_lengths: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    write: Literal["patch", "replace", "unknown"] = "unknown"
    steps_per_call: int = 10
    enumerable: bool = False


class Mapper(Protocol):
    """Turns a raw row into a dossier, or says why not. Pure: the same row gives the same answer."""

    def read(self, row: RawRow) -> Dossier | Rejection: ...


class System(ABC):
    """One foreign system as the run sees it."""

    name: str
    concurrency: int

    @property
    @abstractmethod
    def requests(self) -> int:
        """How many requests were sent to it by this process, retries and logins included."""

    @abstractmethod
    def probe(self) -> None:
        """Ask once, whatever the stored circuit says, whether it answers and accepts the account."""

    @abstractmethod
    def close(self) -> None:
        """Let go of every connection; nothing may be called afterwards."""


class Source(System):
    """The specialized software."""

    #: Rows come in the cursor's order, so the cursor may move with every page instead of after the last.
    ordered: bool
    #: A complete pull is everything the source has (there is no change cursor): its size is a measure.
    enumerates: bool

    @abstractmethod
    def pull(self, cursor: Cursor | None, *, now: datetime) -> Iterator[Page]:
        """Pages as they come, from the cursor inclusively (less the lookback); it ends only when all was read.

        A broken, repeated, shifted or endless enumeration raises; it never just ends.
        """

    @abstractmethod
    def read(self, code: str) -> RawRow | None:
        """The row of one dossier now; None when the source says it has none. Raises RefusedError if it cannot tell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordWrite:
    """One record to create or update: the merged canonical record, and which of its fields are known.

    A field outside ``known`` repeats the target's own raw value, or is left out of the wire if that is unreadable; on
    create it goes as the configured default.
    """

    create: bool
    code: str
    record: Dossier = field(repr=False)
    known: frozenset[str]
    reading: Reading | None = field(default=None, repr=False)


class Target(System):
    """The one-stop system. A return without an error is the system's clear success answer."""

    capabilities: Capabilities
    verify: VerifyWindow

    @abstractmethod
    def look_up(self, code: str) -> Reading | None:
        """The dossier as it stands there now; None only when the system clearly says there is none."""

    @abstractmethod
    def write_record(self, write: RecordWrite) -> None:
        """Create or update the record, once. Never writes steps.

        Raises AlreadyExistsError, DoesNotExistError, RefusedError, RateLimitedError, SystemDownError (nothing was
        sent) or InDoubtError (it may have been).
        """

    @abstractmethod
    def append_steps(self, code: str, steps: Sequence[Step]) -> None:
        """Append at most ``capabilities.steps_per_call`` steps, once. Errors as for ``write_record``."""

    def shown(self, name: str, value: str) -> str:
        """The text of a field as this system will hold it: cut to its length limit."""
        limit = self.capabilities.lengths.get(name)
        return value if limit is None or len(value) <= limit else value[:limit]


class Clock(Protocol):
    """Time as the run sees it; tests bring their own."""

    def now(self) -> datetime:
        """Aware, +07:00."""

    def sleep(self, seconds: float) -> None:
        """Returns early, by an exception, when the process is asked to end."""


# ---------------------------------------------------------------- store


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """Who holds a link or a claim: one process on one machine."""

    id: str
    host: str
    pid: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What a run finds when it begins, dead owners' claims already turned into doubts."""

    waiting_before: int
    in_doubt_before: int
    died: tuple[str, ...] = ()  #: runs of the link that never ended; their work is taken over


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseNews:
    """A case that a run opened, reopened or closed."""

    id: int
    code: str
    finding: Finding
    opened: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the store remembers of a dossier of the source."""

    id: int
    code: str
    fingerprint: str | None
    memory: Memory
    read_run: str | None = None  #: the run that read it last: two rows of one code in one run contradict each other


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedRow:
    """One row of a page, settled: it is what the page's transaction writes about it."""

    code: str
    keys: Mapping[str, str]  #: scheme → matching key ("code" for the dossier's own, else the alias's scheme)
    fingerprint: str
    category: Category
    dossier: Dossier | None = field(default=None, repr=False)  #: None for unchanged and out-of-scope rows
    raw: Mapping[str, Any] | None = field(default=None, repr=False)  #: kept while it may be judged again
    action: Action | None = None
    hold: Hold | None = None
    recorded: tuple[Finding, ...] = ()
    pending: tuple[Finding, ...] = ()
    agreed: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    untold: frozenset[str] = frozenset()  #: compared fields about which this judgement could say nothing
    #: Recorded or held only because of the rules (mode, create, an unknown value, …): judged again when they change.
    rejudge: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PageWork:
    """All that one page stands for. Either all of it is durable, or none."""

    link: str
    run: str
    rules_digest: str
    now: datetime
    rows: tuple[JudgedRow, ...]
    rejections: tuple[Rejection, ...] = ()
    cursor: Cursor | None = None  #: moves with the page only if the source is ordered
    judged_kinds: frozenset[Kind] = frozenset()  #: kinds this judgement can prove gone
    rejudged: bool = False  #: rows of earlier runs, judged again: not counted as read; their work is "revived"


@dataclass(frozen=True, slots=True, kw_only=True)
class StaleRow:
    """A rejection, a held or a recorded dossier that was judged under other rules."""

    id: int  #: of the dossier, or of the rejection (its own numbering)
    row: RawRow
    known: Known | None  #: None for a rejection


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanSize:
    """The figures the brakes judge; released work is not among the planned."""

    planned: int  #: deliveries planned and not released
    actions_in_window: int  #: deliveries queued within the last 24 hours
    written_in_window: int  #: distinct dossiers written within the last 24 hours or planned now
    known: int  #: dossiers in scope that the link knows, this run's included


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanEnd:
    """The end of the reading, in one transaction: planned → waiting or held, the cursor, and the new measures."""

    link: str
    run: str
    now: datetime
    hold: Hold | None = None  #: a brake: everything planned and not released is held
    cursor: Cursor | None = None
    complete: bool = True  #: the reading was complete and not braked
    enumerated: int | None = None  #: how many dossiers in scope a complete enumeration gave


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """What became of one claimed delivery; many are settled in one transaction."""

    delivery: Delivery
    state: DeliveryState
    now: datetime
    next_attempt_at: datetime | None = None
    attempted: bool = False  #: something was sent to the target in this attempt
    refused_for: timedelta | None = None
    verify_until: datetime | None = None
    error: str | None = None  #: without personal data
    pre_image: Dossier | None = field(default=None, repr=False)
    record_answered: bool | None = None
    #: Given with any state: the new base (merged into the old one) and the record as answered with success.
    base: Base | None = None
    last_sent: Dossier | None = field(default=None, repr=False)
    #: Everything the target lets us read was read back as sent: a canary's proof, counted once per delivery.
    proved_readable: bool = False
    action: Action | None = None  #: what was really sent, judged anew from the target's state at sending
    #: Steps that a clear answer says were not taken: they may be sent again.
    unsent_steps: tuple[StepIdentity, ...] = ()
    hold: Hold | None = None  #: SUPERSEDED by a hold with this rule
    recorded: tuple[Finding, ...] = ()
    pending: tuple[Finding, ...] = ()
    judged_kinds: frozenset[Kind] = frozenset()
    untold: frozenset[str] = frozenset()  #: compared fields about which this judgement could say nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class RunTally:
    """What the store counts for a run at its end: the independent side of the audit."""

    categories: Mapping[Category, int]
    revived: int
    deliveries: Mapping[DeliveryState, int]  #: deliveries in this run's care, by the state they are in now
    mismatches: Mapping[Kind, int]  #: cases open now among the dossiers this run judged
    judged: int
    newly_opened: int  #: cases this run opened or reopened that are open now
    newly_held: int


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
    def system_changed(self, system: str, *, up: bool, reason: str, now: datetime) -> bool:
        """Write a circuit's state down; True when that is news, so that trouble is said once."""

    @abstractmethod
    def read_lag(self, system: str) -> timedelta:
        """The longest time seen between an answered write and the last read-back that did not show it."""

    @abstractmethod
    def saw_read_lag(self, system: str, lag: timedelta) -> None: ...

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
