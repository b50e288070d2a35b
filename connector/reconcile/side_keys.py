"""The compared fields of one side in key form, for the scales: what both sides tell can be joined without a judgement.

Whatever a side cannot tell is left out. Where all the fields that two rows share are equal, ``compare`` finds no
difference either; where one is not, only the judgement knows what it means.
"""

from connector.domain.dossier import Dossier
from connector.domain.identifiers import is_valid_id
from connector.domain.link import Policy, Rules
from connector.ports import Capabilities, Reading
from connector.reconcile.compare import EMPTY, ID_FIELDS, catalogued, cut, key_form, steps_key

#: Judged whether or not the link compares them: a dossier whose progress is not there is owed it.
_ALWAYS = ("status", "steps")


def weighed_fields(policy: Policy) -> tuple[str, ...]:
    """The fields that the scales join, in a fixed order."""
    return tuple(dict.fromkeys((*policy.compare, *_ALWAYS)))


def source_keys(dossier: Dossier, rules: Rules, capabilities: Capabilities) -> dict[str, str]:
    """What the source tells, as the target could hold it."""
    keys: dict[str, str] = {}
    for name in weighed_fields(rules.policy):
        value = getattr(dossier, name)
        if value is None or not capabilities.holds(name, value) or not catalogued(name, rules):
            continue
        if name in ID_FIELDS and not is_valid_id(value):
            continue
        if name == "steps":
            if not value or any(step.identity is not None for step in value):
                keys[name] = steps_key(value)
            continue
        key = _key(name, value, rules, capabilities)
        if key != EMPTY:
            keys[name] = key
    return keys


def target_keys(reading: Reading, rules: Rules, capabilities: Capabilities) -> dict[str, str]:
    """What the target tells; a field that it could hold and shows empty is told."""
    dossier = reading.dossier
    keys: dict[str, str] = {}
    for name in weighed_fields(rules.policy):
        if not capabilities.tells(name) or name not in reading.readable or not catalogued(name, rules):
            continue
        value = getattr(dossier, name)
        if value is None and name in dossier.unknown:
            continue
        if name in ID_FIELDS and value is not None and not is_valid_id(value):
            continue
        keys[name] = steps_key(value or ()) if name == "steps" else _key(name, value, rules, capabilities)
    return keys


def _key(name: str, value: object, rules: Rules, capabilities: Capabilities) -> str:
    return key_form(name, cut(name, value, capabilities), rules.policy.compare.get(name, "value"))
