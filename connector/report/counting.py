"""What one dossier counts as."""

from collections.abc import Iterator, Mapping

from connector.domain.calendar import WorkingCalendar
from connector.domain.kinds import Said
from connector.domain.standing import Lateness, Stand, Standing
from connector.domain.status import Status
from connector.reconcile.lateness import state_of
from connector.report.counts import LABELS, Count
from connector.report.period import Entry, Placed, Progress

#: How many working days may pass between an event and its record.
TIMELY_WITHIN = 1

_READY = frozenset({Status.FINISHED, Status.RETURNED})

_BY_LATENESS: Mapping[Lateness, Count] = {
    Lateness.PROCESSING: Count.DELAY_PROCESSING,
    Lateness.RECORDING: Count.DELAY_RECORDING,
    Lateness.SYNC: Count.DELAY_SYNC,
    Lateness.DESK: Count.DELAY_DESK,
}

_BY_STAND: Mapping[Stand, Count] = {
    Stand.AGREE: Count.AGREEING,
    Stand.PENDING: Count.PENDING,
    Stand.DIFFERS: Count.DIFFERING,
    Stand.NOT_COMPARABLE: Count.NOT_COMPARABLE,
}

_DONE = frozenset({Progress.EARLY, Progress.ON_TIME, Progress.LATE, Progress.DONE_UNTIMED})


def lateness_label(because: Lateness | None) -> Said:
    return LABELS[Count.DELAY_UNKNOWN if because is None else _BY_LATENESS[because]]


def counted(placed: Placed, calendar: WorkingCalendar) -> Iterator[Count]:
    """Everything one dossier counts as."""
    if placed.received_in:
        yield from _as_compared(placed.standing)
        yield from _as_served(placed.standing, calendar)
    yield from _as_work(placed)
    if placed.delayed:
        yield Count.DELAYED
        yield Count.DELAY_UNKNOWN if placed.because is None else _BY_LATENESS[placed.because]


def _as_compared(standing: Standing) -> Iterator[Count]:
    yield Count.IN_SCOPE
    yield _BY_STAND[standing.stand]
    both = standing.on_source and standing.on_target
    if standing.on_source:
        yield Count.ON_SOURCE
    if standing.on_target:
        yield Count.ON_TARGET
    if standing.on_paper:
        yield Count.ON_PAPER
    if standing.on_paper is None and standing.registers:
        yield Count.PAPER_UNCOVERED
        if standing.stand is Stand.AGREE:
            yield Count.AGREEING_UNCOVERED
    if both and standing.on_paper is not False:
        yield Count.ON_EVERY_SIDE
    if both and standing.stand is not Stand.NOT_COMPARABLE:
        yield Count.COMPARABLE


def _as_served(standing: Standing, calendar: WorkingCalendar) -> Iterator[Count]:
    yield from _timeliness(standing, calendar)
    yield from _channel(standing, calendar)
    if standing.has_fee:
        yield Count.FEE_UNKNOWN if standing.paid_online is None else Count.FEE_DUE
        if standing.paid_online:
            yield Count.FEE_PAID_ONLINE
    status = state_of(standing)
    if status not in {Status.REGISTERED, Status.REFUSED}:
        yield Count.RECEIPTS_UNKNOWN if standing.receipt_signed is None else Count.RECEIPTS
        if standing.receipt_signed:
            yield Count.RECEIPTS_SIGNED
    if status in _READY:
        yield Count.RESULTS_UNKNOWN if standing.has_result is None else Count.RESULTS
        if standing.has_result:
            yield Count.RESULTS_DIGITISED


def _timeliness(standing: Standing, calendar: WorkingCalendar) -> Iterator[Count]:
    if standing.recorded_at is None or standing.event_at is None:
        yield Count.EVENTS_UNTIMED
        return
    yield Count.EVENTS_TIMED
    if not calendar.lag_exceeds(standing.event_at, standing.recorded_at, TIMELY_WITHIN):
        yield Count.EVENTS_TIMELY


_CHANNELS: Mapping[str | None, Count] = {
    "online": Count.ONLINE,
    "direct": Count.DIRECT,
    "post": Count.POST,
    None: Count.CHANNEL_UNKNOWN,
}


def _channel(standing: Standing, calendar: WorkingCalendar) -> Iterator[Count]:
    yield _CHANNELS[standing.channel]
    if standing.channel == "online":
        yield from _online(standing, calendar)
    elif standing.channel is not None:
        yield Count.INTAKE_UNKNOWN if standing.digitised is None else Count.INTAKE
        if standing.digitised:
            yield Count.INTAKE_DIGITISED


def _online(standing: Standing, calendar: WorkingCalendar) -> Iterator[Count]:
    if standing.submitted_at is None:
        yield Count.ONLINE_UNTIMED
        return
    yield Count.ONLINE_SUBMITTED
    answered = standing.received_at or standing.judged_at
    if calendar.lag_exceeds(standing.submitted_at, answered, TIMELY_WITHIN):
        yield Count.ONLINE_RECEIVED_LATE


_ENTRIES: Mapping[Entry, tuple[Count, ...]] = {
    Entry.CARRIED_OVER: (Count.CARRIED_OVER, Count.TAKEN),
    Entry.IN_PERIOD: (Count.IN_PERIOD, Count.TAKEN),
    Entry.NOT_YET: (Count.REGISTERED,),
    Entry.REFUSED: (Count.REFUSED,),
    Entry.ELSEWHERE: (),
}


def _as_work(placed: Placed) -> Iterator[Count]:
    yield from _ENTRIES[placed.entry]
    if placed.progress is None:
        return
    yield Count(placed.progress)
    if placed.progress in _DONE:
        yield Count.DONE
    elif placed.progress is not Progress.PAUSED:
        yield Count.IN_PROGRESS
