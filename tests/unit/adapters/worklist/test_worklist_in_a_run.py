"""What a link would write becomes work for the desk; only a newer export makes it done."""

from dataclasses import replace
from datetime import timedelta

import pytest

from connector.ports import Decision
from support.memory_link import PUSH, row
from unit.adapters.worklist.conftest import CODE, HEADER, finished, line

NO_WAIT = timedelta(0)


def test_a_dossier_behind_becomes_work_and_waits_unproved(office) -> None:
    office.export(line(1), line(2))
    link = office.link(finished(1), row(2, state="tiep_nhan"))
    summary = link.sync(wait=NO_WAIT)
    assert (summary.queued, summary.delivered, summary.verified, summary.outcome) == (1, 1, 0, "unverified")
    assert office.codes() == [CODE]
    (imported,) = office.imported()
    assert (imported["Mã hồ sơ"], imported["Trạng thái"]) == (CODE, "Đã xử lý xong")


def test_only_a_newer_export_proves_it_and_takes_it_off_the_list(office) -> None:
    office.system = {"steps": False}
    office.export(line(1), line(2))
    link = office.link(finished(1), row(2, state="tiep_nhan"))
    link.sync(wait=NO_WAIT)
    for _ in range(3):
        office.clock.pass_(timedelta(hours=2))
        summary = link.sync(wait=NO_WAIT)
        assert (summary.delivered, summary.verified, summary.queued) == (1, 0, 0)
        assert office.codes() == [CODE]
    office.export(line(1, "Đã xử lý xong"), line(2))
    office.clock.pass_(timedelta(hours=2))
    summary = link.sync(wait=NO_WAIT)
    assert (summary.verified, summary.delivered, summary.outcome) == (1, 0, "verified")
    assert office.to_do() == {}
    assert office.imported() == []


def test_a_newer_export_is_seen_by_the_very_next_run(office) -> None:
    office.system = {"steps": False}
    office.export(line(1), line(2))
    link = office.link(finished(1), row(2, state="tiep_nhan"))
    link.sync(wait=NO_WAIT)
    office.clock.pass_(timedelta(minutes=30))
    assert link.sync(wait=NO_WAIT).delivered == 1
    office.clock.pass_(timedelta(seconds=1))
    office.export(line(1, "Đã xử lý xong"), line(2))
    summary = link.sync(wait=NO_WAIT)
    assert (summary.verified, summary.delivered, summary.outcome) == (1, 0, "verified")


def test_ten_dossiers_are_all_asked_for_though_nothing_was_ever_proved(office) -> None:
    office.export(*(line(number) for number in range(1, 11)))
    link = office.link(*(finished(number) for number in range(1, 11)))
    assert link.sync(wait=NO_WAIT).delivered == 10
    assert len(office.codes()) == len(set(office.codes())) == 10


def test_a_newer_version_takes_the_earlier_ones_place(office) -> None:
    office.export(line(1))
    link = office.link(row(1))
    link.sync(wait=NO_WAIT)
    assert [row["Trạng thái"] for row in office.imported()] == ["Đang xử lý"]
    later = finished(1, updated="2026-03-04T08:00:00+07:00")
    later["qua_trinh"] = [*row(1)["qua_trinh"], {"luc": "04/03/2026 08:00:00", "tt": "xong"}]
    link.source = type(link.source)([later])
    summary = link.sync(wait=NO_WAIT)
    assert (summary.queued, summary.dead) == (1, 0)
    assert [(row["Mã hồ sơ"], row["Trạng thái"]) for row in office.imported()] == [(CODE, "Đã xử lý xong")]
    assert [step[1] for step in office.steps()] == ["02/03/2026 08:15", "03/03/2026 09:00", "04/03/2026 08:00"][1:]
    assert office.codes() == [CODE]


def test_a_dossier_to_be_entered_is_brought_to_its_newest_version_before_anybody_entered_it(office) -> None:
    office.export(line(9))
    link = office.link(row(1))
    link.sync(wait=NO_WAIT)
    assert "Nhập mới hồ sơ" in office.to_do()["Chưa rõ phòng"][0]["Việc cần làm trên một cửa"]
    link.source = type(link.source)([finished(1, updated="2026-03-04T08:00:00+07:00")])
    summary = link.sync(wait=NO_WAIT)
    assert (summary.waiting, summary.dead) == (0, 0)
    assert [(row["Mã hồ sơ"], row["Trạng thái"]) for row in office.imported()] == [(CODE, "Đã xử lý xong")]
    office.export(line(9), line(1, "Đã xử lý xong"))
    office.clock.pass_(timedelta(hours=2))
    link.sync(wait=NO_WAIT)
    assert office.codes() == []


def test_what_is_never_done_becomes_a_dead_letter_and_leaves_the_list(office) -> None:
    office.export(line(1))
    link = office.link(finished(1))
    link.sync(wait=NO_WAIT)
    office.clock.pass_(timedelta(days=13))
    link.sync(wait=NO_WAIT)
    assert office.codes() == [CODE]
    office.clock.pass_(timedelta(days=2))
    office.export(line(1), line(2))
    summary = link.sync(wait=NO_WAIT)
    assert summary.dead == 1
    assert office.codes() == []


def test_a_retried_dead_letter_is_on_the_list_again_once(office) -> None:
    office.export(line(1))
    link = office.link(finished(1))
    link.sync(wait=NO_WAIT)
    office.clock.pass_(timedelta(days=15))
    link.sync(wait=NO_WAIT)
    desk = link.store.desk()
    (dead,) = desk.dead_letters([link.rules().link])
    desk.retry_dead([dead["id"]], Decision(by="thử", reason="quên", at=office.clock.now()))
    link.sync(wait=NO_WAIT)
    assert office.codes() == [CODE]


@pytest.mark.parametrize("again", ["sync", "reconcile"])
def test_nobody_is_told_to_finish_what_was_withdrawn_since(office, again) -> None:
    office.system = {"steps": False}
    office.export(line(1), line(2))
    link = office.link(finished(1), row(2, state="tiep_nhan"))
    link.sync(wait=NO_WAIT)
    assert office.codes() == [CODE]
    office.export(line(1, "Rút"), line(2))
    office.clock.pass_(timedelta(days=2))
    link.reconcile(push=True) if again == "reconcile" else None
    summary = link.sync(wait=NO_WAIT)
    assert (office.codes(), office.imported()) == ([], [])
    assert summary.delivered == 0
    assert {case["kind"] for case in link.store.desk().mismatches(["investment"])} == {"ended_on_one_side"}
    assert link.sync(wait=NO_WAIT).superseded == 0


def test_the_desks_own_later_correction_is_left_alone(office) -> None:
    office.export(line(1))
    link = office.link(finished(1))
    link.sync(wait=NO_WAIT)
    office.export(line(1, "Đã trả", due_at="25/03/2026 17:00"))
    office.clock.pass_(timedelta(hours=2))
    link.sync(wait=NO_WAIT)
    assert office.codes() == []


@pytest.mark.parametrize("mode", ["observe", "propose"])
def test_nothing_is_asked_of_anybody_unless_the_link_pushes(office, mode) -> None:
    office.export(line(1))
    link = office.link(finished(1))
    link.policy = replace(PUSH, mode=mode)
    link.sync(wait=NO_WAIT)
    assert not (office.home / "viec").exists()


def test_a_command_that_writes_nothing_strikes_nothing_off(office) -> None:
    office.system = {"steps": False}
    office.export(line(1))
    link = office.link(finished(1))
    link.sync(wait=NO_WAIT)
    before = {path.name: path.stat().st_mtime_ns for path in (office.home / "viec").iterdir()}
    office.export(line(1, "Đã xử lý xong"))
    reading = office.target(replace(office.context, writes=False)).look_up(CODE)
    assert reading is not None
    assert {path.name: path.stat().st_mtime_ns for path in (office.home / "viec").iterdir()} == before
    office.target().look_up(CODE)
    assert office.codes() == []


def test_an_export_that_shows_the_state_and_not_the_steps_leaves_them_unverified(office) -> None:
    office.export(line(1))
    link = office.link(finished(1))
    link.sync(wait=NO_WAIT)
    office.export(line(1, "Đã xử lý xong"))
    office.clock.pass_(timedelta(hours=2))
    summary = link.sync(wait=NO_WAIT)
    assert (summary.verified, summary.delivered, summary.outcome) == (0, 1, "unverified")
    assert office.codes() == []


def test_an_export_with_steps_proves_them_too(office) -> None:
    steps = {
        "path": '[{luc: "Bước 1", tt: `2`}, {luc: "Bước 2", tt: `9`}][?luc]',
        "each": {"at": {"path": "luc", "convert": "date_vn"}, "status": "tt"},
    }
    header = (*HEADER, "Bước 1", "Bước 2")
    office.export((*line(1), "02/03/2026 08:15:00"), header=header)
    mapped = {"status": {"path": "Trạng thái", "values": {"Được tiếp nhận": 2, "Đã xử lý xong": 9}}, "steps": steps}
    link = office.link(finished(1), map=mapped)
    link.sync(wait=NO_WAIT)
    assert [step[1] for step in office.steps()] == ["03/03/2026 09:00"]
    done = (*line(1, "Đã xử lý xong"), "02/03/2026 08:15:00", "03/03/2026 09:00:00")
    office.export(done, header=header)
    office.clock.pass_(timedelta(hours=2))
    summary = link.sync(wait=NO_WAIT)
    assert (summary.verified, summary.outcome) == (1, "verified")
    assert office.codes() == []
