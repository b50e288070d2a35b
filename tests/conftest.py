"""What holds for every test, and the one database server that the tests of a worker share."""

import signal
from collections.abc import Iterator
from contextlib import suppress

import pytest

from support import postgresql as server_of_tests
from support.compiled import compiled_once


def pytest_configure() -> None:
    """Let Ctrl+C reach the programs under test: a shell that runs the tests in the background has it ignored, and what
    is ignored is inherited."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        with suppress(ValueError):  # only the main thread may say so; elsewhere nothing is started
            signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(autouse=True, scope="session")
def statements_compiled_once() -> Iterator[None]:
    with compiled_once():
        yield


@pytest.fixture(scope="session")
def postgresql() -> Iterator[server_of_tests.Server]:
    """Whoever uses it belongs to the xdist group of this name: one worker starts one server."""
    programs = server_of_tests.programs()
    if programs is None:
        pytest.skip("no PostgreSQL server is installed here (initdb and postgres)")
    with server_of_tests.running(programs) as server:
        yield server
