"""Actions, findings, deliveries and memories as the tables hold them, and back."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any

from connector.domain.delivery import Delivery, DeliveryState
from connector.domain.dossier import Dossier, StepIdentity
from connector.domain.mismatch import Finding, Kind, Moved, Severity
from connector.domain.plain import from_plain, step_from_plain, step_to_plain, to_plain
from connector.domain.status import DONE
from connector.domain.times import at_zone
from connector.domain.verdict import Action, Base, Hold, HoldRule, Memory
from connector.store.columns import Record
from connector.store.tables import StepState

Plain = dict[str, Any]


def action_to_plain(action: Action) -> Plain:
    return {
        "create": action.create,
        "target_code": action.target_code,
        "fields": sorted(action.fields),
        "steps": [step_to_plain(step) for step in action.steps],
    }


def action_from_plain(plain: Mapping[str, Any]) -> Action:
    return Action(
        create=plain["create"],
        target_code=plain["target_code"],
        fields=frozenset(plain["fields"]),
        steps=tuple(step_from_plain(step) for step in plain["steps"]),
    )


_FINDING = ("field", "source", "target", "paper", "portal")


def finding_to_plain(finding: Finding) -> Plain:
    told = {name: value for name in _FINDING if (value := getattr(finding, name)) is not None}
    if finding.raised_to is not None:
        told["raised_to"] = str(finding.raised_to)
    return {"kind": str(finding.kind), "moved": str(finding.moved), **told}


def finding_from_plain(plain: Mapping[str, Any]) -> Finding:
    told = {name: plain.get(name) for name in _FINDING}
    raised_to = Severity(plain["raised_to"]) if "raised_to" in plain else None
    return Finding(kind=Kind(plain["kind"]), moved=Moved(plain["moved"]), raised_to=raised_to, **told)


def findings_to_plain(findings: Iterable[Finding]) -> list[Plain]:
    return [finding_to_plain(finding) for finding in findings]


def findings_from_plain(plain: Iterable[Mapping[str, Any]]) -> tuple[Finding, ...]:
    return tuple(finding_from_plain(finding) for finding in plain)


def dossier_to_plain(dossier: Dossier | None) -> Plain | None:
    return None if dossier is None else to_plain(dossier)


def dossier_from_plain(plain: Mapping[str, Any] | None) -> Dossier | None:
    return None if plain is None else from_plain(plain)


def due_day(dossier: Dossier) -> int | None:
    """The citizen's due day as the ordinal the claiming orders by."""
    return None if dossier.due_at is None else at_zone(dossier.due_at).toordinal()


def is_finished(dossier: Dossier) -> bool:
    """Whether the agency's work is over; the state says it, and where it is unknown the day it ended."""
    return dossier.finished_at is not None if dossier.status is None else dossier.status in DONE


def delivery_from_row(row: Record) -> Delivery:
    """A claimed delivery; ``state`` is the one it was claimed from."""
    state: DeliveryState = row.claimed_from or row.state
    return Delivery(
        id=row.id,
        link=row.link,
        dossier_id=row.dossier_id,
        code=row.code,
        state=state,
        action=action_from_plain(row.action),
        payload=from_plain(row.payload),
        planned_at=row.planned_at,
        next_attempt_at=row.next_attempt_at,
        attempts=row.attempts,
        refused_for=row.refused_for,
        sent_at=row.sent_at,
        verify_until=row.verify_until,
        hold=None if row.hold_rule is None else Hold(rule=row.hold_rule, reason=row.hold_reason or ""),
        released=rules_from_plain(row.released),
        last_error=row.last_error,
        pre_image=dossier_from_plain(row.pre_image),
        record_answered=row.record_answered,
    )


def rules_from_plain(plain: Iterable[str] | None) -> frozenset[HoldRule]:
    return frozenset(HoldRule(rule) for rule in plain or ())


def memory_from_row(row: Record, steps: Sequence[tuple[StepIdentity, StepState]]) -> Memory:
    """What the dossier's row and its sent steps add up to."""
    return Memory(
        base=Base(
            values=MappingProxyType(row.base_values or {}),
            replaced=MappingProxyType(row.base_replaced or {}),
        ),
        last_sent=dossier_from_plain(row.last_sent),
        created=row.created,
        sent_steps=frozenset(identity for identity, state in steps if state is not StepState.OWED),
        doubted_steps=frozenset(identity for identity, state in steps if state is StepState.DOUBT),
        owed_steps=frozenset(identity for identity, state in steps if state is StepState.OWED),
        released=rules_from_plain(row.released),
    )


def merged_base(row_values: Plain | None, row_replaced: Plain | None, newer: Base) -> tuple[Plain, Plain]:
    """The base after both sides agreed on newer values. What a push replaced is forgotten for a field on which they
    agree anew without one: it would take a later change on the target for a reverted push."""
    values, replaced = dict(row_values or {}), dict(row_replaced or {})
    for name, value in newer.values.items():
        if values.get(name) != value:
            replaced.pop(name, None)
    return values | dict(newer.values), replaced | dict(newer.replaced)


def iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
