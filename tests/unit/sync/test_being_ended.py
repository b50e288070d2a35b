"""A process that is asked to end leaves a run in an orderly way wherever it is, and the next run goes on from there."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest

from connector.domain.errors import Ending
from connector.sync.reconcile import ReconcileRequest, reconcile_link
from connector.sync.runner import drain_link, run_link
from support.memory_link import LINK, MemoryLink, memory_link, row

ROWS = [row(number) for number in range(1, 7)]
WAIT = timedelta(seconds=10)


def ended_after(link: MemoryLink, requests: int, run) -> bool:
    """Whether the run was left when the one-stop had been asked so often; else it came to its end."""
    asked = link.target.requests + requests
    work = replace(link.work(), ending=lambda: link.target.requests >= asked)
    try:
        run(work)
    except Ending:
        return True
    return False


def goes_on(link: MemoryLink) -> None:
    """The link is free and nothing in doubt; the next run ends with everything there once."""
    (stands,) = link.store.desk().status([LINK], link.clock.now())
    assert (stands["holder"], stands["claimed"], stands["in_doubt"]) == (None, 0, 0)
    assert not [line for line in link.lines if line["event"] in {"delivery.in_doubt", "error.unexpected"}]
    assert link.settle().outcome == "verified"
    assert len(link.target.snapshot()) == len(ROWS)
    for record in link.target.snapshot().values():
        assert max(Counter(step.identity for step in record.steps).values()) == 1
    assert link.store.in_flight(LINK) == 0


@pytest.mark.parametrize("requests", [*range(20), 26, 32])
def test_a_sync_may_be_left_after_any_request(requests) -> None:
    link = memory_link(ROWS)
    ended_after(link, requests, lambda work: run_link(work, wait=WAIT))
    goes_on(link)


def test_left_among_its_look_ups_it_has_written_nothing_and_asks_no_further() -> None:
    link = memory_link(ROWS)
    assert ended_after(link, 3, lambda work: run_link(work, wait=WAIT))
    assert link.target.requests == 3
    assert link.target.snapshot() == {}


def test_left_among_its_deliveries_it_begins_no_further_one_and_finishes_the_one_begun() -> None:
    undisturbed = memory_link(ROWS)
    undisturbed.sync()
    whole = undisturbed.target.snapshot()
    seen = set()
    for requests in range(len(ROWS), 3 * len(ROWS)):
        link = memory_link(ROWS)
        assert ended_after(link, requests, lambda work: run_link(work, wait=WAIT))
        there = link.target.snapshot()
        seen.add(len(there))
        for code, record in there.items():
            assert record.steps == whole[code].steps
        (interrupted,) = [line for line in link.lines if line["event"] == "run.interrupted"]
        assert interrupted["kind"] == "sync"
    assert {0, 1, 2} <= seen  # batches are left in the middle, not only between them
    assert len(ROWS) not in seen


@pytest.mark.parametrize("requests", [0, 1, 2, 5, 9])
def test_a_drain_may_be_left_after_any_request(requests) -> None:
    link = memory_link(ROWS)
    ended_after(link, len(ROWS), lambda work: run_link(work, wait=WAIT))
    ended_after(link, requests, drain_link)
    goes_on(link)


@pytest.mark.parametrize("requests", [0, 1, 3, 8, 15])
def test_a_reconcile_may_be_left_after_any_request(requests) -> None:
    link = memory_link(ROWS)
    ended_after(link, requests, lambda work: reconcile_link(work, ReconcileRequest(push=True)))
    goes_on(link)
