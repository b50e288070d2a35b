"""The exam's paper: every check there is, in order, and how a bench sits it."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from types import ModuleType

from connector.testing.exam.bench import Bench, Twist
from connector.testing.exam.check import Check, NotAsked, Verdict, checks_in, verdict
from connector.testing.exam.checks import (
    broken_answers,
    declared,
    followed,
    manners,
    runs,
    stories,
    whole_readings,
    writes,
)

_MODULES: tuple[ModuleType, ...] = (manners, declared, whole_readings, followed, broken_answers, runs, writes, stories)


def _in_order(check: Check) -> tuple[str, int, str]:
    return check.id[0], int(check.id[1:]), check.name


PAPER: tuple[Check, ...] = tuple(sorted((each for module in _MODULES for each in checks_in(module)), key=_in_order))


def checks_of(bench: type[Bench]) -> tuple[Check, ...]:
    """The checks of the bench's side."""
    return tuple(check for check in PAPER if bench.side in check.sides)


def sit(bench: type[Bench], check: Check, home: Path, *, twist: Twist | None = None) -> Verdict:
    """The verdict of one check on a fresh bench in that empty folder."""

    def ask() -> None:
        if check.id in bench.cannot:
            raise NotAsked(bench.cannot[check.id])
        opened: AbstractContextManager[Bench] = bench(home) if twist is None else bench(home, twist=twist)
        with opened as ready:
            check.ask(ready)

    return verdict(check, ask)


def sit_all(bench: type[Bench], home: Path) -> Iterator[Verdict]:
    """The whole exam, each check in a folder of its own."""
    for check in checks_of(bench):
        place = home / check.name
        place.mkdir()
        yield sit(bench, check, place)
