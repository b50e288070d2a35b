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
    """A link's plan. ``waiting`` is what the outbox would send besides; a brake would hold everything queued."""

    link: str
    rows: tuple[PlannedRow, ...] = ()
    counts: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    waiting: int = 0
    brake: Hold | None = None
    error: RunError | None = None

    @property
    def would_act(self) -> bool:
        """Whether a sync would queue, hold or send anything."""
        return bool(self.waiting or self.counts.get("queued") or self.counts.get("held"))


def plan_link(work: LinkWork) -> PlanReport:
    """The plan of one link. Sends no writing request and leaves the store as it was."""
    with work.store.scratch() as scratch:
        try:
            return _planned(replace(work, store=scratch))
        except ConnectorError as error:
            return PlanReport(link=work.link, error=run_error(error))


def _planned(work: LinkWork) -> PlanReport:
    rows: dict[str, JudgedRow] = {}
    counts = {str(category): 0 for category in Category}

    def told(judgement: Judgement) -> None:
        counts[str(Category.REJECTED)] += len(judgement.rejections)
        for row in (*judgement.rows, *judgement.unread):
            if row.category is not Category.UNCHANGED or row.code not in rows:
                rows[row.code] = row

    opening = work.store.begin_run(PLAN_RUN, work.link, "sync", work.owner, work.clock.now())
    with ThreadPoolExecutor(work.target.concurrency) as pool:
        pull = Pull(work, PLAN_RUN, pool, still_ours=lambda: None, told=told)
        pull.pages()
        pull.judge_again()
        brake = pull.brake()
    for row in rows.values():
        counts[str(row.category)] += 1
    shown = (row for row in rows.values() if row.category not in {Category.UNCHANGED, Category.OUT_OF_SCOPE})
    return PlanReport(
        link=work.link,
        rows=tuple(_row(row) for row in shown),
        counts=counts,
        waiting=opening.waiting_before + opening.in_doubt_before,
        brake=brake,
    )


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
