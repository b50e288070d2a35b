"""Grace: a fact this young may still be on its way, and is no case."""

from collections.abc import Callable, Mapping
from datetime import datetime

from connector.domain.dossier import Dossier
from connector.domain.mismatch import Finding, Kind
from connector.domain.times import at_zone
from connector.reconcile.events import latest_step
from connector.reconcile.judging import Judging
from connector.reconcile.places import returned_on_paper


def is_young(judging: Judging, finding: Finding) -> bool:
    """Whether the fact behind the finding is younger than grace; one whose time nobody tells is old."""
    happened = _happened(judging, finding.kind)
    return happened is not None and judging.now - at_zone(happened) < judging.rules.policy.grace


def last_word(dossier: Dossier | None) -> datetime | None:
    """When a side last said something of a dossier: its record time, else its last step, else its receipt."""
    if dossier is None:
        return None
    if dossier.updated_at is not None:
        return dossier.updated_at
    step = latest_step(dossier.steps)
    return dossier.received_at if step is None else step.at


def _happened(judging: Judging, kind: Kind) -> datetime | None:
    """When it became a fact: what a program tells by its own clock, what stands on paper by the day written there."""
    tell = _FACTS.get(kind)
    return None if tell is None else tell(judging)


def _earliest_receipt(judging: Judging) -> datetime | None:
    return min((one.dossier.received_at for one in judging.sides.papers if one.dossier.received_at), default=None)


#: Kinds that have grace, and what tells when their fact came about.
_FACTS: Mapping[Kind, Callable[[Judging], datetime | None]] = {
    Kind.TARGET_BEHIND: lambda judging: last_word(judging.source),
    Kind.ONLY_IN_SOURCE: lambda judging: last_word(judging.source),
    Kind.ONLY_IN_TARGET: lambda judging: last_word(judging.target),
    Kind.RETURNED_NOT_CLOSED: lambda judging: returned_on_paper(judging.sides),
    Kind.CLOSED_NOT_RETURNED: lambda judging: judging.first("returned_at"),
    Kind.NOT_IN_REGISTER: lambda judging: judging.first("received_at"),
    Kind.PAPER_NOT_ENTERED: _earliest_receipt,
}

#: Every kind that has grace.
GRACED = frozenset(_FACTS)
