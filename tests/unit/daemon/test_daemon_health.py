"""Health over a real socket: alive, fresh, and figures a Prometheus can read."""

import http.client
import re
import socket
import threading
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest

from connector.daemon.freshness import Fresh
from connector.daemon.health import ALIVE_WITHIN, Health, metrics, serving, written
from connector.domain.errors import ConfigurationError
from support.clocks import START

HEALTH = Health(
    at=START,
    links=[
        {"link": "investment", "waiting": 3, "held": 1, "dead": 0, "last_complete_sync": START.isoformat()},
        {"link": 'of "all"\\', "waiting": 0, "held": None, "last_complete_sync": None},
    ],
    freshness={"investment": Fresh.NEEDS_A_PERSON, 'of "all"\\': Fresh.STALE},
    systems=[{"system": "onestop", "up": False}, {"system": "investment", "up": True}],
)


@contextmanager
def answering(health: Health = HEALTH, now=START, host: str = "127.0.0.1"):
    with serving((host, 0), lambda: health, lambda: now) as port:
        yield port


def ask(port: int, path: str, method: str = "GET") -> tuple[int, str, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request(method, path)
        answer = connection.getresponse()
        return answer.status, answer.headers["Content-Type"], answer.read().decode()
    finally:
        connection.close()


# ---------------------------------------------------------------- alive and ready


def test_it_lives_while_its_loop_beats() -> None:
    with answering(now=START + ALIVE_WITHIN) as port:
        assert ask(port, "/healthz")[::2] == (200, "ok\n")
    with answering(now=START + ALIVE_WITHIN + timedelta(seconds=1)) as port:
        assert ask(port, "/healthz")[::2] == (503, "hanging\n")


def test_a_clock_that_was_set_back_is_no_hanging_loop() -> None:
    with answering(now=START - timedelta(days=1)) as port:
        assert ask(port, "/healthz")[0] == 200


def test_it_is_ready_while_no_link_is_stale_and_names_those_that_are() -> None:
    with answering() as port:
        assert ask(port, "/readyz")[::2] == (503, 'stale: of "all"\\\n')
    with answering(replace(HEALTH, freshness={"investment": Fresh.NEEDS_A_PERSON})) as port:
        assert ask(port, "/readyz?verbose")[::2] == (200, "ok\n")


def test_while_its_store_cannot_be_used_it_lives_and_is_not_ready() -> None:
    """Whoever restarts what does not live must leave it alone: another daemon could use the store no better."""
    with answering(replace(HEALTH, usable=False, freshness={})) as port:
        assert ask(port, "/healthz")[0] == 200
        assert ask(port, "/readyz")[::2] == (503, "store unusable\n")
        assert parsed(ask(port, "/metrics")[2])["connector_store_usable", ""] == 0


def test_a_monitor_may_ask_without_wanting_to_read() -> None:
    with answering(replace(HEALTH, usable=False)) as port:
        assert ask(port, "/readyz", method="HEAD")[::2] == (503, "")


def test_what_is_not_there_is_not_found() -> None:
    with answering() as port:
        assert ask(port, "/")[0] == 404
        assert ask(port, "/metrics", method="POST")[0] == 501


# ---------------------------------------------------------------- figures

_SAMPLE = re.compile(r'([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{((?:[a-z_]+="(?:[^"\\\n]|\\["\\n])*",?)*)\})? (\S+)')
_LABEL = re.compile(r'([a-z_]+)="((?:[^"\\\n]|\\["\\n])*)"')


def parsed(text: str) -> dict[tuple[str, str], float]:
    """(name, label's value) → figure, read strictly: HELP and TYPE once, before the samples of their family, which
    stand together; every line ends with a line feed."""
    assert text.endswith("\n")
    samples: dict[tuple[str, str], float] = {}
    helped: set[str] = set()
    typed: list[str] = []
    for line in text.removesuffix("\n").split("\n"):
        if line.startswith("# HELP "):
            name = line.split(" ")[2]
            assert name not in helped
            helped.add(name)
        elif line.startswith("# TYPE "):
            _, _, name, kind = line.split(" ")
            assert (name in helped, name in typed, kind) == (True, False, "gauge")
            typed.append(name)
        else:
            found = _SAMPLE.fullmatch(line)
            assert found, line
            assert found[1] == typed[-1]
            labels = [value for _, value in _LABEL.findall(found[2] or "")]
            place = (found[1], re.sub(r"\\(.)", r"\1", labels[0]) if labels else "")
            assert place not in samples
            samples[place] = float(found[3])
    return samples


def test_a_prometheus_can_read_the_figures() -> None:
    with answering() as port:
        status, kind, body = ask(port, "/metrics")
    assert (status, kind) == (200, "text/plain; version=0.0.4; charset=utf-8")
    assert body == metrics(HEALTH)
    figures = parsed(body)
    assert figures["connector_beat_timestamp_seconds", ""] == START.timestamp()
    assert figures["connector_outbox_waiting", "investment"] == 3
    assert figures["connector_holds", "investment"] == 1
    assert figures["connector_holds", 'of "all"\\'] == 0
    assert figures["connector_link_freshness", 'of "all"\\'] == 2
    assert figures["connector_system_up", "onestop"] == 0
    assert figures["connector_system_up", "investment"] == 1
    assert figures["connector_last_complete_sync_timestamp_seconds", "investment"] == START.timestamp()
    assert ("connector_last_complete_sync_timestamp_seconds", 'of "all"\\') not in figures


def test_before_the_first_look_there_are_figures_too() -> None:
    assert parsed(metrics(Health(at=START))) == {
        ("connector_beat_timestamp_seconds", ""): START.timestamp(),
        ("connector_store_usable", ""): 1,
    }


# ---------------------------------------------------------------- the socket


def test_without_an_address_nothing_listens() -> None:
    before = threading.active_count()
    with serving(None, lambda: HEALTH, lambda: START) as port:
        assert port == 0
        assert threading.active_count() == before


def test_an_address_that_cannot_be_had_is_named_with_what_to_do() -> None:
    with answering() as port:
        second = serving(("127.0.0.1", port), lambda: HEALTH, lambda: START)
        with pytest.raises(ConfigurationError) as refused:
            second.__enter__()
    assert f"127.0.0.1:{port}: đã có chương trình khác dùng" in refused.value.what
    assert "--health" in refused.value.do


def test_a_host_that_nobody_knows_is_told_in_words(monkeypatch) -> None:
    def unknown(*_arguments) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr("connector.daemon.health._Server", unknown)
    with pytest.raises(ConfigurationError, match="không có máy nào tên ấy"):
        serving(("khong-co.invalid", 80), lambda: HEALTH, lambda: START).__enter__()


def test_an_address_of_ipv6_is_written_as_a_url_has_it() -> None:
    assert (written("::1", 80), written("127.0.0.1", 80)) == ("[::1]:80", "127.0.0.1:80")


@pytest.mark.skipif(not socket.has_ipv6, reason="no IPv6 here")
def test_it_answers_on_ipv6_too() -> None:
    try:
        with answering(host="::1") as port, socket.create_connection(("::1", port), timeout=5) as client:
            client.sendall(b"GET /healthz HTTP/1.0\r\n\r\n")
            assert b"200" in client.recv(100)
    except ConfigurationError:
        pytest.skip("no IPv6 loopback here")


def test_a_client_that_hangs_up_or_says_nothing_hinders_nobody_and_is_not_talked_about(capsys) -> None:
    with answering() as port:
        silent = socket.create_connection(("127.0.0.1", port))
        rude = socket.create_connection(("127.0.0.1", port))
        rude.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
        rude.sendall(b"GET /metrics HTTP/1.0\r\n\r\n")
        rude.close()
        assert ask(port, "/healthz")[0] == 200
    silent.close()
    assert capsys.readouterr().err == ""


def test_when_it_is_left_the_port_is_free_and_its_thread_gone() -> None:
    with answering() as port:
        ask(port, "/healthz")
    assert "health" not in {thread.name for thread in threading.enumerate()}
    with socket.socket() as again:
        again.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        again.bind(("127.0.0.1", port))
