"""Rows of one side that stand close to each other in time."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from connector.ports import Side, SideRow
from connector.snapshot.drawer import Drawer
from connector.snapshot.engine import Engine
from connector.snapshot.rows import FACTS, from_columns

_ROWS = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Alike:
    """What makes rows of one side a group: the same values of these columns, and moments no further apart."""

    same: tuple[str, ...]
    moment: str  #: a whole number
    at_least: int
    within: int


def groups(engine: Engine, side: Side, drawer: Drawer, alike: Alike) -> Iterator[tuple[SideRow, ...]]:
    """By their values and then their moments. Any ``at_least`` neighbours of a group lie within the span, and a group
    goes on as long as that holds: what is close to a member is one."""
    group: list[SideRow] = []
    for goes_on, *facts in chain.from_iterable(engine.rows(_sql(side, alike), batch=_ROWS)):
        if not goes_on and group:
            yield tuple(group)
            group = []
        group.append(from_columns(facts, drawer))
    if group:
        yield tuple(group)


def _sql(side: Side, alike: Alike) -> str:
    same = ", ".join(alike.same)
    told = " AND ".join(f"{name} <> ''" for name in alike.same)
    order = f"PARTITION BY {same} ORDER BY moment, key"
    before = max(alike.at_least, 2) - 1
    # A row "ends" a window when the one so many before it is close enough; whoever has such a row at or after itself
    # is a member, and goes on with the row before when a window holds both.
    return f"""
    WITH told AS (
        SELECT n, key, {same}, {alike.moment} AS moment FROM {side}_first
        WHERE weighed AND {told} AND {alike.moment} IS NOT NULL
    ),
    windows AS (
        SELECT *, coalesce(moment - lag(moment, {before}) OVER ({order}) <= {alike.within}, false) AS ends FROM told
    ),
    members AS (
        SELECT *, bool_or(ends) OVER ({order} ROWS BETWEEN CURRENT ROW AND {before} FOLLOWING) AS member,
            bool_or(ends) OVER ({order} ROWS BETWEEN CURRENT ROW AND {before - 1} FOLLOWING) AS goes_on
        FROM windows
    )
    SELECT goes_on, {", ".join(f"laid.{name}" for name in FACTS)}
    FROM members JOIN {side} AS laid USING (n) WHERE member
    ORDER BY {", ".join(f"laid.{name}" for name in alike.same)}, moment, laid.key"""
