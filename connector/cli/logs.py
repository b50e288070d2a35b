"""``connector logs``: read the log as a person."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import click

from connector.cli import output
from connector.cli.listing import NOTHING
from connector.cli.log_reading import LineFilter, follow, read_lines
from connector.cli.log_text import line_text, to_do
from connector.cli.opening import settings_of
from connector.cli.options import global_options, link_filter
from connector.cli.session import Session
from connector.cli.spoken import Choice, SpokenCommand, Text, option, unusable
from connector.domain.times import ZONE, parse_iso, parse_vn


class _Since(click.ParamType[datetime]):
    """A moment, or how long ago it was."""

    name = "2h|dd/MM/yyyy"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        from connector.settings.values import UnusableError, parse_duration  # noqa: PLC0415 - not needed for --help

        try:
            return datetime.now(ZONE) - parse_duration(str(value))
        except UnusableError:
            pass
        for parse in (parse_vn, parse_iso):
            try:
                return parse(str(value))
            except ValueError:
                continue
        told = Text("phải là khoảng như 2h hoặc ngày như 31/12/2026", "must be like 2h, or a day like 31/12/2026")
        raise unusable(told, param, ctx)


@click.command("logs", cls=SpokenCommand, text=Text("Đọc nhật ký bằng lời.", "Read the log as a person."))
@option("-f", "--follow", "following", is_flag=True, text=Text("Đọc tiếp khi có dòng mới.", "Go on as lines come."))
@option("--run", metavar="ID", text=Text("Chỉ lượt chạy này.", "This run only."))
@option("--dossier", metavar="CODE", text=Text("Chỉ hồ sơ này.", "This dossier only."))
@link_filter
@option(
    "--level",
    type=Choice(["debug", "info", "warning", "error"]),
    metavar="LEVEL",
    text=Text("Từ mức này trở lên: debug, info, warning, error.", "This level and worse: debug, info, warning, error."),
)
@option(
    "--event",
    metavar="NAME",
    text=Text(
        "Chỉ sự kiện này (clock.ahead), hoặc nhóm này (clock); tên ở docs/events.md.",
        "This event only (clock.ahead), or this group (clock); names in docs/events.md.",
    ),
)
@option(
    "--since",
    type=_Since(),
    metavar="WHEN",
    text=Text(
        "Từ lúc này (31/12/2026), hoặc trong khoảng này (2h).", "Since then (31/12/2026), or for that long (2h)."
    ),
)
@global_options
@click.pass_obj
def command(
    session: Session,
    following: bool,
    run: str | None,
    dossier: str | None,
    link: str | None,
    level: str | None,
    event: str | None,
    since: datetime | None,
) -> int:
    if following and session.json:
        told = Text("-f và --json không đi cùng nhau.", "-f and --json do not go together.")
        raise click.UsageError(told.told(session.language))
    wanted = LineFilter(run=run, dossier=dossier, link=link, level=level, event=event, since=since)
    file = settings_of(session).logs.file
    lines = follow(file, wanted) if following else read_lines(file, wanted)
    if session.json:
        output.document(lines=list(lines))
        return 0
    _print(session, lines)
    return 0


def _print(session: Session, lines: Iterator[dict[str, Any]]) -> None:
    """What to do stands once under the first of several lines of one sort."""
    before, told = None, False
    for line in lines:
        told = True
        output.result(line_text(line, session.language))
        advice = to_do(line, session.language)
        if advice is not None and line.get("event") != before:
            output.result(advice)
        before = line.get("event")
    if not told:
        output.tell(session, NOTHING)
