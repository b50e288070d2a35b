"""The circuit: what opens it, what closes it, and who may ask meanwhile."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connector.adapters.http.circuit import FAILURES_TO_OPEN, LONGEST_PAUSE, Circuit, Gate, Way
from connector.domain.down import Down
from connector.domain.errors import LoginRefusedError, SystemDownError
from connector.domain.times import ZONE
from connector.settings.values import DailyWindow

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=ZONE)

STEPS = st.lists(st.sampled_from(["good", "bad", "wait", "refuse", "broke"]), max_size=40)


def walked(steps: list[str]) -> list[tuple[str, Circuit, datetime]]:
    """The circuit after each step, with the time it was then."""
    circuit, now, seen = Circuit(), NOON, []
    for step in steps:
        probe = circuit.open and circuit.way(now) is Way.PROBE
        if step == "wait":
            now += timedelta(minutes=7)
        elif step == "refuse":
            circuit = circuit.login_refused("no")
        elif step == "broke":
            circuit = circuit.broke(now, "broke", jitter=0.5)
        elif step == "good":
            circuit = circuit.good()
        else:
            circuit = circuit.failed(now, "bad", probe=probe, jitter=0.5)
        seen.append((step, circuit, now))
    return seen


@settings(max_examples=100)
@given(STEPS)
def test_it_is_open_exactly_while_the_rule_says_so(steps: list[str]) -> None:
    """Five failures in a row, or a refusal, or a break; one good answer closes; a refused login never closes."""
    in_a_row, is_open, refused = 0, False, False
    for step, circuit, _ in walked(steps):
        if step == "good" and not refused:
            in_a_row, is_open = 0, False
        elif step == "bad":
            in_a_row += 1
            is_open = is_open or in_a_row >= FAILURES_TO_OPEN
        elif step in ("broke", "refuse"):
            is_open, refused = True, refused or step == "refuse"
        assert (circuit.open, circuit.refused) == (is_open, refused)


@settings(max_examples=100)
@given(STEPS)
def test_an_open_circuit_lets_nobody_through_before_its_pause_and_then_one_alone(steps: list[str]) -> None:
    for _, circuit, now in walked(steps):
        if not circuit.open:
            assert circuit.way(now) is Way.PASS
            continue
        assert timedelta(0) <= circuit.wait <= LONGEST_PAUSE * 1.2
        later = now + LONGEST_PAUSE * 2
        assert circuit.way(later) is (Way.STAY if circuit.refused else Way.PROBE)
        assert circuit.probe_begins().way(later) is Way.STAY


@given(st.floats(0, 1), st.floats(0, 1))
def test_each_failed_probe_lengthens_the_pause_and_jitter_spreads_it(one: float, other: float) -> None:
    circuit = Circuit().broke(NOON, "down", jitter=one)
    for _ in range(12):
        longer = circuit.failed(NOON, "down", probe=True, jitter=other)
        assert longer.pause == min(circuit.pause * 2, LONGEST_PAUSE)
        assert 0.79 <= longer.wait / longer.pause <= 1.21
        circuit = longer
    assert circuit.pause == LONGEST_PAUSE


def test_a_request_still_under_way_does_not_lengthen_the_pause() -> None:
    circuit = Circuit().broke(NOON, "down", jitter=0.5)
    assert circuit.failed(NOON + timedelta(seconds=1), "late", probe=False, jitter=0.5) == circuit


def test_a_clock_set_back_a_day_does_not_keep_it_shut() -> None:
    circuit = Circuit().broke(NOON, "down", jitter=0.5)
    assert circuit.way(NOON - timedelta(days=1)) is Way.PROBE


class TestGate:
    @pytest.fixture
    def gate(self, clock: Any, changes: list[tuple[Down | None, str]]) -> Gate:
        return Gate(clock=clock, on_circuit=lambda *change: changes.append(change), jitter=lambda: 0.5)

    def fail(self, gate: Gate, times: int = FAILURES_TO_OPEN) -> None:
        for _ in range(times):
            with gate.visit("x", may_probe=True) as visit:
                visit.failure = "nó hỏng"

    def test_each_change_is_told_once(self, gate: Gate, clock: Any, changes: list[tuple[Down | None, str]]) -> None:
        self.fail(gate)
        for _ in range(3):
            with pytest.raises(SystemDownError, match="nó hỏng"), gate.visit("x", may_probe=True):
                pytest.fail("it must not pass")
        clock.advance(seconds=3)
        self.fail(gate, 1)
        clock.advance(seconds=10)
        for _ in range(2):
            with gate.visit("x", may_probe=True) as visit:
                visit.good = True
        assert changes == [(Down.OUTAGE, "nó hỏng"), (None, "")]

    def test_the_first_good_answer_tells_that_it_is_up(
        self, gate: Gate, changes: list[tuple[Down | None, str]]
    ) -> None:
        with gate.visit("x", may_probe=True):
            pass  # an answer that says nothing about the system
        assert changes == []
        with gate.visit("x", may_probe=True) as visit:
            visit.good = True
        assert changes == [(None, "")]

    def test_only_one_probes_and_a_write_never_does(self, gate: Gate, clock: Any) -> None:
        self.fail(gate)
        clock.advance(seconds=3)
        with pytest.raises(SystemDownError), gate.visit("x", may_probe=False):
            pytest.fail("a write is no probe")
        with gate.visit("x", may_probe=True), pytest.raises(SystemDownError), gate.visit("x", may_probe=True):
            pytest.fail("one probe at a time")
        with gate.visit("x", may_probe=True) as after_a_probe_without_answer:
            after_a_probe_without_answer.good = True
        assert not gate.circuit.open

    def test_a_probe_that_dies_gives_its_place_back(self, gate: Gate, clock: Any) -> None:
        self.fail(gate)
        clock.advance(seconds=3)
        with pytest.raises(KeyboardInterrupt), gate.visit("x", may_probe=True):
            raise KeyboardInterrupt
        with gate.visit("x", may_probe=True) as visit:
            visit.good = True
        assert not gate.circuit.open

    def test_a_forced_one_passes_an_open_circuit_but_no_refused_login(self, gate: Gate) -> None:
        self.fail(gate)
        with gate.visit("x", may_probe=False, forced=True):
            pass
        gate.login_refused("tài khoản bị từ chối")
        with pytest.raises(LoginRefusedError, match="tài khoản"), gate.visit("x", may_probe=True, forced=True):
            pytest.fail("it must not pass")

    def test_a_good_answer_still_under_way_does_not_heal_a_refused_login(self, gate: Gate) -> None:
        with gate.visit("x", may_probe=True) as visit:
            gate.login_refused("no")
            visit.good = True
        assert gate.circuit.refused

    def test_a_maintenance_window_stops_everybody_and_says_until_when(
        self, clock: Any, changes: list[tuple[Down | None, str]], gate_with: Callable[..., Gate]
    ) -> None:
        gate = gate_with(windows=[DailyWindow(time(8, 30), time(9, 15))])
        for forced in (False, True):
            with (
                pytest.raises(SystemDownError, match="09:15 02/03/2026"),
                gate.visit("x", may_probe=True, forced=forced),
            ):
                pytest.fail("it must not pass")
        clock.advance(minutes=16)
        with gate.visit("x", may_probe=True) as visit:
            visit.good = True
        assert [down for down, _ in changes] == [Down.WINDOW, None]

    def test_what_turns_from_one_trouble_into_another_is_told_as_that(
        self, clock: Any, changes: list[tuple[Down | None, str]], gate_with: Callable[..., Gate]
    ) -> None:
        gate = gate_with(windows=[DailyWindow(time(8, 30), time(9, 15))])
        with pytest.raises(SystemDownError), gate.visit("x", may_probe=True):
            pytest.fail("it must not pass")
        clock.advance(minutes=16)
        self.fail(gate, 1)
        gate.login_refused("tài khoản bị từ chối")
        assert [down for down, _ in changes] == [Down.WINDOW, Down.OUTAGE, Down.ACCOUNT]

    @pytest.fixture
    def gate_with(self, clock: Any, changes: list[tuple[Down | None, str]]) -> Callable[..., Gate]:
        return lambda **how: Gate(clock=clock, on_circuit=lambda *change: changes.append(change), **how)
