"""Doing one thing to many keeps their order, its width, and stops at the first error."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from connector.sync.parallel import in_parallel


def test_results_come_in_the_order_of_the_things_whoever_finishes_first() -> None:
    late = threading.Event()

    def work(number: int) -> int:
        if number == 0:
            assert late.wait(10)
        if number == 9:
            late.set()
        return number * number

    with ThreadPoolExecutor(2) as pool:
        assert in_parallel(pool, work, range(10), width=2) == [number * number for number in range(10)]


def test_no_more_than_the_width_are_in_work_at_once_though_the_pool_has_room() -> None:
    at_once, most, lock = 0, 0, threading.Lock()

    def work(_: int) -> None:
        nonlocal at_once, most
        with lock:
            at_once += 1
            most = max(most, at_once)
        threading.Event().wait(0.002)
        with lock:
            at_once -= 1

    with ThreadPoolExecutor(8) as pool:
        in_parallel(pool, work, range(30), width=3)
    assert most == 3


def test_after_an_error_nothing_further_is_begun_and_the_error_is_raised() -> None:
    begun: list[int] = []

    def work(number: int) -> None:
        begun.append(number)
        if number == 2:
            raise KeyError(number)

    with ThreadPoolExecutor(1) as pool, pytest.raises(KeyError):
        in_parallel(pool, work, range(100), width=1)
    assert begun == [0, 1, 2]


def test_nothing_to_do_is_done() -> None:
    with ThreadPoolExecutor(1) as pool:
        assert in_parallel(pool, str, (), width=4) == []
