"""Being let in, and being asked to wait, by a specialized system over a real socket."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from connector.domain.down import Down
from connector.domain.errors import (
    BrokenAnswerError,
    ForeignSystemError,
    LoginRefusedError,
    RateLimitedError,
    RefusedError,
    SystemDownError,
)
from connector.testing.certificates import ServerIdentity
from connector.testing.rest_knobs import RestKnobs
from connector.testing.rest_system import PASSWORD, TOKEN, USERNAME, RestSystem
from support.rest_readings import PAGING, codes, pages, usual

Start = Callable[[RestSystem], RestSystem]


# ---------------------------------------------------------------- being let in

LOGINS: dict[str, dict[str, Any]] = {
    "basic": {"type": "basic", "username": USERNAME, "password": PASSWORD},
    "bearer": {"type": "bearer", "token": TOKEN},
    "header": {"type": "header", "name": "X-Api-Key", "value": TOKEN},
    "oauth2": {"type": "oauth2", "token_url": "URL/oauth/token", "client_id": USERNAME, "client_secret": PASSWORD},
    "session": {
        "type": "session",
        "path": "/login",
        "body": {"username": USERNAME, "password": PASSWORD},
        "token": "session",
        "as": {"header": "X-Session"},
    },
}


def auth(system: RestSystem, kind: str, **changes: Any) -> dict[str, Any]:
    found = {**LOGINS[kind], **changes}
    if "token_url" in found:
        found["token_url"] = found["token_url"].replace("URL", system.url)
    return found


@pytest.mark.parametrize("kind", LOGINS)
def test_every_kind_of_login_lets_us_in(bench: Any, start: Start, kind: Any) -> None:
    system = start(RestSystem(5, RestKnobs(login=kind)))
    source = bench.source(system, usual(), auth=auth(system, kind))
    source.probe()
    assert len(codes(pages(source))) == 5


@pytest.mark.parametrize("place", [{"query": "session"}, {"field": "session"}])
def test_a_session_goes_where_the_system_wants_it(bench: Any, start: Start, place: dict[str, str]) -> None:
    system = start(RestSystem(25, RestKnobs(login="session", paging="next", cap=10)))
    listed: dict[str, Any] = {"paging": PAGING["next"]}
    if "field" in place:
        listed = {"method": "POST", "params": {}, "body": {"page": "{page}"}, "paging": {"type": "page"}}
        system.turn(paging="page")
    source = bench.source(system, usual(list=listed), auth=auth(system, "session", **{"as": place}))
    assert len(codes(pages(source))) == 25


def test_credentials_may_go_in_the_body_of_a_token_request(bench: Any, start: Start) -> None:
    system = start(RestSystem(5, RestKnobs(login="oauth2")))
    source = bench.source(system, usual(), auth=auth(system, "oauth2", send="body", scope="doc"))
    assert len(codes(pages(source))) == 5
    assert "authorization" not in system.log[0].headers
    assert system.log[0].form()["scope"] == "doc"


@pytest.mark.parametrize("kind", ["session", "oauth2"])
def test_an_ended_session_is_renewed_once_for_all_threads(bench: Any, start: Start, kind: Any) -> None:
    system = start(RestSystem(20, RestKnobs(login=kind)))
    source = bench.source(system, usual(), auth=auth(system, kind), concurrency=8)
    source.probe()
    system.end_sessions()
    found: list[object] = []
    threads = [
        threading.Thread(target=lambda code=code: found.append(source.read(code))) for code in system.store.codes[:8]
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len([row for row in found if row is not None]) == 8
    assert system.logins == 2
    assert [line["event"] for line in bench.lines].count("session.renewed") == 1


def test_an_unsuccessful_answer_renews_an_old_session_and_never_a_young_one(bench: Any, start: Start) -> None:
    system = start(RestSystem(5, RestKnobs(login="session")))
    source = bench.source(system, usual(), auth=auth(system, "session"))
    system.fail("error_code", times=100)
    for _ in range(5):
        with pytest.raises(BrokenAnswerError):
            pages(source)
    assert system.logins == 1
    system.heal()
    bench.clock.sleep(120)
    system.fail("error_code")
    assert len(codes(pages(source))) == 5
    assert system.logins == 2


def test_a_session_that_ends_young_in_a_good_answer_is_renewed_until_that_was_no_help(bench: Any, start: Start) -> None:
    system = start(RestSystem(5, RestKnobs(login="session")))
    source = bench.source(system, usual(), auth=auth(system, "session"))
    pages(source)
    system.fail("error_code")
    assert len(codes(pages(source))) == 5
    assert system.logins == 2
    system.fail("error_code", times=100)
    for _ in range(5):
        with pytest.raises(BrokenAnswerError):
            pages(source)
    assert system.logins == 3


@pytest.mark.parametrize("calls", [1, 2, 3])
def test_sessions_that_others_use_up_first_are_no_refusal(bench: Any, start: Start, calls: int) -> None:
    """Four threads share a session that serves fewer questions than that: each gets its answer in the end."""
    system = start(RestSystem(20, RestKnobs(login="session", session_calls=calls)))
    source = bench.source(system, usual(), auth=auth(system, "session"))
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(source.read, system.store.codes[:20]))
    assert None not in found


def test_links_of_one_system_share_its_session(bench: Any, start: Start) -> None:
    system = start(RestSystem(5, RestKnobs(login="session")))
    for _ in range(2):
        pages(bench.source(system, usual(), auth=auth(system, "session")))
    assert system.logins == 1


@pytest.mark.parametrize("kind", LOGINS)
def test_a_refused_account_is_never_tried_again(bench: Any, start: Start, kind: Any) -> None:
    wrong = {"basic": "password", "bearer": "token", "header": "value", "oauth2": "client_secret"}
    change: dict[str, Any] = (
        {wrong[kind]: "sai"} if kind in wrong else {"body": {"username": USERNAME, "password": "x"}}
    )
    system = start(RestSystem(5, RestKnobs(login=kind, lock_after=2)))
    source = bench.source(system, usual(), auth=auth(system, kind, **change))
    for _ in range(4):
        with pytest.raises(LoginRefusedError) as caught:
            source.probe()
        assert "sai" not in str(caught.value).split()
    with pytest.raises(LoginRefusedError):
        pages(source)
    assert system.requests == 1
    assert not system.account_locked
    assert [up for _, up, _ in bench.circuit] == [Down.ACCOUNT]


def test_every_trouble_has_its_own_stable_reason(bench: Any, start: Start) -> None:
    reasons: dict[str, str] = {}

    def probe(name: str, system: RestSystem | str, **keys: Any) -> ForeignSystemError:
        with pytest.raises(ForeignSystemError) as caught:
            bench.source(system, usual(), name=name, **keys).probe()
        reasons[name] = caught.value.what
        return caught.value

    system = start(RestSystem(5, RestKnobs(login="bearer")))
    assert isinstance(probe("account", system), LoginRefusedError)
    system.turn(login="none")
    system.fail("forbidden")
    assert isinstance(probe("forbidden", system), RefusedError)
    system.fail("unavailable", times=100)
    assert isinstance(probe("unavailable", system), SystemDownError)
    system.heal()
    assert isinstance(probe("nobody-there", "http://127.0.0.1:9"), SystemDownError)
    with ServerIdentity.expired() as identity, RestSystem(1, identity=identity) as expired:
        error = probe("expired", expired, tls={"ca": str(identity.ca_file)})
        assert isinstance(error, SystemDownError)
    assert len(set(reasons.values())) == 5


# ---------------------------------------------------------------- being asked to wait


@pytest.mark.parametrize("retry_after", ["2", "garbage", "Wed, 21 Oct 2015 07:28:00 GMT", None])
def test_a_short_pause_is_waited_out(bench: Any, start: Start, retry_after: str | None) -> None:
    system = start(RestSystem(5))
    system.fail("busy", retry_after=retry_after)
    assert len(codes(pages(bench.source(system, usual())))) == 5
    assert sum(bench.clock.slept) >= (2 if retry_after == "2" else 0)


def test_a_pause_of_an_hour_is_not_waited_out_nor_ignored(bench: Any, start: Start) -> None:
    system = start(RestSystem(5))
    system.fail("busy", retry_after="3600")
    source = bench.source(system, usual())
    for _ in range(2):
        with pytest.raises(RateLimitedError) as caught:
            pages(source)
        assert caught.value.retry_after > timedelta(minutes=59)
    assert system.requests == 1


@pytest.mark.parametrize("fault", ["reset", "broken", "drip"])
def test_passing_trouble_is_read_through(bench: Any, start: Start, fault: Any) -> None:
    system = start(RestSystem(5))
    system.fail(fault, seconds=0.01)
    assert len(codes(pages(bench.source(system, usual())))) == 5
