"""What systemd is told, over real sockets of both sorts."""

import socket
import sys
from uuid import uuid4

import pytest

from connector.daemon.notify import Notify

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="systemd is a matter of Linux")


@pytest.fixture(params=["a path", "an abstract name"])
def systemd(request, tmp_path):
    """A listening socket and the address of it as systemd writes it."""
    if request.param == "an abstract name" and sys.platform != "linux":
        pytest.skip("abstract names are Linux's own")
    name = f"connector-{uuid4().hex}"
    bound, told = (str(tmp_path / "notify"),) * 2 if request.param == "a path" else (f"\0{name}", f"@{name}")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.bind(bound)
        listener.settimeout(5)
        yield listener, told


def test_each_state_is_one_datagram_in_the_words_of_sd_notify(systemd) -> None:
    listener, address = systemd
    notify = Notify(address)
    notify.ready()
    notify.alive("3 links")
    notify.reloading()
    notify.stopping()
    told = [listener.recv(200).decode() for _ in range(4)]
    assert told == ["READY=1", "WATCHDOG=1\nSTATUS=3 links", "RELOADING=1", "STOPPING=1"]


def test_the_address_is_taken_from_where_systemd_puts_it(systemd, monkeypatch) -> None:
    listener, address = systemd
    monkeypatch.setenv("NOTIFY_SOCKET", address)
    Notify().ready()
    assert listener.recv(200) == b"READY=1"


def test_where_nobody_listens_nothing_happens(tmp_path, monkeypatch) -> None:
    monkeypatch.delenv("NOTIFY_SOCKET", raising=False)
    Notify().ready()
    Notify(str(tmp_path / "gone")).ready()


def test_a_full_queue_does_not_hold_the_daemon_up(systemd) -> None:
    listener, address = systemd
    notify = Notify(address)
    for _ in range(2000):
        notify.alive("3 links")
    assert listener.recv(200).startswith(b"WATCHDOG=1")
