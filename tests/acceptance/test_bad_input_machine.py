"""The machine itself is wrong: no room, no rights, a damaged store, two processes. It is said plainly, and heals."""

import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator

import pytest

from support.office import Office

on_posix = pytest.mark.skipif(sys.platform == "win32", reason="file permissions and limits of POSIX")


def said(told, *words: str) -> dict:
    """Exit 2 with what, where and what to do, on stderr and in the document alike."""
    assert told.code == 2, told.out
    run = told.run
    assert run["outcome"] == "failed"
    error = run["error"]
    assert error["what"]
    assert error["where"]
    assert error["do"]
    for word in words:
        assert word in " ".join(error.values())
    assert "Traceback" not in told.err
    return run


def heals(office: Office) -> None:
    """The next run ends where an undisturbed one would have: everything there once, every step once."""
    last = office.sync("--wait", "30s")
    assert last.code == 0, last.out
    standing = office.onestop.state()
    assert standing.keys() == set(office.rest.store.codes)
    for one in standing.values():
        assert len(one["steps"]) == len({tuple(step) for step in one["steps"]})


# ---------------------------------------------------------------- no room


@pytest.fixture
def small_disk(open_office) -> Iterator[Office]:
    """An office whose data folder is a disk of its own, of 1.2 MB."""
    office = open_office(number=120)
    folder = office.home / "var"
    folder.mkdir()
    mount = shutil.which("mount")
    if (
        mount is None
        or subprocess.run([mount, "-t", "tmpfs", "-o", "size=1200k", "tmpfs", folder], check=False).returncode
    ):
        pytest.skip("a small disk needs mount and the right to use it")
    yield office
    subprocess.run(["umount", folder], check=True)


def test_a_disk_that_fills_up_while_sending_is_said_and_the_next_run_goes_on(small_disk) -> None:
    office = small_disk
    said(office.sync(), "Không ghi được kho dữ liệu: đĩa đầy", "connector.db", "Giải phóng dung lượng")
    assert 0 < len(office.onestop.state()) < 120  # it filled up in the middle
    assert office.run("status").code == 0
    subprocess.run(["mount", "-o", "remount,size=50m", office.home / "var"], check=True)
    heals(office)


@on_posix
@pytest.mark.parametrize("bytes_allowed", [100_000, 400_000])
def test_a_file_size_limit_is_met_like_a_full_disk(open_office, bytes_allowed) -> None:
    """The first while the store is being made, the second among the pages."""
    office = open_office(number=120)
    said(office.sync(max_file_bytes=bytes_allowed), "đĩa đầy, hết hạn mức", "connector.db", "Giải phóng dung lượng")
    assert office.onestop.state() == {}
    heals(office)


@on_posix
def test_a_backup_for_which_there_is_no_room_is_no_trouble_of_the_store(office) -> None:
    office.sync()
    half = (office.home / "var" / "connector.db").stat().st_size // 2
    told = office.run("backup", "ban-sao.db", max_file_bytes=half)
    assert told.code == 2
    assert "Không ghi được bản sao lưu: đĩa đầy" in told.err
    assert "Ở đâu: ban-sao.db" in told.err
    assert not [*office.home.glob("*ban-sao*")]


# ---------------------------------------------------------------- no rights


@on_posix
def test_a_data_folder_that_cannot_be_written_is_named_before_anything_is_asked(office) -> None:
    folder = office.home / "var"
    (folder / "logs").mkdir(parents=True)
    folder.chmod(0o555)
    said(office.sync(powerless=True), "Không mở được kho dữ liệu để ghi: không có quyền", "connector.db", "quyền ghi")
    assert (office.rest.requests, office.onestop.requests) == (0, 0)
    told = office.run("sync", powerless=True)
    assert told.code == 2
    for word in ("Lỗi: ", "Ở đâu: ", "Cần làm: ", str(folder)):
        assert word in told.err
    folder.chmod(0o755)
    heals(office)


@on_posix
def test_a_store_that_became_read_only_is_named_and_left_as_it_is(office) -> None:
    office.sync()
    store, folder = office.home / "var" / "connector.db", office.home / "var"
    before = store.read_bytes()
    store.chmod(0o444)
    folder.chmod(0o555)
    office.rest.store.advance(2)
    said(office.sync(powerless=True), "connector.db", "quyền ghi")
    assert store.read_bytes() == before
    store.chmod(0o600)
    folder.chmod(0o755)
    heals(office)


@on_posix
def test_a_log_that_cannot_be_written_stops_the_run_before_it_could_act_without_a_trace(office) -> None:
    logs = office.home / "var" / "logs"
    logs.mkdir(parents=True)
    logs.chmod(0o555)
    said(office.sync(powerless=True), "Không ghi được nhật ký: không có quyền", "connector.jsonl", "logs.file")
    assert office.onestop.requests == 0
    logs.chmod(0o755)
    heals(office)


# ---------------------------------------------------------------- a damaged store


@pytest.mark.parametrize("damage", ["another file", "half of it", "pages of rubbish"])
def test_a_damaged_store_is_refused_kept_and_replaced_by_its_copy(office, damage) -> None:
    office.sync()
    store = office.home / "var" / "connector.db"
    good = store.read_bytes()
    bad = {
        "another file": b"khong phai la kho du lieu " * 400,
        "half of it": good[: len(good) // 2],
        "pages of rubbish": good[:8192] + b"\xaa" * (len(good) - 12288) + good[-4096:],
    }[damage]
    store.write_bytes(bad)
    asked = office.onestop.requests
    said(office.sync(), "hỏng", "connector.db", "khôi phục bản sao lưu")
    for command in ("status", "holds", "plan") if damage == "another file" else ():
        told = office.run(command)
        assert told.code == 2
        assert "hỏng" in told.err
        assert "Traceback" not in told.err
    assert store.read_bytes() == bad
    assert office.onestop.requests == asked
    store.write_bytes(good)
    heals(office)


# ---------------------------------------------------------------- two processes


class Gate:
    """Keeps the one-stop from answering one of its requests until it is opened."""

    def __init__(self, office: Office, number: int) -> None:
        self._number = number
        self._reached, self._open = threading.Event(), threading.Event()
        office.onestop.before.append(self)

    def __call__(self, request) -> None:
        if request.number == self._number:
            self._reached.set()
            assert self._open.wait(30)

    def wait(self) -> None:
        assert self._reached.wait(30)

    def open(self) -> None:
        self._open.set()


@pytest.fixture
def patient(office: Office) -> Office:
    office.write_config(onestop={"timeout": "60s"})
    return office


def test_a_second_process_says_who_holds_the_link_and_touches_nothing(patient) -> None:
    gate = Gate(patient, 30)
    with patient.start("sync", "--json") as first:
        gate.wait()
        asked = patient.rest.requests
        run = said(patient.sync(), "đang chạy ở nơi khác", f"tiến trình {first.pid}", "Chờ lượt đó xong")
        assert run["requests"] == {"source": 0, "target": 0}
        assert patient.rest.requests == asked
        status = patient.run("status", "--json").json["links"][0]
        assert status["holder"]["pid"] == first.pid
        assert f"tiến trình {first.pid}" in patient.run("status").out
        gate.open()
        told = first.wait()
    assert (told.code, told.run["verified"]) == (0, 8)


def test_the_work_of_a_killed_owner_is_taken_over_at_once(patient) -> None:
    gate = Gate(patient, 30)
    with patient.start("sync", "--json") as first:
        gate.wait()
        first.kill()
        gate.open()
    assert patient.run("status").code == 0
    heals(patient)
    assert not [line for line in patient.log_lines() if line.get("error") and "nơi khác" in line["error"]]


@on_posix
@pytest.mark.parametrize("name", ["logs", "locks"])
def test_a_file_where_a_folder_belongs_is_named(office, name) -> None:
    (office.home / "var").mkdir()
    (office.home / "var" / name).write_text("một tệp", encoding="utf-8")
    said(office.sync(), name, "có một tệp ở chỗ của thư mục")
    (office.home / "var" / name).unlink()
    heals(office)
