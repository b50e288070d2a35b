"""Whether a witness can tell what it is there for: a book read to its end, a portal asked for a few dossiers."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from connector.domain.dossier import Dossier
from connector.domain.errors import ConnectorError
from connector.domain.run import RunError
from connector.ports import Rejection, Witness
from connector.sync.checked import Rejected, WitnessChecked
from connector.sync.telling import run_error

#: Places named of rows that were rejected for one reason.
_PLACES = 3


def check_witness(witness: Witness, dossiers: Sequence[Dossier], problems: list[RunError]) -> WitnessChecked:
    """Whatever keeps it from answering is added to ``problems``; nothing is raised."""
    try:
        witness.probe()
        return _read(witness) if witness.enumerable else _asked(witness, dossiers)
    except ConnectorError as error:
        problems.append(run_error(error))
        return WitnessChecked(name=witness.name, kind=witness.kind, reachable=False)


def _read(witness: Witness) -> WitnessChecked:
    read = without_code = 0
    rejections: list[Rejection] = []
    for batch in witness.enumerate():
        told = [one for one in batch if not isinstance(one, Rejection)]
        rejections += [one for one in batch if isinstance(one, Rejection)]
        read += len(told)
        without_code += sum(not one.dossier.code for one in told)
    return WitnessChecked(
        name=witness.name,
        kind=witness.kind,
        reachable=True,
        read=read,
        without_code=without_code,
        rejections=grouped(rejections),
    )


def _asked(witness: Witness, dossiers: Sequence[Dossier]) -> WitnessChecked:
    covered = [dossier for dossier in dossiers if witness.covers.holds(dossier)]
    known = sum(witness.look_up(dossier.code) is not None for dossier in covered)
    return WitnessChecked(name=witness.name, kind=witness.kind, reachable=True, read=known, asked=len(covered))


def grouped(rejections: Iterable[Rejection]) -> tuple[Rejected, ...]:
    """The rejections by reason, the commonest first."""
    places: dict[str, list[str]] = defaultdict(list)
    for rejection in rejections:
        places[rejection.reason].append(rejection.where)
    groups = (
        Rejected(reason=reason, count=len(where), where=tuple(where[:_PLACES])) for reason, where in places.items()
    )
    return tuple(sorted(groups, key=lambda group: -group.count))
