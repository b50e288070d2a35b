"""The exam itself is examined: each deliberately broken adapter fails the check that is there for it."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from conformance import broken_sources, broken_targets, lying_sources, lying_targets
from conformance.mutant import MUTANTS, Mutant, Worn
from conformance.worn import LEFT_OPEN, RELEASED
from connector.testing.exam.bench import Bench
from connector.testing.exam.check import Check
from connector.testing.exam.paper import checks_of, sit


@pytest.fixture(autouse=True)
def _cleared() -> Iterator[None]:
    """What mutants leave open is closed after each."""
    RELEASED.clear()
    yield
    RELEASED.set()
    while LEFT_OPEN:
        os.close(LEFT_OPEN.pop())


def checks(mutant: Mutant) -> list[Check]:
    return [check for check in checks_of(mutant.bench) if check.id == mutant.check]


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_each_broken_adapter_fails_the_check_that_is_there_for_it(mutant: Mutant, tmp_path: Path) -> None:
    """Only a verdict counts: a mutant that merely crashes the examiner proves nothing."""
    told = []
    for check in checks(mutant):
        home = tmp_path / check.name
        home.mkdir()
        told.append(sit(mutant.bench, check, home, twist=mutant.worn))
    assert all(verdict.error is None for verdict in told), told
    assert any(verdict.outcome == "failed" for verdict in told), f"{mutant.name} ({mutant.worn.__doc__}) passes"


#: Enough to see that the clothes alone harm nobody; the whole exam of the honest is ``test_exam``.
ENOUGH = {"B1", "B2", "S3", "S4", "S8", "T1", "T2", "T6", "T8"}


def honest() -> list[tuple[type[Bench], Check]]:
    """What the mutants were asked, once each."""
    asked = [(mutant.honest, check) for mutant in MUTANTS for check in checks(mutant) if check.id in ENOUGH]
    return list(dict.fromkeys(asked))


@pytest.mark.parametrize(("bench", "check"), honest(), ids=lambda one: getattr(one, "name", one) or one.__name__)
def test_an_honest_adapter_in_the_same_clothes_passes(bench: type[Bench], check: Check, tmp_path: Path) -> None:
    told = sit(bench, check, tmp_path, twist=Worn)
    assert told.outcome == "passed", told.why


def test_no_mutant_is_left_out() -> None:
    for module in (broken_sources, lying_sources, broken_targets, lying_targets):
        made = {mutant.worn for mutant in MUTANTS if mutant.worn.__module__ == module.__name__}
        own = (one for one in vars(module).values() if getattr(one, "__module__", "") == module.__name__)
        classes = {one for one in own if isinstance(one, type) and issubclass(one, Worn)}
        said = {one for one in classes if not one.__name__.startswith("_")}
        assert said == made


def test_there_are_enough_of_them_and_each_says_what_it_breaks() -> None:
    assert len({mutant.worn for mutant in MUTANTS}) >= 40
    assert len({mutant.name for mutant in MUTANTS}) == len(MUTANTS)
    assert all(mutant.worn.__doc__ and mutant.worn.__doc__ != Worn.__doc__ for mutant in MUTANTS)
