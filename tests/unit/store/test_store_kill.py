"""kill -9 at every statement of a transaction, and many threads at once: all of it or nothing of it."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from connector.domain.cursor import Cursor
from connector.domain.delivery import DeliveryState
from connector.domain.run import Category
from connector.ports import Settlement
from connector.store import open_store
from support.store_story import LINK, Story, judged

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")

TESTS = str(Path(__file__).resolve().parents[2])

#: Dies right after the n-th statement that writes, counted from the moment the part under test begins.
DYING = """
import os, signal, sys
from pathlib import Path
sys.path.insert(0, sys.argv[3])
from sqlalchemy import event
from sqlalchemy.engine import Engine
from connector.domain.cursor import Cursor
from connector.domain.delivery import DeliveryState
from connector.domain.run import Category
from connector.ports import Rejection, Settlement
from connector.store import open_store
from support.store_story import LINK, MISSING, START, Story, judged, step

left = None

@event.listens_for(Engine, "after_cursor_execute")
def die(connection, cursor, statement, *rest):
    global left
    if left is not None and statement.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE")):
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

story = Story(store=open_store(sys.argv[1], data=Path(sys.argv[2])))
story.begin()
story.page(*(judged(f"OLD{n}", Category.QUEUED) for n in range(3)))
story.plan()
claimed = story.claim()
story.store.mark_steps({claimed[0].id: [step(8).identity]}, story.now)
left = int(sys.argv[4])
if sys.argv[5] == "page":
    story.page(
        judged("OLD1", Category.QUEUED, "v2"),
        judged("NEW", Category.QUEUED, keys={"code": "new"}),
        judged("HELD", Category.HELD),
        judged("REC", Category.RECORDED),
        rejections=[Rejection(where="1", reason="?", raw={"a": 1})],
        cursor=Cursor(START, "k"),
    )
else:
    states = (DeliveryState.VERIFIED, DeliveryState.DEAD, DeliveryState.IN_DOUBT)
    settlements = [
        Settlement(
            delivery=one, state=state, now=story.now, attempted=True, recorded=(MISSING,), proved_readable=True,
            next_attempt_at=story.now, last_sent=one.payload,
        )
        for one, state in zip(claimed, states, strict=True)
    ]
    story.store.settle(settlements, owner=story.owner)
left = None
print("survived")
"""


def told(store):
    """Everything a reader can see of the part under test."""
    desk = store.desk()
    codes = ["OLD0", "OLD1", "OLD2", "NEW", "HELD", "REC"]
    return (
        {code: known.fingerprint for code, known in store.known(LINK, codes).items()},
        store.cursor(LINK),
        store.progress(LINK).canaries_verified,
        {code: known.memory.doubted_steps for code, known in store.known(LINK, codes).items()},
        [(row["code"], row["kind"]) for row in desk.mismatches([LINK])],
        len(desk.rejections([LINK])),
        [row["code"] for row in desk.holds([LINK])],
        [row["code"] for row in desk.dead_letters([LINK])],
        dict(store.tally("run-1", LINK).deliveries),
        store.plan_size(LINK, "run-1", Story().now).planned,
    )


def lived(url, folder, part, dies_at):
    arguments = [sys.executable, "-c", DYING, url, str(folder), TESTS, str(dies_at), part]
    done = subprocess.run(arguments, check=False, capture_output=True, text=True)
    store = open_store(url, data=folder)
    seen = told(store)
    store.close()
    return seen, "survived" in done.stdout, done.stderr


def assert_all_or_nothing(live, part, step):
    """``live`` makes an empty store and lets a process that dies at some statement work with it."""
    whole, survived, problem = live(part, 10_000)
    assert survived, problem
    nothing, *_ = live(part, 1)
    assert nothing != whole
    dies_at, survived = 1, False
    while not survived:
        dies_at += step
        seen, survived, _ = live(part, dies_at)
        assert seen == (whole if survived else nothing)
    assert dies_at > 5


@pytest.mark.parametrize("part", ["page", "settle"])
def test_killed_after_any_statement_everything_or_nothing_is_there(tmp_path, part):
    def live(part, dies_at):
        folder = tmp_path / f"{part}-{dies_at}"
        return lived(f"sqlite:///{folder / 'connector.db'}", folder, part, dies_at)

    assert_all_or_nothing(live, part, step=2)


@pytest.mark.xdist_group("postgresql")
def test_killed_everything_or_nothing_is_on_a_server(postgresql, tmp_path):
    def live(part, dies_at):
        with postgresql.lent() as url:
            return lived(url, tmp_path, part, dies_at)

    assert_all_or_nothing(live, "page", step=8)


def test_threads_commit_settle_and_look_at_once_without_losing_anything(url, tmp_path):
    store = open_store(url, data=tmp_path)
    story = Story(store=store)
    story.begin()
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: story.page(*(judged(f"{n}-{i}", Category.QUEUED) for i in range(20))), range(10)))
        story.plan(cursor=Cursor(story.now, "k"))
        batches = [batch for batch in pool.map(lambda _: story.claim(limit=20), range(12)) if batch]

        def settle(batch):
            store.settle(
                [Settlement(delivery=one, state=DeliveryState.VERIFIED, now=story.now) for one in batch],
                owner=story.owner,
            )
            return len(store.memory([one.dossier_id for one in batch]))

        settled = sum(pool.map(settle, batches))
    ids = [one.id for batch in batches for one in batch]
    assert len(ids) == len(set(ids)) == settled == 200
    assert story.deliveries() == {DeliveryState.VERIFIED: 200}
    story.assert_sums()
    store.close()


def test_threads_share_a_store_in_memory():
    story = Story()
    story.begin()
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: story.page(judged(f"D{n}", Category.QUEUED)), range(40)))
    assert story.categories() == {Category.QUEUED: 40}
    story.store.close()
