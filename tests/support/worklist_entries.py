"""Entries of a worklist, and a life that only puts them: light enough to be killed again and again."""

from collections.abc import Callable
from pathlib import Path

from connector.adapters.worklist.entry import Entry
from connector.adapters.worklist.folder import Worklist
from connector.adapters.worklist.settings import ImportSettings
from connector.adapters.worklist.workbooks import books_of
from connector.domain.dossier import Dossier, Step
from connector.domain.status import Status
from connector.domain.times import parse_vn
from connector.ports import Reading

NOW = parse_vn("04/03/2026 09:30")


def entry(number: int) -> Entry:
    code = f"H13.22-260302-{number:04}"
    return Entry(
        code=code,
        asked_at=NOW,
        since=NOW,
        record=Dossier(code=code, status=Status.FINISHED, due_at=NOW),
        known=frozenset({"code", "status", "due_at"}),
        before=Reading(dossier=Dossier(code=code, status=Status.RECEIVED), readable=frozenset({"code", "status"})),
        tells=frozenset({"status"}),
        source=Dossier(code=code, department="Phòng Lao động"),
        steps=(Step(at=NOW, status=Status.FINISHED, officer="Cán Bộ A"),),
        row={"Mã hồ sơ": code},
    )


def put(number: int) -> Callable[[dict[str, Entry]], None]:
    def change(entries: dict[str, Entry]) -> None:
        entries[entry(number).code] = entry(number)

    return change


def worklist(folder: Path) -> Worklist:
    return Worklist(folder, books_of(ImportSettings(), {}))


def live(folder: Path) -> None:
    """Put one entry after the other, and say each that was answered, until killed."""
    made = worklist(folder)
    for number in range(1, 10_000):
        made.change(put(number))
        print(number, flush=True)  # noqa: T201  # it is another process: its output is what it can say
