"""``connector reconcile --report``: the file, and who asked to see personal data in it."""

from typing import Any

import pytest

from connector.domain.errors import ConnectorError
from connector.domain.run import Agreement, Outcome, RunSummary
from connector.report.writing import write_report
from support.report_office import TwinBook, case, report, standings_maker
from tests.unit.cli.conftest import NOW

SUMMARY = RunSummary(
    run="r1",
    link="investment",
    kind="reconcile",
    started_at=NOW,
    finished_at=NOW,
    outcome=Outcome.VERIFIED,
    agreement=Agreement.KNOWN,
)


@pytest.fixture
def office(app: Any) -> Any:
    """One dossier whose applicant the sides tell differently."""
    standing = standings_maker()()
    names = {"source": "Trần Thị Thử", "target": "Trần Thị Thủ"}
    book = TwinBook([case(1, standing.code, kind="applicant_differs", field="applicant_name", **names)])

    def reconcile(links: Any, request: Any, *, papers: Any) -> list[RunSummary]:
        return [SUMMARY]

    def write(path: Any, links: Any, *, since: Any, until: Any, unmasked: bool, language: str) -> None:
        write_report(path, report([standing], book=book, links=links, unmasked=unmasked), language)

    app.reconcile, app.write_report = reconcile, write
    return app


def test_the_report_is_written_and_masked(office: Any, call: Any, tmp_path: Any) -> None:
    path = tmp_path / "bao-cao.csv"
    said = call("reconcile", "investment", "--report", str(path))
    assert said.code == 0
    assert str(path) in said.err
    assert "Trần" in path.read_text(encoding="utf-8-sig")
    assert "Trần Thị Thử" not in path.read_text(encoding="utf-8-sig")
    assert office.lines == []


def test_the_report_is_written_in_the_language_that_was_asked_for(office: Any, call: Any, tmp_path: Any) -> None:
    path = tmp_path / "report.csv"
    assert call("reconcile", "investment", "--report", str(path), "--lang", "en").code == 0
    assert path.read_text(encoding="utf-8-sig").startswith("Reconciliation of dossiers")
    assert call("reconcile", "investment", "--report", str(path), "--lang", "vi").code == 0
    assert path.read_text(encoding="utf-8-sig").startswith("Báo cáo đối chiếu hồ sơ")


def test_who_asks_for_personal_data_is_logged(office: Any, call: Any, tmp_path: Any) -> None:
    path = tmp_path / "bao-cao.csv"
    who = ("--unmask", "--by", "Lê Thử", "--reason", "thanh tra")
    assert call("reconcile", "investment", "--report", str(path), *who).code == 0
    assert "Trần Thị Thử" in path.read_text(encoding="utf-8-sig")
    [line] = office.lines
    assert (line["event"], line["by"], line["reason"]) == ("unmask.used", "Lê Thử", "thanh tra")


@pytest.mark.parametrize(
    "arguments",
    [
        ("--report", "bao-cao.csv", "--unmask"),
        ("--report", "bao-cao.csv", "--unmask", "--by", "Lê Thử"),
        ("--unmask", "--by", "Lê Thử", "--reason", "thanh tra"),
        ("--report", "bao-cao.doc"),
        ("--report", "khong-co/bao-cao.csv"),
    ],
)
def test_what_cannot_be_is_refused_before_the_work(
    office: Any, call: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    office.reconcile = None  # would fail if it came to that
    said = call("reconcile", "investment", *arguments)
    assert (said.code, said.out) == (64, "")
    assert list(tmp_path.iterdir()) == []


def test_a_report_that_cannot_be_written_is_told_beside_the_figures(office: Any, call: Any, tmp_path: Any) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise ConnectorError("Không ghi được báo cáo: đĩa đầy.", do="Dọn đĩa.")

    office.write_report = refuse
    said = call("reconcile", "investment", "--report", str(tmp_path / "bao-cao.csv"))
    assert said.code == 2
    assert "investment" in said.out
    assert "đĩa đầy" in said.err
