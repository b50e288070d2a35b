"""The page of formulas says what the program counts."""

from pathlib import Path

from connector.report.counts import LABELS
from connector.report.ratios import RATIOS
from connector.report.report_page import page

PAGE = Path(__file__).parents[3] / "docs" / "report.md"


def test_the_page_of_formulas_is_current() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert text == page(), "run: python -m connector.report.report_page > docs/report.md"


def test_the_page_names_every_ratio_and_every_count() -> None:
    for ratio in RATIOS:
        assert f"`ratios.{ratio.key}`" in page()
        assert ratio.numerator.vi in page()
        assert ratio.denominator.vi in page()
    for count in LABELS:
        assert f"| `{count}` |" in page()


def test_every_ratio_is_told_in_both_languages() -> None:
    for ratio in RATIOS:
        assert all((*ratio.label, *ratio.numerator, *ratio.denominator))
        assert len({ratio.label.vi, ratio.label.en}) == 2
