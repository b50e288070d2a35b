"""What is documented exists, what exists is documented, and no document names this machine."""

import re
from pathlib import Path

import pytest

from connector.cli.configuration_page import page
from connector.cli.root import COMMANDS

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")])

#: ``connector COMMAND`` where a document shows it as something to type.
_TYPED = re.compile(r"`connector ([a-z]+)|^\$? ?connector ([a-z]+)|&& connector ([a-z]+)", re.MULTILINE)


def typed(text: str) -> set[str]:
    return {word for found in _TYPED.findall(text) for word in found if word}


def test_the_configuration_page_is_current() -> None:
    text = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
    assert text == page(), "run: python -m connector.cli.configuration_page > docs/configuration.md"


def test_every_command_is_in_the_readme() -> None:
    assert set(COMMANDS) <= typed((ROOT / "README.md").read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_every_command_that_a_document_names_exists(path: Path) -> None:
    assert typed(path.read_text(encoding="utf-8")) <= set(COMMANDS)


def headings(path: Path) -> set[str]:
    """The anchors of a page, as a Markdown reader makes them."""
    found = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in found}


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_of_a_document_leads_somewhere(path: Path) -> None:
    for target, anchor in re.findall(r"\]\(([^)#:\s]*)(?:#([^)]+))?\)", path.read_text(encoding="utf-8")):
        page = path.parent / target if target else path
        assert page.exists(), target
        assert not anchor or anchor in headings(page), f"{target}#{anchor}"


def test_every_document_can_be_reached_from_the_readme() -> None:
    reached, ahead = set(), [ROOT / "README.md"]
    while ahead:
        page = ahead.pop().resolve()
        if page not in reached:
            reached.add(page)
            links = re.findall(r"\]\(([^)#:\s]+\.md)", page.read_text(encoding="utf-8"))
            ahead += [page.parent / link for link in links]
    assert {path.resolve() for path in DOCUMENTS} <= reached


def test_every_test_that_the_promises_name_exists() -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", (ROOT / "docs" / "promises.md").read_text(encoding="utf-8"))
    assert len(named) > 20
    for file, test in named:
        assert re.search(rf"^def {test}\(", (ROOT / file).read_text(encoding="utf-8"), re.MULTILINE), f"{file}::{test}"


#: What the whole must survive, whichever way the work is done.
FAULTS = [
    "kill -9 after a page",
    "kill -9 after the commit of the plan",
    "kill -9 after the attempt is written and before the send",
    "kill -9 after the send and before the answer",
    "kill -9 after the answer and before settling",
    "kill -9 during a migration",
    "disk full",
    "read-only data folder",
    "clock set back a day",
    "store locked by another process",
    "two at once",
    "the far side returning yesterday's data",
    "a corrupted store file",
    "log file not writable",
]


def test_every_cell_of_the_fault_matrix_names_a_test_on_real_processes() -> None:
    page = (ROOT / "docs" / "promises.md").read_text(encoding="utf-8")
    _, _, told = page.partition("## The fault matrix")
    rows = [line.strip("|").split("|") for line in told.partition("\n## ")[0].splitlines() if line.startswith("|")]
    heading, _, *faults = [[cell.strip() for cell in row] for row in rows]
    assert heading == ["fault", "`sync`", "`reconcile --push`", "`daemon`"]
    assert [fault for fault, *_ in faults] == FAULTS
    for fault, *cells in faults:
        assert len(cells) == 3, fault
        for cell in cells:
            assert re.fullmatch(r"`tests/acceptance/\w+\.py::\w+`(, `tests/acceptance/\w+\.py::\w+`)*", cell), fault
