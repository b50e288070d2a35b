"""A one-stop on a real socket and a target that speaks to it."""

import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from connector.adapters.dvcqg.settings import DvcqgSystemSettings
from connector.adapters.dvcqg.target import DvcqgTarget
from connector.adapters.http import HttpCaller
from connector.domain.dossier import Dossier, Step
from connector.domain.down import Down
from connector.domain.status import Status
from connector.domain.times import ZONE
from connector.observe.log import Log
from connector.testing.onestop_system import DSTCODE, MADONVI, PASSWORD, USERNAME, OneStopSystem

CODE = "000.00.00.H00-260302-0001"
AT = datetime(2026, 3, 2, 8, 30, tzinfo=ZONE)


class QuickClock:
    """The real time; waiting is skipped, and counted as if it had passed."""

    def __init__(self) -> None:
        self.skipped = timedelta(0)

    def now(self) -> datetime:
        return datetime.now(ZONE) + self.skipped

    def sleep(self, seconds: float) -> None:
        self.skipped += timedelta(seconds=seconds)
        time.sleep(min(seconds, 0.01))


@pytest.fixture
def onestop() -> Iterator[OneStopSystem]:
    with OneStopSystem(seed=7) as running:
        yield running


@pytest.fixture
def changes() -> list[tuple[Down | None, str]]:
    return []


@pytest.fixture
def lines() -> list[dict[str, Any]]:
    return []


@pytest.fixture
def clock() -> QuickClock:
    return QuickClock()


@pytest.fixture
def make_target(
    onestop: OneStopSystem, clock: QuickClock, changes: list[tuple[Down | None, str]], lines: list[dict[str, Any]]
) -> Iterator[Callable[..., DvcqgTarget]]:
    callers: list[HttpCaller] = []

    def make(**keys: Any) -> DvcqgTarget:
        settings = system_settings(onestop.url, **keys)
        log = Log.recording(lines)
        caller = HttpCaller(settings, clock=clock, log=log, on_circuit=lambda *change: changes.append(change))
        callers.append(caller)
        return DvcqgTarget.over(settings, caller, log=log)

    yield make
    for caller in callers:
        caller.close()


@pytest.fixture
def target(make_target: Callable[..., DvcqgTarget]) -> DvcqgTarget:
    return make_target()


def system_settings(url: str, **keys: Any) -> DvcqgSystemSettings:
    usual = {
        "system": "onestop",
        "adapter": "dvcqg",
        "url": url,
        "timeout": "2s",
        "username": USERNAME,
        "password": PASSWORD,
        "madonvi": MADONVI,
        "dstcode": DSTCODE,
    }
    return DvcqgSystemSettings(**(usual | keys))


@pytest.fixture
def dossier() -> Dossier:
    return Dossier(
        code=CODE,
        procedure_code="1.009750",
        procedure_name="Cấp giấy chứng nhận đăng ký đầu tư",
        applicant_name="Công ty Thử Nghiệm Số Không",
        applicant_type="business",
        applicant_id="000123456789",
        phone="0900000000",
        summary="Hồ sơ thử nghiệm",
        channel="direct",
        status=Status.RECEIVED,
        received_at=AT,
        due_at=AT + timedelta(days=10),
    )


@pytest.fixture
def step() -> Step:
    return Step(at=AT, status=Status.RECEIVED, officer="Nguyễn Thử Nghiệm", content="Được tiếp nhận")
