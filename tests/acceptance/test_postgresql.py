"""The real program with its store on a PostgreSQL server: what it leaves is what it leaves on SQLite, whatever dies."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from support.daemons import daemon, scheduled, wait_for
from support.office import Office
from support.postgresql import Server

pytestmark = [pytest.mark.xdist_group("postgresql"), pytest.mark.timeout(300)]

NUMBER = 40
ON_SERVER = {"store": "${STORE}"}


@pytest.fixture
def office(postgresql: Server, tmp_path: Path) -> Iterator[Office]:
    with postgresql.lent() as url, Office(tmp_path / "server", number=NUMBER) as office:
        office.env["STORE"] = url
        office.write_config(main=ON_SERVER)
        yield office


def test_killed_in_the_middle_and_run_again_it_leaves_what_it_leaves_on_sqlite(office: Office, tmp_path: Path) -> None:
    with office.start("sync") as run:
        wait_for(lambda: len(office.onestop.state()) >= 15, "fifteen arrived", every=0.01)
        run.kill()
    assert len(office.onestop.state()) < NUMBER
    last = office.sync().run
    assert (last["outcome"], last["in_doubt"]) == ("verified", 0)
    assert last["waiting_before"] + last["in_doubt_before"] > 0

    with Office(tmp_path / "file", number=NUMBER) as calm:
        assert calm.sync().code == 0
        assert office.onestop.state() == calm.onestop.state()
        for question in (("status",), ("mismatches",)):
            ours, theirs = (one.run(*question, "--json") for one in (office, calm))
            assert (ours.code, ours.json.keys()) == (theirs.code, theirs.json.keys())
        ours, theirs = (one.run("reconcile", "--json").run for one in (office, calm))
        assert [ours[name] for name in ("outcome", "agreement", "read")] == [
            theirs[name] for name in ("outcome", "agreement", "read")
        ]
    assert office.run("plan", "--json").code == 0
    assert office.run("purge", "--json").code == 0


def test_a_backup_says_whose_work_it_is(office: Office) -> None:
    for command in ("backup", "restore"):
        refused = office.run(command, "kho.db")
        assert refused.code == 2
        assert "pg_dump" in refused.err


def test_a_daemon_outlives_its_server_and_goes_on_when_it_is_back(office: Office, postgresql: Server) -> None:
    office.write_config(main=ON_SERVER, link=scheduled("every 10s"))
    with daemon(office) as running:
        running.said("run.finished")
        # Else the run still holds its link, and the next one waits a minute for that lease to end.
        running.until(lambda: not holders(office), "the link is let go of")
        postgresql.stop()
        try:
            refused = office.run("sync")
            assert (refused.code, "máy chủ cơ sở dữ liệu" in refused.out + refused.err) == (2, True)
            running.said("store.unusable")
        finally:
            postgresql.start()
        running.said("store.usable")
        office.rest.store.insert(1)
        running.until(lambda: len(office.onestop.state()) > NUMBER, "what came meanwhile arrives")
        assert running.end().code == 0
    assert "Traceback" not in office.logged()


def holders(office: Office) -> int:
    """How many links somebody holds."""
    with psycopg.connect(office.env["STORE"].replace("+psycopg", "")) as connection:
        return len(connection.execute("SELECT link FROM lease").fetchall())
