"""What a judgement says about one dossier: verdict → action, before anything is durable."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from connector.domain.dossier import Dossier, Step, StepIdentity
from connector.domain.mismatch import Finding


class Disposition(StrEnum):
    AGREE = "agree"  #: Nothing to do: every comparable field is equal, or explained.
    PUSH = "push"  #: ``action`` is to be sent.
    HOLD = "hold"  #: ``action`` is kept back by ``hold`` for a person.
    RECORD = "record"  #: The sides disagree and nothing is to be sent.


class HoldRule(StrEnum):
    """Why something planned waits for a person."""

    PROPOSE = "propose"  #: The link's mode holds everything.
    CREATE = "create"  #: ``policy.create`` is hold.
    FINAL_STATE = "final_state"  #: Refused, withdrawn, stopped or returned, and not in ``allow_final``.
    BOTH_MOVED = "both_moved"  #: Both sides changed since they last agreed.
    PAUSE_ORDER = "pause_order"  #: A pause or resume that cannot be shown to be later than the target's last step.
    FINISH_BACKDATED = "finish_backdated"  #: It would make a deadline look better than it was.
    STALE_NOTICE = "stale_notice"  #: The target would write to citizens about an old event.
    UNREADABLE_FIELD = "unreadable_field"  #: The target may blank a field that cannot be read.
    CODE_COLLISION = "code_collision"  #: The match is not certain.
    CODE_REPAIRED = "code_repaired"  #: The dossier's code had to be repaired to be read.
    LOOK_UP_FAILED = "look_up_failed"  #: The target gave no trustworthy answer about this dossier.
    BRAKE_ACTIONS = "brake_actions"
    BRAKE_SHARE = "brake_share"
    BRAKE_ENUMERATION = "brake_enumeration"
    BRAKE_GAP = "brake_gap"
    CANARY = "canary"  #: The first deliveries could not be verified at all.


#: Holds set on a whole run by a brake rather than on one dossier by a rule.
BRAKES = frozenset(
    {
        HoldRule.BRAKE_ACTIONS,
        HoldRule.BRAKE_SHARE,
        HoldRule.BRAKE_ENUMERATION,
        HoldRule.BRAKE_GAP,
        HoldRule.CANARY,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """A rule with the sentence an operator reads."""

    rule: HoldRule
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """An intention: bring one dossier on the target to the source's version.

    ``fields`` are the record's fields to take from the source (all known ones on create); ``steps`` are appended
    afterwards, oldest first; ``target_code`` is the code under which the target knows the dossier.
    """

    create: bool
    target_code: str
    fields: frozenset[str] = frozenset()
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """The values both sides last agreed on, in key form, and what our verified pushes replaced."""

    values: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}), repr=False)
    #: field → what the target showed before our verified push, to recognise a push that was changed back.
    replaced: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}), repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """What the store remembers of one dossier that a judgement needs."""

    base: Base = Base()
    #: The record as we last sent it, answered with success: fills fields that cannot be read back.
    last_sent: Dossier | None = None
    #: Steps that were ever sent, proved or not: never sent again.
    sent_steps: frozenset[StepIdentity] = frozenset()
    #: Those among them that were sent without a clear answer.
    doubted_steps: frozenset[StepIdentity] = frozenset()
    #: Steps of a record that arrived which clearly never followed it: they are still owed, whatever state it shows now.
    owed_steps: frozenset[StepIdentity] = frozenset()
    #: The dossier stands on the target because we created it: every step there is ours or came later.
    created: bool = False
    #: Rules a person has released this content from.
    released: frozenset[HoldRule] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The comparison's result for one dossier.

    ``recorded`` are mismatches that stand whatever happens to the action; ``pending`` are those that the action will
    heal, and become cases only when it is held, dead or older than grace. ``agreed`` are the compared fields that are
    equal now, in key form: the next base.
    """

    disposition: Disposition
    action: Action | None = None
    hold: Hold | None = None
    recorded: tuple[Finding, ...] = ()
    pending: tuple[Finding, ...] = ()
    agreed: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}), repr=False)
    comparable: frozenset[str] = frozenset()
