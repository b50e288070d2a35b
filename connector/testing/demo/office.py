"""The office of the demo: 2,000 invented dossiers of an authority, told by systems that disagree and fail."""

import random
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import yaml

from connector.adapters.dvcqg.wire import SERVICE_RECORD
from connector.testing.office_year.configuration import LINK, TARGET
from connector.testing.office_year.recipes import off_paper, plain, target_stops_at
from connector.testing.office_year.year import OfficeYear
from connector.testing.onestop_knobs import Failure, OneStopKnobs

SEED = 22
DOSSIERS = 2_000
DRIFTS = 260
NEVER_ENTERED = 90
NOT_BROUGHT_UP_TO_DATE = 240

DRIFTED = DRIFTS + NEVER_ENTERED + NOT_BROUGHT_UP_TO_DATE

#: How often each request to the one-stop fails: all that a real one does on a bad day.
CHANCES = {
    Failure.UNAVAILABLE: 0.002,
    Failure.LIMITED: 0.0008,  # each of these two has everybody wait for a second
    Failure.EXPIRED: 0.01,
    Failure.ERROR_AFTER: 0.01,
    Failure.RESET_AFTER: 0.02,
    Failure.TRUNCATED_AFTER: 0.01,
}

#: How long the one-stop is waited for, and how long it says nothing when it has written and then hangs.
PATIENCE, SILENCE = "3s", 8.0

#: What the operator lets the connector do once the first comparison was looked at.
PUSHING: Mapping[str, Any] = {
    "mode": "push",
    "create": "push",
    "allow_final": [3, 7, 8, 10],
    "brakes": {"max_actions": 2000, "max_share": 1.0},
    "retry": {"first": "1s", "max": "5s"},
}


def office() -> OfficeYear:
    """The same office each time. Its one-stop keeps what an update does not carry, and tells a list."""
    year = OfficeYear(
        SEED, dossiers=DOSSIERS, old=0, drifts=DRIFTS, portal=False, target_knobs=OneStopKnobs(lists=True)
    )
    _fall_behind(year)
    return year


def _fall_behind(year: OfficeYear) -> None:
    """What every office knows: dossiers nobody entered on the one-stop, and many that nobody brought up to date."""
    drifted = {code for _, code in year.expected}
    chance = random.Random(SEED)
    plain_ones = [view for view in year.views if view.code not in drifted and off_paper(view) and plain(view)]
    missing, late = NEVER_ENTERED, NEVER_ENTERED + NOT_BROUGHT_UP_TO_DATE
    chosen = chance.sample([view for view in plain_ones if len(view.life.events) > 2 and view.target is not None], late)
    for view in chosen[:missing]:
        view.target = None
        view.steps.clear()
    for view in chosen[missing:]:
        target_stops_at(view, view.life.events[: chance.randint(1, len(view.life.events) - 1)])
    year.fill()


def write_config(year: OfficeYear, folder: Path) -> None:
    """config/ and the register's books, to begin with in observe mode."""
    year.write_config(folder)
    _edit(folder / "config" / "systems" / f"{TARGET}.yaml", lambda system: {**system, "timeout": PATIENCE})


def let_push(folder: Path) -> None:
    """Change the link's policy as an operator would, in its file."""
    path = folder / "config" / "links" / f"{LINK}.yaml"
    _edit(path, lambda link: {**link, "policy": link["policy"] | PUSHING})


def let_fail(year: OfficeYear) -> None:
    """From now on the one-stop has a bad day; among the rest it falls silent over two records that it has written."""
    year.onestop.fail(Failure.SILENT_AFTER, service=SERVICE_RECORD, nth=20, times=2, seconds=SILENCE)
    year.onestop.fail_by_chance(CHANCES)


def _edit(path: Path, change: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    told = change(yaml.safe_load(path.read_text(encoding="utf-8")))
    path.write_text(yaml.safe_dump(told, allow_unicode=True, sort_keys=False), encoding="utf-8")
