"""What killed processes leave behind is removed, and nothing that a living one works with."""

import os
import tempfile
from datetime import UTC, datetime, timedelta

import pytest

from connector.snapshot.leftovers import drop_leftovers as drop_weighings
from connector.store import open_store
from connector.store.leftovers import drop_leftovers

NOW = datetime.now(UTC)
YESTERDAY = NOW - timedelta(days=1)


@pytest.fixture
def passing(tmp_path, monkeypatch):
    """The folder for passing files, with nobody else's in it."""
    folder = tmp_path / "tmp"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def aged(path, at=NOW - timedelta(days=2)):
    for one in (*path.rglob("*"), path):
        os.utime(one, (at.timestamp(), at.timestamp()))
    return path


def made(folder, name="scratch.db"):
    folder.mkdir(parents=True)
    (folder / name).write_bytes(b"x")
    return folder


def test_the_copy_of_a_killed_plan_goes(tmp_path, passing):
    old, young = made(passing / "connector-plan-a"), made(passing / "connector-plan-b")
    aged(old)
    other = aged(made(passing / "of-somebody-else"))
    assert drop_leftovers(f"sqlite:///{tmp_path}/connector.db", YESTERDAY) == 1
    assert not old.exists()
    assert young.exists()
    assert other.exists()


def test_a_plan_that_lives_keeps_its_copy(tmp_path, passing):
    store = open_store(f"sqlite:///{tmp_path}/connector.db", data=tmp_path)
    with store.scratch() as scratch:
        assert drop_leftovers(f"sqlite:///{tmp_path}/connector.db", YESTERDAY) == 0
        assert scratch.known("investment", ["A"]) == {}
        assert len(list(passing.iterdir())) == 1
    store.close()


def test_half_a_restore_goes_and_the_store_stays(tmp_path, passing):
    names = ["connector.db", "connector.db-wal", ".connector.db.0a1b.part", ".connector.db.0a1b.part-wal", "other.part"]
    for name in names:
        (tmp_path / name).write_bytes(b"x")
        os.utime(tmp_path / name, (0, 0))
    assert drop_leftovers(f"sqlite:///{tmp_path}/connector.db", YESTERDAY) == 2
    assert sorted(one.name for one in tmp_path.iterdir() if one.is_file()) == [
        "connector.db",
        "connector.db-wal",
        "other.part",
    ]


@pytest.mark.parametrize("url", ["sqlite://", "postgresql://h/kho"])
def test_a_store_without_a_file_has_no_copies_beside_it(passing, url):
    assert drop_leftovers(url, YESTERDAY) == 0


def test_both_sides_of_a_killed_reconcile_go_and_what_is_kept_of_its_links_stays(tmp_path):
    killed = aged(made(tmp_path / "weighing" / "investment", "source.parquet"))
    keeping = aged(made(tmp_path / "keeping" / "investment", "rows"))
    living = made(tmp_path / "weighing" / "labour", "source.parquet")
    os.utime(living, (0, 0))  # the folder is old, the file in it is not
    kept = aged(made(tmp_path / "standings", "investment.parquet"))
    assert drop_weighings(tmp_path, YESTERDAY) == 2
    assert not killed.exists()
    assert not keeping.exists()
    assert living.exists()
    assert kept.exists()


def test_where_nothing_was_ever_weighed_nothing_is_left(tmp_path):
    assert drop_weighings(tmp_path / "none", YESTERDAY) == 0
