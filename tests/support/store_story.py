"""One link's store told as a story: rows are read, planned, sent and proved in a few words."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from connector.domain.cursor import Cursor
from connector.domain.delivery import Delivery, DeliveryState
from connector.domain.dossier import Dossier, Step
from connector.domain.mismatch import Finding, Kind
from connector.domain.run import Category, RunSummary
from connector.domain.status import Status
from connector.domain.times import ZONE
from connector.domain.verdict import Action, Hold, HoldRule
from connector.ports import Decision, JudgedRow, Opening, Owner, PageWork, PlanEnd, Rejection, Settlement, Store
from connector.store import open_memory_store

LINK = "investment"
START = datetime(2026, 3, 2, 8, 0, tzinfo=ZONE)
BEHIND = Finding(kind=Kind.TARGET_BEHIND, field="status", source="4", target="2")
MISSING = Finding(kind=Kind.STEPS_MISSING)
PROPOSED = Hold(rule=HoldRule.PROPOSE, reason="Luồng chỉ đề xuất.")
BRAKE = Hold(rule=HoldRule.BRAKE_ACTIONS, reason="Quá nhiều việc.")
NOTHING_BEFORE = Opening(waiting_before=0, in_doubt_before=0)
WORD = Decision(by="Cán bộ thử", reason="đã xem", at=START)


def step(hour: int, status: Status = Status.PROCESSING) -> Step:
    return Step(at=datetime(2026, 3, 1, hour, tzinfo=ZONE), status=status)


def judged(code: str, category: Category, content: str = "v1", **values: Any) -> JudgedRow:
    """A row as the judge hands it over; ``seen`` rows are told by a category of unchanged and nothing else."""
    work = category in {Category.QUEUED, Category.HELD}
    dossier = Dossier(code=code, applicant_name="Nguyễn Văn Thử", status=Status.PROCESSING, summary=content)
    defaults: dict[str, Any] = {
        "keys": {"code": code},
        "dossier": None if category is Category.OUT_OF_SCOPE else dossier,
        "action": Action(create=False, target_code=code, fields=frozenset({"status"})) if work else None,
        "hold": PROPOSED if category is Category.HELD else None,
        "pending": (BEHIND,) if work else (),
        "recorded": (BEHIND,) if category is Category.RECORDED else (),
    }
    return JudgedRow(code=code, fingerprint=f"{code}:{content}", category=category, **(defaults | values))


def seen(code: str, content: str = "v1", **values: Any) -> JudgedRow:
    """A row whose content is known: nothing was judged."""
    return judged(code, Category.UNCHANGED, content, **({"dossier": None} | values))


@dataclass
class Story:
    """The same store over several runs, each by an owner of its own."""

    store: Store = field(default_factory=open_memory_store)
    now: datetime = START
    run: str = ""
    runs: int = 0
    opening: Opening = NOTHING_BEFORE

    @property
    def owner(self) -> Owner:
        return Owner(id=f"owner-{self.runs}", host="may-thu", pid=self.runs)

    def passes(self, time: timedelta) -> None:
        self.now += time

    def begin(self, kind: Any = "sync") -> str:
        self.runs += 1
        self.run = f"run-{self.runs}"
        self.opening = self.store.begin_run(self.run, LINK, kind, self.owner, self.now)
        return self.run

    def page(
        self,
        *rows: JudgedRow,
        rejections: Sequence[Rejection] = (),
        cursor: Cursor | None = None,
        digest: str = "rules-1",
        kinds: frozenset[Kind] = frozenset(Kind),
        again: bool = False,
        wait: bool = False,
    ) -> None:
        self.store.commit_page(
            PageWork(
                link=LINK,
                run=self.run,
                rules_digest=digest,
                now=self.now,
                rows=rows,
                rejections=tuple(rejections),
                cursor=cursor,
                judged_kinds=kinds,
                rejudged=again,
                cases_wait=wait,
            )
        )

    def plan(self, hold: Hold | None = None, **values: Any) -> None:
        self.store.end_plan(PlanEnd(link=LINK, run=self.run, now=self.now, hold=hold, **values))

    def claim(self, limit: int = 50, fresh: int = 50, today: date | None = None) -> list[Delivery]:
        today = today or self.now.date()
        return list(
            self.store.claim(
                LINK,
                self.owner,
                now=self.now,
                limit=limit,
                fresh=fresh,
                today=today,
                next_working_day=today + timedelta(days=1),
            )
        )

    def settle(self, delivery: Delivery, state: DeliveryState, **values: Any) -> None:
        settlement = Settlement(delivery=delivery, state=state, **({"now": self.now, "attempted": True} | values))
        self.store.settle([settlement], owner=self.owner)

    def finish(self) -> None:
        self.store.finish_run(
            RunSummary(run=self.run, link=LINK, kind="sync", started_at=self.now, finished_at=self.now)
        )

    def queued(self, *codes: str, content: str = "v1") -> list[Delivery]:
        """Dossiers that went the whole way into the outbox of a new run and were claimed there."""
        self.begin()
        self.page(*(judged(code, Category.QUEUED, content) for code in codes))
        self.plan()
        return self.claim()

    def queued_create(self, code: str) -> list[Delivery]:
        """A dossier to be created on the target, claimed in a new run."""
        self.begin()
        self.page(judged(code, Category.QUEUED, action=Action(create=True, target_code=code)))
        self.plan()
        return self.claim()

    def categories(self) -> dict[Category, int]:
        return {name: number for name, number in self.store.tally(self.run, LINK).categories.items() if number}

    def deliveries(self) -> dict[DeliveryState, int]:
        return dict(self.store.tally(self.run, LINK).deliveries)

    def cases(self, state: str = "open") -> list[tuple[str, str]]:
        return [(row["code"], row["kind"]) for row in self.store.desk().mismatches([LINK], state=state)]

    def held(self) -> list[int]:
        return [row["id"] for row in self.store.desk().holds([LINK])]

    def assert_sums(self) -> None:
        """What was owed to the run is what became of it (design 8), counted by the store alone."""
        tally = self.store.tally(self.run, LINK)
        owed = self.opening.waiting_before + self.opening.in_doubt_before
        owed += tally.categories.get(Category.QUEUED, 0) + tally.revived
        assert owed == sum(tally.deliveries.values()), (self.opening, tally)
