"""A store in a file, opened as often as a test asks, and empty stores of either database."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from connector.ports import Store
from connector.store import open_memory_store, open_store
from support.store_story import Story

#: Parameters of a fixture that makes a test run on each.
ENGINES = ["sqlite", pytest.param("postgresql", marks=pytest.mark.xdist_group("postgresql"))]


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


@pytest.fixture(params=ENGINES)
def url(request, tmp_path) -> Iterator[str]:
    """Where an empty store of either database is to be opened."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'var' / 'connector.db'}"
    else:
        with request.getfixturevalue("postgresql").lent() as lent:
            yield lent


@pytest.fixture(params=ENGINES)
def new_store(request) -> Iterator[Callable[[], Store]]:
    """Opens an empty store each time: in memory, or on a server."""
    if request.param == "sqlite":
        yield open_memory_store
    else:
        server = request.getfixturevalue("postgresql")
        with ExitStack() as lent:
            yield lambda: lent.enter_context(server.lent_store())


@pytest.fixture
def untold(new_store) -> Iterator[Story]:
    """A story of which no run was told yet."""
    story = Story(store=new_store())
    yield story
    story.store.close()


@pytest.fixture
def story(untold) -> Story:
    """A story whose first run has begun."""
    untold.begin()
    return untold
