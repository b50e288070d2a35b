"""Kinds that only a group of dossiers shows: one received twice, and many closed in one go."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from connector.domain.calendar import WorkingCalendar
from connector.domain.codes import code_key
from connector.domain.dossier import Dossier
from connector.domain.identifiers import id_key, is_valid_personal_id
from connector.domain.mismatch import Finding, Kind
from connector.domain.status import ENDED, Status
from connector.domain.text import key
from connector.domain.times import format_vn, hour_known

#: Kinds that can be opened and proved gone only where whole sides were laid, not single dossiers.
GROUP_KINDS = frozenset({Kind.DUPLICATE_DOSSIER, Kind.BULK_CLOSED})

#: How far apart two receipts of one dossier lie at most.
DUPLICATE_DAYS = 3
#: So many closings by one person within so many minutes are suspicious where their records lag.
BULK_AT_LEAST = 10
BULK_MINUTES = 5
_BULK_LAG = 2  # working days

_CLOSED = frozenset({Status.FINISHED, Status.RETURNED})


def applicant_of(dossier: Dossier) -> str | None:
    """What a dossier received twice has in common with its double: a person's valid id, else the very same papers.
    An enterprise files many alike; its number, and the person who files for it, tell nothing."""
    papers = _papers(dossier)
    person = dossier.applicant_type not in {"business", "state", "organization"}
    if person and dossier.applicant_id is not None and is_valid_personal_id(dossier.applicant_id):
        return id_key(dossier.applicant_id)
    return " ".join(sorted(papers)) if papers else None


def closing_of(dossier: Dossier) -> tuple[datetime, str] | None:
    """When the work was closed, and by whom; None where the hour or the person is not known."""
    if dossier.status not in _CLOSED:
        return None
    steps = [step for step in dossier.steps or () if step.status in _CLOSED and step.officer]
    step = min(steps, key=lambda step: step.at, default=None)
    if step is not None and step.officer:
        return (step.at, key(step.officer)) if hour_known(step.at) else None
    recorded, officer = dossier.updated_at, dossier.officer
    return None if recorded is None or officer is None or not hour_known(recorded) else (recorded, key(officer))


def duplicates(group: Sequence[Dossier]) -> Mapping[str, Finding]:
    """code → the finding, for dossiers of one applicant and one procedure received close together. One refused,
    withdrawn or stopped may be filed again; two that tell different contents are two."""
    live = [dossier for dossier in group if dossier.status not in ENDED]
    found = {}
    for dossier in live:
        others = sorted(other.code for other in live if _is_double(dossier, other))
        if others:
            found[dossier.code] = Finding(kind=Kind.DUPLICATE_DOSSIER, target=", ".join(others))
    return found


def bulk_closed(group: Sequence[Dossier], *, calendar: WorkingCalendar) -> Mapping[str, Finding]:
    """code → the finding, for dossiers that one person closed within minutes, each long after the work had ended."""
    late = [dossier for dossier in group if _closed_late(dossier, calendar)]
    if len(late) < BULK_AT_LEAST:
        return {}
    times = [closing[0] for dossier in late if (closing := closing_of(dossier)) is not None]
    told = f"{len(late)} hồ sơ từ {format_vn(min(times))} đến {format_vn(max(times))}"
    return {dossier.code: Finding(kind=Kind.BULK_CLOSED, source=told) for dossier in late}


def _papers(dossier: Dossier) -> frozenset[str]:
    """The hashes of what was handed in; none where one of them has no hash."""
    digests = [document.digest for document in dossier.documents or ()]
    return frozenset(digest for digest in digests if digest) if all(digests) else frozenset()


def _is_double(one: Dossier, other: Dossier) -> bool:
    if code_key(one.code) == code_key(other.code):
        return False
    if _papers(one) and _papers(one) == _papers(other):
        return True
    return one.summary is None or other.summary is None or key(one.summary) == key(other.summary)


def _closed_late(dossier: Dossier, calendar: WorkingCalendar) -> bool:
    """Whether the work had ended more than two working days before its end was put on record."""
    closing = closing_of(dossier)
    if closing is None:
        return False
    finished = [step.at for step in dossier.steps or () if step.status is Status.FINISHED]
    ended = min((at for at in (dossier.finished_at, *finished) if at is not None), default=None)
    recorded = max(closing[0], dossier.updated_at or closing[0])
    return ended is not None and calendar.lag_exceeds(ended, recorded, _BULK_LAG)
