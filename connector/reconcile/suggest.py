"""Which dossier an entry on paper without a code may be. A person and a day never link the two: they are suggested to
whoever looks at the book, and stand for one fact until somebody has written the code down."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from connector.domain.codes import procedure_key
from connector.domain.dossier import Dossier
from connector.domain.identifiers import id_key, is_valid_id
from connector.ports import Testimony
from connector.reconcile.days import day_of
from connector.reconcile.findings import name_key

#: A day of receipt, and a person who handed something in on it.
Mark = tuple[date, str]


def marks(dossier: Dossier) -> frozenset[Mark]:
    """The marks by which an entry and a dossier may be each other; none where nobody tells the day."""
    if dossier.received_at is None:
        return frozenset()
    day = day_of(dossier.received_at)
    return frozenset((day, person) for person in (*_numbers(dossier), *_names(dossier)))


def may_be(entry: Dossier, dossier: Dossier) -> bool:
    """Whether nothing that both tell speaks against their being one: day, person by number, else by name, procedure."""
    if marks(entry).isdisjoint(marks(dossier)):
        return False
    numbers = _numbers(entry), _numbers(dossier)
    if all(numbers) and numbers[0].isdisjoint(numbers[1]):
        return False
    codes = [one.procedure_code for one in (entry, dossier) if one.procedure_code]
    return len(set(map(procedure_key, codes))) < 2


class Suggestions:
    """Entries that belong to no dossier by their number in the book. Each is suggested for one dossier only."""

    def __init__(self, entries: Iterable[Testimony] = ()) -> None:
        self._by_mark: dict[Mark, list[Testimony]] = {}
        self._taken: set[str] = set()
        for entry in entries:
            for mark in marks(entry.dossier):
                self._by_mark.setdefault(mark, []).append(entry)

    def take(self, programs: Sequence[Dossier]) -> Testimony | None:
        """The first entry that may be this dossier and is nobody else's yet."""
        for entry in self._near(programs):
            if entry.where not in self._taken and any(may_be(entry.dossier, one) for one in programs):
                self._taken.add(entry.where)
                return entry
        return None

    def give_back(self, entry: Testimony) -> None:
        self._taken.discard(entry.where)

    def is_taken(self, where: str) -> bool:
        return where in self._taken

    def _near(self, programs: Sequence[Dossier]) -> Iterator[Testimony]:
        for mark in sorted({mark for dossier in programs for mark in marks(dossier)}):
            yield from self._by_mark.get(mark, ())


def _numbers(dossier: Dossier) -> frozenset[str]:
    told = (dossier.applicant_id, dossier.submitter_id)
    return frozenset(f"id {id_key(number)}" for number in told if number and is_valid_id(number))


def _names(dossier: Dossier) -> frozenset[str]:
    told = (dossier.applicant_name, dossier.submitter_name)
    return frozenset(f"name {name_key(name)}" for name in told if name)
