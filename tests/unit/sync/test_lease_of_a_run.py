"""A run keeps its link in hand: a store that cannot be written for a moment does not take it away."""

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import chain, repeat
from typing import Any

import pytest

from connector.domain.errors import LinkBusyError, StoreError
from connector.sync import lease
from connector.sync.lease import HeldLease
from support.memory_link import memory_link, row

LOCKED = StoreError("Kho dữ liệu đang bị một tiến trình khác khóa.")
TAKEN = LinkBusyError("Luồng đang chạy ở nơi khác.")


class Answering:
    """A store whose renewals end so, one after the other."""

    def __init__(self, real: Any, renewals: Iterator[Exception | None]) -> None:
        self._real = real
        self._renewals = renewals
        self.renewed = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)

    def renew(self, *_: object) -> None:
        self.renewed += 1
        wrong = next(self._renewals)
        if wrong is not None:
            raise wrong


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lease, "RENEW_EVERY", timedelta(milliseconds=5))


def held(renewals: Iterator[Exception | None], times: int) -> None:
    """One run's lease, looked at when so many renewals were tried."""
    link = memory_link([row(1)])
    store = Answering(link.store, renewals)
    with HeldLease(replace(link.work(), store=store), "run") as mine:
        until = time.monotonic() + 30
        while store.renewed < times and time.monotonic() < until:
            mine.check()
            time.sleep(0.005)


def test_a_store_locked_for_a_moment_takes_nothing_away() -> None:
    held(chain([LOCKED, LOCKED], repeat(None)), times=6)


def test_one_locked_for_as_long_as_a_lease_lasts_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lease, "MOST_WITHOUT", timedelta(milliseconds=30))
    with pytest.raises(StoreError, match="khóa"):
        held(repeat(LOCKED), times=10**9)


def test_another_holder_does_at_once() -> None:
    with pytest.raises(LinkBusyError, match="nơi khác"):
        held(chain([None], repeat(TAKEN)), times=10**9)
