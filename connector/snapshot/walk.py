"""Every dossier of the union, from one answer of DuckDB in the order of their keys."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, groupby
from operator import itemgetter
from typing import Any

from connector.ports import Side, SideRow, Weighed
from connector.snapshot.drawer import Drawer
from connector.snapshot.engine import Engine
from connector.snapshot.rows import FACTS, from_columns

_SOURCE, _TARGET, _PAPER, _CANDIDATE = range(4)
_SIDES = (Side.SOURCE, Side.TARGET, Side.PAPER, Side.TARGET)  # where the rows of each role were laid

_FACTS = ", ".join(FACTS)

#: The columns of an answer: under which key the row is told, its role there, and then its facts.
_ROLE, _UNEQUAL, _FIRST_FACT = 1, 2, 3
_WEIGHED = _FIRST_FACT + tuple(FACTS).index("weighed")
_SUSPECT = _FIRST_FACT + tuple(FACTS).index("suspect")

_SQL = f"""
SELECT * FROM (
    SELECT key AS dossier, {_SOURCE} AS role, n IN (SELECT n FROM unequal) AS unequal, {_FACTS} FROM source_rows
    UNION ALL
    SELECT key, {_TARGET}, false, {_FACTS} FROM target_rows ANTI JOIN candidates USING (n)
    UNION ALL
    SELECT coalesce(claimed.key, entry.key, told.key), {_PAPER}, false, {", ".join(f"told.{name}" for name in FACTS)}
    FROM paper_rows AS told LEFT JOIN entries AS entry USING (n)
    LEFT JOIN claimed ON claimed.target_key = coalesce(entry.key, told.key)
    UNION ALL
    SELECT candidate.key, {_CANDIDATE}, false, {", ".join(f"told.{name}" for name in FACTS)}
    FROM candidates AS candidate JOIN target AS told USING (n)
)
ORDER BY dossier = '', dossier, role, role <= {_TARGET} AND NOT weighed, CASE WHEN role <= {_TARGET} THEN -n ELSE n END
"""

#: Rows to a batch on the way from DuckDB.
_ROWS = 2000

_Row = tuple[Any, ...]


class Walk:
    """Needs the views and tables of ``settle`` and ``join``. A target's row that is somebody's candidate is told with
    that dossier, its entries on paper too, and not again by itself. Keys and payloads are taken from the drawers,
    except of dossiers that are equal, suspect to nobody and have nothing further laid with them."""

    def __init__(self, engine: Engine, drawers: Mapping[Side, Drawer]) -> None:
        self._engine = engine
        self._drawers = tuple(drawers[side] for side in _SIDES)

    def dossiers(self) -> Iterator[Weighed]:
        rows = chain.from_iterable(self._engine.rows(_SQL, batch=_ROWS))
        for key, told in groupby(rows, itemgetter(0)):
            if key == "":  # the last of all: each row is an entry on paper that belongs to no dossier
                yield from (Weighed(key="", papers=self._rows([row])) for row in told if row[_WEIGHED])
            else:
                group = list(told)
                if any(row[_WEIGHED] for row in group):
                    yield self._dossier(key, group)

    def _dossier(self, key: str, group: Sequence[_Row]) -> Weighed:
        roles: tuple[list[_Row], ...] = ([], [], [], [])
        for row in group:
            roles[row[_ROLE]].append(row)
        sources, targets, papers, candidates = roles
        both = bool(sources and targets and sources[0][_WEIGHED] and targets[0][_WEIGHED])
        equal = both and not sources[0][_UNEQUAL]
        if equal and len(group) == 2 and not sources[0][_SUSPECT] and not targets[0][_SUSPECT]:
            source, target = (from_columns(rows[0][_FIRST_FACT:], None) for rows in (sources, targets))
            return Weighed(key=key, source=source, target=target, equal=True)
        laid = self._rows(sources)
        stands = self._rows(targets)
        return Weighed(
            key=key,
            source=laid[0] if laid else None,
            target=stands[0] if stands else None,
            papers=self._rows(papers),
            equal=equal,
            candidates=(*stands[1:], *self._rows(candidates)),
            rivals=laid[1:],
        )

    def _rows(self, rows: Sequence[_Row]) -> tuple[SideRow, ...]:
        return tuple(from_columns(row[_FIRST_FACT:], self._drawers[row[_ROLE]]) for row in rows)
