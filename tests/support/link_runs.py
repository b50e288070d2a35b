"""What tests ask of the runs of a link."""

from connector.domain.run import Outcome, RunSummary
from connector.ports import Decision
from support.memory_link import MemoryLink


def events(link: MemoryLink, name: str) -> list[dict[str, object]]:
    return [line for line in link.lines if line["event"] == name]


def green(summary: RunSummary) -> None:
    assert summary.error is None
    assert summary.broken_sums() == ()
    assert summary.outcome is Outcome.VERIFIED


def decision(link: MemoryLink) -> Decision:
    return Decision(by="Lãnh đạo A", reason="đã kiểm tra", at=link.clock.now())
