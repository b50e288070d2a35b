"""Drifts by which the sides have come to different states, or to one by a way that cannot be."""

import random
from datetime import timedelta

from connector.domain.mismatch import Kind
from connector.domain.status import PAUSED, Status
from connector.testing.invented import LETTERS
from connector.testing.office_year.recipes import Recipe, before, finished_only, off_paper, plain, target_stops_at
from connector.testing.office_year.story import Event
from connector.testing.office_year.views import Views, compact, source_step, wire_steps
from connector.testing.office_year.working_time import days_after, later

_LATE = 6  # working days between an end and its record


def _row(view: Views) -> dict[str, object]:
    assert view.source is not None  # noqa: S101  # a recipe alters only sides that are there
    return view.source


# ---------------------------------------------------------------- one side is further


def _leave_target_behind(view: Views, chance: random.Random) -> None:
    target_stops_at(view, before(view, Status.FINISHED))
    _record_at_once(view, chance)


def _record_at_once(view: Views, chance: random.Random) -> None:
    """A record that lags would be a second drift."""
    view.changed = later(view.life.events[-1].at, 1 + chance.randrange(50))


def _finished_in_time(view: Views) -> bool:
    finished, due = view.life.finished_at, view.life.due_at
    return finished_only(view) and finished is not None and due is not None and finished.date() <= due.date()


def _put_back_to_date(view: Views, chance: random.Random) -> None:
    """Put on record long after its due date as finished within it, while the one-stop still shows it at work."""
    target_stops_at(view, before(view, Status.FINISHED))
    view.changed = days_after(chance, view.life.events[-1].at, _LATE)


def _record_late(view: Views, chance: random.Random) -> None:
    view.changed = days_after(chance, view.life.events[-1].at, _LATE)


def _leave_source_behind(view: Views, chance: random.Random) -> None:
    _source_stops_at(view, before(view, Status.FINISHED), chance)


def _source_stops_at(view: Views, events: tuple[Event, ...], chance: random.Random) -> None:
    known = [event for event in events if event.status is not Status.REGISTERED]
    _row(view).update(
        trang_thai=LETTERS[known[-1].status],
        qua_trinh=[source_step(event) for event in known],
        ngay_xong=None,
        ngay_tra=None,
        ket_qua=[],
        da_xin_loi=True,
    )
    view.changed = later(known[-1].at, 1 + chance.randrange(40))


# ---------------------------------------------------------------- ended or paused on one side


def _ended(view: Views) -> bool:
    return off_paper(view) and view.life.status in {Status.WITHDRAWN, Status.STOPPED}


def _go_on_in_target(view: Views, chance: random.Random) -> None:
    target_stops_at(view, before(view, view.life.status))
    _record_at_once(view, chance)


def _at_work(view: Views) -> bool:
    return off_paper(view) and plain(view) and view.life.status is Status.PROCESSING


def _end_in_target(view: Views, chance: random.Random) -> None:
    _goes_on(view, chance.choice((Status.WITHDRAWN, Status.STOPPED)))


def _waits(view: Views) -> bool:
    return off_paper(view) and view.life.status in PAUSED


def _pause_in_target(view: Views, chance: random.Random) -> None:
    _goes_on(view, chance.choice(sorted(PAUSED)))


def _goes_on(view: Views, status: Status) -> None:
    """One more step, on the one-stop alone."""
    assert view.target is not None  # noqa: S101  # a recipe alters only sides that are there
    last = view.life.events[-1]
    event = Event(
        at=later(last.at, 90),
        status=status,
        officer=last.officer,
        department=last.department,
        content=status.label,
    )
    view.steps += wire_steps(view.target["MaHoSo"], (event,))
    view.target["TrangThaiHoSo"] = str(int(status))


def _stands_still(view: Views) -> bool:
    return off_paper(view) and view.life.status in {*PAUSED, Status.STOPPED}


def _launder(view: Views, _: random.Random) -> None:
    """On its way to the portal the standing dossier becomes a finished one, with a closing row to prove it."""
    assert view.portal is not None  # noqa: S101  # a recipe alters only sides that are there
    last = view.life.events[-1]
    event = Event(
        at=last.at + timedelta(minutes=5),
        status=Status.FINISHED,
        officer=last.officer,
        department=last.department,
        content="Kết thúc xử lý",
    )
    view.portal |= {"TrangThaiHoSo": "9", "NgayKetThucXuLy": compact(event.at)}
    view.portal_steps += wire_steps(view.portal["MaHoSo"], (event,))


# ---------------------------------------------------------------- the way there


def _lose_step(view: Views, _: random.Random) -> None:
    view.steps[:] = [step for step in view.steps if step["TrangThai"] != str(int(Status.PROCESSING))]


def _was_supplemented(view: Views) -> bool:
    states = [event.status for event in view.life.events]
    waited = states.count(Status.SUPPLEMENT) == 1 and states.count(Status.FINISHED) == 1
    return (
        off_paper(view)
        and waited
        and states[states.index(Status.SUPPLEMENT) + 1 :][:2]
        == [
            Status.PROCESSING,
            Status.FINISHED,
        ]
    )


def _never_resume(view: Views, _: random.Random) -> None:
    """Finished while it waits for papers: on both sides, so that only the way itself is wrong."""
    resumed = [event for event in view.life.events if event.status is Status.PROCESSING][-1]
    row = _row(view)
    row["qua_trinh"] = [source_step(event) for event in view.life.known_events if event is not resumed]
    view.steps[:] = [step for step in view.steps if step["ThoiDiemXuLy"] != compact(resumed.at)]


def _never_received(view: Views) -> bool:
    return view.life.status is Status.REFUSED


def _leave_unreceived(view: Views, chance: random.Random) -> None:
    """Registered on line, known to both programs, and looked at by nobody."""
    assert view.target is not None  # noqa: S101  # a recipe alters only sides that are there
    first = view.life.events[:1]
    target_stops_at(view, first)
    view.target["NgayTuChoi"] = ""
    _row(view).update(
        trang_thai=LETTERS[Status.REGISTERED],
        qua_trinh=[source_step(event) for event in first],
        ngay_tu_choi=None,
    )
    view.changed = first[0].at + timedelta(minutes=1 + chance.randrange(5))


RECIPES = (
    Recipe(
        name="finished, and the one-stop was not told",
        kinds=(Kind.TARGET_BEHIND,),
        fits=finished_only,
        alter=_leave_target_behind,
    ),
    Recipe(
        name="put on record late as finished in time",
        kinds=(Kind.FINISH_BACKDATED, Kind.TARGET_BEHIND),
        fits=_finished_in_time,
        alter=_put_back_to_date,
    ),
    Recipe(
        name="finished, and put on record a week later",
        kinds=(Kind.RECORDED_LATE,),
        fits=finished_only,
        alter=_record_late,
    ),
    Recipe(
        name="finished on the one-stop alone",
        kinds=(Kind.TARGET_AHEAD,),
        fits=finished_only,
        alter=_leave_source_behind,
    ),
    Recipe(
        name="ended, and still at work on the one-stop",
        kinds=(Kind.ENDED_ON_ONE_SIDE,),
        fits=_ended,
        alter=_go_on_in_target,
    ),
    Recipe(
        name="ended on the one-stop alone",
        kinds=(Kind.ENDED_ON_ONE_SIDE,),
        fits=_at_work,
        alter=_end_in_target,
    ),
    Recipe(
        name="waiting for the citizen, and still at work on the one-stop",
        kinds=(Kind.PAUSED_ON_ONE_SIDE,),
        fits=_waits,
        alter=_go_on_in_target,
    ),
    Recipe(
        name="paused on the one-stop alone",
        kinds=(Kind.PAUSED_ON_ONE_SIDE,),
        fits=_at_work,
        alter=_pause_in_target,
    ),
    Recipe(
        name="made to look finished on the portal",
        kinds=(Kind.STATUS_LAUNDERED,),
        fits=_stands_still,
        alter=_launder,
        on_portal=True,
    ),
    Recipe(
        name="a step lost on the one-stop",
        kinds=(Kind.STEPS_MISSING,),
        fits=finished_only,
        alter=_lose_step,
    ),
    Recipe(
        name="finished while it waited for papers",
        kinds=(Kind.ILLEGAL_TRANSITION,),
        fits=_was_supplemented,
        alter=_never_resume,
    ),
    Recipe(
        name="registered on line and never looked at",
        kinds=(Kind.RECEIVED_LATE,),
        fits=_never_received,
        alter=_leave_unreceived,
    ),
)
