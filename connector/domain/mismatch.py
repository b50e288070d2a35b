"""A mismatch: two sides disagree about a dossier, written down as a case that somebody closes."""

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from connector.domain.english import said_in
from connector.domain.field_labels import field_label
from connector.domain.kind_sentences import SENTENCES
from connector.domain.kinds import KINDS, Desk, Kind, Said, Severity

__all__ = ["KINDS", "CaseState", "Finding", "Kind", "Mismatch", "Moved", "Severity"]


class Moved(StrEnum):
    """Which side moved away from the values both last agreed on."""

    SOURCE = "source"
    TARGET = "target"
    BOTH = "both"
    REVERTED = "reverted"  #: The target went back to what it showed before our verified push.
    UNKNOWN = "unknown"  #: The sides never agreed before: there is no base.


class CaseState(StrEnum):
    OPEN = "open"
    ACCEPTED = "accepted"  #: A person lives with it, by name, for a reason, until a day.
    CLOSED = "closed"  #: A run proved that it is gone.


_SIDES = {
    "source": Said("chuyên ngành", "specialized software"),
    "target": Said("một cửa", "one-stop"),
    "paper": Said("giấy", "paper"),
    "portal": Said("Cổng DVCQG/tệp xuất", "portal/export"),
}
_NOTHING = Said("không có", "nothing")
#: Kinds that compare what both programs tell of one field: where one has nothing, that is what differs.
_BETWEEN_PROGRAMS = frozenset({Kind.FIELD_DIFFERS, Kind.APPLICANT_DIFFERS, Kind.DOCUMENTS_DIFFER, Kind.FEE_DIFFERS})


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A mismatch as a judgement states it, before it is a case. Values are for reading; None means "not there"."""

    kind: Kind
    field: str | None = None
    source: str | None = dataclasses.field(default=None, repr=False)
    target: str | None = dataclasses.field(default=None, repr=False)
    paper: str | None = dataclasses.field(default=None, repr=False)
    portal: str | None = dataclasses.field(default=None, repr=False)
    moved: Moved = Moved.UNKNOWN
    #: Graver than its kind in this very case.
    raised_to: Severity | None = None

    @property
    def severity(self) -> Severity:
        return self.raised_to or (Severity.HIGH if self._is_another_person else self.kind.severity)

    @property
    def desk(self) -> Desk:
        """Where it is put right, as far as the values tell."""
        desks = tuple(SENTENCES[self.kind].advice)
        return desks[-1] if self._is_for_the_division else desks[0]

    def reason(self, language: str) -> str:
        """Why it is a mismatch, in one sentence with the values."""
        values = {side: self._told(side, language) for side in _SIDES}
        sides = "; ".join(self._each_side(language)) or _NOTHING.told(language)
        field = field_label(self.field or "", language)
        return SENTENCES[self.kind].reason.told(language).format(**values, sides=sides, field=field)

    def advice(self, language: str) -> str:
        """What to do about it, in which software and by whom."""
        told = SENTENCES[self.kind].advice[self.desk].told(language)
        if self.desk is Desk.NOBODY:
            return told
        desk = self.desk.label.told(language)
        return f"{desk[0].upper()}{desk[1:]}: {told[0].lower()}{told[1:]}"

    def _told(self, side: str, language: str) -> str:
        value: str | None = getattr(self, side)
        return said_in(value, language) if value else _NOTHING.told(language)

    def _each_side(self, language: str) -> Iterator[str]:
        between_programs = self.kind in _BETWEEN_PROGRAMS and self.paper is None and self.portal is None
        for side, name in _SIDES.items():
            tells = getattr(self, side) is not None or (between_programs and side in {"source", "target"})
            if tells:  # an empty list is told as nothing, too
                yield f"{name.told(language)}: {self._told(side, language)}"

    @property
    def _is_another_person(self) -> bool:
        """Two valid numbers that differ: only such are compared."""
        return self.kind is Kind.APPLICANT_DIFFERS and self.field == "applicant_id"

    @property
    def _is_for_the_division(self) -> bool:
        if self.kind is Kind.TARGET_AHEAD:
            return self.paper is not None
        returned = self.target is not None and self.target.startswith("10")
        return self.kind is Kind.CLOSED_NOT_RETURNED and not returned

    @property
    def identity(self) -> tuple[Kind, str | None]:
        """With link and dossier, what makes it the same case when it is seen again."""
        return (self.kind, self.field)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mismatch:
    """A case in the store."""

    id: int
    link: str
    code: str
    finding: Finding
    state: CaseState
    first_seen: datetime
    last_seen: datetime
    accepted_by: str | None = None
    accepted_reason: str | None = None
    accepted_until: datetime | None = None
