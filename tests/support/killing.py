"""A mutant is one small deliberate break of our own code; a scenario that stays good with it in place saw nothing."""

import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pytest

#: Applies a break; its docstring says what is broken.
Mutant = Callable[[pytest.MonkeyPatch], None]


@dataclass(frozen=True)
class Scenario:
    """A test by its own name, with the arguments it is to be called with; ``around`` opens what it needs."""

    test: Callable[..., None]
    args: tuple[Any, ...] = ()
    around: Callable[[Callable[..., None]], None] | None = field(default=None, repr=False)

    @cached_property
    def name(self) -> str:
        """As in docs/promises.md: the test's file and its name."""
        return f"{self.test.__module__.rpartition('.')[2]}.py::{self.test.__name__}"

    def play(self) -> None:
        if self.around is None:
            self.test(*self.args)
        else:
            self.around(lambda *opened: self.test(*opened, *self.args))


def always(value: Any) -> Callable[..., Any]:
    """Stands for a function or a method that whatever it is asked says the same."""

    def answer(*_: Any, **__: Any) -> Any:
        return value

    return answer


def by(test: Callable[..., None], *args: Any, around: Callable[[Callable[..., None]], None] | None = None) -> Scenario:
    return Scenario(test, args, around)


def assert_killed(mutant: Mutant, scenario: Scenario) -> str:
    """The scenario is good without the mutant, and an assertion of it fails with it; returns and prints which one.

    Only a failed assertion counts: a mutant that merely crashes what it breaks proves nothing of the scenario.
    """
    scenario.play()
    with pytest.MonkeyPatch.context() as patch:
        mutant(patch)
        try:
            scenario.play()
        except (AssertionError, pytest.fail.Exception) as error:
            if "pytest-timeout" in str(error):  # it was not killed, it only took too long
                raise
            told = f"{mutant.__name__}: killed by {scenario.name}, {_place(error, scenario)}"
            sys.stdout.write(told + "\n")
            return told
    raise AssertionError(f"{mutant.__name__} ({mutant.__doc__}) survives {scenario.name}")


def _place(error: BaseException, scenario: Scenario) -> str:
    file = scenario.test.__code__.co_filename
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename == file]
    assert frames, error
    return f"line {frames[-1].lineno}: {frames[-1].line}"
