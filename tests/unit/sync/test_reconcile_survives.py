"""Death between any two steps of a reconcile: the next one ends as an undisturbed one."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from connector.adapters.memory.knobs import Knobs
from connector.domain.dossier import Dossier
from connector.domain.link import Scope
from connector.domain.run import Agreement, RunSummary
from connector.domain.standing import Stand
from connector.domain.times import ZONE
from support.memory_link import LINK, PUSH, MemoryLink, memory_link, row
from support.mortal import Killed, Life
from support.one_dossier import Dying

#: More steps than any of these runs has.
MOST = 400

#: Every step takes minutes; the tests share the steps among them, each beginning at another one.
STRIDE = 8


def code(number: int) -> str:
    return f"H13.22-260302-{number:04}"


def drifted() -> MemoryLink:
    """In sync once; since then one is behind, one stands on the source alone and one on the target alone, and one has
    a wrong day; a case of an earlier reconcile is healed."""
    link = memory_link([row(each) for each in range(1, 6)], knobs=Knobs(lists=True))
    link.policy = replace(PUSH, brakes=replace(PUSH.brakes, min_share=0.5))
    link.scope = Scope(received_from=date(2026, 3, 1))
    link.sync()
    link.target.desk_edit(code(4), received_at=datetime(2026, 3, 3, 8, tzinfo=ZONE))
    link.clock.pass_(timedelta(days=5))
    link.reconcile()
    link.target.desk_edit(code(4), received_at=datetime(2026, 3, 2, 8, 15, tzinfo=ZONE))
    finishing = {"luc": "03/03/2026 10:00:00", "tt": "xong", "can_bo": "Cán Bộ B", "noi_dung": "Ký"}
    link.source.alter(code(1), trang_thai="xong", qua_trinh=[*row(1)["qua_trinh"], finishing])
    link.target.desk_edit(code(2), received_at=datetime(2026, 3, 1, 8, tzinfo=ZONE))
    link.target.desk_remove(code(3))
    link.source.put(row(8, updated="2026-03-03T08:08:00+07:00"))
    like = link.target.snapshot()[code(5)]
    link.target.desk_enter(replace(like, code="H13.22-260302-0077", applicant_id="000299000077"))
    return link


Left = tuple[Mapping[str, Dossier], set[tuple[str, str]], Mapping[str, Stand], int]


def left(link: MemoryLink, summary: RunSummary) -> Left:
    assert summary.error is None
    assert summary.broken_sums() == ()
    cases = {(case["code"], case["kind"]) for case in link.store.desk().mismatches([LINK])}
    stands = {standing.code: standing.stand for standing in link.scales.standings([LINK])}
    return link.target.snapshot(), cases, stands, summary.agree


def undisturbed(*, push: bool) -> Left:
    link = drifted()
    return left(link, link.reconcile(push=push, wait=timedelta(hours=1)))


@pytest.mark.parametrize(("push", "after", "first"), [(True, True, 1), (True, False, 3), (False, True, 5)])
def test_death_at_any_step_leaves_what_an_undisturbed_reconcile_leaves(push: bool, after: bool, first: int) -> None:
    expected, deaths = undisturbed(push=push), 0
    for ends_at in range(first, MOST, STRIDE):
        link = drifted()
        try:
            link.reconcile(push=push, wait=timedelta(hours=1), life=Life(ends_at=ends_at, after=after))
        except Killed:
            deaths += 1
        else:
            break
        link.clock.pass_(timedelta(minutes=2))
        summary = link.reconcile(push=push, wait=timedelta(hours=1))
        assert left(link, summary) == expected, ends_at
        assert link.target.wrongs() == ()
    assert 3 < deaths < MOST // STRIDE


def test_a_sync_goes_on_where_a_pushing_reconcile_died() -> None:
    expected, deaths = undisturbed(push=True)[:2], 0
    for ends_at in range(7, MOST, STRIDE):
        link = drifted()
        try:
            link.reconcile(push=True, wait=timedelta(hours=1), life=Life(ends_at=ends_at, after=True))
        except Killed:
            deaths += 1
        else:
            break
        link.clock.pass_(timedelta(minutes=2))
        link.settle()
        link.reconcile(push=True, wait=timedelta(hours=1))
        assert left(link, link.reconcile())[:2] == expected, ends_at
        assert link.target.wrongs() == ()
    assert 3 < deaths < MOST // STRIDE


def test_what_a_dead_reconcile_found_is_news_of_the_next_one() -> None:
    calm = drifted()
    lines = len(calm.lines)
    assert calm.reconcile().agreement is Agreement.NEW
    opened = told(calm, lines)
    link = drifted()
    alive = link.store
    link.store = Dying(alive, "finish_run", done=False)  # type: ignore[assignment]
    with pytest.raises(Killed):
        link.reconcile()
    link.store, lines = alive, len(link.lines)
    assert link.reconcile().agreement is Agreement.NEW
    assert told(link, lines) == opened


def told(link: MemoryLink, after: int) -> set[tuple[object, object]]:
    return {(line["dossier"], line["kind"]) for line in link.lines[after:] if line["event"] == "mismatch.opened"}
