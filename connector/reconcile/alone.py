"""Kinds that one side shows by itself. Each needs the value it judges: unknown or unreadable opens nothing."""

from collections.abc import Callable, Iterator
from datetime import datetime

from connector.domain.codes import code_day
from connector.domain.dossier import Document, Dossier
from connector.domain.mismatch import Finding, Kind
from connector.domain.status import Status
from connector.domain.times import format_vn
from connector.reconcile.days import day_of
from connector.reconcile.due_dates import is_overdue
from connector.reconcile.findings import shown, unknown_values
from connector.reconcile.judging import Judging
from connector.reconcile.places import NOT_TAKEN_IN
from connector.reconcile.record_time import recorded_late
from connector.reconcile.transitions import illegal_move

_WITH_RESULT = frozenset({Status.FINISHED, Status.RETURNED})

#: An online dossier waits for its receipt no longer: 8 working hours, which are one working day.
_RECEIPT_ALLOWED = 1  # working days


def alone(judging: Judging) -> list[Finding]:
    """Every one-sided finding of the dossier."""
    return [finding for detect in _DETECTORS for finding in detect(judging)]


def _code_day_differs(judging: Judging) -> Iterator[Finding]:
    """The code carries the day of receipt, or of the submission online; where nobody tells when it was submitted, only
    a code younger than the receipt is certainly wrong."""
    day = None if not judging.programs else code_day(judging.programs[0].code)
    received, submitted = judging.days("received_at"), judging.days("submitted_at")
    if day is None or not received or day in received | submitted:
        return
    at_the_counter = any(one.channel == "direct" for one in judging.programs)
    if submitted or at_the_counter or day > max(received):
        yield _finding(judging, Kind.RECEIVED_AT_DIFFERS, "code", "received_at")


def _finished_before_received(judging: Judging) -> Iterator[Finding]:
    received = judging.first("received_at")
    if received is None:
        return
    for name in ("finished_at", "returned_at"):
        if any(day < day_of(received) for day in judging.days(name)):
            yield _finding(judging, Kind.FINISHED_BEFORE_RECEIVED, name, name)
            return


def _illegal_transition(judging: Judging) -> Iterator[Finding]:
    """The source's own steps; only where it tells none, the one-stop's: ours are mixed into those."""
    own = judging.source is not None and judging.source.steps is not None
    dossier = judging.source if own else judging.target
    move = None if dossier is None else illegal_move(dossier)
    if move is not None:
        told = f"{shown(move[0].status)} → {shown(move[1].status)} ({format_vn(move[1].at)})"
        values = (told, None) if own else (None, told)
        yield Finding(kind=Kind.ILLEGAL_TRANSITION, field="steps", source=values[0], target=values[1])


def _result_missing(judging: Judging) -> Iterator[Finding]:
    source = judging.source
    if source is None or source.status not in _WITH_RESULT or source.results is None:
        return
    reused = [result for result in source.results if _is_among(result, source.documents or ())]
    if not source.results or len(reused) == len(source.results):
        yield Finding(kind=Kind.RESULT_MISSING, field="results", source=shown(source.status))


def _is_among(result: Document, documents: tuple[Document, ...]) -> bool:
    """Whether the result is a file that was handed in, passed off as the result."""
    return any(
        getattr(result, name) is not None and getattr(result, name) == getattr(document, name)
        for document in documents
        for name in ("digest", "file_id", "url")
    )


def _receipt_unsigned(judging: Judging) -> Iterator[Finding]:
    told = [one for one in judging.programs if one.receipt_signed is not None]
    if told and not told[0].receipt_signed and told[0].status not in NOT_TAKEN_IN:
        yield _finding(judging, Kind.RECEIPT_UNSIGNED, "receipt_signed", "receipt_signed")


def _overdue_without_apology(judging: Judging) -> Iterator[Finding]:
    """Only where a side or a witness tells letters of apology, and none of them tells one."""
    sides = judging.sides
    witnesses = [*sides.papers, *(() if sides.slip is None else (sides.slip,)), *sides.further]
    told = {one.apologised for one in (*judging.programs, *(witness.dossier for witness in witnesses))}
    if False not in told or True in told:
        return
    first = judging.programs[0] if judging.programs else None
    status = None if judging.source is None else judging.source.status
    status = status or (None if first is None else first.status)
    if status is None or status in NOT_TAKEN_IN:
        return
    if is_overdue(status, judging.first("due_at"), _finished_at(judging), judging.now):
        yield _finding(judging, Kind.OVERDUE_WITHOUT_APOLOGY, "due_at", "due_at")


def _finished_at(judging: Judging) -> datetime | None:
    """When the work ended, by the side that did it, else as the one-stop tells it."""
    own = None if judging.source is None else judging.source.finished_at
    return own or judging.first("finished_at")


def _unknown_values(judging: Judging) -> Iterator[Finding]:
    """Words that nobody has given a meaning, of a dossier that only the one-stop has; else both are compared."""
    if judging.source is None and judging.target is not None:
        yield from unknown_values(None, judging.target)


def _received_late(judging: Judging) -> Iterator[Finding]:
    """Still unreceived; what the one-stop shows counts where it has the dossier."""
    if not judging.programs:
        return
    first = judging.programs[0]
    waiting = first.channel == "online" and first.status is Status.REGISTERED and first.submitted_at is not None
    if (
        waiting
        and first.submitted_at
        and judging.calendar.lag_exceeds(first.submitted_at, judging.now, _RECEIPT_ALLOWED)
    ):
        yield _finding(judging, Kind.RECEIVED_LATE, "submitted_at", "submitted_at")


def _recorded_late(judging: Judging) -> Iterator[Finding]:
    found = recorded_late(judging)
    if found is not None:
        event, recorded = found
        told = f"{format_vn(event)} → {format_vn(recorded)}"
        yield Finding(kind=Kind.RECORDED_LATE, field=None, source=told)


def _finding(judging: Judging, kind: Kind, field: str, shown_field: str) -> Finding:
    def value(dossier: Dossier | None) -> str | None:
        return None if dossier is None else shown(getattr(dossier, shown_field))

    return Finding(kind=kind, field=field, source=value(judging.source), target=value(judging.target))


_DETECTORS: tuple[Callable[[Judging], Iterator[Finding]], ...] = (
    _code_day_differs,
    _finished_before_received,
    _illegal_transition,
    _result_missing,
    _receipt_unsigned,
    _overdue_without_apology,
    _unknown_values,
    _received_late,
    _recorded_late,
)

#: Every kind that one side can show by itself.
ALONE_KINDS = frozenset(
    {
        Kind.RECEIVED_AT_DIFFERS,
        Kind.FINISHED_BEFORE_RECEIVED,
        Kind.ILLEGAL_TRANSITION,
        Kind.RESULT_MISSING,
        Kind.RECEIPT_UNSIGNED,
        Kind.OVERDUE_WITHOUT_APOLOGY,
        Kind.UNKNOWN_VALUE,
        Kind.RECEIVED_LATE,
        Kind.RECORDED_LATE,
    }
)
