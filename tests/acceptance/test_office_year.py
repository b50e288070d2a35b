"""The exam against crying wolf, by the real program on real sockets and a real register: a clean year of an office
opens nothing, and of a drifted one every drift is found by its kind and nothing else."""

import os
from collections import Counter
from collections.abc import Iterator, Mapping, Set
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from connector.testing.office_year import OfficeYear
from support import process
from support.process import Finished

#: The dossiers of the year, half an office's, and of those before, a few; a whole office's 5000 and its 100,000
#: are read when asked for, and by tests/benchmarks/night.py.
SIZE = int(os.environ.get("CONNECTOR_TEST_DOSSIERS", "2500"))
OLD = int(os.environ.get("CONNECTOR_TEST_OLD_DOSSIERS", "2500"))
DRIFTS = SIZE * 8 // 100

PATIENCE = 600.0  # seconds: two cores may be shared with other tests

pytestmark = [pytest.mark.timeout(900), pytest.mark.xdist_group("office_year")]


class Opened:
    """A year with its systems running, and the folder in which the program is run."""

    def __init__(self, year: OfficeYear, home: Path) -> None:
        self.year = year
        self.home = home
        self.configure()

    def configure(self) -> None:
        self.year.write_config(self.home)

    def run(self, *arguments: str) -> Finished:
        return process.run(self.home, *arguments, timeout=PATIENCE)

    def cases(self) -> dict[tuple[str, str], Mapping[str, Any]]:
        """(kind, code) → an open case of it."""
        told = self.run("mismatches", "--json").json["mismatches"]
        return {(case["kind"], case["code"]): case for case in told}

    def expect(self, done: Finished, *, but: Set[str] = frozenset()) -> dict[tuple[str, str], Mapping[str, Any]]:
        """The open cases, which are all that were seeded but these kinds, and no other."""
        cases = self.cases()
        expected = {(kind.value, code) for kind, code in self.year.expected if kind not in but}
        what = {drift.code: drift.what for drift in self.year.drifts}
        invented = {case: what.get(case[1]) for case in cases.keys() - expected}
        overlooked = {case: what.get(case[1]) for case in expected - cases.keys()}
        assert (invented, overlooked) == ({}, {}), done.out + done.err
        run = done.run
        assert (done.code, run["outcome"], run["agreement"]) == (1, "verified", "new"), done.out + done.err
        kinds = Counter(kind for kind, _ in cases)
        assert {kind: run["mismatches"][kind] >= number for kind, number in kinds.items()} == dict.fromkeys(kinds, True)
        return cases


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Opens a year with these keywords; each is closed at the end."""
    with ExitStack() as years:

        def open_year(**how: Any) -> Opened:
            year = years.enter_context(OfficeYear(dossiers=SIZE, old=OLD, **how))
            return Opened(year, tmp_path_factory.mktemp("office"))

        yield open_year


def test_a_clean_year_opens_not_one_case_and_what_drifts_then_is_found(opened: Any) -> None:
    office = opened()
    done = office.run("reconcile", "--json")
    assert office.cases() == {}, done.err
    run = done.run
    assert (done.code, run["outcome"], run["agreement"]) == (0, "verified", "agree"), done.out + done.err
    assert run["mismatches"] == {}
    assert run["source"] == run["target"] == run["union"] == run["comparable"] == run["agree"] == SIZE
    assert run["paper"] == sum(view.paper is not None for view in office.year.views)
    assert (run["read"], run["out_of_scope"], run["rejected"]) == (SIZE + OLD, OLD, 0)
    assert run["queued"] == run["held"] == 0
    assert office.year.onestop.books.commits == []  # observing writes nothing

    office.year.drift(DRIFTS)
    office.configure()
    done = office.run("reconcile", "--json")
    # Both sides agreed before: what the one-stop alone undid would not be pushed, so no write is there to be held.
    office.expect(done, but={"finish_backdated"})


def test_every_drift_of_a_first_night_is_found_by_its_kind_and_nothing_else(opened: Any) -> None:
    office = opened(drifts=DRIFTS)
    done = office.run("reconcile", "--json")
    cases = office.expect(done)

    again = office.run("reconcile", "--json")
    assert (again.code, again.run["agreement"]) == (0, "known"), again.out
    seen = {key: case["id"] for key, case in office.cases().items()}
    assert seen == {key: case["id"] for key, case in cases.items()}  # the same cases, seen again
