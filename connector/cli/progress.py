"""How far a run has come, on one line of the operator's terminal while it lasts; nowhere else, and nothing stays."""

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from threading import Lock
from typing import TYPE_CHECKING, Any

from connector.cli.spoken import Text

if TYPE_CHECKING:
    from connector.cli.app import App
    from connector.cli.session import Session

_SETTLED = frozenset({"delivery.verified", "delivery.dead", "delivery.held", "delivery.superseded"})

_SIDES = {
    "source": Text("đọc phần mềm chuyên ngành", "reading the source"),
    "target": Text("đọc một cửa", "reading the target"),
    "paper": Text("đọc sổ giấy", "reading paper"),
}
_JUDGED = Text("so các bên", "comparing the sides")
_SENT = Text("gửi và đọc lại", "sending and reading back")
_BEGINS = Text("bắt đầu", "beginning")
_DOWN = Text("{0} không trả lời, đang hỏi lại", "{0} does not answer, asking again")


class Stage:
    """What a run is at, as its events tell: pure, so that it can be told without a terminal."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._turn = Lock()
        self._begin("")

    def _begin(self, link: str) -> None:
        self._link = link
        self._what = _BEGINS.told(self._language)
        self._doing = ""
        self.done = 0
        self.total: int | None = None  #: None where nobody can know
        self._owed = 0

    @property
    def sentence(self) -> str:
        counted = f" {self.done}" if self.total is None else f" {self.done}/{self.total}"
        return f"{self._link}: {self._what}{counted if self.done else ''}"

    def hear(self, event: str, fields: Mapping[str, Any]) -> None:
        with self._turn:
            self._hear(event, fields)

    def _hear(self, event: str, fields: Mapping[str, Any]) -> None:
        match event:
            case "run.started":
                self._begin(str(fields.get("link", "")))
                self._owed = int(fields.get("waiting_before", 0)) + int(fields.get("in_doubt_before", 0))
            case "pull.page":
                self._at("source", _SIDES["source"], int(fields.get("rows", 0)))
            case "side.page":
                side = str(fields["side"])
                self._at(side, _SIDES[side], int(fields["rows"]))
            case "dossiers.judged":
                self._at("judged", _JUDGED, int(fields["dossiers"]))
            case "outbox.queued":
                self._owed += int(fields["count"])
            case "system.down":
                self._what = _DOWN.told(self._language).format(fields.get("system", ""))
            case _ if event.startswith("delivery."):
                self._at("sent", _SENT, int(event in _SETTLED))
                self.total = max(self._owed, self.done)

    def _at(self, doing: str, what: Text, more: int) -> None:
        if doing != self._doing:
            self._doing, self.done, self.total = doing, 0, None
        self._what = what.told(self._language)
        self.done += more


@contextmanager
def shown(session: "Session", app: "App") -> Iterator[None]:
    """Show it while the context lasts, where somebody can see it: standard error is a terminal that can go back."""
    if not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        yield
        return
    from rich.console import Console  # noqa: PLC0415 - only where it is seen
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn  # noqa: PLC0415

    stage = Stage(session.language)
    columns = (
        SpinnerColumn("line"),  # no letter of it is missing on any console
        TextColumn("{task.description}", markup=False),
        BarColumn(20),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True, redirect_stdout=False) as bar:
        task = bar.add_task("", total=None)

        def hear(event: str, fields: Mapping[str, Any]) -> None:
            stage.hear(event, fields)
            bar.tasks[0].total = stage.total  # to "update" None means what it was
            bar.update(task, description=stage.sentence, completed=stage.done)

        with app.log.overheard(hear):
            yield
