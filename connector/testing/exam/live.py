"""What of the exam a live link can be asked without harm: reading, and whether what it declares is true.

Nothing is written, nothing is broken, and only the first pages are read. Every other check is left out with its reason.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Protocol, TypeVar

from connector import __version__
from connector.domain.errors import ForeignSystemError
from connector.domain.kinds import Said
from connector.domain.run import RunError
from connector.ports import System
from connector.sync.telling import run_error
from connector.sync.work import LinkWork
from connector.testing.exam import live_source, live_target, live_witness
from connector.testing.exam.check import Check, NotAsked, Side, Verdict, Wrong, checks_in, verdict
from connector.testing.exam.live_source import LiveSource
from connector.testing.exam.live_target import LiveTarget
from connector.testing.exam.live_witness import LiveWitness
from connector.testing.exam.paper import PAPER

#: Pages of a side that are read, where nobody says otherwise.
PAGES = 3

_SILENT = Said("Hệ thống không trả lời nên không hỏi được.", "The system does not answer, so it cannot be asked.")
_WRITES = Said(
    "Chỉ hỏi được bằng cách ghi; không ghi gì vào hệ thống thật.",
    "Could only be asked by writing; nothing is written to a live system.",
)
_BREAKS = Said(
    "Cần một hệ thống được phép sửa và làm hỏng; bài thi của bộ kết nối hỏi trên hệ thống mô phỏng.",
    "Needs a system that may be changed and broken; the adapter's own exam asks it of a simulated one.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """One side: what was proven of it, and every check's verdict. ``trouble`` is why it could not be reached."""

    side: Side
    name: str
    adapter: str
    version: str
    trouble: RunError | None = None
    proven: tuple[Said, ...] = ()
    verdicts: tuple[Verdict, ...] = ()

    @property
    def failed(self) -> bool:
        return any(each.outcome == "failed" for each in self.verdicts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Conformance:
    """The page of one link."""

    link: str
    at: datetime
    connector: str
    sides: tuple[Examined, ...]

    @property
    def reachable(self) -> bool:
        return all(side.trouble is None for side in self.sides)

    @property
    def passed(self) -> bool:
        return self.reachable and not any(side.failed for side in self.sides)


@dataclass(frozen=True, slots=True)
class Adapter:
    """Which adapter speaks for a side, and its version."""

    name: str
    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Adapters:
    """Who speaks for each side of a link."""

    source: Adapter
    target: Adapter
    witnesses: tuple[Adapter, ...] = ()


#: What a live side is asked, by the id of the check that it is a part of.
_ASKED: Mapping[Side, Mapping[str, Check]] = {
    "source": {each.id: each for each in checks_in(live_source)},
    "target": {each.id: each for each in checks_in(live_target)},
    "witness": {each.id: each for each in checks_in(live_witness)},
}


def conform(work: LinkWork, adapters: Adapters, *, pages: int = PAGES) -> Conformance:
    """Examine every side of the link: of the source, and of a witness's book, the first pages."""
    source = _Sitting("source", work.source, adapters.source)
    read = source.read(lambda: LiveSource.of(work, pages))
    codes = () if read is None else read.codes
    target = _Sitting("target", work.target, adapters.target)
    target.read(lambda: LiveTarget(work, codes))
    sittings = [source, target]
    for witness, adapter in zip(work.witnesses, adapters.witnesses, strict=True):
        sittings.append(_Sitting("witness", witness, adapter))
        sittings[-1].read(partial(LiveWitness, witness, codes, pages))
    examined = tuple(sitting.examined() for sitting in sittings)
    return Conformance(link=work.link, at=work.clock.now(), connector=__version__, sides=examined)


class _Live(Protocol):
    """What was read of a live side."""

    def proven(self) -> tuple[Said, ...]: ...


_Read = TypeVar("_Read", bound=_Live)


class _Sitting:
    """One side before the examiner."""

    def __init__(self, side: Side, system: System, adapter: Adapter) -> None:
        self._side = side
        self._system = system
        self._adapter = adapter
        self._live: _Live | None = None
        self._trouble: RunError | None = None

    def read(self, make: Callable[[], _Read]) -> _Read | None:
        """Probe the side and read what is asked about; None, and its trouble told, where it gives no good answer."""
        try:
            self._system.probe()
            read = make()
        except ForeignSystemError as error:
            self._trouble = run_error(error)
            return None
        self._live = read
        return read

    def examined(self) -> Examined:
        return Examined(
            side=self._side,
            name=self._system.name,
            adapter=self._adapter.name,
            version=self._adapter.version,
            trouble=self._trouble,
            proven=() if self._live is None else self._live.proven(),
            verdicts=tuple(self._verdict(check) for check in PAPER if self._side in check.sides),
        )

    def _verdict(self, check: Check) -> Verdict:
        """On the part of the check that a live side can be asked, else on why it is left out."""
        part = _ASKED[self._side].get(check.id)
        return verdict(part or check, lambda: self._ask(check, part))

    def _ask(self, check: Check, part: Check | None) -> None:
        if self._live is None:
            raise NotAsked(_SILENT.en, _SILENT.vi)
        if part is None:
            reason = _WRITES if check.id.startswith("T") else _BREAKS
            raise NotAsked(reason.en, reason.vi)
        try:
            part.ask(self._live)
        except ForeignSystemError as error:
            told = run_error(error).what
            raise Wrong(told, told) from error
