"""What an operator sees of a run while it lasts: on a terminal, in one line that leaves nothing behind."""

import os
import sys
from contextlib import contextmanager, suppress

import pytest

from connector.cli.progress import Stage, shown
from connector.cli.session import Session
from connector.observe.events import Event
from connector.observe.log import Log

STORY = [
    (Event.RUN_STARTED, {"link": "dau-tu", "waiting_before": 1, "in_doubt_before": 1}, "dau-tu: bắt đầu"),
    (Event.SIDE_PAGE, {"side": "paper", "rows": 40}, "dau-tu: đọc sổ giấy 40"),
    (Event.PULL_PAGE, {"rows": 200}, "dau-tu: đọc phần mềm chuyên ngành 200"),
    (Event.PULL_PAGE, {"rows": 150}, "dau-tu: đọc phần mềm chuyên ngành 350"),
    (Event.SIDE_READ, {"side": "source", "dossiers": 350}, "dau-tu: đọc phần mềm chuyên ngành 350"),
    (Event.SIDE_PAGE, {"side": "target", "rows": 30}, "dau-tu: đọc một cửa 30"),
    (Event.DOSSIERS_JUDGED, {"dossiers": 200}, "dau-tu: so các bên 200"),
    (Event.OUTBOX_QUEUED, {"count": 3}, "dau-tu: so các bên 200"),
    (Event.DELIVERY_SENT, {}, "dau-tu: gửi và đọc lại"),
    (Event.DELIVERY_VERIFIED, {}, "dau-tu: gửi và đọc lại 1/5"),
    (Event.DELIVERY_DEAD, {}, "dau-tu: gửi và đọc lại 2/5"),
    (Event.SYSTEM_DOWN, {"system": "onestop"}, "dau-tu: onestop không trả lời, đang hỏi lại 2/5"),
    (Event.DELIVERY_VERIFIED, {}, "dau-tu: gửi và đọc lại 3/5"),
    (Event.RUN_STARTED, {"link": "dat-dai"}, "dat-dai: bắt đầu"),
]


def test_a_run_is_told_stage_by_stage_with_its_counts():
    stage = Stage("vi")
    for event, fields, sentence in STORY:
        stage.hear(event, fields)
        assert stage.sentence == sentence
    assert stage.total is None


def test_it_is_told_in_english_too():
    stage = Stage("en")
    stage.hear(Event.RUN_STARTED, {"link": "investment"})
    stage.hear(Event.PULL_PAGE, {"rows": 7})
    assert stage.sentence == "investment: reading the source 7"


class _App:
    def __init__(self):
        self.lines = []
        self.log = Log.recording(self.lines)


@contextmanager
def standard_error(monkeypatch, stream):
    monkeypatch.setattr(sys, "stderr", stream)
    yield
    stream.flush()


def seen(monkeypatch, stream, **environment):
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    app = _App()
    with standard_error(monkeypatch, stream), shown(Session(lang="vi"), app):
        app.log.bind(link="dau-tu").say(Event.RUN_STARTED, kind="sync")
        app.log.bind(link="dau-tu").say(Event.PULL_PAGE, page=1, rows=12)
    app.log.say(Event.RUN_STARTED, kind="sync")  # nobody overhears what comes later
    assert [line["event"] for line in app.lines] == ["run.started", "pull.page", "run.started"]


def _all_of(terminal):
    """One call reads 4 KB at most: a busy machine takes long enough to show more than that."""
    with suppress(OSError):  # nobody holds the other end
        while some := os.read(terminal, 65536):
            yield some


def test_a_terminal_shows_it_and_is_left_as_it_was(monkeypatch):
    pty = pytest.importorskip("pty", reason="there is no pseudo terminal")
    ours, theirs = pty.openpty()
    with os.fdopen(theirs, "w") as terminal:
        seen(monkeypatch, terminal, TERM="xterm", COLUMNS="80")
    told = b"".join(_all_of(ours)).decode()
    os.close(ours)
    assert "dau-tu: đọc phần mềm chuyên ngành 12" in told
    assert told.endswith("\x1b[2K")  # the line is wiped


def test_nothing_is_shown_where_there_is_no_terminal_or_one_that_cannot_go_back(monkeypatch, tmp_path):
    class Dumb:
        def __init__(self, file):
            self.write, self.flush, self.isatty = file.write, file.flush, lambda: True

    with (tmp_path / "said").open("w", encoding="utf-8") as file:
        seen(monkeypatch, file, TERM="xterm")
        seen(monkeypatch, Dumb(file), TERM="dumb")
    assert (tmp_path / "said").read_text("utf-8") == ""
