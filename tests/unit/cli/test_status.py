"""``connector status``: fresh by its schedule, the daemon living or dead, what to do first; and what is sent soon."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from connector.ports import Heartbeat, Wish
from connector.settings.link_file import ScheduleSettings
from tests.unit.cli.conftest import NOW, ago


def test_quiet_status_prints_nothing_and_tells_by_its_code(call, app):
    said = call("status", "--quiet")
    assert (said.code, said.out, said.err) == (1, "", "")


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({}, 0),
        ({"held": 1}, 1),
        ({"dead": 1}, 1),
        ({"mismatches": 2}, 1),
        ({"outcome": "failed"}, 2),
        ({"last_complete_sync": None}, 2),
        ({"last_complete_sync": ago(days=4)}, 2),
        ({"last_complete_sync": ago(hours=2)}, 0),
    ],
)
def test_quiet_status_is_0_fresh_1_for_a_person_2_stale_by_the_link_s_own_schedule(call, app, changed, code):
    (row,) = app.desk.status(["labour"], NOW)
    app.link_names = ("labour",)
    app.desk.status = lambda _links, _now: [row | {"held": 0} | changed]
    assert call("status", "--quiet").code == code


def test_a_reading_that_is_not_believed_is_told_with_what_to_do(call, app):
    (row,) = app.desk.status(["labour"], NOW)
    app.link_names = ("labour",)
    app.desk.status = lambda _links, _now: [row | {"held": 0, "not_believed": "Không đọc được hồ sơ nào từ một cửa."}]
    assert "Chưa tin được" in call("status").out
    assert "Not believed" in call("status", "--lang", "en").out
    assert call("status", "--quiet").code == 1


@pytest.mark.parametrize(
    ("down", "told", "to_do"),
    [
        ("outage", "Hệ thống onestop: ngừng từ", False),
        ("window", "Hệ thống onestop: nghỉ bảo trì từ", False),
        ("account", "Hệ thống onestop: từ chối tài khoản từ", True),
    ],
)
def test_why_a_system_is_not_asked_is_told_apart_and_only_an_account_is_to_be_corrected(call, app, down, told, to_do):
    row = {"system": "onestop", "up": False, "down": down, "reason": "Vì thế.", "since": ago(hours=1)}
    app.desk.systems = lambda: [row]
    said = call("status").out
    assert told in said
    assert ("connector daemon reload" in said) is to_do
    assert json.loads(call("status", "--json").out)["systems"][0]["down"] == down


def test_a_link_read_two_hours_ago_is_stale_when_it_is_to_be_read_every_five_minutes(call, app):
    (row,) = app.desk.status(["labour"], NOW)
    app.link_names, app.schedule = ("labour",), ScheduleSettings(sync="every 5m")
    app.desk.status = lambda _links, _now: [row | {"held": 0, "last_complete_sync": ago(hours=2)}]
    assert call("status", "--quiet").code == 2
    assert "QUÁ HẠN" in call("status").out


def beating(app, **changed):
    """A daemon that began at six and gave its last sign of life now."""
    runs = {"investment sync": NOW + timedelta(minutes=5), "investment reconcile": NOW + timedelta(hours=17)}
    beat = Heartbeat(
        id="d1",
        host="may-chu-1",
        pid=4000,
        version="1",
        started_at=NOW - timedelta(hours=2),
        beat_at=NOW,
        next_runs=runs,
    )
    beat = replace(beat, **changed)
    book = app.store.daemon()
    book.start(beat)
    return book, beat


def test_a_daemon_that_lives_is_told_with_each_link_s_next_run(call, app, matches):
    beating(app)
    matches("listing-status-daemon", call("status").out)
    told = json.loads(call("status", "--json").out)
    assert (told["daemon"]["alive"], told["daemon"]["pid"]) == (True, 4000)
    assert told["links"][0]["next_sync"] == (NOW + timedelta(minutes=5)).isoformat()
    assert told["links"][1]["next_sync"] is None


def test_a_daemon_that_was_killed_is_told_since_when_and_reddens_the_quiet_answer(call, app):
    beating(app, beat_at=NOW - timedelta(minutes=10))
    app.desk.held.clear()
    told = call("status").out
    assert "ĐÃ CHẾT; dấu hiệu sống cuối lúc 02/03/2026 07:50" in told
    assert "không có: tiến trình nền không chạy" in " ".join(told.split())
    assert call("status", "--quiet").code == 2


def test_a_daemon_that_was_stopped_is_told_and_the_schedule_says_whether_that_is_well(call, app):
    book, beat = beating(app, beat_at=NOW - timedelta(minutes=10))
    book.end(beat)
    assert "đã dừng lúc 02/03/2026 07:50" in call("status").out
    assert call("status", "--quiet").code == 1


def test_a_link_without_a_schedule_says_so(call, app):
    app.schedule = ScheduleSettings()
    assert "luồng không có lịch" in call("status").out


def test_holds_and_dead_letters_are_listed_what_a_citizen_waits_for_first(call, app):
    for row, due in zip(app.desk.held, ("2026-06-01", None, "2026-03-02"), strict=True):
        row["due"] = due
    rows = json.loads(call("holds", "--json").out)["holds"]
    assert [row["id"] for row in rows] == [3, 1, 2]
    app.desk.dead += [
        app.desk.dead[0] | {"id": 8, "due": "2026-03-03"},
        app.desk.dead[0] | {"id": 9, "due": "2020-01-01"},
    ]
    rows = json.loads(call("deadletters", "--json").out)["deadletters"]
    assert [row["id"] for row in rows] == [8, 7, 9]


@pytest.mark.parametrize(
    ("decision", "asked"),
    [
        (("holds", "release", "1", "2", "--by", "Lê Thử", "--reason", "đã xem"), ["investment", "labour"]),
        (
            ("holds", "release", "--all-matching", "--link", "labour", "--expect", "1", "--by", "a", "--reason", "b"),
            ["labour"],
        ),
        (("deadletters", "retry", "7"), ["investment"]),
        (("holds", "reject", "1", "--by", "Lê Thử", "--reason", "đã xem"), []),
        (("deadletters", "discard", "7", "--by", "Lê Thử", "--reason", "đã xem"), []),
    ],
)
def test_what_a_person_let_go_is_asked_of_a_living_daemon(call, app, decision, asked):
    book, _ = beating(app)
    said = call(*decision)
    assert said.code == 0
    assert [(request.wish, request.link) for request in book.asked()] == [(Wish.RUN, link) for link in asked]
    assert ("Tiến trình nền sẽ gửi ngay" in said.err) is bool(asked)


def test_without_a_daemon_the_next_sync_is_named(call, app):
    assert "connector sync" in call("holds", "release", "1", "--by", "Lê Thử", "--reason", "đã xem").err
    assert app.store.daemon().asked() == []


def test_a_clock_that_stands_before_the_last_run_is_said(call, app, monkeypatch):
    assert "Đồng hồ" not in call("status").out
    behind = [
        row | {"started_at": (NOW + timedelta(days=1)).isoformat()} for row in app.desk.status(app.link_names, NOW)
    ]
    monkeypatch.setattr(app.desk, "status", lambda _links, _now: behind)
    assert "lượt gần nhất ghi 03/03/2026 08:00, bây giờ là 02/03/2026 08:00" in call("status").out.replace("\n  ", " ")
    assert "clock was set back" in call("status", "--lang", "en").out
