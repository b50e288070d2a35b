"""What a drift is made of, and which dossiers a drift fits."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from connector.domain.mismatch import Kind
from connector.domain.status import Status
from connector.testing.office_year.catalogue import calendar
from connector.testing.office_year.story import Event
from connector.testing.office_year.views import Views, compact, wire_steps

#: Alters a dossier in place; gives a further dossier where the drift makes one.
Alter = Callable[[Views, random.Random], Views | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """One way to drift. ``name`` says in words what was altered; ``kinds`` is what it must be found as, first the kind
    it stands for. ``on_portal``: the portal is altered, and does not simply show what the one-stop shows."""

    name: str
    kinds: tuple[Kind, ...]
    fits: Callable[[Views], bool]
    alter: Alter
    on_portal: bool = False


# ---------------------------------------------------------------- what a dossier is like


def off_paper(view: Views) -> bool:
    """It was taken in and no register has to know it."""
    return view.paper is None and view.life.received_at is not None and view.life.channel != "direct"


def finished_only(view: Views) -> bool:
    """Its result is ready and nobody fetched it, as far as every side knows; its way was a straight one."""
    return off_paper(view) and view.life.status is Status.FINISHED and plain(view)


def plain(view: Views) -> bool:
    """No pause and no correction."""
    states = [event.status for event in view.life.events]
    return not view.life.pauses and states.count(Status.PROCESSING) <= 1


def under_own_name(view: Views) -> bool:
    """The one-stop shows the applicant with a real number, not who handed it in."""
    return view.target is not None and view.target["SoGiayToChuHoSo"] == view.life.applicant.id


def no_holiday_near(view: Views) -> bool:
    """From its receipt to weeks after its due date the working days are just Monday to Friday."""
    received, due = view.life.received_at, view.life.due_at
    if received is None or due is None:
        return False
    days = range((due - received).days + 40)
    return all(
        calendar().is_working(day) == (day.weekday() < 5)
        for day in (received.date() + timedelta(days=after - 10) for after in days)
    )


# ---------------------------------------------------------------- what happens to it


def target_stops_at(view: Views, events: tuple[Event, ...]) -> None:
    """The one-stop knows nothing of what came later."""
    assert view.target is not None  # noqa: S101  # a recipe alters only sides that are there
    view.steps[:] = wire_steps(view.target["MaHoSo"], events)
    view.target |= {
        "TrangThaiHoSo": str(int(events[-1].status)),
        "NgayKetThucXuLy": "",
        "NgayTra": "",
        "DanhSachGiayToKetQua": [],
    }


def before(view: Views, status: Status) -> tuple[Event, ...]:
    """The events before the last one into that state."""
    events = view.life.events
    place = max(number for number, event in enumerate(events) if event.status is status)
    return events[:place]


def shifted(moment: datetime, working_days: int) -> str:
    """So many working days later (earlier, if negative), as the one-stop writes it."""
    day = moment.date()
    if working_days >= 0:
        day = calendar().add(day, working_days)
    else:
        while working_days:
            day -= timedelta(days=1)
            working_days += calendar().is_working(day)
    return compact(moment.replace(year=day.year, month=day.month, day=day.day))
