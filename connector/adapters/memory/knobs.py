"""How a one-stop system behaves where nobody wrote it down."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from types import MappingProxyType
from typing import Literal

from connector.domain.dossier import FIELDS

#: What no one-stop keeps as its own: other systems' numbers, the progress (kept apart), and words about the record.
NOT_HELD = frozenset({"aliases", "status_label", "updated_at", "steps"})

HELD = frozenset(FIELDS) - NOT_HELD


@dataclass(frozen=True, slots=True, kw_only=True)
class Knobs:
    """Every setting keeps the promises of ``ports.Target``; none may make the connector break its own."""

    #: What an update does to a field it does not carry: keeps it, or blanks it.
    write: Literal["patch", "replace"] = "patch"
    #: What the system is said to do; None says the truth.
    declared_write: Literal["patch", "replace", "unknown"] | None = None
    #: What a look-up tells: the record, or only that it stands there.
    look_up: Literal["full", "existence"] = "full"
    #: Held, but never told.
    hidden: frozenset[str] = frozenset()
    steps_readable: bool = True
    #: It tells all that were received between two days; else only what is asked for by its code.
    lists: bool = False
    #: A list tells the steps, where a look-up does.
    list_steps: bool = True
    #: A look-up tells them, a list does not.
    list_hidden: frozenset[str] = frozenset()
    #: So much of a list is told, and nobody says that there is more.
    list_share: float = 1.0
    #: Fields it has a place for; others are dropped without a word.
    fields: frozenset[str] = HELD
    #: Look-ups of a dossier that still show it as it was before the latest write.
    lag_reads: int = 0
    #: How long they do.
    lag: timedelta = timedelta(0)
    #: Text longer than this is cut, as the system says.
    lengths: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    step_lengths: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    #: Text longer than this is cut, and the system says nothing of it.
    silent_lengths: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    #: Longer text than ``lengths`` is refused instead of cut.
    refuse_long: bool = False
    #: A create of what stands there, or an update of what does not: refused, or carried out as the other.
    mistaken: Literal["refuse", "obey"] = "refuse"
    steps_per_call: int = 10
