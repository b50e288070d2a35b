"""A side that has never told anything is feared beside one that tells many, until an operator says that it is empty."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from connector.domain.run import Agreement, Outcome, RunSummary
from connector.ports import Covers, Side
from connector.reconcile.brakes import NOTHING_AGAINST, none_at_all
from support.books import Book
from support.memory_link import LINK, PUSH, MemoryLink, memory_link, row
from support.reconciled_link import LISTS, code, in_sync, open_cases

#: As many as make an empty specialized software incredible, and as many as make an empty book so.
TEN, FIFTY = NOTHING_AGAINST[Side.SOURCE], NOTHING_AGAINST[Side.PAPER]


def fears(link: MemoryLink, min_share: float = 0.5) -> MemoryLink:
    link.policy = replace(PUSH, brakes=replace(PUSH.brakes, min_share=min_share))
    return link


def source_empty(number: int, rows: Iterable[dict[str, object]] = ()) -> MemoryLink:
    """A one-stop of so many dossiers, and a specialized software that has never told any of them."""
    records = tuple(in_sync(number).target.snapshot().values())
    link = fears(memory_link(rows, records, knobs=LISTS))
    link.clock.pass_(timedelta(days=10))
    return link


def asks(link: MemoryLink) -> bool:
    """Whether the link's status asks a person to look."""
    [status] = link.store.desk().status([LINK], link.clock.now())
    return status["not_believed"] is not None


def is_held(summary: RunSummary) -> bool:
    counted = (summary.source, summary.target, summary.union, summary.queued, summary.held)
    return (summary.outcome, summary.agreement, counted) == (Outcome.PARTIAL, Agreement.UNKNOWN, (0, 0, 0, 0, 0))


@pytest.mark.parametrize("push", [False, True])
def test_a_first_reconcile_fears_a_source_that_has_nothing(push: bool) -> None:
    link = source_empty(TEN)
    assert is_held(link.reconcile(push=push))
    assert open_cases(link) == set()
    [brake] = [line for line in link.lines if line["event"] == "brake.applied"]
    assert brake["rule"] == "brake_enumeration"
    assert f"từ phần mềm chuyên ngành, trước đây cũng chưa lần nào, trong khi bên khác có {TEN}" in brake["reason"]
    assert "policy.brakes.min_share: 0" in brake["reason"]
    assert link.reconcile().news.brake == brake["reason"]
    assert asks(link)


def test_an_operator_says_that_a_side_is_empty_once() -> None:
    link = source_empty(TEN)
    assert is_held(link.reconcile())
    fears(link, 0.0)
    everything = {(code(number), "only_in_target") for number in range(1, TEN + 1)}
    assert link.reconcile().agreement is Agreement.NEW
    assert open_cases(link) == everything
    assert not asks(link)
    fears(link)
    assert link.reconcile().agreement is Agreement.KNOWN
    assert link.reconcile(rotate=True).agreement is Agreement.KNOWN
    assert open_cases(link) == everything


def test_a_few_dossiers_elsewhere_are_no_reason_to_fear() -> None:
    link = source_empty(TEN - 1)
    assert link.reconcile().agreement is Agreement.NEW
    assert {kind for _, kind in open_cases(link)} == {"only_in_target"}
    assert none_at_all(Side.PAPER, FIFTY - 1, min_share=0.5) is None


def test_a_pilot_begins_with_an_empty_one_stop() -> None:
    link = fears(memory_link([row(each) for each in range(1, FIFTY + 1)], knobs=LISTS))
    link.clock.pass_(timedelta(days=10))
    assert link.reconcile().agreement is Agreement.NEW
    assert {kind for _, kind in open_cases(link)} == {"only_in_source"}
    assert not asks(link)


def test_a_day_without_a_dossier_is_feared_only_of_a_side_that_never_told_any() -> None:
    day = {"since": date(2026, 3, 2), "until": date(2026, 3, 2)}
    link = source_empty(TEN)
    assert is_held(link.reconcile(**day))
    assert not asks(link)  # what was asked for by hand is answered on the screen
    elsewhere = row(77, so_ho_so="H13.22-260304-0077", ngay_nhan="04/03/2026 08:00:00")
    link = source_empty(TEN, [elsewhere])
    assert link.reconcile(**day).agreement is Agreement.NEW


def test_a_source_that_is_suddenly_empty_is_feared_whatever_days_are_asked_for() -> None:
    link = in_sync(2)
    for number in (1, 2):
        link.source.remove(code(number))
    assert is_held(link.reconcile(since=date(2026, 3, 2), until=date(2026, 3, 2)))
    assert open_cases(link) == set()


def test_single_dossiers_are_no_side() -> None:
    link = source_empty(TEN)
    assert link.reconcile(dossiers=(code(1),)).agreement is Agreement.NEW
    assert open_cases(link) == {(code(1), "only_in_target")}


def test_a_register_without_a_line_proves_nothing_of_the_many_that_it_covers() -> None:
    link = in_sync(FIFTY)
    link.witnesses = (Book(covers=Covers(first=date(2026, 3, 1))),)
    assert is_held(link.reconcile())
    assert open_cases(link) == set()
    link.witnesses = (Book(covers=Covers(first=date(2026, 3, 3))),)  # a book that has just begun
    assert link.reconcile().agreement is Agreement.AGREE
