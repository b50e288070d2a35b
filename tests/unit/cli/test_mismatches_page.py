"""The catalogue of kinds as operators read it is current and complete, in both languages."""

import re
import string
from pathlib import Path

import pytest

from connector.cli.mismatches_page import page
from connector.domain.kind_sentences import SENTENCES
from connector.domain.kinds import KINDS, Kind
from connector.domain.mismatch import Finding

ROOT = Path(__file__).parents[3]
_VIETNAMESE = re.compile(r"[ăâđêôơưạ-ỹ]", re.IGNORECASE)


def test_the_page_of_mismatches_is_current() -> None:
    text = (ROOT / "docs" / "mismatches.md").read_text(encoding="utf-8")
    assert text == page(), "run: python -m connector.cli.mismatches_page > docs/mismatches.md"


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_has_its_line_its_reason_and_its_advice(kind: Kind) -> None:
    told = page()
    assert f"\n## {kind}\n" in told
    assert KINDS[kind].label.vi in told
    assert SENTENCES[kind].advice


def test_every_l_number_of_the_taxonomy_is_one_kind() -> None:
    numbers = [entry.number for entry in KINDS.values() if entry.number]
    assert sorted(numbers) == [f"L{number:02}" for number in range(1, 33)]


@pytest.mark.parametrize("kind", Kind)
def test_a_reason_names_values_that_there_are_and_is_one_sentence_in_each_language(kind: Kind) -> None:
    for told in SENTENCES[kind].reason:
        names = {name for _, name, _, _ in string.Formatter().parse(told) if name}
        assert names <= {"source", "target", "paper", "portal", "sides", "field"}
        assert names
        assert told.endswith(".")
        assert told.count(". ") == 0


@pytest.mark.parametrize("kind", Kind)
def test_the_reason_is_told_with_its_values_in_the_language_asked_for(kind: Kind) -> None:
    finding = Finding(kind=kind, field="due_at", source="S1", target="T2", paper="P3", portal="C4")
    for language in ("vi", "en"):
        assert re.search("S1|T2|P3|C4", finding.reason(language))
    assert _VIETNAMESE.search(finding.reason("vi"))
    assert not _VIETNAMESE.search(finding.reason("en") + finding.advice("en"))
    assert "{" not in finding.reason("vi") + finding.advice("vi")


@pytest.mark.parametrize("kind", Kind)
def test_a_value_that_is_not_there_reads_as_nothing(kind: Kind) -> None:
    assert "None" not in Finding(kind=kind).reason("vi") + Finding(kind=kind).reason("en")


def test_a_side_whose_list_is_empty_is_told_as_having_nothing() -> None:
    fee = Finding(kind=Kind.FEE_DIFFERS, field="fees", source="Lệ phí", target="")
    assert fee.reason("vi").endswith("(chuyên ngành: Lệ phí; một cửa: không có).")
    assert "one-stop: nothing" in fee.reason("en")
