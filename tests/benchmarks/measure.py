"""What every benchmark measures with, and how it tells what it saw."""

import os
import platform
import resource
import signal
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any

_PROCESSES = get_context("fork" if sys.platform != "win32" else "spawn")


@dataclass(slots=True)
class Spent:
    """CPU and wall seconds of a stretch of this process alone, and the most memory it ever had resident."""

    cpu: float = 0.0
    wall: float = 0.0
    peak_mb: float = 0.0


@contextmanager
def spent() -> Iterator[Spent]:
    """CPU is user and system time of this process with all its threads; forked servers are not in it."""
    told = Spent()
    cpu, wall = _cpu(), time.perf_counter()
    yield told
    told.cpu, told.wall, told.peak_mb = _cpu() - cpu, time.perf_counter() - wall, peak_mb()


def peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _cpu() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def in_own_process(work: Callable[..., Any], *arguments: Any) -> Any:
    """The result of ``work`` in a process of its own, so that no run inherits another's memory or caches."""
    here, there = _PROCESSES.Pipe(duplex=False)
    process = _PROCESSES.Process(target=_send_back, args=(there, work, arguments))
    process.start()
    there.close()
    try:
        return here.recv()
    except EOFError:
        raise RuntimeError("the measured process died; its own words are above") from None
    finally:
        process.join()


def _send_back(there: Connection, work: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
    there.send(work(*arguments))


class ServerProcess:
    """A simulated system in a process of its own; ``ask`` has a function of it carried out there."""

    def __init__(self, make: Callable[[], Any]) -> None:
        self._pipe, there = _PROCESSES.Pipe()
        self._process = _PROCESSES.Process(target=_serve, args=(there, make), daemon=True)
        self._process.start()
        there.close()
        self.url: str = self._pipe.recv()

    def ask(self, what: Callable[[Any], Any]) -> Any:
        self._pipe.send(what)
        return self._pipe.recv()

    def __enter__(self) -> "ServerProcess":
        return self

    def __exit__(self, *_: object) -> None:
        self._pipe.send(None)
        self._process.join(10)
        self._pipe.close()


def _serve(there: Connection, make: Callable[[], Any]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with make() as system:
        there.send(system.url)
        while (what := there.recv()) is not None:
            there.send(what(system))


def median(values: Sequence[float]) -> float:
    return statistics.median(values)


def tell_machine() -> None:
    print(f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")


def tell(what: str, figure: str, *, floor: str = "", ratio: float | None = None, peak: float | None = None) -> None:
    """One line: what, figure, floor, figure as a share of the floor, peak memory."""
    parts = [f"{what}: {figure}"]
    if floor:
        parts.append(f"floor {floor}")
    if ratio is not None:
        parts.append(f"ratio {ratio:.0%}")
    if peak is not None:
        parts.append(f"peak {peak:.0f} MB")
    print(" | ".join(parts), flush=True)


def tell_verdict(target: str, *, reached: bool) -> None:
    print(f"    {'reached' if reached else 'MISSED'}: {target}", flush=True)
