"""Health over HTTP: ``/healthz`` the daemon lives, ``/readyz`` its store can be used and its links are fresh,
``/metrics`` for Prometheus.

Nothing personal and no secret is in any answer; still it listens on loopback unless told otherwise.
"""

import socket
import socketserver
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from connector.daemon.freshness import Fresh
from connector.domain.errors import ConfigurationError, os_reason

#: The loop beats every few seconds; silent for so long it hangs.
ALIVE_WITHIN = timedelta(seconds=60)


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """How the daemon stood when its loop last looked."""

    at: datetime
    usable: bool = True  #: whether the store could be read and written
    links: Sequence[Mapping[str, Any]] = ()  #: lines of ``status``
    freshness: Mapping[str, Fresh] = field(default_factory=dict)
    systems: Sequence[Mapping[str, Any]] = ()


#: name of a gauge → the key of a link's status line, and what it tells.
_GAUGES = {
    "connector_outbox_waiting": ("waiting", "Deliveries waiting to be sent."),
    "connector_outbox_in_doubt": ("in_doubt", "Deliveries sent whose outcome is unknown."),
    "connector_outbox_delivered": ("delivered", "Deliveries answered with success and not read back yet."),
    "connector_holds": ("held", "Held work that waits for a person."),
    "connector_dead_letters": ("dead", "Dead letters that wait for a person."),
    "connector_rejections": ("rejections", "Rows that could not be read."),
    "connector_open_mismatches": ("mismatches", "Open mismatches."),
}


def metrics(health: Health) -> str:
    """The text format of Prometheus, version 0.0.4."""
    return "\n".join(_lines(health)) + "\n"


def _lines(health: Health) -> Iterator[str]:
    yield from _gauge("connector_beat_timestamp_seconds", "When the daemon's loop last looked.")
    yield f"connector_beat_timestamp_seconds {health.at.timestamp():.3f}"
    yield from _gauge("connector_store_usable", "1 while the store can be read and written, else 0.")
    yield f"connector_store_usable {int(health.usable)}"
    for name, (key, told) in _GAUGES.items():
        yield from _gauge(name, told)
        for row in health.links:
            yield f"{name}{_labels(link=row['link'])} {int(row.get(key) or 0)}"
    yield from _gauge("connector_last_complete_sync_timestamp_seconds", "When a link was last read completely.")
    for row in health.links:
        if row.get("last_complete_sync"):
            at = datetime.fromisoformat(row["last_complete_sync"]).timestamp()
            yield f"connector_last_complete_sync_timestamp_seconds{_labels(link=row['link'])} {at:.3f}"
    yield from _gauge("connector_link_freshness", "0 fresh, 1 needs a person, 2 stale or failing.")
    for link, fresh in health.freshness.items():
        yield f"connector_link_freshness{_labels(link=link)} {int(fresh)}"
    yield from _gauge("connector_system_up", "1 while a system answers, 0 while its circuit is open.")
    for row in health.systems:
        yield f"connector_system_up{_labels(system=row['system'])} {int(bool(row.get('up')))}"


def _gauge(name: str, told: str) -> Iterator[str]:
    yield f"# HELP {name} {told}"
    yield f"# TYPE {name} gauge"


def _labels(**labels: object) -> str:
    told = ",".join(f'{name}="{_escaped(str(value))}"' for name, value in labels.items())
    return "{" + told + "}"


def _escaped(value: str) -> str:
    return value.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")


def written(host: str, port: int) -> str:
    """An address as a URL has it."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


@contextmanager
def serving(
    address: tuple[str, int] | None, health: Callable[[], Health], now: Callable[[], datetime]
) -> Iterator[int]:
    """Answers on ``address`` while the context lasts; yields the port really bound, 0 without an address.

    Raises ConfigurationError when the address cannot be had.
    """
    if address is None:
        yield 0
        return
    try:
        server = _Server(address, _handler(health, now))
    except OSError as error:
        reason = "không có máy nào tên ấy" if isinstance(error, socket.gaierror) else os_reason(error)
        raise ConfigurationError(
            f"Không mở được địa chỉ theo dõi {written(*address)}: {reason}.",
            do="Chọn địa chỉ hoặc cổng khác cho --health HOST:PORT, hoặc bỏ tùy chọn này.",
        ) from error
    thread = threading.Thread(target=server.serve_forever, name="health", daemon=True)
    thread.start()
    try:
        yield int(server.server_address[1])
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Server(ThreadingHTTPServer):
    """Answers on IPv4 and IPv6; asks no name server, and keeps quiet about clients that hang up."""

    def __init__(self, address: tuple[str, int], handler: type[BaseHTTPRequestHandler]) -> None:
        self.address_family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
        super().__init__(address, handler)

    def server_bind(self) -> None:
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = str(self.server_address[0]), int(self.server_address[1])

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)


def _handler(health: Callable[[], Health], now: Callable[[], datetime]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        timeout = 10  # seconds a client may take: nobody holds a thread for ever

        def do_GET(self) -> None:  # the name http.server calls
            status, kind, body = _answer(self.path.partition("?")[0], health(), now())
            content = body.encode()
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(content)

        do_HEAD = do_GET  # noqa: N815  # the name http.server calls; monitors ask so

        def log_message(self, *_arguments: object) -> None:
            """Probes come every few seconds; they are no events."""

    return Handler


def _answer(path: str, health: Health, now: datetime) -> tuple[int, str, str]:
    plain = "text/plain; charset=utf-8"
    match path:
        case "/healthz":
            alive = now - health.at <= ALIVE_WITHIN
            return (200 if alive else 503), plain, "ok\n" if alive else "hanging\n"
        case "/readyz":
            wrong = [] if health.usable else ["store unusable"]
            wrong += sorted(f"stale: {link}" for link, fresh in health.freshness.items() if fresh is Fresh.STALE)
            return (503 if wrong else 200), plain, "".join(f"{one}\n" for one in wrong) or "ok\n"
        case "/metrics":
            return 200, "text/plain; version=0.0.4; charset=utf-8", metrics(health)
    return 404, plain, "not found\n"
