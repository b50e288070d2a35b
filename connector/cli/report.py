"""``connector report``: the figures of the last reconcile, each ratio with what is divided by what."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

import click

from connector.cli import output
from connector.cli.exits import ATTENTION, OK
from connector.cli.opening import known_links, opened
from connector.cli.options import global_options, links_argument
from connector.cli.session import Session
from connector.cli.spoken import Choice, Day, SpokenCommand, Text, option

if TYPE_CHECKING:
    from connector.report.data import ReportData
    from connector.report.figures import Dimension

_NEVER = Text(
    "Chưa có số liệu đối chiếu của kỳ này, nên chưa có gì để báo cáo. Đối chiếu kỳ ấy trước: connector reconcile",
    "This period was not reconciled yet, so there is nothing to report. Reconcile it first: connector reconcile",
)


@click.command(
    "report",
    cls=SpokenCommand,
    text=Text(
        "Số liệu của các lượt đối chiếu: mỗi tỷ lệ kèm tử số, mẫu số và cách tính; quá hạn do đâu.\n\n"
        "Mã thoát: 0 có số liệu; 1 chưa đối chiếu lần nào.",
        "The figures of the reconciles: each ratio with its numerator, denominator and formula; whose delays.\n\n"
        "Exit code: 0 there are figures; 1 nothing was reconciled yet.",
    ),
)
@links_argument
@option("--since", type=Day(), metavar="01/12/2026", text=Text("Tiếp nhận từ ngày này.", "Received from this day on."))
@option(
    "--until", type=Day(), metavar="31/12/2026", text=Text("Tiếp nhận đến hết ngày này.", "Received up to this day.")
)
@option(
    "--by",
    "dimension",
    type=Choice(["division", "procedure", "officer", "month"]),
    text=Text(
        "Thêm bảng theo: division (phòng, đơn vị), procedure (thủ tục), officer (cán bộ), month (tháng tiếp nhận).",
        "Add a table by division, procedure, officer or month of receipt.",
    ),
)
@global_options
@click.pass_obj
def command(
    session: Session, links: Sequence[str], since: date | None, until: date | None, dimension: "Dimension | None"
) -> int:
    if since is not None and until is not None and until < since:
        told = Text("--until phải không trước --since.", "--until must not be before --since.")
        raise click.UsageError(told.told(session.language))
    with opened(session, writes=False) as app:
        names = known_links(session, app, links)
        data = app.report(names, since=since, until=until, by=(dimension,) if dimension else ())
        if session.json:
            _print_document(data, session.language)
        elif data.as_of is None:
            output.tell(session, _NEVER)
        else:
            _print_text(data, session.language)
    return ATTENTION if data.as_of is None else OK


def _print_document(data: "ReportData", language: str) -> None:
    from connector.report.document import delay_row, figures_document  # noqa: PLC0415 - not needed for --help

    delays = [delay_row(placed, language) for placed in data.delays()]
    output.document(report=figures_document(data, language), delays=delays)


def _print_text(data: "ReportData", language: str) -> None:
    from connector.cli.report_text import report_text  # noqa: PLC0415 - not needed for --help

    output.result("\n".join(report_text(data, language, output.width())))
