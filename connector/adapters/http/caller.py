"""One system's only voice: paced, gated, bounded, and strict about what a failed request means."""

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import httpx
import orjson
from tenacity import RetryCallState, Retrying, retry_if_result, wait_random_exponential

from connector.adapters.http import faults
from connector.adapters.http.answer import Answer
from connector.adapters.http.circuit import Gate
from connector.adapters.http.client import LONGEST_CONNECT, make_client
from connector.adapters.http.faults import Fault
from connector.adapters.http.pace import Pace
from connector.adapters.http.settings import HttpSystemSettings
from connector.domain.down import Down
from connector.observe.events import Event
from connector.observe.log import Log
from connector.ports import Clock

READ_BUDGET = timedelta(seconds=30)
LARGEST_ANSWER = 64 * 1024 * 1024  # bytes, unpacked
MOST_REDIRECTS = 3
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_KEEP_METHOD = frozenset({307, 308})


class HttpCaller:
    """Sends requests to one system; made once per system, shared by all its threads and links.

    ``read`` may ask again within 30 seconds in all; ``write`` sends once. Both give an answer that is complete and
    carries neither a 5xx, a 429, a redirect nor a web page with 2xx; 401, 403 and other 4xx are the adapter's to
    read. Everything else is raised as a domain error whose text quotes no query, no header and no body.
    """

    def __init__(
        self,
        settings: HttpSystemSettings,
        *,
        clock: Clock,
        log: Log,
        on_circuit: Callable[[Down | None, str], None],
        transport: httpx.BaseTransport | None = None,
        largest_answer: int = LARGEST_ANSWER,
    ) -> None:
        self.name = settings.system
        self.concurrency = settings.concurrency
        self._base = settings.url
        self._origin = _origin(httpx.URL(settings.url))
        self._timeout = settings.timeout.total_seconds()
        self._headers = {name: value.get_secret_value() for name, value in settings.headers.items()}
        self._largest = largest_answer
        self._clock = clock
        self._log = log
        self._client = make_client(settings, transport)
        self._gate = Gate(clock=clock, windows=settings.windows, on_circuit=on_circuit)
        self._pace = Pace(clock=clock, concurrency=settings.concurrency, rate=settings.rate)
        self._requests = 0
        self._counting = threading.Lock()
        self._thread = threading.local()

    @property
    def requests(self) -> int:
        """Every request sent so far, retries and redirects included."""
        with self._counting:
            return self._requests

    def read(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str] | None = None,
        json: Any = None,
        form: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        good: Callable[[Answer], bool] = faults.speaks_well,
    ) -> Answer:
        """Ask something that changes nothing there. ``path`` follows the system's address, or is a full address.
        ``good`` tells whether an answer vouches for the system, and so may close its circuit.

        Raises SystemDownError, RateLimitedError (asked to wait longer than the budget), BrokenAnswerError or
        LoginRefusedError.
        """
        request = self._build(method, path, params=params, json=json, form=form, headers=headers)
        began = self._clock.now()
        first = self._attempt(request, writing=False, seconds=self._timeout, good=good)
        if isinstance(first, Fault) and first.again:
            return _given(self._again(request, first, began, good))
        return _given(first)

    def write(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str] | None = None,
        json: Any = None,
        form: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        good: Callable[[Answer], bool] = faults.speaks_well,
    ) -> Answer:
        """Ask for a change, once.

        Raises SystemDownError (nothing was sent), RateLimitedError or RefusedError (a clear "not now"), or
        InDoubtError (it may have been done).
        """
        request = self._build(method, path, params=params, json=json, form=form, headers=headers)
        return _given(self._attempt(request, writing=True, seconds=self._timeout, good=good))

    @contextmanager
    def probing(self) -> Iterator[None]:
        """Requests of this thread pass an open circuit meanwhile; a maintenance window or refused login still stops."""
        self._thread.probing = True
        try:
            yield
        finally:
            self._thread.probing = False

    def login_refused(self, reason: str) -> None:
        """The account was refused: nothing is sent to this system any more by this process."""
        self._gate.login_refused(reason)

    def broke(self, reason: str) -> None:
        """An adapter saw that the system does not work although it answers: its circuit opens at once."""
        self._gate.broke(reason)

    def is_own(self, address: str) -> bool:
        """Whether a full address belongs to this system's own origin, so that its credentials may go there."""
        try:
            return _origin(httpx.URL(self._base).join(address)) == self._origin
        except httpx.InvalidURL:
            return False

    def close(self) -> None:
        """Let go of every connection. Closing again is harmless."""
        self._client.close()

    # -- attempts

    def _again(
        self, request: httpx.Request, first: Fault, began: datetime, good: Callable[[Answer], bool]
    ) -> Answer | Fault:
        """Further attempts of a read, as long as the budget that began with the first one lasts."""
        made: list[Answer | Fault] = [first]

        def attempt() -> Answer | Fault:
            if made:
                return made.pop()
            left = READ_BUDGET - (self._clock.now() - began)
            return self._attempt(request, writing=False, seconds=_within(self._timeout, left), good=good)

        def spent(state: RetryCallState) -> bool:
            return self._clock.now() - began + timedelta(seconds=state.upcoming_sleep) >= READ_BUDGET

        attempts = Retrying(
            retry=retry_if_result(lambda outcome: isinstance(outcome, Fault) and outcome.again),
            wait=_patience,
            stop=spent,
            sleep=self._clock.sleep,
            before_sleep=self._retried,
            retry_error_callback=_last,
        )
        return attempts(attempt)

    def _attempt(
        self, request: httpx.Request, *, writing: bool, seconds: float, good: Callable[[Answer], bool]
    ) -> Answer | Fault:
        where = self._where(request)
        forced = getattr(self._thread, "probing", False)
        with self._pace.place():
            pause = self._pace.left()
            if pause > timedelta(0):
                return Fault(error=faults.paused(pause, where), again=True, pause=pause)
            with self._gate.visit(where, may_probe=not writing, forced=forced) as visit:
                outcome = self._exchange(request, where, writing=writing, seconds=seconds)
                if isinstance(outcome, Answer):
                    visit.good = good(outcome)
                elif outcome.failing:
                    visit.failure = str(outcome.error)
        if isinstance(outcome, Fault):
            if outcome.pause is not None:
                self._keep_away(outcome.pause, where)
            # Once the circuit is open the next to ask is its probe, not this request's next attempt.
            return replace(outcome, again=outcome.again and not self._gate.circuit.open)
        return outcome

    def _keep_away(self, pause: timedelta, where: str) -> None:
        if self._pace.pause(pause):
            self._log.say(
                Event.SYSTEM_PAUSED, reason=where, until=self._clock.now() + pause, retry_after=pause.total_seconds()
            )

    def _retried(self, state: RetryCallState) -> None:
        fault = _last(state)
        if isinstance(fault, Fault):
            self._log.say(
                Event.REQUEST_RETRIED,
                path=fault.error.where,
                attempt=state.attempt_number,
                error=fault.error.what,
                seconds=state.upcoming_sleep,
            )

    def _exchange(self, request: httpx.Request, where: str, *, writing: bool, seconds: float) -> Answer | Fault:
        for _ in range(MOST_REDIRECTS + 1):
            try:
                answer = self._send(request, where, seconds)
            except faults.FOREIGN_ERRORS as error:
                return faults.from_exception(error, writing=writing, where=where)
            onward = None if writing else self._redirected(request, answer)
            if onward is None:
                break
            request = onward
        return faults.from_answer(answer, writing=writing, now=self._clock.now()) or answer

    def _send(self, request: httpx.Request, where: str, seconds: float) -> Answer:
        self._pace.wait_for_slot()
        with self._counting:
            self._requests += 1
        timeout = httpx.Timeout(seconds, connect=min(seconds, LONGEST_CONNECT))
        request.extensions = {**request.extensions, "timeout": timeout.as_dict()}
        deadline = time.monotonic() + seconds
        response = self._client.send(request, stream=True, follow_redirects=False)
        try:
            content = self._receive(response, deadline)
        finally:
            response.close()
        return Answer(
            status=response.status_code, headers=response.headers, content=content, url=str(request.url), where=where
        )

    def _receive(self, response: httpx.Response, deadline: float) -> bytes:
        pieces, size = [], 0
        for piece in response.iter_bytes():
            size += len(piece)
            if size > self._largest:
                raise faults.TooLargeError
            if time.monotonic() > deadline:
                raise faults.TooSlowError
            pieces.append(piece)
        return b"".join(pieces)

    def _redirected(self, request: httpx.Request, answer: Answer) -> httpx.Request | None:
        """The same question at the address it moved to: only within its own origin, never as another method."""
        location = answer.headers.get("location")
        if answer.status not in _REDIRECTS or not location:
            return None
        if request.method not in {"GET", "HEAD"} and answer.status not in _KEEP_METHOD:
            return None
        url = request.url.join(location)
        if _origin(url) != _origin(request.url):
            return None
        return httpx.Request(request.method, url, headers=request.headers, content=request.content)

    # -- making a request

    def _build(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str] | None,
        json: Any,
        form: Mapping[str, str] | None,
        headers: Mapping[str, str] | None,
    ) -> httpx.Request:
        whole = path.startswith(("http://", "https://"))
        url = path if whole else f"{self._base}/{path.lstrip('/')}"
        own = self._headers if not whole or self.is_own(url) else {}
        content = None
        extra = {"Accept": "application/json", **own, **(headers or {})}
        if json is not None:
            content = orjson.dumps(json)
            extra = {"Content-Type": "application/json; charset=utf-8", **extra}
        try:
            return self._client.build_request(method, url, params=params, content=content, data=form, headers=extra)
        except httpx.InvalidURL as error:
            raise faults.from_exception(error, writing=False, where=f"{self.name}: {method}").error from error

    def _where(self, request: httpx.Request) -> str:
        host = "" if _origin(request.url) == self._origin else f"{request.url.host}"
        return f"{self.name}: {request.method} {host}{request.url.path}"


def _origin(url: httpx.URL) -> tuple[str, str, int]:
    return url.scheme, url.host, url.port or {"http": 80, "https": 443}.get(url.scheme, 0)


def _within(timeout: float, left: timedelta) -> float:
    """A retry gets no more time than is left of the budget, but never so little that it cannot succeed."""
    return max(min(timeout, left.total_seconds()), min(timeout, 1.0))


_backoff = wait_random_exponential(multiplier=0.5, max=8)


def _patience(state: RetryCallState) -> float:
    """A growing random wait, or what the system asked for if that is longer."""
    fault = state.outcome.result() if state.outcome else None
    asked = fault.pause.total_seconds() if isinstance(fault, Fault) and fault.pause else 0.0
    return max(asked, _backoff(state))


def _last(state: RetryCallState) -> Answer | Fault:
    """What the last attempt brought, instead of tenacity's own error."""
    if state.outcome is None:  # it is set whenever an attempt was made
        raise RuntimeError("no attempt was made")
    outcome: Answer | Fault = state.outcome.result()
    return outcome


def _given(outcome: Answer | Fault) -> Answer:
    if isinstance(outcome, Fault):
        raise outcome.error from outcome.cause
    return outcome
