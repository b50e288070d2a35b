"""A whole link around the target: what it leaves over there after runs in which answers were lost."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from connector.domain.dossier import Dossier, Step
from connector.domain.link import Policy
from connector.domain.run import Outcome
from connector.domain.status import Status
from connector.testing.exam.bench import Trouble
from connector.testing.exam.check import Side, Wrong, check
from connector.testing.exam.link import LINK, NAMELESS, OBSERVE, PUSH, ExamLink
from connector.testing.exam.rows import RECEIVED, Row, row, step
from connector.testing.exam.target_bench import Knob, TargetBench

TARGETS: tuple[Side, ...] = ("target",)
_HOUR = timedelta(hours=1)


def _linked(bench: TargetBench, policy: Policy = PUSH) -> ExamLink:
    return ExamLink(bench, target=bench.make(), policy=policy)


def _lives(number: int = 1) -> list[Row]:
    """One dossier in five versions: each has a further step, three a further state."""
    life = row(number, status=Status.RECEIVED)
    versions = [life]
    for hours, status in ((1, Status.PROCESSING), (2, Status.PROCESSING), (3, Status.PROCESSING), (4, Status.FINISHED)):
        at = RECEIVED + hours * _HOUR
        steps = (*(life.dossier.steps or ()), step(status, at=at, content=f"Bước {hours}"))
        life = life.but(status=status, steps=steps, changed=life.changed + _HOUR)
        versions.append(life)
    return versions


def _require_arrived(bench: TargetBench, each: Row, *, when: str) -> None:
    """The dossier stands there as it was told, each step once, and nothing that must never happen has happened."""
    standing = bench.must_stand(each.code)
    if standing.status is not each.dossier.status:
        raise Wrong(f"{when}: it stands there in state {standing.status}, not {each.dossier.status}")
    if "steps" in bench.tells and _steps_of(standing) != _steps_of(each.dossier):
        raise Wrong(f"{when}: its steps are not those that were told")
    _require_no_wrongs(bench, when=when)


def _steps_of(dossier: Dossier) -> list[tuple[datetime, Status]]:
    return sorted((each.at, each.status) for each in dossier.steps or () if each.status is not None)


def _require_no_wrongs(bench: TargetBench, *, when: str) -> None:
    if bench.wrongs():
        raise Wrong(f"{when}: {'; '.join(bench.wrongs())}")


@check(
    "T1",
    "Cập nhật năm lần, xen 5xx và mất trả lời: bên kia đúng một hồ sơ.",
    "Five versions with 5xx and lost answers in between: exactly one dossier over there.",
    sides=TARGETS,
)
def five_versions_leave_one_dossier(bench: TargetBench) -> None:
    troubles: list[tuple[Trouble, str] | None] = [
        ("lost_after", "record"),
        ("not_now", "record"),
        ("lost_before", "record"),
        ("lost_after", "steps"),
        None,
    ]
    known = bench.asked("lost_after", "lost_before", "not_now") if not bench.by_hand else ()
    bench.put(())
    with _linked(bench) as link:
        for version, trouble in zip(_lives(), troubles, strict=True):
            link.tell(version)
            if trouble is not None and trouble[0] in known:
                bench.trouble(trouble[0], on=trouble[1])
            link.settle()
            _require_arrived(bench, version, when=f"after {trouble and trouble[0]}")
            bench.clock.pass_(_HOUR)


@check(
    "T3",
    "Lô chỉ được nhận một phần: điều chưa được xác nhận thì vẫn là chưa xác nhận.",
    "A batch taken in part: what the answer does not confirm stays unconfirmed, and goes once in the end.",
    sides=TARGETS,
)
def what_is_not_confirmed_stays_unconfirmed(bench: TargetBench) -> None:
    bench.put(())
    with _linked(bench) as link:
        bench.trouble("in_part", on="steps")
        life = _lives()[-1]
        link.tell(life)
        if link.sync().outcome is Outcome.VERIFIED:
            raise Wrong("a batch of steps is taken in part, and the run is green")
        link.settle()
        _require_arrived(bench, life, when="after a batch taken in part")


@check(
    "T4",
    "Bản cũ không bao giờ đè bản mới; gửi lại vẫn đúng thứ tự của từng hồ sơ.",
    "A stale version never overwrites a newer one, and replay keeps each dossier's order.",
    sides=TARGETS,
)
def the_newest_version_wins(bench: TargetBench) -> None:
    bench.put(())
    older, *_, newest = _lives()
    with _linked(bench) as link:
        link.tell(older)
        if not bench.by_hand and "lost_after" in bench.asked("lost_after"):
            bench.trouble("lost_after", on="record")
        link.sync()
        link.tell(newest)
        link.settle()
        _require_arrived(bench, newest, when="after an older version in doubt")
        bench.clock.pass_(_HOUR)
        link.tell(older.but(changed=newest.changed + timedelta(minutes=1)))
        link.settle(most=3)
        if bench.must_stand(newest.code).status is not Status.FINISHED:
            raise Wrong("a state that lies behind is written over a later one")


@check(
    "T5",
    "Xem trước và chế độ chỉ ghi nhận không gửi yêu cầu ghi nào, và đoán đúng lượt chạy thật.",
    "Plan and dry run send no writing request, and predict the real run exactly.",
    sides=TARGETS,
)
def a_plan_writes_nothing_and_is_what_is_done(bench: TargetBench) -> None:
    same, behind = row(1), row(2, status=Status.FINISHED)
    bench.put([same, row(2)])
    with _linked(bench, OBSERVE) as link:
        link.tell(same, behind, row(3), row(4))
        before = bench.writes()
        link.sync()
        link.plan()
        if bench.writes() != before:
            raise Wrong("an observing run or a plan writes")
    with _linked(bench) as link:
        link.tell(same, behind, row(3), row(4))
        plan = link.plan()
        if bench.writes() != before:
            raise Wrong("a plan writes")
        run = link.sync()
        told = {name: plan.counts[name] for name in ("queued", "held", "recorded")}
        done = {"queued": run.queued, "held": run.held, "recorded": run.recorded}
        if told != done:
            raise Wrong(f"planned {told}, done {done}")
        planned = {line["code"] for line in plan.rows if line["disposition"] == "queued"}
        link.settle()
        missing = sorted(code for code in planned if bench.stands(code) is None)
        if missing or not planned:
            raise Wrong(f"planned and not done: {', '.join(missing) or 'nothing was planned'}")


@check(
    "T7",
    "Trùng trong một lô, thiếu trường không bắt buộc, trường quá dài, ký tự đặc biệt.",
    "Duplicates in one batch, missing optional fields, over-long fields, special characters.",
    sides=TARGETS,
)
def odd_records_arrive_as_they_are(bench: TargetBench) -> None:
    odd = row(1).but(applicant_name='Công ty “A&B” <0>; O\'Neil \\ "100 %" {x} — Đặng', summary="Rất dài. " * 300)
    bare = row(2).but(due_at=None, applicant_id=None, procedure_code=None)
    bench.put(())
    target = bench.make()
    with ExamLink(bench, target=target, mapper=NAMELESS) as link:
        link.tell(odd, replace(odd, id=3), bare)
        link.settle()
        for each in (odd, bare):
            _require_arrived(bench, each, when="odd records")
        name = bench.must_stand(odd.code).applicant_name
        if name != target.shown("applicant_name", odd.dossier.applicant_name or ""):
            raise Wrong("special characters do not arrive as they are")


@check(
    "T9",
    "Mỗi bước chỉ thêm một lần dù mất trả lời hay không đọc lại được; không tự gửi lần hai trạng thái 5.",
    "A step is appended once in effect: answer lost, read-back lost, steps unreadable; no second pause by itself.",
    sides=TARGETS,
)
def a_step_goes_once(bench: TargetBench) -> None:
    life = _lives()[-1]
    for number, trouble in enumerate(bench.asked("lost_after", "lost_before")):
        with bench.another(f"step-{number}") as ready:
            _require_each_step_once(ready, life, trouble)
    if any("steps_readable" in setting for setting in bench.settings):
        with bench.another("unreadable") as blind:
            blind.turn("steps_readable", value=False)
            _require_nothing_doubled(blind, life)
    with bench.another("pause") as paused:
        _require_one_pause(paused)


def _require_each_step_once(bench: TargetBench, life: Row, trouble: Trouble) -> None:
    bench.put(())
    with _linked(bench) as link:
        bench.trouble(trouble, on="steps")
        link.tell(life)
        link.settle()
        _require_arrived(bench, life, when=f"the answer about steps is {trouble}")


def _require_nothing_doubled(bench: TargetBench, life: Row) -> None:
    bench.put(())
    with _linked(bench) as link:
        bench.trouble("lost_after", on="steps")
        link.tell(life)
        link.settle()
        _require_no_wrongs(bench, when="steps that cannot be read back")


def _require_one_pause(bench: TargetBench) -> None:
    """A request for further papers whose answer was lost before anything was done is for a person."""
    bench.put(())
    pause = row(1, status=Status.SUPPLEMENT)
    with _linked(bench) as link:
        link.tell(row(1, status=Status.RECEIVED))
        link.settle()
        sent = bench.writes()
        bench.trouble("lost_before", on="steps")
        link.tell(pause.but(changed=pause.changed + _HOUR))
        for _ in range(4):
            link.settle(most=3)
            bench.clock.pass_(24 * _HOUR)
        steps: tuple[Step, ...] = bench.must_stand(pause.code).steps or ()
        if sum(each.status is Status.SUPPLEMENT for each in steps) > 0 or bench.writes() > sent + 2:
            raise Wrong("a pause whose answer was lost is sent again without a person")


@check(
    "T10",
    "Ghi kiểu không ai viết ra: thay cả bản ghi, chỉ báo có, hiện chậm, giấu trường, bàn một cửa sửa giữa chừng.",
    "Undocumented writes: whole-record replacement, existence only, late reads, hidden fields, desk edits meanwhile.",
    sides=TARGETS,
)
def nothing_of_the_desks_is_harmed(bench: TargetBench) -> None:
    for number, setting in enumerate(({}, *bench.settings)):
        with bench.another(f"setting-{number}") as ready:
            ready.set(setting)
            _require_no_harm(ready, setting)


def _require_no_harm(bench: TargetBench, setting: Mapping[Knob, Any]) -> None:
    when = ", ".join(f"{knob}={value}" for knob, value in setting.items()) or "as it is"
    standing = row(1).but(note="Ghi chú của bàn một cửa", phone="0900000000")
    bench.put([standing, row(2)])
    with _linked(bench) as link:
        link.tell(*_lives(1)[-1:], *_lives(3)[-1:])
        if not bench.by_hand and "not_now" in bench.troubles():
            bench.trouble("not_now", on="record", times=2)
        link.sync()
        link.carry_out()
        bench.desk_edit(standing.code, applicant_name="Tên Bàn Một Cửa Sửa", due_at=RECEIVED + timedelta(days=30))
        link.settle(most=4)
        found = bench.must_stand(standing.code)
        kept = {"applicant_name": "Tên Bàn Một Cửa Sửa", "due_at": RECEIVED + timedelta(days=30)}
        kept |= {name: getattr(standing.dossier, name) for name in ("note", "phone") if name in bench.holds}
        harmed = sorted(name for name, value in kept.items() if getattr(found, name) != value)
        if harmed:
            raise Wrong(f"{when}: what the desk wrote is blanked or overwritten: {', '.join(harmed)}")
        if bench.stands(row(2).code) is None:
            raise Wrong(f"{when}: a dossier that was not touched is gone")
        _require_no_wrongs(bench, when=when)


@check(
    "T6",
    "Bị từ chối hẳn thì thành thư chết kèm lý do, không gửi lại.",
    "Refused for good it is a dead letter with its reason, and is not sent again.",
    sides=TARGETS,
)
def a_final_refusal_is_a_dead_letter(bench: TargetBench) -> None:
    bench.put(())
    with _linked(bench) as link:
        bench.trouble("refused", on="record", times=5)
        link.tell(row(1))
        run = link.sync()
        sent = bench.writes()
        letters = link.store.desk().dead_letters([LINK])
        if run.dead != 1 or len(letters) != 1 or not letters[0]["error"]:
            raise Wrong("a final refusal is no dead letter with its reason")
        for _ in range(3):
            bench.clock.pass_(24 * _HOUR)
            link.settle(most=2)
        if bench.writes() != sent:
            raise Wrong("a final refusal is sent again")
