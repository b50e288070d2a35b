"""A restore that is killed leaves the store as it was or as it is to be, and the next one ends it."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest

from connector.domain.run import Category
from connector.store import open_store, restore
from support.store_story import LINK, START, Story, judged

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")

KILLED = """
import os, signal, sys
from pathlib import Path
from connector.domain.times import ZONE
from datetime import datetime
import connector.store.restoring as restoring

url, data, file, name, after = sys.argv[1:]
owner, _, attribute = name.rpartition(".")
of = getattr(restoring, owner) if owner else restoring
whole = getattr(of, attribute)

def dies(*arguments, **values):
    if after == "after":
        whole(*arguments, **values)
    os.kill(os.getpid(), signal.SIGKILL)

setattr(of, attribute, dies)
restoring.restore(url, Path(file), data=Path(data), links=["investment"], now=datetime.now(ZONE))
"""

STEPS = ["_copy_checked", "doubt_everything", "sync_file", "_keep", "_keep_file", "Path.replace", "sync_folder"]


@pytest.mark.parametrize("after", ["before", "after"])
@pytest.mark.parametrize("step", STEPS)
def test_killed_anywhere_the_store_is_the_old_one_or_the_restored_one(tmp_path, step, after):
    path, file = tmp_path / "connector.db", tmp_path / "backup.db"
    story = Story(store=open_store(f"sqlite:///{path}", data=tmp_path))
    story.begin()
    story.page(judged("OLD", Category.UNCHANGED))
    story.store.back_up(file)
    story.page(judged("NEW", Category.UNCHANGED))
    story.store.close()
    arguments = [f"sqlite:///{path}", str(tmp_path), str(file), step, after]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    killed = subprocess.run([sys.executable, "-c", KILLED, *arguments], check=False, env=environment)
    assert killed.returncode == -9
    assert codes(path) in ({"OLD"}, {"OLD", "NEW"})
    assert (codes(path) == {"OLD"}) == ((step, after) in PUT_IN_PLACE)
    restored = restore(f"sqlite:///{path}", file, data=tmp_path, links=[LINK], now=START)
    assert codes(path) == {"OLD"}
    assert restored.replaced.exists()
    kept = [one for one in tmp_path.glob("connector.db.replaced-*") if "NEW" in codes(one)]
    assert kept, "what was read since the backup is nowhere any more"


#: Where the process died after the restored store had taken its place.
PUT_IN_PLACE = {("Path.replace", "after"), ("sync_folder", "before"), ("sync_folder", "after")}


def codes(path):
    with closing(sqlite3.connect(path)) as connection:
        return {code for (code,) in connection.execute("SELECT code FROM dossier")}
