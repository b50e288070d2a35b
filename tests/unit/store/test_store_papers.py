"""What could not be read of paper is listed while it stands so, and is no row of the source."""

from dataclasses import replace
from datetime import timedelta

import pytest

from connector.domain.run import Category
from connector.ports import PaperWork, Purge, Rejection
from support.store_story import LINK, Story, judged

BAD_DAY = Rejection(
    where="so.xlsx, trang 1, dòng 9",
    reason="Nhận hồ sơ: '31/02/2026' không có thật",
    field="received_at",
    code="A",
    raw={"STT": 3.0, "Mã hồ sơ": "A", "Nhận hồ sơ": "31/02/2026"},
)
BLANK = Rejection(where="so.xlsx, trang 1, dòng 12", reason="dòng bị ngắt")


@pytest.fixture
def story(untold: Story) -> Story:
    untold.begin("reconcile")
    return untold


def read(story: Story, *unread: Rejection, witness: str = "register", whole: bool = True, lasting: bool = True) -> None:
    work = PaperWork(link=LINK, run=story.run, now=story.now, witness=witness, lasting=lasting)
    story.store.commit_paper(replace(work, rejections=unread))
    if whole:
        story.store.commit_paper(replace(work, whole=True))


def places(story: Story) -> list[tuple[str | None, str]]:
    return [(row["witness"], row["where"]) for row in story.store.desk().rejections([LINK])]


def test_it_is_listed_with_its_witness_its_field_and_its_row_and_counted_in_no_run(story: Story) -> None:
    read(story, BAD_DAY, BLANK)
    [row, _] = story.store.desk().rejections([LINK])
    told = {name: row[name] for name in ("witness", "where", "code", "field", "reason", "raw")}
    assert told == {
        "witness": "register",
        "where": BAD_DAY.where,
        "code": "A",
        "field": "received_at",
        "reason": BAD_DAY.reason,
        "raw": BAD_DAY.raw,
    }
    assert story.store.tally(story.run, LINK).categories == {Category.REJECTED: 0}
    [status] = story.store.desk().status([LINK], story.now)
    assert status["rejections"] == 2


def test_it_is_gone_when_its_book_is_read_well_to_its_end_and_not_before(story: Story) -> None:
    read(story, BAD_DAY, BLANK)
    read(story, BAD_DAY, witness="register-2")
    story.begin("reconcile")
    read(story, BLANK, whole=False)  # the reading broke off
    assert len(places(story)) == 3
    read(story)
    assert places(story) == [("register", BLANK.where), ("register-2", BAD_DAY.where)]
    story.begin("reconcile")
    read(story)
    assert places(story) == [("register-2", BAD_DAY.where)]


def test_a_row_that_moved_in_its_book_is_the_same_one_at_its_new_place(story: Story) -> None:
    read(story, BAD_DAY)
    [before] = story.store.desk().rejections([LINK])
    story.passes(timedelta(days=1))
    story.begin("reconcile")
    read(story, replace(BAD_DAY, where="so.xlsx, trang 1, dòng 10"))
    [after] = story.store.desk().rejections([LINK])
    assert (after["id"], after["first_seen"]) == (before["id"], before["first_seen"])
    assert (after["where"], after["last_seen"]) == ("so.xlsx, trang 1, dòng 10", story.now.isoformat())


def test_two_values_of_one_row_are_two_and_one_value_told_twice_is_one(story: Story) -> None:
    other = replace(BAD_DAY, field="due_at", reason="Hẹn trả kết quả: '?' không đọc được như ngày")
    read(story, BAD_DAY, BAD_DAY, other)
    assert len(places(story)) == 2


def test_what_the_source_tells_leaves_it_alone(story: Story) -> None:
    """Neither its dossier read well, nor a whole enumeration, nor changed rules say anything of a book."""
    read(story, BAD_DAY)
    story.begin()
    story.page(judged("A", Category.UNCHANGED))
    story.plan(enumerated=1)
    assert story.store.stale_rejections(LINK, "rules-2", after=0, limit=10) == []
    assert places(story) == [("register", BAD_DAY.where)]


def test_what_the_books_tell_leaves_the_rows_of_the_source_alone(story: Story) -> None:
    row = Rejection(where="trang 1, dòng 2", reason="Ngày sai.", raw=BAD_DAY.raw, code="A")
    story.page(rejections=[row])
    story.begin("reconcile")
    read(story)
    story.store.keep_papers_of(LINK, [])
    assert places(story) == [(None, row.where)]


def test_a_witness_that_is_none_any_more_takes_its_own_along_and_a_book_brought_once_stays_for_its_days(
    story: Story,
) -> None:
    read(story, BAD_DAY)
    read(story, BAD_DAY, witness="slips")
    read(story, BLANK, witness="so-2025.xlsx", lasting=False)
    story.begin("reconcile")
    story.store.keep_papers_of(LINK, ["slips"])
    story.store.keep_papers_of("another", [])
    assert [witness for witness, _ in places(story)] == ["slips", "so-2025.xlsx"]
    month = timedelta(days=30)
    assert story.store.purge(Purge(raw_before=story.now, payload_before=story.now))["paper_rows"] == 0
    story.passes(month + timedelta(seconds=1))
    assert story.store.purge(Purge(raw_before=story.now - month, payload_before=story.now))["paper_rows"] == 1
    assert [witness for witness, _ in places(story)] == ["slips"]
