"""Every dossier of the union, in the order of their keys, as DuckDB answers one range of keys after the other."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, groupby
from operator import itemgetter
from typing import Any

from connector.ports import Side, SideRow, Weighed
from connector.snapshot.drawer import Drawer
from connector.snapshot.engine import Engine, literal
from connector.snapshot.rows import FACTS, from_columns

_SOURCE, _TARGET, _PAPER, _CANDIDATE = range(4)
_SIDES = (Side.SOURCE, Side.TARGET, Side.PAPER, Side.TARGET)  # where the rows of each role were laid

_FACTS = ", ".join(FACTS)

#: The columns of an answer: under which key the row is told, its role there, of a source's row whether it is unequal
#: and of a candidate whether it is contested, and then its facts.
_ROLE, _FLAG, _FIRST_FACT = 1, 2, 3
_WEIGHED = _FIRST_FACT + tuple(FACTS).index("weighed")
_SUSPECT = _FIRST_FACT + tuple(FACTS).index("suspect")

_SQL = f"""
SELECT * FROM (
    SELECT key AS dossier, {_SOURCE} AS role, n IN (SELECT n FROM unequal) AS flag, {_FACTS} FROM source_rows
    UNION ALL
    SELECT key, {_TARGET}, false, {_FACTS} FROM target_rows ANTI JOIN candidates USING (n)
    UNION ALL
    SELECT coalesce(claimed.key, entry.key, told.key), {_PAPER}, false, {", ".join(f"told.{name}" for name in FACTS)}
    FROM paper_rows AS told LEFT JOIN entries AS entry USING (n)
    LEFT JOIN claimed ON claimed.target_key = coalesce(entry.key, told.key)
    UNION ALL
    SELECT candidate.key, {_CANDIDATE}, candidate.contested, {", ".join(f"told.{name}" for name in FACTS)}
    FROM candidates AS candidate JOIN target AS told USING (n)
)
WHERE {{within}}
ORDER BY dossier = '', dossier, role, role <= {_TARGET} AND NOT weighed, CASE WHEN role <= {_TARGET} THEN -n ELSE n END
"""

#: Rows to a batch on the way from DuckDB.
_ROWS = 2000

#: Rows that are put in order at a time: what is sorted piece by piece may be of any size.
SORTED = 1_500_000

#: Keys drawn for every range, so that ranges are about as large as each other.
_DRAWN = 200

_Row = tuple[Any, ...]


class Walk:
    """Needs the views and tables of ``settle`` and ``join``. A target's row that is somebody's candidate is told with
    that dossier, its entries on paper too, and not again by itself. Keys and payloads are taken from the drawers,
    except of dossiers that are equal, suspect to nobody and have nothing further laid with them."""

    def __init__(self, engine: Engine, drawers: Mapping[Side, Drawer]) -> None:
        self._engine = engine
        self._drawers = tuple(drawers[side] for side in _SIDES)

    def dossiers(self) -> Iterator[Weighed]:
        for key, told in groupby(self._every_row(), itemgetter(0)):
            if key == "":  # the last of all: each row is an entry on paper that belongs to no dossier
                yield from (Weighed(key="", papers=self._rows([row])) for row in told if row[_WEIGHED])
            else:
                group = list(told)
                if any(row[_WEIGHED] for row in group):
                    yield self._dossier(key, group)

    def loose(self) -> Iterator[SideRow]:
        """Every entry on paper that belongs to no dossier."""
        sql = f"SELECT {_FACTS} FROM paper_rows ANTI JOIN entries USING (n) WHERE key = '' ORDER BY n"
        for row in chain.from_iterable(self._engine.rows(sql, batch=_ROWS)):
            yield from_columns(row, self._drawers[_PAPER])

    def _every_row(self) -> Iterator[_Row]:
        for within in self._ranges():
            yield from chain.from_iterable(self._engine.rows(_SQL.format(within=within), batch=_ROWS))

    def _ranges(self) -> Iterator[str]:
        counts = " + ".join(f"(SELECT count(*) FROM {side})" for side in Side)
        ranges = -(-self._engine.one(f"SELECT {counts}") // SORTED)
        if ranges < 2:
            yield "true"
            return
        drawn = sorted(self._draw(ranges * _DRAWN))
        after = ""
        for end in dict.fromkeys(drawn[len(drawn) * number // ranges] for number in range(1, ranges) if drawn):
            yield f"dossier > '' AND dossier >= {literal(after)} AND dossier < {literal(end)}"
            after = end
        yield f"dossier > '' AND dossier >= {literal(after)}"
        yield "dossier = ''"

    def _draw(self, number: int) -> Iterator[str]:
        keys = " UNION ALL ".join(f"SELECT key FROM {side} WHERE key <> ''" for side in Side)
        drawn = self._engine.rows(f"SELECT key FROM ({keys}) USING SAMPLE reservoir({number} ROWS)", batch=_ROWS)
        for (key,) in chain.from_iterable(drawn):
            if "\0" not in key:  # it would end the statement
                yield key

    def _dossier(self, key: str, group: Sequence[_Row]) -> Weighed:
        roles: tuple[list[_Row], ...] = ([], [], [], [])
        for row in group:
            roles[row[_ROLE]].append(row)
        sources, targets, papers, candidates = roles
        both = bool(sources and targets and sources[0][_WEIGHED] and targets[0][_WEIGHED])
        equal = both and not sources[0][_FLAG]
        if equal and len(group) == 2 and not sources[0][_SUSPECT] and not targets[0][_SUSPECT]:
            source, target = (from_columns(rows[0][_FIRST_FACT:], None) for rows in (sources, targets))
            return Weighed(key=key, source=source, target=target, equal=True)
        laid = self._rows(sources)
        stands = self._rows(targets)
        claimed = self._rows(candidates)
        return Weighed(
            key=key,
            source=laid[0] if laid else None,
            target=stands[0] if stands else None,
            papers=self._rows(papers),
            equal=equal,
            candidates=(*stands[1:], *claimed),
            contested=frozenset(one.code for row, one in zip(candidates, claimed, strict=True) if row[_FLAG]),
            rivals=laid[1:],
        )

    def _rows(self, rows: Sequence[_Row]) -> tuple[SideRow, ...]:
        return tuple(from_columns(row[_FIRST_FACT:], self._drawers[row[_ROLE]]) for row in rows)
