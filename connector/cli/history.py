"""``connector history CODE``: one dossier on every side, oldest first."""

import click

from connector.cli.listing import show_rows
from connector.cli.opening import Unmask, opened
from connector.cli.options import global_options, unmask_options
from connector.cli.session import Session
from connector.cli.spoken import SpokenCommand, Text
from connector.cli.tables import Column, moment

COLUMNS = (
    Column("at", Text("Lúc", "When"), moment),
    Column("link", Text("Luồng", "Link")),
    Column("what", Text("Việc", "What"), wraps=True),
    Column("detail", Text("Chi tiết", "Detail"), wraps=True),
    Column("run", Text("Lượt chạy", "Run"), wraps=True),
)


@click.command(
    "history",
    cls=SpokenCommand,
    text=Text(
        "Một hồ sơ ở mọi bên: bên nào nói gì, lúc nào, đã gửi gì, lượt chạy nào, ai quyết định.",
        "One dossier on every side: what each said, when, what was sent, by which run, who decided.",
    ),
)
@click.argument("code", metavar="MÃ_HỒ_SƠ")
@unmask_options
@global_options
@click.pass_obj
def command(session: Session, code: str, unmask: bool, by: str | None, reason: str | None) -> int:
    asked = Unmask(unmask, by, reason)
    asked.check(session)
    with opened(session) as app:
        shown = asked.apply(app, "history", app.desk.history(code))
    show_rows(session, "history", shown, COLUMNS)
    return 0
