"""``connector holds``: what waits for a person before it is sent."""

from collections.abc import Mapping, Sequence
from typing import Any

import click

from connector.cli.decisions import Told, Wanted, decide, decided, no_such
from connector.cli.hold_words import HOLD_WORDS
from connector.cli.labels import RULES, label
from connector.cli.listing import show_row, show_rows, tally
from connector.cli.opening import Unmask, known_links, opened
from connector.cli.options import (
    bulk_options,
    decision_options,
    global_options,
    id_argument,
    ids_argument,
    links_argument,
    unmask_options,
)
from connector.cli.pressing import soonest_first
from connector.cli.record_text import decisions, field_names, pending, record, state
from connector.cli.session import Session
from connector.cli.soon import links_of, run_soon
from connector.cli.spoken import Choice, ListingGroup, SpokenCommand, Text, option
from connector.cli.tables import Column, day, moment, plain, sentence
from connector.domain.verdict import HoldRule


def _rule(value: object, language: str) -> str:
    """In words, and as the filter calls it: whoever decides on many at once has to name it."""
    return f"{label(RULES, value, language)} (--rule {value})"


def _rules(value: Sequence[str], language: str) -> str:
    return ", ".join(label(RULES, rule, language) for rule in value)


COLUMNS = (
    Column("id", Text("ID", "ID")),
    Column("link", Text("Luồng", "Link")),
    Column("code", Text("Mã hồ sơ", "Code")),
    Column("due", Text("Hạn trả", "Due"), day),
    Column("held_at", Text("Từ ngày", "Since"), day),
    Column("reason", Text("Lý do", "Reason"), sentence, wraps=True),
)
HEADINGS = {
    "id": (Text("ID", "ID"), plain),
    "link": (Text("Luồng", "Link"), plain),
    "code": (Text("Mã hồ sơ", "Code"), plain),
    "rule": (Text("Quy tắc", "Rule"), _rule),
    "reason": (Text("Lý do", "Reason"), sentence),
    "held_at": (Text("Từ lúc", "Since"), moment),
    "due": (Text("Hạn trả", "Due"), day),
    "finished": (Text("Đã xử lý xong", "Finished"), plain),
    "create": (Text("Tạo mới", "Create"), plain),
    "pending": (Text("Lệch sẽ hết", "Mismatches it heals"), pending),
    "fields": (Text("Trường sẽ gửi", "Fields"), field_names),
    "steps": (Text("Số bước sẽ gửi", "Steps"), plain),
    "planned_at": (Text("Lập lúc", "Planned"), moment),
    "target_code": (Text("Mã ở một cửa", "Code on the target"), plain),
    "who": (Text("Ai quyết định", "Who decides"), plain),
    "if_released": (Text("Cho gửi thì", "If released"), plain),
    "if_rejected": (Text("Bác thì", "If rejected"), plain),
    "payload": (Text("Nội dung sẽ gửi", "Payload"), record),
    "new_steps": (Text("Các bước sẽ gửi", "Steps to send"), record),
    "pre_image": (Text("Một cửa đang có", "On the target"), record),
    "released": (Text("Đã từng được cho qua", "Released before from"), _rules),
    "decisions": (Text("Đã quyết định", "Decided"), decisions),
    "state": (Text("Tình trạng", "State"), state),
    "run": (Text("Lượt chạy", "Run"), plain),
}

rule_option = option(
    "--rule",
    type=Choice([str(rule) for rule in HoldRule]),
    text=Text("Chỉ việc do quy tắc này giữ.", "Held by this rule only."),
)


@click.command(
    "holds",
    cls=ListingGroup,
    text=Text(
        "Việc chờ duyệt. Không nêu lệnh con thì liệt kê.", "What waits for a person. Lists when no subcommand is named."
    ),
)
@global_options
def command() -> None:
    pass


@command.command("list", cls=SpokenCommand, text=Text("Liệt kê việc chờ duyệt.", "List what is held."))
@links_argument
@rule_option
@unmask_options
@global_options
@click.pass_obj
def list_(
    session: Session, links: Sequence[str], rule: str | None, unmask: bool, by: str | None, reason: str | None
) -> int:
    asked = Unmask(unmask, by, reason)
    asked.check(session)
    with asked.opened(session) as app:
        rows = app.desk.holds(known_links(session, app, links), rule=HoldRule(rule) if rule else None)
        rows = soonest_first(rows, app.clock.now(), app.calendar)
        shown = asked.apply(app, "holds list", rows)
        show_rows(
            session,
            "holds",
            shown,
            COLUMNS,
            hints=(
                _counted(shown),
                Text("→ Xem: connector holds show ID", "→ See: connector holds show ID"),
                Text(
                    "→ Cho gửi: connector holds release ID --by TÊN --reason LÝ_DO",
                    "→ Send: connector holds release ID --by NAME --reason WHY",
                ),
                Text(
                    "→ Bác: connector holds reject ID --by TÊN --reason LÝ_DO",
                    "→ Not send: connector holds reject ID --by NAME --reason WHY",
                ),
            ),
        )
    return 0


def _counted(rows: Sequence[Mapping[str, Any]]) -> Text:
    """How many each rule keeps: what --rule and --expect want to be told."""
    vi, en = (tally(_rule(row["rule"], language) for row in rows) for language in ("vi", "en"))
    return Text(f"{len(rows)} việc chờ duyệt: {vi}", f"{len(rows)} held: {en}")


@command.command("show", cls=SpokenCommand, text=Text("Xem một việc chờ duyệt.", "Show one hold."))
@id_argument
@unmask_options
@global_options
@click.pass_obj
def show(session: Session, id_: int, unmask: bool, by: str | None, reason: str | None) -> int:
    asked = Unmask(unmask, by, reason)
    asked.check(session)
    with asked.opened(session) as app:
        row = app.desk.hold(id_)
        if row is None:
            return no_such(session, id_, "holds")
        shown = asked.apply(app, "holds show", [row])[0]
        if not session.json:
            shown |= _words(shown["rule"], session.language)
        show_row(session, "hold", shown, HEADINGS)
    return 0


def _words(rule: str, language: str) -> dict[str, str]:
    """What the person who decides has to know."""
    words = HOLD_WORDS[HoldRule(rule)]
    told = {"who": words.who, "if_released": words.release, "if_rejected": words.reject}
    return {name: text.told(language) for name, text in told.items()}


def _decision_command(name: str, verb: str, text: Text) -> None:
    @command.command(name, cls=SpokenCommand, text=text)
    @ids_argument
    @bulk_options
    @rule_option
    @decision_options(required=True)
    @global_options
    @click.pass_obj
    def carry_out(
        session: Session,
        ids: tuple[int, ...],
        all_matching: bool,
        link: str | None,
        rule: str | None,
        expect: int | None,
        by: str,
        reason: str,
    ) -> int:
        from connector.observe.events import Event  # noqa: PLC0415 - not needed for --help

        wanted = Wanted(ids, all_matching, bool(link or rule), expect)
        wanted.check(session)
        with opened(session) as app:
            decision = decided(app, by, reason)
            links = known_links(session, app, [link] if link else [])
            released = verb == "released"
            carry = app.desk.release_holds if released else app.desk.reject_holds
            concerned = set(links) if wanted.every else links_of(ids, app.desk.hold)
            code, done = decide(
                session,
                app,
                wanted,
                matching=lambda: app.desk.holds(links, rule=HoldRule(rule) if rule else None),
                carry_out=lambda chosen: carry(chosen, decision),
                told=Told(verb, Event.HOLD_RELEASED if released else Event.HOLD_REJECTED, decision),
            )
            if released and done:
                run_soon(session, app, concerned)
            return code


_decision_command(
    "release",
    "released",
    Text(
        "Cho gửi việc đang chờ duyệt, không qua phanh nữa: tiến trình nền gửi ngay nếu đang chạy, không thì lượt đồng "
        "bộ sau gửi.",
        "Release holds, past the brakes: a running daemon sends them at once, else the next sync does.",
    ),
)
_decision_command(
    "reject",
    "rejected",
    Text(
        "Bác việc đang chờ duyệt. Chỉ trở lại khi nội dung hồ sơ thay đổi.",
        "Reject holds. They come back only when the dossier's content changes.",
    ),
)
