"""``connector mismatches``: what disagrees, since when, value by value."""

from collections.abc import Sequence
from datetime import datetime, time
from typing import Any

import click

from connector.cli.decisions import decided, no_such, told_one
from connector.cli.labels import CASE_STATES, FIELDS, MOVED, label
from connector.cli.listing import show_row, show_rows, tally
from connector.cli.opening import Unmask, known_links, opened
from connector.cli.options import decision_options, global_options, id_argument, links_argument, unmask_options
from connector.cli.pressing import Pressing
from connector.cli.record_text import decisions
from connector.cli.run_text import kind_label
from connector.cli.session import Session
from connector.cli.spoken import Choice, ListingGroup, SpokenCommand, Text, option, unusable
from connector.cli.tables import Column, Show, moment, plain, sentence
from connector.domain.mismatch import Kind
from connector.domain.times import ZONE, parse_iso, parse_vn

#: The keys of one mismatch in a document, in the order of the contract.
KEYS = (
    *("id", "link", "kind", "label", "severity", "code", "field", "source", "target", "paper", "moved", "state"),
    *("first_seen", "last_seen"),
)


def _named(words: dict[str, Text]) -> Show:
    return lambda value, language: "–" if value is None else label(words, value, language)


def _kind(value: str, language: str) -> str:
    """In words, and as the filter calls it."""
    return f"{kind_label(value, language)} (--kind {value})"


COLUMNS = (
    Column("id", Text("ID", "ID")),
    Column("code", Text("Mã hồ sơ", "Code")),
    Column("pressing", Text("Hạn trả", "Due"), wraps=True),
    Column("severity", Text("Mức độ", "Severity")),
    Column("label", Text("Lệch", "What"), wraps=True),
    Column("reason", Text("Vì sao", "Why"), wraps=True, least=24),
    Column("right", Text("Bên đúng", "Right"), wraps=True),
    Column("advice", Text("Cần làm", "To do"), wraps=True, least=24),
)
HEADINGS = {
    "id": (Text("ID", "ID"), plain),
    "link": (Text("Luồng", "Link"), plain),
    "code": (Text("Mã hồ sơ", "Code"), plain),
    "kind": (Text("Loại lệch", "Kind"), _kind),
    "reason": (Text("Vì sao", "Why"), plain),
    "right": (Text("Bên đúng", "Right"), plain),
    "advice": (Text("Cần làm", "To do"), plain),
    "pressing": (Text("Hạn trả", "Due"), plain),
    "severity": (Text("Mức độ", "Severity"), plain),
    "field": (Text("Trường", "Field"), _named(FIELDS)),
    "source": (Text("Chuyên ngành", "Source"), sentence),
    "target": (Text("Một cửa", "Target"), sentence),
    "paper": (Text("Giấy", "Paper"), sentence),
    "portal": (Text("Cổng DVCQG/tệp xuất", "Portal/export"), sentence),
    "moved": (Text("Bên thay đổi", "Moved"), _named(MOVED)),
    "state": (Text("Tình trạng", "State"), _named(CASE_STATES)),
    "first_seen": (Text("Thấy lần đầu", "First seen"), moment),
    "last_seen": (Text("Thấy lần cuối", "Last seen"), moment),
    "opened_run": (Text("Lượt chạy thấy lần đầu", "Seen first by run"), plain),
    "closed_at": (Text("Hết lúc", "Closed"), moment),
    "closed_run": (Text("Lượt chạy thấy đã hết", "Closed by run"), plain),
    "accepted_by": (Text("Người chấp nhận", "Accepted by"), plain),
    "accepted_reason": (Text("Lý do", "Reason"), plain),
    "accepted_until": (Text("Đến hết", "Until"), moment),
    "decisions": (Text("Đã quyết định", "Decided"), decisions),
}
#: What ``show`` tells first, in words, and what is then said.
_IN_WORDS = ("id", "link", "code", "kind", "severity", "reason", "right", "advice", "pressing", "field")
_SAID = {*_IN_WORDS, "label", "due", "finished"}


class _Day(click.ParamType[datetime]):
    """A day, meaning until its end."""

    name = "dd/MM/yyyy"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        for parse in (parse_vn, parse_iso):
            try:
                end = datetime.combine(parse(str(value)).date(), time(23, 59, 59), ZONE)
            except ValueError:
                continue
            if end < datetime.now(ZONE):
                raise unusable(Text("ngày này đã qua", "this day is past"), param, ctx)
            return end
        told = Text("phải là một ngày như 31/12/2026 hoặc 2026-12-31", "must be a day like 31/12/2026 or 2026-12-31")
        raise unusable(told, param, ctx)


@click.command(
    "mismatches",
    cls=ListingGroup,
    text=Text(
        "Chỗ lệch giữa các bên, sắp đến hạn trước. Không nêu lệnh con thì liệt kê.",
        "What disagrees, due soon first. Lists when no subcommand is named.",
    ),
)
@global_options
def command() -> None:
    pass


@command.command("list", cls=SpokenCommand, text=Text("Liệt kê chỗ lệch.", "List what disagrees."))
@links_argument
@option(
    "--state",
    type=Choice(["open", "accepted", "closed", "all"]),
    default="open",
    text=Text("Tình trạng; mặc định open (đang mở).", "State; by default open."),
)
@option("--kind", type=Choice([str(kind) for kind in Kind]), text=Text("Chỉ loại lệch này.", "This kind only."))
@unmask_options
@global_options
@click.pass_obj
def list_(
    session: Session,
    links: Sequence[str],
    state: str,
    kind: str | None,
    unmask: bool,
    by: str | None,
    reason: str | None,
) -> int:
    asked = Unmask(unmask, by, reason)
    asked.check(session)
    with asked.opened(session) as app:
        names = known_links(session, app, links)
        rows = app.desk.mismatches(names, state=state, kind=Kind(kind) if kind else None)
        order = Pressing(app.clock.now(), app.calendar)
        shown = sorted(asked.apply(app, "mismatches list", rows), key=order.place)
        if session.json:
            shown = [_of_contract(row, session.language) for row in shown]
        else:
            shown = [row | order.told(row, session.language) for row in shown]
        kinds = tally(_kind(row["kind"], session.language) for row in shown)
        show_rows(
            session,
            "mismatches",
            shown,
            COLUMNS,
            hints=(
                Text(f"{len(shown)} chỗ lệch: {kinds}", f"Mismatches, {len(shown)}: {kinds}"),
                Text("→ Xem từng chỗ lệch: connector mismatches show ID", "→ See one: connector mismatches show ID"),
            ),
        )
    return 0


def _of_contract(row: dict[str, Any], language: str) -> dict[str, Any]:
    """The row as a document tells it, its label in the language asked for."""
    kind = Kind(row["kind"])
    told = {"severity": str(kind.severity)} | row | {"label": kind.entry.label.told(language)}
    return {key: told.get(key) for key in KEYS}


def _in_full(row: dict[str, Any], told: dict[str, str]) -> dict[str, Any]:
    """Everything known of a case, the words first; what reads as words is not told a second time."""
    words = {key: (row | told).get(key) for key in _IN_WORDS}
    values = {key: row.get(key) for key in (*KEYS, "portal")} | row
    return words | {key: value for key, value in values.items() if key not in _SAID}


@command.command("show", cls=SpokenCommand, text=Text("Xem một chỗ lệch.", "Show one mismatch."))
@id_argument
@unmask_options
@global_options
@click.pass_obj
def show(session: Session, id_: int, unmask: bool, by: str | None, reason: str | None) -> int:
    asked = Unmask(unmask, by, reason)
    asked.check(session)
    with asked.opened(session) as app:
        row = app.desk.mismatch(id_)
        if row is None:
            return no_such(session, id_, "mismatches")
        shown = asked.apply(app, "mismatches show", [row])[0]
        told = Pressing(app.clock.now(), app.calendar).told(shown, session.language)
        if session.json:
            words = {key: told[key] for key in ("reason", "right", "advice")}
            rest = {key: value for key, value in shown.items() if key not in KEYS}
            shown = _of_contract(shown, session.language) | rest | words
        else:
            shown = _in_full(shown, told)
        show_row(session, "mismatch", shown, HEADINGS)
    return 0


@command.command(
    "accept",
    cls=SpokenCommand,
    text=Text("Chấp nhận một chỗ lệch, có tên, lý do và hạn.", "Live with a mismatch, by name, reason and day."),
)
@id_argument
@decision_options(required=True)
@option(
    "--until",
    type=_Day(),
    metavar="31/12/2026",
    text=Text("Đến hết ngày này; sau đó tự mở lại.", "Until the end of this day; then it reopens."),
)
@global_options
@click.pass_obj
def accept(session: Session, id_: int, by: str, reason: str, until: datetime | None) -> int:
    from connector.observe.events import Event  # noqa: PLC0415 - not needed for --help

    with opened(session) as app:
        done = app.desk.accept_mismatch(id_, decided(app, by, reason), until=until)
        if done:
            app.log.say(Event.MISMATCH_ACCEPTED, mismatch=id_, by=by, reason=reason, until=until)
    return told_one(session, "accepted", id_, done=done)


@command.command("reopen", cls=SpokenCommand, text=Text("Mở lại một chỗ lệch.", "Reopen a mismatch."))
@id_argument
@decision_options(required=False)
@global_options
@click.pass_obj
def reopen(session: Session, id_: int, by: str | None, reason: str | None) -> int:
    from connector.observe.events import Event  # noqa: PLC0415 - not needed for --help

    with opened(session) as app:
        done = app.desk.reopen_mismatch(id_, app.clock.now())
        if done:
            app.log.say(Event.MISMATCH_REOPENED, mismatch=id_, by=by, reason=reason)
    return told_one(session, "reopened", id_, done=done)
