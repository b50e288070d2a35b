"""What every run has in common, whatever it does in between: the link held, the books opened, audited and closed."""

from collections.abc import Callable
from dataclasses import replace
from uuid import uuid4

from connector.domain.errors import ConnectorError, ForeignSystemError, LinkBusyError, StoreError
from connector.domain.run import Outcome, RunKind, RunSummary
from connector.observe.events import Event
from connector.ports import Opening
from connector.sync.audit import audit
from connector.sync.lease import HeldLease
from connector.sync.pull import Reached
from connector.sync.telling import run_error
from connector.sync.work import LinkWork

#: What a run does between its beginning and its audit: how far it came, and what kept it from its end.
Doing = Callable[[LinkWork, str, HeldLease, Opening], tuple[Reached, ForeignSystemError | None]]


def framed(work: LinkWork, kind: RunKind, doing: Doing) -> RunSummary:
    """The summary of one run. Whatever happens it is returned, never a ConnectorError raised; Ctrl+C goes through."""
    started = work.clock.now()
    run = f"{started:%Y%m%dT%H%M%S}-{uuid4().hex[:8]}"
    work = replace(work, log=work.log.bind(run=run, link=work.link))
    blank = RunSummary(run=run, link=work.link, kind=kind, started_at=started)
    try:
        with HeldLease(work, run) as lease:
            return _held(work, blank, lease, doing)
    except KeyboardInterrupt as asked:
        work.log.say(Event.RUN_INTERRUPTED, kind=kind, reason=type(asked).__name__)
        raise
    except (LinkBusyError, StoreError) as error:
        work.log.say(Event.RUN_FAILED, kind=kind, error=error.what, where=error.where, do=error.do)
        return _failed(work, blank, error)


def _held(work: LinkWork, blank: RunSummary, lease: HeldLease, doing: Doing) -> RunSummary:
    opening = work.store.begin_run(blank.run, work.link, blank.kind, work.owner, blank.started_at)
    work.log.say(
        Event.RUN_STARTED,
        kind=blank.kind,
        mode=work.rules.policy.mode,
        waiting_before=opening.waiting_before,
        in_doubt_before=opening.in_doubt_before,
    )
    for died in opening.died:
        work.log.say(Event.RUN_TAKEOVER, previous_run=died, deliveries=opening.in_doubt_before)
    requests = (work.source.requests, work.target.requests)
    reached, error = doing(work, blank.run, lease, opening)
    summary = audit(work, blank, opening, requests, reached, error)
    work.store.finish_run(summary)
    if summary.error is not None and summary.outcome is Outcome.FAILED and not opening.failed_before:
        told = summary.error  # said once when it starts: a link may fail every five minutes for a night
        work.log.say(Event.RUN_FAILED, kind=blank.kind, error=told.what, where=told.where, do=told.do)
    return summary


def _failed(work: LinkWork, blank: RunSummary, error: ConnectorError) -> RunSummary:
    return replace(blank, finished_at=work.clock.now(), error=run_error(error))
