"""The national portal as a witness: it tells what the public reads, and nothing is ever written to it."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from connector.adapters.dvcqg.client import DvcqgClient
from connector.adapters.dvcqg.settings import DvcqgSystemSettings, DvcqgTargetSettings, DvcqgWitnessSettings
from connector.adapters.dvcqg.target import make_target
from connector.adapters.dvcqg.wire import SERVICE_RECORD, SERVICE_STEPS
from connector.adapters.dvcqg.witness import DvcqgPortal
from connector.adapters.http import HttpCaller
from connector.adapters.registry import Context, adapter_kind
from connector.domain.dossier import Dossier
from connector.domain.errors import BrokenAnswerError, ForeignSystemError, SystemDownError
from connector.domain.status import Status
from connector.observe.log import Log
from connector.ports import Covers, Target
from connector.settings.values import UnusableError
from connector.testing.onestop_knobs import Failure
from connector.testing.onestop_system import CALL_PATH, DSTCODE, MADONVI, PASSWORD, USERNAME, OneStopSystem
from connector.testing.server import Reply

CODE = "000.00.00.H00-260302-0001"
COVERS = Covers(channels=frozenset({"online"}), first=date(2026, 1, 1))
KEYS: dict[str, Any] = {
    "system": "portal",
    "adapter": "dvcqg",
    "username": USERNAME,
    "password": PASSWORD,
    "madonvi": MADONVI,
    "dstcode": DSTCODE,
    "timeout": "2s",
}


@pytest.fixture
def context(tmp_path: Path, clock: Any) -> Iterator[Context]:
    made = Context(
        home=tmp_path, agency="", clock=clock, log=Log.recording([]), on_circuit=lambda _system, _down, _why: None
    )
    yield made
    made.shared.close()


@pytest.fixture
def system(onestop: OneStopSystem) -> DvcqgSystemSettings:
    return DvcqgSystemSettings(**KEYS, url=onestop.url)


@pytest.fixture
def portal(system: DvcqgSystemSettings, context: Context) -> DvcqgPortal:
    made = adapter_kind("dvcqg").make_witness(system, DvcqgWitnessSettings(), COVERS, context, name="Cổng DVCQG")
    assert isinstance(made, DvcqgPortal)
    return made


def test_it_tells_what_the_public_reads(portal: DvcqgPortal, onestop: OneStopSystem) -> None:
    onestop.desk_enter(CODE, [{"ThoiDiemXuLy": "20260302083000", "TrangThai": "2"}], TrangThaiHoSo="9")
    told = portal.look_up(CODE)
    assert told is not None
    assert (told.dossier.code, told.dossier.status, told.where, told.signed) == (CODE, Status(9), "Cổng DVCQG", None)
    assert {"status", "steps"} <= told.readable
    assert "due_at" not in told.readable
    assert (portal.kind, portal.enumerable, portal.covers, portal.name) == ("portal", False, COVERS, "Cổng DVCQG")


def test_none_is_a_clear_none_and_a_broken_answer_is_not(portal: DvcqgPortal, onestop: OneStopSystem) -> None:
    assert portal.look_up(CODE) is None
    onestop.fail(Failure.NULL, service="TraCuuHoSo")
    with pytest.raises(BrokenAnswerError):
        portal.look_up(CODE)
    onestop.stop()
    with pytest.raises(SystemDownError):
        portal.look_up(CODE)


def test_nothing_is_ever_written_to_it(portal: DvcqgPortal, onestop: OneStopSystem) -> None:
    """Whatever it answers, expired sessions and refusals included, only logins and look-ups reach it."""
    onestop.desk_enter(CODE, TrangThaiHoSo="2")
    before = onestop.state()
    portal.probe()
    portal.probe()
    for failure in Failure:
        if failure not in {Failure.SILENT, Failure.SILENT_AFTER}:
            onestop.fail(failure, service="TraCuuHoSo", retry_after="1")
            with suppress(ForeignSystemError):
                portal.look_up(CODE)
    onestop.before.append(lambda request: Reply(status=401) if b"TraCuuHoSo" in request.body else None)
    with pytest.raises(SystemDownError):
        portal.look_up(CODE)
    services = {request.json()["service"] for request in onestop.log if request.path == CALL_PATH}
    assert services == {"TraCuuHoSo"}
    assert onestop.requests > 20
    assert onestop.state() == before
    assert [commit for commit in onestop.books.commits if commit.by == "connector"] == []


def test_it_has_no_way_to_write(portal: DvcqgPortal) -> None:
    assert not isinstance(portal, Target)
    writing = {"write_record", "append_steps", "write"}
    assert not writing & set(dir(portal))


@pytest.mark.parametrize("service", [SERVICE_RECORD, SERVICE_STEPS, "dongbohosomc"])
def test_a_question_cannot_be_a_writing_one_by_mistake(
    system: DvcqgSystemSettings, clock: Any, onestop: OneStopSystem, service: str, dossier: Dossier
) -> None:
    caller = HttpCaller(system, clock=clock, log=Log.recording([]), on_circuit=lambda _down, _why: None)
    client = DvcqgClient(system, caller, log=Log.recording([]))
    with pytest.raises(ValueError, match="writes"):
        client.read(service, {"isUpdating": "False", "data": [{"MaHoSo": dossier.code}]})
    caller.close()
    assert onestop.requests == 0


@pytest.mark.parametrize("service", [SERVICE_RECORD, SERVICE_STEPS, " DongBoHoSoMC "])
def test_a_listing_service_that_writes_is_refused_by_the_settings(onestop: OneStopSystem, service: str) -> None:
    with pytest.raises((UnusableError, ValueError), match="dịch vụ ghi"):
        DvcqgSystemSettings(**KEYS, url=onestop.url, list_service=service)


def test_it_shares_session_and_rate_with_whoever_else_speaks_to_the_system(
    portal: DvcqgPortal, system: DvcqgSystemSettings, context: Context, onestop: OneStopSystem
) -> None:
    target = make_target(system, DvcqgTargetSettings(), context)
    portal.look_up(CODE)
    target.look_up(CODE)
    portal.close()
    target.look_up(CODE)
    assert onestop.logins == 1
    assert portal.requests == target.requests == onestop.requests == 4
