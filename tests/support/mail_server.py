"""A mail server on this machine: SMTP as an agency's own speaks it, with STARTTLS, TLS from the start, and accounts."""

import base64
import socketserver
import ssl
import threading
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from types import TracebackType
from typing import TYPE_CHECKING, Self, cast

if TYPE_CHECKING:
    from connector.testing.certificates import ServerIdentity


@dataclass(frozen=True, slots=True)
class Received:
    """One mail: the envelope's sender and receivers, and what was in it."""

    sender: str
    to: tuple[str, ...]
    mail: EmailMessage
    encrypted: bool
    account: str | None

    @property
    def text(self) -> str:
        return str(self.mail.get_content())


@dataclass
class _Session:
    encrypted: bool
    account: str | None = None
    sender: str = ""
    to: list[str] = field(default_factory=list)


class MailServer:
    """``identity`` offers STARTTLS, or TLS at once with ``tls_first``; with ``accounts`` nobody sends without one.
    ``refused`` receivers are not known; while ``busy`` it turns everybody away."""

    def __init__(
        self,
        *,
        identity: "ServerIdentity | None" = None,
        tls_first: bool = False,
        accounts: dict[str, str] | None = None,
        refused: tuple[str, ...] = (),
    ) -> None:
        self.tls = None if identity is None else identity.context
        self.tls_first = tls_first
        self.accounts = accounts or {}
        self.refused = refused
        self.busy = False
        self.received: list[Received] = []
        self._server = _Listener(("127.0.0.1", 0), _Conversation)
        self._server.office = self
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), name="mail-server")

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Listener(socketserver.ThreadingTCPServer):
    office: MailServer
    daemon_threads = False


class _Conversation(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        office = cast("_Listener", self.server).office
        self._connection = self.request
        self._connection.settimeout(10)
        try:
            if office.tls_first and office.tls is not None:
                self._encrypt(office.tls)
            self._talk(office, _Session(encrypted=office.tls_first))
        except OSError:  # the client hung up, or did not like our certificate
            return
        finally:
            self._connection.close()

    def _talk(self, office: MailServer, session: _Session) -> None:
        if office.busy:
            self._say("421 quá tải, gọi lại sau")
            return
        self._say("220 simulated mail server")
        while line := self._line():
            word, _, rest = line.partition(" ")
            match word.upper():
                case "EHLO":
                    self._say(*self._offers(office, session))
                case "STARTTLS" if office.tls is not None:
                    self._say("220 go on")
                    self._encrypt(office.tls)
                    session = _Session(encrypted=True)
                case "AUTH":
                    self._authenticate(office, session, rest)
                case "QUIT":
                    self._say("221 bye")
                    return
                case word:
                    self._say(self._take(office, session, word, rest))

    def _take(self, office: MailServer, session: _Session, word: str, rest: str) -> str:
        match word:
            case "MAIL" if office.accounts and session.account is None:
                return "530 authentication required"
            case "MAIL":
                session.sender = _address(rest)
            case "RCPT" if _address(rest) in office.refused:
                return "550 no such user"
            case "RCPT":
                session.to.append(_address(rest))
            case "DATA":
                self._say("354 go on")
                mail = cast("EmailMessage", message_from_bytes(self._content(), policy=policy.default))
                told = Received(session.sender, tuple(session.to), mail, session.encrypted, session.account)
                office.received.append(told)
            case "RSET" | "NOOP":
                pass
            case _:
                return "502 not known"
        return "250 ok"

    def _offers(self, office: MailServer, session: _Session) -> list[str]:
        offers = ["simulated"]
        if office.tls is not None and not session.encrypted:
            offers.append("STARTTLS")
        if office.accounts:
            offers.append("AUTH PLAIN")
        return [f"250{' ' if number == len(offers) - 1 else '-'}{offer}" for number, offer in enumerate(offers)]

    def _authenticate(self, office: MailServer, session: _Session, rest: str) -> None:
        _, user, password = base64.b64decode(rest.split(" ")[1]).decode().split("\0")
        if office.accounts.get(user) == password:
            session.account = user
            self._say("235 welcome")
        else:
            self._say("535 wrong password")

    def _encrypt(self, tls: ssl.SSLContext) -> None:
        self._connection = tls.wrap_socket(self._connection, server_side=True)

    def _say(self, *lines: str) -> None:
        self._connection.sendall("".join(f"{line}\r\n" for line in lines).encode())

    def _line(self) -> str:
        return self._until(b"\r\n").decode().removesuffix("\r\n")

    def _content(self) -> bytes:
        taken = self._until(b"\r\n.\r\n").removesuffix(b".\r\n")
        return taken.replace(b"\r\n..", b"\r\n.")

    def _until(self, end: bytes) -> bytes:
        taken = b""
        while not taken.endswith(end):
            piece = self._connection.recv(1)
            if not piece:
                return b""
            taken += piece
        return taken


def _address(rest: str) -> str:
    return rest.partition("<")[2].partition(">")[0]
