"""Comparing: field by field, the source's value against what the target shows, each in key form."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from connector.domain.codes import agency_key, procedure_key
from connector.domain.dossier import DETAIL_FIELDS, TIME_FIELDS, Dossier, Step, StepIdentity
from connector.domain.identifiers import id_key, is_valid_id
from connector.domain.link import DEFAULT_AUTHORITY, Policy, Precision, Rules
from connector.domain.text import key
from connector.domain.times import at_zone
from connector.ports import Capabilities, Reading
from connector.reconcile.details import details_key, told_of_all

#: The key form of a value that is not there.
EMPTY = ""

ID_FIELDS = frozenset({"applicant_id", "submitter_id"})

#: How a moment's key form is written; a coarser form is the beginning of every finer one.
_MOMENT_FORMS: Mapping[Precision, str] = {"day": "%Y-%m-%d", "minute": "%Y-%m-%dT%H:%M", "value": "%Y-%m-%dT%H:%M:%S"}


class Relation(StrEnum):
    EQUAL = "equal"
    DIFFERS = "differs"
    NOT_COMPARABLE = "not_comparable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One field of both sides. The keys are for memory and never shown."""

    relation: Relation
    source_key: str = EMPTY
    target_key: str = EMPTY


_NOT_COMPARABLE = Compared(relation=Relation.NOT_COMPARABLE)


def watched(policy: Policy) -> Mapping[str, Precision]:
    """The fields worth a look: those to compare, and those where the source is right, which ride along in a write."""
    mine = {name for name, side in {**DEFAULT_AUTHORITY, **policy.authority}.items() if side == "source"}
    carried = mine - policy.compare.keys() - {"status", "steps"}
    finest: dict[str, Precision] = {name: "minute" if name in TIME_FIELDS else "value" for name in sorted(carried)}
    return finest | dict(policy.compare)


def compare(source: Dossier, reading: Reading, rules: Rules, capabilities: Capabilities) -> Mapping[str, Compared]:
    """Every watched field of the two sides. Whatever one of them cannot tell is not comparable, which is neither
    agreement nor a difference."""
    return {
        name: _compared(name, precision, source, reading, rules, capabilities)
        for name, precision in watched(rules.policy).items()
    }


def key_form(field: str, value: Any, precision: Precision) -> str:
    """The form in which two sides' values of a field are compared, and remembered as agreed."""
    if value is None:
        return EMPTY
    if isinstance(value, datetime):
        return at_zone(value).strftime(_MOMENT_FORMS[precision])
    if field == "steps":
        return steps_key(value)
    if field in DETAIL_FIELDS:
        return details_key(value)
    return _plain_key(field, value)


def steps_key(steps: Iterable[Step]) -> str:
    """The steps of known state, by what identifies each."""
    return " ".join(sorted({step_key(step.identity) for step in steps if step.identity is not None}))


def step_key(identity: StepIdentity) -> str:
    at, status = identity
    return f"{int(at.timestamp())}/{int(status)}"


def cut(field: str, value: Any, capabilities: Capabilities) -> Any:
    """The value as the target can hold it: text cut to its length limit."""
    limit = capabilities.lengths.get(field)
    return value[:limit] if isinstance(value, str) and limit is not None else value


def _plain_key(field: str, value: Any) -> str:
    if isinstance(value, int):  # a state or a flag
        return str(int(value))
    match field:
        case "procedure_code":
            return procedure_key(value)
        case "agency_code":
            return agency_key(value)
        case "applicant_id" | "submitter_id":
            return id_key(value)
        case "phone":  # area codes were renumbered, so only the last seven digits are the same number for certain
            return "".join(character for character in value if character.isdigit())[-7:]
        case _:
            return key(str(value))


# ---------------------------------------------------------------- one field


def _compared(
    name: str, precision: Precision, source: Dossier, reading: Reading, rules: Rules, capabilities: Capabilities
) -> Compared:
    if not capabilities.tells(name) or name not in reading.readable:
        return _NOT_COMPARABLE
    mine, theirs = getattr(source, name), getattr(reading.dossier, name)
    if not _told(name, mine, theirs, reading.dossier) or not catalogued(name, rules):
        return _NOT_COMPARABLE
    if not capabilities.holds(name, mine):  # a value the other system has no word for
        return _NOT_COMPARABLE
    if name in DETAIL_FIELDS:
        return (_compared_steps if name == "steps" else _compared_details)(mine, theirs or ())
    mine, theirs = cut(name, mine, capabilities), cut(name, theirs, capabilities)
    source_key = key_form(name, mine, precision)
    target_key = source_key if mine == theirs else key_form(name, theirs, precision)
    if source_key == EMPTY:  # a value without substance, a telephone number without digits for instance
        return _NOT_COMPARABLE
    relation = Relation.EQUAL if source_key == target_key else Relation.DIFFERS
    return Compared(relation=relation, source_key=source_key, target_key=target_key)


def _told(name: str, mine: Any, theirs: Any, target: Dossier) -> bool:
    """Whether both sides tell a value that means something; nothing on a target that can hold the field is told."""
    if mine is None or (theirs is None and name in target.unknown):
        return False
    if name in ID_FIELDS:
        return is_valid_id(mine) and (theirs is None or is_valid_id(theirs))
    return True


def catalogued(name: str, rules: Rules) -> bool:
    """The catalogue is right about these codes; while it is empty nobody is."""
    if name == "procedure_code":
        return bool(rules.catalogues.procedures)
    return name != "agency_code" or bool(rules.catalogues.agencies)


def _compared_details(mine: tuple[Any, ...], theirs: tuple[Any, ...]) -> Compared:
    """As sets, by what both sides tell of each; nothing there and none there are the same."""
    told = told_of_all((*mine, *theirs))
    source_key, target_key = details_key(mine, told), details_key(theirs, told)
    relation = Relation.EQUAL if source_key == target_key else Relation.DIFFERS
    return Compared(relation=relation, source_key=source_key, target_key=target_key)


def _compared_steps(mine: tuple[Step, ...], theirs: tuple[Step, ...]) -> Compared:
    """A source's step that is missing on the target is a difference; a further step there is none."""
    wanted = {step.identity for step in mine if step.identity is not None}
    if mine and not wanted:
        return _NOT_COMPARABLE
    missing = wanted - {step.identity for step in theirs}
    relation = Relation.DIFFERS if missing else Relation.EQUAL
    return Compared(relation=relation, source_key=steps_key(mine), target_key=steps_key(theirs))
