"""One case per fact: what is only part or consequence of another finding is dropped."""

from collections.abc import Iterable, Mapping

from connector.domain.mismatch import Finding, Kind
from connector.reconcile.status_table import STATUS_KINDS

#: Kinds that say the sides have come to different states: what a state brings is part of it.
_STATE_KINDS = (STATUS_KINDS - {Kind.TARGET_AHEAD}) | {Kind.RETURNED_NOT_CLOSED, Kind.CLOSED_NOT_RETURNED}

_BROUGHT_BY_STATE = frozenset({"finished_at", "returned_at"})

#: Kinds by which one side does not have the dossier at all.
_MISSING = frozenset({Kind.ONLY_IN_SOURCE, Kind.ONLY_IN_TARGET, Kind.PAPER_NOT_ENTERED})

_WRONG_RECEIPT = frozenset({(Kind.RECEIVED_AT_DIFFERS, "received_at"), (Kind.TIME_ZONE_SHIFT, "received_at")})

#: Kinds that follow from any of these.
_EXPLAINED_BY: Mapping[Kind, frozenset[Kind]] = {
    Kind.DUE_AT_DIFFERS: frozenset({Kind.RECEIVED_AT_DIFFERS}),
    Kind.DUE_AT_EXPLAINED: frozenset({Kind.RECEIVED_AT_DIFFERS}),
    # Whether it is overdue at all is not known before these are settled.
    Kind.OVERDUE_WITHOUT_APOLOGY: frozenset({Kind.RECEIVED_AT_DIFFERS, Kind.DUE_AT_DIFFERS}),
    Kind.FINISHED_BEFORE_RECEIVED: frozenset({Kind.RECEIVED_AT_DIFFERS}),
    # When an end was put on record is asked once the sides agree that it ended.
    Kind.RECORDED_LATE: _STATE_KINDS | _MISSING | {Kind.TARGET_AHEAD, Kind.FINISH_BACKDATED, Kind.BULK_CLOSED},
    Kind.RECEIVED_LATE: _STATE_KINDS | _MISSING,
}

#: Another applicant has another name and may be of another type.
_OF_APPLICANT = frozenset({"applicant_name", "applicant_type"})


def absorbed(found: Iterable[Finding]) -> list[Finding]:
    """Each identity once, the first that names it, and no finding that another one explains."""
    unique: dict[tuple[Kind, str | None], Finding] = {}
    for finding in found:
        unique.setdefault(finding.identity, finding)
    kinds = {finding.kind for finding in unique.values()}
    places = set(unique)
    return [finding for finding in unique.values() if not _is_part(finding, kinds, places)]


def _is_part(finding: Finding, kinds: set[Kind], places: set[tuple[Kind, str | None]]) -> bool:
    kind, field = finding.identity
    if kind in {Kind.FIELD_DIFFERS, Kind.STEPS_MISSING} and kinds & _STATE_KINDS:
        return kind is Kind.STEPS_MISSING or field in _BROUGHT_BY_STATE
    if kind is Kind.RECEIVED_AT_DIFFERS and field == "code":
        return bool(places & _WRONG_RECEIPT)
    if kind is Kind.APPLICANT_DIFFERS and field in _OF_APPLICANT:
        return (Kind.APPLICANT_DIFFERS, "applicant_id") in places
    return bool(kinds & _EXPLAINED_BY.get(kind, frozenset()))
