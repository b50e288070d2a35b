"""The service files name commands that exist, and systemd itself finds nothing wrong with its unit."""

import codecs
import configparser
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from connector.cli.main import run
from connector.cli.session import Session
from connector.daemon.health import ALIVE_WITHIN
from connector.daemon.serving import BEAT_EVERY, GRACE

ROOT = Path(__file__).parents[3]
UNIT = ROOT / "docs/install/connector.service"

needs_systemd = pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not here")


def service() -> configparser.SectionProxy:
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read(UNIT, encoding="utf-8")
    return unit["Service"]


@needs_systemd
def test_systemd_finds_nothing_wrong_with_the_unit(tmp_path) -> None:
    program = tmp_path / "connector"
    program.write_text("#!/bin/sh\n", encoding="utf-8")
    program.chmod(0o755)
    unit = tmp_path / "connector.service"
    unit.write_text(UNIT.read_text("utf-8").replace("/opt/connector/bin/connector", str(program)), encoding="utf-8")
    told = subprocess.run(["systemd-analyze", "verify", unit], capture_output=True, text=True, check=False)
    assert (told.returncode, told.stderr) == (0, "")


@needs_systemd
def test_the_unit_exposes_little() -> None:
    """2.5 of 10 by systemd's own measure."""
    command = ["systemd-analyze", "security", "--offline=true", "--threshold=25", UNIT]
    told = subprocess.run(command, capture_output=True, text=True, check=False)
    if "Unknown" in told.stderr or "unrecognized" in told.stderr:
        pytest.skip("an older systemd-analyze")
    assert told.returncode == 0, told.stdout[-300:]


def test_the_unit_s_times_fit_the_daemon_s() -> None:
    unit = service()
    assert int(unit["TimeoutStopSec"]) > 30 > GRACE
    assert int(unit["WatchdogSec"]) > 2 * ALIVE_WITHIN.total_seconds() - 1 > BEAT_EVERY.total_seconds()
    assert unit["Type"] == "notify"
    assert unit["KillSignal"] == "SIGTERM"


COMMANDS = {
    "connector.service": re.findall(r"^ExecStart=\S*/connector (.+)$", UNIT.read_text("utf-8"), re.MULTILINE),
    "connector-task.ps1": re.findall(
        r'-Argument "(.+?)"',
        (ROOT / "docs/install/connector-task.ps1").read_text("utf-8").replace("$Health", "127.0.0.1:1"),
    ),
    "Dockerfile": re.findall(r'^CMD \["(.+)"\]$', (ROOT / "Dockerfile").read_text("utf-8"), re.MULTILINE),
}


@pytest.mark.parametrize("file", COMMANDS)
def test_the_command_a_service_runs_is_one_of_ours(file, capsys) -> None:
    (command,) = COMMANDS[file]
    assert command.split()[0] == "daemon"
    assert run([*command.split(), "--help"], Session()) == 0
    assert "daemon" in capsys.readouterr().out


@pytest.mark.parametrize("file", ["install.ps1", "connector-task.ps1"])
def test_windows_reads_what_its_scripts_say(file) -> None:
    """PowerShell 5.1, the one every Windows has, takes a script without a mark to be in the machine's code page."""
    script = (ROOT / "docs/install" / file).read_bytes()
    assert script.startswith(codecs.BOM_UTF8)
    said = re.findall(r'(?:throw|Write-Output|Read-Host -AsSecureString) "(.+)"', script.decode("utf-8-sig"))
    assert said
    assert all(re.search("[ạ-ỹđ]", line) for line in said)
