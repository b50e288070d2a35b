"""``connector status``: where every link stands and what waits for a person."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import click

from connector.cli import output
from connector.cli.exits import ATTENTION, FAILED, OK
from connector.cli.labels import AGREEMENTS, OUTCOMES, RUN_STATES, label
from connector.cli.opening import known_links, opened
from connector.cli.options import global_options, links_argument
from connector.cli.session import Session
from connector.cli.spoken import SpokenCommand, Text, option
from connector.cli.tables import block, day, moment, paragraph, plain

Row = Mapping[str, Any]

#: A link that has not been read completely for so long is stale.
STALE_AFTER = timedelta(days=1)


#: The counts of a link, in the order they are shown.
COUNTS: dict[str, Text] = {
    "waiting": Text("Hàng chờ gửi", "Outbox"),
    "in_doubt": Text("Chưa rõ kết quả", "In doubt"),
    "delivered": Text("Chưa kiểm chứng", "Unverified"),
    "held": Text("Chờ duyệt", "Held"),
    "dead": Text("Cần người xử lý", "Dead letters"),
    "rejections": Text("Dòng không đọc được", "Rejections"),
    "mismatches": Text("Chỗ lệch đang mở", "Open mismatches"),
}
_FOR_A_PERSON = ("held", "dead", "rejections", "mismatches")


@click.command(
    "status",
    cls=SpokenCommand,
    text=Text(
        "Lượt chạy gần nhất, đã đọc đến đâu, hàng chờ gửi, việc chờ duyệt và việc cần người xử lý.\n\n"
        "Với --quiet chỉ có mã thoát: 0 tốt; 1 có việc cho người; 2 đọc hết lần cuối đã quá một ngày, "
        "hoặc lượt cuối không chạy được.",
        "Last run, how far read, outbox, holds and dead letters.\n\n"
        "With --quiet only the exit code tells: 0 fresh; 1 needs a person; 2 not read completely for a day, "
        "or the last run failed.",
    ),
)
@links_argument
@option("--quiet", is_flag=True, text=Text("Không in gì, chỉ trả mã thoát.", "Print nothing; the exit code tells."))
@global_options
@click.pass_obj
def command(session: Session, links: Sequence[str], quiet: bool) -> int:
    with opened(session, writes=False) as app:
        now = app.clock.now()
        rows = app.desk.status(known_links(session, app, links), now)
        systems = app.desk.systems()
        if quiet:
            return max((urgency(row, now) for row in rows), default=FAILED)
        _print(session, rows, systems)
    return OK


def _print(session: Session, rows: Sequence[Row], systems: Sequence[Row]) -> None:
    if session.json:
        output.document(links=[dict(row) for row in rows], systems=[dict(row) for row in systems])
        return
    output.result("\n\n".join(_text(row, session.language, output.width()) for row in rows))
    for system in systems:
        output.result(paragraph(_system_text(system, session.language), width=output.width()))


def urgency(row: Row, now: datetime) -> int:
    """0 fresh, 1 needs a person, 2 stale or dead."""
    complete = row.get("last_complete_sync")
    stale = complete is None or now - datetime.fromisoformat(complete) > STALE_AFTER
    if stale or row.get("outcome") == "failed":
        return FAILED
    return ATTENTION if any(row.get(name) for name in _FOR_A_PERSON) else OK


def _text(row: Row, language: str, width: int) -> str:
    pairs = [*_last_run(row, language), *_progress(row, language)]
    pairs += [(heading.told(language), plain(row.get(name, 0), language)) for name, heading in COUNTS.items()]
    if row.get("oldest_due"):
        pairs.append((Text("Hạn trả sớm nhất", "Earliest due").told(language), day(row["oldest_due"], language)))
    return f"{output.coloured(str(row['link']), 'bold')}\n{block(pairs, width=width, indent='  ')}"


def _last_run(row: Row, language: str) -> Iterator[tuple[str, str]]:
    heading = Text("Lượt gần nhất", "Last run").told(language)
    if row.get("run") is None:
        yield heading, Text("chưa chạy xong lần nào", "none has ended yet").told(language)
        return
    outcome = row.get("outcome")
    yield heading, label(OUTCOMES, outcome, language) if outcome else label(RUN_STATES, row.get("ended"), language)
    if row.get("agreement"):
        yield Text("Đối chiếu", "Agreement").told(language), label(AGREEMENTS, row["agreement"], language)
    yield Text("Bắt đầu lúc", "Started").told(language), moment(row["started_at"], language)
    if row.get("error"):
        yield Text("Lỗi", "Error").told(language), row["error"]["what"]


def _progress(row: Row, language: str) -> Iterator[tuple[str, str]]:
    holder = row.get("holder")
    if holder is not None:
        told = Text(f"{holder['host']}, tiến trình {holder['pid']}", f"{holder['host']}, process {holder['pid']}")
        yield Text("Đang chạy ở", "Running on").told(language), told.told(language)
    yield Text("Đã đọc đến", "Read up to").told(language), moment(row.get("cursor"), language)
    yield Text("Đọc hết lần cuối", "Last complete sync").told(language), moment(row.get("last_complete_sync"), language)


def _system_text(row: Row, language: str) -> str:
    """One line per system: answering, or since when and why not."""
    name = row["system"]
    if row.get("up"):
        return Text(f"Hệ thống {name}: đang trả lời", f"System {name}: answering").told(language)
    since, reason = moment(row.get("since"), language), row.get("reason") or "–"
    told = Text(f"Hệ thống {name}: ngừng từ {since}: {reason}", f"System {name}: down since {since}: {reason}")
    return told.told(language)
