"""What really happened to each dossier of the year: one consistent life, from which every system tells its part."""

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import islice

from connector.domain.dossier import Channel, ReturnMethod
from connector.domain.status import ENDED, PAUSED, Status
from connector.testing.office_year.catalogue import (
    FIRST_DAY,
    LAST_DAY,
    MERGED,
    MERGER,
    OWN,
    Authority,
    Procedure,
    calendar,
    permit,
    procedures,
)
from connector.testing.office_year.people import Company, Party, companies, persons
from connector.testing.office_year.story import Event, Opening, Pause, tell
from connector.testing.office_year.working_time import CLOSES, at, later, opening, within

PERMITS_A_DAY = 20
_COMPANIES = 60
_ONLINE, _POST = 0.86, 0.03


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """One dossier. ``events`` end with the year: what would have come later has not happened."""

    number: int
    authority: Authority
    code_day: date
    serial: int
    procedure: Procedure
    officer: str
    applicant: Party = field(repr=False)
    submitter: Party | None = field(default=None, repr=False)
    channel: Channel
    return_method: ReturnMethod
    submitted_at: datetime
    received_at: datetime | None
    first_due_at: datetime | None = None
    due_at: datetime | None = None
    events: tuple[Event, ...]
    pauses: tuple[Pause, ...] = ()
    #: The division's own software learns that the result was handed over.
    return_known: bool = False
    volume: int = 0  #: of the register of its field, for those handed in over the counter
    place: int = 0  #: its number in that volume

    @property
    def tail(self) -> str:
        return f"{self.code_day:%y%m%d}-{self.serial:04d}"

    @property
    def code(self) -> str:
        """Its code as it is written now."""
        return f"{self.authority.now}-{self.tail}"

    @property
    def status(self) -> Status:
        return self.events[-1].status

    @property
    def known_events(self) -> tuple[Event, ...]:
        """What the division's own software tells: nothing of the registration, nor always of the return."""
        hidden = {Status.REGISTERED} | (set() if self.return_known else {Status.RETURNED})
        return tuple(event for event in self.events if event.status not in hidden)

    def last(self, status: Status) -> datetime | None:
        return next((event.at for event in reversed(self.events) if event.status is status), None)

    @property
    def finished_at(self) -> datetime | None:
        """When the result was ready; None while it is being corrected."""
        done = self.status in {Status.FINISHED, Status.RETURNED}
        return self.last(Status.FINISHED) if done else None

    @property
    def returned_at(self) -> datetime | None:
        return self.last(Status.RETURNED)

    @property
    def overdue(self) -> bool:
        """Its work ended after its due date, or never; whoever waits for the citizen is not late."""
        if self.due_at is None or self.status in PAUSED | ENDED:
            return False
        return self.finished_at is None or self.finished_at.date() > self.due_at.date()

    @property
    def on_paper(self) -> bool:
        return self.channel == "direct" and self.received_at is not None


def lives(number: int, *, seed: int) -> tuple[Life, ...]:
    """The year's dossiers in the order they came in; the same seed gives the same year."""
    chance = random.Random(f"{seed}:lives")
    drafts = sorted(islice(_arrivals(chance, number), number), key=lambda arrival: arrival.day)
    channels = iter(_channels(chance, sum(not arrival.permit for arrival in drafts), number))
    parties = _Parties(chance)
    made = [
        _life(chance, place, arrival, "online" if arrival.permit else next(channels), parties)
        for place, arrival in enumerate(drafts, 1)
    ]
    return tuple(_in_books(_numbered(made)))


@dataclass(frozen=True, slots=True)
class _Arrival:
    day: date
    company: int = -1  #: whose twenty permits of the day it belongs to
    days: int | None = None  #: and after how many working days one officer signs them all

    @property
    def permit(self) -> bool:
        return self.company >= 0


def _arrivals(chance: random.Random, number: int) -> Iterator[_Arrival]:
    # What comes in on the very last day might be received after it.
    days = [day for day in _days() if calendar().is_working(day)][:-1]
    for day in chance.sample(days, min(24, number // 200)):
        yield from [_Arrival(day, chance.randrange(_COMPANIES), chance.randrange(1, 3))] * PERMITS_A_DAY
    while True:
        yield _Arrival(chance.choice(days))


def _days() -> Iterator[date]:
    day = FIRST_DAY
    while day <= LAST_DAY:
        yield day
        day += timedelta(days=1)


def _channels(chance: random.Random, ordinary: int, number: int) -> list[Channel]:
    """Exactly the shares of the whole year; permits are on line all of them."""
    post, online = round(_POST * number), round(_ONLINE * number) - (number - ordinary)
    shares: tuple[tuple[Channel, int], ...] = (("online", online), ("post", post), ("direct", ordinary - online - post))
    told = [channel for channel, times in shares for _ in range(times)]
    chance.shuffle(told)
    return told


# ---------------------------------------------------------------- who


class _Parties:
    """Businesses come again and again; a person comes once, or twice for two matters, or again much later."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._persons = persons(chance, start=100_000)
        self.companies = companies(chance, _COMPANIES)
        self._last: tuple[Party, Procedure, date] | None = None

    def applicant(self, day: date) -> tuple[Party, Party | None, Procedure]:
        """Applicant, submitter where that is another, and the procedure."""
        procedure = self._chance.choice(procedures())
        if self._chance.random() < 0.55:
            return (*self.of(self._chance.choice(self.companies)), procedure)
        person = next(self._persons)
        if self._last is not None and self._chance.random() < 0.05:
            person, procedure = self._again(day, procedure)
            self._last = None  # nobody comes a third time
        else:
            self._last = (person, procedure, day)
        proxy = next(self._persons) if self._chance.random() < 0.06 else None
        return person, proxy, procedure

    def of(self, company: Company, *, always: bool = False) -> tuple[Party, Party | None]:
        by_clerk = always or self._chance.random() < 0.5
        return company.party, company.clerk if by_clerk else None

    def _again(self, day: date, procedure: Procedure) -> tuple[Party, Procedure]:
        assert self._last is not None  # noqa: S101  # the caller has asked
        person, before, when = self._last
        if procedure is before and (day - when).days <= 10:
            others = procedures()
            procedure = others[(others.index(before) + 1) % len(others)]
        return person, procedure


# ---------------------------------------------------------------- one life


def _life(chance: random.Random, number: int, arrival: _Arrival, channel: Channel, parties: _Parties) -> Life:
    if arrival.permit:
        applicant, submitter = parties.of(parties.companies[arrival.company], always=True)
        procedure = permit()
    else:
        applicant, submitter, procedure = parties.applicant(arrival.day)
    submitted_at = _submitted(chance, arrival, channel)
    received_at = submitted_at if channel != "online" else later(opening(submitted_at), 5 + chance.randrange(200))
    told = Opening(procedure, submitted_at, received_at, channel, arrival.company, arrival.days)
    story = tell(chance, told, until=at(LAST_DAY, CLOSES))
    return Life(
        number=number,
        authority=_authority(chance, arrival),
        code_day=submitted_at.date(),
        serial=0,
        procedure=procedure,
        officer=story.officer,
        applicant=applicant,
        submitter=submitter,
        channel=channel,
        return_method=_return_method(chance, channel),
        submitted_at=submitted_at,
        received_at=None if story.refused else received_at,
        first_due_at=story.first_due_at,
        due_at=story.due_at,
        events=story.events,
        pauses=story.pauses,
        return_known=chance.random() < 0.25,
    )


def _submitted(chance: random.Random, arrival: _Arrival, channel: Channel) -> datetime:
    """Over the counter within its hours; on line at any time, also the evening before."""
    moment = within(chance, arrival.day)
    if arrival.permit:
        return at(arrival.day, moment.time().replace(hour=8)) + timedelta(minutes=chance.randrange(20))
    if channel == "online" and chance.random() < 0.15 and arrival.day > FIRST_DAY:
        evening = moment.replace(hour=18 + chance.randrange(4))
        return evening - timedelta(days=1)
    return min(moment, at(arrival.day, CLOSES) - timedelta(minutes=30))


def _authority(chance: random.Random, arrival: _Arrival) -> Authority:
    if arrival.permit or arrival.day >= MERGER:
        return OWN
    return chance.choices((OWN, *MERGED), weights=(80, 12, 8))[0]


def _return_method(chance: random.Random, channel: Channel) -> ReturnMethod:
    weights = {"direct": (9, 1, 0), "post": (0, 1, 0), "online": (3, 2, 5)}[channel]
    methods: tuple[ReturnMethod, ...] = ("direct", "post", "electronic")
    return chance.choices(methods, weights=weights)[0]


# ---------------------------------------------------------------- numbers


def _numbered(made: list[Life]) -> Iterator[Life]:
    """Each with its number within the day of its authority."""
    daily: Counter[tuple[str, date]] = Counter()
    for life in made:
        daily[life.authority.code, life.code_day] += 1
        yield replace(life, serial=daily[life.authority.code, life.code_day])


def _in_books(made: Iterator[Life]) -> Iterator[Life]:
    """Each that came over the counter with its place in the register of its field: a new volume each quarter."""
    places: Counter[tuple[str, int]] = Counter()
    for life in made:
        if not life.on_paper or life.received_at is None:
            yield life
            continue
        months = (life.received_at.year - FIRST_DAY.year) * 12 + life.received_at.month - FIRST_DAY.month
        volume = months // 3 + 1
        places[life.procedure.field, volume] += 1
        yield replace(life, volume=volume, place=places[life.procedure.field, volume])
