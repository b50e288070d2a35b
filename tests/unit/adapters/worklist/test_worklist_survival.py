"""The list survives: a kill at any moment leaves an old file or a new one, and what was answered is never lost."""

import os
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from connector.adapters.worklist.entry import Entry
from connector.adapters.worklist.folder import IMPORT, LIST, TO_DO, Worklist
from connector.adapters.worklist.settings import ImportSettings
from connector.adapters.worklist.workbooks import books_of
from connector.domain.errors import BrokenAnswerError, SystemDownError
from support.worklist_entries import entry, put, worklist
from unit.adapters.worklist.conftest import CODE, finished, line


def codes(folder: Path, name: str) -> list[str]:
    book = CalamineWorkbook.from_path(folder / name)
    rows = [
        row for sheet in book.sheet_names if sheet != "Tổng hợp" for row in book.get_sheet_by_name(sheet).to_python()
    ]
    return sorted({cell for row in rows for cell in row if str(cell).startswith("H13")})


def test_an_entry_comes_back_exactly_as_it_was_put(tmp_path: Path) -> None:
    worklist(tmp_path).change(put(1))
    assert worklist(tmp_path).entries() == {entry(1).code: entry(1)}


def test_changes_that_come_together_are_all_kept_and_written_together(tmp_path: Path) -> None:
    made: list[int] = []
    books = books_of(ImportSettings(), {})

    def slow(entries: dict[str, Entry]) -> bytes:
        made.append(len(entries))
        time.sleep(0.02)
        return books[TO_DO](entries)

    together = Worklist(tmp_path, {**books, TO_DO: slow})
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(lambda number: together.change(put(number)), range(1, 61)))
    assert len(worklist(tmp_path).entries()) == 60
    assert len(codes(tmp_path, TO_DO)) == len(codes(tmp_path, IMPORT)) == 60
    assert len(made) < 50


def test_two_processes_lists_lose_nothing_of_each_other(tmp_path: Path) -> None:
    one, other = worklist(tmp_path), worklist(tmp_path)
    threads = [
        threading.Thread(target=lambda of=of, numbers=numbers: [of.change(put(number)) for number in numbers])
        for of, numbers in ((one, range(1, 11)), (other, range(11, 21)))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(worklist(tmp_path).entries()) == 20


def test_a_folder_that_cannot_be_written_takes_nothing_and_says_so(tmp_path: Path) -> None:
    (tmp_path / "viec").write_text("đây là một tệp")
    refused = worklist(tmp_path / "viec")
    with pytest.raises(SystemDownError) as told:
        refused.change(put(1))
    assert "Excel" in told.value.do
    (tmp_path / "viec").unlink()
    refused.change(put(2))
    assert list(refused.entries()) == [entry(2).code]


def test_a_workbook_that_is_open_somewhere_keeps_list_and_books_as_they_were(tmp_path: Path, monkeypatch) -> None:
    worklist(tmp_path).change(put(1))
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    real = Path.open

    def held(self: Path, *args, **kwargs):
        if self.name == TO_DO:
            raise PermissionError(13, "Permission denied", str(self))
        return real(self, *args, **kwargs)

    monkeypatch.setattr(Path, "open", held)
    with pytest.raises(SystemDownError, match=TO_DO):
        worklist(tmp_path).change(put(2))
    monkeypatch.undo()
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_an_open_workbook_does_not_keep_the_exports_from_being_read(office, monkeypatch) -> None:
    office.system = {"steps": False}
    office.export(line(1))
    office.link(finished(1)).sync()
    office.export(line(1, "Đã xử lý xong"))
    real = Path.open
    held = {TO_DO}

    def opened(self: Path, *args, **kwargs):
        if self.name in held:
            raise PermissionError(13, "Permission denied", str(self))
        return real(self, *args, **kwargs)

    monkeypatch.setattr(Path, "open", opened)
    assert office.target().look_up(CODE) is not None
    assert office.codes() == [CODE]
    held.clear()
    assert office.target().look_up(CODE) is not None
    assert office.codes() == []


def test_a_list_that_somebody_damaged_is_not_taken_for_an_empty_one(tmp_path: Path) -> None:
    worklist(tmp_path).change(put(1))
    for damage in (b"{", b'{"form": 9, "entries": []}', b'{"form": 1, "entries": [{}]}'):
        (tmp_path / LIST).write_bytes(damage)
        with pytest.raises(BrokenAnswerError, match="không đọc được"):
            worklist(tmp_path).change(put(2))
        assert (tmp_path / LIST).read_bytes() == damage


def test_workbooks_that_a_dead_process_did_not_make_are_made_by_the_next(office) -> None:
    office.export(line(1))
    office.link(finished(1)).sync()
    (office.home / "viec" / TO_DO).unlink()
    os.utime(office.home / "viec" / IMPORT, ns=(1, 1))
    office.target().look_up(CODE)
    assert office.codes() == [CODE]
    assert len(office.imported()) == 1


VICTIM = "import sys; from pathlib import Path; from support.worklist_entries import live; live(Path(sys.argv[1]))"


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is POSIX")
def test_a_kill_leaves_whole_files_and_everything_that_was_answered(tmp_path: Path) -> None:
    folder, root = tmp_path / "viec", Path(__file__).parents[4]
    paths = os.pathsep.join([str(root), str(root / "tests")])
    for lives in range(4):
        victim = subprocess.Popen(
            [sys.executable, "-c", VICTIM, str(folder)],
            env=os.environ | {"PYTHONPATH": paths},
            stdout=subprocess.PIPE,
            text=True,
        )
        assert victim.stdout is not None
        answered = [int(victim.stdout.readline()) for _ in range(3 + lives * 5)]
        time.sleep(0.003 * lives)
        victim.kill()
        rest, _ = victim.communicate()
        answered += [int(number) for number in rest.split() if number]
        kept = worklist(folder).entries()
        assert {entry(number).code for number in answered} <= kept.keys()
        for name in (TO_DO, IMPORT):
            assert set(codes(folder, name)) <= kept.keys()
    worklist(folder).change(put(1))
    assert codes(folder, TO_DO) == codes(folder, IMPORT) == sorted(worklist(folder).entries())
    assert not list(folder.glob("*.part"))
