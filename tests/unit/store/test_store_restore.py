"""Putting a backup back: the store is what it was, and nothing of it is sent before it was looked up."""

import errno
import os
import sqlite3
import stat
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import make_url

from connector.domain.delivery import DeliveryState
from connector.domain.errors import LinkBusyError, StoreError
from connector.domain.run import Category
from connector.domain.status import Status
from connector.domain.verdict import Action
from connector.ports import Heartbeat, Owner
from connector.store import migrations, open_store, restore
from connector.store.database import EngineDatabase
from connector.store.dialect import make_engine
from connector.store.migrate import migrate
from connector.store.tables import StepState, daemon, delivery, lease, sent_step
from support.backups import backed_up, put_back, rows
from support.store_story import LINK, START, judged, step


def test_a_restored_store_is_as_it_was_then_and_the_replaced_one_is_kept(told, path, tmp_path):
    story = told()
    story.begin()
    story.page(judged("A", Category.UNCHANGED))
    file = backed_up(story, tmp_path)
    story.page(judged("B", Category.UNCHANGED))
    story.store.close()
    restored = put_back(path, file)
    assert set(told().store.known(LINK, ["A", "B"])) == {"A"}
    with closing(sqlite3.connect(restored.replaced)) as kept:
        assert kept.execute("SELECT count(*) FROM dossier").fetchone() == (2,)
    assert restored.replaced.parent == path.parent
    if os.name != "nt":
        assert stat.S_IMODE(restored.replaced.stat().st_mode) == 0o600
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_backup_is_put_back_where_no_store_is(told, path, tmp_path):
    story = told()
    story.begin()
    story.page(judged("A", Category.UNCHANGED))
    file = backed_up(story, tmp_path)
    story.store.close()
    elsewhere = tmp_path / "máy mới" / "var" / "connector.db"
    restored = restore(f"sqlite:///{elsewhere}", file, data=elsewhere.parent, links=[LINK], now=START)
    assert restored.replaced is None
    with closing(sqlite3.connect(elsewhere)) as copy:
        assert copy.execute("SELECT code FROM dossier").fetchall() == [("A",)]


def test_two_restores_keep_both_replaced_stores(told, path, tmp_path):
    story = told()
    file = backed_up(story, tmp_path)
    story.store.close()
    first, second = put_back(path, file), put_back(path, file)
    assert first.replaced != second.replaced
    assert first.replaced.exists()
    assert second.replaced.exists()


def test_a_disk_whose_files_have_one_name_keeps_a_copy(told, path, tmp_path, monkeypatch):
    def refused(_self, _target):
        raise OSError(errno.EPERM, os.strerror(errno.EPERM))

    monkeypatch.setattr(Path, "hardlink_to", refused)
    story = told()
    story.begin()
    story.page(judged("A", Category.UNCHANGED))
    file = backed_up(story, tmp_path)
    story.store.close()
    with closing(sqlite3.connect(put_back(path, file).replaced)) as kept:
        assert kept.execute("SELECT code FROM dossier").fetchall() == [("A",)]


SENDABLE = [DeliveryState.WAITING, DeliveryState.CLAIMED, DeliveryState.IN_DOUBT, DeliveryState.DELIVERED]


@pytest.mark.parametrize("state", SENDABLE)
def test_whatever_was_on_its_way_is_in_doubt_and_looked_up_at_once(told, path, tmp_path, state):
    story = told()
    proved_link(story)
    story.begin()
    action = Action(create=True, target_code="A", steps=(step(9), step(10)))
    story.page(judged("A", Category.QUEUED, action=action))
    story.plan()
    if state is not DeliveryState.WAITING:
        [one] = story.claim()
        if state is not DeliveryState.CLAIMED:
            story.settle(one, state, next_attempt_at=START + timedelta(hours=5), error="hết giờ chờ")
    file = backed_up(story, tmp_path)
    story.store.close()
    later = START + timedelta(days=2)
    assert put_back(path, file, later).in_doubt == 1
    story = told()
    story.runs, story.now = 7, later
    story.begin()
    assert story.opening.in_doubt_before == 1
    [doubted] = story.claim()
    assert (doubted.state, doubted.last_error) == (DeliveryState.IN_DOUBT, None)
    assert doubted.sent_at is not None
    memory = story.store.memory([doubted.dossier_id])[doubted.dossier_id]
    assert memory.doubted_steps == {(step(9).at, Status.PROCESSING), (step(10).at, Status.PROCESSING)}
    story.assert_sums()


def proved_link(story):
    """Its first deliveries arrived as sent."""
    for one in story.queued("X", "Y", "Z"):
        story.settle(one, DeliveryState.VERIFIED, proved_readable=True)


def test_what_waits_to_follow_the_first_proofs_goes_on_waiting_with_its_steps_in_doubt(told, path, tmp_path):
    story = told()
    story.begin()
    story.page(judged("A", Category.QUEUED, action=Action(create=False, target_code="A", steps=(step(9),))))
    story.plan()
    file = backed_up(story, tmp_path)
    story.store.close()
    assert put_back(path, file).in_doubt == 0
    story = told()
    assert [row.state for row in rows(story, delivery)] == [DeliveryState.WAITING]
    assert [row.state for row in rows(story, sent_step)] == [StepState.DOUBT]


def test_steps_known_to_be_taken_stay_so_and_owed_ones_are_in_doubt(told, path, tmp_path):
    story = told()
    story.begin()
    story.page(judged("A", Category.QUEUED, action=Action(create=False, target_code="A", steps=(step(9), step(10)))))
    story.plan()
    [one] = story.claim()
    taken, owed = (step(9).at, Status.PROCESSING), (step(10).at, Status.PROCESSING)
    story.store.mark_steps({one.id: [taken, owed]}, story.now)
    story.settle(one, DeliveryState.DELIVERED, record_answered=True, unsent_steps=(owed,))
    file = backed_up(story, tmp_path)
    story.store.close()
    put_back(path, file)
    states = {row.at: row.state for row in rows(told(), sent_step)}
    assert states == {step(9).at: StepState.SENT, step(10).at: StepState.DOUBT}


def test_what_a_person_may_have_let_out_since_is_not_sent_blindly_either(told, path, tmp_path):
    story = told()
    story.begin()
    story.page(judged("A", Category.HELD, action=Action(create=False, target_code="A", steps=(step(9),))))
    file = backed_up(story, tmp_path)
    story.store.close()
    assert put_back(path, file).in_doubt == 0
    story = told()
    assert [row.state for row in rows(story, delivery)] == [DeliveryState.HELD]
    assert [row.state for row in rows(story, sent_step)] == [StepState.DOUBT]


def test_settled_work_stays_settled(told, path, tmp_path):
    story = told()
    [one] = story.queued("A")
    story.settle(one, DeliveryState.VERIFIED)
    file = backed_up(story, tmp_path)
    story.store.close()
    assert put_back(path, file).in_doubt == 0
    assert [row.state for row in rows(told(), delivery)] == [DeliveryState.VERIFIED]


def test_nobody_holds_a_restored_store(told, path, tmp_path):
    story = told()
    story.store.acquire(LINK, Owner(id="o", host="h", pid=1), "r", START)
    story.store.daemon().start(Heartbeat(id="d", host="h", pid=1, version="1", started_at=START, beat_at=START))
    file = backed_up(story, tmp_path)
    story.store.close()
    put_back(path, file, START + timedelta(days=1))
    story = told()
    assert rows(story, lease) == []
    assert rows(story, daemon) == []


# -- refusing


@pytest.mark.parametrize("who", ["run", "daemon"])
def test_nothing_is_restored_while_a_run_or_the_daemon_lives(told, path, tmp_path, who):
    story = told()
    file = backed_up(story, tmp_path)
    if who == "run":
        story.store.acquire(LINK, Owner(id="o", host="h", pid=1), "r", START)
    else:
        beat = Heartbeat(id="d", host="h", pid=1, version="1", started_at=START, beat_at=START)
        story.store.daemon().start(beat)
    with pytest.raises(LinkBusyError, match="chưa khôi phục gì"):
        put_back(path, file)
    story.begin()  # the store is as it was, and open


@pytest.mark.parametrize("who", ["run", "daemon"])
def test_nothing_is_restored_while_another_machine_works_with_the_store(told, path, tmp_path, who):
    story = told()
    file = backed_up(story, tmp_path)
    other = open_store(f"sqlite:///{path}", data=tmp_path / "máy khác")
    if who == "run":
        other.acquire(LINK, Owner(id="o", host="may-khac", pid=1), "r", START)
    else:
        beat = Heartbeat(id="d", host="may-khac", pid=1, version="1", started_at=START, beat_at=START)
        other.daemon().start(beat)
    other.close()
    story.store.close()
    with pytest.raises(LinkBusyError, match="may-khac"):
        put_back(path, file, START + timedelta(seconds=30))
    assert put_back(path, file, START + timedelta(seconds=90)).replaced


def test_a_store_that_another_program_has_open_is_not_taken_from_under_it(told, path, tmp_path):
    story = told()
    file = backed_up(story, tmp_path)
    story.begin()
    story.page(judged("A", Category.UNCHANGED))
    with pytest.raises(StoreError, match="khóa"):
        put_back(path, file)
    assert set(story.store.known(LINK, ["A"])) == {"A"}


def damaged(file):
    content = bytearray(file.read_bytes())
    for place in range(4096 * 2, len(content), 4096):
        content[place : place + 200] = b"\xff" * 200
    file.write_bytes(content)


def truncated(file):
    file.write_bytes(file.read_bytes()[: 4096 * 3])


def no_database(file):
    file.write_text("không phải cơ sở dữ liệu" * 500, encoding="utf-8")


def another_programs(file):
    file.unlink()
    with closing(sqlite3.connect(file)) as other:
        other.execute("CREATE TABLE person (name TEXT)")


def empty(file):
    file.write_bytes(b"")


def newer(file):
    with closing(sqlite3.connect(file)) as copy:
        copy.execute("UPDATE connector_version SET version_num = '9999'")
        copy.commit()


def missing(file):
    file.unlink()


@pytest.mark.parametrize("spoil", [damaged, truncated, no_database, another_programs, empty, newer, missing])
def test_a_backup_that_is_none_of_ours_or_not_whole_is_refused_and_the_store_stays(told, path, tmp_path, spoil):
    story = told()
    story.begin()
    story.page(judged("A", Category.UNCHANGED))
    file = backed_up(story, tmp_path)
    story.store.close()
    spoil(file)
    with pytest.raises(StoreError) as refused:
        put_back(path, file)
    assert refused.value.do
    assert str(file) in refused.value.where
    assert "khóa store" not in refused.value.do  # the store that the configuration names is not what is wrong
    assert [one.name for one in path.parent.iterdir() if one.is_file()] == ["connector.db"]
    assert set(told().store.known(LINK, ["A"])) == {"A"}


@pytest.mark.parametrize("version", ["0001", "0003"])
def test_a_backup_of_an_older_version_is_brought_up_to_date(told, path, tmp_path, version):
    file = tmp_path / "cũ.db"
    old = EngineDatabase(make_engine(make_url(f"sqlite:///{file}"), busy_timeout=timedelta(seconds=1)), str(file))
    with old.writing() as connection:
        migrate(connection, version)
        connection.exec_driver_sql(
            "INSERT INTO dossier (link, code, in_scope, fingerprint, first_seen, last_seen) "
            "VALUES ('investment', 'A', 1, 'A:v1', 1, 2)"
        )
    old.close()
    put_back(path, file)
    assert set(told().store.known(LINK, ["A"])) == {"A"}
    with closing(sqlite3.connect(file)) as backup:
        assert backup.execute("SELECT version_num FROM connector_version").fetchone() == (version,)
    assert version != migrations.HEAD


@pytest.mark.parametrize("spoil", [damaged, no_database])
def test_a_damaged_store_is_replaced_and_kept_as_it_lies(told, path, tmp_path, spoil):
    story = told()
    story.begin()
    story.page(judged("A", Category.UNCHANGED), *(judged(f"D{n}", Category.UNCHANGED) for n in range(300)))
    file = backed_up(story, tmp_path)
    story.store.close()
    spoil(path)
    lay = path.read_bytes()
    restored = put_back(path, file)
    assert restored.replaced.read_bytes()[4096:] == lay[4096:]
    assert set(told().store.known(LINK, ["A"])) == {"A"}


def test_a_server_is_told_to_use_its_own_tools(tmp_path):
    with pytest.raises(StoreError, match="máy chủ") as refused:
        restore("postgresql+psycopg://u:mat-khau@h/kho", Path("x"), data=tmp_path, links=[], now=START)
    assert "mat-khau" not in refused.value.where
    assert "pg_restore" in refused.value.do
