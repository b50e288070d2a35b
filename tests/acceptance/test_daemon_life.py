"""The daemon as a real process: begun, asked, ended, killed, and never two of it."""

import os
import random
import signal
import socket
import sys
import time
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime

import pytest
import yaml

from connector.ports import Heartbeat
from connector.store import open_store
from support.daemons import daemon, scheduled, unsettled, wait_for
from support.office import LINK, Office

pytestmark = pytest.mark.timeout(300)
on_posix = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")


@pytest.fixture
def office(open_office) -> Office:
    office = open_office(number=8)
    office.write_config(link=scheduled())
    return office


def slow(office: Office, seconds: float) -> None:
    """Every answer of the one-stop takes so long."""
    office.onestop.before.append(lambda _request: office.onestop.pause(seconds))


def status(office: Office) -> dict:
    return office.run("status", "--json").json


# ---------------------------------------------------------------- begun and asked


def test_it_runs_every_link_by_its_schedule_and_says_so(office) -> None:
    with daemon(office, "--health", "127.0.0.1:0") as running:
        running.arrived(8)
        office.rest.store.insert(2)
        running.arrived(10)
        told = status(office)
        assert told["daemon"]["alive"]
        assert told["daemon"]["pid"] == running.running.pid
        assert told["links"][0]["next_sync"]
        assert office.run("status", "--quiet").code == 0
        done = running.end()
    assert done.code == 0
    assert "http://127.0.0.1:" in done.err
    (ended,) = office.log_lines("daemon.stopped")
    assert ended["unfinished"] == []
    told = status(office)
    assert not told["daemon"]["alive"]
    assert told["daemon"]["left_at"]
    assert office.run("status", "--quiet").code == 0  # stopped on purpose, and read a moment ago


def test_stop_ends_it_through_the_store_and_without_a_daemon_there_is_nothing_to_stop(office) -> None:
    with daemon(office) as running:
        running.arrived(8)
        told = office.run("daemon", "stop")
        assert (told.code, told.out) == (0, "Tiến trình nền đã dừng.\n")
        assert running.running.wait(10).code == 0
    told = office.run("daemon", "stop")
    assert told.code == 2
    assert "Không có tiến trình nền nào đang chạy" in told.err
    assert "store" not in told.err
    told = office.run("daemon", "reload", "--json")
    assert (told.code, told.json["done"]) == (2, False)
    assert told.json["error"]["what"] == "Không có tiến trình nền nào đang chạy."


def test_who_asks_through_a_new_store_is_told_that_the_old_one_s_daemon_works_on(office) -> None:
    with daemon(office) as running:
        running.said("run.finished")
        office.write(
            "connector.yaml", written(office, "connector.yaml") | {"store": "sqlite:///var/moved/connector.db"}
        )
        told = office.run("daemon", "reload")
    assert told.code == 2
    assert "store" in told.err


@pytest.mark.parametrize("broken", ["a link", "its password is not set here", "connector.yaml beside its store"])
def test_stop_ends_it_though_the_configuration_can_no_longer_be_used(office, broken) -> None:
    """Where signals are unknown nothing else would: who asks need not mend anything first."""
    with daemon(office) as running:
        running.said("run.finished")
        if broken == "a link":
            office.write(f"links/{LINK}.yaml", "link: [")
        elif broken == "its password is not set here":
            del office.env["ONESTOP_PASSWORD"]
        else:
            main = (office.config / "connector.yaml").read_text("utf-8")
            office.write("connector.yaml", main + 'alerts: {mial: "${NOWHERE_SET}"}\n')
        told = office.run("daemon", "stop")
        assert (told.code, told.out) == (0, "Tiến trình nền đã dừng.\n"), told
        assert running.running.wait(10).code == 0


def test_a_second_daemon_is_told_of_the_first_and_the_first_goes_on(office) -> None:
    with daemon(office) as running:
        told = office.run("daemon")
        assert told.code == 2
        assert f"tiến trình {running.running.pid}" in told.err
        assert "connector daemon stop" in told.err
        running.arrived(8)
        assert running.end().code == 0


def test_a_second_daemon_with_the_same_health_address_is_told_of_the_first_and_not_of_its_port(office) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        address = f"127.0.0.1:{free.getsockname()[1]}"
    with daemon(office, "--health", address) as running:
        running.said("daemon.started")
        told = office.run("daemon", "--health", address)
        assert told.code == 2
        assert f"tiến trình {running.running.pid}" in told.err


def test_a_one_off_sync_while_it_runs_the_link_is_refused_and_does_it_no_harm(office) -> None:
    office.write_config(link=scheduled("every 1h"), onestop={"timeout": "60s"})
    slow(office, 1.0)
    with daemon(office) as running:
        running.said("pull.finished")
        told = office.sync()
        assert told.code == 2
        assert "đang chạy ở nơi khác" in told.run["error"]["what"]
        assert f"tiến trình {running.running.pid}" in told.run["error"]["what"]
        running.arrived(8)
        assert running.end().code == 0
    assert not office.log_lines("error.unexpected")


def test_a_scheduled_run_comes_after_a_one_off_command_that_holds_its_link(office) -> None:
    slow(office, 0.3)
    with office.start("sync", "--json") as one_off:
        wait_for(lambda: office.log_lines("pull.finished"), "the one-off sync is under way")
        with daemon(office) as running:
            assert one_off.wait().code == 0
            running.said("run.finished", times=2)
            assert running.end().code == 0
    assert not office.log_lines("run.failed")


# ---------------------------------------------------------------- reloaded


def written(office: Office, name: str) -> dict:
    return yaml.safe_load((office.config / name).read_text("utf-8"))


def test_a_reload_takes_a_good_configuration_over(office) -> None:
    office.write_config(link=scheduled("every 1h"))
    with daemon(office) as running:
        running.arrived(8)
        link = written(office, f"links/{LINK}.yaml")
        office.write("links/labour.yaml", link | {"link": "labour"})
        told = office.run("daemon", "reload")
        assert told.code == 0, told.err
        (line,) = running.said("daemon.reloaded")
        assert line["links"] == [LINK, "labour"]
        running.said("run.finished", link="labour")
        assert running.end().code == 0
    assert len(office.log_lines("daemon.stopped")) == 1


def test_a_reload_is_no_end_of_the_daemon_for_whoever_asks_it_next(office) -> None:
    """While it takes up the new configuration it is away for a moment, with its health the longer."""
    with daemon(office, "--health", "127.0.0.1:0") as running:
        running.said("run.finished")
        before = status(office)["daemon"]
        assert office.run("daemon", "reload").code == 0
        running.said("daemon.reloaded")
        assert status(office)["daemon"]["started_at"] == before["started_at"]
        assert office.run("daemon", "reload").code == 0
        told = office.run("daemon", "stop")
        assert (told.code, told.out) == (0, "Tiến trình nền đã dừng.\n"), told
        assert running.running.wait(10).code == 0


def test_a_stop_that_nobody_read_before_the_daemon_was_away_is_asked_again(office) -> None:
    """Here the test is the daemon."""
    with closing(open_store(f"sqlite:///{office.home}/var/connector.db", data=office.home / "var")) as store:
        book, now = store.daemon(), datetime.now(UTC)
        first, second = (
            Heartbeat(id=name, host=socket.gethostname(), pid=1, version="1", started_at=now, beat_at=now)
            for name in ("first", "second")
        )
        book.start(first)
        with office.start("daemon", "stop") as stop:
            wait_for(book.asked, "the stop is asked")
            book.end(replace(first, beat_at=datetime.now(UTC)))
            time.sleep(0.5)
            assert stop.alive
            book.start(second)
            (asked,) = wait_for(book.asked, "it is asked again")
            book.answer(asked.id, "stopping", datetime.now(UTC))
            book.end(replace(second, beat_at=datetime.now(UTC)))
            told = stop.wait()
    assert (told.code, told.out) == (0, "Tiến trình nền đã dừng.\n"), told


def test_what_only_the_daemon_lacks_is_told_to_who_asks_it(office) -> None:
    """It has the variables it was started with, whatever is set where a command is typed."""
    with daemon(office) as running:
        running.said("run.finished")
        office.env["MOT_CUA_MOI"] = "khong-in-ra"
        name = "systems/onestop.yaml"
        office.write(name, written(office, name) | {"password": "${MOT_CUA_MOI}"})
        told = office.run("daemon", "reload")
    assert told.code == 2
    assert "Tiến trình nền chưa nạp lại cấu hình: " in told.err
    assert "chưa đặt biến môi trường MOT_CUA_MOI" in told.err
    assert "refused" not in told.err


@on_posix
def test_a_broken_configuration_changes_nothing_and_the_reason_is_told(office) -> None:
    with daemon(office) as running:
        running.said("run.finished")
        good = (office.config / f"links/{LINK}.yaml").read_text("utf-8")
        office.write(f"links/{LINK}.yaml", good.replace("mode: push", "mode: puhs"))
        told = office.run("daemon", "reload")
        assert told.code == 78
        assert "policy.mode" in told.err
        os.kill(running.running.pid, signal.SIGHUP)
        (line,) = running.said("daemon.reload_refused")
        assert "policy.mode" in line["problem"]
        ran = len(office.log_lines("run.finished"))
        running.said("run.finished", times=ran + 1)
        office.write(f"links/{LINK}.yaml", good)
        away = office.config.rename(office.home / "away")  # the configuration that is shipped is no answer to that
        os.kill(running.running.pid, signal.SIGHUP)
        (_, line) = running.said("daemon.reload_refused", times=2)
        assert "connector.yaml" in line["problem"]
        away.rename(office.config)
        os.kill(running.running.pid, signal.SIGHUP)
        running.said("daemon.reloaded")
        assert running.end().code == 0


@on_posix
def test_a_configuration_that_cannot_be_served_gives_the_old_one_back(office) -> None:
    with daemon(office) as running:
        running.said("run.finished")
        (office.home / "taken").mkdir()
        main = written(office, "connector.yaml")
        office.write("connector.yaml", main | {"store": "sqlite:///taken"})
        os.kill(running.running.pid, signal.SIGHUP)
        (line,) = running.said("daemon.reload_refused")
        assert line["error"]
        ran = len(office.log_lines("run.finished"))
        running.said("run.finished", times=ran + 1)
        assert running.end().code == 0


@on_posix
def test_a_reload_waits_until_nothing_is_under_way(office) -> None:
    office.write_config(link=scheduled("every 1h"), onestop={"timeout": "60s"})
    slow(office, 0.3)
    with daemon(office) as running:
        running.said("pull.finished")
        os.kill(running.running.pid, signal.SIGHUP)
        running.said("daemon.reloaded")
        assert running.end().code == 0
    order = [line["event"] for line in office.log_lines() if line["event"] in {"run.finished", "daemon.reloaded"}]
    assert order[:2] == ["run.finished", "daemon.reloaded"]
    assert not office.log_lines("run.interrupted")


# ---------------------------------------------------------------- ended


@on_posix
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_asked_to_end_in_the_middle_of_a_run_it_ends_within_30_s_and_loses_nothing(open_office, number) -> None:
    office = open_office(number=60)
    office.write_config(link=scheduled(), onestop={"timeout": "60s", "concurrency": 2})
    slow(office, 0.5)
    with daemon(office) as running:
        running.until(lambda: office.onestop.books.commits, "something was sent")
        began = time.monotonic()
        os.kill(running.running.pid, number)
        done = running.running.wait(40)
        assert time.monotonic() - began < 30
        assert done.code == 0
        assert "Traceback" not in done.err
    (line,) = office.log_lines("daemon.stopped")
    assert line["unfinished"] == []
    assert 0 < len(office.onestop.state()) < 60
    office.onestop.before.clear()
    assert office.sync("--wait", "30s").code == 0
    assert len(office.onestop.state()) == 60
    assert office.onestop.books.wrongs() == ()


@on_posix
def test_a_one_stop_that_never_answers_keeps_it_no_longer_than_30_s(office) -> None:
    office.write_config(link=scheduled(), onestop={"timeout": "5m"})
    slow(office, 300)
    with daemon(office) as running:
        running.until(lambda: office.onestop.requests, "it was asked")
        began = time.monotonic()
        done = running.end()
        assert time.monotonic() - began < 30
        assert done.code == 0
    (line,) = office.log_lines("daemon.stopped")
    assert line["unfinished"] == [LINK]


# ---------------------------------------------------------------- killed


def test_killed_at_random_moments_and_begun_again_it_ends_as_undisturbed(open_office) -> None:
    office = open_office(number=60)
    office.write_config(
        link=scheduled(), onestop={"write": "unknown", "concurrency": 4, "verify": {"first": "200ms", "until": "1m"}}
    )
    chance = random.Random(7)
    for _ in range(6):
        with office.start("daemon") as running:
            time.sleep(0.7 + 1.5 * chance.random())
            running.kill()
    assert office.run("status", "--quiet").code == 2  # dead, and not asked to be
    with daemon(office) as running:
        running.arrived(60, seconds=120)
        assert office.run("status", "--quiet").code == 0
        assert running.end().code == 0
    assert office.onestop.books.wrongs() == ()
    assert office.sync().code == 0
    assert unsettled(office) == 0
