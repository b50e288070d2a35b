"""What the commands print: readable listings, reliable documents, nothing personal in either."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from connector.cli.mismatches import KEYS
from connector.cli.spoken import Text
from connector.cli.tables import Column, table
from connector.domain.errors import StoreError
from connector.domain.run import COUNTS, Agreement, Outcome, RunError, RunSummary
from connector.domain.verdict import Hold, HoldRule
from connector.sync.plan import PlanReport
from tests.unit.cli.conftest import NOW, PERSON

PERSONAL = (*PERSON.values(), "Trần Thị Thủ")

LISTINGS = (
    ("holds",),
    ("holds", "show", "1"),
    ("deadletters",),
    ("deadletters", "show", "7"),
    ("rejections",),
    ("mismatches",),
    ("mismatches", "show", "12"),
    ("history", "H13.22-260301-0002"),
    ("status",),
)


def run(**figures):
    return RunSummary(
        run="r1", link="investment", kind="sync", started_at=NOW, finished_at=NOW + timedelta(minutes=1), **figures
    )


GOOD = run(
    outcome=Outcome.VERIFIED,
    agreement=Agreement.AGREE,
    read=12,
    unchanged=2,
    queued=10,
    verified=10,
    requests={"source": 1, "target": 31},
)
TROUBLED = run(
    outcome=Outcome.PARTIAL,
    agreement=Agreement.NEW,
    read=12,
    rejected=1,
    recorded=1,
    queued=7,
    held=3,
    verified=4,
    waiting=1,
    in_doubt=1,
    dead=1,
    mismatches={"target_behind": 2, "applicant_differs": 1, "due_at_differs": 0},
    requests={"source": 1, "target": 31},
)
FAILED = run(
    error=RunError(
        what="Luồng investment đang do một tiến trình khác giữ.",
        where="may-chu-1:4312",
        do="Chờ lượt đó xong, hoặc dừng tiến trình đó, rồi chạy lại.",
    )
)


@pytest.mark.parametrize("listing", LISTINGS, ids=" ".join)
def test_a_listing_reads_as_it_did_within_80_columns_and_shows_nothing_personal(call, matches, listing):
    said = call(*listing)
    assert said.code == 0
    assert max(map(len, said.out.splitlines())) <= 80
    assert not [value for value in PERSONAL if value in said.out]
    matches(f"listing-{'-'.join(listing)}", said.out)


@pytest.mark.parametrize("listing", LISTINGS, ids=" ".join)
def test_a_listing_is_one_document_with_nothing_personal_in_it(call, listing):
    said = call(*listing, "--json")
    assert json.loads(said.out)["schema"] == 1
    assert not [value for value in PERSONAL if value in said.out]
    assert said.code == 0


@pytest.mark.parametrize("width", [20, 40, 60, 200])
@pytest.mark.parametrize("listing", [("holds",), ("mismatches",), ("status",)], ids=" ".join)
def test_a_listing_fits_the_terminal_it_is_shown_on(call, monkeypatch, listing, width):
    monkeypatch.setenv("COLUMNS", str(width))
    said = call(*listing)
    longest_word = max(map(len, said.out.split()))
    assert max(map(len, said.out.splitlines())) <= max(width, longest_word + 30)
    assert said.code == 0


def test_unmasked_values_are_shown_to_whoever_gives_a_name_and_a_reason_and_it_is_logged(call, app):
    said = call("holds", "show", "1", "--json", "--unmask", "--by", "Lê Thử", "--reason", "đối chiếu với sổ")
    assert json.loads(said.out)["hold"]["payload"] == PERSON
    (line,) = app.lines
    assert (line["event"], line["command"], line["by"], line["reason"]) == (
        "unmask.used",
        "holds show",
        "Lê Thử",
        "đối chiếu với sổ",
    )
    assert not [value for value in PERSONAL if value in json.dumps(line, ensure_ascii=False)]


def test_a_mismatch_has_exactly_the_keys_of_the_contract(call):
    rows = json.loads(call("mismatches", "--json").out)["mismatches"]
    assert [list(row) for row in rows] == [list(KEYS)] * 2
    assert rows[0]["label"] == "Trạng thái một cửa chậm hơn chuyên ngành"
    assert rows[0]["severity"] == "high"
    assert rows[1]["source"] == "Trần T. T."


def test_nothing_to_list_is_said_and_is_a_good_answer(call, app):
    app.desk.held.clear()
    assert call("holds").out == "Không có gì.\n"
    assert call("holds", "--lang", "en").out == "Nothing.\n"
    said = call("holds", "--json")
    assert (said.code, json.loads(said.out)) == (0, {"schema": 1, "holds": []})
    assert call("history", "H00.00-260101-0001").code == 0


@pytest.mark.parametrize(
    "listing", [("holds", "show", "99"), ("deadletters", "show", "99"), ("mismatches", "show", "99")]
)
def test_showing_what_is_not_there_is_1(call, listing):
    said = call(*listing)
    assert said.code == 1
    assert "Không có số 99." in said.err


# ---------------------------------------------------------------- decisions


def test_holds_are_released_by_id_and_each_is_logged(call, app):
    said = call("holds", "release", "1", "3", "1", "--by", "Lê Thử", "--reason", "đã xem", "--json")
    assert (said.code, json.loads(said.out)) == (0, {"schema": 1, "released": [1, 3], "not_done": []})
    assert app.desk.decisions == [([1, 3], "Lê Thử", "đã xem")]
    assert [(line["event"], line["id"], line["by"]) for line in app.lines] == [
        ("hold.released", 1, "Lê Thử"),
        ("hold.released", 3, "Lê Thử"),
    ]


def test_what_could_not_be_decided_is_named_and_is_1(call):
    said = call("holds", "reject", "2", "99", "--by", "A", "--reason", "B")
    assert said.code == 1
    assert "Đã bác: 2" in said.out
    assert "Không làm được với: 99." in said.err


def test_a_bulk_decision_takes_exactly_what_the_filter_matches(call, app):
    said = call(
        "holds",
        "release",
        "--all-matching",
        "--link",
        "investment",
        "--rule",
        "create",
        "--expect",
        "2",
        "--by",
        "A",
        "--reason",
        "B",
    )
    assert said.code == 0
    assert [row["id"] for row in app.desk.held] == [2]


def test_a_bulk_decision_of_another_number_than_expected_does_nothing(call, app):
    said = call(
        "holds",
        "reject",
        "--all-matching",
        "--link",
        "investment",
        "--expect",
        "3",
        "--by",
        "A",
        "--reason",
        "B",
        "--json",
    )
    assert said.code == 1
    assert len(app.desk.held) == 3
    assert app.lines == []
    assert json.loads(said.out)["matched"] == 2


def test_a_dead_letter_is_retried_without_a_name_and_discarded_only_with_one(call, app):
    assert call("deadletters", "discard", "7").code == 64
    assert call("deadletters", "retry", "7").out == "Đã xếp gửi lại: 7\n"
    assert app.lines[0]["event"] == "deadletter.retried"


def test_a_dead_letter_is_discarded_for_good(call, app):
    assert (
        call(
            "deadletters",
            "discard",
            "--all-matching",
            "--link",
            "investment",
            "--expect",
            "1",
            "--by",
            "A",
            "--reason",
            "B",
        ).code
        == 0
    )
    assert app.desk.dead == []
    assert app.lines[0]["event"] == "deadletter.discarded"


def test_a_mismatch_is_accepted_once_and_reopened(call, app):
    accept = ("mismatches", "accept", "11", "--by", "A", "--reason", "chờ chuyên ngành", "--until", "31/12/2199")
    assert call(*accept).out == "Đã chấp nhận: 11\n"
    assert app.lines[0]["until"] == "2199-12-31T23:59:59+07:00"
    assert call(*accept).code == 1
    assert call("mismatches", "reopen", "11").out == "Đã mở lại: 11\n"
    assert [line["event"] for line in app.lines] == ["mismatch.accepted", "mismatch.reopened"]


# ---------------------------------------------------------------- sync, plan, check


@pytest.mark.parametrize(
    ("name", "summary", "code"), [("good", GOOD, 0), ("troubled", TROUBLED, 1), ("failed", FAILED, 2)]
)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_run_reads_as_it_did_with_what_to_do_next(call, app, matches, name, summary, code, language):
    app.summaries["investment"] = summary
    said = call("sync", "investment", "--lang", language)
    assert said.code == code
    assert max(map(len, said.out.splitlines())) <= 80
    matches(f"sync-{name}-{language}", said.out)


def test_a_sync_is_one_document_with_every_key_of_every_run(call, app):
    app.summaries |= {"investment": GOOD, "labour": replace(FAILED, link="labour")}
    said = call("sync", "--json", "--wait", "2m")
    runs = json.loads(said.out)["runs"]
    assert said.code == 2
    assert app.synced == [(("investment", "labour"), timedelta(minutes=2))]
    assert [run["link"] for run in runs] == ["investment", "labour"]
    assert all(set(run) >= {*COUNTS, "mismatches", "requests", "error"} for run in runs)
    assert runs[1]["error"]["do"] == "Chờ lượt đó xong, hoặc dừng tiến trình đó, rồi chạy lại."


def test_a_link_that_could_not_start_has_failed_in_the_document_too(call, app):
    def opener(_config, *, lang, writes):
        raise StoreError("Kho dữ liệu đang bị khóa.", where="var/connector.db", do="Dừng chương trình kia.")

    said = call("sync", "investment", "--json", opener=opener)
    (run,) = json.loads(said.out)["runs"]
    assert said.code == 2
    assert (run["link"], run["outcome"], run["agreement"], run["read"]) == ("investment", "failed", "unknown", 0)
    assert run["error"]["where"] == "var/connector.db"


PLAN = PlanReport(
    link="investment",
    rows=(
        {
            "code": "H13.22-260301-0001",
            "disposition": "queued",
            "create": False,
            "fields": ["finished_at", "status", "steps"],
            "steps": 2,
            "rule": None,
            "reason": None,
            "kinds": ["target_behind"],
        },
        {
            "code": "H13.22-260301-0002",
            "disposition": "held",
            "create": True,
            "fields": ["applicant_name", "status"],
            "steps": 0,
            "rule": "create",
            "reason": "Hồ sơ chưa có trên một cửa; tạo mới cần người duyệt (policy.create: hold).",
            "kinds": ["only_in_source"],
        },
    ),
    counts={"unchanged": 4, "queued": 1, "held": 1},
    waiting=3,
    brake=Hold(rule=HoldRule.BRAKE_ACTIONS, reason="201 lần gửi trong 24 giờ, vượt max_actions 200."),
)


def test_a_plan_reads_as_it_did_and_is_1_when_it_would_act(call, app, matches):
    app.plans["investment"] = PLAN
    said = call("plan", "investment")
    assert said.code == 1
    assert max(map(len, said.out.splitlines())) <= 80
    matches("plan", said.out)


def test_a_plan_is_0_with_nothing_to_do_and_2_when_it_could_not_be_made(call, app):
    app.plans["investment"] = PlanReport(link="investment")
    assert call("plan", "investment").code == 0
    app.plans["labour"] = PlanReport(link="labour", error=RunError(what="Không trả lời.", where="http://127.0.0.1"))
    said = call("plan", "--json")
    assert said.code == 2
    assert json.loads(said.out)["plans"][1]["error"]["what"] == "Không trả lời."


# ---------------------------------------------------------------- tables


def test_a_table_wraps_only_the_columns_that_may_be_wrapped():
    columns = (Column("a", Text("A", "A")), Column("b", Text("B", "B"), wraps=True))
    rows = [{"a": "x" * 10, "b": "một hai ba bốn năm sáu bảy tám chín mười"}]
    told = table(columns, rows, language="vi", width=34)
    assert told.splitlines()[2:] == ["xxxxxxxxxx  một hai ba bốn năm sáu", "            bảy tám chín mười"]


def test_a_table_too_wide_for_the_terminal_becomes_blocks():
    columns = (Column("a", Text("A", "A")), Column("b", Text("B", "B"), wraps=True))
    rows = [{"a": "x" * 20, "b": "một hai ba bốn năm"}] * 2
    told = table(columns, rows, language="vi", width=24)
    assert told.splitlines() == [
        "A  " + "x" * 20,
        "B  một hai ba bốn năm",
        "",
        "A  " + "x" * 20,
        "B  một hai ba bốn năm",
    ]
