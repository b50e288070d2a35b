"""Paper and the portal in a reconcile: what a witness says, what it may not say, and what half of one never says."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from connector.adapters.memory.knobs import Knobs
from connector.domain.dossier import Dossier
from connector.domain.errors import BrokenAnswerError
from connector.domain.run import Agreement, Outcome
from connector.domain.status import FINAL, Status
from connector.domain.times import ZONE
from connector.ports import Covers, Rejection, Testimony
from support.books import Book
from support.memory_link import LINK, PUSH, MemoryLink, memory_link, row


def code(number: int) -> str:
    return f"H13.22-260302-{number:04}"


def entry(number: int, **values: Any) -> Testimony:
    """The register's line of the dossier of ``row(number)``."""
    told = {"code": code(number), "received_at": datetime(2026, 3, 2, tzinfo=ZONE), "channel": "direct"} | values
    return Testimony(dossier=Dossier(**told), readable=frozenset(told), where=f"sổ, dòng {number}")


def in_sync(number: int = 4, **rows: Any) -> MemoryLink:
    link = memory_link([row(each, **rows) for each in range(1, number + 1)], knobs=Knobs(lists=True))
    link.policy = replace(PUSH, allow_final=FINAL, brakes=replace(PUSH.brakes, min_share=0.5))
    link.sync()
    link.clock.pass_(timedelta(days=5))
    return link


def open_cases(link: MemoryLink) -> set[tuple[str, str]]:
    return {(case["code"], case["kind"]) for case in link.store.desk().mismatches([LINK])}


def with_book(*told: Testimony | Rejection, **how: Any) -> tuple[MemoryLink, Book]:
    link, book = in_sync(), Book(*told, **how)
    link.witnesses = (book,)
    return link, book


ALL = [entry(number) for number in range(1, 5)]


def test_paper_that_says_the_same_agrees_and_is_counted() -> None:
    link, _ = with_book(*ALL)
    summary = link.reconcile()
    assert summary.broken_sums() == ()
    assert (open_cases(link), summary.agreement) == (set(), Agreement.AGREE)
    assert (summary.paper, summary.union, summary.agree) == (4, 4, 4)
    assert all(standing.on_paper for standing in link.scales.standings([LINK]))


def test_a_dossier_that_no_register_covers_is_told_from_one_that_has_none_to_be_in() -> None:
    link, _ = with_book(covers=Covers(first=date(2026, 3, 3)))
    link.reconcile()
    assert {(one.on_paper, one.registers) for one in link.scales.standings([LINK])} == {(None, True)}
    link.witnesses = ()
    link.reconcile()
    assert {(one.on_paper, one.registers) for one in link.scales.standings([LINK])} == {(None, False)}


def test_what_only_paper_has_and_what_paper_lacks_are_cases_told_as_papers() -> None:
    link, _ = with_book(*ALL[1:], entry(77))
    summary = link.reconcile()
    assert summary.broken_sums() == ()
    assert open_cases(link) == {(code(77), "paper_not_entered"), (code(1), "not_in_register")}
    assert (summary.read, summary.paper, summary.union) == (4, 4, 5)
    told = [line for line in link.lines if line["event"] == "paper.mismatch"]
    assert {(line["dossier"], line["kind"]) for line in told} == open_cases(link)


def test_a_book_answers_only_for_what_it_covers() -> None:
    link, _ = with_book(*ALL[1:], covers=Covers(first=date(2026, 3, 3)))
    link.reconcile()
    assert open_cases(link) == set()


def test_paper_cases_close_when_paper_is_mended_and_stand_while_no_paper_is_read() -> None:
    link, book = with_book(*ALL[1:])
    link.reconcile()
    link.witnesses = ()
    link.reconcile()
    assert open_cases(link) == {(code(1), "not_in_register")}
    link.witnesses = (book,)
    book.told = list(ALL)
    link.reconcile()
    assert open_cases(link) == set()


def test_a_dossier_only_on_paper_that_was_entered_at_last_closes_its_case() -> None:
    link, _ = with_book(*ALL, entry(9))
    link.reconcile()
    assert open_cases(link) == {(code(9), "paper_not_entered")}
    link.source.put(row(9, updated="2026-03-09T08:00:00+07:00"))
    link.sync()
    link.reconcile()
    assert open_cases(link) == set()


def test_a_line_crossed_out_of_the_book_closes_its_case() -> None:
    link, book = with_book(*ALL, entry(77))
    link.reconcile()
    book.told = list(ALL)
    link.reconcile()
    assert open_cases(link) == set()


def test_returned_on_paper_and_not_closed_is_found_by_the_day_on_paper() -> None:
    link, _ = with_book(*ALL[1:], entry(1, returned_at=datetime(2026, 3, 4, tzinfo=ZONE)))
    link.reconcile()
    assert open_cases(link) == {(code(1), "returned_not_closed")}


@pytest.mark.parametrize("push", [False, True])
def test_half_a_book_and_an_empty_one_open_and_close_nothing(push: bool) -> None:
    link, book = with_book(*ALL[1:], entry(77))
    link.reconcile()
    before = open_cases(link)
    link.source.put(row(8, updated="2026-03-03T08:08:00+07:00"))
    book.breaks = BrokenAnswerError("tệp hỏng")
    summary = link.reconcile(push=push)
    assert (summary.outcome, summary.agreement) == (Outcome.FAILED, Agreement.UNKNOWN)
    book.breaks = None
    book.told = [entry(2)]
    summary = link.reconcile(push=push)
    assert (summary.outcome, summary.agreement) == (Outcome.PARTIAL, Agreement.UNKNOWN)
    assert open_cases(link) == before
    assert code(8) not in link.target.snapshot()


def test_a_line_nobody_can_read_proves_no_absence_from_the_book() -> None:
    link, _ = with_book(*ALL[2:], Rejection(where="sổ, dòng 1", reason="ngày không đọc được", code=code(1)))
    summary = link.reconcile()
    assert open_cases(link) == {(code(2), "not_in_register")}
    assert summary.outcome is Outcome.PARTIAL
    link, _ = with_book(*ALL[2:], Rejection(where="sổ, dòng 1", reason="dòng không đọc được"))
    link.reconcile()
    assert open_cases(link) == set()


def unread(link: MemoryLink) -> list[tuple[str | None, str]]:
    return [(row["witness"], row["where"]) for row in link.store.desk().rejections([LINK])]


BAD_DAY = Rejection(where="sổ, dòng 1", reason="ngày không đọc được", field="due_at", code=code(1), raw={"Hẹn": "?"})


def test_what_paper_cannot_be_read_of_is_listed_until_it_is_read_well() -> None:
    link, book = with_book(*ALL, BAD_DAY)
    summary = link.reconcile()
    assert summary.broken_sums() == ()
    assert (summary.outcome, summary.agreement, summary.rejected) == (Outcome.PARTIAL, Agreement.AGREE, 0)
    assert (summary.news.unread_papers, unread(link)) == (1, [("sổ", "sổ, dòng 1")])
    link.source.touch(code(1), link.clock.now(), han_tra="21/03/2026 17:00:00")
    link.sync()  # reads the dossier well, and no paper
    link.digest = "rules-2"
    link.sync()
    book.breaks = BrokenAnswerError("tệp hỏng")
    link.reconcile()
    assert unread(link) == [("sổ", "sổ, dòng 1")]
    book.breaks, book.told = None, list(ALL)
    assert (link.reconcile(dossiers=(code(2),)).news.unread_papers, unread(link)) == (0, [])


def test_a_book_that_is_heard_no_more_takes_along_what_it_could_not_be_read_of() -> None:
    link, book = with_book(*ALL, BAD_DAY)
    once = Book(replace(BAD_DAY, where="so-2025.xlsx, dòng 7"))
    once.name, once.lasting = "so-2025.xlsx", False
    link.witnesses = (book, once)
    link.reconcile()
    link.witnesses = ()
    link.reconcile()
    assert unread(link) == [("so-2025.xlsx", "so-2025.xlsx, dòng 7")]
    once.told = []
    link.witnesses = (once,)
    link.reconcile()
    assert unread(link) == []


def test_a_line_without_a_code_is_found_by_its_number_in_the_book() -> None:
    link = in_sync(2, so_quyen="01/2026-15")
    link.map_changes = {"aliases": {"source": "id", "book": "so_quyen"}}
    link.witnesses = (Book(entry(2), entry(1, code="", aliases={"book": "01/2026-15"})),)
    link.reconcile()
    assert {kind for _, kind in open_cases(link)} <= {"duplicate_dossier"}


def nameless(number: int, **values: Any) -> Testimony:
    """The line of the dossier of ``row(number)``, written without its code."""
    told = entry(number, **({"code": "", "applicant_name": f"NGƯỜI THỬ {number}"} | values))
    return replace(told, where=f"sổ, dòng {number}")


@pytest.mark.parametrize("aliases", [{}, {"book": "01/2026-15"}], ids=["without-volume", "with-volume"])
@pytest.mark.parametrize("rotate", [False, True])
def test_a_line_without_a_code_and_the_dossier_it_may_be_are_one_case(aliases: dict[str, str], rotate: bool) -> None:
    link, book = with_book(*ALL[1:], nameless(1, aliases=aliases))
    summary = link.reconcile(rotate=rotate)
    assert open_cases(link) == {(code(1), "not_in_register")}
    [case] = link.store.desk().mismatches([LINK])
    assert case["paper"] == "có thể là dòng không ghi mã: nhận ngày 02/03/2026 (sổ, dòng 1)"
    assert (summary.union, summary.agree, summary.mismatches) == (4, 3, {"not_in_register": 1})
    book.told = list(ALL)
    link.reconcile(rotate=rotate)
    assert open_cases(link) == set()


def test_a_line_without_a_code_that_may_be_no_dossier_of_the_programs_is_a_case_of_its_own() -> None:
    others = [
        nameless(5, applicant_name="Người Khác"),
        nameless(6, applicant_name="Người Thử 1", received_at=datetime(2026, 3, 3, tzinfo=ZONE)),
        nameless(7, applicant_name="Người Thử 1", applicant_id="000299000077"),
        nameless(8, applicant_name="Người Thử 1", procedure_code="2.000001"),
        nameless(9, applicant_name="Người Thử 2"),  # whose own line has its code
    ]
    link, _ = with_book(*ALL[1:], *others)
    link.reconcile()
    assert open_cases(link) == {(code(1), "not_in_register")} | {
        (f"sổ, dòng {number}", "paper_not_entered") for number in range(5, 10)
    }


def test_a_line_without_a_code_crossed_out_of_a_book_of_certain_days_closes_its_case() -> None:
    """Nothing tells the day of an entry that is no more: its book, read whole, tells that it is gone."""
    link, book = with_book(*ALL, nameless(5), covers=Covers(first=date(2026, 3, 1)))
    link.reconcile()
    assert open_cases(link) == {("sổ, dòng 5", "paper_not_entered")}
    link.witnesses = ()
    link.reconcile()
    assert open_cases(link) == {("sổ, dòng 5", "paper_not_entered")}
    book.told = list(ALL)
    link.witnesses = (book,)
    link.reconcile()
    assert open_cases(link) == set()


def test_each_line_without_a_code_is_suggested_for_one_dossier_only() -> None:
    link, _ = with_book(*ALL[2:], nameless(1), nameless(2, applicant_name="Người Thử 1"))
    link.source.alter(code(2), chu_ho_so={"ten": "Người Thử 1", "loai": "CN", "so_giay_to": None})
    link.target.desk_edit(code(2), applicant_name="Người Thử 1")
    link.reconcile()
    cases = {(case["code"], case["kind"]): case["paper"] for case in link.store.desk().mismatches([LINK])}
    assert {kind for _, kind in cases} <= {"not_in_register", "applicant_differs"}
    suggested = {cases[code(number), "not_in_register"] for number in (1, 2)}
    assert suggested == {f"có thể là dòng không ghi mã: nhận ngày 02/03/2026 (sổ, dòng {number})" for number in (1, 2)}


def test_a_dossier_that_one_program_lacks_is_one_case_with_its_line_without_a_code() -> None:
    link, _ = with_book(*ALL[1:], nameless(1))
    link.target.desk_remove(code(1))
    link.reconcile()
    assert open_cases(link) == {(code(1), "only_in_source")}


def test_a_line_without_a_code_stands_where_nothing_is_missing_on_paper() -> None:
    """The register does not answer for the dossier: without the line's own case nothing would tell of it."""
    link, _ = with_book(nameless(1), covers=Covers(first=date(2026, 3, 3)))
    link.reconcile()
    assert open_cases(link) == {("sổ, dòng 1", "paper_not_entered")}


def test_a_dossier_closed_long_ago_is_looked_at_with_the_line_that_may_be_its_own() -> None:
    """Else the line would be a case of its own on every night but the dossier's."""
    link = in_sync(4, state="da_tra")
    link.clock.pass_(timedelta(days=200))
    link.witnesses = (Book(*ALL[1:], nameless(1)),)
    for _ in range(3):
        link.reconcile(rotate=True)
        assert {case for case in open_cases(link) if case[1] in {"not_in_register", "paper_not_entered"}} == {
            (code(1), "not_in_register")
        }
        link.clock.pass_(timedelta(days=1))


def test_the_portal_is_asked_for_each_dossier_and_what_it_makes_prettier_is_a_case() -> None:
    link = in_sync(3, state="bo_sung")
    told = [replace(entry(each), dossier=Dossier(code=code(each), status=Status.SUPPLEMENT)) for each in (1, 2)]
    told.append(replace(entry(3), dossier=Dossier(code=code(3), status=Status.FINISHED)))
    portal = Book(*(replace(one, readable=frozenset({"code", "status"})) for one in told), kind="portal")
    link.witnesses = (portal,)
    summary = link.reconcile()
    assert summary.broken_sums() == ()
    assert open_cases(link) == {(code(3), "status_laundered")}
    assert sorted(portal.asked) == [code(1), code(2), code(3)]
    portal.breaks = BrokenAnswerError("trang đăng nhập")
    summary = link.reconcile()
    assert open_cases(link) == {(code(3), "status_laundered")}
    assert summary.outcome is Outcome.PARTIAL
