"""The fault matrix on real processes: whatever goes wrong, whichever way the work is done, it ends as undisturbed."""

import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from connector.testing.onestop_knobs import Failure
from connector.testing.server import Reply, Request
from support.process import Finished
from support.scenes import WAYS, Scene, Standing, killed_at, scene

pytestmark = [
    pytest.mark.timeout(600),
    pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL, permissions and limits of POSIX"),
]


def by(*ways: str) -> pytest.MarkDecorator:
    """The tests of one way go to one worker: what is undisturbed is found out once."""
    return pytest.mark.parametrize("way", [pytest.param(way, marks=pytest.mark.xdist_group(way)) for way in ways])


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Scene], Standing]:
    """What stands at the end of a scene's way when nothing happens."""
    found: dict[str, Standing] = {}

    def stands(disturbed: Scene) -> Standing:
        way = disturbed.way
        if way not in found:
            with scene(tmp_path_factory.mktemp(way), way) as calm:
                found[way] = calm.finish()
        return found[way]

    return stands


@pytest.fixture
def disturbed(tmp_path: Path, way: str):
    with scene(tmp_path, way) as disturbed:
        yield disturbed


# ---------------------------------------------------------------- kill -9

#: Point → the call of the store at which the process dies.
CALLS = {
    "after a page": ("commit_page", "1", "after"),
    "after the commit of the plan": ("end_plan", "1", "after"),
    "after the attempt is written and before the send": ("claim", "1", "after"),
    "after the answer and before settling": ("settle", "1", "before"),
}

#: Requests whose work is done and whose answer nobody is left to hear.
SENT = ("DongBoHoSoMC", "CapNhatTienDoHoSoMC")

#: What version 4 did not have yet.
LATER_COLUMNS = {
    "dossier": ("due_day", "finished"),
    "mismatch": ("raised_to",),
    "rejection": ("witness", "lasting"),
    "link_state": ("not_believed", "not_believed_kind"),
    "system": ("down",),
}

#: A statement of a migration, of those that come after version 4.
STATEMENT = "9"


@by(*WAYS)
def test_killed_at_every_point_it_ends_as_if_nothing_had_happened(disturbed: Scene, undisturbed) -> None:
    """One life after the other takes the work up where the last one died, and dies at the next point."""
    for call in CALLS.values():
        dies(disturbed, *call)
    for service in SENT:
        with disturbed.start() as running, killed_at(disturbed, running, service, 1):
            assert running.wait().code == -9, service
    as_of_version_4(disturbed)
    dies(disturbed, "migration", STATEMENT, "after")
    assert disturbed.version() == "0004"
    assert disturbed.finish() == undisturbed(disturbed)


def dies(scene: Scene, call: str, nth: str, when: str) -> None:
    """One life that ends by SIGKILL at the nth such call of its store."""
    with scene.start(through=("support.dying", call, nth, when)) as running:
        assert running.wait().code == -9, call


def as_of_version_4(scene: Scene) -> None:
    """Its store as the program of migration 0004 would have left it."""
    with closing(sqlite3.connect(scene.store)) as store:
        for later in ("daemon", "daemon_request", "alert"):
            store.execute(f"DROP TABLE {later}")
        store.execute("DROP INDEX ix_delivery_due")
        for table, columns in LATER_COLUMNS.items():
            for column in columns:
                store.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
        store.execute("UPDATE connector_version SET version_num = '0004'")
        store.commit()


# ---------------------------------------------------------------- nothing can begin


@by("sync", "reconcile")
def test_what_keeps_it_from_beginning_is_said_and_nothing_is_done(disturbed: Scene, undisturbed) -> None:
    """A log that cannot be written, a read-only data folder, a damaged store; what was in hand is still there."""
    dies(disturbed, "settle", "1", "after")
    var = disturbed.store.parent
    asked = disturbed.asked
    for folder, words in ((var / "logs", "Không ghi được nhật ký"), (var, "không có quyền")):
        folder.chmod(0o555)
        for log in (var / "logs").glob("*.jsonl"):
            log.chmod(0o444)
        refused(disturbed.run(powerless=True), words)
        folder.chmod(0o755)
    for log in (var / "logs").glob("*.jsonl"):
        log.chmod(0o600)
    good = disturbed.store.read_bytes()
    wal = Path(f"{disturbed.store}-wal")
    written = wal.read_bytes()
    disturbed.store.write_bytes(good[:100] + b"\xaa" * (len(good) - 100))
    wal.unlink()
    refused(disturbed.run(), "hỏng")
    disturbed.store.write_bytes(good)
    wal.write_bytes(written)
    assert disturbed.asked == asked
    assert disturbed.finish() == undisturbed(disturbed)


def refused(done: Finished, words: str) -> None:
    assert done.code == 2, done
    assert words in done.out + done.err
    assert "Traceback" not in done.err


@by("sync")
def test_a_reconcile_of_a_link_that_a_sync_holds_is_refused_and_does_it_no_harm(disturbed: Scene, undisturbed) -> None:
    told: list[Finished] = []
    with once_sent(disturbed, lambda: told.append(disturbed.office.run("reconcile", "--push", "--json"))):
        standing = disturbed.finish()
    refused(told[0], "đang chạy ở nơi khác")
    assert told[0].run["requests"] == {"source": 0, "target": 0}
    assert standing == undisturbed(disturbed)


# ---------------------------------------------------------------- in the middle of it


@by("reconcile")
def test_a_full_disk_is_said_and_once_there_is_room_it_goes_on(disturbed: Scene, undisturbed) -> None:
    """First while the store is made and the pages come, then among the deliveries."""
    refused(disturbed.run(max_file_bytes=450_000), "đĩa đầy")
    refused(disturbed.run(max_file_bytes=disturbed.store.stat().st_size + 20_000), "đĩa đầy")
    assert disturbed.finish() == undisturbed(disturbed)


@by("sync", "reconcile")
def test_a_store_that_another_program_locks_is_said_and_once_it_is_free_it_goes_on(
    disturbed: Scene, undisturbed
) -> None:
    other: list[sqlite3.Connection] = []

    def lock() -> None:
        other.append(sqlite3.connect(disturbed.store, isolation_level=None, check_same_thread=False))
        other[0].execute("BEGIN IMMEDIATE")

    with once_sent(disturbed, lock):
        refused(disturbed.run(), "khóa")
    other[0].close()
    assert disturbed.finish() == undisturbed(disturbed)


class once_sent:  # noqa: N801  # read as a clause
    """Have something done once the one-stop has taken the second record, before it says so."""

    def __init__(self, scene: Scene, do: Callable[[], object]) -> None:
        self._hooks = scene.office.onestop.after
        self._do = do
        self._seen = 0

    def __call__(self, request: Request, _reply: Reply) -> None:
        self._seen += (request.json() or {}).get("service") == "DongBoHoSoMC"
        if self._seen == 2:
            self._seen += 1
            self._do()

    def __enter__(self) -> None:
        self._hooks.append(self)

    def __exit__(self, *_: object) -> None:
        self._hooks.remove(self)


@by(*WAYS)
def test_a_clock_set_back_a_day_makes_nothing_wait_for_tomorrow(disturbed: Scene, undisturbed, tmp_path: Path) -> None:
    """It was a day ahead when work was refused, sent without an answer, and planned."""
    ahead = tmp_path / "ahead"
    ahead.write_text(str(timedelta(days=1).total_seconds()))
    disturbed.office.onestop.fail(Failure.BUSY, service="DongBoHoSoMC", nth=2)
    with (
        disturbed.start(through=("support.skewed", str(ahead))) as running,
        killed_at(disturbed, running, "CapNhatTienDoHoSoMC", 4),
    ):
        assert running.wait().code == -9
    assert disturbed.finish() == undisturbed(disturbed)


# ---------------------------------------------------------------- yesterday's data


@by("sync", "reconcile")
def test_sides_that_tell_yesterday_get_nothing_twice_and_take_nothing_back(disturbed: Scene, undisturbed) -> None:
    """First the one-stop, while everything is written; then the source, once everything has arrived."""
    disturbed.office.onestop.freeze()
    assert disturbed.run().run["outcome"] == "partial"
    disturbed.office.onestop.thaw()
    assert disturbed.finish() == undisturbed(disturbed)
    wrote = len(disturbed.office.onestop.books.commits)
    today = yesterday(disturbed)
    done = disturbed.run()
    assert done.run["recorded"] + done.run["held"] > 0, done.run
    today()
    assert disturbed.finish() == undisturbed(disturbed)
    assert len(disturbed.office.onestop.books.commits) == wrote


def yesterday(scene: Scene) -> Callable[[], None]:
    """The source tells of every dossier what it was before its last step, dated a little back; call what is given for
    today's data."""
    rest = scene.office.rest
    now = {code: (row, rest.store.by_code(code).changed) for code, row in rest.store.snapshot().items()}
    for code, (row, changed) in now.items():
        steps = row["qua_trinh"]
        if len(steps) > 1:
            back = {"trang_thai": steps[-2]["tt"], "qua_trinh": steps[:-1]}
            rest.store.update(code, changed=changed - timedelta(minutes=5), **back)

    def today() -> None:
        for code, (row, changed) in now.items():
            rest.store.update(code, changed=changed, **row)

    return today
