"""What is a PostgreSQL server's own: reaching it, losing it, one writer at a time, a plan beside the others' work."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import psycopg
import pytest
from sqlalchemy import func, select

from connector.domain.delivery import DeliveryState
from connector.domain.errors import StoreError
from connector.domain.run import Category
from connector.store import dialect, open_store
from connector.store.tables import dossier
from support.store_story import LINK, Story, judged

pytestmark = pytest.mark.xdist_group("postgresql")


@pytest.fixture
def server(postgresql):
    return postgresql


@pytest.fixture
def story(server):
    with server.lent_store() as store:
        story = Story(store=store)
        story.begin()
        yield story
        store.close()


def told(refused: pytest.ExceptionInfo[StoreError]) -> str:
    return f"{refused.value.what} {refused.value.where} {refused.value.do}"


def test_two_processes_that_begin_at_once_make_one_store(server, tmp_path):
    url = server.url(server.new_database())
    with ThreadPoolExecutor(4) as pool:
        stores = list(pool.map(lambda _: open_store(url, data=tmp_path), range(4)))
    for store in stores:
        assert store.cursor(LINK) is None
        store.close()


def test_a_server_that_cannot_be_reached_is_said_with_its_own_reason_and_no_password(server, tmp_path):
    for url in (server.url("khong_co"), "postgresql+psycopg://office:mat-khau@127.0.0.1:1/kho"):
        with pytest.raises(StoreError, match="máy chủ cơ sở dữ liệu") as refused:
            open_store(url, data=tmp_path)
        assert "failed" in refused.value.what
        assert "mat-khau" not in told(refused)


def test_a_database_of_other_letters_or_of_another_program_is_refused(server, tmp_path):
    ascii_only, others = server.new_database("ENCODING 'SQL_ASCII'"), server.new_database()
    server.say("CREATE TABLE theirs (number integer)", others)
    with pytest.raises(StoreError, match="UTF8"):
        open_store(server.url(ascii_only), data=tmp_path)
    with pytest.raises(StoreError, match="chương trình khác"):
        open_store(server.url(others), data=tmp_path)


def test_an_account_that_may_make_no_tables_is_told_so(server, tmp_path):
    server.say("CREATE ROLE guest LOGIN")
    database = server.new_database()
    server.say("REVOKE CREATE ON SCHEMA public FROM public", database)
    with pytest.raises(StoreError, match="không ghi được") as refused:
        open_store(server.url(database, "guest"), data=tmp_path)
    assert "quyền" in refused.value.do


def test_a_server_that_stops_is_said_and_one_that_is_back_is_used_again(server, story):
    story.page(judged("A", Category.QUEUED))
    server.stop()
    try:
        for attempt in (story.begin, lambda: story.store.cursor(LINK)):
            with pytest.raises(StoreError, match="máy chủ cơ sở dữ liệu"):
                attempt()
    finally:
        server.start()
    assert set(story.store.known(LINK, ["A"])) == {"A"}
    story.page(judged("B", Category.QUEUED))


def test_a_connection_that_breaks_in_the_middle_leaves_nothing_of_its_transaction(server, story):
    story.page(judged("A", Category.QUEUED))

    def renamed_half_way():
        with story.store._database.writing() as connection:
            connection.execute(dossier.update().values(code="B"))
            server.say(f"SELECT pg_terminate_backend({connection.exec_driver_sql('SELECT pg_backend_pid()').scalar()})")
            connection.execute(dossier.update().values(code="C"))

    with pytest.raises(StoreError, match="máy chủ cơ sở dữ liệu"):
        renamed_half_way()
    assert set(story.store.known(LINK, ["A", "B", "C"])) == {"A"}


def test_one_writes_at_a_time_and_whoever_waits_too_long_says_so(server, tmp_path):
    with server.lent() as url:
        store = open_store(url, data=tmp_path, busy_timeout=timedelta(milliseconds=200))
        with psycopg.connect(url.replace("+psycopg", "")) as another:
            another.execute("SELECT pg_advisory_xact_lock(%s)", [dialect._WRITE_LOCK])
            with pytest.raises(StoreError, match="khóa"):
                Story(store=store).begin()
            assert store.cursor(LINK) is None
        Story(store=store).begin()
        store.close()


def test_a_writer_that_falls_asleep_loses_its_turn_and_what_it_had_not_committed(server, story, monkeypatch):
    monkeypatch.setattr(dialect, "IDLE_WRITER", timedelta(milliseconds=200))
    story.page(judged("A", Category.QUEUED))

    def renamed_in_sleep():
        with story.store._database.writing() as connection:
            connection.execute(dossier.update().values(code="B"))
            monkeypatch.undo()
            story.page(judged("C", Category.QUEUED))  # another's turn, while this one says nothing
            connection.execute(dossier.update().values(code="D"))

    with pytest.raises(StoreError, match="máy chủ cơ sở dữ liệu"):
        renamed_in_sleep()
    assert set(story.store.known(LINK, ["A", "B", "C", "D"])) == {"A", "C"}


def test_a_reading_sees_one_moment(story):
    query = select(func.count()).select_from(dossier)
    with story.store._database.reading() as connection:
        before = connection.execute(query).scalar()
        story.page(judged("A", Category.QUEUED))
        assert connection.execute(query).scalar() == before == 0
    assert set(story.store.known(LINK, ["A"])) == {"A"}


def test_a_plan_goes_on_beside_a_run_and_leaves_nothing(story):
    story.page(judged("A", Category.QUEUED))
    with story.store.scratch() as scratch:
        plan = Story(store=scratch, now=story.now, runs=7)
        plan.begin()
        plan.page(judged("A", Category.QUEUED, "v2"), judged("ONLY-PLANNED", Category.QUEUED))
        plan.plan()
        story.page(judged("A", Category.QUEUED, "v3"), judged("B", Category.QUEUED))
        assert [one.code for one in plan.claim()] == ["A", "ONLY-PLANNED"]
    assert set(story.store.known(LINK, ["A", "B", "ONLY-PLANNED"])) == {"A", "B"}
    story.plan()
    assert [one.payload.summary for one in story.claim()] == ["v3", "v1"]
    assert story.deliveries() == {DeliveryState.CLAIMED: 2}


def test_a_plan_whose_server_stops_says_so_however_often_it_asks(server, story):
    try:
        with story.store.scratch() as scratch:
            server.stop()
            for _ in range(2):
                with pytest.raises(StoreError, match="máy chủ cơ sở dữ liệu"):
                    scratch.begin_run("run-9", LINK, "sync", story.owner, story.now)
    finally:
        server.start()


def test_a_backup_of_it_is_the_servers_own(story, tmp_path):
    with pytest.raises(StoreError, match="máy chủ cơ sở dữ liệu") as refused:
        story.store.back_up(tmp_path / "kho.db")
    assert "pg_dump" in refused.value.do
    assert list(tmp_path.iterdir()) == []


def test_what_waits_in_a_store_put_back_by_pg_restore_is_looked_up_before_it_is_sent(server, tmp_path):
    def opened(database):
        stories.append(Story(store=open_store(server.url(database), data=tmp_path)))
        return stories[-1]

    stories, database = [], server.new_database()
    story = opened(database)
    for one in story.queued("A", "B", "C"):
        story.settle(one, DeliveryState.VERIFIED, proved_readable=True)
    story.queued("D")
    story.begin()
    story.page(judged("E", Category.QUEUED))
    story.plan()
    # What stays where it is has in doubt what a dead owner held, and nothing else, however often it is opened.
    assert [opened(database).store.in_flight(LINK) for _ in range(2)] == [1, 1]

    restored = opened(server.restored(database))
    assert restored.store.in_flight(LINK) == 2
    with restored.store._database.reading() as connection:
        assert dialect.is_where_it_was(connection)
    for one in stories:
        one.store.close()


def test_an_account_that_is_no_administrator_may_do_all_of_it(server, tmp_path):
    server.say("CREATE ROLE service LOGIN")
    database = server.new_database("OWNER service")
    url = server.url(database, "service")
    open_store(url, data=tmp_path).close()
    story = Story(store=open_store(url, data=tmp_path))
    assert [one.code for one in story.queued("A")] == ["A"]
    with story.store.scratch() as scratch:
        assert set(scratch.known(LINK, ["A"])) == {"A"}
    story.store.close()
