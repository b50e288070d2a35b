"""The ways a message leaves: mail, a webhook, a file. A channel that fails says so by raising ChannelError."""

import errno
import os
import smtplib
import socket
import ssl
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from pathlib import Path

import orjson

from connector.domain.errors import ConnectorError, os_reason
from connector.settings.alerts import AlertsSettings, MailSettings, WebhookSettings

#: A mail server or a webhook may take so long.
TIMEOUT = 10.0  # seconds, each time it is waited for

_PORTS = {"starttls": 587, "tls": 465, "none": 25}


class ChannelError(ConnectorError):
    """A message could not be sent this way; no secret and no recipient is in the sentence."""


class PartlySentError(ChannelError):
    """Some received it and some were refused: sending it again would only repeat it to the former."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What is told: one subject, a few lines, nothing personal."""

    kind: str  #: trouble | healed | digest | test
    subject: str
    lines: Sequence[str]
    at: datetime

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


class Channel(ABC):
    """One way out. ``name`` is what logs and ``alerts test`` call it."""

    name: str

    @abstractmethod
    def send(self, message: Message) -> None:
        """Raises ChannelError."""


class MailChannel(Channel):
    name = "mail"

    def __init__(self, settings: MailSettings) -> None:
        self._settings = settings

    def send(self, message: Message) -> None:
        try:
            with self._connection() as server:
                refused = server.send_message(self._mail(message))
        except smtplib.SMTPAuthenticationError as error:
            raise self._failed("Máy chủ thư không nhận tài khoản gửi thư.") from error
        except smtplib.SMTPRecipientsRefused as error:
            raise self._failed("Máy chủ thư không nhận người nhận nào.") from error
        except ssl.SSLError as error:
            raise self._failed("Không tin được chứng thư TLS của máy chủ thư.") from error
        except (smtplib.SMTPException, OSError) as error:
            raise self._failed(f"Không gửi được thư: {_told(error)}.") from error
        if refused:
            what = f"Máy chủ thư không nhận {len(refused)} trong {len(self._settings.to)} người nhận."
            raise PartlySentError(what, where=self._settings.host, do="Sửa khóa alerts.mail.to.")

    def _failed(self, what: str) -> ChannelError:
        return ChannelError(what, where=self._settings.host, do="Kiểm tra máy chủ thư và khóa alerts.mail.")

    def _connection(self) -> smtplib.SMTP:
        settings = self._settings
        port = settings.port or _PORTS[settings.security]
        if settings.security == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(settings.host, port, timeout=TIMEOUT, context=_trust(settings.ca))
        else:
            server = smtplib.SMTP(settings.host, port, timeout=TIMEOUT)
        try:
            if settings.security == "starttls":
                self._need(server, "starttls", "Máy chủ thư không mã hóa bằng STARTTLS.")
                server.starttls(context=_trust(settings.ca))
            if settings.username and settings.password:
                self._need(server, "auth", "Máy chủ thư không nhận đăng nhập ở cổng này.")
                server.login(settings.username, settings.password.get_secret_value())
        except BaseException:
            server.close()
            raise
        return server

    def _need(self, server: smtplib.SMTP, extension: str, missing: str) -> None:
        """What the server does not offer is told by name: an office's own mail server often offers neither."""
        server.ehlo_or_helo_if_needed()
        if not server.has_extn(extension):
            raise ChannelError(
                missing, where=self._settings.host, do="Sửa security, port hoặc username của alerts.mail."
            )

    def _mail(self, message: Message) -> EmailMessage:
        mail = EmailMessage()
        mail["Subject"] = " ".join(message.subject.split())
        mail["From"] = self._settings.sender
        mail["To"] = ", ".join(self._settings.to)
        mail["Date"] = format_datetime(message.at)
        mail["Message-ID"] = make_msgid(domain=self._settings.sender.rpartition("@")[2])
        mail["Auto-Submitted"] = "auto-generated"
        mail.set_content(message.text + "\n", cte="base64")  # not every server takes eight bits
        return mail


class WebhookChannel(Channel):
    name = "webhook"

    def __init__(self, settings: WebhookSettings) -> None:
        self._settings = settings

    def send(self, message: Message) -> None:
        import httpx  # noqa: PLC0415 - an office without a webhook does not pay for it

        settings = self._settings
        headers = {name: value.get_secret_value() for name, value in settings.headers.items()}
        try:
            # The environment (proxies, .netrc) is not read, as with every other system spoken to.
            with httpx.Client(verify=_trust(settings.ca), timeout=TIMEOUT, trust_env=False) as client:
                answer = client.post(settings.url.get_secret_value(), json=_plain(message), headers=headers)
        except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as error:  # ValueError: a header it cannot send
            slow = isinstance(error, httpx.TimeoutException)
            why = "không trả lời" if slow else _unreached(error) or "cuộc gọi bị hỏng"
            raise ChannelError(f"Không gọi được địa chỉ nhận tin: {why}.", do=_DO) from None
        if not answer.is_success:
            raise ChannelError(f"Địa chỉ nhận tin trả lời {answer.status_code}.", do=_DO)


_DO = "Kiểm tra khóa alerts.webhook."


class FileChannel(Channel):
    """Appends one JSON line, in one write: several processes may."""

    name = "file"

    def __init__(self, path: Path) -> None:
        self._path = path

    def send(self, message: Message) -> None:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            _append(self._path, orjson.dumps(_plain(message)) + b"\n")
        except OSError as error:
            raise ChannelError(
                f"Không ghi được tệp tin báo: {os_reason(error)}.",
                where=str(self._path),
                do="Cấp quyền ghi cho thư mục đó, hoặc sửa khóa alerts.file.",
            ) from error


def _append(path: Path, line: bytes) -> None:
    """Whole or an OSError; only the service account may read what it makes."""
    flags = os.O_APPEND | os.O_CREAT | os.O_WRONLY | getattr(os, "O_BINARY", 0)
    file = os.open(path, flags, 0o600)
    try:
        if os.write(file, line) < len(line):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    finally:
        os.close(file)


def _trust(ca: Path | None) -> ssl.SSLContext:
    """What this machine trusts, or the agency's own authority."""
    return ssl.create_default_context(cafile=ca)


def _told(error: OSError) -> str:
    """Why, without the server's words: they may quote an address."""
    if isinstance(error, TimeoutError | smtplib.SMTPServerDisconnected):
        return "máy chủ thư không trả lời hoặc ngắt kết nối"
    if isinstance(error, smtplib.SMTPResponseException):
        return f"máy chủ trả lời {error.smtp_code}"
    return _unreached(error) or (os_reason(error) if error.errno else "cuộc gọi bị hỏng")


def _unreached(error: BaseException | None) -> str | None:
    """Why no connection came about, where the reason beneath is one we know."""
    while error is not None:
        for kind, reason in _UNREACHED.items():
            if isinstance(error, kind):
                return reason
        error = error.__cause__ or error.__context__
    return None


_UNREACHED: Mapping[type[Exception], str] = {
    ssl.SSLError: "không tin được chứng thư TLS của máy chủ",
    socket.gaierror: "không tìm thấy máy chủ theo tên đã khai báo",
    ConnectionRefusedError: "máy chủ từ chối kết nối",
}


def channels(settings: AlertsSettings, home: Path) -> tuple[Channel, ...]:
    """The ways this office wants to be told."""
    ways: list[Channel] = []
    if settings.mail is not None:
        ways.append(MailChannel(settings.mail))
    if settings.webhook is not None:
        ways.append(WebhookChannel(settings.webhook))
    if settings.file is not None:
        ways.append(FileChannel(home / settings.file))
    return tuple(ways)


def _plain(message: Message) -> dict[str, object]:
    return {
        "schema": 1,
        "kind": message.kind,
        "subject": message.subject,
        "text": message.text,
        "at": message.at.isoformat(),
    }
