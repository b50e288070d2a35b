"""The twin of a one-stop: every knob there is, and every way to lose an answer."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from types import MappingProxyType
from typing import Any, ClassVar

from connector.adapters.memory.faults import Fault
from connector.adapters.memory.knobs import Knobs
from connector.adapters.memory.target import MemoryTarget
from connector.domain.dossier import Dossier
from connector.domain.errors import ForeignSystemError, InDoubtError, RateLimitedError, RefusedError
from connector.domain.link import VerifyWindow
from connector.testing.exam.bench import Trouble
from connector.testing.exam.benches.memory import ERRORS, IN_THIS_PROCESS, fail_after, seconds_of
from connector.testing.exam.rows import Row
from connector.testing.exam.target_bench import Knob, TargetBench

_CALLS: Mapping[str, str] = MappingProxyType({"record": "write_record", "steps": "append_steps"})
_WRITING: Mapping[Trouble, Callable[[], Fault]] = MappingProxyType(
    {
        "lost_before": lambda: Fault(InDoubtError("Đã gửi nhưng chưa rõ kết quả.")),
        "lost_after": lambda: Fault(InDoubtError("Đã gửi nhưng chưa rõ kết quả."), committed=True),
        "in_part": lambda: Fault(InDoubtError("Đã gửi nhưng chưa rõ kết quả."), committed=True, taken=1),
        "refused": lambda: Fault(RefusedError("Thủ tục không thuộc thẩm quyền.", final=True)),
        "not_now": lambda: Fault(RefusedError("Hệ thống đang bận.", final=False)),
    }
)


class MemoryTargetBench(TargetBench):
    """The twin of a one-stop that lists its dossiers."""

    kind = "memory"
    cannot = MappingProxyType(
        {
            "unreadable": "the twin's records are canonical",
            "text": "the twin's records are canonical",
            **IN_THIS_PROCESS,
        }
    )
    text_field = None
    unreadable = MappingProxyType({})
    lists: ClassVar[bool] = True
    settings = (
        {"write": "replace"},
        {"write": "replace", "declared": "unknown", "hidden": frozenset({"note"})},
        {"hidden": frozenset({"note"})},
        {"look_up": "existence", "declared": "unknown"},
        {"steps_readable": False},
        {"lag_reads": 2},
    )

    def start(self) -> None:
        self._knobs = Knobs(lists=self.lists)
        self._made: MemoryTarget | None = None

    @property
    def _target(self) -> MemoryTarget:
        """Made when it is first needed, so that the knobs can be turned before."""
        if self._made is None:
            self._made = MemoryTarget(clock=self.clock, knobs=self._knobs, name="exam", verify=VerifyWindow())
        return self._made

    def make(self, **keys: Any) -> Any:
        del keys  # a twin has no account and no address
        return self.twist(self._target)

    def turn(self, knob: Knob, value: Any) -> None:
        names = {"declared": "declared_write"}
        self._knobs = replace(self._knobs, **{names.get(knob, knob): value})
        self._made = None
        self.write(self.rows)

    def write(self, rows: Sequence[Row]) -> None:
        for code in self._target.snapshot().keys() - {row.code for row in rows}:
            self._target.desk_remove(code)
        for row in rows:
            self._target.desk_enter(row.dossier)

    def stands(self, code: str) -> Dossier | None:
        return self._target.snapshot().get(code)

    def desk_edit(self, code: str, **fields: Any) -> None:
        self._target.desk_edit(code, **fields)

    def writes(self) -> int:
        return sum(self._target.calls[name] for name in _CALLS.values())

    def wrongs(self) -> tuple[str, ...]:
        return self._target.wrongs()

    def troubles(self) -> Mapping[Trouble, Callable[..., None]]:
        broken: dict[Trouble, Callable[..., None]] = {
            name: partial(self._fail, error) for name, error in ERRORS.items() if name not in {"repeated", "endless"}
        }
        writing: dict[Trouble, Callable[..., None]] = {
            name: partial(self._fail_write, fault) for name, fault in _WRITING.items()
        }
        return broken | writing | {"busy": self._be_busy}

    def _fail(self, error: ForeignSystemError, *, skip: int = 0) -> None:
        fail_after(self._target.faults, ("look_up", "enumerate"), error, skip)

    def _fail_write(self, fault: Callable[[], Fault], *, on: str = "record", times: int = 1) -> None:
        self._target.faults.script(_CALLS[on], *[fault() for _ in range(times)])

    def _be_busy(self, *, retry_after: str) -> None:
        asked = seconds_of(retry_after, self.clock.now())
        for call in ("look_up", "enumerate"):
            self._target.faults.script(call, RateLimitedError("Hệ thống yêu cầu chờ.", retry_after=asked))


class MemoryTargetUnlisted(MemoryTargetBench):
    """The same where only a look-up by code tells anything."""

    way = "unlisted"
    cannot = MappingProxyType(
        {
            **MemoryTargetBench.cannot,
            "B5": "its records are read by the same code as those of a list",
            **{f"T{n}": "a list changes nothing about writes: asked where there is one" for n in range(1, 11)},
        }
    )
    lists = False
