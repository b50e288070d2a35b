"""``connector status``: where every link stands and what waits for a person."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import click

from connector.cli import output
from connector.cli.exits import ATTENTION, FAILED, OK
from connector.cli.labels import AGREEMENTS, OUTCOMES, label
from connector.cli.opening import known_links, opened
from connector.cli.options import global_options, links_argument
from connector.cli.session import Session
from connector.cli.spoken import SpokenCommand, Text, option
from connector.cli.tables import Show, block, moment, plain
from connector.domain.times import at_zone

Row = Mapping[str, Any]

#: A link that has not been read completely for so long is stale.
STALE_AFTER = timedelta(days=1)


def _outcome(value: object, language: str) -> str:
    return label(OUTCOMES, value, language) if value else Text("chưa chạy lần nào", "never ran").told(language)


def _agreement(value: object, language: str) -> str:
    return label(AGREEMENTS, value, language) if value else "–"


HEADINGS: dict[str, tuple[Text, Show]] = {
    "outcome": (Text("Lượt gần nhất", "Last run"), _outcome),
    "agreement": (Text("Đối chiếu", "Agreement"), _agreement),
    "finished_at": (Text("Kết thúc lúc", "Finished"), moment),
    "running": (Text("Đang chạy", "Running"), plain),
    "cursor": (Text("Đã đọc đến", "Read up to"), moment),
    "last_complete_sync": (Text("Đọc hết lần cuối", "Last complete sync"), moment),
    "waiting": (Text("Hàng chờ gửi", "Outbox"), plain),
    "in_doubt": (Text("Chưa rõ kết quả", "In doubt"), plain),
    "delivered": (Text("Chưa kiểm chứng", "Unverified"), plain),
    "held": (Text("Chờ duyệt", "Held"), plain),
    "dead": (Text("Cần người xử lý", "Dead letters"), plain),
    "rejections": (Text("Dòng không đọc được", "Rejections"), plain),
    "mismatches": (Text("Chỗ lệch đang mở", "Open mismatches"), plain),
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
    with opened(session) as app:
        now = app.clock.now()
        rows = app.desk.status(known_links(session, app, links), now)
        systems = app.desk.systems()
    if quiet:
        return max((urgency(row, now) for row in rows), default=FAILED)
    if session.json:
        output.document(links=[dict(row) for row in rows], systems=[dict(row) for row in systems])
    else:
        output.result("\n\n".join(_text(row, session.language, output.width()) for row in rows))
        for system in systems:
            output.result(_system_text(system, session.language))
    return OK


def urgency(row: Row, now: datetime) -> int:
    """0 fresh, 1 needs a person, 2 stale or dead."""
    last = row.get("last_complete_sync")
    complete = datetime.fromisoformat(last) if isinstance(last, str) else last
    if row.get("outcome") == "failed" or complete is None or now - at_zone(complete) > STALE_AFTER:
        return FAILED
    return ATTENTION if any(row.get(name) for name in _FOR_A_PERSON) else OK


def _text(row: Row, language: str, width: int) -> str:
    pairs = [
        (heading.told(language), show(row.get(key), language))
        for key, (heading, show) in HEADINGS.items()
        if key in row
    ]
    return f"{output.coloured(str(row['link']), 'bold')}\n{block(pairs, width=width, indent='  ')}"


def _system_text(row: Row, language: str) -> str:
    """One line per system: answering, or since when and why not."""
    name = row["system"]
    if row.get("up"):
        return Text(f"Hệ thống {name}: đang trả lời", f"System {name}: answering").told(language)
    since, reason = moment(row.get("since"), language), row.get("reason") or "–"
    return Text(f"Hệ thống {name}: ngừng từ {since}: {reason}", f"System {name}: down since {since}: {reason}").told(
        language
    )
