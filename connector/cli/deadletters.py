"""``connector deadletters``: what could not be sent and waits for a person."""

from collections.abc import Sequence

import click

from connector.cli.decisions import Told, Wanted, decide, decided, no_such
from connector.cli.listing import show_row, show_rows
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
from connector.cli.spoken import ListingGroup, SpokenCommand, Text
from connector.cli.tables import Column, day, moment, plain, sentence

COLUMNS = (
    Column("id", Text("ID", "ID")),
    Column("link", Text("Luồng", "Link")),
    Column("code", Text("Mã hồ sơ", "Code")),
    Column("attempts", Text("Số lần", "Attempts")),
    Column("due", Text("Hạn trả", "Due"), day),
    Column("settled_at", Text("Từ ngày", "Since"), day),
    Column("error", Text("Vì sao", "Why"), sentence, wraps=True),
)

HEADINGS = {
    "id": (Text("ID", "ID"), plain),
    "link": (Text("Luồng", "Link"), plain),
    "code": (Text("Mã hồ sơ", "Code"), plain),
    "attempts": (Text("Số lần gửi", "Attempts"), plain),
    "error": (Text("Vì sao", "Why"), sentence),
    "planned_at": (Text("Lập lúc", "Planned"), moment),
    "sent_at": (Text("Gửi lần cuối", "Last sent"), moment),
    "settled_at": (Text("Từ lúc", "Since"), moment),
    "due": (Text("Hạn trả", "Due"), day),
    "finished": (Text("Đã xử lý xong", "Finished"), plain),
    "create": (Text("Tạo mới", "Create"), plain),
    "pending": (Text("Còn lệch", "Still differs"), pending),
    "fields": (Text("Trường gửi", "Fields"), field_names),
    "steps": (Text("Số bước gửi", "Steps"), plain),
    "target_code": (Text("Mã ở một cửa", "Code on the target"), plain),
    "payload": (Text("Nội dung gửi", "Payload"), record),
    "new_steps": (Text("Các bước gửi", "Steps to send"), record),
    "pre_image": (Text("Một cửa khi ấy có", "On the target then"), record),
    "decisions": (Text("Đã quyết định", "Decided"), decisions),
    "state": (Text("Tình trạng", "State"), state),
    "run": (Text("Lượt chạy", "Run"), plain),
}


@click.command(
    "deadletters",
    cls=ListingGroup,
    text=Text(
        "Việc không gửi được, cần người xử lý. Không nêu lệnh con thì liệt kê.",
        "What could not be sent. Lists when no subcommand is named.",
    ),
)
@global_options
def command() -> None:
    pass


@command.command("list", cls=SpokenCommand, text=Text("Liệt kê việc không gửi được.", "List dead letters."))
@links_argument
@unmask_options
@global_options
@click.pass_obj
def list_(session: Session, links: Sequence[str], unmask: bool, by: str | None, reason: str | None) -> int:
    asked = Unmask(unmask, by, reason)
    asked.check(session)
    with asked.opened(session) as app:
        rows = soonest_first(app.desk.dead_letters(known_links(session, app, links)), app.clock.now(), app.calendar)
        shown = asked.apply(app, "deadletters list", rows)
        show_rows(
            session,
            "deadletters",
            shown,
            COLUMNS,
            hints=(
                Text(f"{len(shown)} việc cần người xử lý", f"Dead letters: {len(shown)}"),
                Text("→ Xem: connector deadletters show ID", "→ See: connector deadletters show ID"),
                Text(
                    "→ Sửa xong nguyên nhân thì gửi lại: connector deadletters retry ID",
                    "→ The cause mended, again: connector deadletters retry ID",
                ),
                Text(
                    "→ Không cần gửi nữa thì bỏ: connector deadletters discard ID --by TÊN --reason LÝ_DO",
                    "→ No longer wanted: connector deadletters discard ID --by NAME --reason WHY",
                ),
            ),
        )
    return 0


@command.command("show", cls=SpokenCommand, text=Text("Xem một việc, kèm nội dung gửi.", "Show one with its payload."))
@id_argument
@unmask_options
@global_options
@click.pass_obj
def show(session: Session, id_: int, unmask: bool, by: str | None, reason: str | None) -> int:
    asked = Unmask(unmask, by, reason)
    asked.check(session)
    with asked.opened(session) as app:
        row = app.desk.dead_letter(id_)
        if row is None:
            return no_such(session, id_, "deadletters")
        show_row(session, "deadletter", asked.apply(app, "deadletters show", [row])[0], HEADINGS)
    return 0


def _decision_command(name: str, verb: str, text: Text) -> None:
    retried = verb == "retried"

    @command.command(name, cls=SpokenCommand, text=text)
    @ids_argument
    @bulk_options
    @decision_options(required=not retried)
    @global_options
    @click.pass_obj
    def carry_out(
        session: Session,
        ids: tuple[int, ...],
        all_matching: bool,
        link: str | None,
        expect: int | None,
        by: str | None,
        reason: str | None,
    ) -> int:
        from connector.observe.events import Event  # noqa: PLC0415 - not needed for --help

        wanted = Wanted(ids, all_matching, bool(link), expect)
        wanted.check(session)
        with opened(session) as app:
            decision = decided(app, by or _this_user(), reason or "")
            links = known_links(session, app, [link] if link else [])
            carry = app.desk.retry_dead if retried else app.desk.discard_dead
            concerned = set(links) if wanted.every else links_of(ids, app.desk.dead_letter)
            code, done = decide(
                session,
                app,
                wanted,
                matching=lambda: app.desk.dead_letters(links),
                carry_out=lambda chosen: carry(chosen, decision),
                told=Told(verb, Event.DEADLETTER_RETRIED if retried else Event.DEADLETTER_DISCARDED, decision),
            )
            if retried and done:
                run_soon(session, app, concerned)
            return code


def _this_user() -> str:
    """Who is logged in, for a decision that needs no name but is written down with one."""
    import getpass  # noqa: PLC0415 - only one command needs it

    try:
        return getpass.getuser()
    except (KeyError, ImportError, OSError):  # a dropped user id without an account
        return "?"


_decision_command(
    "retry",
    "retried",
    Text("Gửi lại. Bước chưa rõ kết quả được tra cứu trước khi gửi.", "Try again; doubtful steps are looked up first."),
)
_decision_command("discard", "discarded", Text("Bỏ hẳn, không gửi nữa.", "Discard: never to be sent."))
