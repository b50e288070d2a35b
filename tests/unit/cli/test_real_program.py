"""The shipped configuration behind the doors: the real application, store and log instead of their twins."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass

import pytest

from connector.cli.main import run
from connector.cli.session import Session
from connector.settings.shipped import shipped_folder


@pytest.fixture
def home(tmp_path):
    """The shipped configuration, with every dossier of its invented source held for a person."""
    shipped, config = shipped_folder(), tmp_path / "config"
    for path in [*shipped.glob("*.*"), *shipped.glob("*/*.yaml")]:
        copy = config / path.relative_to(shipped)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(path.read_bytes())
    link = config / "links" / "investment.yaml"
    link.write_text(link.read_text("utf-8").replace("create: push", "create: hold"), encoding="utf-8")
    return tmp_path


@dataclass
class Said:
    returncode: int
    stdout: str
    stderr: str


@pytest.fixture
def connector(home, capsys, monkeypatch):
    monkeypatch.chdir(home)
    monkeypatch.setenv("COLUMNS", "80")

    def connector(*arguments):
        code = run(list(arguments), Session())
        told = capsys.readouterr()
        return Said(code, told.out, told.err)

    return connector


def test_the_real_process_syncs_the_shipped_configuration(home):
    told = subprocess.run(
        [sys.executable, "-m", "connector.cli.main", "sync", "--json"],
        cwd=home,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        timeout=100,
        check=False,
    )
    (summary,) = json.loads(told.stdout)["runs"]
    assert (told.returncode, summary["read"], summary["held"]) == (1, 30, 30)
    assert told.stderr == b""


def test_a_person_follows_held_work_from_sync_to_release(connector, home):
    said = connector("sync", "--json")
    (summary,) = json.loads(said.stdout)["runs"]
    assert (said.returncode, summary["outcome"], summary["agreement"]) == (1, "verified", "new")
    assert (summary["read"], summary["held"]) == (30, 30)

    status = json.loads(connector("status", "--json").stdout)["links"][0]
    assert (status["link"], status["held"], status["run"], status["outcome"]) == (
        "investment",
        30,
        summary["run"],
        "verified",
    )
    assert connector("status", "--quiet").returncode == 1
    text = connector("status")
    assert (text.returncode, text.stderr) == (0, "")
    assert "Chờ duyệt            30" in text.stdout

    listed = json.loads(connector("holds", "--json").stdout)["holds"]
    first = listed[0]
    assert {row["rule"] for row in listed} == {"create"}
    for command in (("holds",), ("holds", "show", str(first["id"])), ("mismatches",)):
        told = connector(*command)
        assert told.returncode == 0, told.stderr
        assert first["code"] in told.stdout
    assert "chờ duyệt" in connector("history", first["code"]).stdout

    released = connector("holds", "release", str(first["id"]), "--by", "Lê Thử", "--reason", "đã xem", "--json")
    assert json.loads(released.stdout)["released"] == [first["id"]]
    rest = connector(
        "holds", "reject", "--all-matching", "--rule", "create", "--expect", "29", "--by", "A", "--reason", "B"
    )
    assert rest.returncode == 0, rest.stderr

    (summary,) = json.loads(connector("sync", "--json").stdout)["runs"]
    assert (summary["revived"], summary["verified"], summary["held"]) == (1, 1, 0)
    story = [event["what"] for event in json.loads(connector("history", first["code"], "--json").stdout)["history"]]
    assert "released" in story
    assert "verified" in story

    lines = json.loads(connector("logs", "--json").stdout)["lines"]
    assert [line["event"] for line in lines].count("hold.released") == 1
    assert [line["event"] for line in lines].count("hold.rejected") == 29


def test_personal_values_are_masked_until_a_person_asks_by_name(connector):
    connector("sync")
    (first, *_) = json.loads(connector("holds", "--json").stdout)["holds"]
    show = ("holds", "show", str(first["id"]), "--json")
    masked = json.loads(connector(*show).stdout)["hold"]["payload"]
    plain = json.loads(connector(*show, "--unmask", "--by", "Lê Thử", "--reason", "đối chiếu").stdout)["hold"][
        "payload"
    ]
    assert masked["code"] == plain["code"]
    assert masked["applicant_name"] != plain["applicant_name"]
    assert plain["applicant_name"] not in json.dumps(masked, ensure_ascii=False)
    everything = "".join(
        connector(*command).stdout
        for command in (("status",), ("holds",), ("mismatches",), ("history", first["code"]), ("logs",))
    )
    assert plain["applicant_name"] not in everything
    assert "unmask.used" in everything


def test_the_other_doors_open_on_a_fresh_home(connector):
    for command, code in (("check", 0), ("plan", 1), ("deadletters", 0), ("rejections", 0), ("status", 0)):
        told = connector(command)
        assert told.returncode == code, told.stderr
        assert "Lỗi" not in told.stdout + told.stderr
    assert connector("status", "--quiet").returncode == 2
    assert json.loads(connector("plan", "--json").stdout)["plans"][0]["counts"]["held"] == 30


@pytest.mark.skipif(sys.platform == "win32", reason="folder permissions of POSIX")
def test_a_log_that_cannot_be_written_is_2_with_the_folder_named(connector, home):
    (home / "var").mkdir()
    (home / "var" / "logs").write_text("a file where a folder should be")
    said = connector("sync", "--json")
    (summary,) = json.loads(said.stdout)["runs"]
    assert said.returncode == 2
    assert "logs.file" in summary["error"]["do"]
    assert "connector.jsonl" in said.stderr


def test_a_configuration_that_asks_for_english_is_refused_in_english_alone(home, connector):
    main = home / "config" / "connector.yaml"
    main.write_text(main.read_text("utf-8").replace("language: vi", "language: en\nstor: x"), encoding="utf-8")
    told = connector("sync")
    assert told.returncode == 78
    assert [line.split(":")[0].strip() for line in told.stderr.splitlines()[:3]] == ["Error", "Where", "To do"]
