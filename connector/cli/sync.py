"""``connector sync``: one incremental run per link, now."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import click

from connector.cli import output
from connector.cli.exits import exit_code
from connector.cli.opening import known_links, opened, settings_of
from connector.cli.options import global_options, links_argument
from connector.cli.progress import shown
from connector.cli.run_text import run_document, run_text
from connector.cli.session import Session
from connector.cli.spoken import SpokenCommand, Text, option, unusable
from connector.domain.errors import ConfigurationError, ConnectorError
from connector.domain.run import RunError, RunKind, RunSummary
from connector.domain.times import ZONE


class _Duration(click.ParamType[timedelta]):
    name = "30s|15m|6h|3d"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> timedelta:
        from connector.settings.values import UnusableError, parse_duration  # noqa: PLC0415 - not needed for --help

        try:
            return value if isinstance(value, timedelta) else parse_duration(str(value))
        except UnusableError as error:
            raise unusable(Text(error.vi, error.en), param, ctx) from error


@click.command(
    "sync",
    cls=SpokenCommand,
    text=Text(
        "Chạy ngay một lượt đồng bộ cho mỗi luồng (mặc định: mọi luồng).\n\n"
        "Mã thoát: 0 đã gửi và kiểm chứng hết; 1 còn việc phải xem; 2 có luồng không chạy được.",
        "One incremental run per link, now (by default: every link).\n\n"
        "Exit code: 0 all sent and verified; 1 something to look at; 2 a link could not run.",
    ),
)
@links_argument
@option(
    "--wait",
    type=_Duration(),
    default="10s",
    metavar="10s",
    text=Text(
        "Chờ các lần thử lại đến hạn trong khoảng này; mặc định 10s.",
        "Follow retries that fall due within this time; by default 10s.",
    ),
)
@global_options
@click.pass_obj
def command(session: Session, links: Sequence[str], wait: timedelta) -> int:
    summaries = _runs(session, links, wait)
    if session.json:
        output.document(runs=[run_document(summary, session.language) for summary in summaries])
    else:
        for summary in summaries:
            output.result(run_text(summary, session.language, output.width()))
    return exit_code(summaries)


def _runs(session: Session, links: Sequence[str], wait: timedelta) -> Sequence[RunSummary]:
    """One summary per link, also when nothing could be opened: a link that could not start has failed."""
    try:
        with opened(session) as app, shown(session, app):
            return app.sync(known_links(session, app, links), wait=wait)
    except ConfigurationError:
        raise
    except ConnectorError as error:
        return not_started(session, links, error, kind="sync")


def not_started(session: Session, links: Sequence[str], error: ConnectorError, *, kind: RunKind) -> list[RunSummary]:
    """A summary for each link asked for, or each there is, that could not start; why is said once, for all of them."""
    output.complain(session, error.what, where=error.where, do=error.do)
    now = datetime.now(ZONE)
    told = RunError(what=error.what, where=error.where, do=error.do)
    return [
        RunSummary(run="", link=link, kind=kind, started_at=now, finished_at=now, error=told)
        for link in links or settings_of(session).links
    ]
