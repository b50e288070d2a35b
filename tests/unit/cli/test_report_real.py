"""The report of the shipped configuration: the real application from the reconcile to the file."""

import json
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from connector.cli.main import run
from connector.cli.session import Session
from connector.settings.shipped import shipped_folder


@pytest.fixture
def connector(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Any:
    """The program in a home with the shipped configuration: 30 invented dossiers that the one-stop does not have."""
    shipped = shipped_folder()
    for path in [*shipped.glob("*.*"), *shipped.glob("*/*.yaml")]:
        copy = tmp_path / "config" / path.relative_to(shipped)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(path.read_bytes())
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")

    def connector(*arguments: str) -> tuple[int, str]:
        code = run(list(arguments), Session())
        return code, capsys.readouterr().out

    return connector


def test_before_the_first_reconcile_there_is_no_figure(connector: Any) -> None:
    code, told = connector("report", "--json")
    document = json.loads(told)
    assert code == 1
    assert document["report"]["never_reconciled"] == ["investment"]
    assert all(ratio["share"] is None for ratio in document["report"]["ratios"].values())


def test_what_a_reconcile_finds_is_what_the_report_and_the_file_say(connector: Any, tmp_path: Path) -> None:
    _, told = connector("reconcile", "--json", "--report", "bao-cao.xlsx")
    [summary] = json.loads(told)["runs"]
    code, told = connector("report", "--json", "--by", "month")
    report = json.loads(told)["report"]
    assert code == 0
    counts = report["counts"]
    assert counts["in_scope"] == summary["union"] == 30
    in_sync = report["ratios"]["in_sync"]
    assert in_sync["lowest_numerator"] == in_sync["numerator"]  # no register: nothing of paper is unknown
    assert counts["paper_uncovered"] == 0
    for count, figure in (
        *(("on_source", "source"), ("on_target", "target"), ("on_paper", "paper")),
        *(("comparable", "comparable"), ("agreeing", "agree")),
    ):
        assert counts[count] == summary[figure], count
    assert sum(group["counts"]["in_scope"] for group in report["groups"]["month"]) == 30
    book = CalamineWorkbook.from_path(str(tmp_path / "bao-cao.xlsx"))
    rows = book.get_sheet_by_name("Số liệu").to_python()
    assert ["Các bên", "Hồ sơ trong phạm vi (gộp mọi bên)", 30.0] in rows
    cases = book.get_sheet_by_name("Chỗ lệch").to_python()[1:]
    assert len(cases) == sum(summary["mismatches"].values())
    assert all(row[4] and row[5] and row[6] for row in cases)  # why, who is right, what to do
