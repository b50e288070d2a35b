"""Caution: what a write would do to a deadline, to a citizen, or to a field nobody can read."""

from collections.abc import Iterable
from datetime import datetime

from connector.domain.dossier import Step
from connector.domain.mismatch import Finding, Kind
from connector.domain.status import DONE, FINAL, Status
from connector.domain.times import at_zone
from connector.domain.verdict import Hold, HoldRule
from connector.reconcile.days import day_of
from connector.reconcile.due_dates import is_overdue, was_extended
from connector.reconcile.events import event_of, latest_step
from connector.reconcile.findings import shown
from connector.reconcile.situation import NEVER_WRITTEN, BothSides, Draft, Situation

#: A record this much later than its event is taken for back-dating where it would make a deadline look better.
_LAG_ALLOWED = 1  # working days


def hold_final(situation: Situation, states: Iterable[Status | None], draft: Draft) -> None:
    """Hold a state that ends the dossier on one side's word, unless the link allows it."""
    forbidden = {status for status in states if status in FINAL and status not in situation.policy.allow_final}
    if forbidden:
        named = ", ".join(shown(status) or "" for status in sorted(forbidden))
        reason = f"Không tự động kết thúc hồ sơ theo một bên: {named} không có trong allow_final."
        draft.hold(HoldRule.FINAL_STATE, reason)


def hold_backdated(sides: BothSides, draft: Draft) -> None:
    """Hold an update that makes a deadline look better and was recorded late, or nobody knows when."""
    postponed = _postpones(sides, draft)
    if not (postponed or _heals_overdue(sides, draft)) or not _recorded_late(sides):
        return
    draft.hold(
        HoldRule.FINISH_BACKDATED,
        "Cập nhật làm thời hạn đẹp hơn trên một cửa nhưng phần mềm chuyên ngành ghi nhận chậm hơn một ngày làm việc "
        "(hoặc không rõ khi nào) so với thực tế.",
    )
    if HoldRule.FINISH_BACKDATED in sides.memory.released:
        return
    name = "due_at" if postponed else "finished_at"
    values = shown(getattr(sides.source, name)), shown(getattr(sides.target, name))
    draft.pending.append(Finding(kind=Kind.FINISH_BACKDATED, field=name, source=values[0], target=values[1]))


def hold_stale_notice(situation: Situation, draft: Draft) -> None:
    """Hold what would make the target write to a citizen about something long past."""
    notifies = situation.rules.notifies
    told: list[tuple[Status | None, datetime | None]] = [(step.status, step.at) for step in draft.steps]
    status = situation.source.status
    if "status" in draft.fields and status is not None:
        told.append((status, _event_or_record(situation, status)))
    told = [(state, at) for state, at in told if state in notifies.states]
    stale = [state for state, at in told if at is None or situation.now - at_zone(at) > notifies.older_than]
    if stale:
        states = ", ".join(sorted({shown(state) or "" for state in stale}))
        reason = f"Một cửa sẽ báo tin cho công dân về sự việc đã cũ hoặc không rõ ngày: {states}."
        draft.hold(HoldRule.STALE_NOTICE, reason)


def unreadable_fields(sides: BothSides, taken: Iterable[str]) -> tuple[str, ...]:
    """Fields that a write of the record might blank: the target can hold them, does not tell them, and nobody knows
    what they were last set to. What it tells and nobody understands is repeated, not blanked."""
    if sides.capabilities.write == "patch":
        return ()
    unreadable = sides.capabilities.fields - NEVER_WRITTEN - sides.reading.readable - sides.reading.repeatable
    sent = sides.memory.last_sent
    return tuple(sorted(name for name in unreadable - set(taken) if sent is None or getattr(sent, name) is None))


def unreadable_hold(names: tuple[str, ...]) -> Hold:
    reason = f"Một cửa có thể xóa trắng trường không đọc lại được: {', '.join(names)}."
    return Hold(rule=HoldRule.UNREADABLE_FIELD, reason=reason)


# ---------------------------------------------------------------- deadlines


def _heals_overdue(sides: BothSides, draft: Draft) -> bool:
    """Overdue on the target now, and not after the write."""
    before, after = _before(sides), _after(sides, draft)
    return is_overdue(*before, sides.planned_at) and not is_overdue(*after, sides.planned_at)


def _before(sides: BothSides) -> tuple[Status | None, datetime | None, datetime | None]:
    """The target as best known; a due date it neither tells nor got from us is likely the source's."""
    due_at = sides.best_known("due_at")
    if due_at is None and not sides.tells("due_at"):
        due_at = sides.source.due_at
    return sides.best_known("status"), due_at, sides.best_known("finished_at")


def _after(sides: BothSides, draft: Draft) -> tuple[Status | None, datetime | None, datetime | None]:
    """As before, with what the write and its steps bring."""
    status, due_at, finished_at = _before(sides)
    source = sides.source
    if "status" in draft.fields or any(step.status is source.status for step in draft.steps):
        status = source.status
    if "due_at" in draft.fields:
        due_at = source.due_at
    if "finished_at" in draft.fields:
        finished_at = source.finished_at
    return status, due_at, finished_at


def _postpones(sides: BothSides, draft: Draft) -> bool:
    """The due day would move later, without a supplement or an extension as its reason."""
    old, new = sides.target.due_at, sides.source.due_at
    if "due_at" not in draft.fields or old is None or new is None:
        return False
    return day_of(new) > day_of(old) and not was_extended(sides.source)


def _recorded_late(sides: BothSides) -> bool:
    """Whether the source wrote the event down more than a working day after it, or at a time nobody knows."""
    event, recorded = _event(sides), sides.source.updated_at
    if event is None or recorded is None:
        return True
    return sides.calendar.lag_exceeds(event, recorded, _LAG_ALLOWED)


def _event(sides: BothSides) -> datetime | None:
    """When the source says it happened: the finish of a finished dossier, else the step into its state."""
    source = sides.source
    if source.status in DONE and source.finished_at is not None:
        return source.finished_at
    step: Step | None = None if source.status is None else latest_step(source.steps, source.status)
    return None if step is None else step.at


def _event_or_record(situation: Situation, status: Status) -> datetime | None:
    """An event is never later than its record, so an old record is an old event."""
    return event_of(situation.source, status) or situation.source.updated_at
