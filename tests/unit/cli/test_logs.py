"""Reading the log back: filtered, in words, and on as it grows."""

import json
import os
import subprocess
import sys
from datetime import datetime, timedelta

import pytest

from connector.cli.log_reading import LineFilter, read_lines
from connector.cli.log_text import line_text, to_do
from connector.domain.times import ZONE
from connector.observe.events import Event
from connector.observe.log import set_up
from connector.settings.shipped import shipped_folder

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=ZONE)


@pytest.fixture
def home(tmp_path):
    """A home whose configuration is the shipped one, with a log of its own."""
    shipped = shipped_folder()
    config = tmp_path / "config"
    config.mkdir()
    for name in ("connector.yaml", "calendar.csv"):
        (config / name).write_bytes((shipped / name).read_bytes())
    for folder in ("systems", "links"):
        (config / folder).mkdir()
        for path in (shipped / folder).glob("*.yaml"):
            (config / folder / path.name).write_bytes(path.read_bytes())
    return tmp_path


@pytest.fixture
def log_file(home):
    file = home / "var" / "logs" / "connector.jsonl"
    log = set_up(file, level="debug", now=lambda: NOW - timedelta(days=1))
    log.bind(run="r1", link="investment").say(Event.RUN_STARTED, kind="sync")
    log.close()
    log = set_up(file, level="debug", now=lambda: NOW)
    log.bind(run="r2", link="labour", dossier="H13.22-260301-0001").say(Event.DELIVERY_DEAD, error="Thủ tục lạ.")
    log.bind(run="r2", link="labour").say(Event.PULL_PAGE, page=1, rows=2)
    log.unexpected(RuntimeError("hỏng"))
    log.close()
    return file


@pytest.mark.parametrize(
    ("wanted", "events"),
    [
        ({}, ["run.started", "delivery.dead", "pull.page", "error.unexpected"]),
        ({"run": "r2"}, ["delivery.dead", "pull.page"]),
        ({"link": "investment"}, ["run.started"]),
        ({"dossier": "H13.22-260301-0001"}, ["delivery.dead"]),
        ({"level": "error"}, ["delivery.dead", "error.unexpected"]),
        ({"run": "r3"}, []),
    ],
)
def test_only_the_wanted_lines_are_read(log_file, wanted, events):
    assert [line["event"] for line in read_lines(log_file, LineFilter(**wanted))] == events


def test_since_leaves_out_earlier_lines_and_files(log_file):
    told = list(read_lines(log_file, LineFilter(since=NOW)))
    assert [line["event"] for line in told] == ["delivery.dead", "pull.page", "error.unexpected"]


def test_a_torn_line_is_passed_over(log_file):
    path = sorted(log_file.parent.iterdir())[-1]
    with path.open("ab") as file:
        file.write(b'{"ts": "2026-03-0\n{"event": "run.finished", "ts": "2026-03-02T08:00:00+07:00"}\n')
    assert [line["event"] for line in read_lines(log_file, LineFilter())][-1] == "run.finished"


def test_a_line_is_told_in_words_with_its_name_and_fields():
    line = {
        "ts": "2026-03-02T08:00:00.123+07:00",
        "level": "error",
        "event": "delivery.dead",
        "run": "r2",
        "attempts": 3,
    }
    assert line_text(line, "vi") == (
        "02/03/2026 08:00:00 LỖI      Không gửi được; cần người xử lý [delivery.dead] số lần thử: 3; lượt: r2"
    )
    assert "Given up" in line_text(line, "en")
    assert line_text({"event": "of.a_newer_version"}, "vi").endswith("of.a_newer_version")
    assert to_do(line, "vi") == "    → connector deadletters; sửa nguyên nhân rồi retry, hoặc discard"
    assert to_do({"event": "of.a_newer_version"}, "vi") is None


def test_a_line_about_a_case_tells_its_kind_its_field_and_its_dossier_in_words():
    line = {"event": "mismatch.opened", "kind": "received_at_differs", "field": "received_at", "dossier": "H13.22-1"}
    assert line_text(line, "vi").endswith("hồ sơ: H13.22-1; loại: Sai ngày tiếp nhận; trường: ngày tiếp nhận")


def test_the_command_reads_the_configured_log(call, home, log_file):
    said = call("logs", "--config", str(home / "config" / "connector.yaml"), "--run", "r2")
    assert said.code == 0
    told, advice, further = said.out.splitlines()
    assert [line.split("[")[1].split("]")[0] for line in (told, further)] == ["delivery.dead", "pull.page"]
    assert advice.startswith("    → connector deadletters")
    said = call("logs", "--config", str(home / "config" / "connector.yaml"), "--json", "--level", "error")
    assert [line["event"] for line in json.loads(said.out)["lines"]] == ["delivery.dead", "error.unexpected"]


def test_no_log_yet_is_an_empty_answer(call, home):
    said = call("logs", "--config", str(home / "config" / "connector.yaml"), "--since", "2h")
    assert (said.code, said.out) == (0, "Không có gì.\n")


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
def test_following_tells_lines_as_they_come_until_interrupted(home, log_file):
    command = [
        sys.executable,
        "-m",
        "connector.cli.main",
        "logs",
        "-f",
        "--config",
        str(home / "config/connector.yaml"),
    ]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment) as reader:
        while b"error.unexpected" not in reader.stdout.readline():
            pass
        log = set_up(log_file)
        log.bind(run="r9").say(Event.RUN_FINISHED, outcome="verified")
        log.close()
        while b"r9" not in (line := reader.stdout.readline()):
            assert line, "the reader ended"
        reader.send_signal(2)
        reader.communicate(timeout=20)
        assert reader.returncode == 130


def test_config_show_tells_every_key_with_its_origin_and_no_secret(call, home):
    (home / "config" / "systems" / "onestop.yaml").write_text(
        "system: onestop\nadapter: dvcqg\nurl: http://127.0.0.1:1\nusername: connector\n"
        'password: "mật-khẩu-canary"\nmadonvi: "000.00.22.H13"\ndstcode: "VN:GOV:000.00.00.G22:vpcpdvcprovider"\n',
        encoding="utf-8",
    )
    said = call("config", "show", "--config", str(home / "config" / "connector.yaml"), "--json")
    assert said.code == 0, said.err
    rows = {row["path"]: row for row in json.loads(said.out)["settings"]}
    assert "canary" not in said.out
    assert any("onestop" in path for path in rows)
    plain = call("config", "show", "--config", str(home / "config" / "connector.yaml"))
    assert "canary" not in plain.out
    assert "password" in plain.out


def test_a_missing_configuration_file_is_78(call, tmp_path):
    said = call("config", "show", "--config", str(tmp_path / "nowhere.yaml"))
    assert said.code == 78
    assert "nowhere.yaml" in said.err


def test_the_schema_is_one_json_document(call):
    said = call("config", "schema")
    assert said.code == 0
    assert "properties" in json.loads(said.out)


def test_an_event_or_a_group_of_them_is_asked_for_by_its_name(call, home, log_file):
    config = str(home / "config" / "connector.yaml")
    asked = {
        name: json.loads(call("logs", "--config", config, "--json", "--event", name).out)["lines"]
        for name in ("delivery", "delivery.dead", "deliv")
    }
    assert [len(lines) for lines in asked.values()] == [1, 1, 0]
