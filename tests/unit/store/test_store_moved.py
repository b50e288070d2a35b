"""A store's file that is moved or replaced while the store is open."""

import sys

import pytest

from connector.domain.errors import StoreError
from connector.store import open_store
from support.store_story import Story

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="an open file cannot be moved there")


def opened(path):
    return open_store(f"sqlite:///{path}", data=path.parent)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "connector.db"


@pytest.fixture
def story(path):
    story = Story(store=opened(path))
    yield story
    story.store.close()


def test_nothing_is_written_into_a_file_that_is_away_until_it_is_back(story, path):
    path.rename(path.with_name("moved.db"))
    with pytest.raises(StoreError, match="không còn ở chỗ của nó"):
        story.begin()
    path.with_name("moved.db").rename(path)
    story.begin()


def test_nothing_is_written_where_another_store_stands_in_its_place(story, path):
    path.rename(path.with_name("moved.db"))
    opened(path).close()
    with pytest.raises(StoreError, match="không còn ở chỗ của nó"):
        story.begin()
