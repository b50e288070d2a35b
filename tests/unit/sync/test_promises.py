"""Promises 1 to 5 of the design as properties: random histories, faults and one-stops of every temper.

Promises 6 to 10 stand in test_promises_of_restraint.py, death between any two steps in test_survival.py;
docs/promises.md names every test. Where an answer is lost or a process dies, the one-stop may show its writes late by
seconds only: docs/decisions.md says why.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import hypothesis.strategies as st
from hypothesis import given

from connector.adapters.memory.faults import Fault
from connector.adapters.memory.knobs import Knobs
from connector.domain.dossier import Dossier
from connector.domain.errors import BrokenAnswerError, InDoubtError, RateLimitedError, RefusedError
from connector.domain.link import Policy, Retry
from connector.domain.run import Outcome
from connector.domain.status import Status
from connector.ports import RawRow
from connector.reconcile.compare import key_form
from support.chance import ANY_OUTCOME, ANY_WAYS, KNOBS, OPEN_KNOBS, POLICIES, WAYS, examples, outcomes, went
from support.memory_link import LINK, PUSH, MemoryLink, mapper, memory_link, row
from support.mortal import Killed, Life
from support.promised import LONG, SHORT, code, readers_see_by_time, rows_of

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
