"""What the commands need of the application behind them; ``connector.bootstrap`` makes the real one."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Protocol

from connector.domain.run import RunSummary
from connector.observe.log import Log
from connector.ports import Clock, Desk, Store
from connector.sync.check import CheckReport
from connector.sync.plan import PlanReport


class Spoken(Protocol):
    @property
    def language(self) -> str: ...


class App(Protocol):
    """Everything wired, for one command."""

    @property
    def settings(self) -> Spoken: ...
    @property
    def store(self) -> Store: ...
    @property
    def desk(self) -> Desk: ...
    @property
    def log(self) -> Log: ...
    @property
    def clock(self) -> Clock: ...
    @property
    def link_names(self) -> tuple[str, ...]: ...

    def sync(self, links: Sequence[str], *, wait: timedelta) -> Sequence[RunSummary]: ...
    def plan(self, links: Sequence[str]) -> Sequence[PlanReport]: ...
    def check(self, links: Sequence[str]) -> Sequence[CheckReport]: ...
