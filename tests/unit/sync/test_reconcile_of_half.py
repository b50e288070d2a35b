"""Nothing is concluded from half of a side: what breaks off, is suddenly small or leaves something out."""

from dataclasses import replace
from datetime import datetime

import pytest

from connector.domain.errors import BrokenAnswerError
from connector.domain.run import Agreement, Outcome
from connector.domain.times import ZONE
from connector.ports import RawRow
from support.memory_link import LINK, MemoryLink
from support.reconciled_link import (
    LISTS,
    code,
    drifted,
    in_sync,
    open_cases,
    sums_hold,
)


def half(link: MemoryLink) -> None:
    """The one-stop suddenly lists less than half of what it has."""
    link.target._knobs = replace(link.target._knobs, list_share=0.3)


def breaks_off(link: MemoryLink) -> None:
    link.target.faults.always("enumerate", BrokenAnswerError("trang đăng nhập thay cho danh sách"))


def source_breaks_off(link: MemoryLink) -> None:
    link.source.faults.script("pull", None, BrokenAnswerError("dữ liệu cụt"))


def source_is_empty(link: MemoryLink) -> None:
    for number in range(1, 9):
        link.source.remove(code(number))


@pytest.mark.parametrize("push", [False, True])
@pytest.mark.parametrize("happens", [half, breaks_off, source_breaks_off, source_is_empty])
def test_a_side_that_breaks_off_or_is_suddenly_small_opens_and_closes_nothing(happens: object, push: bool) -> None:
    link = in_sync()
    link.reconcile()
    link.target.desk_edit(code(2), received_at=datetime(2026, 3, 1, 8, tzinfo=ZONE))
    link.reconcile()
    link.target.desk_edit(code(2), received_at=datetime(2026, 3, 2, 8, 15, tzinfo=ZONE))
    measures, kept = link.store.progress(LINK), dict(link.scales.kept[LINK])
    before = open_cases(link), link.target.snapshot()
    happens(link)  # type: ignore[operator]
    summary = link.reconcile(push=push)
    assert summary.outcome in {Outcome.PARTIAL, Outcome.FAILED}
    assert summary.agreement is Agreement.UNKNOWN
    assert (open_cases(link), link.target.snapshot()) == before
    assert (link.store.progress(LINK), link.scales.kept[LINK]) == (measures, kept)
    assert summary.broken_sums() == ()
    assert (summary.source, summary.union, summary.agree) == (0, 0, 0)


def test_a_first_reconcile_fears_an_empty_list_of_what_it_has_sent_itself() -> None:
    link = in_sync()
    link.target._knobs = replace(link.target._knobs, list_share=0.0)
    assert link.reconcile().agreement is Agreement.UNKNOWN


def test_what_a_list_leaves_out_and_a_look_up_shows_is_no_case() -> None:
    link = in_sync(10)
    link.target._knobs = replace(link.target._knobs, list_share=0.7)
    summary = link.reconcile(push=True)
    sums_hold(summary)
    assert (open_cases(link), summary.agreement, summary.agree) == (set(), Agreement.AGREE, 10)


def test_what_a_page_left_out_and_the_source_still_has_is_no_case() -> None:
    link = in_sync(10)
    whole, (left_out, *_) = link.source.read, link.source.rows()
    link.source.remove(str(left_out["so_ho_so"]))

    def read(asked: str) -> RawRow | None:
        return RawRow(values=left_out, where="hỏi từng hồ sơ") if asked == left_out["so_ho_so"] else whole(asked)

    link.source.read = read  # type: ignore[method-assign]
    summary = link.reconcile(push=True)
    sums_hold(summary)
    assert (open_cases(link), summary.source, summary.agree) == (set(), 10, 10)


def test_a_small_side_is_no_measure_for_the_next_run() -> None:
    link = in_sync()
    link.reconcile()
    half(link)
    for _ in range(3):
        assert link.reconcile().outcome is Outcome.PARTIAL
    link.target._knobs = LISTS
    assert link.reconcile().agreement is Agreement.AGREE


def test_a_dossier_the_target_cannot_tell_is_left_as_it_was_and_told() -> None:
    link = drifted()
    whole = link.target.look_up

    def look_up(asked: str) -> object:
        if asked == code(3):
            raise BrokenAnswerError("hai hồ sơ trả về")
        return whole(asked)

    link.target.look_up = look_up  # type: ignore[method-assign, assignment]
    summary = link.reconcile(push=True)
    sums_hold(summary)
    assert (code(3), "only_in_source") not in open_cases(link)
    assert summary.outcome is Outcome.PARTIAL
