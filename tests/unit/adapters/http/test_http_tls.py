"""The far side is verified always, and what is wrong with its certificate has a name of its own."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from connector.adapters.http import HttpCaller
from connector.domain.errors import ConfigurationError, SystemDownError
from connector.testing.certificates import ServerIdentity
from connector.testing.server import Reply, Request, SimulatedServer


class Quiet(SimulatedServer):
    def answer(self, request: Request) -> Reply:
        return Reply.json({"ok": True})


@pytest.fixture
def reason(make_caller: Callable[..., HttpCaller]) -> Iterator[Callable[..., str]]:
    opened: list[Any] = []

    def ask(identity: ServerIdentity, *, trusted: bool = True) -> str:
        server = Quiet(identity=identity).start()
        opened.extend((server, identity))
        tls = {"ca": str(identity.ca_file)} if trusted else {}
        caller = make_caller(url=server.url, tls=tls)
        try:
            caller.write("POST", "/x", json={})
        except SystemDownError as error:
            assert server.requests == 0
            return str(error)
        finally:
            caller.close()  # the server waits for its connections
        return "good"

    yield ask
    for one in opened:
        one.stop() if isinstance(one, SimulatedServer) else one.close()


def test_each_fault_of_a_certificate_has_its_own_stable_reason(reason: Callable[..., str]) -> None:
    reasons = [
        reason(ServerIdentity()),
        reason(ServerIdentity.expired()),
        reason(ServerIdentity(since=timedelta(days=1), until=timedelta(days=2))),
        reason(ServerIdentity(address="127.0.0.2")),
        reason(ServerIdentity(), trusted=False),
    ]
    assert reasons == [
        "good",
        "Chứng thư TLS của hệ thống đã hết hạn.",
        "Chứng thư TLS của hệ thống chưa có hiệu lực.",
        "Chứng thư TLS không cấp cho địa chỉ máy chủ này.",
        "Chứng thư TLS của hệ thống do một tổ chức lạ cấp.",
    ]


def test_a_certificate_file_that_cannot_be_used_is_a_configuration_error(
    make_caller: Callable[..., HttpCaller], tmp_path: Path
) -> None:
    broken = tmp_path / "ca.pem"
    broken.write_text("-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----\n")
    for tls in ({"ca": str(broken)}, {"cert": str(broken)}):
        with pytest.raises(ConfigurationError, match="far"):
            make_caller(tls=tls)
