"""The joins: which dossiers of source and target are not equal, and what an alias brings together."""

from collections.abc import Iterator, Sequence
from itertools import chain

from connector.ports import Side
from connector.snapshot.engine import Engine

#: Rows of one side that share an alias and are looked at: a number that more of them bear tells no dossier apart.
CROWD = 20

#: Pairs whose fields are compared at a time: their rows lie in memory, whatever else was laid.
SLICE = 50_000


def join_marks(engine: Engine) -> None:
    """Make the table ``apart``: ``n`` of a source's row and of the target's with its key, where only one of them is
    there or where, both being weighed, their marks differ; and how many such pairs. All other pairs are one row of it,
    with neither ``n``."""
    differ = "source.weighed AND target.weighed AND (source.mark IS NULL OR source.mark IS DISTINCT FROM target.mark)"
    apart = f"(source.n IS NULL OR target.n IS NULL OR {differ})"
    engine.run(
        f"""CREATE OR REPLACE TABLE apart AS
        SELECT CASE WHEN {apart} THEN source.n END AS source_n,
            CASE WHEN {apart} THEN target.n END AS target_n,
            CASE WHEN source.n IS NULL OR target.n IS NULL THEN key_mark END AS key_mark,
            count(*) AS pairs
        FROM source_first AS source FULL JOIN target_first AS target USING (key_mark) GROUP BY ALL"""
    )


def every_key_once(engine: Engine) -> bool:
    """Whether no key was joined that one of the sides has laid twice: then every row is in just one pair."""
    paired = "coalesce(sum(pairs) FILTER (WHERE key_mark IS NULL), 0)"
    alone = "count(*) FILTER (WHERE key_mark IS NOT NULL AND {side}_n IS NOT NULL)"
    keys = "count(DISTINCT key_mark) FILTER (WHERE {side}_n IS NOT NULL)"
    return all(
        engine.one(
            f"SELECT {paired} + {alone.format(side=side)} = (SELECT count(*) FROM {side}) "
            f"AND {alone.format(side=side)} = {keys.format(side=side)} FROM apart"
        )
        for side in (Side.SOURCE, Side.TARGET)
    )


def join_fields(engine: Engine, columns: Sequence[str]) -> None:
    """Make the table ``unequal``: ``n`` of each source's row that is weighed against a target's and not equal to it.
    Only of pairs whose marks differ are the compared fields read, and only so many pairs at a time."""
    comparable = [f"(source.{name} <> '' AND target.{name} IS NOT NULL)" for name in columns]
    different = [f"(source.{name} <> '' AND source.{name} <> target.{name})" for name in columns]
    equal = f"({' OR '.join(comparable)}) AND NOT coalesce({' OR '.join(different)}, false)" if columns else "false"
    told = ", ".join(columns) or "key"
    engine.run("CREATE OR REPLACE TABLE unequal (n BIGINT)")
    for pairs in _slices(engine):
        # Each side's rows are fetched before they meet: left to itself DuckDB now and then builds on a whole side.
        engine.run(
            f"""INSERT INTO unequal WITH pairs AS MATERIALIZED ({pairs}),
            sources AS MATERIALIZED (SELECT n, {told} FROM source SEMI JOIN pairs ON n = source_n),
            targets AS MATERIALIZED (SELECT n, {told} FROM target SEMI JOIN pairs ON n = target_n)
            SELECT source.n FROM pairs JOIN sources AS source ON source.n = source_n
            JOIN targets AS target ON target.n = target_n
            WHERE ({equal}) IS NOT TRUE"""
        )


def _slices(engine: Engine) -> Iterator[str]:
    """Queries for all pairs whose marks differ, in the order of laying."""
    pairs = "SELECT source_n, target_n FROM apart WHERE source_n IS NOT NULL AND target_n IS NOT NULL"
    ends = f"""SELECT source_n FROM (SELECT source_n, row_number() OVER (ORDER BY source_n) AS nth FROM ({pairs}))
        WHERE nth % {SLICE} = 0 ORDER BY source_n"""
    after = -1
    for (end,) in list(chain.from_iterable(engine.rows(ends, batch=SLICE))):
        yield f"{pairs} AND source_n > {after} AND source_n <= {end}"
        after = end
    yield f"{pairs} AND source_n > {after}"


def join_aliases(engine: Engine, *, told: bool) -> None:
    """Make the table ``candidates``: key of a dossier that the target has not under its code, and ``n`` of a target's
    row that the source has not under its own, where they share an alias, and whether the row is ``contested``: several
    dossiers may be it; and ``claimed``: the key of each such target's
    row beside that of the first dossier it may be. Nothing is one where no alias is ``told``."""
    if not told:
        engine.run("CREATE OR REPLACE TABLE candidates (key VARCHAR, n BIGINT, contested BOOLEAN)")
        engine.run("CREATE OR REPLACE TABLE claimed (target_key VARCHAR, key VARCHAR)")
        return
    engine.run(
        f"""CREATE OR REPLACE TABLE candidates AS
        WITH sought AS (
            SELECT key, unnest(aliases) AS alias FROM source_rows
            SEMI JOIN (SELECT key_mark FROM apart WHERE target_n IS NULL AND source_n IS NOT NULL) USING (key_mark)
        ),
        offered AS (
            SELECT alias, n FROM (
                SELECT n, unnest(aliases) AS alias FROM target_rows
                SEMI JOIN (SELECT key_mark FROM apart WHERE source_n IS NULL AND target_n IS NOT NULL) USING (key_mark)
            )
            QUALIFY row_number() OVER (PARTITION BY alias ORDER BY n) <= {CROWD}
        )
        SELECT key, n, count(*) OVER (PARTITION BY n) > 1 AS contested
        FROM (SELECT DISTINCT sought.key, offered.n FROM sought JOIN offered USING (alias))"""
    )
    engine.run(
        """CREATE OR REPLACE TABLE claimed AS
        SELECT target.key AS target_key, min(candidates.key) AS key FROM candidates JOIN target USING (n)
        GROUP BY target.key"""
    )


def join_papers(engine: Engine, *, told: bool) -> None:
    """Make the table ``entries``: ``n`` of each paper row without a code that shares an alias with a dossier, and that
    dossier's key. Of several the first: weighed, known to the source, then the target, then another paper row."""
    if not told:
        engine.run("CREATE OR REPLACE TABLE entries (n BIGINT, key VARCHAR)")
        return
    dossiers = " UNION ALL ".join(
        f"SELECT key, weighed, {order} AS side, unnest(aliases) AS alias FROM {side}_rows WHERE key <> ''"
        for order, side in enumerate(Side)
    )
    engine.run(
        f"""CREATE OR REPLACE TABLE entries AS
        WITH loose AS (SELECT n, unnest(aliases) AS alias FROM paper WHERE key = ''),
        bearers AS (
            SELECT * FROM ({dossiers}) SEMI JOIN loose USING (alias)
            QUALIFY row_number() OVER (PARTITION BY alias ORDER BY weighed DESC, side, key) = 1
        )
        SELECT n, key FROM loose JOIN bearers USING (alias)
        QUALIFY row_number() OVER (PARTITION BY n ORDER BY weighed DESC, side, key) = 1"""
    )
