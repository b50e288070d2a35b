"""Moves between states that a dossier may make, as data (reference/vietnam.md 3.1)."""

from collections.abc import Mapping
from itertools import pairwise
from types import MappingProxyType

from connector.domain.dossier import Dossier, Step
from connector.domain.status import Status
from connector.domain.text import key

# From → to. Seen skips that are only notes (2→9, 1→2→9, 2→10) stand among them; so does a result returned for
# correction (9→4), a resume (8→4), and one pause that becomes another.
_MOVES = """
     1: 2 3 7
     2: 4 5 6 7 8 9 10
     3:
     4: 5 6 7 8 9
     5: 3 4 6 7 8
     6: 4 5 7 8 9
     7:
     8: 4
     9: 4 10
    10:
"""


def _read(moves: str) -> dict[Status, frozenset[Status]]:
    rows = (line.split(":") for line in moves.strip().splitlines())
    return {Status(int(start)): frozenset(Status(int(end)) for end in ends.split()) for start, ends in rows}


MOVES: Mapping[Status, frozenset[Status]] = MappingProxyType(_read(_MOVES))

#: After every rank: a dossier that ends otherwise does so last.
_LAST = 9

_BEGINNINGS = frozenset({Status.REGISTERED, Status.RECEIVED})


def illegal_move(dossier: Dossier) -> tuple[Step, Step] | None:
    """The first move that is not allowed, only where the list of steps is complete. Repeats are no moves."""
    steps = _complete_steps(dossier)
    for before, after in pairwise(steps):
        if not _is_allowed(before, after):
            return before, after
    return None


def _complete_steps(dossier: Dossier) -> list[Step]:
    """The steps in time; empty unless they begin at the beginning, end where the dossier is, and all can be read."""
    steps = sorted(dossier.steps or (), key=_at)
    if not steps or any(step.status is None for step in steps) or "steps" in dossier.unknown:
        return []
    if steps[0].status not in _BEGINNINGS or steps[-1].status is not dossier.status:
        return []
    return steps


def _at(step: Step) -> tuple[float, int]:
    """In time; of steps told at one moment (a clerk catching up) the one that lies earlier on the way first."""
    rank = None if step.status is None else step.status.rank
    return step.at.timestamp(), _LAST if rank is None else rank


def _is_allowed(before: Step, after: Step) -> bool:
    if before.status is None or after.status is None or before.status is after.status:
        return True
    if after.status in MOVES[before.status]:
        return True
    return before.status is Status.RETURNED and after.status is Status.PROCESSING and _is_correction(after)


def _is_correction(step: Step) -> bool:
    """A returned result taken back to be corrected, with the reason written down."""
    return step.content is not None and "đính chính" in key(step.content)
