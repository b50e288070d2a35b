"""Dated files: one write a line, several writers at once, the oldest dropped."""

import os
import subprocess
import sys
from datetime import datetime, timedelta

import pytest

from connector.observe.log_files import DatedFile, FileFamily

NOW = datetime(2026, 1, 31, 23, 59)  # noqa: DTZ001 - a wall clock is all a file name needs

WRITER = """
import sys
from datetime import datetime
from pathlib import Path
from connector.observe.log_files import DatedFile
file = DatedFile(Path(sys.argv[1]), rotate_mb=0.02, keep=1000, now=datetime.now)
for number in range(1000):
    file.append(f"{sys.argv[2]} {number} {'x' * (number % 300)}.\\n".encode())
file.close()
"""


class Now:
    def __init__(self, now=NOW):
        self.now = now

    def __call__(self):
        return self.now


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_a_new_day_is_a_new_file(tmp_path):
    now = Now()
    file = DatedFile(tmp_path / "c.jsonl", rotate_mb=1, keep=30, now=now)
    file.append(b"one\n")
    now.now += timedelta(minutes=2)
    file.append(b"two\n")
    file.close()
    assert names(tmp_path) == ["c-2026-01-31.jsonl", "c-2026-02-01.jsonl"]


def test_a_full_file_is_followed_by_the_next_number(tmp_path):
    file = DatedFile(tmp_path / "c.jsonl", rotate_mb=0.00001, keep=30, now=Now())
    for _ in range(3):
        file.append(b"0123456789\n")
    file.close()
    assert names(tmp_path) == ["c-2026-01-31.1.jsonl", "c-2026-01-31.2.jsonl", "c-2026-01-31.jsonl"]


def test_only_so_many_files_are_kept_and_strangers_are_left_alone(tmp_path):
    for name in (
        "c-2026-01-01.jsonl",
        "c-2026-01-02.9.jsonl",
        "c-2026-01-02.10.jsonl",
        "c-notes.jsonl",
        "d-2026-01-01.jsonl",
    ):
        (tmp_path / name).write_bytes(b"")
    file = DatedFile(tmp_path / "c.jsonl", rotate_mb=1, keep=2, now=Now())
    file.append(b"one\n")
    file.close()
    assert names(tmp_path) == ["c-2026-01-02.10.jsonl", "c-2026-01-31.jsonl", "c-notes.jsonl", "d-2026-01-01.jsonl"]


def test_files_are_listed_in_the_order_they_were_written(tmp_path):
    written = ["c-2026-01-01.jsonl", "c-2026-01-02.jsonl", "c-2026-01-02.2.jsonl", "c-2026-01-02.10.jsonl"]
    for name in written:
        (tmp_path / name).write_bytes(b"")
    assert [path.name for path in FileFamily(tmp_path / "c.jsonl").files()] == written
    assert FileFamily(tmp_path / "nowhere" / "c.jsonl").files() == []


def test_two_processes_write_at_once_and_every_line_stays_whole(tmp_path):
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, str(tmp_path / "c.jsonl"), name],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        )
        for name in ("một", "hai")
    ]
    assert [writer.wait(timeout=60) for writer in writers] == [0, 0]
    lines = [line for path in FileFamily(tmp_path / "c.jsonl").files() for line in path.read_text("utf-8").splitlines()]
    wanted = {f"{name} {number} {'x' * (number % 300)}." for name in ("một", "hai") for number in range(1000)}
    assert len(lines) == 2000
    assert set(lines) == wanted


@pytest.mark.skipif(sys.platform == "win32", reason="/dev/full is a Unix device")
def test_a_full_disk_is_an_error_and_the_next_line_is_tried_again(tmp_path):
    now = Now()
    file = DatedFile(tmp_path / "c.jsonl", rotate_mb=1, keep=30, now=now)
    (tmp_path / "c-2026-01-31.jsonl").symlink_to("/dev/full")
    with pytest.raises(OSError, match="No space"):
        file.append(b"one\n")
    now.now += timedelta(minutes=2)
    file.append(b"two\n")
    file.close()
    assert (tmp_path / "c-2026-02-01.jsonl").read_bytes() == b"two\n"
