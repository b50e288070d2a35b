"""The rooms look down only: the contracts hold, and one import upward breaks them."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LINT = (sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()")


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [*LINT, "--no-cache"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, encoding="utf-8", check=False)


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A copy of the package with its contracts, to be spoilt."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    shutil.copytree(ROOT / "connector", tmp_path / "connector", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def test_the_rooms_keep_their_contracts(house: Path) -> None:
    done = lint(house)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("file", "line", "broken"),
    [
        ("reconcile/plan.py", "import connector.sync.runner\n", "Rooms look down"),
        ("sync/runner.py", "import connector.store\n", "Rooms look down"),
        ("domain/status.py", "import pydantic\n", "The nouns use the standard library only"),
        ("sync/pull.py", "import sqlalchemy\n", "The work names no system"),
    ],
)
def test_one_bad_import_breaks_a_contract(house: Path, file: str, line: str, broken: str) -> None:
    path = house / "connector" / file
    path.write_text(line + path.read_text(encoding="utf-8"), encoding="utf-8")
    done = lint(house)
    assert done.returncode != 0
    assert f"{broken}" in done.stdout
    assert "BROKEN" in done.stdout
