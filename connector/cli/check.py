"""``connector check``: load the settings, reach every side, map a sample; write nothing."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from connector.cli import output
from connector.cli.check_text import check_text, next_steps
from connector.cli.exits import ATTENTION, FAILED, OK
from connector.cli.opening import known_links, opened
from connector.cli.options import global_options, links_argument
from connector.cli.progress import shown
from connector.cli.session import Session
from connector.cli.spoken import SpokenCommand, Text

if TYPE_CHECKING:
    from connector.sync.checked import CheckReport


@click.command(
    "check",
    cls=SpokenCommand,
    text=Text(
        "Nạp cấu hình, hỏi thử mọi bên kể cả sổ giấy, ánh xạ thử một mẫu, đếm trong và ngoài phạm vi, "
        "cho xem năm hồ sơ đã che và điều người dân sẽ đọc; không ghi gì.\n\n"
        "Mã thoát: 0 tốt; 1 có điều phải xem; 2 có bên không trả lời được; 78 cấu hình sai.",
        "Load the settings, reach every side and witness, map a sample, count the scope, "
        "show five masked dossiers and what the public would read; write nothing.\n\n"
        "Exit code: 0 good; 1 something to look at; 2 a side could not be reached; 78 wrong configuration.",
    ),
)
@links_argument
@global_options
@click.pass_obj
def command(session: Session, links: Sequence[str]) -> int:
    with opened(session, writes=False) as app:
        with shown(session, app):
            reports = app.check(known_links(session, app, links))
        if session.json:
            output.document(checks=[_to_json(report, session.language) for report in reports])
        else:
            for report in reports:
                output.result(check_text(report, session.language, output.width()))
    return max((_code(report) for report in reports), default=OK)


def _code(report: "CheckReport") -> int:
    if not report.reachable:
        return FAILED
    return OK if report.ok else ATTENTION


def _to_json(report: "CheckReport", language: str) -> dict[str, Any]:
    shown: dict[str, Any] = {name: getattr(report, name) for name in _FIGURES}
    counts = {name: dict(getattr(report, name)) for name in _COUNTS}
    lists = {name: [asdict(each) for each in getattr(report, name)] for name in _LISTS}
    next_ = [step.told(language) for step in next_steps(report)]
    return {"link": report.link, "ok": report.ok and report.reachable} | shown | counts | lists | {"next": next_}


_FIGURES = (
    *("mode", "source_reachable", "target_reachable", "target_writable"),
    *("sample_size", "mapped", "rejected", "in_scope", "out_of_scope", "untold", "uncatalogued"),
)
_COUNTS = ("told", "unknown_values", "unknown_on_target", "requests")
_LISTS = ("problems", "rejections", "witnesses", "samples")
