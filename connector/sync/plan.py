"""What a sync would do now, and why: the same reading, judging and braking on a store that forgets."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

from connector.domain.errors import ConnectorError
from connector.domain.run import Category, RunError
from connector.domain.verdict import Hold
from connector.ports import JudgedRow
from connector.sync.judge import Judgement
from connector.sync.pull import Pull
from connector.sync.telling import run_error
from connector.sync.work import LinkWork

#: The run's id in a plan; nothing of it is ever kept.
PLAN_RUN = "plan"


#: One dossier a sync would queue, hold or record, ready for JSON: names of fields, never their values.
PlannedRow = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanReport:
    """A link's plan, counted as the run would count it. ``waiting`` and ``revived`` are what the outbox would send
    besides what was read; with a ``brake`` everything it would hold is told as held."""

    link: str
    rows: tuple[PlannedRow, ...] = ()
    counts: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    waiting: int = 0
    revived: int = 0
    newly_held: int = 0
    brake: Hold | None = None
    error: RunError | None = None

    @property
    def would_act(self) -> bool:
        """Whether a sync would queue, hold or send anything."""
        work = (self.waiting, self.revived, self.newly_held, self.counts.get("queued"), self.counts.get("held"))
        return any(work)


def plan_link(work: LinkWork) -> PlanReport:
    """The plan of one link. Sends no writing request and leaves the store as it was."""
    with work.store.scratch() as scratch:
        try:
            return _planned(replace(work, store=scratch))
        except ConnectorError as error:
            return PlanReport(link=work.link, error=run_error(error))


def _planned(work: LinkWork) -> PlanReport:
    """Plan as a run does, to the end of its plan, and count as a run counts."""
    rows: dict[str, JudgedRow] = {}

    def told(judgement: Judgement) -> None:
        for row in (*judgement.rows, *judgement.unread):
            if row.category is not Category.UNCHANGED or row.code not in rows:
                rows[row.code] = row

    opening = work.store.begin_run(PLAN_RUN, work.link, "sync", work.owner, work.clock.now())
    with ThreadPoolExecutor(work.target.concurrency) as pool:
        pull = Pull(work, PLAN_RUN, pool, still_ours=lambda: None, told=told)
        pull.pages()
        pull.judge_again()
        brake = pull.brake()
        pull.end()
    tally = work.store.tally(PLAN_RUN, work.link)
    shown = (row for row in rows.values() if row.category not in {Category.UNCHANGED, Category.OUT_OF_SCOPE})
    return PlanReport(
        link=work.link,
        rows=tuple(_row(row if brake is None else _braked(row, brake)) for row in shown),
        counts={str(category): tally.categories.get(category, 0) for category in Category},
        waiting=opening.waiting_before + opening.in_doubt_before,
        revived=tally.revived,
        newly_held=tally.newly_held,
        brake=brake,
    )


def _braked(row: JudgedRow, brake: Hold) -> JudgedRow:
    """What a brake makes of a row. What a person released is sent all the same: ``revived`` counts it."""
    return replace(row, category=Category.HELD, hold=brake) if row.category is Category.QUEUED else row


def _row(row: JudgedRow) -> PlannedRow:
    action, hold = row.action, row.hold
    return {
        "code": row.code,
        "disposition": str(row.category),
        "create": action is not None and action.create,
        "fields": sorted(action.fields) if action is not None else [],
        "steps": len(action.steps) if action is not None else 0,
        "rule": str(hold.rule) if hold is not None else None,
        "reason": hold.reason if hold is not None else None,
        "kinds": sorted({str(finding.kind) for finding in (*row.recorded, *row.pending)}),
    }
