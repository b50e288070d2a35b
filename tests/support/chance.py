"""What chance may decide in a property: one-stops of every temper, links of every policy, dossiers with a history."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import hypothesis.strategies as st
from hypothesis import HealthCheck, Phase, settings

from connector.adapters.memory.faults import Fault
from connector.adapters.memory.knobs import HELD, Knobs
from connector.domain.errors import ForeignSystemError, InDoubtError, RateLimitedError, RefusedError, SystemDownError
from connector.domain.link import Policy
from connector.domain.status import FINAL
from support.memory_link import OFF, PUSH, row


def examples(number: int) -> Any:
    """So many histories; none is shrunk, for that takes longer than reading the one that failed."""
    return settings(
        max_examples=number,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.explicit, Phase.reuse, Phase.generate],
        derandomize=True,  # a change is judged by the same stories as the one before it
    )


#: Everything a one-stop may do that nobody wrote down. It may be silent about how it writes; it does not lie about it.
KNOBS = st.builds(
    Knobs,
    write=st.sampled_from(["patch", "replace"]),
    declared_write=st.sampled_from([None, "unknown"]),
    look_up=st.sampled_from(["full", "full", "full", "existence"]),
    hidden=st.sets(st.sampled_from(["applicant_name", "address", "due_at", "status"]), max_size=2).map(frozenset),
    steps_readable=st.sampled_from([True, True, False]),
    fields=st.sampled_from([HELD, HELD - {"due_at", "applicant_id"}]),
    lag_reads=st.integers(0, 2),
    lag=st.sampled_from([timedelta(0), timedelta(seconds=4), timedelta(minutes=2)]),
    lengths=st.sampled_from([{}, {"applicant_name": 9}]),
    silent_lengths=st.sampled_from([{}, {}, {"applicant_name": 7}]),
    refuse_long=st.booleans(),
    mistaken=st.sampled_from(["refuse", "obey"]),
    steps_per_call=st.sampled_from([1, 10]),
)

#: The tempers under which everything that was sent can be read back in the end.
OPEN_KNOBS = KNOBS.map(
    lambda knobs: replace(
        knobs, look_up="full", hidden=frozenset(), steps_readable=True, silent_lengths={}, refuse_long=False
    )
)

POLICIES: st.SearchStrategy[Policy] = st.builds(
    lambda mode, create, final, authority, actions: replace(
        PUSH,
        mode=mode,
        create=create,
        allow_final=frozenset(final),
        authority=authority,
        brakes=replace(OFF, max_actions=actions),
    ),
    st.sampled_from(["push", "push", "propose", "observe"]),
    st.sampled_from(["push", "push", "hold"]),
    st.sets(st.sampled_from(sorted(FINAL)), max_size=2),
    st.sampled_from([{}, {"applicant_name": "source"}, {"due_at": "source"}]),
    st.sampled_from([1_000_000, 1_000_000, 2]),
)


def _outcome(kind: str, *, committed: bool) -> Fault | ForeignSystemError | None:
    return {
        "doubt": Fault(InDoubtError("hết giờ"), committed=committed),
        "down": SystemDownError("mất kết nối"),
        "busy": RefusedError("bận", final=False),
        "pause": RateLimitedError("429", retry_after=timedelta(minutes=3)),
        "good": None,
    }[kind]


def outcomes(*kinds: str, most: int = 4) -> st.SearchStrategy[list[Any]]:
    """What the next calls end in; lost answers with the work done or not."""
    return st.lists(
        st.builds(lambda kind, committed: _outcome(kind, committed=committed), st.sampled_from(kinds), st.booleans()),
        max_size=most,
    )


ANY_OUTCOME = outcomes("doubt", "down", "busy", "pause", "good", "good")

#: States a dossier may pass, one an hour; every way ends before anything that ends a dossier.
WAYS = st.sampled_from(
    [
        ("tiep_nhan",),
        ("tiep_nhan", "dang_xu_ly"),
        ("tiep_nhan", "nghia_vu_tc", "dang_xu_ly"),
        ("tiep_nhan", "dang_xu_ly", "xong"),
    ]
)

#: The same with states that no link may bring about by itself.
ANY_WAYS = st.one_of(
    WAYS,
    st.sampled_from(
        [
            ("tu_choi",),
            ("tiep_nhan", "rut"),
            ("tiep_nhan", "bo_sung"),
            ("tiep_nhan", "dang_xu_ly", "dung"),
            ("tiep_nhan", "dang_xu_ly", "xong", "da_tra"),
        ]
    ),
)


def went(number: int, states: Sequence[str], **changes: Any) -> dict[str, Any]:
    """The row of a dossier that went through these states on 3 March, one an hour; each step is recorded at once."""
    steps = [
        {"luc": f"03/03/2026 {8 + hour:02}:00:00", "tt": state, "can_bo": "Cán Bộ B", "noi_dung": "Chuyển bước"}
        for hour, state in enumerate(states)
    ]
    updated = f"2026-03-03T{8 + len(states):02}:{number:02}:00+07:00"
    return row(number, state=states[-1], updated=updated, qua_trinh=steps) | changes
