"""``connector alerts``: whether the people who are to be told can be reached."""

from typing import TYPE_CHECKING

import click

from connector.cli import output
from connector.cli.exits import FAILED, OK
from connector.cli.opening import opened, settings_of
from connector.cli.options import global_options
from connector.cli.session import Session
from connector.cli.spoken import SpokenCommand, SpokenGroup, Text

if TYPE_CHECKING:
    from connector.daemon.alerts.channels import Channel, ChannelError, Message


@click.group(
    "alerts",
    cls=SpokenGroup,
    text=Text("Báo cho người phụ trách khi có việc cần người.", "Telling people that something needs them."),
)
@global_options
def command() -> None:
    pass


@command.command(
    "test",
    cls=SpokenCommand,
    text=Text(
        "Gửi một tin thử qua mọi kênh của khóa alerts.\n\nMã thoát: 0 kênh nào cũng nhận; 2 có kênh không gửi được.",
        "Send a test message over every channel of the key alerts.\n\n"
        "Exit code: 0 every channel took it; 2 one did not.",
    ),
)
@global_options
@click.pass_obj
def test(session: Session) -> int:
    from connector.daemon.alerts.channels import Message, channels  # noqa: PLC0415 - not needed for --help

    settings = settings_of(session)
    ways = channels(settings.alerts, settings.home)
    if not ways:
        told = Text("Khóa alerts chưa có kênh nào.", "There is no channel under the key alerts.")
        do = Text("Thêm mail, webhook hoặc file; xem docs/configuration.md.", "Add mail, webhook or file.")
        output.complain(session, told.told(session.language), do=do.told(session.language))
        if session.json:
            output.document(channels=[])
        return FAILED
    heading = Text("Tin thử", "Test message").told(session.language)
    with opened(session) as app:  # secrets are kept out of every sentence from here on
        message = Message(
            kind="test", subject=f"[connector {settings.agency.code}] {heading}", lines=[heading], at=app.clock.now()
        )
        errors = {way.name: _sent(session, way, message) for way in ways}
    if session.json:
        reasons = {name: error and output.error_document(error, session.language) for name, error in errors.items()}
        sent = [{"channel": name, "sent": reason is None, "error": reason} for name, reason in reasons.items()]
        output.document(channels=sent)
    return FAILED if any(errors.values()) else OK


def _sent(session: Session, way: "Channel", message: "Message") -> "ChannelError | None":
    """Why it could not be sent."""
    from connector.daemon.alerts.channels import ChannelError  # noqa: PLC0415 - not needed for --help

    try:
        way.send(message)
    except ChannelError as error:
        output.complain(session, f"{way.name}: {error.what}", where=error.where, do=error.do)
        return error
    if not session.json:
        output.result(f"{way.name}: " + Text("đã gửi", "sent").told(session.language))
    return None
