"""The status table of the design: what a source's state means against a target's, as data."""

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from connector.domain.mismatch import Kind
from connector.domain.status import Status
from connector.domain.verdict import HoldRule


class Cell(StrEnum):
    """What stands in one cell of the table."""

    AGREE = "agree"
    ENDED = "ended"  #: The target ended it elsewhere: recorded, never pushed.
    RETURN = "return"  #: Returned at the source: pushed if the link allows that final state.
    END = "end"  #: Refused, withdrawn or stopped at the source: pushed if the link allows that final state.
    AHEAD = "ahead"  #: The target is further: recorded.
    PAUSE = "pause"  #: Paused or resumed at the source: pushed if that is later than the target's last step.
    TAKE_BACK = "take_back"  #: At work again though the target has finished: pushed on the same condition.
    BEHIND = "behind"  #: The source is further: pushed.


class Effect(StrEnum):
    """What follows from a cell, before the link's policy and the memory of who moved."""

    AGREE = "agree"
    PUSH = "push"
    PUSH_IF_ALLOWED = "push_if_allowed"  #: Pushed when ``allow_final`` names the source's state, else held.
    HOLD = "hold"  #: The order of the two sides' events cannot be shown.
    RECORD = "record"


@dataclass(frozen=True, slots=True)
class StatusVerdict:
    effect: Effect
    kind: Kind | None = None  #: The case that the difference is, where there is one.
    hold_rule: HoldRule | None = None  #: The rule that keeps it back where it is held, or not allowed.


# The source's state down, the target's across.
# = agree, e ended, R return, E end, a ahead, p pause, t take back, b behind
_GRID = """
      1 2 3 4 5 6 7 8 9 10
   1  = a e a a a e e a a
   2  b = e a a a e e a a
   3  E E = E E E e e E a
   4  b b e = p p e e t a
   5  p p e p = p e e t a
   6  p p e p p = e e t a
   7  E E e E E E = e E a
   8  E E e E E E e = E a
   9  b b e b b b e e = =
  10  R R e R R R e e R =
"""

_SIGNS = {
    "=": Cell.AGREE,
    "e": Cell.ENDED,
    "R": Cell.RETURN,
    "E": Cell.END,
    "a": Cell.AHEAD,
    "p": Cell.PAUSE,
    "t": Cell.TAKE_BACK,
    "b": Cell.BEHIND,
}


def _read_grid(grid: str) -> dict[tuple[Status, Status], Cell]:
    head, *rows = [line.split() for line in grid.strip().splitlines()]
    return {
        (Status(int(source)), Status(int(target))): _SIGNS[sign]
        for source, *signs in rows
        for target, sign in zip(head, signs, strict=True)
    }


#: (source's state, target's state) → what the design says; every one of the hundred cells.
TABLE = MappingProxyType(_read_grid(_GRID))

_KINDS = {
    Cell.ENDED: Kind.ENDED_ON_ONE_SIDE,
    Cell.RETURN: Kind.TARGET_BEHIND,
    Cell.END: Kind.ENDED_ON_ONE_SIDE,
    Cell.AHEAD: Kind.TARGET_AHEAD,
    Cell.PAUSE: Kind.PAUSED_ON_ONE_SIDE,
    Cell.TAKE_BACK: Kind.TARGET_AHEAD,
    Cell.BEHIND: Kind.TARGET_BEHIND,
}

#: Every kind that this table can give.
STATUS_KINDS = frozenset(_KINDS.values())


def status_verdict(source: Status, target: Status | None, *, later: bool | None) -> StatusVerdict:
    """The cell's verdict. ``later``: the source's event is later than the target's last step, or the target has no
    step; None when that cannot be told. A target that shows no state at all is behind every state."""
    cell = TABLE[source, target or Status.REGISTERED]
    if target is None and cell is Cell.AGREE:
        cell = Cell.BEHIND
    kind = _KINDS.get(cell)
    match cell:
        case Cell.AGREE:
            return StatusVerdict(Effect.AGREE)
        case Cell.ENDED | Cell.AHEAD:
            return StatusVerdict(Effect.RECORD, kind)
        case Cell.RETURN | Cell.END:
            return StatusVerdict(Effect.PUSH_IF_ALLOWED, kind, HoldRule.FINAL_STATE)
        case Cell.PAUSE | Cell.TAKE_BACK if not later:
            return StatusVerdict(Effect.HOLD, kind, HoldRule.PAUSE_ORDER)
        case _:
            return StatusVerdict(Effect.PUSH, kind)
