"""Proof: whether what was sent is what the target shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from connector.domain.dossier import Dossier, Step
from connector.domain.link import Precision
from connector.domain.status import Status
from connector.domain.text import key
from connector.domain.times import hour_known
from connector.ports import Capabilities, Reading, RecordWrite
from connector.reconcile.compare import EMPTY, cut, key_form
from connector.reconcile.status_table import TABLE, Cell


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """``verified``: all that the target lets us read is as sent, the steps included, and something was read.
    ``pending``: something is not (yet) there as sent. ``unreadable``: nothing contradicts, and the record as a whole
    or the steps cannot be read back, which is no success."""

    state: Literal["verified", "pending", "unreadable"]
    differing: frozenset[str] = frozenset()
    missing: tuple[Step, ...] = ()
    some_readable: bool = False  #: at least one thing that was sent was read back as sent
    all_readable: bool = False  #: everything that was sent could be read back


def prove(
    write: RecordWrite | None, steps: Sequence[Step], reading: Reading | None, capabilities: Capabilities
) -> Proof:
    """Compare what was sent with what is read. Text cut to the target's limits is a lossy but good proof."""
    sent = frozenset() if write is None else _sent(write, capabilities)
    if reading is None:
        return Proof(state="pending", differing=sent, missing=tuple(steps))
    readable = sent & reading.readable
    differing = frozenset() if write is None else _differing(write, readable, reading.dossier, capabilities)
    steps_readable = not steps or "steps" in reading.readable
    missing = _missing(steps, reading) if steps_readable else ()
    some = bool(readable - differing) or (bool(steps) and steps_readable and len(missing) < len(steps))
    if differing or missing:
        state: Literal["verified", "pending", "unreadable"] = "pending"
    elif steps_readable and (readable or not sent):
        state = "verified"
    else:
        state = "unreadable"
    return Proof(
        state=state,
        differing=differing,
        missing=missing,
        some_readable=some,
        all_readable=steps_readable and readable == sent,
    )


def _sent(write: RecordWrite, capabilities: Capabilities) -> frozenset[str]:
    """The fields that carried something: the code names the dossier and proves nothing of it."""
    return (write.known & capabilities.fields) - {"code", "steps"}


def _differing(
    write: RecordWrite, names: frozenset[str], target: Dossier, capabilities: Capabilities
) -> frozenset[str]:
    return frozenset(
        name
        for name in names
        if not _same(name, getattr(write.record, name), getattr(target, name), capabilities)
        and not _edited_since(name, write, target)
    )


def _same(name: str, sent: Any, shown: Any, capabilities: Capabilities) -> bool:
    """Equal as far as the target can hold it; a result handed out meanwhile proves that it was finished."""
    if shown is None:
        return False
    if isinstance(sent, Status):
        return TABLE[sent, shown] is Cell.AGREE
    if isinstance(sent, datetime):
        precision: Precision = "minute" if hour_known(sent) and hour_known(shown) else "day"
        return key_form(name, sent, precision) == key_form(name, shown, precision)
    if isinstance(sent, tuple):
        return _same_details(sent, shown)
    expected = key_form(name, cut(name, sent, capabilities), "value")
    return expected in {EMPTY, key_form(name, cut(name, shown, capabilities), "value")}


def _same_details(sent: tuple[Any, ...], shown: tuple[Any, ...]) -> bool:
    """As many details, and the names the target shows are the beginnings of those sent: it cuts and renumbers."""
    if len(sent) != len(shown):
        return False
    names = sorted(key(getattr(detail, "name", None) or "") for detail in sent)
    kept = sorted(key(getattr(detail, "name", None) or "") for detail in shown)
    return all(name.startswith(beginning) for name, beginning in zip(names, kept, strict=True))


def _edited_since(name: str, write: RecordWrite, target: Dossier) -> bool:
    """A value that only repeated the target's own and is another one now was changed by the desk, not by our write;
    one that is gone may have been."""
    if write.reading is None or getattr(target, name) is None:
        return False
    return bool(getattr(write.reading.dossier, name) == getattr(write.record, name))


def _missing(steps: Sequence[Step], reading: Reading) -> tuple[Step, ...]:
    shown = {step.identity for step in reading.dossier.steps or ()}
    return tuple(step for step in steps if step.identity not in shown)
