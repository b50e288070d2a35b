"""How a simulated specialized system behaves, and what goes wrong with it when asked to."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal

from connector.domain.times import ZONE

Paging = Literal["none", "page", "offset", "token", "next", "link", "keyset"]
TimeStyle = Literal["iso", "utc", "micro", "naive", "false_z", "vn", "compact", "epoch", "epoch_ms"]
Login = Literal["none", "basic", "bearer", "header", "oauth2", "session"]

#: What can be ordered to go wrong. All but the last five are answers of the list.
Fault = Literal[
    "html",  # a login page with status 200
    "truncated",  # half a JSON document, complete on the wire
    "null",  # the array is null
    "missing",  # the array's member is not there
    "error_code",  # a failure told in a 200 body
    "wrong_total",  # more promised than there is
    "repeated",  # the first page again, whatever was asked
    "endless",  # rows for ever, made up as they are asked for
    "busy",  # 429 with Retry-After as ordered
    "unavailable",  # 503, with Retry-After if ordered
    "broken",  # 500
    "reset",  # the connection is torn down
    "slow",  # the answer comes after so many seconds
    "drip",  # the answer trickles
    "unauthorized",  # 401
    "forbidden",  # 403
]


@dataclass(frozen=True, slots=True, kw_only=True)
class RestKnobs:
    """Behaviour that interfaces differ in, none of it a fault."""

    paging: Paging = "page"
    first_page: int = 1
    page_size: int = 100  #: rows a page has when the client names no number
    cap: int | None = None  #: more rows than this are silently not given
    order: Literal["changed", "newest", "id"] = "changed"
    tells_total: bool = False
    past_the_end: Literal["empty", "404", "last"] = "empty"  #: what a page number behind the last one brings
    null_when_empty: bool = False
    #: The list is only told between ``tu_ngay`` and ``den_ngay`` (dd/MM/yyyy, days of receipt, both included), for at
    #: most so many days at once.
    most_days: int | None = None
    inclusive: bool = True  #: ``updated_since`` gives rows of exactly that time too
    time_style: TimeStyle = "iso"
    login: Login = "none"
    session_calls: int | None = None  #: a session ends after so many calls
    lock_after: int = 3  #: wrong logins in a row until the account is locked
    #: Rows that change between two answers of the list (the longest unchanged first), so that pages shift.
    shifting: int = 0


@dataclass(slots=True, kw_only=True)
class Order:
    """One ordered fault: for the next ``times`` requests, after ``skip`` good ones."""

    fault: Fault
    times: int = 1
    skip: int = 0
    path: str | None = None
    retry_after: str | None = None
    seconds: float = 0.0


@dataclass(slots=True)
class Orders:
    """The faults ordered, each used up in turn."""

    waiting: list[Order] = field(default_factory=list)

    def take(self, path: str) -> Order | None:
        """The fault of this request, if one is due."""
        for order in self.waiting:
            if order.path not in (None, path):
                continue
            if order.skip > 0:
                order.skip -= 1
                continue
            order.times -= 1
            if order.times <= 0:
                self.waiting.remove(order)
            return order
        return None


#: How each style writes a moment.
TELL: dict[TimeStyle, Callable[[datetime], str | int]] = {
    "iso": lambda at: at.astimezone(ZONE).isoformat(timespec="seconds"),
    "utc": lambda at: at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
    "micro": lambda at: at.astimezone(ZONE).isoformat(timespec="microseconds"),
    "naive": lambda at: f"{at.astimezone(ZONE):%Y-%m-%dT%H:%M:%S}",
    "false_z": lambda at: f"{at.astimezone(ZONE):%Y-%m-%dT%H:%M:%SZ}",
    "vn": lambda at: f"{at.astimezone(ZONE):%d/%m/%Y %H:%M:%S}",
    "compact": lambda at: f"{at.astimezone(ZONE):%Y%m%d%H%M%S}",
    "epoch": lambda at: int(at.timestamp()),
    "epoch_ms": lambda at: round(at.timestamp() * 1000),
}


def understand(written: str, style: TimeStyle) -> datetime:
    """A moment as a client writes it: ISO with its offset, else in this system's own style."""
    if style in ("epoch", "epoch_ms") and written.isdigit():
        return datetime.fromtimestamp(int(written) / (1000 if style == "epoch_ms" else 1), tz=ZONE)
    if style == "false_z":
        written = written.removesuffix("Z")
    for form in ("%d/%m/%Y %H:%M:%S", "%Y%m%d%H%M%S"):
        try:
            return datetime.strptime(written, form).replace(tzinfo=ZONE)
        except ValueError:
            continue
    moment = datetime.fromisoformat(written)
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=ZONE)
