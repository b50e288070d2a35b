"""What holds for every dossier, every target, every memory and every rule."""

from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from connector.domain.dossier import Dossier, Step
from connector.domain.link import Notifies
from connector.domain.status import FINAL, PAUSED, Status
from connector.domain.times import ZONE
from connector.domain.verdict import Disposition, HoldRule, Memory
from connector.ports import Capabilities, RecordWrite
from connector.reconcile.compare import compare
from connector.reconcile.merge import merge
from connector.reconcile.plan import JUDGED_KINDS
from connector.reconcile.proof import prove

FIRST = datetime(2022, 8, 5, tzinfo=ZONE)
CODE = "H13.22-220805-0001"

moments = st.integers(0, 20 * 24).map(lambda hours: FIRST + timedelta(hours=hours))
known_statuses = st.sampled_from(list(Status))
names = st.sampled_from(["Người Thử A", "Nguoi Thu A", "Công ty Thử B", "người  thử a"])


def maybe(values):
    return st.none() | values


steps = st.builds(
    Step, at=moments, status=maybe(known_statuses), content=maybe(st.sampled_from(["trình ký", "thẩm định"]))
)
values = st.fixed_dictionaries(
    {
        "status": maybe(known_statuses),
        "received_at": maybe(moments),
        "due_at": maybe(moments),
        "finished_at": maybe(moments),
        "returned_at": maybe(moments),
        "updated_at": maybe(moments),
        "procedure_code": maybe(st.sampled_from(["1.009748", "2.000815", "1.009748.000.00.00.H13"])),
        "agency_code": maybe(st.sampled_from(["H13.22", "000.00.22.H13", "H13.23"])),
        "applicant_name": maybe(names),
        "applicant_id": maybe(st.sampled_from(["000123456782", "000000001", "0001"])),
        "submitter_name": maybe(names),
        "officer": maybe(names),
        "note": maybe(st.just("ghi chú nội bộ")),
        "email": maybe(st.just("thu@example.invalid")),
        "summary": maybe(st.just("x" * 30)),
        "steps": maybe(st.lists(steps, max_size=5).map(tuple)),
        "unknown": st.sampled_from([{}, {}, {}, {"channel": "zalo"}, {"status": "posting"}]),
    }
)


@st.composite
def dossiers(draw):
    told = draw(values)
    if "status" in told["unknown"]:
        told["status"] = None
    return Dossier(code=CODE, **told)


FIELDS_UNREAD = st.frozensets(
    st.sampled_from(["status", "steps", "email", "officer", "finished_at", "due_at", "note", "applicant_id"]),
    max_size=5,
)
released = st.frozensets(st.sampled_from(list(HoldRule)), max_size=2)


@st.composite
def situations(draw, world):
    """Two sides that know something of each other: (source, reading or None, the rest of what judge needs)."""
    source = draw(dossiers())
    target = draw(st.sampled_from([source, None]) | dossiers())
    unreadable = draw(FIELDS_UNREAD)
    reading = None if target is None else world.reading(_blind(target, unreadable), unreadable=unreadable)
    sent = draw(maybe(dossiers()))
    base = world.remember(draw(dossiers())).base if draw(st.sampled_from([False, False, True])) else Memory().base
    identities = [step.identity for step in source.steps or () if step.identity]
    memory = Memory(
        base=base,
        last_sent=sent,
        created=draw(st.booleans()),
        sent_steps=frozenset(draw(st.lists(st.sampled_from(identities), max_size=3))) if identities else frozenset(),
        released=draw(released),
    )
    rules = world.rules(
        mode=draw(st.sampled_from(["observe", "propose", "push", "push", "push", "push"])),
        create=draw(st.sampled_from(["hold", "push"])),
        allow_final=draw(st.frozensets(st.sampled_from(sorted(FINAL)), max_size=4)),
        authority=draw(st.sampled_from([{}, {"due_at": "source", "applicant_name": "source"}, {"status": "target"}])),
        notifies=Notifies(states=draw(st.frozensets(known_statuses, max_size=3))),
    )
    capabilities = replace(world.capabilities, write=draw(st.sampled_from(["patch", "replace", "unknown"])))
    return source, reading, {"memory": memory, "rules": rules, "capabilities": capabilities}


def _blind(target: Dossier, unreadable: frozenset[str]) -> Dossier:
    """An honest reading: what cannot be read is not told."""
    return replace(target, **dict.fromkeys(unreadable))


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_the_same_input_gives_the_same_verdict(world, data) -> None:
    source, reading, rest = data.draw(situations(world))
    assert world.judge(source, reading, **rest) == world.judge(source, reading, **rest)


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_nothing_is_sent_or_held_while_observing(world, data) -> None:
    source, reading, rest = data.draw(situations(world))
    policy = replace(rest["rules"].policy, mode="observe")
    verdict = world.judge(source, reading, **(rest | {"rules": replace(rest["rules"], policy=policy)}))
    assert verdict.disposition in {Disposition.AGREE, Disposition.RECORD}
    assert (verdict.action, verdict.hold, verdict.pending) == (None, None, ())


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_nothing_final_is_sent_without_leave_or_a_persons_release(world, data) -> None:
    source, reading, rest = data.draw(situations(world))
    verdict = world.judge(source, reading, **rest)
    if verdict.disposition is not Disposition.PUSH or HoldRule.FINAL_STATE in rest["memory"].released:
        return
    brought = {step.status for step in verdict.action.steps}
    if "status" in verdict.action.fields:
        brought.add(source.status)
    assert not (brought & FINAL) - rest["rules"].policy.allow_final


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_what_only_the_target_moved_is_never_pushed_back(world, data) -> None:
    source, reading, rest = data.draw(situations(world))
    if reading is None:
        return
    memory = world.remember(source, released=rest["memory"].released)  # the source stands where both last agreed
    verdict = world.judge(source, reading, **(rest | {"memory": memory}))
    assert verdict.action is None or not verdict.action.fields & memory.base.values.keys() - {"steps"}
    if verdict.action is not None and "steps" in reading.readable:
        assert not verdict.action.steps


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_no_write_blanks_or_invents_a_field(world, data) -> None:
    source, reading, rest = data.draw(situations(world))
    verdict = world.judge(source, reading, **rest)
    if verdict.action is None:
        return
    memory = rest["memory"]
    write = merge(source, verdict.action, reading, memory, rest["rules"])
    assert all(getattr(write.record, name) is not None for name in write.known)
    assert (write.record.steps, dict(write.record.aliases)) == (None, {})
    if reading is None:
        return
    for name in write.known - {"code"} - reading.readable:
        assert memory.last_sent is not None
        assert getattr(memory.last_sent, name) is not None
    for name in reading.readable - {"steps", "code"}:
        assert getattr(write.record, name) is not None or getattr(reading.dossier, name) is None


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_record_that_might_be_replaced_is_not_sent_with_a_gap(world, data) -> None:
    source, reading, rest = data.draw(situations(world))
    verdict = world.judge(source, reading, **rest)
    replacing = rest["capabilities"].write != "patch"
    if reading is None or not replacing or verdict.disposition is not Disposition.PUSH or not verdict.action.fields:
        return
    if HoldRule.UNREADABLE_FIELD in rest["memory"].released:
        return
    write = merge(source, verdict.action, reading, rest["memory"], rest["rules"])
    assert rest["capabilities"].fields - {"steps"} <= write.known | reading.readable


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_no_step_that_stands_there_or_was_ever_sent_is_sent_again(world, data) -> None:
    source, reading, rest = data.draw(situations(world))
    verdict = world.judge(source, reading, **rest)
    sent = [step.identity for step in verdict.action.steps] if verdict.action else []
    shown = {step.identity for step in (reading.dossier.steps or ())} if reading else set()
    assert not set(sent) & (shown | rest["memory"].sent_steps)
    assert None not in sent
    pauses = [identity for identity in sent if identity[1] in PAUSED]
    assert len(pauses) == len(set(pauses))
    assert sent == sorted(sent, key=lambda identity: identity[0])


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_push_that_arrived_leaves_nothing_to_push(world, data) -> None:
    source, reading, rest = data.draw(situations(world))
    if reading is not None:
        reading = world.reading(reading.dossier)
    rest["capabilities"] = Capabilities(fields=world.capabilities.fields, lengths={"summary": 10, "applicant_name": 6})
    verdict = world.judge(source, reading, **rest)
    if verdict.disposition is not Disposition.PUSH:
        return
    after = world.apply(verdict.action, source, reading, rest["memory"], rest["rules"])
    compared = compare(source, after, rest["rules"], rest["capabilities"])
    assert all(compared[name].relation != "differs" for name in verdict.action.fields & compared.keys() - {"note"})
    identities = {step.identity for step in verdict.action.steps}
    for memory in (replace(rest["memory"], sent_steps=rest["memory"].sent_steps | identities), rest["memory"]):
        again = world.judge(source, after, **(rest | {"memory": memory}))
        assert again.action is None
        assert not again.pending


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_what_an_ideal_target_shows_is_proof(world, data) -> None:
    source, reading, rest = data.draw(situations(world))
    if reading is not None:
        reading = world.reading(reading.dossier)
    verdict = world.judge(source, reading, **rest)
    if verdict.disposition is not Disposition.PUSH:
        return
    action = verdict.action
    write: RecordWrite | None = merge(source, action, reading, rest["memory"], rest["rules"])
    if not (action.create or action.fields):
        write = None
    after = world.apply(action, source, reading, rest["memory"], rest["rules"])
    proof = prove(write, action.steps, after, rest["capabilities"])
    assert (proof.state, proof.differing, proof.missing) in {
        ("verified", frozenset(), ()),
        ("unreadable", frozenset(), ()),
    }
    assert proof.state == "verified" or not write.known - {"code"}
    assert prove(write, action.steps, None, rest["capabilities"]).state == "pending"


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_a_verdict_holds_together(world, data) -> None:
    source, reading, rest = data.draw(situations(world))
    verdict = world.judge(source, reading, **rest)
    assert (verdict.action is not None) is (verdict.disposition in {Disposition.PUSH, Disposition.HOLD})
    assert (verdict.hold is not None) is (verdict.disposition is Disposition.HOLD)
    assert verdict.disposition is not Disposition.AGREE or (verdict.comparable and not verdict.recorded)
    assert verdict.hold is None or verdict.hold.rule not in rest["memory"].released
    cases = [finding.identity for finding in (*verdict.recorded, *verdict.pending)]
    assert len(cases) == len(set(cases))
    assert {kind for kind, _ in cases} <= JUDGED_KINDS
    compared = rest["rules"].policy.compare
    assert verdict.comparable <= compared.keys()
