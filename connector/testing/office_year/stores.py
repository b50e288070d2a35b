"""The year's rows as the specialized software keeps them: in order of change, with long closed ones before them."""

import copy
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, overload

from connector.domain.times import ZONE
from connector.testing.office_year.catalogue import OWN, procedures
from connector.testing.rest_knobs import RestKnobs, understand
from connector.testing.rest_store import RestStore, Stored
from connector.testing.rest_system import RestSystem

#: A row with the time of its last change.
Told = tuple[dict[str, Any], datetime]

#: The old rows' numbers, above those of the year's.
_OLD_IDS = 1_000_000
_FIRST_OLD_DAY = datetime(2018, 11, 1, 8, 0, tzinfo=ZONE)
_OLD_A_DAY = 60  # so that a hundred thousand end before the year begins


class OldRows(Sequence[Stored]):
    """Dossiers closed long before the scope begins, each made when it is asked for."""

    def __init__(self, number: int) -> None:
        self._number = number

    def __len__(self) -> int:
        return self._number

    @overload
    def __getitem__(self, place: int) -> Stored: ...
    @overload
    def __getitem__(self, place: slice) -> list[Stored]: ...
    def __getitem__(self, place: int | slice) -> Stored | list[Stored]:
        if isinstance(place, slice):
            return [_old(at) for at in range(*place.indices(self._number))]
        return _old(range(self._number)[place])

    def since(self, moment: datetime) -> int:
        """The place of the first that changed then or later."""
        return bisect_left(range(self._number), moment, key=lambda at: _old(at).changed)


class YearRows(Sequence[Stored]):
    """The old rows and then the year's, as one list."""

    def __init__(self, old: OldRows, rows: Sequence[Stored]) -> None:
        self._old = old
        self._rows = rows

    def __len__(self) -> int:
        return len(self._old) + len(self._rows)

    @overload
    def __getitem__(self, place: int) -> Stored: ...
    @overload
    def __getitem__(self, place: slice) -> list[Stored]: ...
    def __getitem__(self, place: int | slice) -> Stored | list[Stored]:
        if not isinstance(place, slice):
            return self[place : place + 1 or None][0]
        start, stop, _ = place.indices(len(self))
        split = len(self._old)
        return [*self._old[start : min(stop, split)], *self._rows[max(0, start - split) : max(0, stop - split)]]


class YearStore(RestStore):
    """Rows given, not invented. They are sorted once: a hundred thousand are listed page by page."""

    def __init__(self, old: int, *, now: Callable[[], datetime]) -> None:
        super().__init__(0, seed=0, now=now)
        self.old = OldRows(old)
        self._ids: dict[str, int] = {}
        self._sorted: tuple[object, list[Stored]] | None = None

    def fill(self, rows: Iterable[Told]) -> None:
        """These are all the rows there are now, besides the old ones."""
        self._rows = {row["id"]: Stored(row["id"], copy.deepcopy(row), changed) for row, changed in rows}
        self._ids = {stored.row["so_ho_so"]: stored.id for stored in self._rows.values()}

    def by_code(self, code: str) -> Stored | None:
        found = self._rows.get(self._ids.get(code, -1))
        return found if found is not None else _old_by_code(code, len(self.old))

    def listed(self, order: str) -> list[Stored]:
        """In the order of changes, whatever is asked: it is the only one this software has an index for."""
        del order
        state = tuple((stored.id, stored.changed) for stored in self._rows.values())
        if self._sorted is None or self._sorted[0] != state:
            self._sorted = state, super().listed("changed")
        return self._sorted[1]

    def delete(self, code: str) -> None:
        super().delete(code)
        del self._ids[code]

    def snapshot(self) -> Mapping[str, Mapping[str, Any]]:
        return {code: copy.deepcopy(self._rows[place].row) for code, place in self._ids.items()}


class YearSystem(RestSystem):
    """The specialized software of the year."""

    def __init__(self, old: int, knobs: RestKnobs) -> None:
        super().__init__(0, knobs)
        self.store: YearStore = YearStore(old, now=self.now)

    def _since(self, written: str | None) -> Sequence[Stored]:  # type: ignore[override]
        rows = self.store.listed("changed")
        if written is None:
            return YearRows(self.store.old, rows)
        since = understand(written, self.knobs.time_style)
        first = bisect_left(rows, since, key=lambda stored: stored.changed)
        place = self.store.old.since(since)
        return YearRows(self.store.old, rows)[place:] if place < len(self.store.old) else rows[first:]


def _old(place: int) -> Stored:
    """A dossier of an earlier year, closed and handed over."""
    day, number = divmod(place, _OLD_A_DAY)
    received = _FIRST_OLD_DAY + timedelta(days=day, minutes=5 * number)
    procedure = procedures()[place % len(procedures())]
    finished = received + timedelta(days=3)
    row = {
        "id": _OLD_IDS + place,
        "so_ho_so": f"{OWN.code}-{received:%y%m%d}-{number + 1:04d}",
        "ma_tthc": procedure.code,
        "ten_tthc": procedure.name,
        "phong_ban": procedure.division,
        "don_vi": OWN.code,
        "kenh": "TT",
        "chu_ho_so": {"ten": f"Công ty TNHH Giả Định Cũ {place % 97}", "loai": "DN", "so_giay_to": None},
        "trang_thai": "da_tra",
        "ngay_nhan": f"{received:%d/%m/%Y %H:%M}",
        "han_tra": f"{received + timedelta(days=7):%d/%m/%Y}",
        "ngay_xong": f"{finished:%d/%m/%Y %H:%M}",
        "qua_trinh": [{"luc": f"{finished:%d/%m/%Y %H:%M}", "tt": "da_tra", "can_bo": "Cán bộ Cũ"}],
    }
    return Stored(_OLD_IDS + place, row, finished)


def _old_by_code(code: str, number: int) -> Stored | None:
    places = range(number)
    for place in _places_of_day(code):
        if place in places and (found := _old(place)).row["so_ho_so"] == code:
            return found
    return None


def _places_of_day(code: str) -> range:
    """Where the rows of the day in the code would stand."""
    parts = code.rsplit("-", 2)
    if len(parts) != 3 or not parts[1].isdigit():
        return range(0)
    try:
        day = datetime.strptime(parts[1], "%y%m%d").replace(tzinfo=ZONE)
    except ValueError:
        return range(0)
    first = (day.date() - _FIRST_OLD_DAY.date()).days * _OLD_A_DAY
    return range(first, first + _OLD_A_DAY)
