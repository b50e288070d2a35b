"""How the system lets us in: what goes along with every request, and how a session is opened and renewed.

A session is one for all threads and links of the system. A refused login is told to the caller, which then sends
nothing more: asking again could lock the account.
"""

import base64
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from connector.adapters.http import Answer, HttpCaller
from connector.adapters.http.session_use import SessionUse
from connector.adapters.rest.settings import (
    Auth,
    BasicAuth,
    BearerAuth,
    HeaderAuth,
    NoAuth,
    OAuth2Auth,
    SessionAuth,
    SessionPlace,
)
from connector.domain.errors import LoginRefusedError, RefusedError
from connector.mapping.paths import PathError, compile_path
from connector.observe.events import Event
from connector.observe.log import Log
from connector.ports import Clock

#: A token is renewed this long before it ends.
MARGIN = timedelta(seconds=30)

#: An unsuccessful answer to a pass as young as this is likely about the question, not about the pass.
YOUNG = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Pass:
    """What goes along with a request. Two passes are the same only if they are one object."""

    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    params: Mapping[str, str] = field(default_factory=dict, repr=False)
    members: Mapping[str, str] = field(default_factory=dict, repr=False)
    until: datetime | None = None
    use: SessionUse = field(default_factory=SessionUse, repr=False)


class Access:
    """The pass in use, the same for every thread."""

    def __init__(self, make: Callable[[], Pass], *, renewable: bool, clock: Clock, log: Log) -> None:
        self._make = make
        self.renewable = renewable
        self._clock = clock
        self._log = log
        self._pass: Pass | None = None
        self._made_at: datetime | None = None
        #: An unsuccessful answer to a young pass that served before may be its end: until once it was not.
        self.doubts_young = True
        self._lock = threading.Lock()

    @property
    def held(self) -> bool:
        """Whether there is a pass already."""
        return self._pass is not None

    def current(self) -> Pass:
        with self._lock:
            if self._pass is None:
                self._take()
            elif self._pass.until is None or self._clock.now() < self._pass.until:
                self._pass.use.shared = True
            else:
                self._renew("hết hạn")
            assert self._pass is not None  # noqa: S101  # taken above, or earlier
            return self._pass

    @property
    def young(self) -> bool:
        """Whether the pass was only just given: it has hardly ended unless the system says so outright."""
        return self._made_at is not None and timedelta(0) <= self._clock.now() - self._made_at < YOUNG

    def renewed(self, stale: Pass) -> Pass:
        """A pass other than the stale one: whoever comes first renews it, the others get what came of it."""
        with self._lock:
            if self._pass is None or self._pass is stale:
                self._renew("bị từ chối")
            else:
                self._pass.use.shared = True
            assert self._pass is not None  # noqa: S101  # set just above, or by the thread that was first
            return self._pass

    def _take(self) -> None:
        self._pass = self._make()
        self._made_at = self._clock.now()

    def _renew(self, reason: str) -> None:
        self._take()
        self._log.say(Event.SESSION_RENEWED, reason=reason)


def make_access(auth: Auth, caller: HttpCaller, *, clock: Clock, log: Log) -> Access:
    match auth:
        case NoAuth():
            fixed = Pass()
        case BasicAuth():
            fixed = Pass(headers={"Authorization": _basic(auth.username, auth.password.get_secret_value())})
        case BearerAuth():
            fixed = Pass(headers={"Authorization": f"Bearer {auth.token.get_secret_value()}"})
        case HeaderAuth():
            fixed = Pass(headers={auth.name: auth.value.get_secret_value()})
        case OAuth2Auth():
            return Access(lambda: _oauth2(auth, caller, clock), renewable=True, clock=clock, log=log)
        case SessionAuth():
            return Access(lambda: _session(auth, caller), renewable=True, clock=clock, log=log)
    return Access(lambda: fixed, renewable=False, clock=clock, log=log)


def refused(caller: HttpCaller, reason: str, where: str) -> LoginRefusedError:
    """The error to raise; from here on the caller sends nothing more to this system."""
    caller.login_refused(reason)
    return LoginRefusedError(
        reason, where=where, do="Kiểm tra khóa auth trong tệp cấu hình của hệ thống; chương trình không tự thử lại."
    )


def _basic(username: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{username}:{password}".encode()).decode()


def _session(auth: SessionAuth, caller: HttpCaller) -> Pass:
    body = {name: value.get_secret_value() for name, value in auth.body.items()}
    answer = caller.read("POST", auth.path, json=body)
    token = _token(caller, answer, auth.token)
    return _placed(auth.place, token)


def _placed(place: SessionPlace, token: str) -> Pass:
    if place.header is not None:
        return Pass(headers={place.header: token})
    if place.query is not None:
        return Pass(params={place.query: token})
    return Pass(members={str(place.field): token})


def _oauth2(auth: OAuth2Auth, caller: HttpCaller, clock: Clock) -> Pass:
    form = {"grant_type": "client_credentials", **({"scope": auth.scope} if auth.scope else {})}
    headers = {}
    secret = auth.client_secret.get_secret_value()
    if auth.send == "basic":
        headers["Authorization"] = _basic(auth.client_id, secret)
    else:
        form |= {"client_id": auth.client_id, "client_secret": secret}
    asked_at = clock.now()
    answer = caller.read("POST", auth.token_url, form=form, headers=headers)
    token = _token(caller, answer, "access_token")
    return Pass(headers={"Authorization": f"Bearer {token}"}, until=_until(answer.json(), asked_at))


def _until(told: Any, asked_at: datetime) -> datetime | None:
    seconds = told.get("expires_in")
    try:
        life = timedelta(seconds=float(seconds))
    except (TypeError, ValueError, OverflowError):
        return None  # it does not say how long; a refusal will tell
    return asked_at + max(life - MARGIN, life / 2)


def _token(caller: HttpCaller, answer: Answer, path: str) -> str:
    """The token of a login's answer. A readable answer without one is a refusal, however the system words it."""
    if answer.status in _NO_ADDRESS:
        raise RefusedError(
            f"Không có cổng đăng nhập ở địa chỉ đã khai báo (HTTP {answer.status}).",
            final=True,
            where=answer.where,
            do="Sửa địa chỉ đăng nhập trong khóa auth của tệp cấu hình.",
        )
    if not 200 <= answer.status < 300:
        raise refused(caller, f"Hệ thống từ chối đăng nhập (HTTP {answer.status}).", answer.where)
    body = answer.json()
    try:
        token = compile_path(path)(body)
    except PathError:
        token = None
    if isinstance(token, bool) or not isinstance(token, (str, int)) or not str(token).strip():
        raise refused(caller, "Hệ thống từ chối đăng nhập: trả lời không có mã phiên.", answer.where)
    return str(token)


_NO_ADDRESS = frozenset({404, 405})
