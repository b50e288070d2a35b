"""``connector rejections``: rows of the source and of paper that could not be read; each is gone when read well."""

from collections.abc import Sequence

import click

from connector.cli.listing import show_rows
from connector.cli.opening import Unmask, known_links
from connector.cli.options import global_options, links_argument, unmask_options
from connector.cli.session import Session
from connector.cli.spoken import SpokenCommand, Text
from connector.cli.tables import Column, day

COLUMNS = (
    Column("id", Text("ID", "ID")),
    Column("link", Text("Luồng", "Link")),
    Column("where", Text("Ở đâu", "Where"), wraps=True),
    Column("reason", Text("Vì sao", "Why"), wraps=True),
    Column("raw", Text("Dòng gốc", "Raw row"), wraps=True),
    Column("first_seen", Text("Từ ngày", "Since"), day),
)


@click.command(
    "rejections",
    cls=SpokenCommand,
    text=Text(
        "Dòng không đọc được, của phần mềm chuyên ngành hay trên giấy: ở đâu, vì sao, dòng gốc đã che. Đọc được thì tự "
        "hết.",
        "Rows that could not be read, of the source or on paper: where, why, the masked row. Gone when read well.",
    ),
)
@links_argument
@unmask_options
@global_options
@click.pass_obj
def command(session: Session, links: Sequence[str], unmask: bool, by: str | None, reason: str | None) -> int:
    asked = Unmask(unmask, by, reason)
    asked.check(session)
    with asked.opened(session) as app:
        shown = asked.apply(app, "rejections", app.desk.rejections(known_links(session, app, links)))
        show_rows(session, "rejections", shown, COLUMNS)
    return 0
