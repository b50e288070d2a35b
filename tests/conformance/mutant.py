"""A deliberately broken adapter: a side that does all the real one does, but for one thing."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from connector.testing.exam.bench import Bench


class Worn:
    """Stands for a real side; what a subclass does not define, the real one does."""

    def __init__(self, real: Any) -> None:
        self.real = real

    def __getattr__(self, name: str) -> Any:
        return getattr(self.real, name)


@dataclass(frozen=True)
class Mutant:
    """A broken side, the bench it is sat on, and the check that must fail it."""

    worn: type[Worn]
    bench: type[Bench]
    check: str
    honest: type[Bench]  #: the bench on which an honest side passes

    @property
    def name(self) -> str:
        return f"{self.worn.__name__} {self.bench.title()}"


#: Every mutant there is, in the order of its module.
MUTANTS: list[Mutant] = []

_Worn = TypeVar("_Worn", bound=type[Worn])


def wearing(bench: type[Bench], check: str, *, honest: type[Bench] | None = None) -> Callable[[_Worn], _Worn]:
    """Make the class below a mutant."""

    def made(worn: _Worn) -> _Worn:
        MUTANTS.append(Mutant(worn, bench, check, honest or bench))
        return worn

    return made
