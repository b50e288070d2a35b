"""A store in a file, opened as often as a test asks."""

import pytest

from connector.store import open_store
from support.store_story import Story


@pytest.fixture
def path(tmp_path):
    return tmp_path / "var" / "connector.db"


@pytest.fixture
def told(path):
    """Opens the store as a story, as often as asked; closes what is left open."""
    stories = []

    def told():
        stories.append(Story(store=open_store(f"sqlite:///{path}", data=path.parent)))
        return stories[-1]

    yield told
    for story in stories:
        story.store.close()
