"""The judgement of one dossier, from both sides to a verdict. Pure: the same input gives the same verdict."""

from datetime import datetime

from connector.domain.calendar import WorkingCalendar
from connector.domain.dossier import Dossier
from connector.domain.link import Rules
from connector.domain.mismatch import Finding, Kind
from connector.domain.verdict import BRAKES, Disposition, Hold, HoldRule, Memory, Verdict
from connector.ports import Capabilities, Reading
from connector.reconcile.create import draft_create
from connector.reconcile.match import Match, MatchKind
from connector.reconcile.situation import BothSides, Draft, Situation
from connector.reconcile.status_table import STATUS_KINDS
from connector.reconcile.update import draft_update

#: Kinds that this judgement can open.
JUDGED_KINDS = STATUS_KINDS | {
    Kind.ONLY_IN_SOURCE,
    Kind.CODE_COLLISION,
    Kind.RECEIVED_AT_DIFFERS,
    Kind.TIME_ZONE_SHIFT,
    Kind.DUE_AT_EXPLAINED,
    Kind.DUE_AT_DIFFERS,
    Kind.PROCEDURE_SUPERSEDED,
    Kind.PROCEDURE_DIFFERS,
    Kind.AGENCY_RECODED,
    Kind.AGENCY_DIFFERS,
    Kind.APPLICANT_DIFFERS,
    Kind.DOCUMENTS_DIFFER,
    Kind.FEE_DIFFERS,
    Kind.TEXT_ENCODING,
    Kind.UNKNOWN_VALUE,
    Kind.STEPS_MISSING,
    Kind.FINISH_BACKDATED,
    Kind.FIELD_DIFFERS,
}

#: Those that it proves gone by not finding them. A look-up by its own code says nothing of another dossier that bears
#: its number: only a reconcile sees those.
DISPROVED_KINDS = JUDGED_KINDS - {Kind.CODE_COLLISION}

#: The order in which rules are shown to a person, the gravest first.
_GRAVEST_FIRST = (
    HoldRule.CODE_COLLISION,
    HoldRule.CODE_REPAIRED,
    HoldRule.FINAL_STATE,
    HoldRule.BOTH_MOVED,
    HoldRule.PAUSE_ORDER,
    HoldRule.FINISH_BACKDATED,
    HoldRule.UNREADABLE_FIELD,
    HoldRule.STALE_NOTICE,
    HoldRule.CREATE,
    HoldRule.PROPOSE,
)

#: Rules that only ask that some person has looked at what would be done.
_ANY_PERSON = frozenset({HoldRule.CREATE, HoldRule.PROPOSE})

#: Rules under which nobody has seen yet what would be done; releasing them is no approval of it.
_UNSEEN = BRAKES | {HoldRule.CODE_COLLISION, HoldRule.LOOK_UP_FAILED}


def judge(  # noqa: PLR0913  # a judgement's inputs, each by its name: nothing else may decide it
    source: Dossier,
    reading: Reading | None,
    *,
    memory: Memory,
    rules: Rules,
    capabilities: Capabilities,
    calendar: WorkingCalendar,
    now: datetime,
    planned_at: datetime | None = None,
    match: Match | None = None,
) -> Verdict:
    """What is to be done about one dossier of the source, given what the target shows of it.

    ``reading`` is the target's dossier, None when it clearly has none. Without ``match`` it is taken for certain.
    A notice is stale by ``now``; a dossier is overdue by ``planned_at``, when it is judged again at sending.
    """
    if reading is None:
        situation = Situation(
            source=source,
            memory=memory,
            rules=rules,
            capabilities=capabilities,
            calendar=calendar,
            now=now,
            planned_at=planned_at or now,
        )
        draft = draft_create(situation)
    else:
        sides = BothSides(
            source=source,
            memory=memory,
            rules=rules,
            capabilities=capabilities,
            calendar=calendar,
            now=now,
            planned_at=planned_at or now,
            reading=reading,
        )
        draft = draft_update(sides)
    if match is not None and match.kind is MatchKind.COLLISION and HoldRule.CODE_COLLISION not in memory.released:
        draft = _uncertain(draft, source, match)
    return _verdict(draft, rules, memory, writable=capabilities.writable)


def _uncertain(draft: Draft, source: Dossier, match: Match) -> Draft:
    """A match that is not certain proves nothing about any field; what it would lead to waits for a person, and with
    several candidates there is nothing to wait for."""
    target = None if match.reading is None else match.reading.dossier.code
    recorded = [Finding(kind=Kind.CODE_COLLISION, source=source.code, target=target)]
    if match.reading is None:
        return Draft(target_code=draft.target_code, recorded=recorded)
    return Draft(
        target_code=draft.target_code,
        fields=draft.fields,
        steps=draft.steps,
        holds=[Hold(rule=HoldRule.CODE_COLLISION, reason=match.reason), *draft.holds],
        recorded=recorded,
    )


def _verdict(draft: Draft, rules: Rules, memory: Memory, *, writable: bool) -> Verdict:
    """The draft under the link's mode and a person's releases. A side that can only be read is only observed."""
    action = draft.action()
    if action is None or rules.policy.mode == "observe" or not writable:
        recorded = tuple(draft.recorded + draft.pending)
        agree = action is None and not recorded and bool(draft.comparable)
        return Verdict(
            disposition=Disposition.AGREE if agree else Disposition.RECORD,
            recorded=recorded,
            agreed=draft.agreed,
            comparable=draft.comparable,
        )
    hold = _hold(draft, rules, memory)
    return Verdict(
        disposition=Disposition.PUSH if hold is None else Disposition.HOLD,
        action=action,
        hold=hold,
        recorded=tuple(draft.recorded),
        pending=tuple(draft.pending),
        agreed=draft.agreed,
        comparable=draft.comparable,
    )


def _hold(draft: Draft, rules: Rules, memory: Memory) -> Hold | None:
    """The gravest rule that applies and that no person has released this content from."""
    holds = list(draft.holds)
    if rules.policy.mode == "propose":
        reason = "Luồng đồng bộ ở chế độ đề xuất (mode: propose): mọi thay đổi chờ người duyệt."
        holds.append(Hold(rule=HoldRule.PROPOSE, reason=reason))
    approved = bool(memory.released - _UNSEEN)
    standing = [
        hold for hold in holds if hold.rule not in memory.released and not (approved and hold.rule in _ANY_PERSON)
    ]
    return min(standing, key=lambda hold: _GRAVEST_FIRST.index(hold.rule), default=None)
