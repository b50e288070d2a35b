"""What the paper register says of a dossier's days, its procedure and its applicant, against both programs."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime

from connector.domain.codes import procedure_key
from connector.domain.dossier import Dossier
from connector.domain.identifiers import id_key, is_valid_id
from connector.domain.mismatch import Finding, Kind
from connector.domain.status import Status
from connector.reconcile.catalogue import linked
from connector.reconcile.days import day_of
from connector.reconcile.due_dates import explains, was_extended
from connector.reconcile.findings import name_key, shown
from connector.reconcile.judging import Judging


def beside_paper(judging: Judging, found: list[Finding]) -> list[Finding]:
    """The findings with paper's word added, and those that only paper shows. What paper does not tell, or tells in two
    ways, says nothing."""
    if not judging.sides.papers or not judging.programs:
        return found
    if any(finding.kind is Kind.CODE_COLLISION for finding in found):
        return found
    received = _of_moment(judging, "received_at", Kind.RECEIVED_AT_DIFFERS)
    new = [*received, *_due(judging), *_returned(judging), *_procedure(judging), *_applicant(judging)]
    return [*(_with_paper(judging, finding) for finding in found), *_unmet(new, found)]


def _of_moment(judging: Judging, name: str, kind: Kind) -> list[Finding]:
    """A day that neither program tells."""
    written = _day(judging, name)
    known = judging.days(name)
    if written is None or not known or written in known:
        return []
    return [_against(judging, kind, name)]


def _returned(judging: Judging) -> list[Finding]:
    """The day of the return, once the one-stop says that it was returned: paper is right about it."""
    target, reading = judging.target, judging.sides.reading
    written = _day(judging, "returned_at")
    if target is None or reading is None or target.status is not Status.RETURNED or written is None:
        return []
    if "returned_at" not in reading.readable or "returned_at" in target.unknown:
        return []
    if target.returned_at is not None and day_of(target.returned_at) == written:
        return []
    return [_against(judging, Kind.FIELD_DIFFERS, "returned_at")]


def _was_postponed(judging: Judging) -> bool:
    """After a pause or an extension the register still shows the appointment that was printed first."""
    written = _day(judging, "due_at")
    known = judging.days("due_at")
    extended = any(map(was_extended, judging.programs))
    return extended and written is not None and bool(known) and written < max(known)


def _due(judging: Judging) -> list[Finding]:
    """A due day that neither program tells; explained where it differs from one only by how it was worked out."""
    found = _of_moment(judging, "due_at", Kind.DUE_AT_DIFFERS)
    written = _day(judging, "due_at")
    if not found or written is None or _was_postponed(judging):
        return []
    if any(explains(judging.term, written, day) for day in judging.days("due_at")):
        return [_against(judging, Kind.DUE_AT_EXPLAINED, "due_at")]
    return found


def _procedure(judging: Judging) -> list[Finding]:
    written = _only(judging, "procedure_code")
    known = [one.procedure_code for one in judging.programs if one.procedure_code]
    if written is None or not known or not judging.rules.catalogues.procedures:
        return []
    if procedure_key(written) in map(procedure_key, known):
        return []
    mappings, received = judging.rules.catalogues.procedure_mappings, judging.first("received_at")
    day = None if received is None else day_of(received)
    same = any(linked(written, one, mappings, day, procedure_key) for one in known)
    return [_against(judging, Kind.PROCEDURE_SUPERSEDED if same else Kind.PROCEDURE_DIFFERS, "procedure_code")]


def _applicant(judging: Judging) -> list[Finding]:
    """Of each entry by number where it has one, else by name; whoever handed it in may stand in the book. Of two
    entries under one code it is enough that one names somebody whom no program knows: it may be another dossier's."""
    numbers = {id_key(told) for told in _people(judging.programs, "id") if is_valid_id(told)}
    names = {name_key(told) for told in _people(judging.programs, "name")}
    for told in (paper.dossier for paper in judging.sides.papers):
        number, name = told.applicant_id, told.applicant_name
        if number is not None and is_valid_id(number):
            if numbers and id_key(number) not in numbers:
                return [replace(_against(judging, Kind.APPLICANT_DIFFERS, "applicant_id"), paper=number)]
        elif name is not None and names and name_key(name) not in names:
            return [replace(_against(judging, Kind.APPLICANT_DIFFERS, "applicant_name"), paper=name)]
    return []


def _people(programs: Iterable[Dossier], what: str) -> list[str]:
    return [told for one in programs for role in ("applicant", "submitter") if (told := getattr(one, f"{role}_{what}"))]


# ---------------------------------------------------------------- paper's own word


def _only(judging: Judging, name: str) -> str | None:
    """What paper says; None where it says nothing or two things."""
    told = {getattr(paper.dossier, name) for paper in judging.sides.papers}
    value = told.pop() if len(told) == 1 else None
    return None if value is None else str(value)


def _moment(judging: Judging, name: str) -> datetime | None:
    told = [moment for paper in judging.sides.papers if (moment := getattr(paper.dossier, name)) is not None]
    return told[0] if len({day_of(moment) for moment in told}) == 1 else None


def _day(judging: Judging, name: str) -> date | None:
    moment = _moment(judging, name)
    return None if moment is None else day_of(moment)


def _paper_value(judging: Judging, name: str) -> str | None:
    return shown(_moment(judging, name)) if name.endswith("_at") else _only(judging, name)


def _against(judging: Judging, kind: Kind, name: str) -> Finding:
    return Finding(
        kind=kind,
        field=name,
        source=None if judging.source is None else shown(getattr(judging.source, name)),
        target=None if judging.target is None else shown(getattr(judging.target, name)),
        paper=_paper_value(judging, name),
    )


#: Fields of which paper has a word to add.
_ON_PAPER = frozenset({"received_at", "due_at", "returned_at", "procedure_code", "applicant_name", "applicant_id"})


def _with_paper(judging: Judging, finding: Finding) -> Finding:
    if finding.field not in _ON_PAPER or finding.paper is not None:
        return finding
    written = _paper_value(judging, finding.field)
    return finding if written is None else replace(finding, paper=written)


def _unmet(new: Iterable[Finding], found: Iterable[Finding]) -> list[Finding]:
    """Those of fields about which nothing was found yet: one case per fact."""
    met = {finding.field for finding in found}
    return [finding for finding in new if finding.field not in met]
