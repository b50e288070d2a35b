"""Who moved away from what both sides last agreed on, field by field."""

from connector.domain.dossier import TIME_FIELDS
from connector.domain.mismatch import Moved
from connector.domain.verdict import Base

#: Movements of the target alone: recorded, never pushed back.
TARGETS_OWN = frozenset({Moved.TARGET, Moved.REVERTED})


def who_moved(name: str, source_key: str, target_key: str, base: Base) -> Moved:
    """The mover of a field that differs, by key forms.

    A target that went back to what our verified push replaced has reverted it, and is left alone until the source
    says something new; then it is the source that moved.
    """
    agreed = base.values.get(name)
    if agreed is None:
        return Moved.UNKNOWN
    source_moved = not _same(name, source_key, agreed)
    target_moved = not _same(name, target_key, agreed)
    if target_moved and name in base.replaced and _same(name, target_key, base.replaced[name]):
        return Moved.SOURCE if source_moved else Moved.REVERTED
    if source_moved and target_moved:
        return Moved.BOTH
    if source_moved:
        return Moved.SOURCE
    return Moved.TARGET if target_moved else Moved.UNKNOWN


def _same(name: str, key: str, remembered: str) -> bool:
    """A moment remembered by day is still the same when it is now compared by minute, and the reverse."""
    if key == remembered:
        return True
    if name not in TIME_FIELDS or not key or not remembered:
        return False
    return key.startswith(remembered) or remembered.startswith(key)
