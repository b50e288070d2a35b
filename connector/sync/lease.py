"""Keeping a link in hand while a run lasts."""

import time
from datetime import timedelta
from threading import Event as Signal
from threading import Thread
from types import TracebackType
from typing import Self

from connector.domain.errors import ConnectorError, StoreError
from connector.sync.work import LinkWork

#: A lease lasts a minute; so long may the store keep us from renewing it.
RENEW_EVERY = timedelta(seconds=15)
MOST_WITHOUT = 3 * RENEW_EVERY


class HeldLease:
    """Holds the link for the run's time and renews the lease meanwhile. Entering raises LinkBusyError."""

    def __init__(self, work: LinkWork, run: str) -> None:
        self._work = work
        self._run = run
        self._ended = Signal()
        self._lost: ConnectorError | None = None
        self._renewer = Thread(target=self._renew, name=f"lease-{work.link}", daemon=True)

    def __enter__(self) -> Self:
        self._work.store.acquire(self._work.link, self._work.owner, self._run, self._work.clock.now())
        self._renewer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        self._renewer.join()
        if self._lost is None:
            self._work.store.release(self._work.link, self._work.owner)

    def check(self) -> None:
        """Raise what made the lease unsafe; called before anything is sent or committed."""
        if self._lost is not None:
            raise self._lost

    def _renew(self) -> None:
        """What loses the lease is told to the run at its next check: a thread has nobody to raise to."""
        renewed_at = time.monotonic()
        while not self._ended.wait(RENEW_EVERY.total_seconds()):
            try:
                self._work.store.renew(self._work.link, self._work.owner, self._work.clock.now())
            except StoreError as error:
                if time.monotonic() - renewed_at >= MOST_WITHOUT.total_seconds():
                    self._lost = error
                    return
            except ConnectorError as error:
                self._lost = error
                return
            else:
                renewed_at = time.monotonic()
