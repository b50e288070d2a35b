"""Closing in bulk: at the end of a quarter one officer puts a dozen results on record within minutes, long after."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta

from connector.domain.status import Status
from connector.testing.office_year.catalogue import LAST_DAY, calendar
from connector.testing.office_year.recipes import finished_only
from connector.testing.office_year.views import Views, compact, minute
from connector.testing.office_year.working_time import at

BULK = 12
_WITHIN = 5  # minutes
_LAG = 4  # working days at least between the real end and its record
_CLOCK = datetime(2025, 1, 1, 16, 31).time()  # noqa: DTZ001  # only its clock is used


def close_in_bulk(told: Iterable[Views]) -> list[Views]:
    """Alter a dozen dossiers of one officer: their ends stay on the day they came, their records come all at once."""
    of_officer: dict[str, list[Views]] = defaultdict(list)
    for view in told:
        finished = view.life.finished_at
        if finished is not None and finished_only(view) and calendar().between(finished.date(), LAST_DAY) > _LAG:
            of_officer[view.life.officer].append(view)
    chosen = max(of_officer.values(), key=len)[:BULK]
    if len(chosen) < BULK:
        raise ValueError("no officer has a dozen finished dossiers: make the year larger")
    for place, view in enumerate(chosen):
        _close(view, at(LAST_DAY, _CLOCK) + timedelta(minutes=place % _WITHIN))
    return chosen


def _close(view: Views, moment: datetime) -> None:
    assert view.source is not None  # noqa: S101  # finished dossiers stand on both sides
    view.source["qua_trinh"][-1]["luc"] = minute(moment)
    view.changed = moment
    for steps in (view.steps, view.portal_steps):
        last = next(step for step in reversed(steps) if step["TrangThai"] == str(int(Status.FINISHED)))
        last["ThoiDiemXuLy"] = compact(moment)
