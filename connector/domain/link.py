"""A link: one configured source → target pair, with the rules its operator chose."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Literal

from connector.domain.catalogue import Agency, Procedure, in_force
from connector.domain.codes import agency_key, procedure_key
from connector.domain.dossier import Channel
from connector.domain.status import Status

Mode = Literal["observe", "propose", "push"]
Authority = Literal["source", "target", "paper", "catalogue"]
Precision = Literal["value", "day", "minute"]

DEFAULT_COMPARE: Mapping[str, Precision] = MappingProxyType(
    {
        "status": "value",
        "steps": "value",
        "received_at": "day",
        "due_at": "day",
        "finished_at": "day",
        "returned_at": "day",
        "procedure_code": "value",
        "agency_code": "value",
        "applicant_name": "value",
        "applicant_id": "value",
    }
)

#: Who is right where a link does not say otherwise (design 6); every field not named here belongs to the target.
DEFAULT_AUTHORITY: Mapping[str, Authority] = MappingProxyType(
    {
        "status": "source",
        "steps": "source",
        "officer": "source",
        "finished_at": "source",
        "results": "source",
        "procedure_code": "catalogue",
        "agency_code": "catalogue",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Which dossiers a link answers for. Empty or None leaves that side of the question open."""

    procedures: frozenset[str] = frozenset()
    agencies: frozenset[str] = frozenset()
    channels: frozenset[Channel] = frozenset()
    received_from: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Publish:
    """What the public may read of the source's own words."""

    step_content: Literal["label", "text"] = "label"
    note: Literal["never", "text"] = "never"


@dataclass(frozen=True, slots=True, kw_only=True)
class Brakes:
    """How much one link may do in a rolling day before a person is asked."""

    max_actions: int = 200
    max_share: float = 0.2
    min_share: float = 0.5
    max_gap: timedelta = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Retry:
    """How an answered refusal is tried again. Time while a system is down does not count towards giving up."""

    first: timedelta = timedelta(seconds=30)
    factor: float = 2.0
    max: timedelta = timedelta(hours=6)
    give_up_after: timedelta = timedelta(days=3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Notifies:
    """States whose arrival makes the target write to citizens, held once their event is older than this."""

    states: frozenset[Status] = frozenset()
    older_than: timedelta = timedelta(days=3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What a link may do, as its operator wrote it."""

    mode: Mode = "observe"
    create: Literal["hold", "push"] = "hold"
    allow_final: frozenset[Status] = frozenset()
    compare: Mapping[str, Precision] = field(default_factory=lambda: DEFAULT_COMPARE)
    authority: Mapping[str, Authority] = field(default_factory=lambda: MappingProxyType({}))
    grace: timedelta = timedelta(days=1)
    publish: Publish = Publish()
    brakes: Brakes = Brakes()
    retry: Retry = Retry()

    def authority_of(self, name: str, *, paper_witness: bool) -> Authority:
        """Who is right about this field; paper only where a witness can tell."""
        if name in self.authority:
            return self.authority[name]
        if name == "returned_at" and paper_witness:
            return "paper"
        return DEFAULT_AUTHORITY.get(name, "target")


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeMapping:
    """One line of an explicit mapping table: an old code that means a new one between two days (both included)."""

    old: str
    new: str
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogues:
    """What the national and the agency's own lists say. Empty lists make their fields not comparable.

    ``procedures`` and ``agencies`` hold the matching keys of all codes ever listed; the lines themselves, by that key,
    stand in ``procedure_lines`` and ``agency_lines``.
    """

    procedures: frozenset[str] = frozenset()
    agencies: frozenset[str] = frozenset()
    procedure_mappings: tuple[CodeMapping, ...] = ()
    agency_mappings: tuple[CodeMapping, ...] = ()
    dossier_mappings: tuple[CodeMapping, ...] = ()
    procedure_lines: Mapping[str, tuple[Procedure, ...]] = field(default_factory=lambda: MappingProxyType({}))
    agency_lines: Mapping[str, tuple[Agency, ...]] = field(default_factory=lambda: MappingProxyType({}))

    def procedure_on(self, code: str, day: date | None) -> Procedure | None:
        """The procedure as it was in force on that day, with its term and online class."""
        return in_force(self.procedure_lines.get(procedure_key(code), ()), code, day)

    def agency_on(self, code: str, day: date | None) -> Agency | None:
        """The agency as it was in force on that day."""
        return in_force(self.agency_lines.get(agency_key(code), ()), code, day)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """Everything that a judgement depends on besides the two sides; its digest tells when to judge again."""

    link: str
    scope: Scope
    policy: Policy
    notifies: Notifies
    catalogues: Catalogues
    paper_witness: bool = False
    digest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifyWindow:
    """When a delivery is first read back, and until when it may still show up (seen: some one-stops lag)."""

    first: timedelta = timedelta(seconds=2)
    until: timedelta = timedelta(minutes=15)


#: Until this many deliveries of a link were proved, no more than this many are in flight (design 6).
CANARIES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkProgress:
    """What a link remembers between runs beside its dossiers."""

    last_complete_sync: datetime | None = None
    last_reconcile: datetime | None = None
    canaries_verified: int = 0
    canaries_released: bool = False
    last_enumeration: int | None = None

    @property
    def proved(self) -> bool:
        """Whether the link's first deliveries arrived as sent, or a person answers for them."""
        return self.canaries_released or self.canaries_verified >= CANARIES
