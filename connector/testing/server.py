"""A simulated system's socket: threaded HTTP/1.1 with keep-alive on this machine, with a log, hooks and wire faults.

A simulated system subclasses ``SimulatedServer`` and says in ``answer`` what it replies; how it fails on the wire
(reset, cut, slow) is part of the reply, so a system can do its work first and lose the answer afterwards.
"""

import os
import socket
import socketserver
import ssl
import struct
import threading
import time
from abc import ABC, abstractmethod
from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.client import responses
from http.server import BaseHTTPRequestHandler
from types import TracebackType
from typing import TYPE_CHECKING, Any, Literal, Self, cast
from urllib.parse import parse_qsl, unquote, urlsplit

import orjson

if TYPE_CHECKING:  # it needs the test extra, which systems without TLS must not ask for
    from connector.testing.certificates import ServerIdentity

LOG_LENGTH = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request as it arrived; ``number`` counts from 1 over the server's life, ``at`` is monotonic seconds."""

    number: int
    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(default=b"", repr=False)
    at: float

    def json(self) -> Any:
        return orjson.loads(self.body) if self.body else None

    def form(self) -> dict[str, str]:
        return dict(parse_qsl(self.body.decode(), keep_blank_values=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What the system answers, and what the wire does to it."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    #: Seconds before anything is sent; ends early when the server stops.
    delay: float = 0.0
    #: Seconds between pieces of the body, for an answer that trickles.
    drip: float = 0.0
    #: reset: the connection is torn down without an answer. cut: half of the body arrives, then nothing more.
    wire: Literal["good", "reset", "cut"] = "good"

    @classmethod
    def json(cls, value: object, status: int = 200, **more: Any) -> "Reply":
        headers = {"Content-Type": "application/json; charset=utf-8", **more.pop("headers", {})}
        return cls(status=status, body=orjson.dumps(value), headers=headers, **more)

    @classmethod
    def html(cls, text: str, status: int = 200, **more: Any) -> "Reply":
        headers = {"Content-Type": "text/html; charset=utf-8", **more.pop("headers", {})}
        return cls(status=status, body=text.encode(), headers=headers, **more)


#: Called with each request before it is answered; a Reply given back is sent instead of the system's own answer.
Before = Callable[[Request], Reply | None]
#: Called when the answer is ready and about to be written: whatever the system did for it is already done.
After = Callable[[Request, Reply], None]


class SimulatedServer(ABC):
    """A system on 127.0.0.1 that can be started, stopped and started again at the same address."""

    def __init__(
        self,
        *,
        port: int = 0,
        identity: "ServerIdentity | None" = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.port = port
        self.skew = timedelta()  #: how far this system's clock is ahead of the world's
        self.before: list[Before] = []
        self.after: list[After] = []
        self.log: deque[Request] = deque(maxlen=LOG_LENGTH)
        self.most_in_flight = 0
        self.failures: list[Exception] = []  #: mistakes of the simulation itself; ``stop`` raises the first
        self.lock = threading.RLock()  #: guards the log and, for subclasses, the system's own state
        self._clock = clock
        self._identity = identity
        self._counts: Counter[tuple[str, str]] = Counter()
        self._in_flight = 0
        self._number = 0
        self._stopping = threading.Event()
        self._listener: _Listener | None = None
        self._thread: threading.Thread | None = None

    @abstractmethod
    def answer(self, request: Request) -> Reply:
        """The system's own answer. Called by many threads at once."""

    # -- life

    def start(self) -> Self:
        self._stopping.clear()
        tls = None if self._identity is None else self._identity.context
        self._listener = _Listener(("127.0.0.1", self.port), self, tls)
        self.port = self._listener.server_address[1]
        self._thread = threading.Thread(target=self._listener.serve_forever, args=(0.05,), name="simulated-server")
        self._thread.start()
        return self

    def stop(self) -> None:
        """Close every connection and wait for every thread; raises what went wrong inside the simulation."""
        if self._listener is None or self._thread is None:
            return
        self._stopping.set()
        self._listener.shutdown()
        self._listener.drop_connections()
        self._listener.server_close()
        self._thread.join()
        self._listener = self._thread = None
        if self.failures:
            raise self.failures[0]

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    @property
    def url(self) -> str:
        return f"{'http' if self._identity is None else 'https'}://127.0.0.1:{self.port}"

    # -- what it saw

    def now(self) -> datetime:
        """This system's own idea of the time."""
        return self._clock() + self.skew

    @property
    def requests(self) -> int:
        with self.lock:
            return self._number

    def count(self, path: str | None = None, *, method: str | None = None) -> int:
        """How many requests came for exactly this path (any, if None), by this method (any, if None)."""
        with self.lock:
            return sum(
                n
                for (seen_method, seen_path), n in self._counts.items()
                if path in (None, seen_path) and method in (None, seen_method)
            )

    def forget(self) -> None:
        """Begin the log and the counts anew; numbers go on."""
        with self.lock:
            self.log.clear()
            self._counts.clear()
            self.most_in_flight = self._in_flight

    # -- one request

    def handle(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Reply:
        request = self._note(method, target, headers, body)
        try:
            reply = next((made for hook in self.before if (made := hook(request)) is not None), None)
            if reply is None:
                reply = self.answer(request)
            for hook in self.after:
                hook(request, reply)
        except Exception as error:  # noqa: BLE001  # kept and raised by stop(): a bug here must fail the test
            self.failures.append(error)
            reply = Reply(status=500, body=b"the simulation itself failed")
        finally:
            with self.lock:
                self._in_flight -= 1
        if reply.delay:
            self.pause(reply.delay)
        return reply

    def pause(self, seconds: float) -> None:
        """Wait, unless the server is being stopped."""
        self._stopping.wait(seconds)

    def _note(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Request:
        parts = urlsplit(target)
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        with self.lock:
            self._number += 1
            self._in_flight += 1
            self.most_in_flight = max(self.most_in_flight, self._in_flight)
            request = Request(
                number=self._number,
                method=method,
                path=unquote(parts.path),
                query=query,
                headers=headers,
                body=body,
                at=time.monotonic(),
            )
            self._counts[method, request.path] += 1
            self.log.append(request)
        return request


@contextmanager
def at_request(server: SimulatedServer, number: int, do: Callable[[], None], *, when: str = "before") -> Iterator[None]:
    """While this lasts, call ``do`` once, before (or after) the server works on its request of that number."""

    def before(request: Request) -> Reply | None:
        if request.number == number:
            do()
        return None

    def after(request: Request, _: Reply) -> None:
        if request.number == number:
            do()

    if when == "before":
        server.before.append(before)
    else:
        server.after.append(after)
    try:
        yield
    finally:
        if when == "before":
            server.before.remove(before)
        else:
            server.after.remove(after)


class _Listener(socketserver.ThreadingTCPServer):
    daemon_threads = False  # so that server_close waits for them: a test leaves no thread behind
    allow_reuse_address = os.name == "posix"  # on Windows it would let two servers share one port
    request_queue_size = 256

    def __init__(self, address: tuple[str, int], system: SimulatedServer, tls: ssl.SSLContext | None) -> None:
        self.system = system
        self.tls = tls
        self._open: set[socket.socket] = set()
        self._open_lock = threading.Lock()
        super().__init__(address, _Handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        with self._open_lock:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        with self._open_lock:
            self._open.discard(request)
        super().shutdown_request(request)

    def drop_connections(self) -> None:
        with self._open_lock:
            still_open = list(self._open)
        for connection in still_open:
            with suppress(OSError):  # it may have ended by itself meanwhile, which is all we want
                connection.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: Any, client_address: Any) -> None:  # signature of socketserver
        """A client that leaves, or does not trust us, is no mistake of the simulation; its own are kept elsewhere."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server_version = "simulated"
    sys_version = ""

    def setup(self) -> None:
        listener = cast("_Listener", self.server)
        self.system = listener.system
        self._plain = self.request
        if listener.tls is not None:
            self.request = listener.tls.wrap_socket(self.request, server_side=True, suppress_ragged_eofs=True)
        super().setup()

    def finish(self) -> None:
        with suppress(OSError):  # flushing towards a client that is gone
            super().finish()
        if self.request is not self._plain:
            self.request.close()

    def _serve(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length)
        if len(body) < length:  # the client died in the middle of its request: nobody waits for an answer
            self.close_connection = True
            return
        headers = {name.lower(): value for name, value in self.headers.items()}
        reply = self.system.handle(self.command, self.path, headers, body)
        if reply.wire == "reset":
            self._reset()
        else:
            self._write(reply)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = _serve  # noqa: N815  # names of http.server

    def _reset(self) -> None:
        self.close_connection = True
        self.request.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.rfile.close()
        self.request.close()

    def _write(self, reply: Reply) -> None:
        head, body = self._head(reply), b"" if self.command == "HEAD" else reply.body
        if reply.wire == "cut":
            self.close_connection = True
            body = body[: len(body) // 2]
        if reply.drip:
            self.wfile.write(head)
            self._drip(body, reply.drip)
        else:
            self.wfile.write(head + body)

    def _head(self, reply: Reply) -> bytes:
        """Status and headers, to leave in one segment together with the body."""
        headers = {"date": ("Date", format_datetime(self.system.now().astimezone(UTC), usegmt=True))}
        headers |= {name.lower(): (name, value) for name, value in reply.headers.items()}
        phrase = responses.get(reply.status, "")
        lines = [f"HTTP/1.1 {reply.status} {phrase}", *(f"{name}: {value}" for name, value in headers.values())]
        return "\r\n".join([*lines, f"Content-Length: {len(reply.body)}", "", ""]).encode("latin-1")

    def _drip(self, body: bytes, seconds: float) -> None:
        piece = max(1, len(body) // 10)
        for start in range(0, len(body), piece):
            self.wfile.write(body[start : start + piece])
            self.system.pause(seconds)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  # signature of http.server
        """Nothing on stderr: the log of requests is ``SimulatedServer.log``."""
