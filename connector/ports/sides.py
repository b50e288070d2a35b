"""The sides: what a source, a target and a clock must promise. All an adapter's author opens.

Errors are those of ``connector.domain.errors``; a foreign library's own errors stop at the adapter's border. Everything
is synchronous and safe to call from several threads at once.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, Literal, Protocol

from connector.domain.cursor import Cursor
from connector.domain.dossier import Channel, Dossier, Step
from connector.domain.link import VerifyWindow
from connector.domain.times import at_zone
from connector.domain.window import Window


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
    not in it is unreadable, which is not the same. ``repeatable`` names those of the unreadable ones that the answer
    told in a way nobody here understands: the adapter's next write repeats them as they are written. ``raw`` is the
    adapter's own row, for that write.
    """

    dossier: Dossier = field(repr=False)
    readable: frozenset[str]
    repeatable: frozenset[str] = frozenset()
    raw: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}), repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Capabilities:
    """What a side can hold and tell. Each declared one is exercised, each undeclared one refused before any call."""

    fields: frozenset[str]
    #: Fields it tells and has no place for in a write: compared like any other, and never planned.
    told_only: frozenset[str] = frozenset()
    lengths: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    step_lengths: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    #: Enumerated fields → the canonical values the side has a word for; any other value it cannot hold.
    words: Mapping[str, frozenset[str]] = field(default_factory=lambda: MappingProxyType({}))
    write: Literal["patch", "replace", "unknown"] = "unknown"
    steps_per_call: int = 10
    enumerable: bool = False
    #: False for a side that can only be read (an export): nothing is ever planned for it, whatever the link's mode.
    writable: bool = True
    #: A write only asks a person to make it, and stands until a later reading shows it made: asked again, a create too,
    #: it takes the earlier one's place, so nothing can happen twice.
    by_hand: bool = False

    def tells(self, name: str) -> bool:
        """Whether the side can tell the field at all, written by us or not."""
        return name in self.fields or name in self.told_only

    def holds(self, name: str, value: object) -> bool:
        """Whether the side can hold this value of this field, or tell it where it only tells the field."""
        return self.tells(name) and (name not in self.words or value in self.words[name])


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
    #: One dossier can be read again by its code at about the price of one request.
    rereads: bool = True

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
    #: The source's whole dossier, for a target that has to tell a person about it; nothing of it is ever written.
    source: Dossier | None = field(default=None, repr=False)


class Target(System):
    """The one-stop system. A return without an error is the system's clear success answer."""

    capabilities: Capabilities
    verify: VerifyWindow
    #: Where people find what a write asks of them, where it is made ``by_hand``.
    inbox: str = ""

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

    def enumerate(self, window: Window) -> Iterator[Sequence[Reading]]:
        """Every dossier received on these days (both included), in batches; it ends only when all was read.

        Only where ``capabilities.enumerable``. A broken, repeated or partial answer raises; it never just ends.
        """
        raise NotImplementedError(f"{self.name} declares that it cannot be enumerated")

    def shown(self, name: str, value: str) -> str:
        """The text of a field as this system will hold it: cut to its length limit."""
        limit = self.capabilities.lengths.get(name)
        return value if limit is None or len(value) <= limit else value[:limit]


WitnessKind = Literal["register", "control_slip", "portal", "export"]

#: Kinds of further programs, which tell of a dossier as it stands with them; the others are paper.
PROGRAM_KINDS: frozenset[WitnessKind] = frozenset({"portal", "export"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Covers:
    """Which dossiers a witness should hold; what it leaves open it does not restrict."""

    channels: frozenset[Channel] = frozenset()
    first: date | None = None  #: received on this day or later
    last: date | None = None  #: received on this day or earlier

    def holds(self, dossier: Dossier) -> bool:
        """Whether the witness should know this dossier; False where its channel or day of receipt is not known."""
        if self.channels and dossier.channel not in self.channels:
            return False
        if self.first is None and self.last is None:
            return True
        if dossier.received_at is None:
            return False
        day = at_zone(dossier.received_at).date()
        return (self.first is None or day >= self.first) and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True, kw_only=True)
class Testimony:
    """What a witness says of one dossier. ``code`` of the dossier is "" where the paper has none."""

    dossier: Dossier = field(repr=False)
    readable: frozenset[str]
    where: str  #: file, sheet and row, or the system's name
    signed: bool | None = None  #: the receiver's signature (Ký nhận) stands there


class Witness(System):
    """A further side that is never written to: the paper register, a control slip, the national portal, an export.

    A portal and an export are asked for each dossier, an export that can be read whole too: only for what cannot be
    read of it. That they do not have a dossier proves nothing.
    """

    kind: WitnessKind
    covers: Covers
    #: False for a book that was brought for one reconcile: later ones do not hear it.
    lasting: bool = True
    #: It can be read as a whole; one that cannot is asked dossier by dossier.
    enumerable: bool

    def enumerate(self) -> Iterator[Sequence[Testimony | Rejection]]:
        """Everything it holds, in batches, rows that could not be read among them. Only where ``enumerable``.

        A rejection of a field other than the code is of that value alone: its row is told besides, without the field.
        """
        raise NotImplementedError(f"{self.name} declares that it cannot be enumerated")

    @abstractmethod
    def look_up(self, code: str) -> Testimony | None:
        """What it says of one dossier now; None only when it clearly has none."""

    def holds_place(self, where: str) -> bool:
        """Whether an entry that is known by nothing but its place would be one of this witness."""
        del where
        return False


class Clock(Protocol):
    """Time as the run sees it; tests bring their own."""

    def now(self) -> datetime:
        """Aware, +07:00."""

    def sleep(self, seconds: float) -> None:
        """Returns early, by an exception, when the process is asked to end."""
