"""Pull, decode, map, fingerprint, judge and store from a local server, beside a bare loop over the same pages.

What is measured is ``run_link`` as ``connector sync`` runs it, on a durable SQLite store:

* *pull alone*: an empty store, and a scope that takes in none of the dossiers: each is fetched, decoded, mapped,
  fingerprinted and stored with its keys, nothing is looked up or judged. This is what design 11 names.
* *judged*: an empty store; each is looked up, compared and found in agreement by a target that answers from memory.
* *read again*: everything is read a second time and found unchanged.

The bare loop decodes the same pages, looks up the same paths (once by getters for these plain dotted paths, once by
JMESPath itself) and inserts the values into a SQLite table in one commit a page; it fetches nothing over a socket,
understands no value, and keeps nothing else.
"""

import argparse
import os
import socket
import sqlite3
import tempfile
from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import jmespath
import orjson

from benchmarks.measure import ServerProcess, in_own_process, median, spent, tell, tell_machine, tell_verdict
from benchmarks.register import LINK, PAGE_SIZE, Register, page
from connector.adapters.registry import Context
from connector.adapters.rest.settings import RestSourceSettings, RestSystemSettings
from connector.adapters.rest.source import make_source
from connector.bootstrap import SystemClock
from connector.domain.calendar import WorkingCalendar
from connector.domain.dossier import Dossier, Step
from connector.domain.link import Catalogues, Notifies, Policy, Rules, Scope, VerifyWindow
from connector.mapping.mapper import compile_map
from connector.mapping.paths import compile_path
from connector.mapping.rules import MapRules
from connector.observe.log import Log
from connector.ports import Capabilities, Mapper, Owner, RawRow, Reading, RecordWrite, Rejection, Target
from connector.store import open_store
from connector.sync.runner import run_link
from connector.sync.work import LinkWork
from support.memory_link import MAP, OFF

CONNECTIONS = 8

EVERYTHING, NOTHING = Scope(), Scope(procedures=frozenset({"9.999999"}))


class Echo(Target, Mapper):
    """A mapper that remembers what it read last, and a target that answers at once with just that."""

    def __init__(self, mapper: Mapper) -> None:
        self.name = "onestop"
        self.concurrency = CONNECTIONS
        self.verify = VerifyWindow(first=timedelta(0))
        self.capabilities = Capabilities(fields=frozenset(MAP) - {"aliases", "updated_at"}, write="patch")
        self._mapper = mapper
        self._last: dict[str, Dossier] = {}

    def read(self, row: RawRow) -> Dossier | Rejection:
        dossier = self._mapper.read(row)
        if isinstance(dossier, Dossier):
            self._last[dossier.code] = dossier
            if len(self._last) > 2 * PAGE_SIZE:  # nobody asks for those that need no look-up
                del self._last[next(iter(self._last))]
        return dossier

    @property
    def requests(self) -> int:
        return 0

    def probe(self) -> None:
        """It is there."""

    def close(self) -> None:
        """Nothing to let go of."""

    def look_up(self, code: str) -> Reading | None:
        return Reading(dossier=self._last.pop(code), readable=self.capabilities.fields)

    def write_record(self, write: RecordWrite) -> None:
        raise AssertionError("nothing is to be written here")

    def append_steps(self, code: str, steps: Sequence[Step]) -> None:
        raise AssertionError("nothing is to be written here")


def pull(url: str, folder: str, *, runs: int = 1, scope: Scope = EVERYTHING) -> dict[str, Any]:
    """One reading of everything; with more ``runs`` the last is measured, reading everything again as unchanged."""
    clock, log = SystemClock(), Log.recording([])
    context = Context(home=Path(folder), agency="H13.22", clock=clock, log=log, on_circuit=lambda *_: None)
    system = {"system": "investment", "adapter": "rest", "url": url, "concurrency": CONNECTIONS}
    link = LINK if runs == 1 else LINK | {"cursor": LINK["cursor"] | {"lookback": "9999d"}}
    settings = RestSourceSettings.model_validate(link)
    echo = Echo(compile_map(settings.map))
    store = open_store(f"sqlite:///{folder}/connector.db", data=Path(folder))
    work = LinkWork(
        link="investment",
        source=make_source(RestSystemSettings.model_validate(system), settings, context),
        target=echo,
        mapper=echo,
        rules=Rules(
            link="investment",
            scope=scope,
            policy=Policy(mode="push", create="push", brakes=OFF),
            notifies=Notifies(),
            catalogues=Catalogues(),
            digest="rules",
        ),
        calendar=WorkingCalendar({}),
        store=store,
        clock=clock,
        log=Log.recording(_Forgetting()),
        owner=Owner(id="benchmark", host=socket.gethostname(), pid=os.getpid()),
    )
    for _ in range(runs - 1):
        run_link(work, wait=timedelta(0))
    with spent() as told:
        summary = run_link(work, wait=timedelta(0))
    store.close()
    context.shared.close()
    if summary.outcome != "verified" or summary.unchanged + summary.out_of_scope != summary.read or not summary.read:
        raise RuntimeError(f"not what was to be measured: {summary}")
    return {"read": summary.read, "cpu": told.cpu, "wall": told.wall, "peak": told.peak_mb}


class _Forgetting(list[dict[str, Any]]):
    """Log lines are made and let go of, as a log file lets go of them."""

    def append(self, line: dict[str, Any]) -> None:
        """Nothing is kept."""


def bare(number: int, folder: str, *, by_jmespath: bool) -> dict[str, Any]:
    """The floor: decode, look up, insert."""
    find = (lambda path: jmespath.compile(path).search) if by_jmespath else compile_path
    rules = MapRules.model_validate(MAP)
    paths = [rule if isinstance(rule, str) else rule["path"] for name, rule in MAP.items() if name != "aliases"]
    getters = [find(path) for path in (*paths[:-1], "id")]
    steps = find("qua_trinh")
    details = [find(rule.path) for rule in rules.steps.each.__dict__.values() if rule is not None]
    pages = [
        page(first, min(first + PAGE_SIZE - 1, number)) + b"}"
        for first in range(1, min(number, 100 * PAGE_SIZE) + 1, PAGE_SIZE)
    ]
    connection = sqlite3.connect(f"{folder}/bare.db", isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}")
    columns = [f"c{at}" for at in range(len(getters))]
    connection.execute(f"CREATE TABLE dossier (id INTEGER PRIMARY KEY, {', '.join(columns)}, steps, UNIQUE (c0))")
    insert = f"INSERT INTO dossier ({', '.join(columns)}, steps) VALUES ({', '.join('?' * len(columns))}, ?)"  # noqa: S608
    read = 0
    with spent() as told:
        for content in pages:
            rows = []
            for row in orjson.loads(content)["data"]:
                values = [get(row) for get in getters]
                values.append(orjson.dumps([[get(step) for get in details] for step in steps(row)]))
                rows.append(values)
            connection.execute("BEGIN")
            connection.executemany(insert, rows)
            connection.execute("COMMIT")
            read += len(rows)
    connection.close()
    return {"read": read, "cpu": told.cpu, "wall": told.wall, "peak": told.peak_mb}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "numbers", nargs="*", type=int, default=[100_000], help="how many dossiers, e.g. 100000 1000000"
    )
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument(
        "--only", nargs="+", default=[], help="just these, for memory: alone judged again getters jmespath"
    )
    options = parser.parse_args()
    tell_machine()
    for number in options.numbers:
        with ServerProcess(partial(Register, number)) as server:
            measured = {name: [] for name in ("alone", "judged", "again", "getters", "jmespath")}
            works = {
                "alone": partial(pull, server.url, scope=NOTHING),
                "judged": partial(pull, server.url),
                "again": partial(pull, server.url, runs=2),
                "getters": partial(bare, number, by_jmespath=False),
                "jmespath": partial(bare, number, by_jmespath=True),
            }
            for _ in range(options.rounds):
                for name in options.only or works:
                    work = works[name]
                    with tempfile.TemporaryDirectory() as folder:
                        measured[name].append(in_own_process(partial(work, folder=folder)))
        if options.only:
            _tell_some(number, measured)
        else:
            _tell(number, options.rounds, measured)


def _tell_some(number: int, measured: dict[str, list[dict[str, Any]]]) -> None:
    for name, told in measured.items():
        if told:
            rate = median([one["read"] / one["cpu"] for one in told])
            tell(f"{number:,} dossiers, {name}", f"{rate:,.0f}/s", peak=max(one["peak"] for one in told))


def _tell(number: int, rounds: int, measured: dict[str, list[dict[str, Any]]]) -> None:
    print(f"{number:,} dossiers, pages of {PAGE_SIZE}, medians of {rounds}, per second of this process's CPU:")
    rates = {name: [one["read"] / one["cpu"] for one in told] for name, told in measured.items()}
    ratios = {}
    for floor in ("jmespath", "getters"):
        ratios[floor] = median([mine / theirs for mine, theirs in zip(rates["alone"], rates[floor], strict=True)])
        tell(
            "pull alone",
            f"{median(rates['alone']):,.0f}/s",
            floor=f"{median(rates[floor]):,.0f}/s ({floor})",
            ratio=ratios[floor],
            peak=max(one["peak"] for one in measured["alone"]),
        )
    for name, words in {"judged": "new, looked up and judged", "again": "read again, unchanged"}.items():
        tell(words, f"{median(rates[name]):,.0f}/s", peak=max(one["peak"] for one in measured[name]))
    wall = median([one["read"] / one["wall"] for one in measured["alone"]])
    tell("pull alone, by the clock on the wall", f"{wall:,.0f}/s")
    peak = max(one["peak"] for name in ("alone", "judged", "again") for one in measured[name])
    tell_verdict("at least 5,000 dossiers per second and core", reached=median(rates["alone"]) >= 5000)
    tell_verdict("at least 60 % of the bare loop by JMESPath", reached=ratios["jmespath"] >= 0.6)
    tell_verdict("at least 60 % of the bare loop by getters", reached=ratios["getters"] >= 0.6)
    tell_verdict("less than 400 MB", reached=peak < 400)


if __name__ == "__main__":
    main()
