"""``connector history CODE``: one dossier on every side, oldest first."""

from collections.abc import Iterator
from typing import Any

import click

from connector.cli.labels import FIELDS, HAPPENINGS, label
from connector.cli.listing import show_rows
from connector.cli.opening import Unmask
from connector.cli.options import global_options, unmask_options
from connector.cli.run_text import kind_label
from connector.cli.session import Session
from connector.cli.spoken import SpokenCommand, Text, counted
from connector.cli.tables import Column, Row, moment, sentence
from connector.domain.status import Status

COLUMNS = (
    Column("at", Text("Lúc", "When"), moment),
    Column("link", Text("Luồng", "Link")),
    Column("what", Text("Việc", "What"), wraps=True),
    Column("detail", Text("Chi tiết", "Detail"), wraps=True, least=20),
    Column("run", Text("Lượt chạy", "Run")),
)


def _readable(event: Row, language: str) -> dict[str, Any]:
    """One happening as a line of the table."""
    return {
        "at": event["at"],
        "link": event["link"],
        "what": label(HAPPENINGS, event["what"], language),
        "detail": "; ".join(_details(event, language)),
        "run": event.get("run"),
    }


def _details(event: Row, language: str) -> Iterator[str]:
    if event.get("status") is not None:
        yield Status(event["status"]).told(language)
    if event.get("kind"):
        yield kind_label(event["kind"], language)
        yield from _sides(event, language)
    elif event.get("fields"):
        yield ", ".join(label(FIELDS, name, language) for name in event["fields"])
    if event.get("steps"):
        yield Text(f"{event['steps']} bước tiến độ", counted(event["steps"], "step")).told(language)
    if event.get("by"):
        yield Text(f"người quyết định: {event['by']}", f"decided by {event['by']}").told(language)
    yield from (sentence(event[name], language) for name in ("reason", "error") if event.get(name))


def _sides(event: Row, language: str) -> Iterator[str]:
    name = label(FIELDS, event["field"], language) if event.get("field") else ""
    if name and event.get("source") is None and event.get("target") is None:
        yield name
        return
    sides = [sentence(event.get(side), language) for side in ("source", "target")]
    if name:
        told = Text(
            f"{name}: chuyên ngành {sides[0]}, một cửa {sides[1]}", f"{name}: source {sides[0]}, target {sides[1]}"
        )
        yield told.told(language)


@click.command(
    "history",
    cls=SpokenCommand,
    text=Text(
        "Một hồ sơ ở mọi bên: bên nào nói gì, lúc nào, đã gửi gì, lượt chạy nào, ai quyết định.",
        "One dossier on every side: what each said, when, what was sent, by which run, who decided.",
    ),
)
@click.argument("code", metavar="CODE")
@unmask_options
@global_options
@click.pass_obj
def command(session: Session, code: str, unmask: bool, by: str | None, reason: str | None) -> int:
    asked = Unmask(unmask, by, reason)
    asked.check(session)
    with asked.opened(session) as app:
        shown = asked.apply(app, "history", app.desk.history(code))
        if not session.json:
            shown = [_readable(event, session.language) for event in shown]
        nothing = Text(
            f"Chưa đọc được hồ sơ nào mang mã {code}. Mã cũ, mã mới, số khác đều tìm được; xem lại cách viết.",
            f"No dossier with the code {code} was read yet. Old, new and other numbers are found too; look at its "
            "spelling.",
        )
        show_rows(session, "history", shown, COLUMNS, nothing=nothing)
    return 0
