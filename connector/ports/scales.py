"""The scales: what a reconcile lays on each side, and what the scales say of the two together.

One weighing holds the rows of one reconcile of one link, outside memory, and is thrown away at its end. It finds what
differs, nothing more: what a difference means is judged elsewhere.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType

from connector.domain.standing import Standing


class Side(StrEnum):
    SOURCE = "source"
    TARGET = "target"
    PAPER = "paper"


@dataclass(frozen=True, slots=True, kw_only=True)
class SideRow:
    """One dossier as one side tells it, ready to be weighed.

    ``keys`` holds the compared fields that this side tells, in key form ("" where it is empty there); a field left
    out is not told and not comparable. ``payload`` is given back as it was, for the judgement.
    """

    key: str  #: ``code_key`` of the code; "" for a paper row without a code
    code: str
    aliases: frozenset[tuple[str, str]] = frozenset()  #: (scheme, key): equal only within a scheme
    received: date | None = None
    keys: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}), repr=False)
    content: str = ""  #: the content fingerprint of a source's row
    weighed: bool = True  #: False: it only shows that the side has it (out of scope, out of window, not in the slice)
    suspect: bool = False  #: something about this side alone has to be judged, however well the sides agree
    applicant: str | None = field(default=None, repr=False)  #: key of a valid personal id, for doubled receipts
    procedure: str | None = None
    closed_at: datetime | None = None
    closed_by: str | None = field(default=None, repr=False)
    payload: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """One dossier of the union of all sides. Payloads are there only where something is to be judged.

    ``equal``: source and target have it, both weighed, every field comparable between them is equal, and there is
    at least one. ``candidates`` are target rows that share an alias, where the code found none; they are told with this
    dossier and not again by themselves. ``papers`` are the paper rows of this code or a candidate's, or, without a
    code, of this alias; a paper row is laid with one dossier only.
    """

    key: str
    source: SideRow | None = None
    target: SideRow | None = None
    papers: tuple[SideRow, ...] = ()
    equal: bool = False
    candidates: tuple[SideRow, ...] = ()
    contested: frozenset[str] = frozenset()  #: codes of candidates that other dossiers of the source may be too
    rivals: tuple[SideRow, ...] = ()  #: further source rows under the same key: a collision


class Weighing(ABC):
    """The rows of one reconcile. Lay every side, then weigh."""

    @abstractmethod
    def lay(self, side: Side, rows: Iterable[SideRow]) -> None:
        """Add rows to a side; called often, with a page or a window at a time. A code laid again replaces the
        earlier row when its content is the same, else both stand and are rivals."""

    @abstractmethod
    def codes(self, sides: Sequence[Side], *, batch: int = 500) -> Iterator[Sequence[str]]:
        """Distinct codes of weighed rows on any of these sides, for a target that has to be asked one by one."""

    @abstractmethod
    def weigh(self, *, batch: int = 500) -> Iterator[Sequence[Weighed]]:
        """Every dossier of which any side has a weighed row, by ascending key. Paper rows without a code that
        belong to no dossier come last, each by itself with key ""."""

    @abstractmethod
    def loose(self) -> Iterator[SideRow]:
        """Paper rows without a code that belong to no dossier, weighed or not, in the order of laying."""

    @abstractmethod
    def holds(self, keys: Sequence[str]) -> frozenset[str]:
        """Those among the keys under which any side has a row, weighed or not."""

    @abstractmethod
    def doubled(self, side: Side, *, days: int) -> Iterator[Sequence[SideRow]]:
        """Groups of weighed rows of one applicant and one procedure received within so many days of each other."""

    @abstractmethod
    def closed_together(self, side: Side, *, at_least: int, minutes: int) -> Iterator[Sequence[SideRow]]:
        """Groups of weighed rows that one person closed within so many minutes."""


class Scales(ABC):
    """Where weighings are made and standings are kept, per link."""

    @abstractmethod
    def weighing(self, link: str, fields: Sequence[str]) -> AbstractContextManager[Weighing]:
        """A fresh weighing of these compared fields; whatever an earlier one left behind is removed."""

    @abstractmethod
    def keep(self, link: str, standings: Iterable[Standing], *, whole: bool) -> None:
        """Write down how dossiers stand now, in place of what was known of them; with ``whole`` in place of
        everything known of the link. Whoever reads meanwhile sees the old or the new, never half."""

    @abstractmethod
    def standings(
        self, links: Sequence[str], *, first: date | None = None, last: date | None = None
    ) -> Iterator[Standing]:
        """What is known of these links' dossiers received on these days, by received day; one without it is always
        among them."""
