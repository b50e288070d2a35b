"""How one dossier goes through the office: its events with their real times, its pauses, and what they do to its due
date."""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from connector.domain.dossier import Channel
from connector.domain.status import Status
from connector.testing.office_year.catalogue import DESK, DESK_OFFICERS, Procedure, calendar, officers
from connector.testing.office_year.working_time import CLOSES, at, days_after, later


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One step as it really happened."""

    at: datetime
    status: Status
    officer: str
    department: str
    content: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """The clock stood still from ``began`` to ``ended``; None while it still does."""

    began: datetime
    ended: datetime | None
    due_before: datetime
    due_after: datetime | None


@dataclass(frozen=True, slots=True)
class Opening:
    """How a story begins. One officer has all the permits of a company, and signs those of a day on one day."""

    procedure: Procedure
    submitted_at: datetime
    received_at: datetime
    channel: Channel
    company: int
    days: int | None

    @property
    def officer(self) -> str | None:
        known = officers(self.procedure.division)
        return None if self.days is None else known[self.company % len(known)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    officer: str
    events: tuple[Event, ...]
    pauses: tuple[Pause, ...] = ()
    first_due_at: datetime | None = None
    due_at: datetime | None = None
    refused: bool = False


@dataclass(slots=True, kw_only=True)
class _Telling:
    """A story while it is told."""

    chance: random.Random
    procedure: Procedure
    officer: str
    desk: str
    now: datetime
    until: datetime
    due_at: datetime
    events: list[Event] = field(default_factory=list)
    pauses: list[Pause] = field(default_factory=list)

    def happens(self, status: Status, content: str, *, at_desk: bool = False) -> None:
        """Written down unless the year is over by then."""
        if self.now > self.until:
            return
        event = Event(
            at=self.now,
            status=status,
            officer=self.desk if at_desk else self.officer,
            department=DESK if at_desk else self.procedure.division,
            content=content,
        )
        self.events.append(event)

    def passes(self, working_days: int) -> None:
        self.now = days_after(self.chance, self.now, working_days)

    def pauses_for(self, status: Status, content: str, working_days: int) -> None:
        began, before = self.now, self.due_at
        self.happens(status, content)
        self.passes(working_days)
        ended = self.now if self.now <= self.until else None
        if began > self.until:
            return
        if ended is not None:
            waited = calendar().between(began.date(), ended.date())
            self.due_at = at(calendar().add(before.date(), waited), CLOSES)
        after = None if ended is None else self.due_at
        self.pauses.append(Pause(began=began, ended=ended, due_before=before, due_after=after))
        self.happens(Status.PROCESSING, "Tiếp tục xử lý")


def tell(chance: random.Random, opening: Opening, *, until: datetime) -> Story:
    """One story. Nobody comes over the counter to be registered, nor is refused there with a number."""
    procedure = opening.procedure
    telling = _Telling(
        chance=chance,
        procedure=procedure,
        officer=opening.officer or chance.choice(officers(procedure.division)),
        desk=chance.choice(DESK_OFFICERS),
        now=opening.submitted_at,
        until=until,
        due_at=at(calendar().add(opening.received_at.date(), procedure.term), CLOSES),
    )
    if opening.channel == "online":
        telling.happens(Status.REGISTERED, "Nộp hồ sơ trực tuyến", at_desk=True)
    telling.now = opening.received_at
    if opening.channel == "online" and opening.days is None and chance.random() < 0.012:
        telling.happens(Status.REFUSED, "Không thuộc thẩm quyền", at_desk=True)
        return Story(officer=telling.officer, events=tuple(telling.events), refused=True)
    first_due_at = telling.due_at
    _is_worked_on(telling, opening.days)
    return Story(
        officer=telling.officer,
        events=tuple(telling.events),
        pauses=tuple(telling.pauses),
        first_due_at=first_due_at,
        due_at=telling.due_at,
    )


def _is_worked_on(telling: _Telling, days: int | None) -> None:
    telling.happens(Status.RECEIVED, "Tiếp nhận hồ sơ", at_desk=True)
    telling.now = later(telling.now, 20 + telling.chance.randrange(180))
    telling.happens(Status.PROCESSING, "Chuyển phòng chuyên môn thụ lý")
    if days is not None:
        telling.passes(days)
        telling.happens(Status.FINISHED, "Ký kết quả, chuyển Bộ phận Một cửa")
        _is_returned(telling)
        return
    turn = telling.chance.choices(list(_TURNS), weights=list(_TURNS.values()))[0]
    turn(telling)


def _to_its_result(telling: _Telling) -> None:
    """Most in time, some late; and the applicant comes for it the same day, or weeks later."""
    late = telling.chance.random() < 0.12
    spent = calendar().between(telling.events[0].at.date(), telling.now.date())
    left = max(0, telling.procedure.term - spent)
    days = left + telling.chance.randrange(1, 6) if late else telling.chance.randint(0, max(0, left - 1))
    telling.passes(days)
    telling.happens(Status.FINISHED, "Ký kết quả, chuyển Bộ phận Một cửa")


def _plain(telling: _Telling) -> None:
    _to_its_result(telling)
    _is_returned(telling)


def _supplemented(telling: _Telling) -> None:
    telling.passes(telling.chance.randrange(1, 3))
    telling.pauses_for(Status.SUPPLEMENT, "Yêu cầu bổ sung hồ sơ", telling.chance.randrange(1, 12))
    _plain(telling)


def _paid_for(telling: _Telling) -> None:
    telling.passes(telling.chance.randrange(1, 3))
    telling.pauses_for(Status.PAYMENT, "Thông báo nghĩa vụ tài chính", telling.chance.randrange(1, 6))
    _plain(telling)


def _corrected(telling: _Telling) -> None:
    """The result comes back from the desk with a mistake in it."""
    _to_its_result(telling)
    telling.now = later(telling.now, 60 + telling.chance.randrange(240))
    telling.happens(Status.PROCESSING, "Đính chính kết quả")
    telling.now = later(telling.now, 60 + telling.chance.randrange(400))
    telling.happens(Status.FINISHED, "Ký lại kết quả")
    _is_returned(telling)


def _withdrawn(telling: _Telling) -> None:
    telling.passes(telling.chance.randrange(1, 3))
    telling.happens(Status.WITHDRAWN, "Công dân có đơn rút hồ sơ")


def _stopped(telling: _Telling) -> None:
    telling.passes(telling.chance.randrange(1, 4))
    telling.happens(Status.STOPPED, "Thông báo dừng giải quyết")


def _still_waiting(telling: _Telling) -> None:
    """The applicant never answered: the dossier has stood still ever since."""
    telling.passes(telling.chance.randrange(1, 3))
    status = telling.chance.choice((Status.SUPPLEMENT, Status.PAYMENT))
    before = telling.due_at
    if telling.now <= telling.until:
        telling.pauses.append(Pause(began=telling.now, ended=None, due_before=before, due_after=None))
    telling.happens(status, "Yêu cầu bổ sung hồ sơ" if status is Status.SUPPLEMENT else "Thông báo nộp phí")


def _still_at_work(telling: _Telling) -> None:
    """With the division since then."""


def _is_returned(telling: _Telling) -> None:
    if telling.chance.random() < 0.25:
        return
    if telling.chance.random() < 0.4:
        telling.now = later(telling.now, 10 + telling.chance.randrange(120))
    else:
        telling.passes(telling.chance.randrange(1, 15))
    telling.happens(Status.RETURNED, "Trả kết quả", at_desk=True)


#: What may become of a dossier → how often.
_TURNS: Mapping[Callable[[_Telling], None], int] = {
    _plain: 74,
    _supplemented: 9,
    _paid_for: 3,
    _corrected: 3,
    _withdrawn: 2,
    _stopped: 2,
    _still_waiting: 3,
    _still_at_work: 4,
}
