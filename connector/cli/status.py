"""``connector status``: where every link stands, whether the daemon lives, and what waits for a person."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import click

from connector.cli import output
from connector.cli.daemon_text import daemon_text, is_dead
from connector.cli.exits import FAILED, OK
from connector.cli.labels import FRESHNESS, OUTCOMES, RUN_STATES, label
from connector.cli.opening import known_links, opened
from connector.cli.options import global_options, links_argument
from connector.cli.run_text import agreement_text
from connector.cli.session import Session
from connector.cli.spoken import SpokenCommand, Text, option
from connector.cli.tables import block, day, moment, paragraph, plain, sentence
from connector.domain.errors import StoreError

if TYPE_CHECKING:
    from connector.cli.app import App
    from connector.ports import Heartbeat

Row = Mapping[str, Any]

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

#: A daemon whose lock cannot be tried is dead when it gave no sign of life for so long.
SILENT = timedelta(minutes=1)
#: How far ahead of the clock a run may be dated.
_AHEAD = timedelta(minutes=1)

#: What to do about what waits for a person; the first that applies is named.
_NEXT: dict[str, str] = {
    "error": "connector check {link}",
    "dead": "connector deadletters {link}",
    "held": "connector holds {link}",
    "rejections": "connector rejections {link}",
    "mismatches": "connector mismatches {link}",
}


@click.command(
    "status",
    cls=SpokenCommand,
    text=Text(
        "Tiến trình nền còn chạy không, từng luồng đã đọc đến đâu, lượt tới lúc nào, việc gì chờ người và nên làm gì "
        "trước.\n\n"
        "Với --quiet chỉ có mã thoát: 0 tốt; 1 có việc cho người; 2 quá hạn theo lịch của chính luồng đó, lượt cuối "
        "không chạy được, hoặc tiến trình nền đã chết.",
        "Whether the daemon lives, how far each link has been read, its next run, what waits for a person and what to "
        "do first.\n\n"
        "With --quiet only the exit code tells: 0 fresh; 1 needs a person; 2 late by the link's own schedule, the last "
        "run failed, or the daemon is dead.",
    ),
)
@links_argument
@option("--quiet", is_flag=True, text=Text("Không in gì, chỉ trả mã thoát.", "Print nothing; the exit code tells."))
@global_options
@click.pass_obj
def command(session: Session, links: Sequence[str], quiet: bool) -> int:
    with opened(session, writes=False, talks=not quiet) as app:
        seen = _seen(app, known_links(session, app, links))
        if quiet:
            return _urgency(seen)
        _print(session, seen)
    return OK


@dataclass(frozen=True, slots=True)
class _Seen:
    """Everything looked at in one moment; ``rows`` are lines of ``status`` with their freshness and next runs."""

    rows: Sequence[Row]
    systems: Sequence[Row]
    now: datetime
    last: "Heartbeat | None"
    lives: bool


def _seen(app: "App", links: Sequence[str]) -> _Seen:
    from connector.daemon.freshness import of_link  # noqa: PLC0415 - not needed for --help

    now = app.clock.now()
    last, lives = _daemon_of(app, now)
    runs = last.next_runs if last is not None and lives else {}
    rows = []
    for row in app.desk.status(links, now):
        name = str(row["link"])
        link = app.settings.links[name]
        rows.append(
            dict(row)
            | {
                "freshness": of_link(link, app.settings.systems, row, now).name.lower(),
                "scheduled": link.schedule.sync is not None,
                "next_sync": _iso(runs.get(f"{name} sync")),
                "next_reconcile": _iso(runs.get(f"{name} reconcile")),
            }
        )
    return _Seen(rows, app.desk.systems(), now, last, lives)


def _daemon_of(app: "App", now: datetime) -> "tuple[Heartbeat | None, bool]":
    """The daemon's last sign of life, and whether it lives."""
    book = app.store.daemon()
    last = book.last()
    if last is None or last.left_at is not None:
        return last, False
    try:
        return last, book.living(now) is not None
    except StoreError:  # whoever asks may read and not write here, so its lock cannot be tried: its beats tell
        return last, now - last.beat_at < SILENT


def _iso(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()


def _urgency(seen: _Seen) -> int:
    """0 fresh, 1 needs a person, 2 stale or dead; no link at all is not fresh."""
    from connector.daemon.freshness import Fresh  # noqa: PLC0415 - not needed for --help

    if is_dead(seen.last, lives=seen.lives):
        return FAILED
    return max((Fresh[row["freshness"].upper()] for row in seen.rows), default=FAILED)


def _print(session: Session, seen: _Seen) -> None:
    if session.json:
        output.document(
            daemon=None if seen.last is None else _daemon(seen.last, lives=seen.lives),
            links=[dict(row) for row in seen.rows],
            systems=[dict(row) for row in seen.systems],
        )
        return
    language, width = session.language, output.width()
    output.tell(session, daemon_text(seen.last, lives=seen.lives))
    output.result("")
    behind = _clock_behind(seen)
    if behind is not None:
        output.tell(session, behind)
        output.result("")
    output.result("\n\n".join(_text(row, seen, language, width) for row in seen.rows))
    if seen.systems:
        output.result("")
    for system in seen.systems:
        output.result(paragraph(_system_text(system, language), width=width))
        if system.get("down") == "account":
            output.result(paragraph(_RELOAD.told(language), width=width, indent="  "))


def _clock_behind(seen: _Seen) -> Text | None:
    """The sentence for a clock that stands before the latest run: until it has caught up nothing here is in order."""
    begun = (datetime.fromisoformat(row["started_at"]) for row in seen.rows if row.get("started_at"))
    latest = max(begun, default=None)
    if latest is None or latest <= seen.now + _AHEAD:
        return None
    now, then = moment(seen.now, "vi"), moment(latest, "vi")
    return Text(
        f"Đồng hồ máy này bị lùi: lượt gần nhất ghi {then}, bây giờ là {now}. Chỉnh giờ máy, bật đồng bộ giờ mạng.",
        f"This machine's clock was set back: the last run says {then}, now is {now}. Set it; turn on time sync.",
    )


def _daemon(last: "Heartbeat", *, lives: bool) -> dict[str, Any]:
    return {
        "alive": lives,
        "host": last.host,
        "pid": last.pid,
        "version": last.version,
        "started_at": last.started_at,
        "beat_at": last.beat_at,
        "left_at": last.left_at,
    }


def _text(row: Row, seen: _Seen, language: str, width: int) -> str:
    pairs = [*_last_run(row, language), *_progress(row, language), *_next_runs(row, seen, language)]
    pairs += [(heading.told(language), plain(row.get(name, 0), language)) for name, heading in COUNTS.items()]
    if row.get("oldest_due"):
        pairs.append((Text("Hạn trả sớm nhất", "Earliest due").told(language), day(row["oldest_due"], language)))
    step = next((command for name, command in _NEXT.items() if row.get(name)), None)
    if step is not None:
        pairs.append((Text("→ Làm trước", "→ Do first").told(language), step.format(link=row["link"])))
    heading = f"{row['link']} · {label(FRESHNESS, row['freshness'], language)}"
    return f"{output.coloured(heading, _COLOURS[row['freshness']])}\n{block(pairs, width=width, indent='  ')}"


_COLOURS = {"fresh": "green", "needs_a_person": "yellow", "stale": "red"}


def _last_run(row: Row, language: str) -> Iterator[tuple[str, str]]:
    heading = Text("Lượt gần nhất", "Last run").told(language)
    if row.get("run") is None:
        yield heading, Text("chưa chạy xong lần nào", "none has ended yet").told(language)
        return
    outcome = row.get("outcome")
    yield heading, label(OUTCOMES, outcome, language) if outcome else label(RUN_STATES, row.get("ended"), language)
    if row.get("not_believed"):
        yield Text("Chưa tin được", "Not believed").told(language), row["not_believed"]
    if row.get("agreement"):
        told = agreement_text(row["agreement"], row.get("kind"), outcome, language)
        yield Text("Đối chiếu", "Agreement").told(language), told
    yield Text("Bắt đầu lúc", "Started").told(language), moment(row["started_at"], language)
    if row.get("error"):
        yield Text("Lỗi", "Error").told(language), sentence(row["error"]["what"], language)
        if row["error"].get("do"):
            yield Text("Cần làm", "To do").told(language), sentence(row["error"]["do"], language)


def _progress(row: Row, language: str) -> Iterator[tuple[str, str]]:
    holder = row.get("holder")
    if holder is not None:
        told = Text(f"{holder['host']}, tiến trình {holder['pid']}", f"{holder['host']}, process {holder['pid']}")
        yield Text("Đang chạy ở", "Running on").told(language), told.told(language)
    yield Text("Đã đọc đến", "Read up to").told(language), moment(row.get("cursor"), language)
    yield Text("Đọc hết lần cuối", "Last complete sync").told(language), moment(row.get("last_complete_sync"), language)


def _next_runs(row: Row, seen: _Seen, language: str) -> Iterator[tuple[str, str]]:
    """When the daemon runs it next; why nothing is to come, where nothing is."""
    heading = Text("Lượt tới", "Next run").told(language)
    if not row["scheduled"]:
        yield heading, Text("luồng không có lịch (khóa schedule)", "the link has no schedule").told(language)
    elif not seen.lives:
        yield heading, Text("không có: tiến trình nền không chạy", "none: no daemon is running").told(language)
    else:
        yield heading, moment(row["next_sync"], language)
    if row["next_reconcile"]:
        yield Text("Đối chiếu tới", "Next reconcile").told(language), moment(row["next_reconcile"], language)


_DOWN = {
    "outage": Text("ngừng từ", "down since"),
    "account": Text("từ chối tài khoản từ", "refuses the account since"),
    "window": Text("nghỉ bảo trì từ", "in its maintenance window since"),
}
_RELOAD = Text(
    "→ Sửa tài khoản của hệ thống này, rồi connector check; đang chạy nền thì connector daemon reload, hoặc khởi động "
    "lại dịch vụ nếu mật khẩu lấy từ biến môi trường",
    "→ Correct this system's account, then connector check; with a daemon connector daemon reload, or restart the "
    "service if the password comes from the environment",
)


def _system_text(row: Row, language: str) -> str:
    """One line per system: answering, or since when and why not. Only a refused account is ours to mend."""
    name = row["system"]
    if row.get("up"):
        return Text(f"Hệ thống {name}: đang trả lời", f"System {name}: answering").told(language)
    since, reason = moment(row.get("since"), language), sentence(row.get("reason") or None, language)
    how = _DOWN.get(row.get("down") or "", _DOWN["outage"]).told(language)
    return Text(f"Hệ thống {name}: {how} {since}: {reason}", f"System {name}: {how} {since}: {reason}").told(language)
