"""Every chapter of the handbook, played in an office: each command ends as the chapter says, each screen is current."""

import os
import re
from pathlib import Path

import pytest

from connector.daemon.alerts.causes import Watched, causes
from connector.daemon.alerts.digest import Cases, Share, digest_lines
from connector.domain.mismatch import Kind
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


def test_the_messages_of_the_first_chapter_are_those_that_are_sent() -> None:
    chapter = CHAPTERS[0]
    written = chapter.read_text(encoding="utf-8")
    now = _MESSAGES.sub(lambda found: f"{found[1]}{_messages()}{found[3]}", written)
    if os.environ.get("UPDATE_SNAPSHOTS"):
        chapter.write_text(now, encoding="utf-8")
    else:
        assert now == written, "the handbook shows other messages; if wanted: UPDATE_SNAPSHOTS=1"


_MESSAGES = re.compile(r"(<!-- bản tổng hợp -->\n\n```text\n)(.*?)(```)", re.DOTALL)


def _messages() -> str:
    """One morning's digest, as Vietnamese mail has it."""
    link = {"link": "dau-tu", "held": 3, "dead": 1, "mismatches": 6, "rejections": 1}
    link |= {"last_reconcile": "2026-01-19T01:31:00+07:00"}
    down = {
        "system": "onestop",
        "up": False,
        "reason": "Máy chủ từ chối kết nối.",
        "since": "2026-01-19T05:10:00+07:00",
    }
    watched = Watched(links=[], freshness={}, systems=[down], systems_of={"dau-tu": frozenset({"onestop"})})
    share = Share(agree=1412, union=1430, due_today=("H13.22-260105-0001",), overdue=("H13.22-260102-0003",))
    cases = Cases(new={Kind.TARGET_BEHIND: 2, Kind.RECEIVED_AT_DIFFERS: 1}, overdue=1)
    troubles = [cause.told.vi for cause in causes(watched).values()]
    return "".join(f"{line}\n" for line in digest_lines([link], share, cases, troubles, english=False))


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
