"""Scope: which dossiers a link answers for. Nothing outside it is ever a mismatch."""

from datetime import date
from hashlib import blake2b

from connector.domain.codes import agency_key, code_day, code_key, procedure_key
from connector.domain.dossier import Dossier
from connector.domain.link import Scope
from connector.reconcile.days import day_of


def in_scope(dossier: Dossier, scope: Scope) -> bool:
    """False only when a value that is known says so.

    A value that the scope asks for and the dossier does not tell keeps it in scope: a dossier dropped for a missing
    value would be missed by every run without a word, while one judged too many is seen and compared.
    """
    return (
        _procedure_in(dossier, scope)
        and _agency_in(dossier, scope)
        and (not scope.channels or dossier.channel is None or dossier.channel in scope.channels)
        and (scope.received_from is None or _received_in(dossier, scope.received_from))
    )


def extent_digest(scope: Scope, *more: str) -> str:
    """What a measure is kept under: an enumeration measures none but those of the same scope."""
    told = (sorted(scope.procedures), sorted(scope.agencies), sorted(scope.channels), scope.received_from)
    return blake2b("\n".join((repr(told), *more)).encode(), digest_size=16).hexdigest()


def _procedure_in(dossier: Dossier, scope: Scope) -> bool:
    if not scope.procedures or dossier.procedure_code is None:
        return True
    return procedure_key(dossier.procedure_code) in {procedure_key(code) for code in scope.procedures}


def _received_in(dossier: Dossier, first_day: date) -> bool:
    return dossier.received_at is None or day_of(dossier.received_at) >= first_day


def _agency_in(dossier: Dossier, scope: Scope) -> bool:
    if not scope.agencies:
        return True
    agency = agency_of(dossier)
    return agency is None or agency in {agency_key(code) for code in scope.agencies}


def agency_of(dossier: Dossier) -> str | None:
    """The key of the agency a dossier belongs to: as told, else the one its standard code begins with."""
    if dossier.agency_code is not None:
        return agency_key(dossier.agency_code)
    if code_day(dossier.code) is None:
        return None
    return code_key(dossier.code).rsplit("-", 2)[0]
