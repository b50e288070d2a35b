"""The exam as a pytest plug-in: each check is a test of ``class TestMine(Exam): bench = MyBench``.

pytest loads it by the entry point ``pytest11`` wherever the connector is installed; nothing of the exam is imported
until a class sits it.
"""

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

import pytest

if TYPE_CHECKING:
    from connector.testing.exam.bench import Bench
    from connector.testing.exam.check import Check


class Exam:
    """Subclass it in a test module, named ``Test…``, with the bench of one side of your adapter."""

    bench: "ClassVar[type[Bench]]"

    def test_check(self, exam_check: "Check", tmp_path: Path) -> None:
        """One check of the exam, on a fresh bench."""
        from connector.testing.exam.paper import sit  # noqa: PLC0415  # not for every run of pytest

        verdict = sit(self.bench, exam_check, tmp_path)
        why = "" if verdict.why is None else verdict.why.en
        if verdict.outcome == "skipped":
            pytest.skip(why)
        if verdict.error is not None:
            raise verdict.error
        if verdict.outcome == "failed":
            pytest.fail(f"{exam_check.id}, {exam_check.said.en}\n{why}", pytrace=False)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test that takes ``exam_check`` is asked once for each check of the side on its class's bench."""
    if "exam_check" not in metafunc.fixturenames:
        return
    from connector.testing.exam.paper import checks_of  # noqa: PLC0415  # the same

    bench = getattr(metafunc.cls, "bench", None)
    if bench is None:
        raise pytest.UsageError(f"{metafunc.cls and metafunc.cls.__name__}: an Exam needs a bench")
    metafunc.parametrize("exam_check", [pytest.param(check, id=check.name) for check in checks_of(bench)])
