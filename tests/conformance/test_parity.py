"""Every registered adapter sits the exam, and whatever is left out has a written reason."""

from typing import get_args

import pytest

from connector.adapters.registry import AdapterKind, adapter_kinds
from connector.testing.exam.bench import Bench, Trouble
from connector.testing.exam.paper import PAPER, checks_of
from connector.testing.exam.shipped import BENCHES, unexamined

#: What else a bench may have to excuse: attributes that it leaves empty.
ATTRIBUTES = {"unreadable", "text", "time_styles", "odd_times"}

#: Every id of conformance.md that is a check of the exam; B6 and B7 are the tests of the exam itself.
IDS = {"B1", "B2", "B3", "B4", "B5", *(f"S{n}" for n in range(1, 16)), *(f"T{n}" for n in range(1, 11))}


def test_every_registered_adapter_sits_the_exam() -> None:
    assert unexamined() == ()


def test_an_adapter_that_nobody_examines_is_named() -> None:
    stranger = AdapterKind(name="stranger", models="x:MODELS", source="x:source", witness="x:witness")
    kinds = {**adapter_kinds(), "stranger": stranger}
    assert unexamined(kinds=kinds) == ("stranger source", "stranger witness")


def test_every_check_of_the_paper_is_one_of_the_exams_and_none_is_missing() -> None:
    assert {check.id for check in PAPER} == IDS


@pytest.mark.parametrize("bench", BENCHES, ids=lambda bench: bench.title())
def test_every_reason_is_written_and_is_about_something(bench: type[Bench]) -> None:
    known = {check.id for check in checks_of(bench)} | set(get_args(Trouble)) | ATTRIBUTES
    assert all(reason.strip() for reason in bench.cannot.values())
    assert {name for name in bench.cannot if not name.startswith(("S", "T", "B"))} <= known


def test_every_check_is_passed_by_somebody_and_not_only_left_out() -> None:
    for check in PAPER:
        sitting = [bench for bench in BENCHES if bench.side in check.sides and check.id not in bench.cannot]
        assert sitting, check.name
