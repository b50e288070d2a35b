"""A source over a real socket: every way of paging finds everything, and what is broken is never read as nothing."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from connector.domain.cursor import Cursor
from connector.domain.errors import (
    BrokenAnswerError,
    RefusedError,
)
from connector.domain.times import ZONE
from connector.ports import Page
from connector.testing.rest_knobs import RestKnobs
from connector.testing.rest_system import LIST_PATH, RestSystem
from connector.testing.server import Reply
from support.rest_readings import PAGING, codes, last_cursor, pages, usual

Start = Callable[[RestSystem], RestSystem]


@pytest.mark.parametrize("way", PAGING)
@pytest.mark.parametrize("cap", [None, 7])
def test_every_way_of_paging_finds_everything_once_and_the_next_reading_only_the_last_rows(
    bench: Any, start: Start, way: str, cap: int | None
) -> None:
    system = start(RestSystem(60, RestKnobs(paging=way, cap=cap)))  # type: ignore[arg-type]
    source = bench.source(system, usual(list={"paging": PAGING[way]}))
    found = pages(source)
    assert sorted(codes(found)) == sorted(system.store.codes)
    assert [page.number for page in found] == list(range(1, len(found) + 1))
    newest = system.store.listed("changed")[-1]
    assert last_cursor(found).time == newest.changed
    changed = system.store.advance(3)
    again = codes(pages(source, last_cursor(found)))
    assert set(changed) <= set(again)
    assert len(again) < 20
    assert source.requests == system.requests


@pytest.mark.parametrize("way", ["page", "offset", "token", "keyset"])
def test_nothing_is_lost_while_pages_shift(bench: Any, start: Start, way: str) -> None:
    system = start(RestSystem(80, RestKnobs(paging=way, cap=9, shifting=2)))  # type: ignore[arg-type]
    source = bench.source(system, usual(list={"paging": PAGING[way]}))
    assert set(codes(pages(source))) == set(system.store.codes)


@pytest.mark.parametrize(
    ("style", "convert", "params"),
    [
        ("iso", "iso", "{since:%Y-%m-%dT%H:%M:%S%z}"),
        ("utc", "iso", "{since}"),
        ("micro", "iso", "{since}"),
        ("naive", "iso", "{since:%Y-%m-%dT%H:%M:%S}"),
        ("false_z", "%Y-%m-%dT%H:%M:%SZ", "{since:%Y-%m-%dT%H:%M:%SZ}"),
        ("vn", "date_vn", "{since:%d/%m/%Y %H:%M:%S}"),
        ("compact", "compact", "{since:%Y%m%d%H%M%S}"),
        ("epoch", "epoch", ""),
        ("epoch_ms", "epoch_ms", "{since}"),
    ],
)
def test_the_cursor_is_read_and_asked_for_in_the_systems_own_writing(
    bench: Any, start: Start, style: str, convert: str, params: str
) -> None:
    system = start(RestSystem(40, RestKnobs(time_style=style, paging="keyset", cap=10)))  # type: ignore[arg-type]
    listed: dict[str, Any] = {"paging": PAGING["keyset"], "params": {}}
    if params:
        listed["params"] = {"updated_since": params}
    source = bench.source(system, usual(list=listed, cursor={"convert": convert}))
    found = pages(source)
    assert sorted(codes(found)) == sorted(system.store.codes)
    cursor = last_cursor(found)
    assert cursor.time == system.store.listed("changed")[-1].changed
    later = set(codes(pages(source, cursor)))
    assert later == {
        stored.row["so_ho_so"]
        for stored in system.store.listed("changed")
        if stored.changed >= cursor.time - timedelta(minutes=15)
    }


@pytest.mark.parametrize("way", ["page", "offset", "keyset", "token"])
def test_a_storm_of_ties_loses_and_doubles_nothing(bench: Any, start: Start, way: str) -> None:
    system = start(RestSystem(500, RestKnobs(paging=way, cap=33)))  # type: ignore[arg-type]
    system.store.tie(datetime(2026, 3, 2, 9, 30, tzinfo=ZONE))
    found = codes(pages(bench.source(system, usual(list={"paging": PAGING[way]}))))
    assert sorted(found) == sorted(system.store.codes)


def test_a_post_list_carries_templates_paging_and_agency_in_its_body(bench: Any, start: Start) -> None:
    system = start(RestSystem(30))
    listed = {
        "method": "POST",
        "params": {},
        "body": {
            "updated_since": "{since:%Y-%m-%dT%H:%M:%S%z}",
            "page_size": 10,
            "page": "{page}",
            "donVi": ["{agency}"],
            "den": "{until:%d/%m/%Y}",
        },
        "paging": {"type": "page"},
    }
    source = bench.source(system, usual(list=listed))
    assert sorted(codes(pages(source))) == sorted(system.store.codes)
    body = system.log[0].json()
    assert "updated_since" not in body
    assert body["page"] == 1
    assert body["donVi"] == ["H13.22"]
    assert body["den"] == f"{datetime.now(ZONE):%d/%m/%Y}"


def test_a_status_may_stand_for_the_end(bench: Any, start: Start) -> None:
    system = start(RestSystem(30, RestKnobs(past_the_end="404", cap=10)))
    assert len(codes(pages(bench.source(system, usual(list={"end_on": [404]}))))) == 30
    with pytest.raises(RefusedError, match="404"):
        pages(bench.source(system, usual(), name="other"))


def test_the_told_total_ends_the_list_without_asking_behind_it(bench: Any, start: Start) -> None:
    system = start(RestSystem(40, RestKnobs(tells_total=True, past_the_end="404")))
    assert len(codes(pages(bench.source(system, usual(list={"total": "total"}))))) == 40
    assert system.requests == 1


BROKEN = {
    "html": "trang web",
    "truncated": "cắt giữa chừng",
    "null": "null",
    "missing": "không có",
    "error_code": "không thành công",
    "wrong_total": "nhưng đưa",
    "repeated": "lặp lại",
}


@pytest.mark.parametrize("way", ["page", "offset", "token", "keyset"])
@pytest.mark.parametrize("fault", BROKEN)
def test_a_broken_answer_is_never_read_as_nothing(bench: Any, start: Start, fault: Any, way: str) -> None:
    if (fault, way) in {("wrong_total", "keyset")}:
        return  # what a keyset's total counts, nobody says
    system = start(RestSystem(30, RestKnobs(paging=way, cap=10)))  # type: ignore[arg-type]
    system.fail(fault, times=100, skip=1)
    found: list[Page] = []
    source = bench.source(system, usual(list={"paging": PAGING[way], "total": "total"}))
    with pytest.raises(BrokenAnswerError, match=BROKEN[fault]):
        found.extend(source.pull(None, now=datetime.now(ZONE)))


def test_a_refusal_is_quoted_as_far_as_it_names_nobody(bench: Any, start: Start) -> None:
    system = start(RestSystem(3))
    system.answer = lambda _: Reply.json({"error_code": "17", "message": "Lỗi hệ thống của Nguyễn Thị Thử"})  # type: ignore[method-assign]
    with pytest.raises(BrokenAnswerError, match=r"không thành công: “Lỗi hệ thống của …”\."):
        pages(bench.source(system, usual()))
    system.answer = lambda _: Reply.json({"error": 1, "message": "Thiếu tham số 079199765432"}, 400)  # type: ignore[method-assign]
    with pytest.raises(RefusedError, match=r"\(HTTP 400\): “Thiếu tham số …”\."):
        pages(bench.source(system, usual(), name="other"))
    system.answer = lambda _: Reply(status=400, body=b"<html>Nguyen Thi Thu</html>")  # type: ignore[method-assign]
    with pytest.raises(RefusedError, match=r"\(HTTP 400\)\."):
        pages(bench.source(system, usual(), name="third"))


def test_an_endless_list_is_bounded(bench: Any, start: Start) -> None:
    system = start(RestSystem(30))
    system.fail("endless", times=1000)
    with pytest.raises(BrokenAnswerError, match="chưa hết sau 20 trang"):
        pages(bench.source(system, usual(list={"max_pages": 20})))


def test_a_null_list_is_empty_only_where_the_configuration_says_so(bench: Any, start: Start) -> None:
    system = start(RestSystem(0, RestKnobs(null_when_empty=True)))
    assert pages(bench.source(system, usual(list={"null_is_empty": True}))) == []
    with pytest.raises(BrokenAnswerError, match="null"):
        pages(bench.source(system, usual(), name="other"))


def test_a_next_address_elsewhere_is_not_followed(bench: Any, start: Start) -> None:
    system = start(RestSystem(30, RestKnobs(paging="next", cap=10)))
    source = bench.source(system, usual(list={"paging": {"type": "next", "url": "'http://127.0.0.1:9/dossiers'"}}))
    with pytest.raises(BrokenAnswerError, match="máy chủ khác"):
        pages(source)


@pytest.mark.parametrize("written", ["2099-01-01T00:00:00+07:00", None, "hôm qua", "", 5])
@pytest.mark.parametrize("way", ["page", "offset", "keyset"])
def test_a_row_with_an_impossible_cursor_is_given_and_moves_nothing(
    bench: Any, start: Start, written: Any, way: str
) -> None:
    system = start(RestSystem(30, RestKnobs(paging=way, cap=10)))  # type: ignore[arg-type]
    newest = system.store.listed("changed")
    system.store.date(newest[-1].row["so_ho_so"], written)
    source = bench.source(system, usual(list={"paging": PAGING[way]}))
    found = pages(source)
    assert sorted(codes(found)) == sorted(system.store.codes)
    assert last_cursor(found).time == newest[-2].changed
    ahead = [line for line in bench.lines if line["event"] == "clock.ahead"]
    assert len(ahead) == (1 if str(written).startswith("2099") else 0)
    system.store.advance(2)
    for _ in range(2):  # the next time, and the day after
        later = pages(source, last_cursor(found))
        assert set(codes(later)) >= {system.store.listed("changed")[-1].row["so_ho_so"]}


@pytest.mark.parametrize("skew", [timedelta(minutes=-10), timedelta(minutes=9), timedelta(hours=7)])
def test_the_far_sides_own_clock_judges_what_lies_ahead(bench: Any, start: Start, skew: timedelta) -> None:
    system = start(RestSystem(5))
    system.skew = skew
    changed = system.store.advance(1)
    found = pages(bench.source(system, usual()))
    stored = system.store.by_code(changed[0])
    assert stored is not None
    assert last_cursor(found).time == stored.changed
    assert not any(line["event"] == "clock.ahead" for line in bench.lines)


def test_without_order_what_changed_since_the_reading_began_is_left_to_the_next(bench: Any, start: Start) -> None:
    system = start(RestSystem(40, RestKnobs(cap=10)))
    began = datetime.now(ZONE)

    def an_hour_later(_: Any) -> None:
        system.skew = timedelta(hours=1)
        system.store.touch(system.store.listed("changed")[-1].row["so_ho_so"])

    reading = bench.source(system, usual()).pull(None, now=began)
    found = [next(reading)]
    an_hour_later(None)
    found.extend(reading)
    assert len(set(codes(found))) == 40
    assert last_cursor(found).time < began


def test_an_order_that_is_not_kept_is_refused_before_the_cursor_can_pass_over_rows(bench: Any, start: Start) -> None:
    good = start(RestSystem(40, RestKnobs(cap=10)))
    source = bench.source(good, usual(list={"order": "ascending"}))
    assert source.ordered
    assert len(codes(pages(source))) == 40
    for cap in (10, 1):
        newest_first = start(RestSystem(40, RestKnobs(cap=cap, order="newest")))
        with pytest.raises(BrokenAnswerError, match="tăng dần"):
            pages(bench.source(newest_first, usual(list={"order": "ascending"}), name=f"newest-{cap}"))


def test_without_a_cursor_every_reading_is_everything(bench: Any, start: Start) -> None:
    system = start(RestSystem(20))
    link = usual(list={"params": {}})
    del link["cursor"]
    source = bench.source(system, link)
    assert source.enumerates
    found = pages(source, Cursor(datetime.now(ZONE), ""))
    assert len(codes(found)) == 20
    assert {page.cursor for page in found} == {None}


def test_rows_that_are_no_objects_are_rejections(bench: Any, start: Start) -> None:
    system = start(RestSystem(3))
    (page,) = pages(bench.source(system, usual(list={"records": "[data[0], 'rác']", "paging": {"type": "none"}})))
    assert len(page.rows) == 1
    assert [rejection.reason for rejection in page.unreadable] == ["dòng không phải là một đối tượng"]


# ---------------------------------------------------------------- one dossier


def test_one_dossier_is_read_by_its_code_and_none_is_told_from_broken(bench: Any, start: Start) -> None:
    system = start(RestSystem(3))
    source = bench.source(system, usual())
    code = system.store.codes[1]
    row = source.read(code)
    assert row is not None
    assert row.values["so_ho_so"] == code
    assert source.read("H13.22/../x y-đ") is None
    assert system.log[-1].path == "/dossiers/H13.22/../x y-đ"
    for fault in ("html", "null", "missing", "error_code"):
        system.fail(fault, path=f"{LIST_PATH}/{code}")
        with pytest.raises(BrokenAnswerError):
            source.read(code)
    heedless = usual(get={"path": f"/dossiers/{code}", "params": {"ma": "{code}"}, "record": "data"})
    with pytest.raises(BrokenAnswerError, match="hồ sơ khác"):
        bench.source(system, heedless).read(system.store.codes[0])
    without_get = usual()
    del without_get["get"]
    with pytest.raises(RefusedError, match="get"):
        bench.source(system, without_get).read(code)
