"""Reading everything: without a change time that can be trusted, and where a list is only told by days of receipt."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from connector.adapters.rest.settings import RestSourceSettings
from connector.domain.cursor import Cursor
from connector.domain.errors import BrokenAnswerError, RefusedError
from connector.domain.times import ZONE
from connector.domain.window import Window
from connector.ports import Page, Source
from connector.testing.rest_knobs import RestKnobs
from connector.testing.rest_system import RestSystem

Start = Callable[[RestSystem], RestSystem]
SINCE = {"updated_since": "{since:%Y-%m-%dT%H:%M:%S%z}", "page_size": "50"}
DAYS = {"tu_ngay": "{first:%d/%m/%Y}", "den_ngay": "{last:%d/%m/%Y}"}
PAGING: dict[str, dict[str, Any]] = {
    "page": {"type": "page", "param": "page"},
    "keyset": {"type": "keyset", "time_param": "after_time", "key_param": "after_key"},
}


def link(*, cursor: dict[str, Any] | None = None, get: bool = True, **listed: Any) -> dict[str, Any]:
    told: dict[str, Any] = {
        "list": {
            "path": "/dossiers",
            "params": SINCE,
            "records": "data",
            "paging": {"type": "page", "param": "page", "first": 1},
            **listed,
        },
        "cursor": {"field": "updated_at", "key": "id", **(cursor or {})},
        "map": {"code": "so_ho_so"},
    }
    return told | ({"get": {"path": "/dossiers/{code}", "record": "data"}} if get else {})


def pages(source: Source, cursor: Cursor | None = None) -> list[Page]:
    return list(source.pull(cursor, now=datetime.now(ZONE)))


def codes(found: list[Page]) -> list[str]:
    return sorted(row.values["so_ho_so"] for page in found for row in page.rows)


def latest() -> Cursor:
    return Cursor(datetime.now(ZONE), "999999")


# ---------------------------------------------------------------- without a cursor in the question


@pytest.mark.parametrize("paging", list(PAGING))
def test_a_full_reading_asks_for_no_time_and_gets_even_rows_without_one(bench: Any, start: Start, paging: Any) -> None:
    system = start(RestSystem(60, RestKnobs(paging=paging)))
    source = bench.source(system, link(paging=PAGING[paging]))
    if paging == "page":
        system.store.date(system.store.codes[0], None)
    assert codes(pages(source)) == sorted(system.store.codes)
    assert not any("updated_since" in request.query for request in system.log)
    assert "after_time" not in system.log[0].query


@pytest.mark.parametrize("paging", list(PAGING))
def test_a_blind_change_time_is_never_asked_by_and_moves_no_cursor(bench: Any, start: Start, paging: Any) -> None:
    system = start(RestSystem(60, RestKnobs(paging=paging)))
    trusting = bench.source(system, link(paging=PAGING[paging]))
    blind = bench.source(system, link(paging=PAGING[paging], cursor={"blind": True}))
    assert (trusting.enumerates, blind.enumerates) == (False, True)
    system.store.change_child(system.store.codes[0], "le_phi", [])
    assert system.store.codes[0] not in codes(pages(trusting, latest()))
    assert {page.cursor for page in pages(trusting)} != {None}
    begun = len(system.log)
    found = pages(blind, latest())
    assert codes(found) == sorted(system.store.codes)
    assert {page.cursor for page in found} == {None}
    assert not any("updated_since" in request.query for request in list(system.log)[begun:])


def test_whether_one_dossier_can_be_read_again_is_told_truly(bench: Any, start: Start) -> None:
    system = start(RestSystem(3))
    assert bench.source(system, link()).rereads
    mute = bench.source(system, link(get=False))
    assert not mute.rereads
    with pytest.raises(RefusedError):
        mute.read(system.store.codes[0])


# ---------------------------------------------------------------- by days of receipt


def windowed(**window: Any) -> dict[str, Any]:
    return link(params=DAYS | {"page_size": "7"}, window=window)


def asked(system: RestSystem) -> list[Window]:
    """The stretches asked for, one after the other, each once."""
    told = [(request.query["tu_ngay"], request.query["den_ngay"]) for request in system.log]
    days = [tuple(datetime.strptime(day, "%d/%m/%Y").date() for day in pair) for pair in dict.fromkeys(told)]  # noqa: DTZ007
    return [Window(first, last) for first, last in days]


def test_a_list_told_by_days_is_read_whole_stretch_by_stretch(bench: Any, start: Start) -> None:
    system = start(RestSystem(60, RestKnobs(most_days=31)))
    source = bench.source(system, windowed())
    found = pages(source)
    assert codes(found) == sorted(system.store.codes)
    assert [page.number for page in found] == list(range(1, len(found) + 1))
    stretches = asked(system)
    assert stretches[0].first == date(2018, 1, 1)
    assert stretches[-1].last == datetime.now(ZONE).date() + timedelta(days=1)
    for before, after in pairwise(stretches):
        assert after.first == before.last + timedelta(days=1)
    assert source.enumerates
    assert not source.ordered


def test_the_first_day_and_the_length_of_a_stretch_are_configured(bench: Any, start: Start) -> None:
    system = start(RestSystem(5, RestKnobs(most_days=400)))
    first = datetime.now(ZONE).date() - timedelta(days=9)
    pages(bench.source(system, windowed(**{"from": first.isoformat(), "days": 4})))
    lengths = [(one.last - one.first).days + 1 for one in asked(system)]
    assert asked(system)[0].first == first
    assert lengths == [4, 4, 3]


def test_a_stretch_that_fails_ends_nothing_quietly(bench: Any, start: Start) -> None:
    system = start(RestSystem(60, RestKnobs(most_days=31)))
    system.fail("null", skip=40)
    with pytest.raises(BrokenAnswerError):
        pages(bench.source(system, windowed()))


def test_more_days_than_the_system_tells_at_once_are_refused_aloud(bench: Any, start: Start) -> None:
    system = start(RestSystem(5, RestKnobs(most_days=30)))
    with pytest.raises(RefusedError):
        pages(bench.source(system, windowed(days=31)))


def test_changes_are_asked_for_without_days_and_everything_with_them(bench: Any, start: Start) -> None:
    system = start(RestSystem(20))
    source = bench.source(system, link(params=SINCE | DAYS, window={"from": "2026-01-01", "days": 10_000}))
    assert not source.enumerates
    pages(source, latest())
    assert {"updated_since"} == {"updated_since", "tu_ngay"} & system.log[-1].query.keys()
    pages(source)
    assert {"tu_ngay"} == {"updated_since", "tu_ngay"} & system.log[-1].query.keys()


def test_a_probe_asks_for_today(bench: Any, start: Start) -> None:
    system = start(RestSystem(5, RestKnobs(most_days=1)))
    bench.source(system, windowed(days=1)).probe()
    today = datetime.now(ZONE).date()
    assert asked(system) == [Window(today, today)]


def test_days_in_the_body_of_a_post(bench: Any, start: Start) -> None:
    system = start(RestSystem(20, RestKnobs(most_days=31)))
    source = bench.source(system, link(method="POST", params={}, body=DAYS, window={}))
    assert codes(pages(source)) == sorted(system.store.codes)


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (link(params=DAYS), "window"),
        (link(window={}), "window"),
        (link(params={"tu_ngay": "{first}"}, window={}), "window"),
        (link(params=DAYS, window={}, order="ascending"), "ascending"),
        (link(cursor={"blind": True}, order="ascending"), "ascending"),
    ],
)
def test_what_does_not_go_together_is_refused(told: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        RestSourceSettings.model_validate(told)


@settings(max_examples=60)
@given(first=st.dates(date(2018, 1, 1), date(2027, 1, 1)), span=st.integers(0, 900), days=st.integers(1, 400))
def test_stretches_hold_every_day_once(first: date, span: int, days: int) -> None:
    window = Window(first, first + timedelta(days=span))
    stretches = list(window.stretches(days))
    told = [one.first + timedelta(days=n) for one in stretches for n in range((one.last - one.first).days + 1)]
    assert told == [first + timedelta(days=n) for n in range(span + 1)]
    assert all((one.last - one.first).days < days for one in stretches)
