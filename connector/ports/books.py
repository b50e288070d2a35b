"""The books: what the store is told and what it tells, one value for each transaction."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Any

from connector.domain.cursor import Cursor
from connector.domain.delivery import Delivery, DeliveryState
from connector.domain.dossier import Dossier, StepIdentity
from connector.domain.mismatch import Finding, Kind
from connector.domain.run import Category
from connector.domain.verdict import Action, Base, Hold, Memory
from connector.ports.scales import Side
from connector.ports.sides import RawRow, Rejection


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
    failed_before: bool = False  #: the link's last run that ended could not do its work either


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
    #: The citizen's due day, as the side that is right about it tells it, while the work is not over. None: as
    #: ``dossier`` tells it.
    due: date | None = None
    #: Recorded or held only because of the rules (mode, create, an unknown value, …): judged again when they change.
    rejudge: bool = False
    #: The source has it. One that only the target or a witness has is written down for its cases and counted nowhere.
    on_source: bool = True


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
    #: False for a reconcile without --push: what stands in the outbox or is held stays as it is.
    plans: bool = True
    #: The reading may yet turn out not to be trusted: cases are opened and closed by ``end_plan``, if it is.
    cases_wait: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperWork:
    """What could not be read of one witness of paper, as far as it was read."""

    link: str
    run: str
    now: datetime
    witness: str
    lasting: bool = True
    rejections: tuple[Rejection, ...] = ()
    #: It was read to its end: what it showed before, and this run has not found again, is gone.
    whole: bool = False


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
    whole: bool = True  #: nobody limited it by hand to some days or dossiers
    enumerated: int | None = None  #: how many dossiers in scope a complete enumeration gave
    plans: bool = True  #: False for a reconcile without --push: nothing planned is judged, held or queued
    rules_digest: str | None = None  #: of the rules under which what is held now was judged
    #: (side, extent) → how many dossiers of it were told, kept as ``Store.measure`` when the end is complete.
    measures: Mapping[tuple[Side, str], int] = field(default_factory=lambda: MappingProxyType({}))


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
class Purge:
    """What is older than this is let go of, as far as nothing needs it."""

    raw_before: datetime
    payload_before: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RunTally:
    """What the store counts for a run at its end: the independent side of the audit."""

    categories: Mapping[Category, int]
    revived: int
    deliveries: Mapping[DeliveryState, int]  #: deliveries in this run's care, by the state they are in now
    mismatches: Mapping[Kind, int]  #: cases open now among the dossiers this run judged
    accepted: int  #: cases accepted now among the same
    judged: int
    newly_opened: int  #: cases this run opened or reopened that are open now
    newly_held: int
