"""One sync of one link, told top to bottom; and the shorter run that only works the outbox off."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from connector.domain.errors import ForeignSystemError
from connector.domain.run import RunSummary
from connector.ports import Opening
from connector.sync.deliver import Delivering, fresh_allowed
from connector.sync.frame import framed
from connector.sync.lease import HeldLease
from connector.sync.pull import Pull, Reached
from connector.sync.work import LinkWork


def run_link(work: LinkWork, *, wait: timedelta) -> RunSummary:
    """Read, judge, plan, deliver, prove, audit. Returns a summary whatever happened; never raises a ConnectorError.

    A source that fails does not keep approved work from the target; a target that fails stops everything but leaves
    nothing half done: the next run goes on from what was committed.
    """

    def sync(work: LinkWork, run: str, lease: HeldLease, opening: Opening) -> tuple[Reached, ForeignSystemError | None]:
        owes = opening.waiting_before + opening.in_doubt_before > 0
        return _read_and_deliver(work, run, lease, wait, owes=owes)

    return framed(work, "sync", sync)


def drain_link(work: LinkWork) -> RunSummary | None:
    """Send and read back what has fallen due between two syncs; None when nothing has."""
    if work.rules.policy.mode == "observe":
        return None
    due = work.store.next_attempt(work.link, fresh=fresh_allowed(work) > 0)
    if due is None or due > work.clock.now():
        return None
    return framed(work, "sync", _deliver_only)


def _deliver_only(
    work: LinkWork, run: str, lease: HeldLease, _opening: Opening
) -> tuple[Reached, ForeignSystemError | None]:
    with _pool(work) as pool:
        try:
            work.target.probe()
        except ForeignSystemError as down:
            return Reached(), down
        Delivering(work, run, lease, pool).follow(timedelta(0))
        return Reached(), None


def _read_and_deliver(
    work: LinkWork, run: str, lease: HeldLease, wait: timedelta, *, owes: bool
) -> tuple[Reached, ForeignSystemError | None]:
    """How far the reading came, and what kept it from its end. A link that owes nothing asks the target only once it
    has something to ask; one that does begins with a probe, whatever the stored circuit says."""
    with _pool(work) as pool:
        try:
            if owes:
                work.target.probe()
        except ForeignSystemError as down:
            return Reached(), down
        pull = Pull(work, run, pool, still_ours=lease.check)
        broken = _read(pull)
        Delivering(work, run, lease, pool).follow(wait)
        return pull.reached, broken


def _pool(work: LinkWork) -> ThreadPoolExecutor:
    return ThreadPoolExecutor(work.target.concurrency, thread_name_prefix=f"target-{work.link}")


def _read(pull: Pull) -> ForeignSystemError | None:
    try:
        pull.pages()
        pull.judge_again()
        pull.end()
    except ForeignSystemError as error:
        return error
    return None
