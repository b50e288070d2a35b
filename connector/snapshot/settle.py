"""Which rows of a side stand: a row laid again replaces the earlier one, and one row is the first under its key.

For a ``side`` this makes the views ``side_rows`` (all that stand) and ``side_first`` (one for each key), from tables
that hold only the exceptions, since nearly every key is laid once.
"""

from connector.ports import Side
from connector.snapshot.engine import Engine

#: What makes a row the same as an earlier one with its key. A source's rows that differ are rivals; a target's row is
#: the dossier as it was last seen; entries on paper that say nothing of their content all stand.
_SAME = {Side.SOURCE: "key, code, content", Side.TARGET: "key, code", Side.PAPER: "key, code, content"}
_REPLACED = {Side.SOURCE: "true", Side.TARGET: "true", Side.PAPER: "content <> ''"}


def as_laid(engine: Engine, side: Side) -> None:
    """For a side that has laid every key once: all its rows stand, and each is the first under its key."""
    for name in ("rows", "first"):
        engine.run(f"CREATE OR REPLACE VIEW {side}_{name} AS SELECT * FROM {side}")


def settle(engine: Engine, side: Side) -> None:
    engine.run(
        f"""CREATE OR REPLACE TABLE {side}_crowd AS
        WITH crowded AS (
            SELECT key_mark FROM {side} WHERE key_mark IS NOT NULL GROUP BY key_mark HAVING count(*) > 1
        )
        SELECT n, key, weighed, nth > 1 AND {_REPLACED[side]} AS replaced FROM (
            SELECT n, key, weighed, content, row_number() OVER (PARTITION BY {_SAME[side]} ORDER BY n DESC) AS nth
            FROM {side} SEMI JOIN crowded USING (key_mark)
        )"""
    )
    engine.run(f"CREATE OR REPLACE TABLE {side}_replaced AS SELECT n FROM {side}_crowd WHERE replaced")
    engine.run(
        f"""CREATE OR REPLACE TABLE {side}_further AS SELECT n FROM (
            SELECT n, row_number() OVER (PARTITION BY key ORDER BY replaced, weighed DESC, n DESC) AS nth
            FROM {side}_crowd
        ) WHERE nth > 1"""
    )
    for name, without in (("rows", "replaced"), ("first", "further")):
        engine.run(f"CREATE OR REPLACE VIEW {side}_{name} AS SELECT * FROM {side} ANTI JOIN {side}_{without} USING (n)")
