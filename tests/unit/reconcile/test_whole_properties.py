"""What holds of the judgement across all sides whatever they say."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from connector.domain.dossier import Document, Dossier, Step
from connector.domain.kinds import Kind
from connector.domain.standing import Stand
from connector.domain.status import Status
from connector.ports import Reading, Testimony
from connector.reconcile.grace import GRACED
from connector.reconcile.transitions import MOVES
from connector.reconcile.truth_table import PAPER_KINDS
from connector.reconcile.whole import RECONCILED_KINDS, Whole
from support.office_sides import AT_WORK, CALENDAR, CODE, ENTERED, NOW, ON_PAPER, TELLS, at, judged, rules

MODEST = settings(max_examples=100, deadline=None)

moments = st.integers(0, 32 * 24 * 60).map(lambda minutes: at(1, 0) + timedelta(minutes=minutes))
steps = st.lists(
    st.builds(Step, at=moments, status=st.none() | st.sampled_from(Status), content=st.none() | st.just("Đính chính")),
    max_size=4,
).map(tuple)
documents = st.lists(st.builds(Document, name=st.sampled_from("ab"), digest=st.sampled_from("cd")), max_size=2)

#: Anything a side may say, sense or not.
DOSSIERS = st.builds(
    Dossier,
    code=st.just(CODE),
    status=st.none() | st.sampled_from(Status),
    procedure_code=st.none() | st.sampled_from(("1.009748", "1.009749", "1.000001")),
    applicant_name=st.none() | st.sampled_from(("Trần Thị Thử", "Cty TNHH Thử", "Công ty TNHH Thử")),
    applicant_id=st.none() | st.sampled_from(("000190000001", "000190000002", "000000000000")),
    channel=st.none() | st.sampled_from(("direct", "online", "post")),
    return_method=st.none() | st.sampled_from(("direct", "post")),
    **{
        name: st.none() | moments
        for name in ("submitted_at", "received_at", "due_at", "finished_at", "returned_at", "updated_at")
    },
    steps=st.none() | steps,
    results=st.none() | documents.map(tuple),
    documents=st.none() | documents.map(tuple),
    receipt_signed=st.none() | st.booleans(),
    apologised=st.none() | st.booleans(),
    unknown=st.sampled_from(({}, {"status": "liên thông"})),
)
ENTRIES = st.builds(
    Testimony,
    dossier=DOSSIERS.map(lambda told: replace(told, steps=None, unknown={})),
    readable=st.sampled_from((ON_PAPER, ON_PAPER - {"returned_at"})),
    where=st.just("so.xlsx"),
    signed=st.none() | st.booleans(),
)
READINGS = st.builds(
    lambda told, hidden: Reading(dossier=told, readable=TELLS - hidden),
    DOSSIERS,
    st.frozensets(st.sampled_from(sorted(TELLS)), max_size=4),
)
SIDES = st.fixed_dictionaries(
    {
        "source": st.none() | DOSSIERS,
        "target": st.none() | READINGS,
        "papers": st.lists(ENTRIES, max_size=2).map(tuple),
        "slip": st.none() | ENTRIES,
        "portal": st.none() | ENTRIES,
        "covered": st.booleans(),
        "source_whole": st.booleans(),
        "target_whole": st.booleans(),
    }
)
MODES = st.sampled_from(("observe", "propose", "push"))


def judge(sides: dict[str, Any], mode: str = "push", **more: Any) -> Whole:
    told = dict(sides)
    return judged(told.pop("source"), told.pop("target"), under=rules(mode=mode), **told, **more)


@MODEST
@given(SIDES, MODES)
def test_the_same_sides_give_the_same_judgement(sides: dict[str, Any], mode: str) -> None:
    assert judge(sides, mode) == judge(sides, mode)


@MODEST
@given(SIDES, MODES)
def test_no_two_findings_are_one_case(sides: dict[str, Any], mode: str) -> None:
    whole = judge(sides, mode)
    identities = [finding.identity for finding in (*whole.recorded, *whole.pending, *whole.young)]
    assert len(identities) == len(set(identities))
    assert {kind for kind, _ in identities} <= RECONCILED_KINDS


@MODEST
@given(SIDES, MODES)
def test_they_agree_exactly_if_nothing_was_found_and_something_compared(sides: dict[str, Any], mode: str) -> None:
    whole = judge(sides, mode)
    nothing = not (whole.recorded or whole.pending or whole.young)
    if whole.stand is Stand.AGREE:
        assert nothing
        assert sides["source"] is not None
        assert sides["target"] is not None
    elif nothing:
        assert whole.stand in {Stand.NOT_COMPARABLE, Stand.PENDING}
    if whole.recorded:
        assert whole.stand is Stand.DIFFERS


@MODEST
@given(SIDES)
def test_what_was_found_is_never_said_to_be_unproved(sides: dict[str, Any]) -> None:
    whole = judge(sides)
    assert not {finding.kind for finding in whole.recorded} & whole.unproved


@MODEST
@given(SIDES)
def test_paper_alone_opens_what_only_paper_shows(sides: dict[str, Any]) -> None:
    silent = judge({**sides, "papers": (), "covered": False})
    assert not {finding.kind for finding in silent.recorded} & PAPER_KINDS


@MODEST
@given(SIDES)
def test_a_graced_fact_is_a_case_once_grace_is_over_and_not_before(sides: dict[str, Any]) -> None:
    long_after = judge(sides, now=NOW + timedelta(days=40))
    assert not long_after.young
    assert {finding.kind for finding in judge(sides).young} <= GRACED


@MODEST
@given(SIDES)
def test_every_finding_can_be_read_in_both_languages(sides: dict[str, Any]) -> None:
    for finding in judge(sides).recorded:
        assert "None" not in finding.reason("vi") + finding.reason("en")
        assert finding.advice("vi") != finding.advice("en")


# ---------------------------------------------------------------- an office that works as it should


@st.composite
def clean_sides(draw: st.DrawFn) -> dict[str, Any]:
    """A dossier that went an allowed way, as every side tells it in its own manner."""
    source = draw(lives())
    hidden = draw(st.frozensets(st.sampled_from(sorted(TELLS - {"code"})), max_size=6))
    kept = draw(st.frozensets(st.sampled_from(("submitted_at", "finished_at", "documents", "apologised"))))
    target = replace(replace(source, applicant_name="TRẦN  THỊ THỬ"), **dict.fromkeys(hidden))
    source = replace(source, **dict.fromkeys(kept - {"finished_at"}))
    taken_in = source.status not in {Status.REGISTERED, Status.REFUSED}
    line = Dossier(**{**ENTERED, "due_at": source.due_at, "returned_at": source.returned_at})
    papers = (Testimony(dossier=line, readable=ON_PAPER, where="so.xlsx"),) if taken_in and draw(st.booleans()) else ()
    return {
        "source": source,
        "target": Reading(dossier=target, readable=TELLS - hidden),
        "papers": papers,
        "covered": bool(papers),
        "portal": Testimony(dossier=source, readable=TELLS, where="Cổng DVCQG") if draw(st.booleans()) else None,
    }


@st.composite
def lives(draw: st.DrawFn) -> Dossier:
    way = [Status.RECEIVED]
    for _ in range(draw(st.integers(0, 6))):
        further = sorted(MOVES[way[-1]] | ({way[-1]} if way[-1] is Status.PROCESSING else set()))
        if not further:
            break
        way.append(draw(st.sampled_from(further)))
    days = [5, 8, 9, 10, 11, 12, 15, 16]
    told = tuple(Step(at=at(day), status=status) for day, status in zip(days, way, strict=False))
    ends = {Status.FINISHED: "finished_at", Status.RETURNED: "returned_at"}
    values = {ends[step.status]: step.at for step in told if step.status in ends}
    recorded = told[-1].at + timedelta(minutes=draw(st.integers(1, 600)))
    result = (Document(name="Kết quả.pdf", digest="r"),)
    return Dossier(
        **{
            **AT_WORK,
            "status": way[-1],
            "steps": told,
            "received_at": at(5),
            "submitted_at": at(5),
            "updated_at": recorded,
            "results": draw(st.none() | st.just(result)),
            "receipt_signed": draw(st.sampled_from((None, True))),
            "channel": draw(st.sampled_from(("direct", "online"))),
            "submitter_name": "Lê Thử",
            **values,
        }
    )


@settings(max_examples=300, deadline=None)
@given(clean_sides(), MODES)
def test_an_office_that_works_as_it_should_has_no_mismatch(sides: dict[str, Any], mode: str) -> None:
    whole = judge(sides, mode, calendar=CALENDAR)
    assert (whole.recorded, whole.pending, whole.young) == ((), (), ())
    assert whole.stand in {Stand.AGREE, Stand.NOT_COMPARABLE}


@MODEST
@given(clean_sides(), st.sampled_from(sorted(Status)))
def test_a_clean_dossier_with_another_state_on_the_one_stop_is_found_unless_that_is_agreement(
    sides: dict[str, Any], status: Status
) -> None:
    reading: Reading = sides["target"]
    if "status" not in reading.readable:
        return
    moved = Reading(dossier=replace(reading.dossier, status=status, steps=None), readable=reading.readable - {"steps"})
    whole = judge({**sides, "target": moved, "papers": (), "covered": False, "portal": None})
    source = sides["source"].status
    same = status is source or (source, status) == (Status.FINISHED, Status.RETURNED)
    kinds = {finding.kind for finding in (*whole.recorded, *whole.pending)}
    state_kinds = {Kind.TARGET_BEHIND, Kind.TARGET_AHEAD, Kind.PAUSED_ON_ONE_SIDE, Kind.ENDED_ON_ONE_SIDE}
    assert bool(kinds & state_kinds) != same
