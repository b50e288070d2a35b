"""What an import would change in a catalogue, and the catalogue as it is written afterwards. Pure."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import StringIO
from typing import Generic

from connector.mapping.catalogue_forms import Form, Problem, Record, TableLine, overlap


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes(Generic[Record]):
    """``result`` is the whole catalogue after the import, in order."""

    added: tuple[Record, ...]
    changed: tuple[tuple[Record, Record], ...]  #: before, after
    removed: tuple[Record, ...]
    unchanged: int
    result: tuple[Record, ...]

    @property
    def any(self) -> bool:
        return bool(self.added or self.changed or self.removed)


def changes(
    form: Form[Record],
    standing: Sequence[Record],
    imported: Sequence[tuple[TableLine, Record]],
    *,
    replace: bool,
) -> tuple[Changes[Record], list[Problem]]:
    """Lines of the import take the place of those about the same from the same day on; the others stay.

    With ``replace`` the import is the whole catalogue. A problem where a line that stays would hold on the same day as
    a new one: which of them is true is not for a program to say.
    """
    before = {form.identity(record): record for record in standing}
    after = {form.identity(record): record for _, record in imported}
    kept = {} if replace else {one: record for one, record in before.items() if one not in after}
    result = kept | after
    told: Changes[Record] = Changes(
        added=_in_order(form, (record for one, record in after.items() if one not in before)),
        changed=tuple((before[one], record) for one, record in after.items() if before.get(one, record) != record),
        removed=_in_order(form, (record for one, record in before.items() if one not in result)),
        unchanged=sum(before.get(one) == record for one, record in result.items()),
        result=_in_order(form, result.values()),
    )
    return told, _clashes(form, kept.values(), imported)


def _clashes(form: Form[Record], kept: Iterable[Record], imported: Sequence[tuple[TableLine, Record]]) -> list[Problem]:
    staying: dict[object, list[Record]] = {}
    for record in kept:
        staying.setdefault(form.subject(record), []).append(record)
    return [
        Problem(
            line.number,
            1,
            "cùng hiệu lực với một dòng đang có; ghi cả dòng cũ với valid_to của nó vào tệp này, hoặc dùng --replace",
        )
        for line, record in imported
        if any(overlap(record, other) for other in staying.get(form.subject(record), ()))
    ]


def _in_order(form: Form[Record], records: Iterable[Record]) -> tuple[Record, ...]:
    return tuple(sorted(records, key=form.told))


def written(form: Form[Record], records: Iterable[Record]) -> str:
    """The catalogue as CSV with our own header; reading it gives the same records."""
    text = StringIO(newline="")
    table = csv.writer(text, lineterminator="\n")
    table.writerow(form.columns)
    table.writerows(form.told(record) for record in records)
    return text.getvalue()
