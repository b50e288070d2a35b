"""The few dossiers a check shows: as different as the sample allows, masked, and as the public would read them."""

from collections.abc import Mapping, Sequence

from connector.domain.dossier import PERSONAL_FIELDS, Dossier, Step
from connector.observe.redact import mask, scrub
from connector.ports import Reading
from connector.reconcile.progress import published_steps
from connector.sync.checked import PublicStep, Sample
from connector.sync.work import LinkWork

SAMPLES = 5


def chosen(dossiers: Sequence[Dossier]) -> list[Dossier]:
    """One dossier of each state first, then the others, in the order in which they were read."""
    first_of_state = {dossier.status: number for number, dossier in reversed(list(enumerate(dossiers)))}
    leading = sorted(first_of_state.values())
    others = [number for number in range(len(dossiers)) if number not in set(leading)]
    return [dossiers[number] for number in [*leading, *others][:SAMPLES]]


def sample_of(dossier: Dossier, answers: Mapping[str, Reading | None], work: LinkWork) -> Sample:
    """The dossier as anybody may see it; ``answers`` are the target's, by code."""
    status = _label(dossier)
    takes = work.target.capabilities.fields if work.target.capabilities.writable else frozenset()
    steps = _public_steps(dossier, work) if "steps" in takes else ()
    note = dossier.note if "note" in takes and work.rules.policy.publish.note == "text" else None
    hidden = _Hidden(dossier)
    return Sample(
        code=dossier.code,
        status=status,
        applicant_name=mask("applicant_name", dossier.applicant_name),
        applicant_id=mask("applicant_id", dossier.applicant_id),
        procedure_code=dossier.procedure_code,
        received_at=dossier.received_at,
        due_at=dossier.due_at,
        on_target=answers[dossier.code] is not None if dossier.code in answers else None,
        public_status=status if "status" in takes else None,
        public_steps=tuple(
            PublicStep(at=step.at, status=_label(step), content=hidden.in_text(step.content)) for step in steps
        ),
        public_note=hidden.in_text(note),
        exposes=hidden.found,
    )


def _label(told: Dossier | Step) -> str | None:
    return None if told.status is None else told.status.label


def _public_steps(dossier: Dossier, work: LinkWork) -> tuple[Step, ...]:
    """What is ever sent of the progress: steps of a known state, where the link compares them at all."""
    if "steps" not in work.rules.policy.compare:
        return ()
    known = tuple(step for step in dossier.steps or () if step.status is not None)
    return published_steps(tuple(sorted(known, key=lambda step: step.at)), work.rules.policy.publish)


class _Hidden:
    """Hides what is known of the dossier's people in a text, and remembers whether there was anything to hide."""

    def __init__(self, dossier: Dossier) -> None:
        texts = PERSONAL_FIELDS - {"summary", "note", "content"}
        told = {getattr(dossier, name) for name in texts}
        self._known = told | {step.officer for step in dossier.steps or ()}
        self.found = False

    def in_text(self, text: str | None) -> str | None:
        if text is None:
            return None
        shown = scrub(text, self._known)
        self.found = self.found or shown != text
        return shown
