"""What the exam is made of: checks, their verdicts, and the two ways not to pass one.

A check asks one thing of one side, through a bench. It returns when the side has passed, raises ``Wrong`` when it has
not, and ``NotAsked`` with the written reason when this kind of system cannot be asked it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any, Literal

from connector.domain.errors import ForeignSystemError
from connector.domain.kinds import Said

Side = Literal["source", "target", "witness"]
Outcome = Literal["passed", "failed", "skipped"]

ALL_SIDES: tuple[Side, ...] = ("source", "target", "witness")

#: Asks one thing through a bench of the right side.
Ask = Callable[[Any], None]


class _VerdictError(Exception):
    """Carries its sentence in both languages; an author reads English, an operator's page is in either."""

    def __init__(self, en: str, vi: str | None = None) -> None:
        super().__init__(en)
        self.why = Said(vi or en, en)


class Wrong(_VerdictError):  # noqa: N818  # a verdict, not a fault of this program
    """The side did not do what its port promises."""


class NotAsked(_VerdictError):  # noqa: N818  # the same
    """This kind of system cannot be asked; says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing an adapter must do; ``said`` is its sentence."""

    id: str
    said: Said
    sides: tuple[Side, ...]
    ask: Ask = field(repr=False)

    @property
    def name(self) -> str:
        """Its id and the name of its function: what a test report calls it."""
        return f"{self.id}-{self.ask.__name__}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What became of one check. ``error`` is what came out of it where that was no verdict of its own."""

    check: Check
    outcome: Outcome
    why: Said | None = None
    error: Exception | None = field(default=None, repr=False)


def check(id_: str, vi: str, en: str, *, sides: tuple[Side, ...]) -> Callable[[Ask], Check]:
    """Make the function below a check of the exam."""

    def made(ask: Ask) -> Check:
        return Check(id=id_, said=Said(vi, en), sides=sides, ask=ask)

    return made


_UNEXPLAINED = Said("Bỏ qua mà không nêu lý do.", "Left out without a reason.")


def checks_in(module: ModuleType) -> Iterator[Check]:
    """The checks that a module defines."""
    return (each for each in vars(module).values() if isinstance(each, Check))


def verdict(check: Check, ask: Callable[[], None]) -> Verdict:
    """The verdict on what ``ask`` does. Nothing is raised but what ends a process."""
    try:
        ask()
    except NotAsked as skipped:
        if skipped.why.en.strip():
            return Verdict(check=check, outcome="skipped", why=skipped.why)
        return Verdict(check=check, outcome="failed", why=_UNEXPLAINED)
    except Wrong as wrong:
        return Verdict(check=check, outcome="failed", why=wrong.why)
    except ForeignSystemError as error:
        told = f"{type(error).__name__}: {error.what}"
        return Verdict(check=check, outcome="failed", why=Said(f"Không ngờ: {told}", f"Nobody expected {told}"))
    except Exception as error:  # noqa: BLE001  # whatever an adapter lets out is its failing, and is told as such
        why = Said(f"Lỗi lạ lọt ra: {type(error).__name__}.", f"Came out of it: {type(error).__name__}: {error}")
        return Verdict(check=check, outcome="failed", why=why, error=error)
    return Verdict(check=check, outcome="passed")
