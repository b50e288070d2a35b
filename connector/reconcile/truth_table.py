"""The truth table of three sides: specialized software × one-stop × paper, as data.

What the two programs say of each other state by state is the status table's (``status_table``); this table says what
the third side adds, and which one fact a dossier is that is missing somewhere.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from connector.domain.kind_sentences import SENTENCES
from connector.domain.kinds import Desk, Kind, Said, Severity


class Place(StrEnum):
    """How far a dossier has come on one side."""

    ABSENT = "absent"
    OPEN = "open"
    FINISHED = "finished"
    RETURNED = "returned"
    UNCOVERED = "uncovered"  #: Of paper only: no register covers the dossier, or none tells how far it has come.


@dataclass(frozen=True, slots=True)
class Cell:
    """One verdict: what the three places together mean, and where it is put right. ``kind`` None is agreement."""

    kind: Kind | None
    desk: Desk

    @property
    def severity(self) -> Severity | None:
        """Of the cell by itself: a case that shows a citizen's dossier as overdue is raised."""
        return None if self.kind is None else self.kind.severity

    @property
    def advice(self) -> Said | None:
        """What is to be done at the cell's desk."""
        return None if self.kind is None else SENTENCES[self.kind].advice[self.desk]


AGREEMENT = Cell(None, Desk.NOBODY)

# The source's place down, the target's across; A absent, O open, F finished, R returned.
_GRIDS: Mapping[Place, str] = {
    Place.UNCOVERED: """
            A O F R
          A = t t t
          O s = a a
          F s b = =
          R s b b =
    """,
    Place.ABSENT: """
            A O F R
          A = t t t
          O s n n n
          F s n n n
          R s n n n
    """,
    Place.OPEN: """
            A O F R
          A p t t c
          O s = a c
          F s b = c
          R s C C c
    """,
    Place.FINISHED: """
            A O F R
          A p t t c
          O s l A c
          F s b = c
          R s C C c
    """,
    Place.RETURNED: """
            A O F R
          A p r r t
          O s r r A
          F s r r =
          R s r r =
    """,
}

_SIGNS = {
    "=": AGREEMENT,
    "s": Cell(Kind.ONLY_IN_SOURCE, Desk.ONE_STOP),
    "t": Cell(Kind.ONLY_IN_TARGET, Desk.DIVISION),
    "p": Cell(Kind.PAPER_NOT_ENTERED, Desk.ONE_STOP),
    "n": Cell(Kind.NOT_IN_REGISTER, Desk.REGISTER),
    "a": Cell(Kind.TARGET_AHEAD, Desk.ONE_STOP),
    "A": Cell(Kind.TARGET_AHEAD, Desk.DIVISION),  # paper bears the one-stop out
    "b": Cell(Kind.TARGET_BEHIND, Desk.ONE_STOP),
    "c": Cell(Kind.CLOSED_NOT_RETURNED, Desk.ONE_STOP),
    "C": Cell(Kind.CLOSED_NOT_RETURNED, Desk.DIVISION),  # only the specialized software says so
    "r": Cell(Kind.RETURNED_NOT_CLOSED, Desk.ONE_STOP),
    "l": Cell(Kind.RECORDED_LATE, Desk.DIVISION),  # the control slip is further than both programs
}

_LETTERS = {"A": Place.ABSENT, "O": Place.OPEN, "F": Place.FINISHED, "R": Place.RETURNED}


def _read(grids: Mapping[Place, str]) -> dict[tuple[Place, Place, Place], Cell]:
    table = {}
    for paper, grid in grids.items():
        head, *rows = [line.split() for line in grid.strip().splitlines()]
        for source, *signs in rows:
            for target, sign in zip(head, signs, strict=True):
                table[_LETTERS[source], _LETTERS[target], paper] = _SIGNS[sign]
    return table


#: (source, target, paper) → the verdict; all sixty-four cells, and sixteen more where paper says nothing.
TRUTH = MappingProxyType(_read(_GRIDS))

#: Kinds that say on which side a dossier is missing.
EXISTENCE_KINDS = frozenset({Kind.ONLY_IN_SOURCE, Kind.ONLY_IN_TARGET, Kind.PAPER_NOT_ENTERED, Kind.NOT_IN_REGISTER})

#: Kinds that need a paper's word.
PAPER_KINDS = frozenset(
    {Kind.PAPER_NOT_ENTERED, Kind.NOT_IN_REGISTER, Kind.RETURNED_NOT_CLOSED, Kind.CLOSED_NOT_RETURNED}
)
