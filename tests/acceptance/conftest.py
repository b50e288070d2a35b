"""Offices to work in: the real program between two simulated systems."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from support.office import Office


@pytest.fixture
def open_office(tmp_path: Path) -> Iterator[Callable[..., Office]]:
    """Makes offices with the keywords of ``Office``, each in a folder of its own, and closes them at the end."""
    numbers = count(1)
    with ExitStack() as opened:
        yield lambda **how: opened.enter_context(_in(tmp_path / str(next(numbers)), **how))


@pytest.fixture
def office(open_office: Callable[..., Office]) -> Office:
    """Eight dossiers, and a one-stop that has none of them yet."""
    return open_office(number=8)


def _in(folder: Path, **how: Any) -> Office:
    folder.mkdir()
    return Office(folder, **how)
