"""Opening a store: new, older, newer, foreign, damaged, locked, full and unwritable files."""

import os
import sqlite3
import stat
import subprocess
import sys
import traceback
from datetime import timedelta
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, make_url

from connector.domain.errors import StoreError
from connector.domain.run import Category
from connector.ports import Owner
from connector.store import migrations, open_memory_store, open_store, opening
from connector.store.database import EngineDatabase
from connector.store.dialect import make_engine
from connector.store.migrate import migrate
from connector.store.tables import metadata
from support.store_story import LINK, START, Story, judged

VERSIONS = [file.name[:4] for file in (Path(migrations.__file__).parent / "versions").glob("0*.py")]

QUICK = timedelta(milliseconds=200)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "var" / "connector.db"


def url(path: Path) -> str:
    return f"sqlite:///{path}"


def opened(path: Path, **values):
    return open_store(url(path), data=path.parent, **values)


def filled(path: Path) -> None:
    story = Story(store=opened(path))
    story.begin()
    story.page(judged("A", Category.RECORDED), *(judged(f"D{n}", Category.UNCHANGED) for n in range(300)))
    story.store.close()


def of_version(path: Path, version: str) -> None:
    """A store as an earlier release left it, with rows in it."""
    path.parent.mkdir(parents=True)
    database = EngineDatabase(make_engine(make_url(url(path)), busy_timeout=QUICK), str(path))
    with database.writing() as connection:
        migrate(connection, version)
        connection.exec_driver_sql(
            "INSERT INTO dossier (link, code, in_scope, fingerprint, first_seen, last_seen) "
            "VALUES ('investment', 'A', 1, 'A:v1', 1, 2)"
        )
        connection.exec_driver_sql("INSERT INTO system (name, up, reason) VALUES ('onestop', 1, '')")
    database.close()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps files private by the folder's access list")
def test_a_new_store_can_be_read_by_the_service_account_only(path):
    store = opened(path)
    store.acquire(LINK, Owner(id="o", host="h", pid=1), "r", START)
    modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in path.parent.rglob("*")}
    store.close()
    assert {name: mode & 0o077 for name, mode in modes.items()} == dict.fromkeys(modes, 0)
    assert stat.S_IMODE(path.parent.stat().st_mode) & 0o077 == 0


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps files private by the folder's access list")
def test_every_folder_made_for_it_is_for_the_service_account_only(tmp_path):
    before = os.umask(0)
    try:
        open_store(url(tmp_path / "a" / "b" / "connector.db"), data=tmp_path / "c" / "d").close()
        store = opened(tmp_path / "a" / "b" / "connector.db")
        store.acquire(LINK, Owner(id="o", host="h", pid=1), "r", START)
        store.close()
    finally:
        os.umask(before)
    made = [one for one in tmp_path.rglob("*") if one.is_dir()]
    assert {one.name: stat.S_IMODE(one.stat().st_mode) for one in made} == {"a": 0o700, "b": 0o700, "locks": 0o700}


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps files private by the folder's access list")
def test_a_folder_that_somebody_made_stays_as_it_is(tmp_path):
    folder = tmp_path / "shared"
    folder.mkdir()
    folder.chmod(0o755)
    opened(folder / "connector.db").close()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o755
    assert stat.S_IMODE((folder / "connector.db").stat().st_mode) == 0o600


def test_what_was_committed_is_there_after_opening_again(path):
    filled(path)
    store = opened(path)
    assert store.known(LINK, ["A"])["A"].fingerprint == "A:v1"
    store.close()


def test_every_commit_is_on_the_disk_before_it_returns(path):
    database = EngineDatabase(
        make_engine(make_url("sqlite://").set(database=str(path.parent.parent / "x.db")), busy_timeout=QUICK), "x"
    )
    with database.reading() as connection:
        modes = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        ]
    database.close()
    assert modes == ["wal", 2, 1]


OLDER = [version for version in sorted(VERSIONS) if version != migrations.HEAD]


@pytest.mark.parametrize("version", OLDER)
def test_an_older_store_opens_with_its_rows(path, version):
    of_version(path, version)
    story = Story(store=opened(path))
    assert story.store.known(LINK, ["A"])["A"].fingerprint == "A:v1"
    assert story.store.read_lag("onestop") == timedelta(0)
    story.begin()
    story.page(judged("A", Category.QUEUED, "v2"))
    story.plan()
    assert [one.code for one in story.claim()] == ["A"]
    story.store.close()


KILLED_DURING_MIGRATION = """
import os, signal, sys
from pathlib import Path
from sqlalchemy import event
from sqlalchemy.engine import Engine
from connector.store import open_store

@event.listens_for(Engine, "after_cursor_execute")
def die(connection, cursor, statement, *rest):
    if {mark!r} in statement:
        os.kill(os.getpid(), signal.SIGKILL)

open_store(sys.argv[1], data=Path(sys.argv[2]))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")
@pytest.mark.parametrize(
    "mark", ["CREATE TABLE delivery", "CREATE TABLE mismatch", "ADD COLUMN", "UPDATE connector_version"]
)
def test_a_crash_during_migration_leaves_a_store_that_opens_next_time(path, mark):
    if mark == "ADD COLUMN":
        of_version(path, "0001")
    script = KILLED_DURING_MIGRATION.format(mark=mark)
    killed = subprocess.run([sys.executable, "-c", script, url(path), str(path.parent)], check=False)
    assert killed.returncode == -9
    story = Story(store=opened(path))
    story.begin()
    story.page(judged("A", Category.QUEUED, "v2"))
    assert story.categories() == {Category.QUEUED: 1}
    story.store.close()


def test_the_tables_are_what_the_migrations_make(tmp_path):
    database = EngineDatabase(
        make_engine(make_url("sqlite://").set(database=str(tmp_path / "x.db")), busy_timeout=QUICK), "x"
    )
    with database.writing() as connection:
        migrate(connection, migrations.HEAD)
        options = {"version_table": migrations.VERSION_TABLE}
        differences = compare_metadata(MigrationContext.configure(connection, opts=options), metadata)
    database.close()
    assert differences == []


def test_the_version_of_this_code_is_the_newest_migration():
    folder = Path(migrations.__file__).parent
    assert ScriptDirectory(str(folder)).get_heads() == [migrations.HEAD]


def refusal(path: Path, **values) -> StoreError:
    with pytest.raises(StoreError) as refused:
        opened(path, **values)
    assert refused.value.do
    return refused.value


def test_a_newer_store_is_refused_and_left_alone(path):
    filled(path)
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE connector_version SET version_num = '9999'")
    connection.close()
    error = refusal(path)
    assert "mới hơn" in error.what
    assert error.where == str(path)


def test_another_programs_database_is_refused(path):
    path.parent.mkdir()
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE alembic_version (version_num TEXT)")
    connection.close()
    assert "chương trình khác" in refusal(path).what


def test_a_file_that_is_no_database_is_refused_and_left_alone(path):
    path.parent.mkdir()
    path.write_text("mã hồ sơ;ngày nhận\n" * 400, encoding="utf-8")
    before = path.read_bytes()
    assert refusal(path).where == str(path)
    assert path.read_bytes() == before


def test_a_damaged_store_is_refused(path):
    filled(path)
    content = bytearray(path.read_bytes())
    content[8192 : 8192 * 4] = os.urandom(8192 * 3)
    path.write_bytes(content)
    assert "hỏng" in refusal(path).what


def test_a_truncated_store_is_refused(path):
    filled(path)
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])
    assert "hỏng" in refusal(path).what


def test_damage_that_only_shows_in_use_is_said_with_what_to_do(path, monkeypatch):
    filled(path)
    content = bytearray(path.read_bytes())
    for place in range(4096 * 2, len(content), 4096):
        content[place : place + 100] = b"\xff" * 100
    path.write_bytes(content)
    monkeypatch.setattr(opening, "_CHECKED_SIZE", 0)  # a store too large to be looked over at every opening
    with pytest.raises(StoreError) as refused:
        told_everything(opened(path))
    assert refused.value.where == str(path)
    assert "hỏng" in refused.value.what
    assert "connector restore" in refused.value.do


@pytest.mark.parametrize("spoilt", ["'{\"tên\": '", "CAST(x'fffe41' AS TEXT)"], ids=["half a value", "no text"])
def test_a_spoilt_value_is_damage_and_is_not_repeated(path, spoilt):
    filled(path)
    with sqlite3.connect(path) as connection:
        connection.execute(f"UPDATE dossier SET base_values = {spoilt}")  # noqa: S608  # our own words
    connection.close()
    store = opened(path)
    with pytest.raises(StoreError, match="hỏng") as refused:
        store.known(LINK, ["A"])
    store.close()
    assert "tên" not in "".join(traceback.format_exception(refused.value))


def told_everything(store):
    try:
        codes = list(store.known_codes(LINK, after="", limit=1000))
        store.known(LINK, codes)
        for code in codes:
            store.desk().history(code)
    finally:
        store.close()


def test_a_store_locked_by_another_program_is_said_to_be(path):
    filled(path)
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("PRAGMA locking_mode=EXCLUSIVE")
    holder.execute("BEGIN EXCLUSIVE")
    error = refusal(path, busy_timeout=QUICK)
    holder.close()
    assert "khóa" in error.what


def test_a_write_that_cannot_get_the_lock_is_said_to_be_locked_and_goes_on_afterwards(path):
    store = opened(path, busy_timeout=QUICK)
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    story = Story(store=store)
    with pytest.raises(StoreError, match="khóa"):
        story.begin()
    holder.execute("ROLLBACK")
    holder.close()
    story.begin()
    store.close()


def test_a_folder_that_cannot_be_made_is_said(tmp_path):
    (tmp_path / "var").write_text("not a folder", encoding="utf-8")
    assert "Không mở được" in refusal(tmp_path / "var" / "connector.db").what


AS_ANOTHER_USER = """
import os, sys
from pathlib import Path
from connector.domain.errors import StoreError
import connector.store.opening, connector.store.migrate
from connector.store import open_store
os.setuid(65534)
try:
    open_store(sys.argv[1], data=Path(sys.argv[2]))
except StoreError as error:
    print(error.what, error.where, error.do, sep="|")
"""


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can become somebody else")
def test_a_store_that_cannot_be_written_is_refused_to_another_user(path):
    filled(path)
    arguments = [sys.executable, "-c", AS_ANOTHER_USER, url(path), str(path.parent)]
    told = subprocess.run(arguments, check=True, capture_output=True, text=True).stdout
    assert str(path) in told
    assert "quyền" in told


DISK_FULL = """
import resource, sys
from pathlib import Path
sys.path.insert(0, sys.argv[3])
from connector.domain.errors import StoreError
from connector.domain.run import Category
from connector.store import open_store
from support.store_story import Story, judged
story = Story(store=open_store(sys.argv[1], data=Path(sys.argv[2])))
story.begin()
story.page(judged("FIRST", Category.QUEUED))
resource.setrlimit(resource.RLIMIT_FSIZE, (600_000, 600_000))
try:
    for number in range(1000):
        story.page(*(judged(f"{number}-{n}", Category.QUEUED, "x" * 2000) for n in range(50)))
except StoreError as error:
    print(error.what, error.do, sep="|")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="file size limits are POSIX")
def test_a_full_disk_is_said_and_what_was_committed_stays(path):
    tests = str(Path(__file__).resolve().parents[2])
    arguments = [sys.executable, "-c", DISK_FULL, url(path), str(path.parent), tests]
    told = subprocess.run(arguments, check=True, capture_output=True, text=True).stdout
    assert "đĩa" in told
    store = opened(path)
    assert set(store.known(LINK, ["FIRST"])) == {"FIRST"}
    store.close()


def test_a_url_that_is_none_is_refused_without_repeating_its_password(tmp_path):
    with pytest.raises(StoreError) as refused:
        open_store("postgresql//user:mat-khau@host/db", data=tmp_path)
    assert "mat-khau" not in f"{refused.value} {refused.value.where} {refused.value.do}"
    with pytest.raises(StoreError) as missing:
        open_store("nosuchdatabase://user:mat-khau@host/db?password=mat-khau", data=tmp_path)
    assert "mat-khau" not in f"{missing.value} {missing.value.where} {missing.value.do}"


def test_a_missing_driver_is_said(tmp_path):
    with pytest.raises(StoreError, match="thư viện"):
        open_store("nosuchdatabase://host/db", data=tmp_path)


def test_errors_never_show_what_was_being_written():
    story = Story(store=open_memory_store())
    story.begin()
    with pytest.raises(StoreError) as refused:
        story.store.begin_run(story.run, LINK, "sync", story.owner, START)
    assert story.run not in str(refused.value.__cause__)
    story.store.close()


def test_nothing_needs_more_than_portable_sql_to_be_made():
    """The schema compiles for PostgreSQL too."""
    engine = create_engine("sqlite://")
    statements = []
    from sqlalchemy import create_mock_engine  # noqa: PLC0415

    postgres = create_mock_engine(
        "postgresql+psycopg://", lambda sql, *_: statements.append(str(sql.compile(dialect=postgres.dialect)))
    )
    metadata.create_all(postgres, checkfirst=False)
    engine.dispose()
    assert any("CREATE TABLE delivery" in statement for statement in statements)
