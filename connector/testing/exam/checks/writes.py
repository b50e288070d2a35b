"""One write, asked of the port itself: its answer, its doubt, its refusal, and what is read back of it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from connector.domain.dossier import Document, Dossier, Step
from connector.domain.errors import (
    AlreadyExistsError,
    DoesNotExistError,
    InDoubtError,
    RefusedError,
    SystemDownError,
)
from connector.domain.status import Status
from connector.ports import Reading, RecordWrite, Target
from connector.testing.exam.bench import Trouble
from connector.testing.exam.check import Side, Wrong, check
from connector.testing.exam.checks.broken_answers import error_of
from connector.testing.exam.rows import RECEIVED, Row, row, rows, step
from connector.testing.exam.target_bench import TargetBench

TARGETS: tuple[Side, ...] = ("target",)
#: More than anybody keeps of a text.
_LONG = "Hồ sơ đề nghị cấp giấy chứng nhận đăng ký đầu tư có nội dung rất dài. " * 80
_SPECIAL = "Công ty “Thử & Nghiệm” <Số 0>; O'Neil \\ 100 % {x} — Đặng"


def created(each: Row, target: Target) -> RecordWrite:
    """A create of all that the row tells and the target has a place for."""
    return RecordWrite(create=True, code=each.code, record=each.dossier, known=known_of(each.dossier, target))


def known_of(dossier: Dossier, target: Target) -> frozenset[str]:
    fields = target.capabilities.fields - {"steps", "aliases"}
    return frozenset(name for name in fields if getattr(dossier, name) not in (None, ()))


def updated(reading: Reading, **fields: Any) -> RecordWrite:
    """An update of these fields, merged on what was read as the program does."""
    record = replace(reading.dossier, **fields)
    known = frozenset(fields)
    return RecordWrite(create=False, code=reading.dossier.code, record=record, known=known, reading=reading)


def must_read(target: Target, code: str) -> Reading:
    found = target.look_up(code)
    if found is None:
        raise Wrong(f"{code} stands there and is not found")
    return found


def _calls(bench: TargetBench, target: Target) -> Mapping[str, Callable[[], None]]:
    standing = bench.rows[0]
    return {
        "record": lambda: target.write_record(created(row(50), target)),
        "steps": lambda: target.append_steps(standing.code, [step(Status.FINISHED)]),
    }


def _fresh(bench: TargetBench, name: str) -> Iterator[tuple[TargetBench, Target]]:
    """A new bench with a few dossiers standing there, and its target."""
    with bench.another(name) as ready:
        ready.put([each.but(steps=(each.dossier.steps or ())[:1]) for each in rows(3)])
        yield ready, ready.make()


@check(
    "T2",
    "Ghi rồi mất trả lời là chưa rõ: đọc lại mới quyết định, không gửi lại mù quáng.",
    "A lost answer is a doubt, told as one, and sent once; when nobody listens nothing was sent.",
    sides=TARGETS,
)
def a_lost_answer_is_a_doubt(bench: TargetBench) -> None:
    for trouble in bench.asked("lost_before", "lost_after"):
        for on in ("record", "steps"):
            for ready, target in _fresh(bench, f"{trouble}-{on}"):
                _require_doubt(ready, target, trouble, on)
    for ready, target in _fresh(bench, "nobody"):
        if "nobody" in ready.troubles():
            ready.trouble("nobody")
            found = error_of(_calls(ready, target)["record"])
            if not isinstance(found, SystemDownError):
                raise Wrong(f"nobody listens, and a write says {type(found).__name__}")


def _require_doubt(bench: TargetBench, target: Target, trouble: Trouble, on: str) -> None:
    before = bench.writes()
    bench.trouble(trouble, on=on)
    found = error_of(_calls(bench, target)[on])
    if not isinstance(found, InDoubtError):
        told = "success" if found is None else type(found).__name__
        raise Wrong(f"the answer about the {on} is lost, and it says {told}")
    if bench.writes() != before + 1:
        raise Wrong(f"the answer about the {on} is lost, and it was sent {bench.writes() - before} times")


@check(
    "T6",
    "Từ chối hẳn thì nói là hẳn, tạm thời thì nói là tạm; có rồi, chưa có thì nói đúng thế.",
    "A final no is final, a passing one is not; what stands there already, and what does not, is said so.",
    sides=TARGETS,
)
def a_refusal_says_whether_to_ask_again(bench: TargetBench) -> None:
    for ready, target in _fresh(bench, "mistaken"):
        if not ready.by_hand:
            _require_mistakes_told(ready, target)
    for trouble in bench.asked("refused", "not_now"):
        for ready, target in _fresh(bench, trouble):
            ready.trouble(trouble, on="record")
            found = error_of(_calls(ready, target)["record"])
            if not isinstance(found, RefusedError):
                raise Wrong(f"a write that is {trouble} says {'success' if found is None else type(found).__name__}")
            if found.final is not (trouble == "refused"):
                raise Wrong(f"a write that is {trouble} says final={found.final}")
            if ready.stands(row(50).code) is not None:
                raise Wrong(f"a write that is {trouble} was done all the same")


def _require_mistakes_told(bench: TargetBench, target: Target) -> None:
    standing = bench.must_stand(bench.rows[0].code)
    found = error_of(lambda: target.write_record(created(bench.rows[0].but(applicant_name="Tên Khác"), target)))
    if not isinstance(found, AlreadyExistsError):
        raise Wrong(f"a create of what stands there says {'success' if found is None else type(found).__name__}")
    if bench.must_stand(bench.rows[0].code) != standing:
        raise Wrong("a create writes over what stands there")
    absent = Reading(dossier=row(60).dossier, readable=frozenset({"code"}))
    found = error_of(lambda: target.write_record(updated(absent, status=Status.FINISHED)))
    if not isinstance(found, DoesNotExistError):
        raise Wrong(f"an update of what does not stand there says {type(found).__name__}")
    if not isinstance(error_of(lambda: target.append_steps(row(60).code, [step(Status.FINISHED)])), DoesNotExistError):
        raise Wrong("steps of a dossier that does not stand there are taken")


@check(
    "T8",
    "Đọc lại bằng đúng giao diện của một cửa thì ra đúng điều đã gửi: không cắt, không làm tròn, không rơi trường.",
    "What is read back canonicalises to what was sent: nothing cut, trimmed, rounded or dropped unsaid.",
    sides=TARGETS,
)
def what_is_read_back_is_what_was_sent(bench: TargetBench) -> None:
    bench.put(())
    target: Target = bench.make()
    sent = row(1).but(**_rich(target))
    if target.look_up(sent.code) is not None:
        raise Wrong("it tells of a dossier that was never written")
    target.write_record(created(sent, target))
    steps = _steps(target)
    if steps:
        target.append_steps(sent.code, steps)
    bench.carry_out()
    reading = must_read(target, sent.code)
    known = known_of(sent.dossier, target) & reading.readable
    wrong = sorted(
        name for name in known if getattr(reading.dossier, name) != _shown(target, name, getattr(sent.dossier, name))
    )
    if wrong:
        raise Wrong(f"read back otherwise than sent: {', '.join(wrong)}")
    if steps and "steps" in reading.readable and _identities(reading.dossier.steps) != _identities(tuple(steps)):
        raise Wrong("the steps read back are not those that were sent")
    _require_told_truth(bench, reading)
    _require_kept(bench, target, sent)


def _rich(target: Target) -> dict[str, Any]:
    """Something in every field, too long, full of signs, and to the second."""
    at = RECEIVED.replace(second=7)
    values: dict[str, Any] = {
        "procedure_name": "Cấp giấy chứng nhận đăng ký đầu tư",
        "applicant_name": _SPECIAL,
        "applicant_type": "business",
        "phone": "0900000000",
        "email": "khong.ai@vi.du",
        "summary": _LONG.strip(),
        "note": "Ghi chú: “đã đối chiếu”",
        "channel": "direct",
        "submitted_at": at - timedelta(days=1),
        "received_at": at,
        "finished_at": at + timedelta(days=2),
        "status": Status.FINISHED,
        "documents": (Document(name="Đơn đề nghị.pdf", code="GT01"),),
    }
    return {name: value for name, value in values.items() if name in target.capabilities.fields}


def _steps(target: Target) -> list[Step]:
    if "steps" not in target.capabilities.fields:
        return []
    at = RECEIVED + timedelta(seconds=5)
    return [step(Status.RECEIVED, at=at), step(Status.FINISHED, at=at + timedelta(days=2), officer="Cán bộ “Ba”")]


def _shown(target: Target, name: str, value: Any) -> Any:
    return target.shown(name, value) if isinstance(value, str) and name != "code" else value


def _identities(steps: tuple[Step, ...] | None) -> list[object]:
    return [(each.identity, each.officer, each.content) for each in steps or ()]


def _require_told_truth(bench: TargetBench, reading: Reading) -> None:
    """What it tells is what stands there, so that no side of the adapter mends what the other breaks."""
    standing = bench.must_stand(reading.dossier.code)
    names = (bench.tells | bench.holds) & reading.readable - {"steps"}
    wrong = sorted(name for name in names if getattr(standing, name) != getattr(reading.dossier, name))
    if wrong:
        raise Wrong(f"what stands there is told otherwise: {', '.join(wrong)}")


def _require_kept(bench: TargetBench, target: Target, sent: Row) -> None:
    """Whatever it declares to hold stands there, told again or not."""
    standing, known = bench.must_stand(sent.code), known_of(sent.dossier, target)
    dropped = sorted(
        name
        for name in (bench.tells | bench.holds) & known
        if getattr(standing, name) != _shown(target, name, getattr(sent.dossier, name))
    )
    if dropped:
        raise Wrong(f"declared, sent and not kept: {', '.join(dropped)}")
