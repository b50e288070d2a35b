"""Backups: one whole file, made while others write; put back, nothing of it is sent before it was looked up."""

import os
import sqlite3
import stat
import threading
from contextlib import closing

import pytest

from connector.domain.errors import StoreError
from connector.domain.run import Category
from connector.store import open_memory_store
from support.backups import backed_up, posix
from support.store_story import Story, judged


def test_a_backup_is_one_sound_file_with_everything_that_was_committed(told, tmp_path):
    story = told()
    story.begin()
    story.page(judged("A", Category.RECORDED))
    file = backed_up(story, tmp_path)
    assert [beside.name for beside in tmp_path.iterdir() if beside.is_file()] == [file.name]
    with closing(sqlite3.connect(f"file:{file}?mode=ro&immutable=1", uri=True)) as copy:
        assert copy.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert copy.execute("PRAGMA journal_mode").fetchone() == ("delete",)
        assert copy.execute("SELECT code FROM dossier").fetchall() == [("A",)]


@posix
def test_a_backup_can_be_read_by_its_owner_only(told, tmp_path):
    before = os.umask(0)
    try:
        file = backed_up(told(), tmp_path)
    finally:
        os.umask(before)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_file_that_stands_is_not_overwritten(told, tmp_path):
    file = tmp_path / "quan-trong.txt"
    file.write_text("đừng xóa", encoding="utf-8")
    with pytest.raises(StoreError, match="Đã có một tệp"):
        told().store.back_up(file)
    assert file.read_text(encoding="utf-8") == "đừng xóa"


def test_a_folder_is_told_for_one_and_asked_for_a_file_in_it(told, tmp_path):
    with pytest.raises(StoreError, match="là một thư mục") as refused:
        told().store.back_up(tmp_path)
    assert "tên tệp" in refused.value.do


def test_a_folder_that_is_not_there_is_said_and_nothing_is_left(told, tmp_path):
    with pytest.raises(StoreError, match="Không ghi được tệp") as refused:
        told().store.back_up(tmp_path / "không có" / "ban-sao.db")
    assert refused.value.do
    assert not (tmp_path / "không có").exists()


def test_a_backup_made_while_others_write_is_of_one_moment(told, tmp_path):
    writing, stop = told(), threading.Event()

    def write():
        writing.begin()
        number = 0
        while not stop.is_set():
            number += 1
            # A dossier and its key are one transaction: no backup may have one without the other.
            writing.page(judged(f"D{number:05}", Category.RECORDED))

    thread = threading.Thread(target=write)
    thread.start()
    try:
        files = [backed_up(told(), tmp_path, f"ban-sao-{number}.db") for number in range(5)]
    finally:
        stop.set()
        thread.join()
    for file in files:
        with closing(sqlite3.connect(file)) as copy:
            counts = [copy.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in TOGETHER]  # noqa: S608
        assert len(set(counts)) == 1


TOGETHER = ("dossier", "dossier_key", "mismatch", "reading")


def test_a_store_in_memory_can_be_backed_up_too(tmp_path):
    story = Story(store=open_memory_store())
    story.begin()
    story.page(judged("A", Category.UNCHANGED))
    file = backed_up(story, tmp_path)
    story.store.close()
    with closing(sqlite3.connect(file)) as copy:
        assert copy.execute("SELECT code FROM dossier").fetchall() == [("A",)]
