"""What counts as trouble: one cause per system and per link, each explained once."""

import pytest

from connector.daemon.alerts.causes import Watched, causes, explained, over, subject
from connector.daemon.freshness import Fresh


def watched(*links: dict, freshness=None, systems=(), systems_of=None) -> Watched:
    return Watched(
        links=links,
        freshness=freshness or {},
        systems=systems,
        systems_of=systems_of or {row["link"]: frozenset({"source", "onestop"}) for row in links},
    )


def test_one_cause_per_link_and_sort_never_one_per_dossier() -> None:
    found = causes(watched({"link": "investment", "dead": 500, "braked": 200}))
    assert list(found) == ["link investment dead", "link investment brake"]
    assert "500" in found["link investment dead"].told.vi
    assert "connector deadletters list investment" in found["link investment dead"].do.vi


def test_a_reading_that_is_not_believed_is_trouble_with_its_own_words() -> None:
    found = causes(watched({"link": "investment", "not_believed": "Không đọc được hồ sơ nào từ một cửa."}))
    assert list(found) == ["link investment reading"]
    assert found["link investment reading"].told.vi == "Luồng investment: Không đọc được hồ sơ nào từ một cửa."
    assert causes(watched({"link": "investment", "not_believed": None})) == {}


def test_a_system_that_is_down_explains_its_own_links_and_no_others() -> None:
    links = {"link": "investment"}, {"link": "labour"}
    stale = {"investment": Fresh.STALE, "labour": Fresh.STALE}
    of = {"investment": frozenset({"a", "onestop"}), "labour": frozenset({"b", "other"})}
    down = ({"system": "onestop", "up": False, "reason": "503"}, {"system": "other", "up": True})
    found = causes(watched(*links, freshness=stale, systems=down, systems_of=of))
    assert list(found) == ["system onestop", "link labour stale"]
    assert "503" in found["system onestop"].told.vi
    assert "mật khẩu" not in found["system onestop"].do.vi


def test_a_refused_account_is_told_apart_from_an_outage_for_it_is_ours_to_mend() -> None:
    row = {
        "system": "onestop",
        "up": False,
        "down": "account",
        "reason": "HTTP 401",
        "since": "2026-01-19T08:00:00+07:00",
    }
    found = causes(watched({"link": "investment"}, systems=(row,)))
    assert list(found) == ["system onestop account"]
    told, do = found["system onestop account"].told, found["system onestop account"].do
    assert told.vi == "Hệ thống onestop từ chối tài khoản từ 19/01/2026 08:00: HTTP 401"
    assert "connector daemon reload" in do.vi
    assert "connector daemon reload" in do.en


def test_a_maintenance_window_is_no_trouble_and_explains_that_nothing_is_read() -> None:
    row = {"system": "onestop", "up": False, "down": "window", "reason": "đang trong giờ bảo trì"}
    rests = watched({"link": "investment"}, freshness={"investment": Fresh.STALE}, systems=(row,))
    assert causes(rests) == {}
    assert explained(rests) == {"link investment stale"}


def test_a_link_that_could_not_run_says_why_and_one_that_did_not_says_since_when() -> None:
    error = {"what": "Không thấy tệp kết xuất nào.", "where": "var/xuat", "do": "Bỏ tệp kết xuất vào thư mục này."}
    failed = {"link": "investment", "outcome": "failed", "error": error}
    [cause] = causes(watched(failed, freshness={"investment": Fresh.STALE})).values()
    assert cause.told.vi == "Luồng investment không chạy được: Không thấy tệp kết xuất nào."
    assert cause.do.vi == "Bỏ tệp kết xuất vào thư mục này."
    late = {"link": "investment", "outcome": "verified", "last_complete_sync": "2026-01-19T01:00:00+00:00"}
    [cause] = causes(watched(late, freshness={"investment": Fresh.STALE})).values()
    assert "đọc hết lần cuối: 19/01/2026 08:00; đối chiếu lần cuối: –" in cause.told.vi
    assert cause.do.vi == "Xem: connector status investment"


def test_a_system_no_link_speaks_to_any_more_is_nobody_s_trouble() -> None:
    assert causes(watched({"link": "investment"}, systems=({"system": "old", "up": False},))) == {}


def test_what_waits_for_a_person_s_ordinary_work_is_no_trouble() -> None:
    busy = {"link": "investment", "held": 9, "mismatches": 30, "rejections": 2, "waiting": 7, "dead": 0, "braked": 0}
    assert causes(watched(busy, freshness={"investment": Fresh.NEEDS_A_PERSON})) == {}


@pytest.mark.parametrize(
    ("cause", "about", "sentence"),
    [
        ("system onestop", ("system", "onestop"), "System onestop answers again."),
        ("system onestop account", ("system", "onestop"), "System onestop accepts the account."),
        ("link investment stale", ("link", "investment"), "Link investment was read again."),
        ("link dead dead", ("link", "dead"), "Link dead: no dead letter is left."),
        ("link dead reading", ("link", "dead"), "Link dead: a reading is believed again."),
        ("link investment new-sort", ("link", "investment"), "The trouble at investment is over."),
        ("store", ("store", ""), "The store can be used again."),
    ],
)
def test_what_is_over_is_said_in_words(cause, about, sentence) -> None:
    assert subject(cause) == about
    assert over(cause, english=True) == sentence
