"""Doing one thing to many, several at once."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Event, Lock
from typing import TypeVar

Thing = TypeVar("Thing")
Result = TypeVar("Result")


def _go_on() -> None:
    """Nothing ends what is under way before its end."""


def in_parallel(
    pool: ThreadPoolExecutor,
    work: Callable[[Thing], Result],
    things: Sequence[Thing],
    *,
    width: int,
    leave: Callable[[], None] = _go_on,
) -> list[Result]:
    """The results in the order of the things, at most ``width`` of them in work at any time.

    Once one raises, or whoever waits here is interrupted, no further one is begun. ``leave`` is called before each and
    raises what ends them all.
    """
    results: dict[int, Result] = {}
    places, turn, stop = iter(range(len(things))), Lock(), Event()

    def take_turns() -> None:
        while not stop.is_set():
            with turn:
                place = next(places, None)
            if place is None:
                return
            try:
                leave()
                results[place] = work(things[place])
            except BaseException:
                stop.set()
                raise

    # One task for each worker and not for each thing: a task costs as much as judging a third of a dossier.
    tasks = [pool.submit(take_turns) for _ in range(min(width, len(things)))]
    try:
        for task in tasks:
            task.result()
    finally:
        stop.set()
    return [results[place] for place in range(len(things))]
