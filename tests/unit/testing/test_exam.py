"""What the exam makes of an answer: a verdict, never a crash, and no skip without a reason."""

from pathlib import Path
from typing import ClassVar

import pytest

from connector.domain.errors import BrokenAnswerError
from connector.testing import plugin
from connector.testing.exam import NotAsked, Row, SourceBench, Wrong, row
from connector.testing.exam.check import Check, verdict
from connector.testing.exam.checks.broken_answers import what_is_broken_is_never_nothing
from connector.testing.exam.elsewhere import fingerprints_elsewhere
from connector.testing.exam.page import page
from connector.testing.exam.paper import PAPER, sit
from connector.testing.plugin import Exam

ROOT = Path(__file__).parents[3]
CHECK: Check = PAPER[0]


def raising(error: Exception | None):
    def ask() -> None:
        if error is not None:
            raise error

    return ask


@pytest.mark.parametrize(
    ("error", "outcome", "escaped"),
    [
        (None, "passed", False),
        (Wrong("it lost one"), "failed", False),
        (NotAsked("it has no clock"), "skipped", False),
        (NotAsked("  "), "failed", False),
        (BrokenAnswerError("Trang đăng nhập."), "failed", False),
        (ValueError("no JSON"), "failed", True),
    ],
)
def test_whatever_comes_out_is_a_verdict_with_its_reason(error, outcome, escaped):
    told = verdict(CHECK, raising(error))
    assert (told.outcome, told.error is not None) == (outcome, escaped)
    assert (told.why is None) == (outcome == "passed")


class Unexplained(SourceBench):
    kind = "memory"

    def write(self, rows):
        """Nothing stands anywhere."""

    def link_keys(self):
        return {"map": {"code": "so_ho_so"}}


def test_a_trouble_that_is_neither_made_nor_excused_is_not_passed(tmp_path):
    told = sit(Unexplained, what_is_broken_is_never_nothing, tmp_path)
    assert told.outcome == "failed"
    assert "cannot" in told.why.en


def test_a_check_left_out_with_its_reason_is_not_asked(tmp_path):
    class Excused(Unexplained):
        cannot: ClassVar = {"S8": "it cannot break"}

    told = sit(Excused, what_is_broken_is_never_nothing, tmp_path)
    assert (told.outcome, told.why.en) == ("skipped", "it cannot break")


def test_what_another_process_cannot_find_is_not_asked(tmp_path):
    class Local(Unexplained):
        pass

    with pytest.raises(NotAsked, match="function"):
        fingerprints_elsewhere(Local, tmp_path)


def test_a_row_is_told_as_it_stands_and_with_what_is_odd_in_it():
    plain: Row = row(3)
    assert plain.raw()["so_ho_so"] == "H13.22-260302-0003"
    odd = plain.but(odd={"applicant_name": "Ðỗ", "updated_at": None})
    assert (odd.raw()["chu_ho_so"]["ten"], odd.raw()["updated_at"]) == ("Ðỗ", None)
    assert odd.raw()["chu_ho_so"]["so_giay_to"] == plain.dossier.applicant_id
    assert list(Row(id=3, dossier=plain.dossier, turned=True).raw()) == list(plain.raw())[::-1]


def test_an_exam_without_a_bench_is_a_mistake():
    class Fixtures:
        fixturenames = ("exam_check",)
        cls = Exam

    with pytest.raises(pytest.UsageError, match="bench"):
        plugin.pytest_generate_tests(Fixtures())


def test_the_page_of_the_exam_is_current():
    written = (ROOT / "docs" / "exam.md").read_text(encoding="utf-8")
    assert written == page(), "run: python -m connector.testing.exam.page > docs/exam.md"
