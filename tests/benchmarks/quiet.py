"""``connector sync`` with nothing new, and ``connector --help``: whole processes, from start to exit.

The sync is of a link from a REST system to a DVCQG-shaped one-stop, both on sockets in processes of their own, after a
first sync has read, sent and proved everything.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.measure import ServerProcess, median, tell, tell_machine, tell_verdict
from benchmarks.register import LINK
from connector.testing.onestop_system import DSTCODE, MADONVI, PASSWORD, USERNAME, OneStopSystem
from connector.testing.rest_knobs import RestKnobs
from connector.testing.rest_system import RestSystem

_POLICY = {
    "mode": "push",
    "create": "push",
    "allow_final": [3, 7, 8, 10],
    "brakes": {"max_actions": 100_000, "max_share": 1.0, "min_share": 0.5, "max_gap": "3650d"},
}


def run(*arguments: str) -> dict[str, Any]:
    """One process of the program: its CPU, its time on the wall, its memory at most, and what it said."""
    with tempfile.TemporaryFile() as said:
        began = time.perf_counter()
        process = subprocess.Popen([sys.executable, "-m", "connector.cli.main", *arguments], stdout=said)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        wall = time.perf_counter() - began
        said.seek(0)
        text = said.read().decode()
    cpu = usage.ru_utime + usage.ru_stime
    return {"cpu": cpu, "wall": wall, "peak": usage.ru_maxrss / 1024, "exit": process.returncode, "said": text}


def _configure(home: Path, source: str, target: str) -> Path:
    files: dict[str, Any] = {
        "connector.yaml": {
            "agency": {"code": "H13.22", "name": "Ban Quản lý thử nghiệm"},
            "store": "sqlite:///var/connector.db",
        },
        "systems/investment.yaml": {"system": "investment", "adapter": "rest", "url": source},
        "systems/onestop.yaml": {
            "system": "onestop",
            "adapter": "dvcqg",
            "url": target,
            "username": USERNAME,
            "password": PASSWORD,
            "madonvi": MADONVI,
            "dstcode": DSTCODE,
            "verify": {"first": "0s"},
        },
        "links/investment.yaml": {
            "link": "investment",
            "source": {"system": "investment", **LINK, "cursor": LINK["cursor"] | {"lookback": "15m"}},
            "target": {"system": "onestop"},
            "policy": _POLICY,
        },
    }
    for name, values in files.items():
        path = home / "config" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(values, ensure_ascii=False), encoding="utf-8")  # JSON is YAML
    calendar = Path(__file__).parents[2] / "config" / "calendar.csv"
    (home / "config" / "calendar.csv").write_bytes(calendar.read_bytes())
    return home / "config" / "connector.yaml"


def quiet(number: int, rounds: int) -> list[dict[str, Any]]:
    knobs = RestKnobs(paging="token")
    with (
        ServerProcess(partial(RestSystem, number, knobs)) as source,
        ServerProcess(OneStopSystem) as target,
        tempfile.TemporaryDirectory() as home,
    ):
        config = str(_configure(Path(home), source.url, target.url))
        for _ in range(5):  # canaries first; whatever waits for its proof next
            first = run("--config", config, "sync", "--json", "--wait", "10s")
            if json.loads(first["said"])["runs"][0]["outcome"] == "verified":
                break
        told = []
        for _ in range(rounds):
            once = run("--config", config, "sync", "--json")
            summary = json.loads(once["said"])["runs"][0]
            once["requests"] = sum(summary["requests"].values())
            once["read"] = summary["read"]
            if summary["outcome"] != "verified" or summary["unchanged"] != summary["read"]:
                raise RuntimeError(f"not what was to be measured: {summary}")
            told.append(once)
        return told


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("number", nargs="?", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=7)
    options = parser.parse_args()
    tell_machine()
    run("--help")  # so that the byte code is there
    helped = [run("--help") for _ in range(options.rounds)]
    synced = quiet(options.number, options.rounds)
    _tell_help(helped, median([_bare_start() for _ in range(options.rounds)]))
    _tell_sync(options.number, synced)


def _tell_help(helped: list[dict[str, Any]], bare: float) -> None:
    cpu, wall = (median([one[what] for one in helped]) for what in ("cpu", "wall"))
    figure = f"{cpu * 1000:.0f} ms CPU, {wall * 1000:.0f} ms on the wall"
    tell("connector --help", figure, floor=f"{bare * 1000:.0f} ms CPU (python -c pass)", ratio=bare / cpu)
    tell_verdict("less than 150 ms CPU", reached=cpu < 0.15)


def _tell_sync(number: int, synced: list[dict[str, Any]]) -> None:
    cpu, wall = (median([one[what] for one in synced]) for what in ("cpu", "wall"))
    requests = max(one["requests"] for one in synced)
    again = max(one["read"] for one in synced)
    tell(
        f"sync of {number:,} dossiers with nothing new ({again} within the lookback)",
        f"{wall:.2f} s on the wall, {cpu:.2f} s CPU, {requests} requests",
        peak=max(one["peak"] for one in synced),
    )
    tell_verdict("less than 1 s and at most 3 requests", reached=wall < 1 and requests <= 3)


def _bare_start() -> float:
    process = subprocess.Popen([sys.executable, "-c", "pass"])
    _, _, usage = os.wait4(process.pid, 0)
    process.returncode = 0
    return usage.ru_utime + usage.ru_stime


if __name__ == "__main__":
    main()
