"""docs/promises.md lists every mutant with what it breaks and the test that notices."""

from collections.abc import Iterator
from pathlib import Path

from mutants import test_mutants_of_judging as judging
from mutants import test_mutants_of_reading as reading
from mutants import test_mutants_of_reconciling as reconciling
from mutants import test_mutants_of_remembering as remembering
from mutants import test_mutants_of_sending as sending

PAGE = Path(__file__).parents[2] / "docs" / "promises.md"


def lines() -> Iterator[str]:
    yield "| mutant | what it breaks | killed by |"
    yield "|---|---|---|"
    for room in (reading, judging, sending, remembering, reconciling):
        for mutant, scenario in room.MUTANTS:
            broken = " ".join((mutant.__doc__ or "").split())
            yield f"| `{mutant.__name__}` | {broken} | `{scenario.name}` |"


def table() -> str:
    return "\n".join(dict.fromkeys(lines())) + "\n"


def test_the_page_of_promises_lists_every_mutant() -> None:
    assert table() in PAGE.read_text(encoding="utf-8"), f"the table in docs/promises.md must read:\n\n{table()}"


def test_no_mutant_is_left_out_of_the_table() -> None:
    for room in (reading, judging, sending, remembering, reconciling):
        listed = {mutant.__name__ for mutant, _ in room.MUTANTS}
        takes_a_patch = {
            name
            for name, value in vars(room).items()
            if getattr(value, "__annotations__", {}).keys() == {"patch", "return"} and not name.startswith("_")
        }
        assert takes_a_patch == listed
