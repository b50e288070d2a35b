"""What Windows does to files and has no signal for, as far as it can be known elsewhere."""

import ast
import errno
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest

from connector.domain.errors import ConfigurationError, ConnectorError, StoreError, SystemDownError, os_reason
from connector.domain.run import Category
from connector.domain.times import ZONE
from connector.settings.catalogue_files import write_all
from connector.snapshot import private
from connector.store import open_store, restore
from support.store_story import Story, judged
from support.worklist_entries import put, worklist

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 3, 2, 8, 0, tzinfo=ZONE)


class SharingViolationError(PermissionError):
    """What Windows raises for a file that another program has open."""

    winerror = 32


# ---------------------------------------------------------------- a file that is open elsewhere


@pytest.fixture
def opened_elsewhere(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """From then on no file can be put in another's place."""

    def refused(_made: Path, place: Path) -> None:
        raise SharingViolationError(errno.EACCES, "Permission denied", str(place))

    return lambda: monkeypatch.setattr(Path, "replace", refused)


@pytest.mark.parametrize(
    ("number", "said"), [(5, "chương trình khác"), (32, "chương trình khác"), (112, "đĩa đầy"), (206, "quá dài")]
)
def test_what_windows_says_in_numbers_is_said_in_words(number: int, said: str) -> None:
    error = SharingViolationError(errno.EACCES, "Permission denied")
    error.winerror = number
    assert said in os_reason(error)


def test_a_path_too_long_for_the_system_is_said_in_words(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="too long") as refused:
        (tmp_path / ("x" * 300)).write_bytes(b"")
    assert os_reason(refused.value) == "đường dẫn quá dài"


def _says(error: ConnectorError) -> None:
    assert "mở trong chương trình khác" in error.what
    assert "Đóng" in error.do


def test_a_catalogue_open_in_excel_stays_and_is_named(tmp_path: Path, opened_elsewhere: Callable[[], None]) -> None:
    place = tmp_path / "procedures.csv"
    write_all({place: "cũ\n"}, now=NOW)
    opened_elsewhere()
    with pytest.raises(ConfigurationError) as refused:
        write_all({place: "mới\n"}, now=NOW)
    _says(refused.value)
    assert place.read_text(encoding="utf-8-sig") == "cũ\n"
    assert [file.name for file in tmp_path.iterdir() if file.is_file()] == [place.name]


def test_a_worklist_open_in_excel_stays_and_is_written_once_it_is_closed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, opened_elsewhere: Callable[[], None]
) -> None:
    worklist(tmp_path).change(put(1))
    with monkeypatch.context():
        opened_elsewhere()
        with pytest.raises(SystemDownError) as refused:
            worklist(tmp_path).change(put(2))
        _says(refused.value)
        monkeypatch.undo()
    assert len(worklist(tmp_path).entries()) == 1
    worklist(tmp_path).change(put(2))
    assert len(worklist(tmp_path).entries()) == 2


def test_a_store_open_elsewhere_is_not_replaced_by_a_restore(
    tmp_path: Path, opened_elsewhere: Callable[[], None]
) -> None:
    place, backup = tmp_path / "var" / "connector.db", tmp_path / "ban-sao.db"
    story = Story(store=open_store(f"sqlite:///{place}", data=place.parent))
    story.store.back_up(backup)
    story.begin()
    story.page(judged("A", Category.RECORDED))
    story.store.close()
    opened_elsewhere()
    with pytest.raises(StoreError) as refused:
        restore(f"sqlite:///{place}", backup, data=place.parent, links=(), now=NOW)
    _says(refused.value)
    with closing(sqlite3.connect(place)) as standing:
        assert standing.execute("SELECT code FROM dossier").fetchall() == [("A",)]


def test_a_weighing_s_file_open_elsewhere_is_named(tmp_path: Path, opened_elsewhere: Callable[[], None]) -> None:
    made = tmp_path / "moi"
    made.write_bytes(b"x")
    opened_elsewhere()
    with pytest.raises(StoreError) as refused:
        private.put_in_place(made, tmp_path / "cho" / "cu")
    _says(refused.value)


# ---------------------------------------------------------------- names of files


@pytest.mark.parametrize("link", ["Investment", "INVESTMENT", "a" * 63])
def test_files_of_a_link_have_names_that_any_file_system_keeps_apart(link: str) -> None:
    name = private.file_name(link)
    assert name == name.lower()
    assert name != private.file_name(link.swapcase())
    assert not set(name) & set('<>:"/\\|?*')


# ---------------------------------------------------------------- consoles


@pytest.mark.parametrize("page", ["cp1258", "cp437", "ascii"])
@pytest.mark.parametrize("arguments", [["check", "--help"], ["no-such-command"], ["status", "--config", "đâu.yaml"]])
def test_no_code_page_of_a_console_breaks_a_command(page: str, arguments: list[str], tmp_path: Path) -> None:
    told = subprocess.run(
        [sys.executable, "-m", "connector", *arguments],
        capture_output=True,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": page, "PYTHONUTF8": "0"},
        timeout=60,
        check=False,
    )
    said = (told.stdout + told.stderr).decode("utf-8")
    assert "Traceback" not in said
    assert any(letter in said for letter in "ạếộợữđỗ")


# ---------------------------------------------------------------- what only some systems have

_POSIX_ONLY = {
    *("fcntl", "pwd", "grp", "resource", "termios"),
    *("SIGHUP", "SIGKILL", "SIGUSR1", "SIGUSR2", "SIGALRM", "SIGPIPE"),
    *("geteuid", "getuid", "fork", "fchmod", "AF_UNIX", "mkfifo", "O_DIRECTORY", "O_NOFOLLOW"),
}
_SOURCES = sorted((ROOT / "connector").rglob("*.py"))


def _names(node: ast.AST) -> set[str]:
    if isinstance(node, ast.Import):
        return {alias.name for alias in node.names}
    if isinstance(node, ast.Attribute):
        return {node.attr}
    return set()


def _asks_for_the_system(function: ast.AST) -> bool:
    return any(isinstance(node, ast.Attribute) and node.attr == "platform" for node in ast.walk(function))


def _unguarded(tree: ast.Module) -> set[str]:
    """What only POSIX has, outside of any function, class or branch that asks for the system first."""
    found: set[str] = set()
    waiting: list[ast.AST] = [tree]
    while waiting:
        for child in ast.iter_child_nodes(waiting.pop()):
            guards = isinstance(child, ast.If | ast.FunctionDef | ast.BoolOp) and _asks_for_the_system(child)
            if not guards:
                found |= _names(child) & _POSIX_ONLY
                waiting.append(child)
    return found


def test_nothing_that_windows_lacks_is_touched_without_asking_for_the_system() -> None:
    unguarded = {
        path.relative_to(ROOT).as_posix(): names
        for path in _SOURCES
        if (names := _unguarded(ast.parse(path.read_text(encoding="utf-8"))))
    }
    assert unguarded == {}


def test_the_search_for_what_windows_lacks_finds_it() -> None:
    assert _unguarded(ast.parse("import signal\nsignal.signal(signal.SIGHUP, print)")) == {"SIGHUP"}
    assert _unguarded(ast.parse("def f():\n    import fcntl\n    fcntl.flock(1, 2)")) == {"fcntl"}
    assert _unguarded(ast.parse("import sys\nif sys.platform != 'win32':\n    import fcntl")) == set()
