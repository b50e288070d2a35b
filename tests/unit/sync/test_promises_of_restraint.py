"""Promises 6 to 10 of the design as properties: what a run must not do, and in which order it does the rest."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import hypothesis.strategies as st
from hypothesis import given

from connector.adapters.memory.knobs import Knobs
from connector.domain.delivery import due_class
from connector.domain.dossier import Dossier
from connector.domain.errors import BrokenAnswerError, InDoubtError, RefusedError
from connector.domain.link import Brakes, Policy
from connector.domain.run import Agreement, Category, Outcome, RunSummary
from connector.domain.status import FINAL, Status
from connector.ports import PageWork
from connector.sync.plan import _row, plan_link
from connector.sync.runner import run_link
from support.chance import ANY_WAYS, KNOBS, POLICIES, examples, outcomes, went
from support.memory_link import LINK, PUSH, MemoryLink, memory_link, row
from support.promised import LONG, SHORT, code, readers_see_by_time, rows_of

# ---------------------------------------------------------------- 6 fear the empty answer


@examples(14)
@given(
    number=st.integers(4, 8),
    left=st.integers(0, 8),
    changed=st.booleans(),
    broken_page=st.none() | st.integers(0, 2),
    broken_looks=st.booleans(),
)
def test_6_less_than_before_or_nothing_to_trust_changes_nothing(
    number: int, left: int, changed: bool, broken_page: int | None, broken_looks: bool
) -> None:
    rows = [went(each, ("tiep_nhan", "dang_xu_ly")) for each in range(1, number + 1)]
    link = memory_link(rows, [Dossier(code=code(1), applicant_name="Người Khác")], enumerates=True, page_size=3)
    link.policy = replace(PUSH, brakes=Brakes(max_actions=1000, max_share=1.0))
    link.settle()
    before, wrote = cases(link), len(link.target.auditor.ours)
    measure = link.store.progress(LINK).last_enumeration
    for each in range(left + 1, number + 1):
        link.source.remove(code(each))
    if changed and left:
        link.source.alter(code(1), trang_thai="xong")
    if broken_page is not None:
        link.source.faults.script("pull", *[None] * broken_page, BrokenAnswerError("trang đăng nhập"))
    if broken_looks:
        link.target.faults.always("look_up", BrokenAnswerError("kết quả null"))
    summary = link.sync(wait=LONG)
    assert summary.broken_sums() == ()
    braked = min(left, number) * 2 < number
    if summary.error is not None or braked:
        assert summary.outcome is (Outcome.PARTIAL if summary.error is None else Outcome.FAILED)
        assert summary.error is not None or summary.agreement is Agreement.UNKNOWN
        assert len(link.target.auditor.ours) == wrote
        assert link.store.progress(LINK).last_enumeration == measure
        assert cases(link) == before
    elif broken_looks:
        assert len(link.target.auditor.ours) == wrote
    else:
        assert summary.outcome is Outcome.VERIFIED


def cases(link: MemoryLink) -> set[tuple[Any, ...]]:
    return {(case["code"], case["kind"], case["field"]) for case in link.store.desk().mismatches([LINK])}


# ---------------------------------------------------------------- 7 do no harm

EDITS = st.fixed_dictionaries(
    {},
    optional={
        "status": st.sampled_from([Status.PROCESSING, Status.PAYMENT, Status.FINISHED, Status.RETURNED]),
        "applicant_name": st.just("Người Quầy Sửa"),
        "address": st.just("Số 9 đường Thử"),
        "due_at": st.just(datetime.fromisoformat("2026-03-25T17:00:00+07:00")),
    },
)


@examples(24)
@given(
    ways=st.lists(ANY_WAYS, min_size=2, max_size=2),
    policy=POLICIES,
    knobs=KNOBS,
    stands=st.booleans(),
    early=EDITS,
    meanwhile=EDITS,
    records=outcomes("down", "busy", "good", most=2),
)
def test_7_nothing_is_blanked_doubled_overwritten_or_ended_without_leave(
    ways: list[tuple[str, ...]],
    policy: Policy,
    knobs: Knobs,
    stands: bool,
    early: dict[str, Any],
    meanwhile: dict[str, Any],
    records: list[Any],
) -> None:
    knobs = readers_see_by_time(knobs)
    entered = Dossier(code=code(1), status=Status.RECEIVED, address="Số 0 đường Thử", applicant_name="Người Thử 1")
    link = memory_link([went(1, ways[0][:1])], [entered] * stands, knobs=knobs)
    link.policy = policy
    link.target.faults.script("write_record", *records)
    link.settle(most=3)
    edited = edit(link, knobs, early)
    link.source.put(went(1, ways[1], updated_at=link.clock.now().isoformat(), chu_ho_so={"ten": "Người Thử Hai"}))
    link.target.faults.script("write_record", RefusedError("bận", final=False))
    link.sync(wait=SHORT)
    edited |= edit(link, knobs, meanwhile)
    link.settle(most=3)
    assert link.target.wrongs() == ()
    assert_left_alone(link, edited)
    assert_ended_only_with_leave(link)
    if policy.mode != "push":
        assert link.target.auditor.ours == ()


def edit(link: MemoryLink, knobs: Knobs, changes: dict[str, Any]) -> dict[str, Any]:
    """The desk corrects what both sides once agreed on, or what is its own, and what the one-stop lets others see."""
    link.clock.pass_(timedelta(minutes=20))
    record = link.target.snapshot().get(code(1))
    if record is None or knobs.look_up != "full":
        return {}
    for _ in range(3):
        link.target.look_up(code(1))
    known = link.store.known(LINK, [code(1)])[code(1)].memory.base.values
    seen = {name: value for name, value in changes.items() if name in knobs.fields - knobs.hidden}
    own = {"address", "due_at"} - set(link.policy.authority)
    ours = {name: value for name, value in seen.items() if name in known or name in own}
    link.target.desk_edit(code(1), **ours)
    return ours


def assert_left_alone(link: MemoryLink, edited: dict[str, Any]) -> None:
    record = link.target.snapshot().get(code(1))
    if edited:
        assert record is not None
        assert {name: getattr(record, name) for name in edited} == edited


def assert_ended_only_with_leave(link: MemoryLink) -> None:
    for write in link.target.auditor.ours:
        before = write.before.status if write.before else None
        assert write.after is not None
        if write.after.status in FINAL and write.after.status is not before:
            assert write.after.status in link.policy.allow_final
        known = len((write.before.steps if write.before else ()) or ())
        added = {step.status for step in (write.after.steps or ())[known:]}
        assert added & FINAL <= link.policy.allow_final


# ---------------------------------------------------------------- 8 same input, same plan


class Recorder:
    """A store that keeps every page's work as it was handed in."""

    def __init__(self, real: Any) -> None:
        self._real = real
        self.pages: list[PageWork] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)

    def commit_page(self, work: PageWork) -> None:
        self.pages.append(work)
        self._real.commit_page(work)


@examples(14)
@given(
    ways=st.lists(ANY_WAYS, min_size=1, max_size=4),
    later=st.lists(st.tuples(st.integers(1, 5), ANY_WAYS), max_size=2),
    policy=POLICIES,
    knobs=KNOBS,
    stands=st.booleans(),
)
def test_8_a_plan_changes_nothing_and_is_what_the_run_then_does(
    ways: list[tuple[str, ...]], later: list[tuple[int, tuple[str, ...]]], policy: Policy, knobs: Knobs, stands: bool
) -> None:
    standing = [Dossier(code=code(1), status=Status.RECEIVED)] if stands else []
    link = memory_link(rows_of(ways), standing, knobs=replace(knobs, lag_reads=0), page_size=2)
    link.policy = policy
    if later:
        link.settle(most=2)
        link.clock.pass_(timedelta(minutes=20))
        for number, states in later:
            link.source.put(went(number, states, updated_at=link.clock.now().isoformat()))
    before = (listed(link), link.target.snapshot(), len(link.target.auditor.writes))
    plan, again = plan_link(link.work()), plan_link(link.work())
    assert (listed(link), link.target.snapshot(), len(link.target.auditor.writes)) == before
    assert plan == again
    recorder = Recorder(link.store)
    summary = run_link(replace(link.work(), store=recorder), wait=SHORT)
    assert [row["code"] for row in plan.rows] == [row["code"] for row in told(recorder)]
    for planned, done in zip(plan.rows, told(recorder), strict=True):
        assert planned == done or (plan.brake is not None and planned["rule"] == plan.brake.rule)
    assert_same_counts(plan.counts, summary)


def listed(link: MemoryLink) -> tuple[Any, ...]:
    """All that a person could list of the store."""
    desk = link.store.desk()
    listings = (desk.holds, desk.dead_letters, desk.rejections, desk.mismatches)
    return (*(tuple(map(str, listing([LINK]))) for listing in listings), link.store.cursor(LINK))


def told(recorder: Recorder) -> list[Mapping[str, Any]]:
    rows = {judged.code: judged for page in recorder.pages for judged in page.rows}
    quiet = {Category.UNCHANGED, Category.OUT_OF_SCOPE}
    return [_row(judged) for judged in rows.values() if judged.category not in quiet]


def assert_same_counts(planned: Mapping[str, int], summary: RunSummary) -> None:
    # canaries that could not be read hold the rest only once they were sent
    moved = summary.held - planned["held"]
    assert moved >= 0
    assert summary.queued == planned["queued"] - moved
    for name in ("rejected", "out_of_scope", "unchanged", "recorded"):
        assert getattr(summary, name) == planned[name]


# ---------------------------------------------------------------- 9 the citizen's due date first


@examples(14)
@given(
    due=st.lists(st.tuples(st.none() | st.integers(-40, 20), st.booleans()), min_size=2, max_size=8),
    order=st.randoms(use_true_random=False),
)
def test_9_a_serial_one_stop_receives_what_is_due_first_first(due: list[tuple[int | None, bool]], order: Any) -> None:
    today = date(2026, 3, 4)
    rows, expected = [], []
    for number, (days, finished) in enumerate(due, 1):
        day = None if days is None else today + timedelta(days=days)
        state = "xong" if finished else "dang_xu_ly"
        rows.append(row(number, state=state, han_tra=None if day is None else f"{day:%d/%m/%Y} 17:00:00", qua_trinh=[]))
        rank = due_class(day, finished=finished, today=today, next_working_day=today + timedelta(days=1))
        expected.append((rank, day or date.max, number))
    order.shuffle(rows)
    place = {str(one["so_ho_so"]): index for index, one in enumerate(rows)}
    link = memory_link(rows, ordered=False)
    assert link.sync(wait=LONG).verified == len(rows)
    wanted = sorted(expected, key=lambda one: (one[0], one[1], place[code(one[2])]))
    assert list(link.target.auditor.inserts()) == [code(number) for *_, number in wanted]


# ---------------------------------------------------------------- 10 private stays private

NAMES = st.sampled_from(["Nguyễn Thị Hoàng Yến Thử", "TRẦN VĂN THỬ NGHIỆM", "Đặng Thử", "Hồ Thử Mẫu"])


@examples(12)
@given(
    name=NAMES,
    digits=st.integers(10_000_000, 99_999_999),
    fails=st.lists(
        st.tuples(
            st.sampled_from(["write_record", "append_steps", "look_up"]),
            st.sampled_from(["refused", "busy", "doubt"]),
        ),
        min_size=1,
        max_size=5,
    ),
    broken_for_good=st.sampled_from([False, False, True]),
    policy=POLICIES,
)
def test_10_no_word_about_a_person_leaves_by_log_error_plan_or_reason(
    name: str, digits: int, fails: list[tuple[str, str]], broken_for_good: bool, policy: Policy
) -> None:
    number, phone = f"0002{digits}", f"09{digits}"
    gossip = f"Hồ sơ của {name} ({number}), điện thoại {phone}, đã đóng"
    person = {"ten": name, "loai": "CN", "so_giay_to": number}
    rows = [
        went(1, ("tiep_nhan", "dang_xu_ly"), chu_ho_so=person),
        went(2, ("tiep_nhan", "bo_sung"), chu_ho_so=person),
        went(3, ("tu_choi",), chu_ho_so=person, ngay_nhan=f"31/02/2026 {name}"),
        went(4, ("lien_thong",), chu_ho_so=person | {"loai": name}),
        *(went(each, ("tiep_nhan",), chu_ho_so=person, qua_trinh=[]) for each in (5, 6)),
    ]
    errors: dict[str, Any] = {
        "refused": RefusedError(gossip, final=True),
        "busy": RefusedError(gossip, final=False),
        "doubt": InDoubtError(gossip),
        "broken": BrokenAnswerError(gossip),
    }
    link = memory_link(rows)
    link.policy = policy
    for call, kind in fails:
        link.target.faults.script(call, errors["broken" if call == "look_up" else kind])
    if broken_for_good:
        link.target.faults.always("look_up", errors["broken"])
    plan = plan_link(link.work())
    runs = [link.sync(wait=LONG).to_json() for _ in range(2)]
    desk = link.store.desk()
    reasons = [(hold["rule"], hold["reason"]) for hold in desk.holds([LINK])]
    errors_kept = [letter["error"] for letter in desk.dead_letters([LINK])]
    rejected = [rejection["reason"] for rejection in desk.rejections([LINK])]
    everything = str((link.lines, plan, runs, reasons, errors_kept, rejected))
    assert name.casefold() not in everything.casefold()
    assert number not in everything
    assert phone not in everything
