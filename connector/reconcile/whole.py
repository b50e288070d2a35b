"""The judgement of one dossier across all sides: every kind of mismatch, one case per fact, and none that cries wolf.

Pure: the same sides give the same findings. It starts from what source and target say of each other (``plan.judge``)
and adds what the witnesses say and what one side alone shows.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from connector.domain.calendar import WorkingCalendar
from connector.domain.dossier import Dossier
from connector.domain.link import Rules
from connector.domain.mismatch import Finding, Kind
from connector.domain.standing import Stand
from connector.domain.status import DONE
from connector.domain.verdict import Disposition, Verdict
from connector.ports import Side
from connector.reconcile.absorb import absorbed
from connector.reconcile.alone import ALONE_KINDS, alone
from connector.reconcile.days import day_of
from connector.reconcile.grace import is_young
from connector.reconcile.judging import Judging
from connector.reconcile.paper import beside_paper
from connector.reconcile.plan import JUDGED_KINDS
from connector.reconcile.portal import laundered
from connector.reconcile.presence import three_way
from connector.reconcile.sides import AllSides
from connector.reconcile.truth_table import PAPER_KINDS

#: Kinds that this judgement can open, and prove gone by not finding them.
RECONCILED_KINDS = (
    JUDGED_KINDS | ALONE_KINDS | PAPER_KINDS | {Kind.ONLY_IN_TARGET, Kind.STATUS_LAUNDERED, Kind.RECORDED_LATE}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """All findings of one dossier, each identity once.

    ``recorded`` are cases; ``pending`` are those that the verdict's action will heal. ``young`` are facts younger than
    grace: no cases, yet a delivery planned for them has to know them. ``unproved`` are kinds about which nothing was
    heard, and ``untold`` fields of which nothing was told: what stands of them is not gone.
    """

    recorded: tuple[Finding, ...] = ()
    pending: tuple[Finding, ...] = ()
    stand: Stand
    young: tuple[Finding, ...] = ()
    unproved: frozenset[Kind] = frozenset()
    untold: frozenset[str] = frozenset()
    due: date | None = None  #: the citizen's due day, while the work is not over


def judge_whole(
    sides: AllSides,
    *,
    verdict: Verdict | None,
    rules: Rules,
    calendar: WorkingCalendar,
    now: datetime,
    group: Sequence[Finding] = (),
) -> Whole:
    """``verdict`` is what source and target gave; None where the source does not have the dossier. ``group`` is what
    only a group of dossiers shows (``bulk``)."""
    judging = Judging(sides=sides, verdict=verdict, rules=rules, calendar=calendar, now=now)
    found = three_way(judging)
    found = beside_paper(judging, found)
    if not any(finding.kind is Kind.CODE_COLLISION for finding in found):  # else these may be two dossiers
        found = [*found, *laundered(judging), *alone(judging)]
    found = absorbed([*found, *group])
    young = tuple(finding for finding in found if is_young(judging, finding))
    pending = _healed(judging, found, young)
    recorded = tuple(finding for finding in found if finding not in young and finding not in pending)
    return Whole(
        recorded=recorded,
        pending=pending,
        young=young,
        stand=_stand(judging, recorded, (*pending, *young)),
        unproved=_unproved(sides),
        untold=_untold(judging),
        due=_due(judging),
    )


def suspect(dossier: Dossier, side: Side, rules: Rules, calendar: WorkingCalendar, now: datetime) -> bool:
    """Whether one side alone shows something worth judging, however well the sides agree."""
    if side is Side.PAPER:
        return False
    judging = Judging.of_one(dossier, side, rules=rules, calendar=calendar, now=now)
    return bool(alone(judging))


def _healed(judging: Judging, found: list[Finding], young: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """What the planned action will heal. A reconcile opens what a dossier lacks or is behind in all the same."""
    if judging.verdict is None:
        return ()
    opened = {Kind.TARGET_BEHIND, Kind.ONLY_IN_SOURCE}
    planned = {finding.identity for finding in judging.verdict.pending if finding.kind not in opened}
    return tuple(finding for finding in found if finding.identity in planned and finding not in young)


def _stand(judging: Judging, recorded: tuple[Finding, ...], waiting: tuple[Finding, ...]) -> Stand:
    held = judging.verdict is not None and judging.verdict.disposition is Disposition.HOLD
    if recorded or (held and waiting):
        return Stand.DIFFERS
    if waiting or (judging.verdict is not None and judging.verdict.action is not None):
        return Stand.PENDING
    if judging.verdict is None or not judging.verdict.comparable:
        return Stand.NOT_COMPARABLE
    return Stand.AGREE


def _due(judging: Judging) -> date | None:
    due = judging.first("due_at")
    over = any(one.status in DONE for one in judging.programs[-1:])
    return None if due is None or over else day_of(due)


def _untold(judging: Judging) -> frozenset[str]:
    """Fields about which this judgement could say nothing: the compared ones, and those that one side alone shows."""
    source, verdict = judging.source, judging.verdict
    untold = set(judging.rules.policy.compare) - (verdict.comparable if verdict else frozenset())
    if source is None or source.results is None or source.status is None:
        untold.add("results")
    if all(one.receipt_signed is None for one in judging.programs):
        untold.add("receipt_signed")
    if not judging.days("received_at"):
        untold.add("code")
    return frozenset(untold)


def _unproved(sides: AllSides) -> frozenset[Kind]:
    """Kinds about which no side said anything this time."""
    kinds: set[Kind] = set()
    if not sides.papers and not sides.covered:
        kinds |= PAPER_KINDS
    if sides.unheard or not sides.further or any(one.dossier.status is None for one in sides.further):
        kinds.add(Kind.STATUS_LAUNDERED)
    if not sides.source_whole:
        kinds |= {Kind.ONLY_IN_TARGET, Kind.PAPER_NOT_ENTERED}
    if not sides.target_whole:
        kinds |= {Kind.ONLY_IN_SOURCE, Kind.PAPER_NOT_ENTERED}
    return frozenset(kinds)
