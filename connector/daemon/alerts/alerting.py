"""Telling trouble when it starts and when it heals, and the digest; what was told is remembered across restarts."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from connector.daemon.alerts.causes import STORE, Cause, over, subject
from connector.daemon.alerts.channels import Channel, Message
from connector.daemon.alerts.post import Post
from connector.domain.calendar import WorkingCalendar
from connector.domain.english import in_english
from connector.domain.errors import StoreError
from connector.domain.kinds import Said
from connector.domain.times import at_zone
from connector.observe.log import Log
from connector.ports import AlertBook
from connector.settings.alerts import AlertsSettings

#: A subject as in ``causes.subject``.
Subject = tuple[str, str]


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
        self._post = Post(channels, log)
        self._book = book
        self._calendar = calendar
        self._agency = agency
        self._english = english
        self._gone: dict[str, datetime] = {}
        self._store_lost_at: datetime | None = None
        self._store_told = False

    def look(
        self,
        standing: Mapping[str, Cause],
        now: datetime,
        *,
        watched: frozenset[Subject],
        explained: frozenset[str] = frozenset(),
    ) -> None:
        """Bring what was told in line with what stands. One message for all that started, one for all that healed.

        What was told is over once it has been gone for as long as it had to last: trouble that comes and goes is told
        once, and not each time. What is ``explained`` by other trouble is not over. What concerns a link or a system
        that is not watched any more is over without a word.
        """
        self._post.catch_up(now)
        self._begin(standing, now)
        known = self._book.troubles()
        started, healed = [], []
        for name, trouble in known.items():
            if name in standing:
                if trouble.told_at is None and now - trouble.since >= self._settings.after:
                    started.append(standing[name])
            elif trouble.told_at is None or subject(name) not in watched:
                self._book.heal(name)  # a hiccup that nobody was told of, or nobody's business any more
            elif name in explained or _goes_on(name, standing):
                self._gone.pop(name, None)  # it stands, though nothing more is told of it
            elif self._stays_gone(name, now):
                healed.append(name)
        self._tell(started, healed, now)

    def _tell(self, started: Sequence[Cause], healed: Sequence[str], now: datetime) -> None:
        if started and self._send(self._trouble([(cause.told, cause.do) for cause in started], now), now):
            for cause in started:
                self._book.told(cause.id, now)
        if healed and self._send(self._healed(healed, now), now):
            for name in healed:
                self._book.heal(name)
                self._gone.pop(name, None)

    def _stays_gone(self, name: str, now: datetime) -> bool:
        since = self._gone.setdefault(name, now)
        if since > now:  # the clock was set back
            self._gone[name] = since = now
        return now - since >= self._settings.after

    def _begin(self, standing: Mapping[str, Cause], now: datetime) -> None:
        known = self._book.troubles()
        for name in standing:
            self._gone.pop(name, None)
            trouble = known.get(name)
            if trouble is not None and trouble.told_at is None and trouble.since > now:
                self._book.heal(name)  # the clock was set back: it would not have lasted long enough for a long time
            self._book.begin(name, now)

    def store_lost(self, error: StoreError, now: datetime) -> None:
        """The book itself cannot be read or written: what was told of that is remembered here."""
        if self._store_lost_at is None or self._store_lost_at > now:
            self._store_lost_at = now
        if not self._store_told and now - self._store_lost_at >= self._settings.after:
            self._store_told = self._send(self._trouble([(_said(error.what), _said(error.do))], now), now)

    def store_back(self, now: datetime) -> None:
        self._store_lost_at = None
        if self._store_told:
            self._store_told = not self._send(self._healed([STORE], now), now)

    def digest(self, lines: Callable[[datetime], Sequence[str]], now: datetime) -> None:
        """Send the digest of a working day once, when its hour has come. ``lines`` is asked only then, with the time of
        the digest before."""
        last = self._book.last_digest()
        if not self._digest_due(last, now) or self._post.rests(now):
            return
        day = f"{at_zone(now):%d/%m/%Y}"
        subject = self._subject(f"Daily digest {day}" if self._english else f"Tóm tắt ngày {day}")
        since = now - timedelta(days=1) if last is None else last
        if self._send(Message(kind="digest", subject=subject, lines=lines(since), at=now), now):
            self._book.digested(now)

    def _digest_due(self, last: datetime | None, now: datetime) -> bool:
        """A digest of another day is none of today's, be it of a later one: the clock may have been ahead."""
        local = at_zone(now)
        sent_today = last is not None and at_zone(last).date() == local.date()
        return self._calendar.is_working(local.date()) and local.time() >= self._settings.digest and not sent_today

    # -- messages

    def _trouble(self, started: Sequence[tuple[Said, Said]], now: datetime) -> Message:
        heading = "Something needs a person" if self._english else "Có việc cần người xử lý"
        language = "en" if self._english else "vi"
        lines = [line for told, do in started for line in (f"• {told.told(language)}", f"  → {do.told(language)}")]
        return Message(kind="trouble", subject=self._subject(heading), lines=lines, at=now)

    def _healed(self, causes: Sequence[str], now: datetime) -> Message:
        heading = "It is over" if self._english else "Đã hết trục trặc"
        lines = [f"• {over(cause, english=self._english)}" for cause in causes]
        return Message(kind="healed", subject=self._subject(heading), lines=lines, at=now)

    def _subject(self, heading: str) -> str:
        return f"[connector {self._agency}] {heading}".replace("[connector ]", "[connector]")

    def _send(self, message: Message, now: datetime) -> bool:
        """Whether anybody took it."""
        return self._post.send(message, now)


def _goes_on(cause: str, standing: Mapping[str, Cause]) -> bool:
    """A system that was down and now refuses the account is not well: nobody is told that it is."""
    about = subject(cause)
    return about[0] == "system" and any(subject(other) == about for other in standing)


def _said(sentence: str) -> Said:
    return Said(sentence, in_english(sentence))
