"""Matching: which of the target's dossiers is the source's. Never fuzzy; two candidates are never linked."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from connector.domain.codes import agency_key, code_day, code_key, other_forms, procedure_key
from connector.domain.dossier import Dossier
from connector.domain.identifiers import id_key, is_valid_id
from connector.domain.link import Catalogues
from connector.domain.text import display, key
from connector.domain.verdict import Base
from connector.ports import Reading
from connector.reconcile.catalogue import mapped
from connector.reconcile.days import day_of

#: The scheme of a paper register's volume and number, tried after every other alias.
BOOK = "book"

#: Under what name the base remembers the code that the target has for a dossier found by another number.
LINKED_CODE = "code"

_NO_CATALOGUES = Catalogues()
_NO_BASE = Base()


class MatchKind(StrEnum):
    EXACT = "exact"  #: The same code as received; needs no second witness.
    NORMALISED = "normalised"  #: Old and new form of one code, or an explicit mapping valid at the code's date.
    ALIAS = "alias"  #: The same other number within one scheme.
    BOOK = "book"  #: The same volume and number of the register.
    NONE = "none"
    COLLISION = "collision"  #: Somebody must look: several candidates, or one that nothing else confirms.


@dataclass(frozen=True, slots=True)
class Match:
    """``reading`` is the target's dossier. In a collision it is the one uncertain candidate, or None if there are
    several."""

    kind: MatchKind
    reading: Reading | None = field(default=None, repr=False)
    reason: str = ""


def match(
    source: Dossier,
    candidates: Sequence[Reading],
    catalogues: Catalogues,
    *,
    contested: frozenset[str] = frozenset(),
) -> Match:
    """The first step of the design's order that has a candidate decides; a later one is never tried after it. A number
    that leads other dossiers of the source to the same candidate (``contested``: its code) links none of them."""
    keys = _keys(source, catalogues)
    steps: tuple[tuple[MatchKind, Callable[[Dossier], bool]], ...] = (
        (MatchKind.EXACT, lambda target: display(target.code) == display(source.code)),
        (MatchKind.NORMALISED, lambda target: code_key(target.code) in keys),
        (MatchKind.ALIAS, lambda target: bool(_aliases(source) & _aliases(target))),
        (MatchKind.BOOK, lambda target: bool(_books(source) & _books(target))),
    )
    for kind, fits in steps:
        found = [reading for reading in candidates if fits(reading.dossier)]
        if found:
            return _decided(kind, source, found, contested=contested)
    return Match(MatchKind.NONE)


def codes_to_ask(source: Dossier, catalogues: Catalogues = _NO_CATALOGUES, *, base: Base = _NO_BASE) -> tuple[str, ...]:
    """The codes under which a target may know the dossier, the surest first: as received, its other writings, what an
    explicit mapping valid at the code's date makes of it, and the one under which it was once found by another number.
    """
    mapped = _mapped_codes(source.code, catalogues)
    linked = [base.values[LINKED_CODE]] if LINKED_CODE in base.values else []
    return tuple(dict.fromkeys((source.code, *other_forms(source.code), *mapped, *linked)))


def matching_key(code: str, catalogues: Catalogues) -> str:
    """The one key under which the scales lay a dossier: the same for every writing of its code, and for every code
    that an explicit mapping puts in its place."""
    return min(matching_keys(code, catalogues))


def matching_keys(code: str, catalogues: Catalogues) -> frozenset[str]:
    """The keys of every code that means the same dossier."""
    keys, ahead = {code_key(code)}, [code]
    while ahead and (catalogues.dossier_mappings or catalogues.agency_mappings):
        for other in _mapped_codes(ahead.pop(), catalogues):
            if code_key(other) not in keys:
                keys.add(code_key(other))
                ahead.append(other)
    return frozenset(keys)


def numbers(dossier: Dossier) -> frozenset[tuple[str, str]]:
    """Every other number of a dossier with its scheme, the book's among them."""
    return _aliases(dossier) | {(BOOK, number) for number in _books(dossier)}


def confirmed(source: Dossier, target: Dossier) -> bool:
    """Whether one field independent of the number agrees: procedure, valid applicant id, or received day."""
    return _same_procedure(source, target) or _same_applicant(source, target) or _same_received_day(source, target)


def _decided(kind: MatchKind, source: Dossier, found: Sequence[Reading], *, contested: frozenset[str]) -> Match:
    if len(found) > 1:
        return Match(MatchKind.COLLISION, None, f"Có {len(found)} hồ sơ trên một cửa cùng ứng với mã này.")
    if kind in {MatchKind.ALIAS, MatchKind.BOOK} and found[0].dossier.code in contested:
        reason = "Nhiều hồ sơ của phần mềm chuyên ngành cùng mang số khác dẫn đến một hồ sơ này trên một cửa."
        return Match(MatchKind.COLLISION, found[0], reason)
    if kind is MatchKind.EXACT or confirmed(source, found[0].dossier):
        return Match(kind, found[0])
    reason = "Số hồ sơ ứng với nhau nhưng thủ tục, số định danh chủ hồ sơ và ngày tiếp nhận đều không khớp."
    return Match(MatchKind.COLLISION, found[0], reason)


# ---------------------------------------------------------------- keys


def _keys(source: Dossier, catalogues: Catalogues) -> frozenset[str]:
    return frozenset(code_key(code) for code in (source.code, *_mapped_codes(source.code, catalogues)))


def _mapped_codes(code: str, catalogues: Catalogues) -> tuple[str, ...]:
    """The codes that an explicit mapping, of the whole code or of its agency, puts in this one's place."""
    day = code_day(code)
    whole = mapped(code, catalogues.dossier_mappings, day, code_key)
    if day is None:
        return whole
    agency, *tail = code_key(code).rsplit("-", 2)
    others = mapped(agency, catalogues.agency_mappings, day, agency_key)
    return (*whole, *("-".join((other, *tail)) for other in others))


def _aliases(dossier: Dossier) -> frozenset[tuple[str, str]]:
    """Other numbers with their scheme; the receipt number is one, wherever a side keeps it."""
    numbers = {(scheme, key(value)) for scheme, value in dossier.aliases.items() if scheme != BOOK}
    if dossier.receipt_number:
        numbers.add(("receipt", key(dossier.receipt_number)))
    return frozenset(pair for pair in numbers if pair[1])


def _books(dossier: Dossier) -> frozenset[str]:
    return frozenset({key(dossier.aliases[BOOK])} - {""} if BOOK in dossier.aliases else ())


# ---------------------------------------------------------------- the second witness


def _same_procedure(source: Dossier, target: Dossier) -> bool:
    if not source.procedure_code or not target.procedure_code:
        return False
    return procedure_key(source.procedure_code) == procedure_key(target.procedure_code)


def _same_applicant(source: Dossier, target: Dossier) -> bool:
    if not source.applicant_id or not target.applicant_id:
        return False
    return is_valid_id(source.applicant_id) and id_key(source.applicant_id) == id_key(target.applicant_id)


def _same_received_day(source: Dossier, target: Dossier) -> bool:
    if source.received_at is None or target.received_at is None:
        return False
    return day_of(source.received_at) == day_of(target.received_at)
