"""Promises 1, 2, 3, 5 and 7 under random histories, every knob of the one-stop, and death between any two steps."""

from datetime import timedelta

import hypothesis.strategies as st
from hypothesis import HealthCheck, Phase, given, settings

from connector.adapters.memory.faults import Fault
from connector.adapters.memory.knobs import Knobs
from connector.domain.dossier import Dossier
from connector.domain.errors import ForeignSystemError, InDoubtError, RefusedError, SystemDownError
from support.memory_link import MemoryLink, memory_link, row
from support.mortal import Killed, Life

KNOBS = st.builds(
    Knobs,
    write=st.sampled_from(["patch", "replace"]),
    declared_write=st.sampled_from([None, "unknown"]),
    lag=st.sampled_from([timedelta(0), timedelta(seconds=3)]),
    mistaken=st.sampled_from(["refuse", "obey"]),
)

STATES = ["tiep_nhan", "dang_xu_ly", "bo_sung", "xong"]


def outcome(committed: bool, kind: str) -> Fault | ForeignSystemError | None:
    return {
        "doubt": Fault(InDoubtError("hết giờ"), committed=committed),
        "down": SystemDownError("mất kết nối"),
        "busy": RefusedError("bận", final=False),
        "good": None,
    }[kind]


OUTCOMES = st.lists(
    st.builds(outcome, st.booleans(), st.sampled_from(["doubt", "down", "busy", "good", "good"])), max_size=4
)


def history(number: int, states: list[str]) -> dict[str, object]:
    """A dossier that went through these states, one an hour."""
    steps = [
        {"luc": f"03/03/2026 {8 + hour:02}:00:00", "tt": state, "can_bo": "Cán Bộ B", "noi_dung": "Chuyển bước"}
        for hour, state in enumerate(states)
    ]
    return row(
        number, state=states[-1], updated=f"2026-03-03T{8 + len(states):02}:{number:02}:00+07:00", qua_trinh=steps
    )


#: A pause whose sending was lost goes to a person, and has a test of its own.
HISTORIES = st.lists(
    st.sampled_from(
        [["tiep_nhan"], ["tiep_nhan", "dang_xu_ly"], ["tiep_nhan", "nghia_vu_tc"], ["tiep_nhan", "dang_xu_ly", "xong"]]
    ),
    min_size=1,
    max_size=5,
)


def truth(link: MemoryLink) -> dict[str, Dossier]:
    return dict(link.target.snapshot())


def undisturbed(histories: list[list[str]], knobs: Knobs) -> dict[str, Dossier]:
    link = memory_link([history(number, states) for number, states in enumerate(histories, 1)], knobs=knobs)
    link.settle()
    return truth(link)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # shrinking a whole history takes longer than reading it
)
@given(
    histories=HISTORIES,
    knobs=KNOBS,
    ends_at=st.integers(1, 60),
    after=st.booleans(),
    records=OUTCOMES,
    steps=OUTCOMES,
)
def test_death_between_any_two_steps_and_lost_answers_leave_what_an_undisturbed_run_leaves(
    histories: list[list[str]],
    knobs: Knobs,
    ends_at: int,
    after: bool,
    records: list[Fault | ForeignSystemError | None],
    steps: list[Fault | ForeignSystemError | None],
) -> None:
    link = memory_link([history(number, states) for number, states in enumerate(histories, 1)], knobs=knobs)
    link.target.faults.script("write_record", *records)
    link.target.faults.script("append_steps", *steps)
    try:
        link.sync(wait=timedelta(hours=1), life=Life(ends_at=ends_at, after=after))
    except Killed:
        link.clock.pass_(timedelta(minutes=2))
    summary = link.settle()
    assert summary.broken_sums() == ()
    assert summary.outcome == "verified", summary
    assert link.target.wrongs() == ()
    assert truth(link) == undisturbed(histories, knobs)
