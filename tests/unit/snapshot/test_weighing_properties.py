"""Whatever is laid, DuckDB's weighing says what dictionaries of Python say, row by row."""

import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connector.domain.times import ZONE
from connector.ports import Side, SideRow, Weighed
from connector.snapshot import DuckScales, join, walk

FIELDS = ("status", "họ tên", "due at")
Laid = Sequence[tuple[Side, Sequence[SideRow]]]

#: Few, so that rows meet; with quotes, a zero byte, line breaks, wildcards and a text that looks like another type.
ODD = ["a", "b", "hồ sơ 'số' \"1\"", "null", "\x00", "\n\r\t,;", "[*]?", "😀", "2024-01-01", "\\u0000"]
texts = st.sampled_from(ODD) | st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=3)
keys = st.sampled_from(ODD[:6]) | texts
values = st.sampled_from(["", "", "x", "y"])
moments = st.integers(0, 10**9).map(lambda us: datetime(2024, 1, 1, tzinfo=ZONE) + timedelta(microseconds=us))
aliases = st.frozensets(st.tuples(st.sampled_from(["book", "receipt"]), st.sampled_from("123")), max_size=2)
told = st.dictionaries(st.sampled_from([*FIELDS, "not compared"]), values, max_size=4)


def rows(key: st.SearchStrategy[str]) -> st.SearchStrategy[SideRow]:
    return st.builds(
        SideRow,
        key=key,
        code=st.sampled_from(["C1", "C2"]),
        aliases=aliases,
        received=st.none() | st.dates(),
        keys=told | st.just(dict.fromkeys(FIELDS, "x")),
        content=st.sampled_from(["", "1", "2"]),
        weighed=st.sampled_from([True, True, False]),
        suspect=st.sampled_from([False, False, True]),
        applicant=st.none() | st.sampled_from(["", "p1"]),
        procedure=st.none() | st.sampled_from(["", "1.000001"]),
        closed_at=st.none() | moments,
        closed_by=st.none() | texts,
        payload=st.binary(max_size=3),
    )


coded = rows(keys)
entries = coded | rows(st.just("")).map(lambda row: replace(row, code=""))
pages = st.one_of(
    st.tuples(st.just(Side.SOURCE), st.lists(coded, max_size=4)),
    st.tuples(st.just(Side.TARGET), st.lists(coded, max_size=4)),
    st.tuples(st.just(Side.PAPER), st.lists(entries, max_size=4)),
)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(laid=st.lists(pages, max_size=8), batch=st.integers(1, 4), at_a_time=st.sampled_from([3, 9, 10**6]))
def test_a_weighing_says_what_dictionaries_say(laid: Laid, batch: int, at_a_time: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(walk, "SORTED", at_a_time)
        patch.setattr(join, "SLICE", at_a_time)
        weigh_twice(laid, batch)


def weigh_twice(laid: Laid, batch: int) -> None:
    """Once on the scales, and once by hand."""
    with tempfile.TemporaryDirectory() as folder, DuckScales(Path(folder)).weighing("l", FIELDS) as weighing:
        for side, page in laid:
            weighing.lay(side, page)
        loose = list(weighing.loose())
        batches = list(weighing.weigh(batch=batch))
        codes = [code for part in weighing.codes([Side.SOURCE, Side.PAPER]) for code in part]
    assert [len(part) for part in batches[:-1]] == [batch] * (len(batches) - 1)
    told = weighed_by_hand(laid)
    assert [one for part in batches for one in part] == told
    assert [row for row in loose if row.weighed] == [one.papers[0] for one in told if one.key == ""]
    assert codes == sorted({r.code for side, page in laid if side != Side.TARGET for r in page if r.weighed and r.code})


# ---------------------------------------------------------------- the same by dictionaries

Rows = Mapping[str, list[SideRow]]


def weighed_by_hand(laid: Laid) -> list[Weighed]:
    sides = {side: [row for where, page in laid if where == side for row in page] for side in Side}
    source = by_key(standing(sides[Side.SOURCE], lambda row: (row.code, row.content)))
    target = by_key(standing(sides[Side.TARGET], lambda row: (row.code,)))
    paper = standing(sides[Side.PAPER], lambda row: (row.code, row.content) if row.content else None)
    alone = [row for row in sides[Side.TARGET] if row.key not in source and any(row is one for one in target[row.key])]
    candidates = {
        key: [row for row in alone if row.aliases & numbers(ours)] for key, ours in source.items() if key not in target
    }
    claims: dict[str, str] = {}
    for key in sorted(candidates, reverse=True):
        claims |= dict.fromkeys((row.key for row in candidates[key]), key)
    papers, loose = with_their_dossiers(source, target, paper, claims)
    claimed = {id(row) for rows in candidates.values() for row in rows}
    left = {key: [row for row in rows if id(row) not in claimed] for key, rows in target.items()}
    borne = Counter(id(row) for rows in candidates.values() for row in rows)
    contested = {number for number, dossiers in borne.items() if dossiers > 1}
    dossiers = (
        dossier(key, source.get(key, []), left.get(key, []), papers.get(key, []), candidates.get(key, []), contested)
        for key in sorted({*source, *target, *papers})
    )
    told = [one for one in dossiers if one is not None]
    return told + [Weighed(key="", papers=(row,)) for row in loose if row.weighed]


def standing(laid: Sequence[SideRow], same: Callable[[SideRow], object]) -> list[SideRow]:
    """Without those that a later one with the same key replaces."""
    return [
        row
        for n, row in enumerate(laid)
        if not row.key
        or same(row) is None
        or not any(later.key == row.key and same(later) == same(row) for later in laid[n + 1 :])
    ]


def by_key(laid: Iterable[SideRow]) -> dict[str, list[SideRow]]:
    """The first of each list is the one that counts: weighed, then the last laid."""
    found: dict[str, list[SideRow]] = defaultdict(list)
    for row in laid:
        found[row.key].insert(0, row)
    return {key: sorted(group, key=lambda row: not row.weighed) for key, group in found.items()}


def numbers(rows: Iterable[SideRow]) -> frozenset[tuple[str, str]]:
    return frozenset(pair for row in rows for pair in row.aliases)


def with_their_dossiers(
    source: Rows, target: Rows, paper: Sequence[SideRow], claims: Mapping[str, str]
) -> tuple[Rows, list[SideRow]]:
    found: dict[str, list[SideRow]] = defaultdict(list)
    loose = []
    known = [(0, row) for group in source.values() for row in group]
    known += [(1, row) for group in target.values() for row in group]
    known += [(2, row) for row in paper if row.key]
    for row in paper:
        bearers = [(not one.weighed, side, one.key) for side, one in known if one.aliases & row.aliases]
        if row.key or bearers:
            key = row.key or min(bearers)[2]
            found[claims.get(key, key)].append(row)
        else:
            loose.append(row)
    return found, loose


def dossier(
    key: str,
    ours: list[SideRow],
    theirs: list[SideRow],
    papers: list[SideRow],
    candidates: list[SideRow],
    contested: AbstractSet[int],
) -> Weighed | None:
    told = (*ours, *theirs, *papers, *candidates)
    if not any(row.weighed for row in told):
        return None
    equal = bool(ours and theirs and ours[0].weighed and theirs[0].weighed and agree(ours[0].keys, theirs[0].keys))
    if equal and len(told) == 2 and not ours[0].suspect and not theirs[0].suspect:
        ours, theirs = [bare(ours[0])], [bare(theirs[0])]
    return Weighed(
        key=key,
        source=ours[0] if ours else None,
        target=theirs[0] if theirs else None,
        papers=tuple(papers),
        equal=equal,
        candidates=(*theirs[1:], *candidates),
        contested=frozenset(row.code for row in candidates if id(row) in contested),
        rivals=tuple(ours[1:]),
    )


def bare(row: SideRow) -> SideRow:
    return replace(row, keys={}, payload=b"")


def agree(ours: Mapping[str, str], theirs: Mapping[str, str]) -> bool:
    comparable = [name for name in FIELDS if ours.get(name) and name in theirs]
    return bool(comparable) and all(ours[name] == theirs[name] for name in comparable)


# ---------------------------------------------------------------- groups

minutes = st.integers(0, 40).map(lambda minute: datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=minute))


@settings(max_examples=25, deadline=None)
@given(
    closings=st.lists(st.tuples(st.sampled_from(["an", "binh"]), minutes), max_size=14),
    at_least=st.integers(2, 4),
    span=st.integers(0, 5),
)
def test_closings_are_grouped_as_windows_that_overlap(
    closings: list[tuple[str, datetime]], at_least: int, span: int
) -> None:
    laid = [
        SideRow(key=f"k{n:02}", code=f"k{n:02}", closed_by=who, closed_at=at, payload=b"p", keys={"status": "x"})
        for n, (who, at) in enumerate(closings)
    ]
    with tempfile.TemporaryDirectory() as folder, DuckScales(Path(folder)).weighing("l", FIELDS) as weighing:
        weighing.lay(Side.TARGET, laid)
        found = list(weighing.closed_together(Side.TARGET, at_least=at_least, minutes=span))
    assert [list(group) for group in found] == grouped_by_hand(laid, at_least, timedelta(minutes=span))


def grouped_by_hand(laid: Sequence[SideRow], at_least: int, span: timedelta) -> list[list[SideRow]]:
    found: list[list[SideRow]] = []
    for who in ("an", "binh"):
        row_by_time = sorted((row for row in laid if row.closed_by == who), key=lambda row: (row.closed_at, row.key))
        group: list[SideRow] = []
        for end in range(at_least, len(row_by_time) + 1):
            window = row_by_time[end - at_least : end]
            assert window[0].closed_at is not None
            assert window[-1].closed_at is not None
            if window[-1].closed_at - window[0].closed_at > span:
                continue
            if group and window[0] not in group:
                found.append(group)
                group = []
            group += [row for row in window if row not in group]
        if group:
            found.append(group)
    return found
