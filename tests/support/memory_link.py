"""A link between the memory twins, on a real store in memory, with a clock that stands still."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import uuid4

from connector.adapters.memory.knobs import Knobs
from connector.adapters.memory.source import MemorySource
from connector.adapters.memory.target import MemoryTarget
from connector.domain.calendar import WorkingCalendar
from connector.domain.dossier import Dossier
from connector.domain.link import Catalogues, Notifies, Policy, Rules, Scope, VerifyWindow
from connector.domain.run import RunSummary
from connector.mapping.mapper import compile_map
from connector.mapping.rules import MapRules
from connector.observe.log import Log
from connector.ports import Mapper, Owner, Store, Witness
from connector.store import open_memory_store
from connector.sync.reconcile import ReconcileRequest, reconcile_link
from connector.sync.runner import run_link
from connector.sync.work import LinkWork
from connector.testing.exam.link import OFF, PUSH
from connector.testing.exam.rows import MAP, STATES
from support.clocks import StillClock
from support.memory_scales import MemoryScales
from support.mortal import Killed, Life, Mortal

__all__ = ["LINK", "MAP", "OFF", "PUSH", "STATES", "MemoryLink", "mapper", "memory_link", "row"]

LINK = "investment"


def mapper(changes: Mapping[str, Any] | None = None) -> Mapper:
    """The usual map, with other rules for some fields."""
    return compile_map(MapRules.model_validate({**MAP, **(changes or {})}))


@dataclass
class MemoryLink:
    """One story: the same source, target, store and clock over several runs, each by its own owner."""

    source: MemorySource
    target: MemoryTarget
    clock: StillClock
    store: Store = field(default_factory=open_memory_store)
    policy: Policy = PUSH
    scope: Scope = field(default_factory=Scope)
    notifies: Notifies = field(default_factory=Notifies)
    map_changes: Mapping[str, Any] | None = None
    digest: str = "rules-1"
    lines: list[dict[str, Any]] = field(default_factory=list)
    witnesses: tuple[Witness, ...] = ()
    scales: MemoryScales = field(default_factory=MemoryScales)

    def rules(self) -> Rules:
        return Rules(
            link=LINK,
            scope=self.scope,
            policy=self.policy,
            notifies=self.notifies,
            catalogues=Catalogues(),
            digest=self.digest,
            paper_witness=any(witness.kind == "register" for witness in self.witnesses),
        )

    def work(self, life: Life | None = None) -> LinkWork:
        sides = (self.source, self.target, self.store)
        source, target, store = sides if life is None else tuple(Mortal(side, life) for side in sides)
        return LinkWork(
            link=LINK,
            source=source,
            target=target,
            mapper=mapper(self.map_changes),
            rules=self.rules(),
            calendar=WorkingCalendar({}),
            store=store,
            clock=self.clock,
            log=Log.recording(self.lines),
            owner=Owner(id=uuid4().hex, host="host", pid=1),
            witnesses=self.witnesses,
            scales=self.scales,
        )

    def sync(self, *, wait: timedelta = timedelta(seconds=10), life: Life | None = None) -> RunSummary:
        work = self.work(life)
        try:
            return run_link(work, wait=wait)
        except Killed:
            self.store.release(LINK, work.owner)  # the operating system lets go of what a dead process held
            raise

    def reconcile(self, *, life: Life | None = None, **asked: Any) -> RunSummary:
        """A whole reconcile by hand unless ``asked`` otherwise, in the words of ``ReconcileRequest``."""
        work = self.work(life)
        try:
            return reconcile_link(work, ReconcileRequest(**asked))
        except Killed:
            self.store.release(LINK, work.owner)
            raise

    def settle(self, most: int = 10) -> RunSummary:
        """Run until nothing is left to do, as the schedule would."""
        for _ in range(most):
            summary = self.sync(wait=timedelta(hours=1))
            if summary.outcome == "verified" and not summary.queued:
                return summary
        return summary


def memory_link(
    rows: Iterable[Mapping[str, Any]] = (),
    records: Sequence[Dossier] = (),
    *,
    knobs: Knobs | None = None,
    concurrency: int = 1,
    **source: Any,
) -> MemoryLink:
    clock = StillClock()
    return MemoryLink(
        source=MemorySource(rows, **source),
        target=MemoryTarget(records, clock=clock, knobs=knobs, concurrency=concurrency, verify=VerifyWindow()),
        clock=clock,
    )


def row(number: int, *, state: str = "dang_xu_ly", updated: str | None = None, **changes: Any) -> dict[str, Any]:
    """One raw row of an invented dossier received on 2 March 2026 and due on the 20th."""
    return {
        "id": f"CN-{number:05}",
        "so_ho_so": f"H13.22-260302-{number:04}",
        "ma_tthc": "1.009748",
        "chu_ho_so": {"ten": f"Người Thử {number}", "loai": "CN", "so_giay_to": f"0002990{number:05}"},
        "trang_thai": state,
        "ngay_nhan": "02/03/2026 08:15:00",
        "han_tra": "20/03/2026 17:00:00",
        "updated_at": updated or f"2026-03-03T08:{number % 60:02}:00+07:00",
        "qua_trinh": [
            {"luc": "02/03/2026 08:15:00", "tt": "tiep_nhan", "can_bo": "Cán Bộ A", "noi_dung": "Tiếp nhận"},
            {"luc": "03/03/2026 09:00:00", "tt": state, "can_bo": "Cán Bộ B", "noi_dung": "Chuyển bước"},
        ],
    } | changes
