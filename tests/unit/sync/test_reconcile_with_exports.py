"""Exports of further systems in a reconcile: judged as the portal is, never as paper, and never by what they lack."""

from dataclasses import replace
from datetime import date, timedelta

from connector.adapters.memory.knobs import Knobs
from connector.domain.dossier import Dossier
from connector.domain.errors import BrokenAnswerError
from connector.domain.run import Outcome
from connector.domain.status import FINAL, Status
from connector.ports import Covers, Rejection, Testimony
from support.books import Book
from support.memory_link import LINK, PUSH, MemoryLink, memory_link, row

STANDING, CLOSED = Status.SUPPLEMENT, Status.FINISHED


def code(number: int) -> str:
    return f"H13.22-260302-{number:04}"


def line(number: int, status: Status | None = STANDING) -> Testimony:
    readable = frozenset({"code"} if status is None else {"code", "status"})
    return Testimony(
        dossier=Dossier(code=code(number), status=status), readable=readable, where=f"xuat.xlsx, dòng {number}"
    )


def export(*told: Testimony | Rejection, covers: Covers | None = None) -> Book:
    return Book(*told, kind="export", covers=covers)


def standing(*witnesses: Book) -> MemoryLink:
    """Three dossiers that wait for papers on both sides."""
    link = memory_link([row(each, state="bo_sung") for each in (1, 2, 3)], knobs=Knobs(lists=True))
    link.policy = replace(PUSH, allow_final=FINAL)
    link.sync()
    link.clock.pass_(timedelta(days=5))
    link.witnesses = witnesses
    return link


def cases(link: MemoryLink) -> set[tuple[str, str]]:
    return {(case["code"], case["kind"]) for case in link.store.desk().mismatches([LINK])}


LAUNDERED = {(code(3), "status_laundered")}


def test_what_an_export_makes_prettier_is_a_case_and_goes_when_it_is_honest_again() -> None:
    book = export(line(1), line(2), line(3, CLOSED))
    link = standing(book)
    summary = link.reconcile()
    assert summary.broken_sums() == ()
    assert cases(link) == LAUNDERED
    book.told = [line(1), line(2), line(3)]
    link.reconcile()
    assert cases(link) == set()


def test_it_is_no_paper_and_what_it_has_alone_or_lacks_is_nobody_s_case() -> None:
    link = standing(export(line(1), line(77)))
    summary = link.reconcile()
    assert (summary.paper, summary.union) == (0, 3)
    assert cases(link) == set()
    assert {one.registers for one in link.scales.standings([LINK])} == {False}


def test_it_is_heard_only_of_what_it_covers() -> None:
    link = standing(export(line(3, CLOSED), covers=Covers(first=date(2026, 3, 3))))
    link.reconcile()
    assert cases(link) == set()


def test_what_cannot_be_read_of_it_is_listed_and_gone_when_it_can() -> None:
    lost = Rejection(where="xuat.xlsx, dòng 9", reason="status: “?”", field="status", code=code(2))
    book = export(line(1), lost)
    link = standing(book)
    assert link.reconcile().outcome is Outcome.PARTIAL
    (listed,) = link.store.desk().rejections([LINK])
    assert (listed["witness"], listed["where"], listed["code"]) == (book.name, lost.where, code(2))
    book.told = [line(1), line(2)]
    assert link.reconcile().outcome is Outcome.VERIFIED
    assert link.store.desk().rejections([LINK]) == []


def test_a_dossier_it_lost_or_tells_no_state_of_closes_nothing() -> None:
    book = export(line(3, CLOSED))
    link = standing(book)
    link.reconcile()
    for told in ([], [line(3, None)]):
        book.told = told
        link.reconcile()
        assert cases(link) == LAUNDERED


def test_a_broken_one_stops_the_reconcile_before_anything_is_concluded() -> None:
    book = export(line(3, CLOSED))
    link = standing(book)
    link.reconcile()
    book.told, book.breaks = [line(3)], BrokenAnswerError("hỏng hoặc chưa ghi hết")
    assert link.reconcile().outcome is Outcome.FAILED
    assert cases(link) == LAUNDERED


def test_two_of_them_and_the_portal_are_all_heard() -> None:
    honest, portal = export(line(3)), Book(line(3), kind="portal")
    link = standing(export(line(3, CLOSED)), honest, portal)
    link.reconcile()
    assert cases(link) == LAUNDERED


def test_one_that_gives_no_answer_about_a_dossier_keeps_its_case_whatever_the_others_say() -> None:
    portal = Book(line(3, CLOSED), kind="portal")
    link = standing(portal, export(line(3)))
    link.reconcile()
    portal.told, portal.breaks = [line(3)], BrokenAnswerError("trang đăng nhập")
    assert link.reconcile().outcome is Outcome.PARTIAL
    assert cases(link) == LAUNDERED
