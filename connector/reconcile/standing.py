"""How one dossier stands across all sides, and whose delay it is when it is overdue. Pure."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from connector.domain.calendar import WorkingCalendar
from connector.domain.codes import code_key
from connector.domain.dossier import Document, Dossier
from connector.domain.link import Policy
from connector.domain.standing import Lateness, Stand, Standing
from connector.domain.status import DONE, ENDED, PAUSED, Status
from connector.reconcile.days import day_of
from connector.reconcile.due_dates import was_paused
from connector.reconcile.sides import AllSides

#: States in which the result is there: the work itself has ended.
_READY = frozenset({Status.FINISHED, Status.RETURNED})

#: States in which no term runs: none of them is overdue.
_CLOCK_STOPPED = PAUSED | ENDED


def standing_of(
    sides: AllSides,
    *,
    stand: Stand,
    link: str,
    run: str,
    now: datetime,
    synced_at: datetime | None,
    policy: Policy = Policy(),  # noqa: B008 - frozen
    registers: bool = True,
) -> Standing:
    """The atom of every figure. Each value is of the side that is right about it, else of the next that tells it."""
    best = _Best(sides, policy)
    source = sides.source
    target = None if sides.reading is None else sides.reading.dossier
    return Standing(
        link=link,
        code=sides.code,
        key=code_key(sides.code),
        run=run,
        judged_at=now,
        on_source=source is not None,
        on_target=target is not None,
        on_paper=True if sides.papers else (False if sides.covered else None),
        registers=registers,
        stand=stand,
        source_status=None if source is None else source.status,
        target_status=None if target is None else target.status,
        procedure_code=best.of("procedure_code"),
        procedure_name=best.of("procedure_name"),
        agency_code=best.of("agency_code"),
        department=best.of("department", first="source"),
        officer=best.of("officer"),
        channel=best.of("channel"),
        submitted_at=best.of("submitted_at"),
        received_at=best.of("received_at"),
        first_due_at=_first_due_at(best),
        due_at=best.of("due_at"),
        finished_at=_finished_at(source, target),
        returned_at=best.of("returned_at"),
        recorded_at=None if source is None else source.updated_at,
        event_at=None if source is None else _last_event(source),
        synced_at=synced_at,
        target_finished_at=None if target is None else _end_of_work(target),
        paid_online=best.of("paid_online"),
        digitised=best.of("digitised"),
        receipt_signed=best.of("receipt_signed"),
        has_result=_has_result(best),
        has_fee=_has_fee(best),
    )


class _Best:
    """One dossier's values, each of the side that is right about it first."""

    def __init__(self, sides: AllSides, policy: Policy) -> None:
        self._policy = policy
        self._paper_witness = bool(sides.papers)
        self._sides: dict[str, tuple[Dossier, ...]] = {
            "source": () if sides.source is None else (sides.source,),
            "target": () if sides.reading is None else (sides.reading.dossier,),
            "paper": tuple(paper.dossier for paper in sides.papers),
        }

    def of(self, name: str, *, first: str | None = None) -> Any:
        return next(self.told(name, first=first), None)

    def told(self, name: str, *, first: str | None = None) -> Iterator[Any]:
        """Every side's value of a field that is known, the best one first."""
        right = first or self._policy.authority_of(name, paper_witness=self._paper_witness)
        order = (right, *(side for side in ("target", "source", "paper") if side != right))
        for side in order:
            for dossier in self._sides.get(side, ()):
                value = getattr(dossier, name)
                if value is not None:
                    yield value

    def dossiers(self) -> Iterator[Dossier]:
        for dossiers in self._sides.values():
            yield from dossiers


def _first_due_at(best: _Best) -> datetime | None:
    """The due date first promised, where an extension moved it; None where the clock stood still or may have: a pause
    moves a due date by right."""
    told_of_pauses = any(side.steps is not None or side.supplements is not None for side in best.dossiers())
    if not told_of_pauses or any(map(was_paused, best.dossiers())):
        return None
    first: datetime | None = best.of("first_due_at")
    return first


def _finished_at(source: Dossier | None, target: Dossier | None) -> datetime | None:
    """When the work really ended: the source knows; the one-stop's word counts only where the source has none against
    it."""
    if source is None:
        return None if target is None else _end_of_work(target)
    told = _end_of_work(source)
    if told is None and source.status in _READY and target is not None:
        return _end_of_work(target)
    return told


def _end_of_work(dossier: Dossier) -> datetime | None:
    """A dossier at work again has not ended, whatever an older field says."""
    if dossier.status is not None and dossier.status not in _READY:
        return None
    if dossier.finished_at is not None:
        return dossier.finished_at
    ends = (step.at for step in dossier.steps or () if step.status is Status.FINISHED)
    return max(ends, default=None)


def _last_event(source: Dossier) -> datetime | None:
    """The latest thing that the source says has happened: what its last record is about."""
    events = [step.at for step in source.steps or ()]
    events += [at for at in (source.finished_at, source.returned_at) if at is not None]
    return max(events, default=None)


def _has_result(best: _Best) -> bool | None:
    """Whether an electronic result is there. A result told by its name alone may be paper: not known."""
    results: tuple[Document, ...] | None = best.of("results")
    if results is None:
        return None
    if any(_electronic(result) for result in results):
        return True
    return False if all(result.digitised is False for result in results) else None


def _electronic(result: Document) -> bool:
    return bool(result.digitised or result.file_id or result.url or result.digest)


def _has_fee(best: _Best) -> bool | None:
    """Whether there was something to pay; who paid had to."""
    if best.of("paid_online"):
        return True
    fees = best.of("fees")
    return None if fees is None else any((fee.amount or "").strip(" 0.,") for fee in fees)


# ---------------------------------------------------------------- overdue


def state_of(standing: Standing) -> Status | None:
    """The state that counts: the source's, but returning is the desk's fact."""
    if standing.source_status is Status.FINISHED and standing.target_status is Status.RETURNED:
        return Status.RETURNED
    return standing.source_status or standing.target_status


def promised_day(standing: Standing, calendar: WorkingCalendar) -> date | None:
    """The last day on which the work is in time: of the first promise if it was extended. A due date on a day off
    ends with the next working day, as terms do in law."""
    return _working_day(standing.first_due_at or standing.due_at, calendar)


def _working_day(due: datetime | None, calendar: WorkingCalendar) -> date | None:
    if due is None:
        return None
    day = day_of(due)
    return day if calendar.is_working(day) else calendar.next_working_day(day)


def ended_at(standing: Standing) -> datetime | None:
    """When the agency's work ended, or the dossier ended otherwise; None while it is at work or nobody knows."""
    state = state_of(standing)
    if state in ENDED:
        return standing.event_at or standing.recorded_at
    if state in _READY:
        return standing.finished_at
    handed_over = standing.returned_at if standing.on_paper else None  # signed for at the counter: it was done
    return None if state in PAUSED else handed_over


def late_because(standing: Standing, now: datetime, calendar: WorkingCalendar) -> Lateness | None:
    """Whose delay it is that a dossier is overdue, or is shown so; None where it is not, or where the times that would
    tell are not known. Citizens who fetch a finished result late make nothing overdue."""
    due = promised_day(standing, calendar)
    if due is None or day_of(now) <= due:
        return None
    shown = shown_overdue(standing, now, calendar)
    state = state_of(standing)
    if state in _CLOCK_STOPPED:  # not overdue itself, but the one-stop may not know that the clock stopped in time
        return _blame(standing, standing.event_at, due, shown) if shown else None
    ended = ended_at(standing)
    if ended is None:
        return None if state in DONE else Lateness.PROCESSING
    return _blame(standing, ended, due, shown)


def _blame(standing: Standing, ended: datetime | None, due: date, shown: bool) -> Lateness | None:
    if ended is None:
        return None
    return Lateness.PROCESSING if day_of(ended) > due else _late_on_the_way(standing, ended, due, shown)


def shown_overdue(standing: Standing, now: datetime, calendar: WorkingCalendar) -> bool:
    """Whether the one-stop shows it as overdue, rightly or not."""
    due = _working_day(standing.due_at, calendar)
    state = standing.target_status
    if due is None or day_of(now) <= due or not standing.on_target or state in _CLOCK_STOPPED:
        return False
    if state not in DONE:
        return True
    return standing.target_finished_at is not None and day_of(standing.target_finished_at) > due


def _late_on_the_way(standing: Standing, ended: datetime, due: date, shown: bool) -> Lateness | None:
    """Done in time: where between the division and the public did it fall behind?"""
    synced = standing.synced_at and day_of(standing.synced_at)
    if not standing.on_source:
        return Lateness.DESK if shown else None
    if state_of(standing) not in DONE | PAUSED:  # on paper it is done; the specialized software does not say so yet
        return Lateness.RECORDING if shown else None
    recorded = _recorded_day(standing, ended, due)
    if recorded is not None and recorded <= due and synced is not None and synced > due:
        return Lateness.SYNC
    if not shown or recorded is None:
        return None
    if recorded > due:
        return Lateness.RECORDING
    return Lateness.DESK if synced is not None and synced >= recorded else Lateness.SYNC


def _recorded_day(standing: Standing, ended: datetime, due: date) -> date | None:
    """When the end of the work was entered. A record made later of something later tells only that it was no later."""
    if standing.recorded_at is None:
        return None
    recorded = day_of(standing.recorded_at)
    about_the_end = standing.event_at is None or day_of(standing.event_at) <= day_of(ended)
    return recorded if about_the_end or recorded <= due else None
