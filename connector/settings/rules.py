"""A link's settings as the domain's rules, and as the text whose digest tells when to judge again."""

import json
from collections.abc import Mapping
from datetime import timedelta
from enum import Enum
from hashlib import blake2b
from pathlib import Path
from re import Pattern
from types import MappingProxyType
from typing import Any

from pydantic import BaseModel, SecretStr

from connector import __version__
from connector.domain.calendar import WorkingCalendar
from connector.domain.link import Authority, Brakes, Catalogues, Notifies, Policy, Publish, Retry, Rules, Scope
from connector.settings.link_file import PolicySettings, ScopeSettings
from connector.settings.model import Keys, SystemSettings
from connector.settings.settings import LinkSettings

#: Says only how hard to try once something was judged.
_NOT_JUDGED = frozenset({"retry"})


def to_rules(link: LinkSettings, target: SystemSettings, catalogues: Catalogues, calendar: WorkingCalendar) -> Rules:
    """The link's rules, with the digest of everything a judgement depends on, this program's version included."""
    told = "\n".join((__version__, link.rules_text, repr(_in_order(catalogues)), repr(calendar)))
    return Rules(
        link=link.link,
        scope=to_scope(link),
        policy=to_policy(link),
        notifies=to_notifies(target),
        catalogues=catalogues,
        paper_witness=any(witness.paper_book for witness in link.witnesses),
        digest=blake2b(told.encode(), digest_size=16).hexdigest(),
    )


def _in_order(catalogues: Catalogues) -> tuple[object, ...]:
    return (
        sorted(catalogues.procedures),
        sorted(catalogues.agencies),
        catalogues.procedure_mappings,
        catalogues.agency_mappings,
        catalogues.dossier_mappings,
        sorted(map(repr, catalogues.procedure_lines.values())),
        sorted(map(repr, catalogues.agency_lines.values())),
    )


def to_policy(link: LinkSettings) -> Policy:
    """What the link may do, as the judgement and the brakes want it."""
    policy = link.policy
    authority: dict[str, Authority] = dict(policy.authority)
    return Policy(
        mode=policy.mode,
        create=policy.create,
        allow_final=policy.allow_final,
        compare=MappingProxyType(dict(policy.compare)),
        authority=MappingProxyType(authority),
        grace=policy.grace,
        publish=Publish(step_content=policy.publish.step_content, note=policy.publish.note),
        brakes=Brakes(
            max_actions=policy.brakes.max_actions,
            max_share=policy.brakes.max_share,
            min_share=policy.brakes.min_share,
            max_gap=policy.brakes.max_gap,
        ),
        retry=Retry(
            first=policy.retry.first,
            factor=policy.retry.factor,
            max=policy.retry.max,
            give_up_after=policy.retry.give_up_after,
        ),
    )


def to_scope(link: LinkSettings) -> Scope:
    """Which dossiers the link answers for."""
    return Scope(
        procedures=link.scope.procedures,
        agencies=link.scope.agencies,
        channels=link.scope.channels,
        received_from=link.scope.received_from,
    )


def to_notifies(system: SystemSettings) -> Notifies:
    """When that system writes to citizens; never, where nothing is said."""
    if system.notifies is None:
        return Notifies()
    return Notifies(states=system.notifies.states, older_than=system.notifies.older_than)


def rules_text(
    systems: tuple[SystemSettings, SystemSettings],
    sides: tuple[Keys, Keys],
    witnesses: tuple[Keys, ...],
    scope: ScopeSettings,
    policy: PolicySettings,
) -> str:
    """The same text for the same rules however they are written; without secrets and what only transports."""
    return json.dumps(
        {
            "systems": [_bare(system, leaving_out=system.transport) for system in systems],
            "sides": [_bare(side) for side in sides],
            "witnesses": [_bare(witness) for witness in witnesses],
            "scope": _bare(scope),
            "policy": _bare(policy, leaving_out=_NOT_JUDGED),
        },
        ensure_ascii=False,
        sort_keys=True,
    )


def _bare(value: Any, leaving_out: frozenset[str] = frozenset()) -> Any:
    """Plain JSON values in one certain order, secrets left out."""
    match value:
        case BaseModel():
            return {name: _bare(inner) for name, inner in value if name not in leaving_out}
        case Mapping():
            return {str(_leaf(key)): _bare(inner) for key, inner in value.items()}
        case set() | frozenset():
            return sorted((_leaf(inner) for inner in value), key=str)
        case list() | tuple():
            return [_bare(inner) for inner in value]
    return _leaf(value)


def _leaf(value: Any) -> str | float | None:  # noqa: PLR0911 one line per kind of value
    match value:
        case SecretStr():
            return None
        case Enum():
            return _leaf(value.value)
        case timedelta():
            return value.total_seconds()
        case Path():
            return value.name
        case Pattern():
            return str(value.pattern)
        case bool() | int() | float() | None:
            return value
    return str(value)
