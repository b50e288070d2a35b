"""Exit codes (design 8): what a scheduler, a script or a monitor may rely on."""

from collections.abc import Sequence

from connector.domain.run import Agreement, Outcome, RunSummary

OK = 0
ATTENTION = 1
FAILED = 2
USAGE = 64
CONFIGURATION = 78
INTERRUPTED = 130
TERMINATED = 143


def exit_code(summaries: Sequence[RunSummary], *, strict: bool = False) -> int:
    """The highest of the links; no run at all is not success."""
    return max((_of_one(summary, strict=strict) for summary in summaries), default=ATTENTION)


def _of_one(summary: RunSummary, *, strict: bool) -> int:
    if summary.outcome is Outcome.FAILED:
        return FAILED
    if strict and (summary.held or any(summary.mismatches.values())):
        return ATTENTION
    return OK if summary.outcome is Outcome.VERIFIED and _is_quiet(summary) else ATTENTION


def _is_quiet(summary: RunSummary) -> bool:
    if summary.agreement is Agreement.UNKNOWN:
        return summary.kind == "sync"
    return summary.agreement is not Agreement.NEW
