"""What the commands need of the application behind them; ``connector.bootstrap`` makes the real one."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date, timedelta
from pathlib import Path
from typing import Protocol

from connector.domain.calendar import WorkingCalendar
from connector.domain.run import RunSummary
from connector.observe.log import Log
from connector.ports import Clock, Desk, Store
from connector.report.data import ReportData
from connector.report.figures import Dimension
from connector.settings.model import SystemSettings
from connector.settings.settings import LinkSettings
from connector.sync.checked import CheckReport
from connector.sync.plan import PlanReport
from connector.sync.reconcile import ReconcileRequest
from connector.sync.work import LinkWork


class Configured(Protocol):
    """What commands read of the settings."""

    @property
    def language(self) -> str: ...
    @property
    def links(self) -> Mapping[str, LinkSettings]: ...
    @property
    def systems(self) -> Mapping[str, SystemSettings]: ...


class App(Protocol):
    """Everything wired, for one command."""

    @property
    def settings(self) -> Configured: ...
    @property
    def store(self) -> Store: ...
    @property
    def desk(self) -> Desk: ...
    @property
    def log(self) -> Log: ...
    @property
    def clock(self) -> Clock: ...
    @property
    def calendar(self) -> WorkingCalendar: ...
    @property
    def link_names(self) -> tuple[str, ...]: ...

    def sync(self, links: Sequence[str], *, wait: timedelta) -> Sequence[RunSummary]: ...
    def reconcile(
        self, links: Sequence[str], request: ReconcileRequest, *, papers: Sequence[Path]
    ) -> Sequence[RunSummary]: ...
    def plan(self, links: Sequence[str]) -> Sequence[PlanReport]: ...
    def check(self, links: Sequence[str]) -> Sequence[CheckReport]: ...
    def opened(self, links: Sequence[str]) -> AbstractContextManager[Sequence[LinkWork]]: ...
    def purge(self) -> Mapping[str, int]: ...
    def back_up(self, file: Path) -> int: ...
    def report(
        self, links: Sequence[str], *, since: date | None, until: date | None, by: Sequence[Dimension]
    ) -> ReportData: ...
    def write_report(
        self,
        path: Path,
        links: Sequence[str],
        *,
        since: date | None,
        until: date | None,
        unmasked: bool,
        language: str,
    ) -> None: ...
