"""What holds for every test."""

import signal
from contextlib import suppress


def pytest_configure() -> None:
    """Let Ctrl+C reach the programs under test: a shell that runs the tests in the background has it ignored, and what
    is ignored is inherited."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        with suppress(ValueError):  # only the main thread may say so; elsewhere nothing is started
            signal.signal(signal.SIGINT, signal.default_int_handler)
