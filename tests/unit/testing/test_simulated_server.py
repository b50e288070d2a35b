"""The socket under every simulated system."""

import ssl
import threading

import httpx
import pytest

from connector.testing.certificates import ServerIdentity
from connector.testing.server import Reply, Request, SimulatedServer, at_request


class Echo(SimulatedServer):
    def answer(self, request: Request) -> Reply:
        if request.path == "/broken":
            raise ValueError("a bug of the simulation")
        wire = request.query.get("wire", "good")
        return Reply.json(
            {"path": request.path, "query": dict(request.query), "body": request.body.decode()},
            wire=wire,  # type: ignore[arg-type]
            drip=float(request.query.get("drip", "0")),
        )


def test_many_requests_share_one_connection_and_all_are_counted() -> None:
    with Echo() as server, httpx.Client(base_url=server.url) as client:
        for n in range(5):
            assert client.get("/a b", params={"n": str(n)}).json()["query"] == {"n": str(n)}
        client.post("/c", content=b"xin")
        assert server.requests == 6
        assert server.count("/a b") == 5
        assert server.count(method="POST") == 1
        assert [r.number for r in server.log] == [1, 2, 3, 4, 5, 6]


def test_a_reset_is_no_answer_and_a_cut_is_half_an_answer() -> None:
    with Echo() as server, httpx.Client(base_url=server.url) as client:
        with pytest.raises((httpx.ReadError, httpx.RemoteProtocolError)):
            client.get("/", params={"wire": "reset"})
        with pytest.raises(httpx.RemoteProtocolError):
            client.get("/", params={"wire": "cut"})
        assert client.get("/", params={"drip": "0.01"}).status_code == 200


def test_hooks_see_the_request_before_and_after_the_work_is_done() -> None:
    seen: list[str] = []
    with Echo() as server, httpx.Client(base_url=server.url) as client:
        before = at_request(server, 2, lambda: seen.append("before"))
        after = at_request(server, 2, lambda: seen.append("after"), when="after")
        with before, after:
            for _ in range(3):
                client.get("/")
        server.before.append(lambda _: Reply(status=503))
        assert client.get("/").status_code == 503
    assert seen == ["before", "after"]


def test_it_stops_with_idle_connections_open_and_starts_again_at_the_same_address() -> None:
    threads = threading.active_count()
    server = Echo().start()
    with httpx.Client(base_url=server.url) as client:
        client.get("/")
        port = server.port
        server.stop()
        assert threading.active_count() == threads
        server.start()
        assert server.port == port
        assert httpx.get(f"{server.url}/").status_code == 200
    server.stop()


def test_a_bug_of_the_simulation_fails_whoever_stops_it() -> None:
    server = Echo().start()
    assert httpx.get(f"{server.url}/broken").status_code == 500
    with pytest.raises(ValueError, match="bug of the simulation"):
        server.stop()


def test_tls_is_trusted_through_its_own_authority_only_and_not_once_expired() -> None:
    with ServerIdentity() as identity, Echo(identity=identity) as server:
        with httpx.Client(verify=ssl.create_default_context(cafile=identity.ca_file)) as client:
            assert client.get(server.url).status_code == 200
        with pytest.raises(httpx.ConnectError):
            httpx.get(server.url)
    with ServerIdentity.expired() as identity, Echo(identity=identity) as server:
        trusted = ssl.create_default_context(cafile=identity.ca_file)
        with httpx.Client(verify=trusted) as client, pytest.raises(httpx.ConnectError, match="expired"):
            client.get(server.url)
