"""A dossier that only the source has."""

from connector.domain.dossier import FIELDS, Dossier
from connector.domain.identifiers import is_filler
from connector.domain.mismatch import Finding, Kind, Moved
from connector.domain.text import key
from connector.domain.verdict import HoldRule
from connector.reconcile.caution import hold_final, hold_stale_notice
from connector.reconcile.compare import ID_FIELDS
from connector.reconcile.findings import shown, unknown_values
from connector.reconcile.progress import first_progress
from connector.reconcile.situation import NEVER_WRITTEN, Draft, Situation


def draft_create(situation: Situation) -> Draft:
    """The judgement of a dossier that the target does not have, before mode and releases are looked at.

    One that once stood on both sides was taken away there, and is never put back; one whose state nobody understands
    is not created in a state of our choosing.
    """
    source = situation.source
    draft = Draft(target_code=source.code)
    draft.recorded += unknown_values(source)
    removed = bool(situation.memory.base.values)
    finding = Finding(
        kind=Kind.ONLY_IN_SOURCE,
        source=shown(source.status) or source.code,
        moved=Moved.TARGET if removed else Moved.UNKNOWN,
    )
    if removed or "status" in source.unknown:
        draft.recorded.append(finding)
        return draft
    draft.create = True
    draft.pending.append(finding)
    draft.fields = _writable(situation)
    draft.steps = first_progress(situation)
    _hold(situation, draft)
    return draft


def _writable(situation: Situation) -> set[str]:
    """Every known field that the target can hold; the note only where the public may read it. A number typed only
    because a form asked is not known: sent, no read-back would ever show it."""
    fields = situation.capabilities.fields & set(FIELDS) - NEVER_WRITTEN
    if situation.policy.publish.note != "text":
        fields -= {"note"}
    told = {name: getattr(situation.source, name) for name in fields}
    return {
        name
        for name, value in told.items()
        if not _is_unknown(name, value) and situation.capabilities.holds(name, value)
    }


def _is_unknown(name: str, value: object) -> bool:
    return value is None or (name in ID_FIELDS and is_filler(str(value)))


def _hold(situation: Situation, draft: Draft) -> None:
    source = situation.source
    if code_was_repaired(source):
        draft.hold(HoldRule.CODE_REPAIRED, "Mã hồ sơ phải sửa mới đọc được; cần người xác nhận trước khi tạo mới.")
    hold_final(situation, (source.status, *(step.status for step in draft.steps)), draft)
    hold_stale_notice(situation, draft)
    if situation.policy.create == "hold":
        draft.hold(HoldRule.CREATE, "Hồ sơ chưa có trên một cửa; tạo mới cần người duyệt (policy.create: hold).")


def code_was_repaired(source: Dossier) -> bool:
    """Whether one of the repairs concerns the dossier's code: every such sentence names it."""
    return any("mã hồ sơ" in key(repair) for repair in source.repairs)
