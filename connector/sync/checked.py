"""What a check found, side by side and dossier by dossier; nothing in it says more of a person than a listing may."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Literal

from connector.domain.run import RunError
from connector.ports import WitnessKind

SideName = Literal["source", "target"] | WitnessKind

_NONE: Mapping[str, int] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """Rows that could not be read for one reason, and where the first few of them stand."""

    reason: str
    count: int
    where: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WitnessChecked:
    """What one witness answered. A register was read to its end; a portal was asked for the sample's dossiers."""

    name: str
    kind: WitnessKind
    reachable: bool
    read: int = 0  #: rows told, or dossiers of the sample that it knows
    without_code: int = 0
    asked: int = 0  #: dossiers of the sample a portal was asked for
    rejections: tuple[Rejected, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicStep:
    """One entry of the progress as the public would read it; a personal word in ``content`` is hidden here only."""

    at: datetime
    status: str | None
    content: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One dossier of the sample, masked. What is ``public`` is what the link would let out if it were sent whole."""

    code: str
    status: str | None
    applicant_name: str | None = None
    applicant_id: str | None = None
    procedure_code: str | None = None
    received_at: datetime | None = None
    due_at: datetime | None = None
    on_target: bool | None = None  #: None where the target was not asked or gave no answer
    public_status: str | None = None
    public_steps: tuple[PublicStep, ...] = ()
    public_note: str | None = field(default=None, repr=False)
    #: The text the public would read names the applicant, an officer, or a number of a person.
    exposes: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckReport:
    """What a check found. ``unknown_values`` counts the words without a meaning in ``values``, as "field: word"."""

    link: str
    problems: tuple[RunError, ...] = ()
    mode: str = "observe"
    source_reachable: bool = False
    target_reachable: bool = False
    target_writable: bool = True
    sample_size: int = 0
    mapped: int = 0
    rejected: int = 0
    in_scope: int = 0
    out_of_scope: int = 0
    #: Field → rows in scope that tell it.
    told: Mapping[str, int] = field(default_factory=lambda: _NONE)
    #: Fields the link compares that no row in scope tells.
    untold: tuple[str, ...] = ()
    #: Fields the link compares and the sample tells, whose catalogue is empty, so that they are not compared.
    uncatalogued: tuple[str, ...] = ()
    unknown_values: Mapping[str, int] = field(default_factory=lambda: _NONE)
    #: The same of the target, in its answers about the samples.
    unknown_on_target: Mapping[str, int] = field(default_factory=lambda: _NONE)
    rejections: tuple[Rejected, ...] = ()
    witnesses: tuple[WitnessChecked, ...] = ()
    samples: tuple[Sample, ...] = ()
    requests: Mapping[str, int] = field(default_factory=lambda: _NONE)

    @property
    def reachable(self) -> bool:
        """Whether every side answered."""
        return self.source_reachable and self.target_reachable and all(each.reachable for each in self.witnesses)

    @property
    def ok(self) -> bool:
        """Nothing a person has to look at before the link may run."""
        unread = any(witness.rejections for witness in self.witnesses)
        unknown = self.unknown_values or self.unknown_on_target
        exposed = any(sample.exposes for sample in self.samples)
        return not (self.problems or self.rejections or unread or unknown or exposed)
