"""What the program does before and around its commands: usage, language, errors, signals, pipes."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest

from connector.cli.main import Terminated
from connector.cli.root import COMMANDS
from connector.domain.errors import ConfigurationError, StoreError

ENVIRONMENT = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
HEAVY = ("structlog", "httpx", "sqlalchemy", "pydantic", "alembic", "rich", "yaml", "orjson", "apscheduler", "tenacity")


def process(*arguments, code=None, **options):
    command = [sys.executable, "-c", code] if code else [sys.executable, "-m", "connector.cli.main"]
    return subprocess.run(
        [*command, *arguments],
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
        env=ENVIRONMENT,
        **options,
    )


def test_help_imports_no_heavy_library():
    code = f"""
import sys
from connector.cli.main import main
try:
    main()
except SystemExit as end:
    assert end.code == 0, end.code
print([name for name in {HEAVY!r} if name in sys.modules])
"""
    told = process("--help", code=code)
    assert told.returncode == 0, told.stderr
    assert told.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize("command", [*COMMANDS, "holds release", "mismatches accept", "config show"])
def test_help_of_every_command_imports_no_heavy_library(command):
    code = f"""
import sys
from connector.cli.main import run
from connector.cli.session import Session
assert run({[*command.split(), "--help"]!r}, Session()) == 0
print([name for name in {HEAVY!r} if name in sys.modules])
"""
    assert process(code=code).stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("command", ["", *COMMANDS, "holds release", "deadletters retry", "mismatches accept"])
def test_help_reads_as_it_did(call, matches, command, language):
    said = call(*command.split(), "--help", "--lang", language)
    assert said.code == 0
    matches(f"help-{command.replace(' ', '-') or 'connector'}-{language}", said.out)


def test_help_fits_80_columns_and_every_command_has_its_sentence(call):
    for command in ["", *COMMANDS]:
        said = call(*command.split(), "--help")
        assert max(map(len, said.out.splitlines())) <= 80
        assert len(said.out.splitlines()[2].strip()) > 10


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["snyc"], "Không có lệnh “snyc”. Có phải “sync”?"),
        (["sync", "--foo"], "Không có tùy chọn --foo."),
        (["sync", "--wait", "soon"], "phải là một khoảng thời gian như 30s"),
        (["sync", "invesment"], "Không có luồng “invesment”. Có phải “investment”?"),
        (["holds", "release", "1"], "Thiếu '--by'"),
        (["holds", "release", "--by", "A", "--reason", "B"], "ít nhất một ID"),
        (["holds", "release", "--all-matching", "--by", "A", "--reason", "B"], "--expect N"),
        (["holds", "release", "1", "--link", "labour", "--by", "A", "--reason", "B"], "chỉ dùng với --all-matching"),
        (["holds", "show", "x"], "“x” không phải một số"),
        (["holds", "--rule", "x"], "“x” không phải một trong"),
        (["holds", "--unmask"], "--unmask phải kèm --by và --reason"),
        (["mismatches", "accept", "11", "--by", "A", "--reason", "B", "--until", "mai"], "một ngày như 31/12/2026"),
        (["mismatches", "accept", "11", "--by", "A", "--reason", "B", "--until", "31/12/2020"], "ngày này đã qua"),
        (["history"], "Thiếu"),
        (["history", "a", "b"], "Thừa tham số: b"),
        (["logs", "-f", "--json"], "-f và --json"),
        (["sync", "--lang", "fr"], "“fr” không phải một trong: vi, en"),
    ],
)
def test_wrong_usage_is_64_says_why_and_prints_no_document(call, arguments, told):
    said = call(*arguments, "--json")
    assert said.code == 64
    assert told in said.err
    assert said.out == ""


def test_wrong_usage_speaks_english_when_asked(call):
    said = call("sync", "--lang", "en", "nowhere")
    assert said.code == 64
    assert "No such link 'nowhere'" in said.err
    assert "To do: see connector sync --help" in said.err


def test_no_command_at_all_is_wrong_usage_with_the_overview(call):
    said = call()
    assert said.code == 64
    assert "mismatches" in said.err


def test_global_options_stand_before_or_after_the_command(call, app):
    for arguments in (
        ["--json", "--lang", "en", "--config", "x.yaml", "holds"],
        ["holds", "--json", "--lang", "en", "--config", "x.yaml"],
    ):
        said = call(*arguments)
        assert said.code == 0
        assert len(json.loads(said.out)["holds"]) == 3
        assert str(app.opened_with[0]) == "x.yaml"
        assert app.opened_with[1] == "en"


def test_a_link_named_where_a_subcommand_could_stand_is_listed(call):
    assert {row["link"] for row in json.loads(call("holds", "labour", "--json").out)["holds"]} == {"labour"}
    assert json.loads(call("--json", "mismatches", "--state", "all", "labour").out)["mismatches"] == []


def test_the_configuration_decides_the_language_and_the_option_overrides_it(call, app):
    app.language = "en"
    assert "Since" in call("holds").out
    assert "Từ ngày" in call("holds", "--lang", "vi").out


def refusing(error):
    def opener(_config, *, lang, writes):
        raise error

    return opener


def test_a_wrong_configuration_is_78_with_every_problem_on_its_line(call):
    problems = ("config/connector.yaml:3:5: agency: thiếu", "config/links/a.yaml:9:1: polcy: không có khóa này")
    opener = refusing(ConfigurationError("Cấu hình chưa dùng được.", problems=problems))
    said = call("sync", "--json", opener=opener)
    assert said.code == 78
    assert said.out == ""
    assert said.err.splitlines()[-2:] == list(problems)


def test_a_store_that_cannot_be_used_is_2_with_what_where_and_what_to_do(call):
    error = StoreError("Kho dữ liệu đang bị khóa.", where="var/connector.db", do="Dừng chương trình kia.")
    said = call("status", "--json", opener=refusing(error))
    assert said.code == 2
    assert json.loads(said.out)["error"] == {
        "what": "Kho dữ liệu đang bị khóa.",
        "where": "var/connector.db",
        "do": "Dừng chương trình kia.",
    }
    assert "Ở đâu: var/connector.db" in said.err
    assert "Cần làm: Dừng chương trình kia." in said.err


def test_an_error_nobody_foresaw_is_a_sentence_for_the_operator_and_a_traceback_in_the_log(call, app):
    app.raises = RuntimeError("Trần Thị Thử 000123456789")
    said = call("sync")
    assert said.code == 2
    assert "RuntimeError" in said.err
    assert "conftest.py:" in said.err  # where it was raised, for the one who has no log
    assert "Traceback" not in said.err
    assert "000123456789" not in said.err
    (line,) = app.lines
    assert line["event"] == "error.unexpected"
    assert "Traceback" in line["traceback"]


@pytest.mark.parametrize(("error", "code"), [(KeyboardInterrupt(), 130), (Terminated(), 143)])
def test_an_interrupted_command_says_so_with_its_code_and_still_prints_a_document(call, app, error, code):
    app.raises = error
    said = call("sync", "--json")
    assert said.code == code
    assert "Đã dừng" in json.loads(said.out)["error"]["what"]


WAITING = """
import sys, time
from contextlib import contextmanager
from types import SimpleNamespace
from connector.cli import main, session

class App:
    settings, link_names = SimpleNamespace(language="vi"), ("a",)
    def sync(self, links, *, wait):
        print("ready", flush=True)
        time.sleep(60)

@contextmanager
def opener(config, *, lang, writes):
    yield App()

main.Session = lambda: session.Session(opener=opener)
sys.argv = ["connector", "sync"]
main.main()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_ends_the_real_process_with_its_code(number, code):
    with subprocess.Popen(
        [sys.executable, "-c", WAITING], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=ENVIRONMENT
    ) as running:
        assert running.stdout.readline() == b"ready\n"
        time.sleep(0.1)
        running.send_signal(number)
        _, told = running.communicate(timeout=20)
        assert running.returncode == code
        assert "Đã dừng" in told.decode()


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX pipes")
def test_a_reader_that_has_seen_enough_is_no_error():
    reader, writer = os.pipe()
    os.close(reader)
    try:
        told = subprocess.run(
            [sys.executable, "-m", "connector.cli.main", "config", "schema"],
            stdout=writer,
            stderr=subprocess.PIPE,
            env=ENVIRONMENT,
            timeout=60,
            check=False,
        )
    finally:
        os.close(writer)
    assert told.stderr == b""
    assert told.returncode == 0


def test_vietnamese_survives_a_console_of_another_code_page():
    told = subprocess.run(
        [sys.executable, "-m", "connector.cli.main", "--help"],
        capture_output=True,
        env={**ENVIRONMENT, "PYTHONIOENCODING": "cp1252", "PYTHONUTF8": "0"},
        timeout=60,
        check=False,
    )
    assert told.returncode == 0, told.stderr
    assert "Giữ cho phần mềm một cửa" in told.stdout.decode("utf-8")
