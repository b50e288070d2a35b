"""What stands in a simulated specialized system: rows with the time of their last change, and how they change."""

import copy
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from connector.domain.status import Status
from connector.domain.times import ZONE
from connector.testing.invented import LETTERS, invented_rows

#: What a desk does next to a dossier in each state, as letters.
_NEXT = {
    LETTERS[Status.REGISTERED]: LETTERS[Status.RECEIVED],
    LETTERS[Status.RECEIVED]: LETTERS[Status.PROCESSING],
    LETTERS[Status.PROCESSING]: LETTERS[Status.FINISHED],
    LETTERS[Status.SUPPLEMENT]: LETTERS[Status.PROCESSING],
    LETTERS[Status.PAYMENT]: LETTERS[Status.PROCESSING],
    LETTERS[Status.FINISHED]: LETTERS[Status.RETURNED],
}


@dataclass(slots=True)
class Stored:
    """One row; ``changed`` is what its cursor tells, ``written``, unless False, is told in its place."""

    id: int
    row: dict[str, Any]
    changed: datetime
    written: str | int | Literal[False] | None = False


class RestStore:
    """The rows. Not locked: the server that owns it is."""

    def __init__(self, number: int, *, seed: int, now: Callable[[], datetime]) -> None:
        self._seed = seed
        self._now = now
        self._rows: dict[int, Stored] = {}
        self._made = 0
        self._add(number)

    def __len__(self) -> int:
        return len(self._rows)

    @property
    def codes(self) -> list[str]:
        return [stored.row["so_ho_so"] for stored in self._rows.values()]

    def by_code(self, code: str) -> Stored | None:
        return next((stored for stored in self._rows.values() if stored.row["so_ho_so"] == code), None)

    def listed(self, order: str) -> list[Stored]:
        rows = list(self._rows.values())
        if order == "id":
            return sorted(rows, key=lambda stored: stored.id)
        return sorted(rows, key=lambda stored: (stored.changed, stored.id), reverse=order == "newest")

    # -- what happens there

    def hold(self, rows: Iterable[Stored]) -> None:
        """Exactly these rows from now on."""
        self._rows = {stored.id: stored for stored in rows}

    def insert(self, number: int = 1, *, changed: datetime | None = None) -> list[str]:
        """New dossiers; with ``changed`` in the past they are commits that come late."""
        return self._add(number, changed=changed or self._second())

    def advance(self, number: int = 1) -> list[str]:
        """The dossiers unchanged for longest that can still move go one state on; their codes."""
        open_rows = [stored for stored in self.listed("changed") if stored.row["trang_thai"] in _NEXT]
        return [self.move(stored.row["so_ho_so"]) for stored in open_rows[:number]]

    def move(self, code: str, to: str | None = None) -> str:
        """One dossier to its next state, or the one named by its letters, with a step."""
        stored = self._must(code)
        at = self._second()
        stored.row["trang_thai"] = to or _NEXT[stored.row["trang_thai"]]
        step = {"luc": f"{at:%d/%m/%Y %H:%M:%S}", "tt": stored.row["trang_thai"], "can_bo": "Cán bộ Một"}
        stored.row["qua_trinh"] = [*stored.row["qua_trinh"], {**step, "noi_dung": "Chuyển bước"}]
        stored.changed = at
        return code

    def update(self, code: str, *, changed: datetime | None = None, **fields: Any) -> None:
        """Set members of the row; it is dated now, or back, or ahead."""
        stored = self._must(code)
        stored.row |= fields
        stored.changed = changed or self._second()

    def touch(self, code: str) -> None:
        """Dated now with nothing else changed, as batch jobs do."""
        self._must(code).changed = self._second()

    def change_child(self, code: str, member: str, value: Any) -> None:
        """Something inside changes and the row's own time does not show it."""
        self._must(code).row[member] = value

    def date(self, code: str, written: str | int | None) -> None:
        """Its change time is told as this from now on, whatever it is: null, garbage, 2099."""
        self._must(code).written = written

    def delete(self, code: str) -> None:
        del self._rows[self._must(code).id]

    def tie(self, changed: datetime) -> None:
        """Every row changed at one moment."""
        for stored in self._rows.values():
            stored.changed = changed

    def snapshot(self) -> Mapping[str, Mapping[str, Any]]:
        """code → row, as it stands."""
        return {stored.row["so_ho_so"]: copy.deepcopy(stored.row) for stored in self._rows.values()}

    def _add(self, number: int, *, changed: datetime | None = None) -> list[str]:
        rows = invented_rows(self._made + number, seed=self._seed)[self._made :]
        self._made += number
        for row, first_changed in rows:
            self._rows[row["id"]] = Stored(row["id"], row, changed or first_changed.replace(microsecond=0))
        return [row["so_ho_so"] for row, _ in rows]

    def _must(self, code: str) -> Stored:
        stored = self.by_code(code)
        if stored is None:
            raise KeyError(code)
        return stored

    def _second(self) -> datetime:
        return self._now().astimezone(ZONE).replace(microsecond=0)
