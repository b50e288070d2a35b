"""A specialized system with a JSON interface on a real socket: all kinds of paging, logins and faults."""

import base64
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import orjson

from connector.domain.times import ZONE, parse_vn
from connector.testing.rest_knobs import TELL, Fault, Order, Orders, RestKnobs, understand
from connector.testing.rest_store import RestStore, Stored
from connector.testing.server import Reply, Request, SimulatedServer

if TYPE_CHECKING:  # it needs the test extra, which systems without TLS must not ask for
    from connector.testing.certificates import ServerIdentity

LIST_PATH, LOGIN_PATH, TOKEN_PATH = "/dossiers", "/login", "/oauth/token"
USERNAME, PASSWORD = "dong-bo", "mat-khau-mo-phong"
TOKEN = "ma-truy-cap-mo-phong"

_PAGE = "<!DOCTYPE html><html><head><title>Đăng nhập</title></head><body><form>Đăng nhập</form></body></html>"


@dataclass(frozen=True, slots=True)
class _Slice:
    """One page: its rows, what follows it, and whether it lies behind the end."""

    rows: list[Stored]
    following: str | None = None
    behind: bool = False


class RestSystem(SimulatedServer):
    """``store`` holds the rows, ``knobs`` how it behaves (``turn`` changes them), ``fail`` orders faults."""

    def __init__(
        self,
        number: int = 300,
        knobs: RestKnobs | None = None,
        *,
        seed: int = 1,
        password: str = PASSWORD,
        port: int = 0,
        identity: "ServerIdentity | None" = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        super().__init__(port=port, identity=identity, clock=clock)
        self.knobs = knobs or RestKnobs()
        self.store = RestStore(number, seed=seed, now=self.now)
        self.password = password
        self.orders = Orders()
        self.logins = 0
        self.wrong_logins = 0  #: in a row
        self._chance = random.Random(seed)
        self._sessions: dict[str, int] = {}  #: token → calls left
        self._invented_for_ever = 0

    # -- what a test does

    def turn(self, **knobs: Any) -> None:
        """Change knobs from the next request on."""
        self.knobs = replace(self.knobs, **knobs)

    def fail(self, fault: Fault, *, times: int = 1, skip: int = 0, path: str | None = LIST_PATH, **how: Any) -> None:
        """Order a fault for coming requests of ``path`` (any, if None); ``retry_after`` and ``seconds`` where apt."""
        with self.lock:
            self.orders.waiting.append(Order(fault=fault, times=times, skip=skip, path=path, **how))

    def heal(self) -> None:
        with self.lock:
            self.orders.waiting.clear()

    def end_sessions(self) -> None:
        with self.lock:
            self._sessions.clear()

    @property
    def account_locked(self) -> bool:
        return self.wrong_logins >= self.knobs.lock_after

    # -- answering

    def answer(self, request: Request) -> Reply:
        with self.lock:
            order = self.orders.take(request.path)
            early = None if order is None else self._before_work(order)
            reply = early or self._worked(request, order)
        if order is not None and order.fault == "slow":
            return replace(reply, delay=order.seconds)
        if order is not None and order.fault == "drip":
            return replace(reply, drip=order.seconds)
        return reply

    def _before_work(self, order: Order) -> Reply | None:
        """The faults that need no look at the rows."""
        later = {} if order.retry_after is None else {"Retry-After": order.retry_after}
        replies: Mapping[Fault, Reply] = {
            "html": Reply.html(_PAGE),
            "busy": Reply.json({"message": "quá nhiều yêu cầu"}, 429, headers=later),
            "unavailable": Reply.json({"message": "bảo trì"}, 503, headers=later),
            "broken": Reply.json({"message": "lỗi"}, 500),
            "reset": Reply(wire="reset"),
            "unauthorized": Reply.json({"message": "phiên hết hạn"}, 401),
            "forbidden": Reply.json({"message": "không có quyền"}, 403),
            "error_code": Reply.json({"error_code": "17", "message": "lỗi hệ thống", "data": []}),
            "null": Reply.json({"error_code": "0", "data": None}),
            "missing": Reply.json({"error_code": "0"}),
        }
        return replies.get(order.fault)

    def _worked(self, request: Request, order: Order | None) -> Reply:
        if request.path == LOGIN_PATH:
            return self._log_in((request.json() or {}).get("username"), (request.json() or {}).get("password"))
        if request.path == TOKEN_PATH:
            return self._oauth2(request)
        if not self._admitted(request):
            return Reply.json({"error_code": "-2", "message": "chưa đăng nhập"}, 401)
        if request.path == LIST_PATH:
            return self._list(request, order)
        if request.path.startswith(f"{LIST_PATH}/"):
            return self._one(request.path.removeprefix(f"{LIST_PATH}/"))
        return Reply.json({"message": "không có đường dẫn này"}, 404)

    def _one(self, code: str) -> Reply:
        stored = self.store.by_code(code)
        if stored is None:
            return Reply.json({"error_code": "4", "message": "không có hồ sơ"}, 404)
        return Reply.json({"error_code": "0", "data": self._told(stored)})

    def _list(self, request: Request, order: Order | None) -> Reply:
        asked = {**request.query, **(request.json() or {})} if request.method == "POST" else dict(request.query)
        fault = None if order is None else order.fault
        if fault == "repeated":
            asked = {name: value for name, value in asked.items() if name in ("updated_since", "limit", "page_size")}
        rows = self._between(asked, self._since(asked.get("updated_since")))
        if rows is None:
            return Reply.json({"error_code": "5", "message": "thiếu hoặc sai khoảng ngày"}, 400)
        part = self._slice(rows, asked)
        if part.behind and self.knobs.past_the_end == "404":
            return Reply.json({"message": "không có trang này"}, 404)
        told: list[Any] | None = [self._told(stored) for stored in part.rows]
        if fault == "endless":
            told = [self._made_up() for _ in range(self._size(asked))]
            part = replace(part, following=f"{TELL['micro'](self.now())}|{self._invented_for_ever}")
        if not told and self.knobs.null_when_empty:
            told = None
        body: dict[str, Any] = {"error_code": "0", "data": told}
        if self.knobs.tells_total or fault == "wrong_total":
            body["total"] = len(rows) + (7 if fault == "wrong_total" else 0)
        reply = self._with_following(request, body, part.following)
        for _ in range(self.knobs.shifting):
            self.store.touch(self.store.listed("changed")[0].row["so_ho_so"])
        return replace(reply, body=reply.body[: len(reply.body) // 2]) if fault == "truncated" else reply

    def _with_following(self, request: Request, body: dict[str, Any], following: str | None) -> Reply:
        headers = {}
        if self.knobs.paging == "token":
            body["next"] = following
        elif following is not None and self.knobs.paging in ("next", "link"):
            address = f"{LIST_PATH}?{urlencode({**request.query, 'token': following})}"
            if self.knobs.paging == "next":
                body["next"] = address
            else:
                headers["Link"] = f'<{self.url}{LIST_PATH}>; rel="first", <{self.url}{address}>; rel="next"'
        return Reply.json(body, headers=headers)

    # -- rows

    def _since(self, written: str | None) -> list[Stored]:
        rows = self.store.listed(self.knobs.order)
        if written is None:
            return rows
        since = understand(written, self.knobs.time_style)
        # A row whose time is told as null, garbage or 2099 is one that no query by time can leave out.
        return [
            stored
            for stored in rows
            if stored.written is not False
            or stored.changed > since
            or (self.knobs.inclusive and stored.changed == since)
        ]

    def _between(self, asked: Mapping[str, str], rows: list[Stored]) -> list[Stored] | None:
        """The rows received on the days asked for, where this system asks for days; None for days it cannot tell."""
        if self.knobs.most_days is None:
            return rows
        try:
            first, last = (parse_vn(asked[name]) for name in ("tu_ngay", "den_ngay"))
        except (KeyError, ValueError):
            return None
        if not 0 <= (last - first).days < self.knobs.most_days:
            return None
        return [stored for stored in rows if first.date() <= parse_vn(stored.row["ngay_nhan"]).date() <= last.date()]

    def _size(self, asked: Mapping[str, str]) -> int:
        size = int(asked.get("limit") or asked.get("page_size") or self.knobs.page_size)
        return size if self.knobs.cap is None else min(size, self.knobs.cap)

    def _slice(self, rows: list[Stored], asked: Mapping[str, str]) -> _Slice:
        size = self._size(asked)
        match self.knobs.paging:
            case "none":
                return _Slice(rows)
            case "page":
                return self._numbered(rows, int(asked.get("page", self.knobs.first_page)), size)
            case "offset":
                start = int(asked.get("offset", 0))
                return _Slice(rows[start : start + size], behind=start > 0 and start >= len(rows))
            case "keyset":
                return _Slice(self._after(rows, asked.get("after_time"), asked.get("after_key"))[:size])
            case _:
                after, _, key = asked.get("token", "").partition("|")
                rest = self._after(rows, after or None, key or None)
                following = None
                if len(rest) > size:
                    last = rest[size - 1]
                    following = f"{TELL['micro'](last.changed)}|{last.id}"
                return _Slice(rest[:size], following)

    def _numbered(self, rows: list[Stored], page: int, size: int) -> _Slice:
        start = (page - self.knobs.first_page) * size
        behind = start > 0 and start >= len(rows)
        if behind and self.knobs.past_the_end == "last":
            start = (len(rows) - 1) // size * size
        return _Slice(rows[start : start + size], behind=behind)

    def _after(self, rows: list[Stored], time: str | None, key: str | None) -> list[Stored]:
        """Rows behind a place in the order of changes; a time without a key is that time itself, included."""
        rows = sorted(rows, key=lambda stored: (stored.changed, stored.id))
        if time is None:
            return rows
        place = (understand(time, self.knobs.time_style), -1 if key is None else int(key))
        return [stored for stored in rows if (stored.changed, stored.id) > place]

    def _told(self, stored: Stored) -> dict[str, Any]:
        told = TELL[self.knobs.time_style](stored.changed) if stored.written is False else stored.written
        return {**stored.row, "updated_at": told}

    def _made_up(self) -> dict[str, Any]:
        self._invented_for_ever += 1
        number = self._invented_for_ever
        at = datetime(2026, 1, 5, tzinfo=ZONE)
        return {"id": 10_000_000 + number, "so_ho_so": f"H13.22-260105-{number:06d}", "updated_at": TELL["iso"](at)}

    # -- logins

    def _log_in(self, username: str | None, password: str | None) -> Reply:
        if self.account_locked:
            return Reply.json({"error_code": "9", "message": "tài khoản bị khóa"}, 403)
        if (username, password) != (USERNAME, self.password):
            self.wrong_logins += 1
            return Reply.json({"error_code": "1", "message": "sai mật khẩu"}, 401)
        self.wrong_logins = 0
        self.logins += 1
        session = f"phien-{self._chance.randrange(16**12):012x}"
        self._sessions[session] = self.knobs.session_calls or 10**9
        return Reply.json({"error_code": "0", "session": session, "access_token": session, "expires_in": 3600})

    def _oauth2(self, request: Request) -> Reply:
        form = request.form()
        username, password = form.get("client_id"), form.get("client_secret")
        if username is None:
            username, password = _basic(request.headers.get("authorization", ""))
        if form.get("grant_type") != "client_credentials":
            return Reply.json({"error": "unsupported_grant_type"}, 400)
        return self._log_in(username, password)

    def _admitted(self, request: Request) -> bool:
        authorization = request.headers.get("authorization", "")
        match self.knobs.login:
            case "none":
                return True
            case "basic":
                return _basic(authorization) == (USERNAME, self.password)
            case "bearer":
                return authorization == f"Bearer {TOKEN}"
            case "header":
                return request.headers.get("x-api-key") == TOKEN
            case _:
                return self._in_session(request, authorization.removeprefix("Bearer "))

    def _in_session(self, request: Request, bearer: str) -> bool:
        member = _member(request.body, "session")
        token = bearer or request.headers.get("x-session") or request.query.get("session") or member
        left = self._sessions.get(token or "", 0)
        if left <= 0:
            return False
        self._sessions[str(token)] = left - 1
        return True


def _basic(authorization: str) -> tuple[str | None, str | None]:
    if not authorization.startswith("Basic "):
        return None, None
    name, _, password = base64.b64decode(authorization[6:]).decode().partition(":")
    return name, password


def _member(body: bytes, name: str) -> str | None:
    told = orjson.loads(body) if body else None
    return told.get(name) if isinstance(told, dict) else None
