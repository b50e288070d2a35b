"""``connector check``: load the settings, reach every side, map a sample; write nothing."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from connector.cli import output
from connector.cli.exits import ATTENTION, FAILED, OK
from connector.cli.opening import known_links, opened
from connector.cli.options import global_options, links_argument
from connector.cli.session import Session
from connector.cli.spoken import SpokenCommand, Text
from connector.cli.tables import paragraph, plain

if TYPE_CHECKING:
    from connector.sync.check import CheckReport


@click.command(
    "check",
    cls=SpokenCommand,
    text=Text(
        "Nạp cấu hình, hỏi thử mọi hệ thống, ánh xạ thử một mẫu, đếm trong và ngoài phạm vi; không ghi gì.\n\n"
        "Mã thoát: 0 tốt; 1 có điều phải xem; 2 có hệ thống không trả lời được; 78 cấu hình sai.",
        "Load the settings, reach every side, map a sample, count the scope; write nothing.\n\n"
        "Exit code: 0 good; 1 something to look at; 2 a side could not be reached; 78 wrong configuration.",
    ),
)
@links_argument
@global_options
@click.pass_obj
def command(session: Session, links: Sequence[str]) -> int:
    with opened(session, writes=False) as app:
        reports = app.check(known_links(session, app, links))
        if session.json:
            output.document(checks=[_to_json(report) for report in reports])
        else:
            for report in reports:
                output.result(_to_text(report, session.language, output.width()))
    return max((_code(report) for report in reports), default=OK)


def _code(report: "CheckReport") -> int:
    if not (report.source_reachable and report.target_reachable):
        return FAILED
    return OK if report.ok and not report.unknown_values else ATTENTION


def _to_json(report: "CheckReport") -> dict[str, Any]:
    shown: dict[str, Any] = {name: getattr(report, name) for name in _FIGURES}
    problems = [asdict(problem) for problem in report.problems]
    counts = {"unknown_values": dict(report.unknown_values), "requests": dict(report.requests)}
    return {"link": report.link, "ok": report.ok, "problems": problems} | shown | counts


_FIGURES = (
    *("source_reachable", "target_reachable", "target_writable"),
    *("sample_size", "mapped", "rejected", "in_scope", "out_of_scope"),
)


def _to_text(report: "CheckReport", language: str, width: int) -> str:
    def lines(vi: str, en: str, indent: str = "  ") -> str:
        return paragraph(Text(vi, en).told(language), width=width, indent=indent)

    verdict = Text("tốt", "good") if _code(report) == OK else Text("có điều phải xem", "something to look at")
    colour = "green" if _code(report) == OK else "red"
    source, target = plain(report.source_reachable, language), plain(report.target_reachable, language)
    parts = [
        f"{output.coloured(report.link, 'bold')}: {output.coloured(verdict.told(language), colour)}",
        lines(
            f"Chuyên ngành trả lời: {source}; một cửa trả lời: {target}", f"Source reached: {source}; target: {target}"
        ),
        lines(
            f"Mẫu {report.sample_size} dòng: đọc được {report.mapped}, không đọc được {report.rejected}; "
            f"trong phạm vi {report.in_scope}, ngoài phạm vi {report.out_of_scope}",
            f"Sample of {report.sample_size} rows: mapped {report.mapped}, rejected {report.rejected}; "
            f"in scope {report.in_scope}, out of scope {report.out_of_scope}",
        ),
    ]
    if not report.target_writable:
        parts.append(
            lines("Một cửa chỉ đọc được: không ghi gì vào đó", "The target can only be read: nothing is written to it")
        )
    for words, count in report.unknown_values.items():
        parts.append(lines(f"Giá trị chưa có nghĩa: {words} ({count} dòng)", f"Unknown value: {words} ({count} rows)"))
    for problem in report.problems:
        parts.append(lines(f"✗ {problem.what}", f"✗ {problem.what}"))
        if problem.where:
            parts.append(lines(f"Ở đâu: {problem.where}", f"Where: {problem.where}", "    "))
        if problem.do:
            parts.append(lines(f"Cần làm: {problem.do}", f"To do: {problem.do}", "    "))
    return "\n".join(parts)
