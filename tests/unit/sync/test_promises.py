"""The ten promises of the design as properties: random histories, faults and one-stops of every temper.

Death between any two steps has a property of its own in test_survival.py; docs/promises.md names every test. Where an
answer is lost or a process dies, the one-stop may show its writes late by seconds only: docs/decisions.md says why.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

import hypothesis.strategies as st
from hypothesis import given

from connector.adapters.memory.faults import Fault
from connector.adapters.memory.knobs import Knobs
from connector.domain.delivery import due_class
from connector.domain.dossier import Dossier
from connector.domain.errors import BrokenAnswerError, InDoubtError, RateLimitedError, RefusedError
from connector.domain.link import Brakes, Policy, Retry
from connector.domain.run import Agreement, Category, Outcome, RunSummary
from connector.domain.status import FINAL, Status
from connector.ports import PageWork, RawRow
from connector.reconcile.compare import key_form
from connector.sync.plan import _row, plan_link
from connector.sync.runner import run_link
from support.chance import ANY_OUTCOME, ANY_WAYS, KNOBS, OPEN_KNOBS, POLICIES, WAYS, examples, outcomes, went
from support.memory_link import LINK, PUSH, MemoryLink, mapper, memory_link, row
from support.mortal import Killed, Life

SHORT, LONG = timedelta(0), timedelta(hours=2)


def code(number: int) -> str:
    return f"H13.22-260302-{number:04}"


def rows_of(ways: list[tuple[str, ...]]) -> list[dict[str, Any]]:
    return [went(number, states) for number, states in enumerate(ways, 1)]


def listed(link: MemoryLink) -> tuple[Any, ...]:
    """All that a person could list of the store."""
    desk = link.store.desk()
    listings = (desk.holds, desk.dead_letters, desk.rejections, desk.mismatches)
    return (*(tuple(map(str, listing([LINK]))) for listing in listings), link.store.cursor(LINK))


def readers_see_by_time(knobs: Knobs) -> Knobs:
    """Late as it may be, no later than anybody can wait for while nothing is known of its lag; by time and not by a
    number of looks, after which no patience would help."""
    return replace(knobs, lag_reads=0, lag=min(knobs.lag, timedelta(seconds=4)))


# ---------------------------------------------------------------- 1 nothing is lost

#: The way of a dossier; how far it has come only ever grows.
LINE = ("tiep_nhan", "dang_xu_ly", "nghia_vu_tc", "dang_xu_ly", "xong")


@examples(14)
@given(
    begun=st.lists(st.integers(1, 5), min_size=2, max_size=5),
    later=st.lists(st.tuples(st.integers(1, 6), st.integers(1, 5)), min_size=1, max_size=4),
    knobs=OPEN_KNOBS.map(readers_see_by_time),
    kind=st.sampled_from([{}, {"ordered": False}, {"enumerates": True}, {"lookback": timedelta(hours=3)}]),
    page_size=st.integers(1, 3),
    ends_at=st.integers(1, 40),
    after=st.booleans(),
)
def test_1_whatever_the_source_tells_between_deaths_arrives(
    begun: list[int],
    later: list[tuple[int, int]],
    knobs: Knobs,
    kind: dict[str, Any],
    page_size: int,
    ends_at: int,
    after: bool,
) -> None:
    rows = [went(number, LINE[:length]) for number, length in enumerate(begun, 1)]
    link = memory_link(rows, knobs=knobs, page_size=page_size, **kind)
    for number, length in later:
        try:
            link.sync(wait=SHORT, life=Life(ends_at=ends_at, after=after))
        except Killed:
            link.clock.pass_(timedelta(minutes=2))
        standing = {str(one["so_ho_so"]): len(one["qua_trinh"]) for one in link.source.rows()}
        if length > standing.get(code(number), 0):
            link.source.put(went(number, LINE[:length], updated_at=link.clock.now().isoformat()))
    link.settle()
    arrived = link.target.snapshot()
    assert len(arrived) == len(link.source.rows())
    for raw in link.source.rows():
        dossier = read(raw)
        assert arrived[dossier.code].status is dossier.status
        assert steps_of(arrived[dossier.code]) == steps_of(dossier)
    assert link.target.wrongs() == ()


def steps_of(dossier: Dossier) -> tuple[Any, ...]:
    return tuple(sorted(step.identity for step in dossier.steps or () if step.identity is not None))


def read(raw: Mapping[str, Any]) -> Dossier:
    dossier = mapper().read(RawRow(values=raw, where="thử"))
    assert isinstance(dossier, Dossier)
    return dossier


# ---------------------------------------------------------------- 2 the sums hold


@examples(20)
@given(
    ways=st.lists(ANY_WAYS, min_size=1, max_size=5),
    later=st.lists(st.tuples(st.integers(1, 5), ANY_WAYS), max_size=2),
    policy=POLICIES,
    knobs=KNOBS,
    faults=st.fixed_dictionaries(
        {
            "write_record": ANY_OUTCOME,
            "append_steps": ANY_OUTCOME,
            "look_up": st.lists(st.sampled_from([None, None, BrokenAnswerError("hai hồ sơ")]), max_size=6),
        }
    ),
    enumerates=st.booleans(),
    wait=st.sampled_from([SHORT, LONG]),
)
def test_2_every_run_adds_up_and_counts_what_the_one_stop_counted(
    ways: list[tuple[str, ...]],
    later: list[tuple[int, tuple[str, ...]]],
    policy: Policy,
    knobs: Knobs,
    faults: dict[str, list[Any]],
    enumerates: bool,
    wait: timedelta,
) -> None:
    rows = [*rows_of(ways), row(9, ngay_nhan="31/02/2026")]
    link = memory_link(rows, knobs=knobs, enumerates=enumerates, page_size=2)
    link.policy = policy
    for call, met in faults.items():
        link.target.faults.script(call, *met)
    for number, states in [*later, (1, ("tiep_nhan",))]:
        assert_counted(link, wait)
        link.source.put(went(number, states, updated_at=link.clock.now().isoformat()))
        link.clock.pass_(timedelta(minutes=20))
    assert_counted(link, LONG)


def assert_counted(link: MemoryLink, wait: timedelta) -> None:
    asked, wrote, lines = link.target.requests, len(link.target.auditor.ours), len(link.lines)
    summary = link.sync(wait=wait)
    assert summary.broken_sums() == ()
    assert "run.sums_broken" not in {line["event"] for line in link.lines[lines:]}
    assert summary.requests["target"] == link.target.requests - asked
    written = {write.code for write in link.target.auditor.ours[wrote:]}
    owed = summary.verified + summary.delivered + summary.waiting + summary.in_doubt + summary.dead + summary.superseded
    assert len(written) <= owed
    assert len(link.store.desk().dead_letters([LINK])) >= summary.dead
    if summary.error is None and link.source.enumerates:
        assert summary.read == len(link.source.rows())


# ---------------------------------------------------------------- 3 a timeout is a doubt


@examples(18)
@given(
    ways=st.lists(st.one_of(WAYS, st.just(("tiep_nhan", "bo_sung"))), min_size=1, max_size=3),
    knobs=KNOBS.map(lambda knobs: replace(knobs, look_up="full", silent_lengths={}, refuse_long=False)).map(
        readers_see_by_time
    ),
    records=outcomes("doubt", "doubt", "good"),
    steps=outcomes("doubt", "doubt", "good"),
    taken=st.none() | st.integers(0, 1),
)
def test_3_what_was_sent_without_an_answer_is_never_there_twice(
    ways: list[tuple[str, ...]], knobs: Knobs, records: list[Any], steps: list[Any], taken: int | None
) -> None:
    link = memory_link(rows_of(ways), knobs=knobs)
    link.target.faults.script("write_record", *records)
    link.target.faults.script("append_steps", Fault(InDoubtError("hết giờ"), committed=True, taken=taken), *steps)
    for _ in range(3):
        assert link.sync(wait=LONG).broken_sums() == ()
        link.clock.pass_(timedelta(minutes=20))
    assert link.target.wrongs() == ()
    pauses = Counter(
        (write.code, step.identity)
        for write in link.target.auditor.ours
        if write.kind == "steps" and write.after and write.before
        for step in (write.after.steps or ())[len(write.before.steps or ()) :]
        if step.status is Status.SUPPLEMENT
    )
    assert all(times == 1 for times in pauses.values())
    dead = {letter["code"] for letter in link.store.desk().dead_letters([LINK])}
    for raw in link.source.rows():
        dossier = read(raw)
        arrived = link.target.snapshot().get(dossier.code)
        assert dossier.code in dead or (arrived is not None and steps_of(arrived) == steps_of(dossier))
    if knobs.steps_readable and not any("bo_sung" in states for states in ways):
        assert dead == set()


# ---------------------------------------------------------------- 4 two retries, never nested


@examples(14)
@given(
    failures=st.lists(
        st.one_of(
            st.just(RefusedError("bận", final=False)),
            st.integers(1, 30).map(
                lambda m: RefusedError("bận", final=False, retry_after=timedelta(minutes=m)),
            ),
            st.integers(1, 30).map(lambda m: RateLimitedError("429", retry_after=timedelta(minutes=m))),
        ),
        max_size=9,
    ),
    give_up=st.sampled_from([timedelta(minutes=5), timedelta(days=3)]),
)
def test_4_each_attempt_is_one_request_and_waits_as_long_as_it_was_told(
    failures: list[RefusedError | RateLimitedError], give_up: timedelta
) -> None:
    link = memory_link([went(1, ("tiep_nhan",), qua_trinh=[])])
    link.policy = replace(PUSH, retry=Retry(give_up_after=give_up))
    link.target.faults.script("write_record", *failures)
    moments: list[datetime] = []
    whole = link.target.write_record

    def write_record(write: Any) -> None:
        moments.append(link.clock.now())
        whole(write)

    link.target.write_record = write_record  # type: ignore[method-assign]
    requests = link.target.requests
    summary = link.sync(wait=timedelta(days=30))
    waits = [later - earlier for earlier, later in pairwise(moments)]
    for failure, wait in zip(failures, waits, strict=False):
        assert wait >= (failure.retry_after or timedelta(seconds=22))
    sent = [line for line in link.lines if line["event"] == "delivery.sent"]
    assert len(sent) == len(moments)
    # a probe and the first judging's look-ups, then for each attempt a look, a write, and once more a probe or a proof
    assert link.target.requests - requests <= 6 + 3 * len(moments)
    refused = [failure for failure in failures[: len(moments)] if isinstance(failure, RefusedError)]
    if summary.dead:
        assert give_up < timedelta(days=3)
        assert link.store.desk().dead_letter(link.store.desk().dead_letters([LINK])[0]["id"]) is not None
        assert len(refused) >= 1
    else:
        assert summary.verified == 1
        assert len(moments) == len(failures) + 1


# ---------------------------------------------------------------- 5 green means verified


@examples(18)
@given(ways=st.lists(WAYS, min_size=1, max_size=5), knobs=KNOBS, stands=st.booleans(), records=ANY_OUTCOME)
def test_5_a_green_run_left_on_the_one_stop_everything_it_queued(
    ways: list[tuple[str, ...]], knobs: Knobs, stands: bool, records: list[Any]
) -> None:
    standing = [Dossier(code=code(1), status=Status.REGISTERED, address="Số 0 đường Thử")] if stands else []
    link = memory_link(rows_of(ways), standing, knobs=knobs)
    link.policy = replace(PUSH, authority={"applicant_name": "source"})
    link.target.faults.script("write_record", *records)
    summary = link.sync(wait=LONG)
    if summary.outcome is not Outcome.VERIFIED:
        return
    assert summary.queued == summary.verified + summary.superseded
    proved = {line["dossier"] for line in link.lines if line["event"] == "delivery.verified"}
    assert len(proved) == summary.verified
    open_about = {case["code"] for case in link.store.desk().mismatches([LINK])}
    for raw in link.source.rows():
        dossier = read(raw)
        if dossier.code in proved:
            assert_stands_there(
                link.target.snapshot()[dossier.code], dossier, knobs, all_of_it=dossier.code not in open_about
            )


def assert_stands_there(record: Dossier, dossier: Dossier, knobs: Knobs, *, all_of_it: bool) -> None:
    """Whatever was queued; of a record that was held back for a field nobody can read, the progress alone."""
    assert knobs.look_up == "full"
    assert knobs.steps_readable
    assert set(steps_of(dossier)) <= set(steps_of(record))
    for name in {"status", "applicant_name"} & knobs.fields - knobs.hidden if all_of_it else ():
        limit = knobs.lengths.get(name, 1000)
        sent, shown = getattr(dossier, name), getattr(record, name)
        cut = sent[:limit] if isinstance(sent, str) else sent
        assert key_form(name, cut, "value") == key_form(name, shown, "value")


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
