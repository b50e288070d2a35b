"""A run: one execution of one link, and what it says of the machine (outcome) and of the office (agreement)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Literal

RunKind = Literal["sync", "reconcile"]


class Outcome(StrEnum):
    VERIFIED = "verified"
    UNVERIFIED = "unverified"
    PARTIAL = "partial"
    FAILED = "failed"

    @property
    def label(self) -> str:
        return {
            Outcome.VERIFIED: "Đã gửi và kiểm chứng",
            Outcome.UNVERIFIED: "Đã gửi, chưa kiểm chứng",
            Outcome.PARTIAL: "Làm chưa hết",
            Outcome.FAILED: "Không chạy được",
        }[self]


class Agreement(StrEnum):
    AGREE = "agree"
    KNOWN = "known"
    NEW = "new"
    UNKNOWN = "unknown"


class Category(StrEnum):
    """How a row read in a run was settled by it; every row has exactly one."""

    REJECTED = "rejected"
    OUT_OF_SCOPE = "out_of_scope"
    UNCHANGED = "unchanged"
    RECORDED = "recorded"
    QUEUED = "queued"
    HELD = "held"


@dataclass(frozen=True, slots=True, kw_only=True)
class RunError:
    what: str
    where: str = ""
    do: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunNews:
    """What a run leaves for people, as its screen tells it; the document has its figures."""

    opened: int = 0  #: cases that it opened or reopened
    held: int = 0  #: work that it held, from whatever row
    inbox: str = ""  #: where people find what was given them to do, where the target is written by hand
    unread_papers: int = 0  #: values and rows of paper that could not be read: they are in no sum
    brake: str = ""  #: why a brake stopped the run, and what to do


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSummary:
    """The figures of one run, as ``connector sync --json`` prints them (design 8)."""

    run: str
    link: str
    kind: RunKind
    started_at: datetime
    finished_at: datetime | None = None
    outcome: Outcome = Outcome.FAILED
    agreement: Agreement = Agreement.UNKNOWN
    error: RunError | None = None
    read: int = 0
    rejected: int = 0
    out_of_scope: int = 0
    unchanged: int = 0
    recorded: int = 0
    queued: int = 0
    held: int = 0
    waiting_before: int = 0
    in_doubt_before: int = 0
    revived: int = 0
    verified: int = 0
    delivered: int = 0
    waiting: int = 0
    in_doubt: int = 0
    dead: int = 0
    superseded: int = 0
    source: int = 0
    target: int = 0
    paper: int = 0
    union: int = 0
    comparable: int = 0
    agree: int = 0
    news: RunNews = RunNews()
    mismatches: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    requests: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({"source": 0, "target": 0}))

    def broken_sums(self) -> tuple[str, ...]:
        """The sums of design 8 that do not hold, in words; empty when every row and delivery is accounted for."""
        rows = self.rejected + self.out_of_scope + self.unchanged + self.recorded + self.queued + self.held
        owed = self.waiting_before + self.in_doubt_before + self.queued + self.revived
        settled = self.verified + self.delivered + self.waiting + self.in_doubt + self.dead + self.superseded
        broken = []
        if self.read != rows:
            broken.append(f"read {self.read} ≠ {rows} rows settled")
        if owed != settled:
            broken.append(f"owed {owed} ≠ {settled} deliveries settled")
        return tuple(broken)

    def to_json(self) -> dict[str, Any]:
        """Every key, in the order of the contract."""
        error = self.error and {"what": self.error.what, "where": self.error.where, "do": self.error.do}
        head = {
            "run": self.run,
            "link": self.link,
            "kind": self.kind,
            "outcome": str(self.outcome),
            "agreement": str(self.agreement),
            "error": error,
            "started_at": self.started_at.isoformat(),
            "finished_at": self.finished_at and self.finished_at.isoformat(),
        }
        counts = {name: getattr(self, name) for name in COUNTS}
        return head | counts | {"mismatches": dict(self.mismatches), "requests": dict(self.requests)}


#: The counting fields of a summary, in the order of the contract.
COUNTS = (
    "read",
    "rejected",
    "out_of_scope",
    "unchanged",
    "recorded",
    "queued",
    "held",
    "waiting_before",
    "in_doubt_before",
    "revived",
    "verified",
    "delivered",
    "waiting",
    "in_doubt",
    "dead",
    "superseded",
    "source",
    "target",
    "paper",
    "union",
    "comparable",
    "agree",
)
