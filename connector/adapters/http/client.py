"""The one place where an HTTP client is made."""

import ssl
from functools import cache

import httpx

from connector.adapters.http.settings import HttpSystemSettings, TlsSettings
from connector.domain.errors import ConfigurationError

LONGEST_CONNECT = 10.0  # seconds
KEEP_IDLE = 5.0  # seconds; a server that closes an idle connection just as we use it would leave a write in doubt


def make_client(settings: HttpSystemSettings, transport: httpx.BaseTransport | None = None) -> httpx.Client:
    """A client that verifies TLS, follows no redirect, reads no environment and keeps to ``concurrency`` connections.

    HTTP/2 stays off: it is slower here and few of these systems speak it well.
    """
    seconds = settings.timeout.total_seconds()
    return httpx.Client(
        transport=transport,
        verify=_tls(settings.system, settings.tls),
        proxy=settings.proxy,
        timeout=httpx.Timeout(seconds, connect=min(seconds, LONGEST_CONNECT)),
        limits=httpx.Limits(
            max_connections=settings.concurrency,
            max_keepalive_connections=settings.concurrency,
            keepalive_expiry=KEEP_IDLE,
        ),
        follow_redirects=False,
        trust_env=False,
        http1=True,
        http2=False,
        headers={"User-Agent": "connector"},
    )


def _tls(system: str, tls: TlsSettings) -> ssl.SSLContext:
    if tls.ca is None and tls.cert is None:
        return _machines_own()
    try:
        context = ssl.create_default_context(cafile=tls.ca)
        if tls.cert is not None:
            # The empty password turns a question on the terminal for an encrypted key into an error.
            context.load_cert_chain(tls.cert, tls.key, password="")
    except (OSError, ssl.SSLError) as error:
        raise ConfigurationError(
            f"Không đọc được chứng thư TLS của hệ thống '{system}'.",
            where=f"systems: {system}: tls",
            do="Kiểm tra các tệp PEM ở tls.ca, tls.cert, tls.key (khóa không đặt mật khẩu).",
        ) from error
    return context


@cache
def _machines_own() -> ssl.SSLContext:
    """What this machine trusts. Made once: reading its authorities takes longer than a short sync's own work."""
    return ssl.create_default_context()
