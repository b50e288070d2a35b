"""What a whole link concludes from one side: nothing new, or nothing there, only when it was really told so."""

from datetime import timedelta
from typing import Any

from connector.domain.cursor import CURSOR_VERSION, Cursor
from connector.domain.mismatch import Kind
from connector.domain.run import Agreement, Outcome
from connector.testing.exam.bench import Bench, SourceBench, Trouble
from connector.testing.exam.check import ALL_SIDES, Wrong, check
from connector.testing.exam.link import OBSERVE, ExamLink
from connector.testing.exam.rows import rows

#: What only a whole enumeration can prove.
_ABSENCES = {Kind.ONLY_IN_SOURCE, Kind.ONLY_IN_TARGET, Kind.PAPER_NOT_ENTERED, Kind.NOT_IN_REGISTER}


@check(
    "S7",
    "Con trỏ ở tương lai hay của phiên bản khác: bị từ chối hoặc đọc lại, không bao giờ là “không có gì mới”.",
    "A cursor of the future or of another version is refused or replaced, never “nothing new”, green.",
    sides=("source",),
)
def a_bad_cursor_is_never_nothing_new(bench: SourceBench) -> None:
    now = bench.clock.now()
    for number, cursor in enumerate(
        (Cursor(now + timedelta(days=400), "1"), Cursor(now - timedelta(days=1), "1", version=CURSOR_VERSION + 1))
    ):
        with bench.another(f"cursor-{number}") as ready:
            ready.put(rows(12))
            with ExamLink(ready, source=ready.make(), mapper=ready.mapper, policy=OBSERVE) as link:
                link.set_cursor(cursor)
                run = link.sync()
                again = link.sync()
        if Outcome.FAILED not in (run.outcome, again.outcome) and run.read < len(ready.rows):
            raise Wrong(f"the cursor is {cursor.time:%d/%m/%Y}, version {cursor.version}, and {run.read} rows are news")


@check(
    "S10",
    "Đọc dở dang thì không kết luận hồ sơ nào chỉ có ở một bên.",
    "A partial enumeration never yields “only on one side”.",
    sides=ALL_SIDES,
)
def half_a_side_proves_no_absence(bench: Bench) -> None:
    for trouble in bench.asked("truncated", "login_page", "unavailable", "nobody"):
        with bench.another(trouble) as broken:
            _require_no_absence(broken, trouble)


def _require_no_absence(bench: Bench, trouble: Trouble) -> None:
    bench.put(rows(30))
    side = bench.make()
    sides: dict[str, Any] = {"witnesses": [side]} if bench.side == "witness" else {bench.side: side}
    if isinstance(bench, SourceBench):
        sides["mapper"] = bench.mapper
    with ExamLink(bench, policy=OBSERVE, **sides) as link:
        link.tell(*bench.rows)
        link.enter(*bench.rows)
        bench.trouble(trouble, skip=1)
        run = link.reconcile()
    absent = sorted(str(kind) for kind in run.mismatches if kind in _ABSENCES)
    if absent:
        raise Wrong(f"{trouble} in the middle of it, and it is proved that {', '.join(absent)}")
    if run.outcome is Outcome.VERIFIED and run.agreement is not Agreement.AGREE:
        raise Wrong(f"{trouble} in the middle of it, and the reconcile is green")
