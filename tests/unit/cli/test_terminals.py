"""What an operator sees on other terminals: a narrow one, none at all, one without colours, a shell that completes."""

import io
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

import connector
from connector.cli.root import COMMANDS

ROOT = Path(connector.__file__).parents[1]


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_fits_a_narrow_terminal_in_both_languages(call, monkeypatch, command, language):
    monkeypatch.setenv("COLUMNS", "60")
    said = call(*command.split(), "--help", "--lang", language)
    widest = max((line for line in said.out.splitlines() if " " in line.strip()), key=len)
    assert len(widest) <= 60, widest


class Terminal(io.StringIO):
    def isatty(self):
        return True


def coloured(call, monkeypatch, **environment):
    """Whether a command colours what it writes to a terminal under these variables."""
    terminal = Terminal()
    for name in ("NO_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "stdout", terminal)
    call("status")
    return "\033[" in terminal.getvalue()


def test_a_terminal_gets_colours_unless_it_or_the_operator_wants_none(call, monkeypatch):
    assert coloured(call, monkeypatch)
    assert not coloured(call, monkeypatch, NO_COLOR="1")
    assert not coloured(call, monkeypatch, NO_COLOR="")
    assert not coloured(call, monkeypatch, TERM="dumb")


def test_what_goes_to_a_file_or_pipe_has_no_colours(call, monkeypatch):
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert "\033" not in call("status").out


@pytest.mark.skipif(sys.platform == "win32", reason="there is no pseudo terminal")
def test_a_command_without_any_terminal_neither_asks_nor_hangs(tmp_path):
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-m", "connector", "init"],
        cwd=tmp_path,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        start_new_session=True,  # no controlling terminal either
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    assert (tmp_path / "config" / "links" / "main.yaml").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="there is no pseudo terminal")
def test_on_a_real_terminal_init_asks_and_takes_the_answers(tmp_path):
    ours, theirs = pty.openpty()
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "connector", "init"]
    with subprocess.Popen(
        command, cwd=tmp_path, env=environment, stdin=theirs, stdout=subprocess.PIPE, stderr=theirs
    ) as asked:
        os.write(ours, "files\ndvcqg\nso-tay\nH00.22\nBan thử\n".encode())
        told, _ = asked.communicate(timeout=60)
    os.close(theirs)
    os.close(ours)
    assert asked.returncode == 0
    assert "so-tay.yaml" in told.decode()


def completions(words, shell="bash"):
    """What the shell would offer for the last of these words."""
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "_CONNECTOR_COMPLETE": f"{shell}_complete",
        "COMP_WORDS": " ".join(words),
        "COMP_CWORD": words[-1] if shell == "powershell" else str(len(words) - 1),
    }
    if not environment["COMP_CWORD"]:
        del environment["COMP_CWORD"]  # as PowerShell does
    code = "import sys; sys.argv[0] = 'connector'; from connector.cli.main import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, encoding="utf-8", timeout=60, check=False
    )
    if shell == "powershell":
        return dict(line.split("\t") for line in done.stdout.splitlines())
    return {line.partition(",")[2] for line in done.stdout.splitlines()}


def test_powershell_completes_with_what_each_word_means():
    found = completions(["connector", "holds", "re"], "powershell")
    assert set(found) == {"release", "reject"}
    assert found["reject"].startswith("Bác việc đang chờ duyệt")
    assert completions(["connector", "status", ""], "powershell") == {"investment": "investment"}


def test_tab_completes_links_and_the_words_that_an_option_takes():
    assert completions(["connector", "sync", ""]) == {"investment"}
    assert completions(["connector", "holds", "--rule", "brake_s"]) == {"brake_share"}


def test_tab_completes_commands_subcommands_and_options():
    assert completions(["connector", "re"]) == {"reconcile", "report", "rejections", "restore"}
    assert completions(["connector", "holds", "re"]) == {"release", "reject"}
    assert {"--push", "--paper"} <= completions(["connector", "reconcile", "--p"])


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell"])
def test_each_shell_is_given_its_script(shell):
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "_CONNECTOR_COMPLETE": f"{shell}_source"}
    code = "import sys; sys.argv[0] = 'connector'; from connector.cli.main import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, encoding="utf-8", timeout=60, check=False
    )
    assert "_CONNECTOR_COMPLETE" in done.stdout, done.stderr
