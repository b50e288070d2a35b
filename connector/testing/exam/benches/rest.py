"""Specialized systems with a JSON interface, one bench for each way of paging, over real sockets."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from functools import partial
from types import MappingProxyType
from typing import Any, ClassVar

from connector.domain.times import parse_iso
from connector.testing.exam.bench import SourceBench, Trouble
from connector.testing.exam.rows import MAP, Row
from connector.testing.rest_knobs import Fault, Paging, RestKnobs, TimeStyle
from connector.testing.rest_store import Stored
from connector.testing.rest_system import LIST_PATH, PASSWORD, USERNAME, RestSystem

#: How each style of writing times is configured: the cursor's ``convert``, and ``updated_since``.
_TIMES: Mapping[TimeStyle, tuple[str, str]] = MappingProxyType(
    {
        "iso": ("iso", "{since:%Y-%m-%dT%H:%M:%S%z}"),
        "utc": ("iso", "{since}"),
        "micro": ("iso", "{since}"),
        "naive": ("iso", "{since:%Y-%m-%dT%H:%M:%S}"),
        "false_z": ("%Y-%m-%dT%H:%M:%SZ", "{since:%Y-%m-%dT%H:%M:%SZ}"),
        "vn": ("date_vn", "{since:%d/%m/%Y %H:%M:%S}"),
        "compact": ("compact", "{since:%Y%m%d%H%M%S}"),
        "epoch": ("epoch", ""),
        "epoch_ms": ("epoch_ms", "{since}"),
    }
)
_FAULTS: Mapping[Trouble, Fault] = MappingProxyType(
    {
        "login_page": "html",
        "truncated": "truncated",
        "null": "null",
        "missing": "missing",
        "error_body": "error_code",
        "wrong_total": "wrong_total",
        "repeated": "repeated",
        "endless": "endless",
        "unavailable": "unavailable",
        "forbidden": "forbidden",
        "reset": "reset",
    }
)
_ALWAYS = 10_000


class RestByPage(SourceBench):
    """Pages by number, in no order that anybody promises: what most such systems have."""

    kind = "rest"
    way = "by page"
    secrets = (PASSWORD,)
    time_styles = tuple(_TIMES)
    has_a_clock = True
    paging: ClassVar[Paging] = "page"
    keys: ClassVar[Mapping[str, Any]] = MappingProxyType({"type": "page", "param": "page"})
    order: ClassVar[str] = "none"

    def start(self) -> None:
        self._style: TimeStyle = "iso"
        self.system = self._started(RestSystem(0, self._knobs(), clock=self.clock.now))
        self._tls: Mapping[str, Any] = {}

    def _started(self, system: RestSystem) -> RestSystem:
        return self.rig.enter_context(system)

    def _knobs(self) -> RestKnobs:
        return RestKnobs(paging=self.paging, login="session", tells_total=self.paging != "keyset")

    def system_keys(self) -> Mapping[str, Any]:
        login = {"username": USERNAME, "password": PASSWORD}
        session = {
            "type": "session",
            "path": "/login",
            "body": login,
            "token": "session",
            "as": {"header": "X-Session"},
        }
        return {"url": self.system.url, "auth": session, **self._tls}

    def link_keys(self) -> Mapping[str, Any]:
        convert, since = _TIMES[self._style]
        total = {} if self.paging == "keyset" else {"total": "total"}
        listed = {
            "path": LIST_PATH,
            "params": {"page_size": "20", **({"updated_since": since} if since else {})},
            "records": "data",
            "success": "error_code == '0'",
            "paging": dict(self.keys),
            "order": self.order,
            "max_pages": 100,
            **total,
        }
        return {
            "list": listed,
            "get": {"path": f"{LIST_PATH}/{{code}}", "record": "data", "success": "error_code == '0'"},
            "cursor": {"field": "updated_at", "key": "id", "lookback": "15m", "convert": convert},
            "map": {**MAP, "updated_at": {"path": "updated_at", "convert": convert}},
        }

    def write(self, rows: Sequence[Row]) -> None:
        with self.system.lock:
            self.system.store.hold(map(_stored, rows))

    def tell_times(self, style: str) -> None:
        self._style = style  # type: ignore[assignment]
        self.system.turn(time_style=style)

    def skew(self, ahead: timedelta) -> None:
        self.system.skew = ahead

    def troubles(self) -> Mapping[Trouble, Callable[..., None]]:
        answers: dict[Trouble, Callable[..., None]] = {
            name: partial(self._fail, fault) for name, fault in _FAULTS.items() if name not in self.cannot
        }
        return answers | {
            "password": lambda: setattr(self.system, "password", "doi-roi"),
            "nobody": self._leave,
            "certificate": self._expire,
            "busy": partial(self.system.fail, "busy"),
            "slow": partial(self.system.fail, "slow"),
            "shifting": partial(self.system.turn, shifting=2),
            "capped": partial(self.system.turn, cap=7),
            "page_of_one": partial(self.system.turn, cap=1),
        }

    def _fail(self, fault: Fault, *, skip: int = 0) -> None:
        self.system.fail(fault, times=_ALWAYS, skip=skip)

    def _leave(self, *, skip: int = 0) -> None:
        """Nobody listens any more, after so many answers."""
        if skip == 0:
            self.system.stop()
        else:
            self.system.fail("reset", times=_ALWAYS, skip=skip)

    def _expire(self) -> None:
        """The same address, behind a certificate that expired yesterday."""
        from connector.testing.certificates import ServerIdentity  # noqa: PLC0415  # needs the extra of tests

        identity = self.rig.enter_context(ServerIdentity.expired())
        self._tls = {"tls": {"ca": str(identity.ca_file)}}
        self.system = self._started(RestSystem(0, self._knobs(), identity=identity, clock=self.clock.now))


#: What has nothing to do with how a list is paged.
_BY_PAGE: Mapping[str, str] = MappingProxyType(
    dict.fromkeys(("B1", "B3", "B5", "S7", "S10", "S12", "S13", "S14"), "paging is no matter of it: asked by page")
)


class RestByOffset(RestByPage):
    way = "by offset"
    cannot = _BY_PAGE
    paging = "offset"
    keys = MappingProxyType({"type": "offset", "param": "offset", "limit_param": "limit", "limit": 20})


class RestByToken(RestByPage):
    way = "by token"
    cannot = _BY_PAGE
    paging = "token"
    keys = MappingProxyType({"type": "token", "param": "token", "next": "next"})


class RestByKeyset(RestByPage):
    """By time and key, in that order, so that the cursor moves with every page."""

    way = "by keyset"
    paging = "keyset"
    keys = MappingProxyType({"type": "keyset", "time_param": "after_time", "key_param": "after_key"})
    order = "ascending"
    cannot = MappingProxyType({**_BY_PAGE, "wrong_total": "what the total of a keyset counts, nobody says"})


def _stored(row: Row) -> Stored:
    """The row where such a system sorts it: by the time it tells, where that is one."""
    raw = row.raw()
    del raw["updated_at"]
    if "updated_at" not in row.odd:
        return Stored(row.id, raw, row.changed)
    written = row.odd["updated_at"]
    try:
        return Stored(row.id, raw, parse_iso(str(written)), written)
    except ValueError:
        return Stored(row.id, raw, row.changed, written)
