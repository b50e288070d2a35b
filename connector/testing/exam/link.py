"""A whole link around the side under examination: the twins on its other sides, a store in memory, a still clock."""

from collections.abc import Sequence
from datetime import timedelta
from types import TracebackType
from typing import Self
from uuid import uuid4

from connector.adapters.memory.knobs import Knobs
from connector.adapters.memory.source import MemorySource
from connector.adapters.memory.target import MemoryTarget
from connector.domain.calendar import WorkingCalendar
from connector.domain.cursor import Cursor
from connector.domain.link import Brakes, Catalogues, Notifies, Policy, Rules, Scope
from connector.domain.run import Outcome, RunSummary
from connector.mapping.mapper import compile_map
from connector.mapping.rules import MapRules
from connector.ports import Mapper, Owner, PageWork, Source, Target, Witness
from connector.snapshot.scales import DuckScales
from connector.store import open_memory_store
from connector.sync.plan import PlanReport, plan_link
from connector.sync.reconcile import ReconcileRequest, reconcile_link
from connector.sync.runner import run_link
from connector.sync.work import LinkWork
from connector.testing.exam.bench import Bench
from connector.testing.exam.rows import MAP, Row

LINK = "exam"

#: Brakes that never touch a small office; the exam of an adapter is none of the brakes.
OFF = Brakes(max_actions=1_000_000, max_share=1.0, min_share=0.0, max_gap=timedelta(days=10_000))
PUSH = Policy(mode="push", create="push", brakes=OFF)
OBSERVE = Policy(mode="observe", brakes=OFF)

#: As ``MAP``, with the text that a one-stop is given; and so that a row told twice is the same dossier.
_RULES = {**MAP, "summary": "trich_yeu"}
_MAPPER = compile_map(MapRules.model_validate(_RULES))
NAMELESS = compile_map(MapRules.model_validate({**_RULES, "aliases": {}}))


class ExamLink:
    """One story over several runs. What is not given is a twin."""

    def __init__(
        self,
        bench: Bench,
        *,
        source: Source | None = None,
        mapper: Mapper = _MAPPER,
        target: Target | None = None,
        witnesses: Sequence[Witness] = (),
        policy: Policy = PUSH,
    ) -> None:
        self.twin = MemorySource(name="source")
        self.policy = policy
        self.store = open_memory_store()
        self._bench = bench
        self._source = source or self.twin
        self._mapper = mapper
        self._target = target or MemoryTarget(clock=bench.clock, name="target", knobs=Knobs(lists=True))
        self._witnesses = tuple(witnesses)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.store.close()

    def tell(self, *rows: Row) -> None:
        """Let the source's twin tell these rows from now on, beside or in place of those it told."""
        for row in rows:
            summary = {} if row.dossier.summary is None else {"trich_yeu": row.dossier.summary}
            self.twin.put(row.raw() | summary)

    def enter(self, *rows: Row) -> None:
        """Let these stand on the target's twin, as somebody entered them."""
        if isinstance(self._target, MemoryTarget):
            for row in rows:
                self._target.desk_enter(row.dossier)

    def work(self) -> LinkWork:
        return LinkWork(
            link=LINK,
            source=self._source,
            target=self._target,
            mapper=self._mapper,
            rules=Rules(
                link=LINK,
                scope=Scope(),
                policy=self.policy,
                notifies=Notifies(),
                catalogues=Catalogues(),
                digest=repr(self.policy),
                paper_witness=any(witness.kind == "register" for witness in self._witnesses),
            ),
            calendar=WorkingCalendar({}),
            store=self.store,
            clock=self._bench.clock,
            log=self._bench.context.log,
            owner=Owner(id=uuid4().hex, host="exam", pid=1),
            witnesses=self._witnesses,
            scales=DuckScales(self._bench.home / "scales"),
        )

    def plan(self) -> PlanReport:
        return plan_link(self.work())

    def sync(self, *, wait: timedelta = timedelta(0)) -> RunSummary:
        return run_link(self.work(), wait=wait)

    def reconcile(self) -> RunSummary:
        return reconcile_link(self.work(), ReconcileRequest())

    def settle(self, *, most: int = 12) -> RunSummary:
        """Run every hour until nothing is left to do; people do what they are asked meanwhile."""
        for _ in range(most):
            summary = self.sync(wait=timedelta(minutes=30))
            if summary.outcome is Outcome.VERIFIED and not (summary.queued or summary.waiting):
                break
            self.carry_out()
            self._bench.clock.pass_(timedelta(hours=1))
        return summary

    def carry_out(self) -> None:
        """Let people do what a write asked them for, where it is they who write."""
        carry_out = getattr(self._bench, "carry_out", None)
        if carry_out is not None:
            carry_out()

    def set_cursor(self, cursor: Cursor) -> None:
        """Let the store remember that the source was read so far."""
        work = self.work()
        self.store.begin_run("earlier", LINK, "sync", work.owner, self._bench.clock.now())
        page = PageWork(link=LINK, run="earlier", rules_digest="", now=self._bench.clock.now(), rows=(), cursor=cursor)
        self.store.commit_page(page)
