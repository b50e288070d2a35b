"""Deliver with the durable outbox and read-back to the simulated one-stop, beside a bare httpx loop that makes the same
requests, byte for byte, at the same concurrency to a fresh simulated one-stop.

The connector's time is a whole ``run_link`` that finds everything waiting in its outbox: claim, look up, judge again,
write, mark, append, settle, read back, prove, count. Reading the source and planning happened in the run before. The
servers are processes of their own; CPU is this process's alone.
"""

import argparse
import os
import socket
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import httpx

from benchmarks.measure import ServerProcess, in_own_process, median, spent, tell, tell_machine, tell_verdict
from connector.adapters.dvcqg.settings import DvcqgSystemSettings, DvcqgTargetSettings
from connector.adapters.dvcqg.target import make_target
from connector.adapters.memory.source import MemorySource
from connector.adapters.registry import Context
from connector.bootstrap import SystemClock
from connector.domain.calendar import WorkingCalendar
from connector.domain.errors import SystemDownError
from connector.domain.link import Catalogues, Notifies, Policy, Rules, Scope
from connector.domain.run import RunSummary
from connector.mapping.mapper import compile_map
from connector.mapping.rules import MapRules
from connector.observe.log import Log
from connector.ports import Owner, RecordWrite, Target
from connector.store import open_store
from connector.sync.runner import run_link
from connector.sync.work import LinkWork
from connector.testing.onestop_knobs import OneStopKnobs
from connector.testing.onestop_system import DSTCODE, MADONVI, PASSWORD, USERNAME, OneStopSystem
from support.memory_link import MAP, OFF, row

CANARIES = 3

#: One request as it went over the wire: path, headers that matter, body.
Sent = tuple[str, dict[str, str], bytes]


def _onestop(latency: float) -> OneStopSystem:
    """A one-stop that takes ``latency`` seconds over each answer, beside what the simulation itself needs."""
    system = OneStopSystem(OneStopKnobs())

    def wait(_: object) -> None:
        time.sleep(latency)

    if latency:
        system.before.append(wait)
    return system


def _requests(system: OneStopSystem) -> list[Sent]:
    kept = ("dstcode", "content-type", "accept")
    return [
        (request.path, {name: request.headers[name] for name in kept if name in request.headers}, request.body)
        for request in system.log
    ]


class _Link:
    """One link of invented dossiers to the one-stop at ``url``; its target can be told to take nothing yet."""

    def __init__(self, url: str, folder: str, concurrency: int) -> None:
        clock, self.log = SystemClock(), Log.recording([])
        self.context = Context(home=Path(folder), agency="H13.22", clock=clock, log=self.log, on_circuit=_nobody)
        settings = DvcqgSystemSettings.model_validate(
            {
                "system": "onestop",
                "adapter": "dvcqg",
                "url": url,
                "concurrency": concurrency,
                "username": USERNAME,
                "password": PASSWORD,
                "madonvi": MADONVI,
                "dstcode": DSTCODE,
                "verify": {"first": "0s"},
            }
        )
        self.source = MemorySource(page_size=500)
        self.target = make_target(settings, DvcqgTargetSettings(), self.context)
        self.store = open_store(f"sqlite:///{folder}/connector.db", data=Path(folder))
        self.clock = clock

    def sync(self, *, sending: bool = True) -> RunSummary:
        policy = Policy(mode="push", create="push", brakes=OFF)
        work = LinkWork(
            link="investment",
            source=self.source,
            target=self.target if sending else _Closed(self.target),
            mapper=compile_map(MapRules.model_validate(MAP)),
            rules=Rules(
                link="investment",
                scope=Scope(),
                policy=policy,
                notifies=Notifies(),
                catalogues=Catalogues(),
                digest="rules",
            ),
            calendar=WorkingCalendar({}),
            store=self.store,
            clock=self.clock,
            log=self.log,
            owner=Owner(id=os.urandom(8).hex(), host=socket.gethostname(), pid=os.getpid()),
        )
        return run_link(work, wait=timedelta(0))

    def close(self) -> None:
        self.store.close()
        self.context.shared.close()


def _nobody(*_: object) -> None:
    """Nobody listens to the circuit."""


class _Closed(Target):
    """The target while it takes no work: look-ups are answered, and the outbox is not worked off."""

    def __init__(self, real: Target) -> None:
        self._real = real
        self.name, self.concurrency, self.verify = real.name, 1, real.verify
        self.capabilities = real.capabilities

    @property
    def requests(self) -> int:
        return self._real.requests

    def probe(self) -> None:
        self._real.probe()

    def look_up(self, code: str) -> Any:
        return self._real.look_up(code)

    def write_record(self, write: RecordWrite) -> None:
        raise SystemDownError("Hệ thống không nhận hồ sơ lúc này.", where=write.code)

    def append_steps(self, code: str, steps: Sequence[Any]) -> None:
        raise SystemDownError("Hệ thống không nhận tiến độ lúc này.", where=code)

    def close(self) -> None:
        """Whoever made the real one closes it."""


def deliver(number: int, concurrency: int, latency: float) -> dict[str, Any]:
    """Everything waits in the outbox; one run delivers and proves it."""
    with ServerProcess(partial(_onestop, latency)) as server, tempfile.TemporaryDirectory() as folder:
        link = _Link(server.url, folder, concurrency)
        for canary in range(CANARIES):
            link.source.put(row(90_000 + canary, so_ho_so=f"H13.22-260301-{canary + 1:04d}"))
        while link.sync().verified:
            """Until the canaries are proved."""
        for n in range(1, number + 1):
            new = row(n, so_ho_so=f"H13.22-260302-{n:06d}", updated_at="2026-03-04T09:00:00+07:00")
            link.source.put(new)
        link.sync(sending=False)
        server.ask(OneStopSystem.forget)
        with spent() as told:
            summary = link.sync()
        sent = server.ask(_requests)
        link.close()
        if summary.verified != number:
            raise RuntimeError(f"not what was to be measured: {summary}")
        return {"cpu": told.cpu, "wall": told.wall, "peak": told.peak_mb, "sent": sent}


def bare(sent: Sequence[Sent], concurrency: int, latency: float) -> dict[str, Any]:
    """The floor: the same requests in the same order, nothing remembered, nothing looked at but the status."""
    with ServerProcess(partial(_onestop, latency)) as server:
        limits = httpx.Limits(max_connections=concurrency, max_keepalive_connections=concurrency)
        with httpx.Client(base_url=server.url, limits=limits, trust_env=False) as client:

            def send(one: Sent) -> int:
                path, headers, body = one
                answer = client.post(path, content=body, headers=headers)
                answer.content  # noqa: B018  # received in full
                return answer.status_code

            client.post("/mapi/login", json={"username": USERNAME, "password": PASSWORD}, headers={"dstcode": DSTCODE})
            with ThreadPoolExecutor(concurrency) as pool, spent() as told:
                statuses = set(pool.map(send, sent))
        if statuses != {200}:
            raise RuntimeError(f"not what was to be measured: {statuses}")
        return {"cpu": told.cpu, "wall": told.wall, "peak": told.peak_mb}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("number", nargs="?", type=int, default=1000)
    parser.add_argument("--concurrency", type=int, default=4)
    parser.add_argument("--latency", type=float, default=0.0, help="milliseconds the one-stop takes over each answer")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    tell_machine()
    latency = options.latency / 1000
    ours, floor, ratios = [], [], []
    for _ in range(options.rounds):
        one = in_own_process(partial(deliver, options.number, options.concurrency, latency))
        sent = one.pop("sent")
        other = in_own_process(partial(bare, sent, options.concurrency, latency))
        ours.append(one)
        floor.append(other)
        ratios.append(other["wall"] / one["wall"])
    number, requests = options.number, len(sent)
    print(
        f"{number:,} deliveries, {requests:,} requests, {options.concurrency} connections, "
        f"{options.latency:.0f} ms of latency, medians of {options.rounds}:"
    )
    for what in ("wall", "cpu"):
        mine, theirs = (median([told[what] for told in side]) for side in (ours, floor))
        tell(
            f"delivered and proved, by {what}",
            f"{number / mine:,.0f}/s ({requests / mine:,.0f} requests/s)",
            floor=f"{number / theirs:,.0f}/s",
            ratio=median(ratios) if what == "wall" else theirs / mine,
            peak=max(told["peak"] for told in ours),
        )
    tell_verdict("at least 70 % of the bare loop's rate", reached=median(ratios) >= 0.7)


if __name__ == "__main__":
    main()
