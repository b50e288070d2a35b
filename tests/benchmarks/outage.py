"""The target is away for six hours with 10,000 deliveries queued: what it is asked meanwhile and afterwards, in which
order, and what the outbox costs.

Time is a still clock's, the sides are the memory twins on a durable SQLite store, a run is made every five minutes as
the schedule would. A second, undisturbed link delivers the same dossiers: its requests are those of healthy deliveries.
"""

import argparse
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

from benchmarks.measure import in_own_process, spent, tell, tell_machine, tell_verdict
from connector.adapters.http.circuit import FAILURES_TO_OPEN, Gate
from connector.adapters.memory.target import MemoryTarget
from connector.domain.calendar import WorkingCalendar
from connector.domain.delivery import due_class
from connector.domain.dossier import Step
from connector.domain.errors import SystemDownError
from connector.domain.link import VerifyWindow
from connector.ports import Clock, Reading, RecordWrite
from connector.store import open_store
from support.memory_link import memory_link, row

AWAY = timedelta(hours=6)
EVERY = timedelta(minutes=5)
CANARIES = 3


@dataclass(frozen=True, slots=True)
class Asked:
    """One request: what was asked, of which dossier, and whether the target was away."""

    call: str
    code: str
    away: bool


class Watched(MemoryTarget):
    """The twin behind the circuit that every real system has, with a book of what reached it. ``leaves``: it goes away
    at the next write."""

    def __init__(self, *, clock: Clock) -> None:
        super().__init__(clock=clock, concurrency=1, verify=VerifyWindow(first=timedelta(0)))
        self.asked: list[Asked] = []
        self.away = False
        self.leaves = False
        self._gate = Gate(clock=clock, on_circuit=lambda *_: None)

    def probe(self) -> None:
        with self._visit("probe", "", forced=True):
            super().probe()

    def look_up(self, code: str) -> Reading | None:
        with self._visit("look_up", code):
            return super().look_up(code)

    def write_record(self, write: RecordWrite) -> None:
        if self.leaves:
            self.leaves = False
            self.go(away=True)
        with self._visit("write", write.code):
            super().write_record(write)

    def append_steps(self, code: str, steps: Sequence[Step]) -> None:
        with self._visit("steps", code):
            super().append_steps(code, steps)

    def go(self, *, away: bool) -> None:
        self.away = away
        self.faults.always("*", SystemDownError("Hệ thống không trả lời.", where="onestop") if away else None)

    @contextmanager
    def _visit(self, call: str, code: str, *, forced: bool = False) -> Iterator[None]:
        with self._gate.visit(call, may_probe=call == "look_up", forced=forced) as visit:
            self.asked.append(Asked(call, code, self.away))
            visit.failure = "Hệ thống không trả lời." if self.away else None
            visit.good = not self.away
            yield


def _rows(number: int) -> list[dict[str, Any]]:
    """Due on very different days: overdue, today, later, long ago; every tenth has no due date."""
    return [
        row(n, so_ho_so=f"H13.22-260302-{n:06d}", han_tra=None if n % 10 == 0 else f"{_due(n):%d/%m/%Y} 17:00:00")
        for n in range(1, number + 1)
    ]


def _due(n: int) -> date:
    return date(2026, 1, 10) + timedelta(days=n * 7919 % 90)


def story(number: int, *, disturbed: bool) -> dict[str, Any]:
    """Queue that many and deliver them; with ``disturbed`` the target leaves at the first write, for six hours."""
    with tempfile.TemporaryDirectory() as folder:
        link = memory_link(page_size=500)
        link.store.close()
        link.store = open_store(f"sqlite:///{folder}/connector.db", data=Path(folder))
        link.target = target = Watched(clock=link.clock)
        for canary in range(1, CANARIES + 1):
            link.source.put(row(900_000 + canary, so_ho_so=f"H13.22-260301-{canary:04d}"))
        link.sync()
        for each in _rows(number):
            link.source.put(each | {"updated_at": "2026-03-04T09:00:00+07:00"})
        target.asked.clear()
        runs, leaving = 0, link.clock.now()
        if disturbed:
            target.leaves = True
            while link.clock.now() < leaving + AWAY:
                link.sync()
                runs += 1
                link.clock.pass_(EVERY)
            target.go(away=False)
        with spent() as told:
            summary = link.sync()
        link.store.close()
        if summary.verified != number or target.wrongs():
            raise RuntimeError(f"not what was to be measured: {summary} {target.wrongs()[:3]}")
        today = link.clock.now().date()
        return {"asked": target.asked, "runs": runs, "today": today, "cpu": told.cpu, "peak": told.peak_mb}


def _disorder(told: dict[str, Any]) -> int:
    """How many dossiers were written after one that should have waited for them: all were queued at one moment."""
    today = told["today"]
    soon = WorkingCalendar({}).next_working_day(today)
    ranks = []
    for code in dict.fromkeys(one.code for one in told["asked"] if one.call == "write" and not one.away):
        n = int(code[-6:])
        due = None if n % 10 == 0 else _due(n)
        ranks.append((due_class(due, finished=False, today=today, next_working_day=soon), due or date.max))
    return sum(later < earlier for earlier, later in pairwise(ranks))


def _count(told: dict[str, Any], *, away: bool) -> Counter[str]:
    return Counter(one.call for one in told["asked"] if one.away is away)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("number", nargs="?", type=int, default=10_000)
    number = parser.parse_args().number
    tell_machine()
    healthy = in_own_process(partial(story, disturbed=False), number)
    outage = in_own_process(partial(story, disturbed=True), number)
    away, after, usual = _count(outage, away=True), _count(outage, away=False), _count(healthy, away=False)
    print(f"{number:,} queued, target away for {AWAY}, {outage['runs']} runs meanwhile")
    print(f"    asked while away: {dict(away)}; in all other time: {dict(after)}; undisturbed: {dict(usual)}")
    further = after - usual
    tell("requests beyond those of healthy deliveries", f"{dict(further)} and, while away, {dict(away)}")
    tell("drained", f"{number / outage['cpu']:,.0f} deliveries per CPU second", peak=outage["peak"])
    tell("written out of order of the due date", f"{_disorder(outage)} (undisturbed {_disorder(healthy)})")
    few = sum(further.values()) <= 2 and away["write"] + away["look_up"] + away["steps"] <= FAILURES_TO_OPEN
    tell_verdict("no request beyond healthy deliveries, those that opened the circuit, and probes", reached=few)
    tell_verdict("due soonest first", reached=_disorder(outage) == 0)


if __name__ == "__main__":
    main()
