"""The books of a run: what the store counts must add up, and what it means for the machine and for the office."""

from dataclasses import replace

from connector.domain.delivery import DeliveryState
from connector.domain.errors import ConnectorError
from connector.domain.mismatch import Finding
from connector.domain.run import Agreement, Category, Outcome, RunNews, RunSummary
from connector.observe.events import Event
from connector.ports import Opening, RunTally
from connector.reconcile.truth_table import PAPER_KINDS
from connector.sync.pull import Reached
from connector.sync.telling import run_error
from connector.sync.work import LinkWork

#: Cases read from the store at once, to be told.
CASES_AT_ONCE = 500


def audit(
    work: LinkWork,
    blank: RunSummary,
    opening: Opening,
    requests: tuple[int, int],
    reached: Reached,
    error: ConnectorError | None,
) -> RunSummary:
    """The run's summary, counted from the store; loud, and not green, when its sums do not hold."""
    now = work.clock.now()
    if not (blank.kind == "reconcile" and reached.doubtful):
        work.store.open_late(blank.run, work.link, planned_before=now - work.rules.policy.grace, now=now)
    tally = work.store.tally(blank.run, work.link)
    counted = _counted(replace(blank, read=reached.read), opening, tally)
    if error is not None:
        counted = _without_planned(counted)
    summary = replace(
        counted,
        finished_at=now,
        outcome=_outcome(counted, reached, error),
        agreement=_agreement(tally, reached) if _judged(counted, reached, error) else Agreement.UNKNOWN,
        error=None if error is None else run_error(error),
        news=RunNews(
            opened=tally.newly_opened,
            held=tally.newly_held,
            inbox=work.target.inbox,
            unread_papers=reached.unread_papers,
            brake=reached.brake,
        ),
        mismatches={str(kind): number for kind, number in tally.mismatches.items() if number},
        requests={
            "source": work.source.requests - requests[0],
            "target": work.target.requests - requests[1],
        },
    )
    return _told(work, _with_sides(summary, reached))


def _with_sides(summary: RunSummary, reached: Reached) -> RunSummary:
    sides = reached.sides
    if sides is None:
        return summary
    return replace(
        summary,
        source=sides.source,
        target=sides.target,
        paper=sides.paper,
        union=sides.union,
        comparable=sides.comparable,
        agree=sides.agree,
    )


def _counted(blank: RunSummary, opening: Opening, tally: RunTally) -> RunSummary:
    categories, deliveries = tally.categories, tally.deliveries
    return replace(
        blank,
        rejected=categories.get(Category.REJECTED, 0),
        out_of_scope=categories.get(Category.OUT_OF_SCOPE, 0),
        unchanged=categories.get(Category.UNCHANGED, 0),
        recorded=categories.get(Category.RECORDED, 0),
        queued=categories.get(Category.QUEUED, 0),
        held=categories.get(Category.HELD, 0),
        waiting_before=opening.waiting_before,
        in_doubt_before=opening.in_doubt_before,
        revived=tally.revived,
        verified=deliveries.get(DeliveryState.VERIFIED, 0),
        delivered=deliveries.get(DeliveryState.DELIVERED, 0),
        waiting=deliveries.get(DeliveryState.WAITING, 0),
        in_doubt=deliveries.get(DeliveryState.IN_DOUBT, 0) + deliveries.get(DeliveryState.CLAIMED, 0),
        dead=deliveries.get(DeliveryState.DEAD, 0),
        superseded=deliveries.get(DeliveryState.SUPERSEDED, 0),
    )


def _without_planned(summary: RunSummary) -> RunSummary:
    """A reading that broke off queued nothing: what its pages planned joins the next run's judgement."""
    return replace(summary, read=summary.read - summary.queued, queued=0)


def _judged(summary: RunSummary, reached: Reached, error: ConnectorError | None) -> bool:
    """Whether anything was judged to its end: what a broken reading planned agrees with nothing yet."""
    return not reached.doubtful and (error is None or summary.read > 0)


def _outcome(summary: RunSummary, reached: Reached, error: ConnectorError | None) -> Outcome:
    """The worst that applies."""
    if error is not None:
        return Outcome.FAILED
    incomplete = reached.doubtful or reached.unread or reached.unread_papers
    if incomplete or summary.rejected or summary.waiting or summary.in_doubt or summary.dead:
        return Outcome.PARTIAL
    return Outcome.UNVERIFIED if summary.delivered else Outcome.VERIFIED


def _agreement(tally: RunTally, reached: Reached) -> Agreement:
    """A reconcile that found everything as it was has compared, though nothing was judged anew."""
    if tally.newly_opened or tally.newly_held:
        return Agreement.NEW
    if not tally.judged and not (reached.sides and reached.sides.comparable):
        return Agreement.UNKNOWN
    return Agreement.KNOWN if tally.accepted or any(tally.mismatches.values()) else Agreement.AGREE


def _told(work: LinkWork, summary: RunSummary) -> RunSummary:
    broken = summary.broken_sums()
    if broken:
        work.log.say(Event.RUN_SUMS_BROKEN, problem="; ".join(broken))
        if summary.outcome is not Outcome.FAILED:
            summary = replace(summary, outcome=Outcome.PARTIAL)
    _tell_cases(work, summary.run)
    figures = {name: value for name, value in summary.to_json().items() if name in _TOLD}
    work.log.say(Event.RUN_FINISHED, **figures, error=summary.error and summary.error.what)
    return summary


def _tell_cases(work: LinkWork, run: str) -> None:
    """One line for each case the run opened, reopened or closed."""
    after = 0
    while news := work.store.case_news(run, work.link, after=after, limit=CASES_AT_ONCE):
        after = news[-1].id
        for case in news:
            finding = case.finding
            told = {
                "mismatch": case.id,
                "kind": str(finding.kind),
                "field": finding.field,
                "moved": str(finding.moved),
                "severity": str(finding.kind.severity),
            }
            log = work.log.bind(dossier=case.code)
            log.say(Event.MISMATCH_OPENED if case.opened else Event.MISMATCH_CLOSED, **told)
            if case.opened and _is_of_paper(finding):
                log.say(Event.PAPER_MISMATCH, **told)


def _is_of_paper(finding: Finding) -> bool:
    """Whether it is paper that disagrees, by what stands there or by what does not."""
    return finding.paper is not None or finding.kind in PAPER_KINDS


_TOLD = {
    *("outcome", "agreement", "read", "rejected", "out_of_scope", "unchanged", "recorded", "queued", "held"),
    *("waiting_before", "in_doubt_before", "revived"),
    *("verified", "delivered", "waiting", "in_doubt", "dead", "superseded", "mismatches", "requests"),
    *("source", "target", "paper", "union", "comparable", "agree"),
}
