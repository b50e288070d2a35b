"""A store in a file, its backups, and the way back."""

import sys

import pytest
from sqlalchemy import select

from connector.store import restore
from support.store_story import LINK, START

posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps files private by the folder's access list")


def put_back(path, file, now=START, links=(LINK,)):
    return restore(f"sqlite:///{path}", file, data=path.parent, links=links, now=now)


def rows(story, table):
    with story.store._database.reading() as connection:
        return connection.execute(select(table)).all()


def backed_up(story, tmp_path, name="ban-sao.db"):
    file = tmp_path / name
    assert story.store.back_up(file) == file.stat().st_size
    return file
