"""Every chapter of the handbook, played in an office: each command ends as the chapter says, each screen is current."""

import os
from pathlib import Path

import pytest

from support.documents import blocks, commands, play
from support.handbook_office import HandbookOffice

ROOT = Path(__file__).parents[2]
CHAPTERS = sorted((ROOT / "docs" / "handbook").glob("*.md"))


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda path: path.stem)
def test_a_chapter_does_what_it_says(chapter: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written = chapter.read_text(encoding="utf-8")
    with HandbookOffice(tmp_path, monkeypatch) as office:
        now = play(written, office)
    if os.environ.get("UPDATE_SNAPSHOTS"):
        chapter.write_text(now, encoding="utf-8")
    else:
        assert now == written, f"{chapter.name} shows other screens; if wanted: UPDATE_SNAPSHOTS=1"


def test_the_handbook_shows_every_screen_an_operator_lives_with() -> None:
    shown = {
        line.split()[1]
        for chapter in CHAPTERS
        for block in blocks(chapter.read_text(encoding="utf-8"))
        if block.language == "console"
        for line in commands(block)
    }
    screens = {
        "status",
        "mismatches",
        "holds",
        "deadletters",
        "history",
        "logs",
        "check",
        "plan",
        "reconcile",
        "report",
    }
    assert screens <= shown
