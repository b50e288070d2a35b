"""``connector plan``: what a sync would do now, and why; nothing is written anywhere."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from connector.cli import output
from connector.cli.exits import ATTENTION, FAILED, OK
from connector.cli.labels import CATEGORIES, FIELDS, RULES, label
from connector.cli.opening import known_links, opened
from connector.cli.options import global_options, links_argument
from connector.cli.progress import shown
from connector.cli.run_text import kind_label
from connector.cli.session import Session
from connector.cli.spoken import SpokenCommand, Text, counted
from connector.cli.tables import Column, paragraph, table
from connector.domain.english import in_english, said_in

if TYPE_CHECKING:
    from connector.domain.run import RunError
    from connector.sync.plan import PlannedRow, PlanReport


@click.command(
    "plan",
    cls=SpokenCommand,
    text=Text(
        "Cho biết một lượt đồng bộ sẽ làm gì bây giờ và vì sao; không ghi gì ở đâu.\n\n"
        "Mã thoát: 0 không có việc; 1 sẽ có việc; 2 có luồng không lập được.",
        "What a sync would do now, and why; write nothing anywhere.\n\n"
        "Exit code: 0 nothing to do; 1 it would act; 2 a link could not be planned.",
    ),
)
@links_argument
@global_options
@click.pass_obj
def command(session: Session, links: Sequence[str]) -> int:
    with opened(session, writes=False) as app:
        with shown(session, app):
            reports = app.plan(known_links(session, app, links))
        if session.json:
            output.document(plans=[_to_json(report) for report in reports])
        else:
            for report in reports:
                output.result(_to_text(report, session.language, output.width()))
    return max((_code(report) for report in reports), default=OK)


def _code(report: "PlanReport") -> int:
    if report.error is not None:
        return FAILED
    return ATTENTION if report.would_act else OK


def _to_json(report: "PlanReport") -> dict[str, Any]:
    return {
        "link": report.link,
        "error": report.error and asdict(report.error),
        "would_act": report.would_act,
        "waiting": report.waiting,
        "revived": report.revived,
        "brake": report.brake and asdict(report.brake),
        "counts": dict(report.counts),
        "rows": [dict(row) for row in report.rows],
    }


def _to_text(report: "PlanReport", language: str, width: int) -> str:
    def lines(vi: str, en: str) -> str:
        return paragraph(Text(vi, en).told(language), width=width, indent="  ")

    parts = [output.coloured(report.link, "bold")]
    if report.error is not None:
        error = report.error
        parts += [lines(f"{name.vi}: {text}", f"{name.en}: {in_english(text)}") for name, text in _about(error) if text]
        return "\n".join(parts)
    counts = ", ".join(f"{label(CATEGORIES, name, language)} {count}" for name, count in report.counts.items() if count)
    parts.append(lines(f"Đọc được: {counts or 'không có gì mới'}", f"Read: {counts or 'nothing new'}"))
    if report.waiting:
        parts.append(lines(f"Đang chờ gửi từ trước: {report.waiting}", f"Waiting from before: {report.waiting}"))
    if report.revived:
        parts.append(
            lines(
                f"Được cho gửi hoặc xét lại, sẽ gửi: {report.revived}",
                f"Released or judged again, to be sent: {report.revived}",
            )
        )
    if report.brake is not None:
        why = report.brake.reason
        parts.append(lines(f"Phanh sẽ giữ lại: {why}", f"A brake would hold it: {in_english(why)}"))
    if report.rows:
        shown = [_row(row, language) for row in report.rows]
        parts += ["", table(_COLUMNS, shown, language=language, width=width)]
    return "\n".join(parts)


def _about(error: "RunError") -> tuple[tuple[Text, str], ...]:
    return (
        (Text("Lỗi", "Error"), error.what),
        (Text("Ở đâu", "Where"), error.where),
        (Text("Cần làm", "To do"), error.do),
    )


_COLUMNS = (
    Column("code", Text("Mã hồ sơ", "Code")),
    Column("what", Text("Sẽ làm", "Would be")),
    Column("parts", Text("Nội dung", "Content"), wraps=True),
    Column("why", Text("Vì sao", "Why"), wraps=True, least=20),
)


def _row(row: "PlannedRow", language: str) -> dict[str, str]:
    parts = [label(FIELDS, name, language) for name in row["fields"] if name != "steps"]
    if row["create"]:
        parts = [Text("tạo hồ sơ mới", "create the dossier").told(language)]
    if row["steps"]:
        parts.append(Text(f"{row['steps']} bước tiến độ", counted(row["steps"], "step")).told(language))
    reasons = [kind_label(kind, language) for kind in row["kinds"]]
    if row["rule"] is not None:
        reason = said_in(row["reason"], language) if row["reason"] else label(RULES, row["rule"], language)
        reasons.insert(0, reason.removesuffix("."))
    return {
        "code": row["code"],
        "what": label(CATEGORIES, row["disposition"], language),
        "parts": ", ".join(parts) or "–",
        "why": "; ".join(reasons) or "–",
    }
