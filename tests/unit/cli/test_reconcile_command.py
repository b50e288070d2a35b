"""``connector reconcile`` as an operator calls it: what it asks for, what it tells, and with which code it ends."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from connector.domain.errors import ConnectorError, StoreError
from connector.domain.run import Agreement, Outcome, RunNews, RunSummary
from support.clocks import START
from support.killing import always


def summary(**values):
    told = {
        "run": "20260304T093000-0a1b2c3d",
        "link": "investment",
        "kind": "reconcile",
        "started_at": START,
        "finished_at": START + timedelta(seconds=41),
        "outcome": Outcome.VERIFIED,
        "agreement": Agreement.NEW,
        "read": 1000,
        "unchanged": 998,
        "recorded": 2,
        "source": 1000,
        "target": 1001,
        "paper": 140,
        "union": 1002,
        "comparable": 999,
        "agree": 998,
        "mismatches": {"only_in_source": 1, "target_behind": 1, "only_in_target": 2},
        "requests": {"source": 7, "target": 42},
    }
    return RunSummary(**(told | values))


@pytest.fixture
def office(app):
    app.link_names = ("investment",)
    app.desk.mismatches = always([])
    app.desk.holds = always([])
    app.summaries = {"investment": summary()}
    return app


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_figures_read_as_they_did(call, matches, office, language):
    said = call("reconcile", "--lang", language)
    assert said.code == 1
    matches(f"reconcile-{language}", said.out)


def test_why_a_run_was_braked_and_what_paper_was_not_read_of_is_told_on_the_screen_alone(call, office):
    told = summary(outcome=Outcome.PARTIAL, news=RunNews(brake="Không đọc được hồ sơ nào từ một cửa.", unread_papers=3))
    office.summaries = {"investment": told}
    said = call("reconcile").out
    assert "Phanh an toàn: Không đọc được hồ sơ nào từ một cửa." in said
    assert "→ 3 chỗ của bên làm chứng không đọc được: connector rejections investment" in said
    assert "A brake: " in call("reconcile", "--lang", "en").out
    assert not {"news", "brake", "unread_papers"} & json.loads(call("reconcile", "--json").out)["runs"][0].keys()


def test_nothing_of_nothing_is_no_share_and_nearly_all_is_not_all(call, office):
    office.summaries = {"investment": summary(union=0, agree=0, agreement=Agreement.UNKNOWN)}
    assert "0/0 hồ sơ (—)" in call("reconcile").out
    office.summaries = {"investment": summary(union=100_000, agree=99_999)}
    assert "(99,9%)" in call("reconcile").out


def test_every_option_reaches_the_run(call, office):
    call(
        *("reconcile", "investment", "--since", "01/03/2026", "--until", "2026-03-31", "--push"),
        *("--dossier", "A", "--dossier", "B", "--paper", "sổ 1.xlsx", "--paper", "sổ 2.ods"),
    )
    ((links, request, papers),) = office.reconciled
    assert links == ("investment",)
    assert (request.since, request.until, request.dossiers) == (date(2026, 3, 1), date(2026, 3, 31), ("A", "B"))
    assert (request.push, request.rotate) == (True, False)
    assert papers == (Path("sổ 1.xlsx"), Path("sổ 2.ods"))


def test_without_options_everything_is_compared_and_nothing_sent(call, office):
    call("reconcile")
    ((_, request, papers),) = office.reconciled
    assert (request.since, request.until, request.dossiers, request.push, papers) == (None, None, (), False, ())


@pytest.mark.parametrize(
    ("agreement", "outcome", "code"),
    [
        (Agreement.AGREE, Outcome.VERIFIED, 0),
        (Agreement.KNOWN, Outcome.VERIFIED, 0),
        (Agreement.NEW, Outcome.VERIFIED, 1),
        (Agreement.UNKNOWN, Outcome.VERIFIED, 1),
        (Agreement.KNOWN, Outcome.PARTIAL, 1),
        (Agreement.UNKNOWN, Outcome.FAILED, 2),
    ],
)
def test_the_code_says_how_it_ended(call, office, agreement, outcome, code):
    office.summaries = {"investment": summary(agreement=agreement, outcome=outcome)}
    assert call("reconcile").code == code


@pytest.mark.parametrize("listing", ["mismatches", "holds"])
def test_strict_is_red_while_anything_is_open_be_it_of_another_run(call, office, listing):
    office.summaries = {"investment": summary(agreement=Agreement.AGREE, mismatches={})}
    assert call("reconcile", "--strict").code == 0
    setattr(office.desk, listing, always([{"id": 1}]))
    assert call("reconcile", "--strict").code == 1
    assert call("reconcile").code == 0


def test_a_report_is_written_of_the_days_asked_for(call, office, tmp_path):
    report = tmp_path / "biên bản.xlsx"
    said = call("reconcile", "--since", "01/03/2026", "--report", str(report))
    assert office.reports == [(report, ("investment",), date(2026, 3, 1), None, False, "vi")]
    assert (said.code, str(report) in said.err) == (1, True)


def test_a_report_that_cannot_be_written_costs_no_figure(call, office, tmp_path):
    office.report_raises = ConnectorError("Không ghi được báo cáo.", where="x", do="Đóng tệp.")
    said = call("reconcile", "--json", "--report", str(tmp_path / "a.json"))
    assert said.code == 2
    assert json.loads(said.out)["runs"][0]["agree"] == 998
    assert "Đóng tệp." in said.err


def test_a_link_that_could_not_start_has_failed_as_a_reconcile(call, office):
    office.raises = StoreError("Kho dữ liệu đang bị khóa.", where="kho", do="Chờ rồi chạy lại.")
    said = call("reconcile", "investment", "--json")
    run = json.loads(said.out)["runs"][0]
    assert (said.code, run["kind"], run["outcome"], run["agreement"]) == (2, "reconcile", "failed", "unknown")
    assert run["error"]["do"] == "Chờ rồi chạy lại."
