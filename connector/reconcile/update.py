"""A dossier that stands on both sides: what is equal, what is to be pushed, and what is only recorded."""

from collections.abc import Mapping

from connector.domain.mismatch import Finding, Kind, Moved
from connector.domain.status import Status
from connector.domain.verdict import HoldRule
from connector.reconcile.caution import (
    hold_backdated,
    hold_final,
    hold_stale_notice,
    unreadable_fields,
    unreadable_hold,
)
from connector.reconcile.compare import Compared, Relation, compare
from connector.reconcile.events import event_is_later
from connector.reconcile.findings import (
    difference,
    expired_procedure,
    shown,
    status_difference,
    steps_missing,
    unknown_values,
)
from connector.reconcile.match import LINKED_CODE, codes_to_ask
from connector.reconcile.movement import TARGETS_OWN, who_moved
from connector.reconcile.progress import progress, withheld_finding
from connector.reconcile.situation import NEVER_WRITTEN, BothSides, Draft
from connector.reconcile.status_table import STATUS_KINDS, TABLE, Cell, Effect, status_verdict

#: Fields that a change of state brings with it: their difference is part of that one fact.
_BROUGHT_BY_STATUS = frozenset({"finished_at", "returned_at"})

_DUE_KINDS = frozenset({Kind.DUE_AT_DIFFERS, Kind.DUE_AT_EXPLAINED})


def draft_update(sides: BothSides) -> Draft:
    """The judgement of both sides, before the link's mode and a person's releases are looked at."""
    compared = compare(sides.source, sides.reading, sides.rules, sides.capabilities)
    told = {name for name, field in compared.items() if field.relation is not Relation.NOT_COMPARABLE}
    draft = Draft(target_code=sides.target.code, comparable=frozenset(told & sides.policy.compare.keys()))
    draft.recorded += unknown_values(sides.source, sides.target)
    effect = _weigh_status(sides, compared, draft)
    carried = _weigh_fields(sides, compared, effect, draft)
    _hold_contested(draft)
    _bring_return(sides, draft)
    _weigh_procedure(sides, draft)
    _weigh_steps(sides, compared, effect, draft)
    if draft.fields:
        draft.fields |= carried
    _absorb(draft, held=any(hold.rule not in sides.memory.released for hold in draft.holds))
    hold_backdated(sides, draft)
    _spare_unreadable(sides, draft)
    hold_stale_notice(sides, draft)
    _remember_link(sides, draft)
    return draft


def _remember_link(sides: BothSides, draft: Draft) -> None:
    """Nobody can ask for a dossier by another number than its code: where that was how it was found, the code is part
    of what both sides agreed on. Where the number leads to another dossier than it did then, a person has to say which
    of the two it is: what was agreed on was agreed with the other."""
    code, linked = sides.target.code, sides.memory.base.values.get(LINKED_CODE)
    by_number = code not in codes_to_ask(sides.source, sides.rules.catalogues)
    if by_number and linked not in (None, code) and (draft.fields or draft.steps):
        reason = f"Số khác của hồ sơ nay dẫn đến một hồ sơ khác trên một cửa; trước đây là {linked}."
        draft.hold(HoldRule.CODE_COLLISION, reason)
        if HoldRule.CODE_COLLISION not in sides.memory.released:
            return
    if draft.agreed and (by_number or linked is not None):
        draft.agreed[LINKED_CODE] = code


# ---------------------------------------------------------------- status


def _weigh_status(sides: BothSides, compared: Mapping[str, Compared], draft: Draft) -> Effect | None:
    """What the states' comparison leads to, or None where they cannot be compared."""
    status, field = sides.source.status, compared.get("status")
    if status is None or field is None or field.relation is Relation.NOT_COMPARABLE:
        return None
    verdict = status_verdict(status, sides.target.status, later=event_is_later(sides, status))
    if verdict.kind is None:
        draft.agreed["status"] = field.source_key
        return Effect.AGREE
    moved = who_moved("status", field.source_key, field.target_key, sides.memory.base)
    finding = status_difference(sides, verdict.kind, moved)
    if verdict.effect is Effect.RECORD or moved in TARGETS_OWN or not sides.source_is_right("status"):
        draft.recorded.append(finding)
        return Effect.RECORD
    draft.fields.add("status")
    draft.pending.append(finding)
    _hold_status(sides, status, verdict.effect, moved, draft)
    return Effect.PUSH


def _hold_status(sides: BothSides, status: Status, effect: Effect, moved: Moved, draft: Draft) -> None:
    if moved is Moved.BOTH:
        draft.contested.append("status")
    if effect is Effect.PUSH_IF_ALLOWED:
        hold_final(sides, (status,), draft)
    if effect is Effect.HOLD:
        reason = f"Không chứng minh được {shown(status)} là việc sau bước xử lý cuối cùng trên một cửa."
        draft.hold(HoldRule.PAUSE_ORDER, reason)


def _hold_contested(draft: Draft) -> None:
    """Both sides moved since they last agreed: which of them is right is for a person to say."""
    if draft.contested:
        names = ", ".join(draft.contested)
        draft.hold(HoldRule.BOTH_MOVED, f"Cả hai bên cùng thay đổi kể từ lần khớp gần nhất: {names}.")


# ---------------------------------------------------------------- fields


def _weigh_fields(sides: BothSides, compared: Mapping[str, Compared], effect: Effect | None, draft: Draft) -> set[str]:
    """Sort every field but state and steps; returns those that only ride along if the record is written anyway."""
    kept_off = _kept_off(sides, compared, effect)
    carried: set[str] = set()
    for name, field in compared.items():
        if name in {"status", "steps"}:
            continue
        if field.relation is Relation.EQUAL:
            draft.agreed[name] = field.source_key
        elif field.relation is Relation.DIFFERS:
            _weigh_difference(sides, name, field, carried, draft, pushable=name not in kept_off)
        elif name not in kept_off and _rides_unread(sides, name):
            carried.add(name)
    return carried


def _weigh_difference(
    sides: BothSides, name: str, field: Compared, carried: set[str], draft: Draft, *, pushable: bool
) -> None:
    moved = who_moved(name, field.source_key, field.target_key, sides.memory.base)
    finding = difference(sides, name, moved)
    if finding is None:
        return
    writable = name in sides.capabilities.fields
    pushable = pushable and writable and sides.source_is_right(name) and moved not in TARGETS_OWN
    if finding.kind is Kind.TIME_ZONE_SHIFT:  # the target would only shift what is sent again
        pushable = False
    if name not in sides.policy.compare:
        if pushable and moved is not Moved.BOTH:
            carried.add(name)
    elif pushable:
        draft.fields.add(name)
        draft.pending.append(finding)
        if moved is Moved.BOTH:
            draft.contested.append(name)
    else:
        draft.recorded.append(finding)


def _weigh_procedure(sides: BothSides, draft: Draft) -> None:
    """A code on which both sides agree may still be one that was no longer in force."""
    expired = expired_procedure(sides) if "procedure_code" in draft.agreed else None
    if expired is not None and "procedure_code" in sides.policy.compare:
        draft.recorded.append(expired)


def _kept_off(sides: BothSides, compared: Mapping[str, Compared], effect: Effect | None) -> frozenset[str]:
    """Fields not to be written whoever is right: all of a dossier that the target has ended otherwise, and those that
    a state brings while that state is only recorded."""
    if effect is not Effect.RECORD:
        return NEVER_WRITTEN
    status, target = sides.source.status, sides.target.status
    if status is not None and target is not None and TABLE[status, target] is Cell.ENDED:
        return NEVER_WRITTEN | compared.keys()
    return NEVER_WRITTEN | _BROUGHT_BY_STATUS


def _rides_unread(sides: BothSides, name: str) -> bool:
    """An unreadable field that we set last time is set anew, where the source is right about it."""
    sent = sides.memory.last_sent
    return (
        not sides.tells(name)
        and name in sides.capabilities.fields
        and getattr(sides.source, name) is not None
        and sent is not None
        and getattr(sent, name) is not None
        and sides.source_is_right(name)
    )


def _bring_return(sides: BothSides, draft: Draft) -> None:
    """A pushed return brings its day where the target shows none; a day the desk wrote or took away is the desk's."""
    pushed = "status" in draft.fields and sides.source.status is Status.RETURNED
    unset = sides.tells("returned_at") and sides.target.returned_at is None
    ruled = "returned_at" in sides.policy.authority or sides.rules.paper_witness
    once_agreed = "returned_at" in sides.memory.base.values
    fillable = "returned_at" in sides.capabilities.fields and sides.source.returned_at is not None
    if pushed and unset and fillable and not ruled and not once_agreed:
        draft.fields.add("returned_at")


# ---------------------------------------------------------------- steps


def _weigh_steps(sides: BothSides, compared: Mapping[str, Compared], effect: Effect | None, draft: Draft) -> None:
    found = progress(sides, effect)
    draft.steps = found.send
    hold_final(sides, (step.status for step in found.send), draft)
    field = compared.get("steps")
    if field is not None and field.relation is Relation.EQUAL:
        draft.agreed["steps"] = field.source_key
    if found.withheld:
        draft.recorded.append(withheld_finding(sides, found.withheld))
    elif found.missing:
        draft.pending.append(steps_missing(found.missing, Moved.UNKNOWN))


# ---------------------------------------------------------------- one case per fact


def _absorb(draft: Draft, *, held: bool) -> None:
    """Drop findings that are part of another: what a state brings, and due dates that follow a wrong received day.
    Steps that will not be sent outlive a state that is; those of a state that is ``held`` are part of that."""
    absorbed: set[tuple[Kind, str | None]] = set()
    pending_status = any(finding.kind in STATUS_KINDS for finding in draft.pending)
    recorded_status = any(finding.kind in STATUS_KINDS - {Kind.TARGET_AHEAD} for finding in draft.recorded)
    wrong_received = any(f.kind is Kind.RECEIVED_AT_DIFFERS for f in (*draft.recorded, *draft.pending))
    for finding in (*draft.recorded, *draft.pending):
        brought = finding.field in _BROUGHT_BY_STATUS and (pending_status or recorded_status)
        if brought or (wrong_received and finding.kind in _DUE_KINDS):
            absorbed.add(finding.identity)
    draft.recorded = _without(draft.recorded, absorbed, steps=recorded_status or (pending_status and held))
    draft.pending = _without(draft.pending, absorbed, steps=pending_status or recorded_status)


def _without(findings: list[Finding], absorbed: set[tuple[Kind, str | None]], *, steps: bool) -> list[Finding]:
    return [
        finding
        for finding in findings
        if finding.identity not in absorbed and not (steps and finding.kind is Kind.STEPS_MISSING)
    ]


def _spare_unreadable(sides: BothSides, draft: Draft) -> None:
    """Where the write might blank an unreadable field the record is held; progress alone may still go, and then the
    record's differences stand recorded."""
    names = unreadable_fields(sides, draft.fields) if draft.fields else ()
    if not names or HoldRule.UNREADABLE_FIELD in sides.memory.released:
        return
    if not draft.steps or any(hold.rule not in sides.memory.released for hold in draft.holds):
        draft.holds.append(unreadable_hold(names))
        return
    draft.fields.clear()
    draft.recorded += draft.pending
    draft.pending = []
