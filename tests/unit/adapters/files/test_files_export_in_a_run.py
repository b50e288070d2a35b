"""A link whose target is an export only observes, whatever its mode, and a check says so."""

from dataclasses import replace

import pytest

from connector.adapters.files.settings import FilesSystemSettings, FilesTargetSettings
from connector.adapters.files.target import make_target
from connector.adapters.memory.source import MemorySource
from connector.sync.check import check_link
from support.clocks import StillClock
from support.memory_link import PUSH, MemoryLink, row

COLUMNS = {"code": "Mã hồ sơ", "received_at": "Ngày tiếp nhận", "due_at": "Ngày hẹn trả", "status": "Trạng thái"}


@pytest.fixture
def link(context, tmp_path) -> MemoryLink:
    def told(number: int, status: int) -> str:
        return f"H13.22-260302-{number:04},02/03/2026 08:15:00,20/03/2026 17:00,{status}\n"

    export = ",".join(COLUMNS.values()) + "\n" + told(1, 4) + told(2, 2)
    (tmp_path / "mot-cua.csv").write_text(export, encoding="utf-8")
    system = {"system": "onestop", "adapter": "files", "path": "mot-cua.csv"}
    target = make_target(
        FilesSystemSettings.model_validate(system, context={"home": tmp_path}),
        FilesTargetSettings.model_validate({"columns": COLUMNS}),
        context,
    )
    rows = [row(1), row(2), row(3)]
    return MemoryLink(source=MemorySource(rows), target=target, clock=StillClock())


@pytest.mark.parametrize("mode", ["push", "propose", "observe"])
def test_differences_are_recorded_and_nothing_is_ever_queued_or_held(link: MemoryLink, mode: str) -> None:
    link.policy = replace(PUSH, mode=mode)
    summary = link.sync()
    assert (summary.read, summary.unchanged, summary.recorded) == (3, 1, 2)
    assert (summary.queued, summary.held, summary.dead) == (0, 0, 0)
    kinds = {case["kind"] for case in link.store.desk().mismatches([link.rules().link])}
    assert kinds == {"target_behind", "only_in_source"}


def test_a_check_says_that_nothing_can_be_written(link: MemoryLink) -> None:
    report = check_link(link.work())
    assert (report.source_reachable, report.target_reachable, report.target_writable) == (True, True, False)
    (problem,) = report.problems
    assert "chỉ đọc được" in problem.what
    assert "observe" in problem.do


def test_a_link_that_observes_has_nothing_to_correct(link: MemoryLink) -> None:
    link.policy = replace(PUSH, mode="observe")
    report = check_link(link.work())
    assert (report.ok, report.target_writable) == (True, False)
