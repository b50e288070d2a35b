"""Progress: which of the source's steps are missing on the target, and which of them may be appended."""

from dataclasses import dataclass, replace
from datetime import datetime

from connector.domain.dossier import Dossier, Step, StepIdentity
from connector.domain.link import Publish
from connector.domain.mismatch import Finding, Moved
from connector.domain.status import FINAL, PAUSED, Status
from connector.domain.verdict import Memory
from connector.reconcile.compare import step_key
from connector.reconcile.events import latest_step
from connector.reconcile.findings import steps_missing
from connector.reconcile.situation import BothSides, Situation
from connector.reconcile.status_table import Effect


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """``send`` is to be appended, oldest first, in the words the public may read. ``withheld`` are steps proved
    missing that will not be sent: a person has to see them."""

    send: tuple[Step, ...] = ()
    missing: tuple[Step, ...] = ()
    withheld: tuple[Step, ...] = ()


def first_progress(situation: Situation) -> tuple[Step, ...]:
    """The steps of a dossier that the target does not have yet."""
    if not takes_steps(situation):
        return ()
    return published_steps(_unsent(_known_steps(situation.source), situation.memory), situation.policy.publish)


def progress(sides: BothSides, effect: Effect | None) -> Progress:
    """The steps of a dossier that stands on both sides; ``effect`` is what the states' comparison gave."""
    if not takes_steps(sides):
        return Progress()
    steps = _known_steps(sides.source)
    readable = sides.tells("steps")
    missing = _missing(steps, sides.target) if readable else ()
    if not (sides.source_is_right("steps") and _may_append(sides, effect)):
        return Progress(missing=missing, withheld=missing)
    unsent = _unsent(missing if readable else steps, sides.memory)
    send = _in_order(sides, unsent) if readable else _unproved(sides, unsent)
    identities = {step.identity for step in send}
    withheld = tuple(step for step in missing if step.identity not in identities)
    return Progress(send=published_steps(send, sides.policy.publish), missing=missing, withheld=withheld)


def takes_steps(situation: Situation) -> bool:
    """Whether steps are compared on this link at all and the target takes them."""
    return "steps" in situation.policy.compare and "steps" in situation.capabilities.fields


def withheld_finding(sides: BothSides, withheld: tuple[Step, ...]) -> Finding:
    """The case of steps that stand missing; the target's own move when it once had them all."""
    agreed = _agreed(sides)
    removed = all(step_key(step.identity) in agreed for step in withheld if step.identity is not None)
    return steps_missing(withheld, Moved.TARGET if removed else Moved.UNKNOWN)


def _may_append(sides: BothSides, effect: Effect | None) -> bool:
    """Progress follows the state: none onto a dossier that the target has carried further or ended by itself."""
    if effect is None:
        return "status" not in sides.target.unknown and sides.target.status not in FINAL
    if effect is Effect.AGREE:
        return sides.source.status is sides.target.status
    return effect is not Effect.RECORD


def _in_order(sides: BothSides, steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """Not a step the target once had and no longer shows, nor a pause that would come after later steps."""
    last = latest_step(sides.target.steps)
    agreed = _agreed(sides)
    return tuple(
        step
        for step in steps
        if step.identity is None or step_key(step.identity) not in agreed
        if step.status not in PAUSED or last is None or step.at > last.at
    )


def _unproved(sides: BothSides, steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """Where the target's steps cannot be read: all that is unsent of a dossier we created; of another what is owed to
    a record of ours that arrived, and what lies beyond the state it shows, never a pause: one sent twice is late; nor
    what lies beyond the source's own state: the source took it back."""
    if sides.memory.created:
        return steps
    mine, status = sides.source.status, sides.target.status if sides.tells("status") else None
    return tuple(
        step
        for step in steps
        if step.identity in sides.memory.owed_steps or (_lies_beyond(step, status) and not _lies_beyond(step, mine))
    )


def _lies_beyond(step: Step, reached: Status | None) -> bool:
    if reached is None or reached.rank is None or step.status is None or step.status in PAUSED:
        return False
    return step.status.rank is not None and step.status.rank > reached.rank


def _known_steps(dossier: Dossier) -> tuple[Step, ...]:
    """Steps of known state, oldest first; of pauses told twice only one."""
    steps = sorted((step for step in dossier.steps or () if step.status is not None), key=_order)
    pauses: set[StepIdentity | None] = set()
    kept = []
    for step in steps:
        if step.status in PAUSED:
            if step.identity in pauses:
                continue
            pauses.add(step.identity)
        kept.append(step)
    return tuple(kept)


def _order(step: Step) -> datetime:
    return step.at


def _missing(steps: tuple[Step, ...], target: Dossier) -> tuple[Step, ...]:
    shown = {step.identity for step in target.steps or ()}
    return tuple(step for step in steps if step.identity not in shown)


def _unsent(steps: tuple[Step, ...], memory: Memory) -> tuple[Step, ...]:
    return tuple(step for step in steps if step.identity not in memory.sent_steps)


def published_steps(steps: tuple[Step, ...], publish: Publish) -> tuple[Step, ...]:
    """The steps as the public may read them; two that then say the same are one."""
    if publish.step_content == "text":
        return tuple(dict.fromkeys(steps))
    labelled = (replace(step, content=None if step.status is None else step.status.label) for step in steps)
    return tuple(dict.fromkeys(labelled))


def _agreed(sides: BothSides) -> frozenset[str]:
    return frozenset(sides.memory.base.values.get("steps", "").split())
