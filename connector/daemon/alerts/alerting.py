"""Telling trouble when it starts and when it heals, and the digest; what was told is remembered across restarts."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from connector.daemon.alerts.causes import Cause, over
from connector.daemon.alerts.channels import Channel, ChannelError, Message
from connector.domain.calendar import WorkingCalendar
from connector.domain.times import at_zone
from connector.observe.events import Event
from connector.observe.log import Log
from connector.ports import AlertBook
from connector.settings.alerts import AlertsSettings

#: A message that no channel took is tried again so much later.
AGAIN = timedelta(minutes=5)


class Alerting:
    """``agency`` stands in every subject, so that a reader of several offices' mail knows whose it is."""

    def __init__(
        self,
        settings: AlertsSettings,
        channels: Sequence[Channel],
        book: AlertBook,
        calendar: WorkingCalendar,
        log: Log,
        *,
        agency: str,
        english: bool,
    ) -> None:
        self._settings = settings
        self._channels = channels
        self._book = book
        self._calendar = calendar
        self._log = log
        self._agency = agency
        self._english = english
        self._not_before: datetime | None = None

    def look(self, standing: Mapping[str, Cause], now: datetime) -> None:
        """Bring what was told in line with what stands. One message for all that started, one for all that healed."""
        known = self._book.troubles()
        for cause in standing.keys() - known.keys():
            self._book.begin(cause, now)
        for cause in known.keys() - standing.keys():
            if known[cause].told_at is None:  # it healed before anybody was told: a hiccup, no trouble
                self._book.heal(cause)
        started = [
            standing[cause]
            for cause, trouble in known.items()
            if cause in standing and trouble.told_at is None and now - trouble.since >= self._settings.after
        ]
        healed = [cause for cause, trouble in known.items() if cause not in standing and trouble.told_at is not None]
        if started and self._send(self._trouble(started, now), now):
            for one in started:
                self._book.told(one.id, now)
        if healed and self._send(self._healed(healed, now), now):
            for name in healed:
                self._book.heal(name)

    def digest_due(self, now: datetime) -> bool:
        """Whether this working day's digest is still to be sent."""
        local = at_zone(now)
        last = self._book.last_digest()
        sent_today = last is not None and at_zone(last).date() >= local.date()
        return self._calendar.is_working(local.date()) and local.time() >= self._settings.digest and not sent_today

    def digest(self, lines: Callable[[], Sequence[str]], now: datetime) -> None:
        """Send the digest when it is due; ``lines`` is asked only then."""
        if not self.digest_due(now) or self._resting(now):
            return
        day = f"{at_zone(now):%d/%m/%Y}"
        subject = self._subject(f"Daily digest {day}" if self._english else f"Tóm tắt ngày {day}")
        if self._send(Message(kind="digest", subject=subject, lines=lines(), at=now), now):
            self._book.digested(now)

    # -- messages

    def _trouble(self, started: Sequence[Cause], now: datetime) -> Message:
        heading = "Something needs a person" if self._english else "Có việc cần người xử lý"
        lines = [line for cause in started for line in (f"• {cause.told}", f"  → {cause.do}")]
        return Message(kind="trouble", subject=self._subject(heading), lines=lines, at=now)

    def _healed(self, causes: Sequence[str], now: datetime) -> Message:
        heading = "It is over" if self._english else "Đã hết trục trặc"
        lines = [f"• {over(cause, english=self._english)}" for cause in causes]
        return Message(kind="healed", subject=self._subject(heading), lines=lines, at=now)

    def _subject(self, heading: str) -> str:
        return f"[connector {self._agency}] {heading}".replace("[connector ]", "[connector]")

    # -- sending

    def _resting(self, now: datetime) -> bool:
        return self._not_before is not None and now < self._not_before

    def _send(self, message: Message, now: datetime) -> bool:
        """Whether at least one channel took it. A failing channel is logged and never stops the work."""
        if self._resting(now):
            return False
        taken = [channel.name for channel in self._channels if self._sent_by(channel, message)]
        self._not_before = None if taken else now + AGAIN
        if taken:
            self._log.say(Event.ALERT_SENT, kind=message.kind, channels=taken)
        return bool(taken)

    def _sent_by(self, channel: Channel, message: Message) -> bool:
        try:
            channel.send(message)
        except ChannelError as error:
            self._log.say(Event.ALERT_FAILED, kind=message.kind, channels=[channel.name], error=error.what, do=error.do)
            return False
        return True
