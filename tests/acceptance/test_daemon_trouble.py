"""The daemon and what goes wrong around it: systems, store, disk, rights. It stays, says so once, and goes on."""

import json
import resource
import sqlite3
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
import yaml

from connector.testing.onestop_knobs import Failure
from support.daemons import daemon, scheduled, unsettled, wait_for
from support.mail_server import MailServer
from support.office import LINK, SOURCE, Office

pytestmark = pytest.mark.timeout(300)
on_posix = pytest.mark.skipif(sys.platform == "win32", reason="permissions and limits of POSIX")


@pytest.fixture
def office(open_office) -> Office:
    office = open_office(number=8)
    office.write_config(link=scheduled())
    return office


def store_of(office: Office) -> Path:
    return office.home / "var" / "connector.db"


# ---------------------------------------------------------------- systems


def test_a_link_that_fails_never_stops_another(office) -> None:
    link = yaml.safe_load((office.config / f"links/{LINK}.yaml").read_text("utf-8"))
    rest = yaml.safe_load((office.config / f"systems/{SOURCE}.yaml").read_text("utf-8"))
    office.write("systems/broken.yaml", rest | {"system": "broken", "url": "http://127.0.0.1:9"})
    office.write("links/broken.yaml", link | {"link": "broken", "source": link["source"] | {"system": "broken"}})
    with daemon(office) as running:
        running.said("run.finished", link="broken", outcome="failed", times=2)
        running.arrived(8)
        office.rest.store.insert(2)
        running.arrived(10)
        assert running.end().code == 0
    assert office.run("status", "broken", "--quiet").code == 2
    assert office.run("status", LINK, "--quiet").code == 0


def test_what_falls_due_between_two_syncs_is_sent_without_waiting_for_the_next(office) -> None:
    office.write_config(
        link=scheduled("every 1h") | {"policy": {"retry": {"first": "14s", "max": "20s"}}},
    )
    office.onestop.fail(Failure.BUSY, service="DongBoHoSoMC", times=1)
    with daemon(office) as running:
        running.said("delivery.retry_scheduled")
        running.arrived(8)
        assert running.end().code == 0
    assert len(office.log_lines("pull.finished")) == 1
    assert len(office.log_lines("run.finished")) == 2


def test_a_one_stop_that_is_down_is_not_asked_without_end_and_gets_everything_when_it_is_back(office) -> None:
    office.write_config(link=scheduled("every 1h"))
    office.onestop.stop()
    with daemon(office) as running:
        running.said("run.finished", outcome="failed")
        time.sleep(28)  # one drain comes within ten seconds; the next waits thirty more
        assert len(office.log_lines("run.finished")) <= 2
        assert len(office.log_lines("system.down")) == 1
        office.onestop.start()
        office.run("daemon", "reload")
        running.arrived(8)
        assert running.end().code == 0
    assert len(office.log_lines("system.up")) == 1
    assert office.onestop.books.wrongs() == ()


def test_a_far_side_that_tells_yesterday_s_data_gets_nothing_twice(office) -> None:
    with daemon(office) as running:
        running.arrived(8)
        office.onestop.freeze()
        changed = office.rest.store.advance(3)
        running.said("delivery.delivered", dossier=changed[0])
        ran = len(office.log_lines("run.finished"))
        running.said("run.finished", times=ran + 2)
        assert unsettled(office) == len(changed)  # answered with success and not to be seen: no success yet
        office.onestop.thaw()
        running.arrived(8)
        assert running.end().code == 0
    assert office.onestop.books.wrongs() == ()
    for code in changed:
        steps = office.onestop.state()[code]["steps"]
        assert len(steps) == len({tuple(step) for step in steps})


def test_what_a_person_releases_while_it_runs_is_sent_at_once(office) -> None:
    office.write_config(link=scheduled("every 1h") | {"policy": {"mode": "propose"}})
    with daemon(office) as running:
        running.said("run.finished")
        told = office.run(
            *("holds", "release", "--all-matching", "--link", LINK, "--expect", "8", "--by", "An", "--reason", "đã xem")
        )
        assert told.code == 0
        assert "Tiến trình nền sẽ gửi ngay" in told.err
        running.arrived(8, seconds=30)
        assert running.end().code == 0


# ---------------------------------------------------------------- the store


def test_a_store_that_another_program_locks_is_said_once_and_waited_for(office) -> None:
    with daemon(office) as running:
        running.arrived(8)
        with closing(sqlite3.connect(store_of(office), isolation_level=None)) as other:
            other.execute("BEGIN EXCLUSIVE")
            (line,) = running.said("store.unusable")
            assert "khóa" in line["error"]
            time.sleep(2)
            other.execute("ROLLBACK")
        running.said("store.usable")
        office.rest.store.insert(2)
        running.arrived(10)
        assert len(office.log_lines("store.unusable")) == 1
        assert running.end().code == 0


@on_posix
def test_a_store_locked_when_it_is_to_end_keeps_it_no_longer_than_30_s(office) -> None:
    with daemon(office) as running:
        running.arrived(8)
        with closing(sqlite3.connect(store_of(office), isolation_level=None)) as other:
            other.execute("BEGIN EXCLUSIVE")
            running.said("store.unusable")
            began = time.monotonic()
            assert running.end().code == 0
            assert time.monotonic() - began < 30
            other.execute("ROLLBACK")


def test_a_store_corrupted_under_it_is_said_and_nothing_is_sent_from_it(office) -> None:
    with daemon(office) as running:
        running.arrived(8)
        held = office.onestop.state()
        good = store_of(office).read_bytes()
        wal = Path(f"{store_of(office)}-wal")
        store_of(office).write_bytes(good[:100] + b"\xaa" * (len(good) - 100))
        wal.write_bytes(b"\xaa" * 4096)
        running.said("store.unusable")
        office.rest.store.insert(2)
        time.sleep(4)  # a run that had begun reads on until it needs the store
        asked = office.onestop.requests
        time.sleep(10)
        assert office.onestop.requests == asked
        assert office.onestop.state() == held
        assert running.running.alive
        assert office.run("status", "--quiet").code == 2
        assert running.end().code == 0
    told = office.run("daemon")
    assert told.code == 2
    assert "hỏng" in told.err


# ---------------------------------------------------------------- disk and rights


@on_posix
def test_a_disk_that_is_full_is_said_and_it_stays_until_there_is_room(office) -> None:
    with daemon(office) as running:
        running.arrived(8)
        size = store_of(office).stat().st_size
        limit = max(size, *(file.stat().st_size for file in office.home.glob("var/**/*") if file.is_file()))
        resource.prlimit(running.running.pid, resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
        office.rest.store.insert(70)
        wait_for(lambda: "đĩa đầy" in office.logged(), "a full disk is said")
        assert running.running.alive
        resource.prlimit(running.running.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        running.arrived(78, seconds=120)
        assert running.end().code == 0
    assert office.onestop.books.wrongs() == ()


@on_posix
def test_a_log_that_cannot_be_written_keeps_it_from_beginning(office) -> None:
    logs = office.home / "var" / "logs"
    logs.mkdir(parents=True)
    logs.chmod(0o555)
    told = office.run("daemon", powerless=True)
    assert told.code == 2
    assert "Không ghi được nhật ký" in told.err
    assert office.onestop.requests == 0


@on_posix
def test_a_data_folder_that_cannot_be_written_keeps_it_from_beginning(office) -> None:
    folder = store_of(office).parent
    (folder / "logs").mkdir(parents=True)
    folder.chmod(0o555)
    told = office.run("daemon", powerless=True)
    assert told.code == 2
    assert "Không mở được kho dữ liệu để ghi: không có quyền" in told.err
    assert office.rest.requests + office.onestop.requests == 0


@on_posix
def test_a_health_address_that_is_taken_keeps_it_from_beginning(office) -> None:
    told = office.run("daemon", "--health", f"127.0.0.1:{office.rest.port}")
    assert told.code == 78
    assert "--health" in told.err
    assert "đã có chương trình khác dùng" in told.err
    assert "Không có tiến trình nền nào" in office.run("daemon", "stop").err


# ---------------------------------------------------------------- people are told


def test_people_are_told_of_a_system_that_is_down_once_and_that_it_is_back(office) -> None:
    with MailServer() as mail:
        told = {"host": "127.0.0.1", "port": mail.port, "security": "none", "from": "a@example.vn"}
        alerts = {"mail": told | {"to": ["an@example.vn"]}, "file": "var/tin.jsonl", "after": "1s", "digest": "23:59"}
        office.write_config(main={"alerts": alerts}, link=scheduled())
        assert office.run("alerts", "test").code == 0
        with daemon(office) as running:
            running.arrived(8)
            office.onestop.stop()
            office.rest.store.insert(1)
            running.said("alert.sent", kind="trouble", seconds=100)
            office.onestop.start()
            running.arrived(9)
            running.said("alert.sent", kind="healed", seconds=100)
            assert running.end().code == 0
    messages = [json.loads(line) for line in (office.home / "var/tin.jsonl").read_text("utf-8").splitlines()]
    assert [message["kind"] for message in messages] == ["test", "trouble", "healed"]
    assert "onestop" in messages[1]["text"]
    assert [got.mail["Subject"] for got in mail.received] == [message["subject"] for message in messages]


@pytest.mark.parametrize("sound", [True, False])
def test_alerts_test_tells_which_channel_works(office, sound) -> None:
    hook = {"url": f"{office.rest.url}/khong-co"}  # answers 404
    office.write_config(main={"alerts": {"file": "var/tin.jsonl"} | ({} if sound else {"webhook": hook})})
    told = office.run("alerts", "test")
    assert told.code == (0 if sound else 2)
    assert "file: đã gửi" in told.out
    assert ("webhook: " in told.err) is not sound
    told = office.run("alerts", "test", "--json")
    assert {row["channel"]: row["sent"] for row in told.json["channels"]} == (
        {"file": True} if sound else {"file": True, "webhook": False}
    )


def test_alerts_test_without_a_channel_says_what_to_write(office) -> None:
    told = office.run("alerts", "test")
    assert told.code == 2
    assert "mail, webhook" in told.err
