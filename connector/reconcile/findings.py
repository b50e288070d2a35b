"""Findings: which kind of mismatch a difference is, and the values an operator reads."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any
from unicodedata import normalize

from connector.domain.codes import agency_key, procedure_key
from connector.domain.dossier import DETAIL_FIELDS, TIME_FIELDS, Dossier, Step
from connector.domain.identifiers import id_key
from connector.domain.legacy_text import (
    decode_folded_tcvn3,
    decode_tcvn3,
    decode_vni,
    has_lost_letters,
    read_as_western,
)
from connector.domain.mismatch import Finding, Kind, Moved
from connector.domain.status import Status
from connector.domain.text import key
from connector.domain.times import format_vn, hour_known
from connector.reconcile.catalogue import linked
from connector.reconcile.days import day_of
from connector.reconcile.due_dates import due_explained
from connector.reconcile.situation import BothSides

_ZONE_SHIFT = timedelta(hours=7)
_SECONDS_LOST = timedelta(minutes=1)  #: one side may keep no seconds

_DAMAGED = "\ufffd"  #: what is left of a character that no table could read

#: Who signs for a dossier on one side may be who handed it in on the other.
_EXPLAINED_BY = {"applicant_name": "submitter_name", "applicant_id": "submitter_id"}

#: How the forms of enterprises are shortened, each with what stands for all of its writings.
_ENTERPRISE_FORMS = tuple(
    (re.compile(rf"(?<!\w)(?:{written})(?!\w)"), form)
    for written, form in (
        ("công ty|c ty|cty|c\\.ty|cong ty", "cty"),
        ("trách nhiệm hữu hạn|t n h h", "tnhh"),
        ("một thành viên|1 thành viên|1 tv|1tv|m t v", "mtv"),
        ("cổ phần|c p", "cp"),
        ("doanh nghiệp tư nhân", "dntn"),
        ("chi nhánh", "cn"),
        ("việt nam", "vn"),
    )
)

_NAMES = frozenset({"applicant_name", "submitter_name"})

_KINDS = {
    "received_at": Kind.RECEIVED_AT_DIFFERS,
    "applicant_name": Kind.APPLICANT_DIFFERS,
    "applicant_id": Kind.APPLICANT_DIFFERS,
    "applicant_type": Kind.APPLICANT_DIFFERS,
    "documents": Kind.DOCUMENTS_DIFFER,
    "fees": Kind.FEE_DIFFERS,
}


def difference(sides: BothSides, name: str, moved: Moved) -> Finding | None:
    """The finding for a field that differs (neither state nor steps); None when the difference is explained."""
    mine, theirs = getattr(sides.source, name), getattr(sides.target, name)
    explained = _is_submitter(name, sides.source, sides.target) or _is_shortened(name, mine, theirs)
    if explained or (name == "applicant_type" and _names_submitter(sides)):
        return None
    return Finding(
        kind=_kind(sides, name, mine, theirs), field=name, source=shown(mine), target=shown(theirs), moved=moved
    )


def status_difference(sides: BothSides, kind: Kind, moved: Moved) -> Finding:
    source, target = shown(sides.source.status), shown(sides.target.status)
    return Finding(kind=kind, field="status", source=source, target=target, moved=moved)


def steps_missing(steps: tuple[Step, ...], moved: Moved) -> Finding:
    return Finding(kind=Kind.STEPS_MISSING, field="steps", source=shown(steps), moved=moved)


def name_key(name: str) -> str:
    """A name for comparing across sides: the ways of shortening an enterprise's form are one."""
    words = key(name).replace(".", " ").replace(",", " ")
    for pattern, form in _ENTERPRISE_FORMS:
        words = pattern.sub(form, words)
    return " ".join(words.split())


def expired_procedure(sides: BothSides) -> Finding | None:
    """Both sides agree on a procedure that the catalogue had let go before the dossier was received."""
    code, day = sides.source.procedure_code, sides.received_day(sides.target)
    if code is None or day is None:
        return None
    ends = [line.valid_to for line in sides.rules.catalogues.procedure_lines.get(procedure_key(code), ())]
    if not ends or any(end is None or end >= day for end in ends):
        return None
    target = shown(sides.target.procedure_code)
    return Finding(kind=Kind.PROCEDURE_SUPERSEDED, field="procedure_code", source=shown(code), target=target)


def unknown_values(source: Dossier | None, target: Dossier | None = None) -> list[Finding]:
    """One finding per field for which a side used a word nobody has given a meaning."""
    mine: Mapping[str, str] = {} if source is None else source.unknown
    theirs: Mapping[str, str] = {} if target is None else target.unknown
    return [
        Finding(kind=Kind.UNKNOWN_VALUE, field=name, source=mine.get(name), target=theirs.get(name))
        for name in sorted({*mine, *theirs})
    ]


def shown(value: Any) -> str | None:
    """A value for a person's eyes; None means it is not there."""
    match value:
        case None:
            return None
        case Status():
            return f"{int(value)} – {value.label}"
        case bool():
            return "có" if value else "không"
        case datetime():
            return format_vn(value)
        case tuple():
            return "; ".join(_shown_detail(detail) for detail in value)
        case _:
            return str(value)


def _shown_detail(detail: Any) -> str:
    if isinstance(detail, Step):
        return f"{format_vn(detail.at)}: {shown(detail.status) or '?'}"
    named = getattr(detail, "name", None) or getattr(detail, "code", None)
    return str(named or "(không tên)")


# ---------------------------------------------------------------- kinds


def _kind(sides: BothSides, name: str, mine: Any, theirs: Any) -> Kind:
    if name in TIME_FIELDS and _is_zone_shift(mine, theirs):
        return Kind.TIME_ZONE_SHIFT
    if name == "due_at":
        return Kind.DUE_AT_EXPLAINED if due_explained(sides) else Kind.DUE_AT_DIFFERS
    if name == "procedure_code":
        mapped = _linked(sides, mine, theirs, procedure_key)
        return Kind.PROCEDURE_SUPERSEDED if mapped else Kind.PROCEDURE_DIFFERS
    if name == "agency_code":
        return Kind.AGENCY_RECODED if _linked(sides, mine, theirs, agency_key) else Kind.AGENCY_DIFFERS
    if name not in TIME_FIELDS and name not in DETAIL_FIELDS and _is_encoding(mine, theirs):
        return Kind.TEXT_ENCODING
    return _KINDS.get(name, Kind.FIELD_DIFFERS)


def _is_zone_shift(mine: datetime, theirs: datetime | None) -> bool:
    """The same instant told in a wrong zone, or the same day told without its hour."""
    if theirs is None:
        return False
    if abs(abs(mine - theirs) - _ZONE_SHIFT) < _SECONDS_LOST:
        return True
    return day_of(mine) == day_of(theirs) and hour_known(mine) != hour_known(theirs)


def _linked(sides: BothSides, mine: str, theirs: str | None, form: Callable[[str], str]) -> bool:
    catalogues = sides.rules.catalogues
    mappings = catalogues.procedure_mappings if form is procedure_key else catalogues.agency_mappings
    return theirs is not None and linked(mine, theirs, mappings, sides.received_day(sides.target), form)


def _is_encoding(mine: Any, theirs: Any) -> bool:
    """Damaged characters, or the same text once one side is read by a legacy table."""
    if not (isinstance(mine, str) and isinstance(theirs, str)):
        return False
    if _DAMAGED in mine or _DAMAGED in theirs:
        return True
    if any(
        key(decode(theirs)) == key(mine) or key(decode(mine)) == key(theirs) for decode in (decode_tcvn3, decode_vni)
    ):
        return True
    return any(_is_folded(*pair) or _is_damaged(*pair) for pair in ((mine, theirs), (theirs, mine)))


def _is_folded(legacy: str, good: str) -> bool:
    """The same text, once it is taken into account what the canonical form has cost a text that came in TCVN3."""
    decoded = decode_folded_tcvn3(legacy)
    return decoded != legacy and key(decoded).replace("ư", "") == key(good).replace("ư", "")


def _is_damaged(damaged: str, good: str) -> bool:
    """The same text, once taken for Western or written where its letters had no place."""
    western = {key(read_as_western(good)), key(read_as_western(normalize("NFD", good)))}
    return key(damaged) in western - {key(good)} or has_lost_letters(key(damaged), key(good))


def _is_submitter(name: str, source: Dossier, target: Dossier) -> bool:
    """One side names as applicant whom the other names as the one who handed it in."""
    submitter = _EXPLAINED_BY.get(name)
    if submitter is None:
        return False
    pairs = (
        (getattr(source, name), getattr(target, submitter)),
        (getattr(target, name), getattr(source, submitter)),
    )
    form = id_key if name == "applicant_id" else name_key
    return any(one and other and form(one) == form(other) for one, other in pairs)


def _names_submitter(sides: BothSides) -> bool:
    """One side takes for the applicant whom the other only takes for the submitter: of another type, perhaps."""
    return any(_is_submitter(name, sides.source, sides.target) for name in _EXPLAINED_BY)


def _is_shortened(name: str, mine: Any, theirs: Any) -> bool:
    """The same name, the form of the enterprise written out on one side and shortened on the other."""
    return name in _NAMES and isinstance(theirs, str) and name_key(mine) == name_key(theirs)
