"""``connector reconcile``: everything in scope compared on every side."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from connector.cli import output
from connector.cli.exits import ATTENTION, FAILED, exit_code
from connector.cli.opening import Unmask, known_links, opened
from connector.cli.options import global_options, links_argument, unmask_options
from connector.cli.progress import shown
from connector.cli.run_text import run_document, run_text
from connector.cli.session import Session
from connector.cli.spoken import Day, SpokenCommand, Text, option
from connector.cli.sync import not_started
from connector.domain.errors import ConfigurationError, ConnectorError
from connector.domain.run import RunSummary

if TYPE_CHECKING:
    from connector.cli.app import App
    from connector.sync.reconcile import ReconcileRequest


@click.command(
    "reconcile",
    cls=SpokenCommand,
    text=Text(
        "Đối chiếu toàn bộ hồ sơ trong phạm vi ở mọi bên, kể cả giấy (mặc định: mọi luồng).\n\n"
        "Không có --push thì không lập việc và không gửi gì. Mã thoát: 0 khớp hoặc chỉ còn lệch đã biết; 1 có lệch "
        "mới, việc chưa xong hoặc không kết luận được; 2 có luồng không chạy được.",
        "Compare everything in scope on every side, paper included (by default: every link).\n\n"
        "Without --push nothing is planned and nothing sent. Exit code: 0 agreed or only known mismatches; 1 new "
        "mismatches, work left, or nothing could be concluded; 2 a link could not run.",
    ),
)
@links_argument
@option("--since", type=Day(), metavar="01/12/2026", text=Text("Tiếp nhận từ ngày này.", "Received from this day on."))
@option(
    "--until", type=Day(), metavar="31/12/2026", text=Text("Tiếp nhận đến hết ngày này.", "Received up to this day.")
)
@option(
    "--dossier",
    "dossiers",
    multiple=True,
    metavar="CODE",
    text=Text("Chỉ hồ sơ này; lặp lại được.", "This dossier only; may be given several times."),
)
@option(
    "--paper",
    "papers",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    text=Text(
        "Thêm một sổ giấy cho lượt này; lặp lại được.", "Add a paper register for this run; may be given several times."
    ),
)
@option(
    "--push",
    is_flag=True,
    text=Text("Gửi những gì quy tắc cho phép.", "Send what the rules allow."),
)
@option(
    "--report",
    type=click.Path(path_type=Path),
    metavar="FILE",
    text=Text("Ghi báo cáo: .xlsx, .csv, .json hoặc .html.", "Write a report: .xlsx, .csv, .json or .html."),
)
@option(
    "--strict",
    is_flag=True,
    text=Text("Mã thoát 1 khi còn bất kỳ lệch hay việc chờ duyệt nào.", "Exit with 1 on any open mismatch or hold."),
)
@unmask_options
@global_options
@click.pass_obj
def command(  # noqa: PLR0913  # the options of the contract, each by its name
    session: Session,
    links: Sequence[str],
    *,
    since: date | None,
    until: date | None,
    dossiers: Sequence[str],
    papers: Sequence[Path],
    push: bool,
    report: Path | None,
    strict: bool,
    unmask: bool,
    by: str | None,
    reason: str | None,
) -> int:
    asked = Unmask(unmask, by, reason)
    _check(session, since, until, report, asked)
    from connector.sync.reconcile import ReconcileRequest  # noqa: PLC0415 - not needed for --help

    request = ReconcileRequest(since=since, until=until, dossiers=tuple(dossiers), push=push)
    wanted = None if report is None else _Report(report, asked)
    summaries, code = _reconciled(session, links, request, papers, wanted, strict=strict)
    if session.json:
        output.document(runs=[run_document(summary, session.language) for summary in summaries])
    else:
        for summary in summaries:
            output.result(run_text(summary, session.language, output.width()))
    return code


@dataclass(frozen=True, slots=True)
class _Report:
    """Where the report goes, and whether it may show personal data."""

    path: Path
    unmask: Unmask


def _check(session: Session, since: date | None, until: date | None, report: Path | None, unmask: Unmask) -> None:
    """Refuse what can be refused before hours of work."""
    unmask.check(session)
    if unmask.wanted and report is None:
        told = Text("--unmask chỉ dùng cùng --report.", "--unmask goes with --report only.")
        raise click.UsageError(told.told(session.language))
    if since is not None and until is not None and until < since:
        told = Text("--until phải không trước --since.", "--until must not be before --since.")
        raise click.UsageError(told.told(session.language))
    if report is not None:
        from connector.report.writing import check_path  # noqa: PLC0415 - not needed for --help

        try:
            check_path(report)
        except ConnectorError as error:
            raise click.UsageError(f"--report: {error.what} {error.do}") from error


def _reconciled(
    session: Session,
    links: Sequence[str],
    request: "ReconcileRequest",
    papers: Sequence[Path],
    report: _Report | None,
    *,
    strict: bool,
) -> tuple[Sequence[RunSummary], int]:
    """One summary per link, also when nothing could be opened, and the exit code with the report's own fate."""
    try:
        with opened(session) as app:
            names = known_links(session, app, links)
            with shown(session, app):
                summaries = app.reconcile(names, request, papers=papers)
            code = exit_code(summaries, strict=strict)
            if strict and _anything_open(app, names):
                code = max(code, ATTENTION)
            if report is not None and not _written(session, app, report, names, request):
                code = FAILED
            return summaries, code
    except ConfigurationError:
        raise
    except ConnectorError as error:
        summaries = not_started(session, links, error, kind="reconcile")
        return summaries, exit_code(summaries)


def _anything_open(app: "App", links: Sequence[str]) -> bool:
    return bool(app.desk.mismatches(links) or app.desk.holds(links))


def _written(session: Session, app: "App", report: _Report, links: Sequence[str], request: "ReconcileRequest") -> bool:
    from connector.observe.events import Event  # noqa: PLC0415 - not needed for --help

    asked, days = report.unmask, {"since": request.since, "until": request.until}
    if asked.wanted:
        app.log.say(Event.UNMASK_USED, command="reconcile --report", by=asked.by, reason=asked.reason)
    try:
        app.write_report(report.path, links, **days, unmasked=asked.wanted, language=session.language)
    except ConnectorError as error:
        output.complain(session, error.what, where=error.where, do=error.do)
        return False
    output.talk(session, Text(f"Đã ghi báo cáo: {report.path}", f"Report written: {report.path}"))
    return True
