"""One run of one link, told top to bottom."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

from connector.domain.errors import ConnectorError, ForeignSystemError, LinkBusyError, StoreError
from connector.domain.run import RunSummary
from connector.observe.events import Event
from connector.sync.audit import audit
from connector.sync.deliver import Delivering
from connector.sync.lease import HeldLease
from connector.sync.pull import Pull, Reached
from connector.sync.telling import run_error
from connector.sync.work import LinkWork


def run_link(work: LinkWork, *, wait: timedelta) -> RunSummary:
    """Read, judge, plan, deliver, prove, audit. Returns a summary whatever happened; never raises a ConnectorError.

    A source that fails does not keep approved work from the target; a target that fails stops everything but leaves
    nothing half done: the next run goes on from what was committed.
    """
    started = work.clock.now()
    run = f"{started:%Y%m%dT%H%M%S}-{uuid4().hex[:8]}"
    work = _bound(work, run)
    blank = RunSummary(run=run, link=work.link, kind="sync", started_at=started)
    try:
        with HeldLease(work, run) as lease:
            return _run_held(work, blank, lease, wait)
    except KeyboardInterrupt as asked:
        work.log.say(Event.RUN_INTERRUPTED, kind="sync", reason=type(asked).__name__)
        raise
    except (LinkBusyError, StoreError) as error:
        work.log.say(Event.RUN_FAILED, kind="sync", error=error.what, where=error.where, do=error.do)
        return _failed(work, blank, error)


def _run_held(work: LinkWork, blank: RunSummary, lease: HeldLease, wait: timedelta) -> RunSummary:
    opening = work.store.begin_run(blank.run, work.link, "sync", work.owner, blank.started_at)
    work.log.say(
        Event.RUN_STARTED,
        kind="sync",
        mode=work.rules.policy.mode,
        waiting_before=opening.waiting_before,
        in_doubt_before=opening.in_doubt_before,
    )
    for died in opening.died:
        work.log.say(Event.RUN_TAKEOVER, previous_run=died, deliveries=opening.in_doubt_before)
    requests = (work.source.requests, work.target.requests)
    owes = opening.waiting_before + opening.in_doubt_before > 0
    reached, error = _read_and_deliver(work, blank.run, lease, wait, owes=owes)
    summary = audit(work, blank, opening, requests, reached, error)
    work.store.finish_run(summary)
    return summary


def _read_and_deliver(
    work: LinkWork, run: str, lease: HeldLease, wait: timedelta, *, owes: bool
) -> tuple[Reached, ForeignSystemError | None]:
    """How far the reading came, and what kept it from its end. A link that owes nothing asks the target only once it
    has something to ask; one that does begins with a probe, whatever the stored circuit says."""
    with ThreadPoolExecutor(work.target.concurrency, thread_name_prefix=f"target-{work.link}") as pool:
        try:
            if owes:
                work.target.probe()
        except ForeignSystemError as down:
            return Reached(), down
        pull = Pull(work, run, pool, still_ours=lease.check)
        broken = _read(pull)
        Delivering(work, run, lease, pool).follow(wait)
        return pull.reached, broken


def _read(pull: Pull) -> ForeignSystemError | None:
    try:
        pull.pages()
        pull.judge_again()
        pull.end()
    except ForeignSystemError as error:
        return error
    return None


def _bound(work: LinkWork, run: str) -> LinkWork:
    return replace(work, log=work.log.bind(run=run, link=work.link))


def _failed(work: LinkWork, blank: RunSummary, error: ConnectorError) -> RunSummary:
    return replace(
        blank,
        finished_at=work.clock.now(),
        error=run_error(error),
    )
