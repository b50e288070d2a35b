"""``connector mismatches``: what disagrees, since when, value by value."""

from collections.abc import Sequence
from datetime import datetime, time
from typing import Any

import click

from connector.cli.decisions import decided, no_such, told_one
from connector.cli.labels import CASE_STATES, FIELDS, MOVED, SEVERITIES, label
from connector.cli.listing import show_row, show_rows
from connector.cli.opening import Unmask, known_links, opened
from connector.cli.options import decision_options, global_options, id_argument, links_argument, unmask_options
from connector.cli.run_text import kind_label
from connector.cli.session import Session
from connector.cli.spoken import Choice, ListingGroup, SpokenCommand, Text, option, unusable
from connector.cli.tables import Column, Show, day, moment, plain
from connector.domain.mismatch import Kind
from connector.domain.status import Status
from connector.domain.times import ZONE, parse_iso, parse_vn

#: The keys of one mismatch in a document, in the order of the contract.
KEYS = (
    *("id", "link", "kind", "label", "severity", "code", "field", "source", "target", "paper", "moved", "state"),
    *("first_seen", "last_seen"),
)


def _named(words: dict[str, Text]) -> Show:
    return lambda value, language: "–" if value is None else label(words, value, language)


COLUMNS = (
    Column("id", Text("ID", "ID")),
    Column("code", Text("Mã hồ sơ", "Code")),
    Column("since", Text("Từ ngày", "Since")),
    Column("what", Text("Lệch", "What"), wraps=True),
    Column("source", Text("Chuyên ngành", "Source"), wraps=True),
    Column("target", Text("Một cửa", "Target"), wraps=True),
    Column("paper", Text("Giấy", "Paper"), wraps=True),
)
HEADINGS = {
    "id": (Text("ID", "ID"), plain),
    "link": (Text("Luồng", "Link"), plain),
    "code": (Text("Mã hồ sơ", "Code"), plain),
    "kind": (Text("Loại lệch", "Kind"), kind_label),
    "severity": (Text("Mức độ", "Severity"), _named(SEVERITIES)),
    "field": (Text("Trường", "Field"), _named(FIELDS)),
    "source": (Text("Chuyên ngành", "Source"), plain),
    "target": (Text("Một cửa", "Target"), plain),
    "paper": (Text("Giấy", "Paper"), plain),
    "moved": (Text("Bên thay đổi", "Moved"), _named(MOVED)),
    "state": (Text("Tình trạng", "State"), _named(CASE_STATES)),
    "first_seen": (Text("Thấy lần đầu", "First seen"), moment),
    "last_seen": (Text("Thấy lần cuối", "Last seen"), moment),
    "accepted_by": (Text("Người chấp nhận", "Accepted by"), plain),
    "accepted_reason": (Text("Lý do", "Reason"), plain),
    "accepted_until": (Text("Đến hết", "Until"), moment),
}


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
        "Chỗ lệch giữa các bên. Không nêu lệnh con thì liệt kê.", "What disagrees. Lists when no subcommand is named."
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
    with opened(session) as app:
        names = known_links(session, app, links)
        rows = app.desk.mismatches(names, state=state, kind=Kind(kind) if kind else None)
        shown = [_of_contract(row) for row in asked.apply(app, "mismatches list", rows)]
        if not session.json:
            shown = [_readable(row, session.language) for row in shown]
        paper = any(row["paper"] is not None for row in shown)
        columns = [column for column in COLUMNS if paper or column.key != "paper"]
        show_rows(
            session,
            "mismatches",
            shown,
            columns,
            hint=Text(
                "→ Xem từng chỗ lệch: connector mismatches show ID", "→ One in full: connector mismatches show ID"
            ),
        )
    return 0


def _readable(row: dict[str, Any], language: str) -> dict[str, Any]:
    """The row as a line of the table: kind and field in one, states by their name."""
    what = kind_label(row["kind"], language)
    if row["field"] is not None:
        what = f"{what}: {label(FIELDS, row['field'], language)}"
    sides = {side: _state_name(row, side) for side in ("source", "target", "paper")}
    return row | sides | {"what": what, "since": day(row["first_seen"], language)}


def _state_name(row: dict[str, Any], side: str) -> Any:
    value = row[side]
    known = row["field"] == "status" and str(value) in {str(int(status)) for status in Status}
    return Status(int(value)).label if known else value


def _of_contract(row: dict[str, Any]) -> dict[str, Any]:
    kind = Kind(row["kind"])
    told = {"label": kind.label, "severity": str(kind.severity)} | row
    return {key: told.get(key) for key in KEYS}


@command.command("show", cls=SpokenCommand, text=Text("Xem một chỗ lệch.", "Show one mismatch."))
@id_argument
@unmask_options
@global_options
@click.pass_obj
def show(session: Session, id_: int, unmask: bool, by: str | None, reason: str | None) -> int:
    asked = Unmask(unmask, by, reason)
    asked.check(session)
    with opened(session) as app:
        row = app.desk.mismatch(id_)
        if row is None:
            return no_such(session, id_)
        shown = asked.apply(app, "mismatches show", [row])[0]
        rest = {key: value for key, value in shown.items() if key not in KEYS}
        shown = _of_contract(shown) | rest
        if not session.json:
            del shown["label"]  # the kind reads as its label
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
