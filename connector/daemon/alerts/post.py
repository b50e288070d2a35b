"""Sending a message over every channel: one that fails gets later what it missed, and never stops the others."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from connector.daemon.alerts.channels import Channel, ChannelError, Message, PartlySentError
from connector.observe.events import Event
from connector.observe.log import Log
from connector.observe.redact import hide_secrets

#: A channel that failed is tried again so much later.
AGAIN = timedelta(minutes=5)

#: What a channel missed is worth sending for so long, and so many messages of it; afterwards the next digest tells.
WORTH, MOST = timedelta(days=1), 20


@dataclass(slots=True)
class _Way:
    """One channel, and what others took while it failed."""

    channel: Channel
    failed_at: datetime | None = None
    missed: list[Message] = field(default_factory=list)

    def rests(self, now: datetime) -> bool:
        """It failed a moment ago. A clock that was set back does not lengthen the moment."""
        return self.failed_at is not None and self.failed_at <= now < self.failed_at + AGAIN


class Post:
    """Remembers nothing across restarts: what nobody took is offered again by who sent it, and what one channel missed
    another has delivered."""

    def __init__(self, channels: Sequence[Channel], log: Log) -> None:
        self._ways = [_Way(channel) for channel in channels]
        self._log = log

    def rests(self, now: datetime) -> bool:
        """Whether no channel would be tried now."""
        return all(way.rests(now) for way in self._ways)

    def send(self, message: Message, now: datetime) -> bool:
        """Whether at least one channel took it; the others get it later. Taken by none, it is nobody's any more."""
        message = _without_secrets(message)
        missing = [way for way in self._ways if not self._passes(way, message, now)]
        taken = [way.channel.name for way in self._ways if way not in missing]
        if not taken:
            return False
        for way in missing:
            way.missed = [*way.missed, message][-MOST:]
        self._log.say(Event.ALERT_SENT, kind=message.kind, channels=taken)
        return True

    def catch_up(self, now: datetime) -> None:
        """Give every channel what it missed, the oldest first, until it fails again."""
        for way in self._ways:
            way.missed = [message for message in way.missed if now - message.at < WORTH]
            while way.missed and self._tried(way, way.missed[0], now):
                message = way.missed.pop(0)
                self._log.say(Event.ALERT_SENT, kind=message.kind, channels=[way.channel.name])

    def _passes(self, way: _Way, message: Message, now: datetime) -> bool:
        """In the order of their times: what was missed goes before it."""
        return not way.missed and self._tried(way, message, now)

    def _tried(self, way: _Way, message: Message, now: datetime) -> bool:
        if way.rests(now):
            return False
        try:
            way.channel.send(message)
        except ChannelError as error:
            partly = isinstance(error, PartlySentError)
            if partly or way.failed_at is None:  # said once when it starts
                name = way.channel.name
                self._log.say(Event.ALERT_FAILED, kind=message.kind, channels=[name], error=error.what, do=error.do)
            way.failed_at = None if partly else now
            return partly
        way.failed_at = None
        return True


def _without_secrets(message: Message) -> Message:
    lines = [hide_secrets(line) for line in message.lines]
    return Message(kind=message.kind, subject=hide_secrets(message.subject), lines=lines, at=message.at)
