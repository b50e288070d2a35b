"""The dossier (hồ sơ) in canonical form, the same for every system.

Strings are NFC with Ð/ð folded to Đ/đ and outer white space trimmed; times are aware (+07:00); ``None`` means "not
known", never "" or 1970; a time of 00:00:00 means "day known, hour not". A tuple of details is ``None`` when nothing is
known of it and ``()`` when it is known to be empty. No ``repr`` shows anything personal: it may end in a log.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from types import MappingProxyType
from typing import Literal

from connector.domain.status import Status

Channel = Literal["direct", "online", "post"]
ApplicantType = Literal["individual", "business", "state", "organization"]
ReturnMethod = Literal["direct", "post", "electronic"]

#: How a step is known to be the same on both sides: its time to the second, and its state.
StepIdentity = tuple[datetime, Status]

_NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One entry of a dossier's progress (tiến độ)."""

    at: datetime
    status: Status | None = None
    officer: str | None = field(default=None, repr=False)
    title: str | None = None
    department: str | None = None
    content: str | None = field(default=None, repr=False)
    started_at: datetime | None = None
    due_at: datetime | None = None

    @property
    def identity(self) -> StepIdentity | None:
        """What makes it the same step on another side; None while its state is unknown."""
        if self.status is None:
            return None
        # Most are told to the second already; identities are asked for many times in one judgement.
        return (self.at.replace(microsecond=0) if self.at.microsecond else self.at, self.status)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fee:
    name: str | None = None
    code: str | None = None
    amount: str | None = None
    method: str | None = None
    kind: str | None = None
    paid: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A paper handed in, or a result handed out."""

    name: str | None = field(default=None, repr=False)
    code: str | None = None
    file_id: str | None = None
    url: str | None = field(default=None, repr=False)
    digest: str | None = None
    digitised: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Supplement:
    """One request for further papers, and what became of the due date."""

    requested_at: datetime | None = None
    received_at: datetime | None = None
    requested_by: str | None = field(default=None, repr=False)
    content: str | None = field(default=None, repr=False)
    due_before: datetime | None = None
    due_after: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Dossier:
    """One hồ sơ as one side tells it. ``code`` is kept as received; matching uses keys derived from it."""

    code: str
    aliases: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    receipt_number: str | None = None
    procedure_code: str | None = None
    procedure_name: str | None = None
    sector_code: str | None = None
    sector_name: str | None = None
    agency_code: str | None = None
    agency_name: str | None = None
    applicant_name: str | None = None
    applicant_type: ApplicantType | None = None
    applicant_id: str | None = None
    submitter_name: str | None = None
    submitter_id: str | None = None
    phone: str | None = None
    email: str | None = None
    address: str | None = None
    summary: str | None = None
    note: str | None = None
    channel: Channel | None = None
    status: Status | None = None
    status_label: str | None = None
    submitted_at: datetime | None = None
    received_at: datetime | None = None
    due_at: datetime | None = None
    first_due_at: datetime | None = None
    finished_at: datetime | None = None
    returned_at: datetime | None = None
    rejected_at: datetime | None = None
    return_method: ReturnMethod | None = None
    officer: str | None = None
    department: str | None = None
    fees: tuple[Fee, ...] | None = None
    documents: tuple[Document, ...] | None = None
    results: tuple[Document, ...] | None = None
    supplements: tuple[Supplement, ...] | None = None
    steps: tuple[Step, ...] | None = None
    paid_online: bool | None = None
    digitised: bool | None = None
    receipt_signed: bool | None = None
    apologised: bool | None = None  #: a letter of apology for its delay was sent; where a side tells such letters
    updated_at: datetime | None = None
    #: field → the system's own word, where ``values`` had no meaning for it: the field is unknown, nothing is pushed.
    unknown: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    #: Sentences about values that had to be repaired to be read (a code damaged by Excel, for instance).
    repairs: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"Dossier(code={self.code!r}, status={self.status!r})"


#: Every canonical field, in order; the last two of the record are about its reading, not about the dossier.
FIELDS: tuple[str, ...] = tuple(f.name for f in fields(Dossier) if f.name not in {"unknown", "repairs"})

TIME_FIELDS = frozenset(
    {
        "submitted_at",
        "received_at",
        "due_at",
        "first_due_at",
        "finished_at",
        "returned_at",
        "rejected_at",
        "updated_at",
    }
)

FLAG_FIELDS = frozenset({"paid_online", "digitised", "receipt_signed", "apologised"})

#: Fields that hold a tuple of details, with the type of one detail.
DETAIL_FIELDS: Mapping[str, type] = MappingProxyType(
    {"fees": Fee, "documents": Document, "results": Document, "supplements": Supplement, "steps": Step}
)

#: Fields that say something about a person, or may: never in a log, an error or a plan, and masked in listings.
PERSONAL_FIELDS = frozenset(
    {
        "applicant_name",
        "applicant_id",
        "submitter_name",
        "submitter_id",
        "phone",
        "email",
        "address",
        "summary",
        "note",
        "officer",
        "content",
    }
)
