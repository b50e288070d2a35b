"""The simulated one-stop does what its knobs say, and its auditor sees what must never happen."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from connector.testing.onestop_books import Commit
from connector.testing.onestop_knobs import Failure
from connector.testing.onestop_system import (
    CALL_PATH,
    DSTCODE,
    LOGIN_PATH,
    MADONVI,
    PASSWORD,
    USERNAME,
    OneStopSystem,
)

CODE = "000.00.00.H00-260302-0001"
STEP = {"MaHoSo": CODE, "ThoiDiemXuLy": "20260302083000", "TrangThai": "2"}

GOOD = '{"error_code":0,"message":"Thực hiện thành công"}'.encode()


class Caller:
    """A bare client of this wire, without any of the connector's care."""

    def __init__(self, system: OneStopSystem) -> None:
        self._http = httpx.Client(base_url=system.url, headers={"dstcode": DSTCODE}, trust_env=False, timeout=2)
        self.session = ""

    def log_in(self, password: str = PASSWORD) -> Any:
        answer = self._http.post(LOGIN_PATH, json={"username": USERNAME, "password": password}).json()
        self.session = answer.get("session", "")
        return answer

    def call(self, service: str, **fields: Any) -> Any:
        return self.raw(service, **fields).json()

    def raw(self, service: str, **fields: Any) -> httpx.Response:
        body = {"session": self.session, "madonvi": MADONVI, "service": service, **fields}
        return self._http.post(CALL_PATH, json=body)

    def put(self, *, updating: bool = False, **record: str) -> Any:
        return self.call("DongBoHoSoMC", isUpdating=str(updating), data=[{"MaHoSo": CODE, **record}])

    def append(self, *steps: dict[str, str]) -> Any:
        return self.call("CapNhatTienDoHoSoMC", data=list(steps))

    def look_up(self) -> Any:
        return self.call("TraCuuHoSo", mahoso=CODE)["result"]

    def close(self) -> None:
        self._http.close()


@pytest.fixture
def system() -> Iterator[OneStopSystem]:
    with OneStopSystem(seed=3) as running:
        yield running


@pytest.fixture
def caller(system: OneStopSystem) -> Iterator[Caller]:
    caller = Caller(system)
    caller.log_in()
    yield caller
    caller.close()


def test_a_record_and_its_steps_are_kept_and_told(system: OneStopSystem, caller: Caller) -> None:
    assert caller.look_up() == []
    assert caller.put(ChuHoSo="A")["error_code"] == 0
    assert caller.append(STEP)["error_code"] == 0
    assert caller.look_up() == [{"MaHoSo": CODE, "ChuHoSo": "A", "TienDo": [STEP]}]
    assert system.books.wrongs() == ()


def test_wrong_passwords_lock_the_account(system: OneStopSystem, caller: Caller) -> None:
    for _ in range(5):
        assert caller.log_in("sai")["error_code"] == -10
    assert system.account_locked
    assert caller.log_in()["error_code"] == -11


@pytest.mark.parametrize("write", ["patch", "replace"])
def test_an_update_patches_or_replaces(system: OneStopSystem, caller: Caller, write: Any) -> None:
    system.turn(write=write)
    caller.put(ChuHoSo="A", GhiChu="B")
    caller.put(updating=True, ChuHoSo="C")
    assert system.books.records[CODE]["GhiChu"] == ("B" if write == "patch" else "")
    assert system.books.blanked() == ({} if write == "patch" else {CODE: {"GhiChu"}})


def test_what_was_written_may_show_late(system: OneStopSystem, caller: Caller) -> None:
    system.turn(lag_reads=2)
    caller.put(ChuHoSo="A")
    assert [len(caller.look_up()) for _ in range(4)] == [0, 0, 1, 1]


def test_yesterdays_data_can_be_told(system: OneStopSystem, caller: Caller) -> None:
    caller.put(ChuHoSo="A")
    system.freeze()
    caller.put(updating=True, ChuHoSo="B")
    assert caller.look_up()[0]["ChuHoSo"] == "A"
    system.thaw()
    assert caller.look_up()[0]["ChuHoSo"] == "B"


def march(caller: Caller) -> Any:
    return caller.call("DanhSachHoSo", ngayNhan1="2026-03-01", ngayNhan2="2026-03-31")


def test_it_lists_only_if_it_can(system: OneStopSystem, caller: Caller) -> None:
    caller.put(ChuHoSo="A", NgayTiepNhan="20260302083000")
    assert march(caller)["error_code"] == -9
    system.turn(lists=True, hidden=frozenset({"ChuHoSo"}), steps_readable=False)
    assert march(caller)["result"] == [{"MaHoSo": CODE, "NgayTiepNhan": "20260302083000"}]
    assert caller.call("DanhSachHoSo", ngayNhan1="2026-03-03", ngayNhan2="2026-03-31")["result"] == []
    for first, last in (("01/03/2026", "31/03/2026"), ("2026-03-31", "2026-03-01"), ("2026-02-30", "2026-03-01")):
        assert caller.call("DanhSachHoSo", ngayNhan1=first, ngayNhan2=last)["error_code"] == -6


def test_its_list_may_be_less_than_what_stands_there(system: OneStopSystem, caller: Caller) -> None:
    for number in range(4):
        system.desk_enter(f"{CODE}{number}", NgayTiepNhan=f"2026030{number + 1}083000", ChuHoSo="A")
    system.turn(lists=True, list_share=0.5, list_hidden=frozenset({"ChuHoSo"}), list_steps=False)
    assert [row["MaHoSo"][-1] for row in march(caller)["result"]] == ["0", "1"]
    assert set(march(caller)["result"][0]) == {"MaHoSo", "NgayTiepNhan"}
    system.turn(list_share=1.0, list_repeats="changed")
    assert [row["MaHoSo"][-1] for row in march(caller)["result"]] == ["0", "1", "2", "3", "0"]
    system.turn(list_rows="null")
    assert march(caller)["result"] is None
    system.turn(list_rows="left_out")
    assert "result" not in march(caller)
    system.turn(list_rows="list", list_days=30)
    assert march(caller)["error_code"] == -6


def test_the_auditor_sees_what_came_twice(system: OneStopSystem, caller: Caller) -> None:
    system.turn(insert_existing="overwrite")
    caller.put(ChuHoSo="A")
    caller.put(ChuHoSo="A")
    caller.append(STEP)
    caller.append(STEP)
    assert system.books.doubled_inserts() == {CODE: 2}
    assert system.books.doubled_steps() == {CODE: {("20260302083000", "2"): 2}}
    assert len(system.books.wrongs()) == 2


def test_the_desks_own_work_is_not_held_against_the_connector(system: OneStopSystem) -> None:
    system.desk_enter(CODE, GhiChu="A")
    system.desk_edit(CODE, GhiChu="")
    system.desk_step(CODE, ThoiDiemXuLy="20260302083000", TrangThai="2")
    assert system.books.wrongs() == ()
    assert system.state()[CODE]["steps"] == [("20260302083000", "2")]


def test_hooks_stand_on_both_sides_of_a_commit(system: OneStopSystem, caller: Caller) -> None:
    seen: list[tuple[str, str, bool]] = []

    def note(when: str) -> Any:
        return lambda commit: seen.append((when, commit.kind, CODE in system.books.records))

    system.books.before_commit.append(note("before"))
    system.books.after_commit.append(note("after"))
    caller.put(ChuHoSo="A")
    assert seen == [("before", "insert", False), ("after", "insert", True)]
    commits: list[Commit] = system.books.commits
    assert [commit.number for commit in commits] == [1]


@pytest.mark.parametrize("failure", [failure for failure in Failure if "silent" not in failure.value])
def test_a_failure_strikes_once_and_leaves_work_done_only_afterwards(
    system: OneStopSystem, caller: Caller, failure: Failure
) -> None:
    system.fail(failure, service="DongBoHoSoMC", nth=2)
    caller.put(updating=True, ChuHoSo="not there")
    try:
        answer = caller.raw("DongBoHoSoMC", isUpdating="False", data=[{"MaHoSo": CODE}])
        assert answer.status_code != 200 or answer.content != GOOD
    except httpx.TransportError:
        assert "reset" in failure.value
    assert (CODE in system.books.records) is failure.after
    assert system.faults.happened == {failure: 1}


def test_chance_is_seeded(caller: Caller, system: OneStopSystem) -> None:
    def happened() -> list[int]:
        with OneStopSystem(seed=11) as other:
            other.fail_by_chance({Failure.UNAVAILABLE: 0.3, Failure.BUSY: 0.2})
            client = Caller(other)
            client.log_in()
            codes = [client.raw("TraCuuHoSo", mahoso=CODE).status_code for _ in range(40)]
            client.close()
            return codes

    first = happened()
    assert first == happened()
    assert 4 < first.count(503) < 20


def test_what_is_not_text_or_too_much_is_refused(system: OneStopSystem, caller: Caller) -> None:
    assert (
        caller.call("DongBoHoSoMC", isUpdating="False", data=[{"MaHoSo": CODE, "KenhThucHien": 1}])["error_code"] == -6
    )
    assert caller.call("DongBoHoSoMC", isUpdating=False, data=[{"MaHoSo": CODE}])["error_code"] == -5
    caller.put()
    assert caller.append(*[STEP] * 11)["error_code"] == -6
    assert system.books.steps[CODE] == []
