"""``purge``, ``backup`` and ``restore`` on the real application, store and log."""

import json
import os
import shutil
import sqlite3
import stat
import subprocess
import sys
import time
from contextlib import closing
from datetime import datetime, timedelta

import pytest

from connector.cli.main import run
from connector.cli.session import Session
from connector.domain.times import ZONE
from connector.ports import Owner
from connector.settings.shipped import shipped_folder
from connector.store import open_store


@pytest.fixture
def home(tmp_path, monkeypatch):
    """The shipped configuration in a folder of its own."""
    shipped, config = shipped_folder(), tmp_path / "config"
    for path in [*shipped.glob("*.*"), *shipped.glob("*/*.yaml")]:
        copy = config / path.relative_to(shipped)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(path.read_bytes())
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    return tmp_path


@pytest.fixture
def connector(home, capsys):
    def connector(*arguments):
        code = run([*arguments], Session())
        told = capsys.readouterr()
        return code, told.out, told.err

    return connector


def document(answer):
    code, out, _ = answer
    return code, json.loads(out)


def events(home, name):
    lines = [line for file in sorted(home.glob("var/logs/*.jsonl")) for line in file.read_text("utf-8").splitlines()]
    return [line for line in map(json.loads, lines) if line["event"] == name]


def count(path, table):
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608


def test_a_purge_tells_what_it_let_go_of_and_says_so_in_the_log(home, connector):
    connector("sync")
    code, told = document(connector("purge", "--json"))
    assert code == 0
    assert told["purged"] == dict.fromkeys(told["purged"], 0)
    [line] = events(home, "store.purged")
    assert line["payloads"] == 0
    with closing(sqlite3.connect(home / "var" / "connector.db")) as store:
        long_ago = int((datetime.now(ZONE) - timedelta(days=8)).timestamp() * 1_000_000)
        store.execute("UPDATE delivery SET settled_at = ? WHERE settled_at IS NOT NULL", (long_ago,))
        store.commit()
        settled = store.execute("SELECT count(*) FROM delivery WHERE settled_at IS NOT NULL").fetchone()[0]
    assert settled
    code, out, _ = connector("purge")
    assert code == 0
    assert f"Nội dung đã gửi xong {settled}" in " ".join(out.split())
    assert events(home, "store.purged")[-1]["payloads"] == settled


def test_the_days_of_the_configuration_count(home, connector):
    main = home / "config" / "connector.yaml"
    main.write_text(main.read_text("utf-8").replace("payload_days: 7", "payload_days: 0"), encoding="utf-8")
    connector("sync")
    _, told = document(connector("purge", "--json"))
    assert told["purged"]["payloads"] > 0


def test_a_backup_and_its_restore_tell_what_they_did(home, connector):
    connector("sync")
    dossiers = count(home / "var" / "connector.db", "dossier")
    code, told = document(connector("backup", "ban-sao.db", "--json"))
    file = home / "ban-sao.db"
    assert (code, told["backup"]) == (0, {"file": "ban-sao.db", "bytes": file.stat().st_size})
    with closing(sqlite3.connect(home / "var" / "connector.db")) as store:
        store.execute("DELETE FROM reading")
        store.commit()
    code, told = document(connector("restore", "ban-sao.db", "--json"))
    assert code == 0
    assert told["restored"]["in_doubt"] == 0
    assert count(home / "var" / "connector.db", "reading") == dossiers
    assert count(told["restored"]["replaced"], "reading") == 0
    [line] = events(home, "store.restored")
    assert line["replaced"] == told["restored"]["replaced"]
    assert len(events(home, "store.backed_up")) == 1
    code, _, _ = connector("sync")
    assert code == 0


def test_backup_and_restore_speak_to_an_operator(home, connector):
    connector("sync")
    code, out, _ = connector("backup", "ban-sao.db")
    assert (code, out.startswith("Đã sao lưu vào ban-sao.db")) == (0, True)
    code, out, _ = connector("restore", "ban-sao.db")
    assert code == 0
    assert "Kho trước đó được giữ ở" in out
    assert "connector reconcile" in out
    code, out, _ = connector("restore", "ban-sao.db", "--lang", "en")
    assert "are in doubt" in out


def test_a_file_that_stands_is_refused(home, connector):
    (home / "ban-sao.db").write_bytes(b"x")
    code, told = document(connector("backup", "ban-sao.db", "--json"))
    assert code == 2
    assert told["error"]["where"] == "ban-sao.db"
    assert told["error"]["do"]
    assert (home / "ban-sao.db").read_bytes() == b"x"


def test_a_damaged_backup_is_refused_and_the_store_goes_on(home, connector):
    connector("sync")
    (home / "ban-sao.db").write_bytes(b"SQLite format 3\0" + b"\xff" * 9000)
    code, _, err = connector("restore", "ban-sao.db")
    assert code == 2
    assert "ban-sao.db" in err
    assert "Cần làm" in err
    assert connector("sync")[0] == 0


def test_nothing_is_restored_while_a_link_runs(home, connector):
    connector("sync")
    connector("backup", "ban-sao.db")
    running = open_store(f"sqlite:///{home}/var/connector.db", data=home / "var")
    link = json.loads(connector("status", "--json")[1])["links"][0]["link"]
    running.acquire(link, Owner(id="o", host="h", pid=1), "r", datetime.now(ZONE))
    code, _, err = connector("restore", "ban-sao.db")
    running.close()
    assert code == 2
    assert "đang chạy" in err


def test_a_backup_is_made_while_a_run_of_another_process_goes_on(home, connector):
    """The run writes all the time; each backup is sound all the same."""
    connector("sync")
    running = subprocess.Popen([sys.executable, "-c", WRITES, str(home)], stdout=subprocess.PIPE, text=True)
    try:
        assert running.stdout.readline() == "writing\n"
        for number in range(3):
            assert connector("backup", f"ban-sao-{number}.db")[0] == 0
            time.sleep(0.05)
    finally:
        running.kill()
        running.wait()
        running.stdout.close()
    for number in range(3):
        file = home / f"ban-sao-{number}.db"
        with closing(sqlite3.connect(file)) as copy:
            assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        if sys.platform != "win32":
            assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps files private by the folder's access list")
@pytest.mark.parametrize("command", [["sync"], ["reconcile"], ["restore", "ban-sao.db"]], ids=" ".join)
def test_nobody_but_the_service_account_can_look_into_the_data_folder(home, connector, command):
    connector("sync")
    connector("backup", "ban-sao.db")
    shutil.rmtree(home / "var")
    before = os.umask(0)
    try:
        connector(*command)
    finally:
        os.umask(before)
    assert stat.S_IMODE((home / "var").stat().st_mode) == 0o700
    open_to_others = {
        str(one.relative_to(home)): oct(stat.S_IMODE(one.stat().st_mode))
        for one in (home / "var").rglob("*")
        if one.stat().st_mode & 0o077
    }
    assert open_to_others == {}
    assert (home / "var" / "connector.db").exists()


WRITES = """
import sys
from datetime import datetime, timedelta
from pathlib import Path
from connector.domain.times import ZONE
from connector.store import open_store

home = Path(sys.argv[1])
store = open_store(f"sqlite:///{home}/var/connector.db", data=home / "var")
number = 0
while True:
    number += 1
    store.saw_read_lag(f"system-{number}", timedelta(seconds=number))
    if number == 1:
        print("writing", flush=True)
"""
