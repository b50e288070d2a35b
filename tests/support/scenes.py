"""One office, three ways to bring it to its end, and what must stand there afterwards, whatever happened on the way."""

import json
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from connector.testing.onestop_knobs import OneStopKnobs
from connector.testing.server import Reply, Request
from support.daemons import daemon, scheduled, unsettled
from support.office import Office, laid_over
from support.process import Finished, Running

#: Only the one-stop has it: a case of every reconcile.
BY_HAND = "H13.22-260110-0777"

#: Dossiers of the source, on three pages.
NUMBER = 12

WAYS = ("sync", "reconcile", "daemon")

_LINK = {"source": {"list": {"params": {"page_size": "5"}}}}
_ONESTOP = {"list_service": "DanhSachHoSo", "timeout": "60s", "verify": {"first": "200ms", "until": "1m"}}

#: A run's figures that tell how the office stands at its end, and not how much was left for this run to do.
_SIDES = ("source", "target", "paper", "union", "comparable", "agree")
_ROWS = ("rejected", "out_of_scope", "unchanged", "recorded", "queued", "held")
_OWED = ("waiting_before", "in_doubt_before", "queued", "revived")
_SETTLED = ("verified", "delivered", "waiting", "in_doubt", "dead", "superseded")


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What is compared with the undisturbed run's."""

    onestop: dict[str, dict[str, Any]]
    verified: Counter[str]  #: code → deliveries that were proved
    unfinished: int  #: deliveries in any other state but superseded
    cases: frozenset[tuple[str, str, str]]  #: open ones: code, kind, field
    sides: dict[str, int]  #: figures of the last reconcile; {} for the others, a daemon's looks at other parts each day


class Scene:
    """An office with everything still to do: two dossiers were entered at the one-stop by hand, one of them wrongly."""

    def __init__(self, office: Office, way: str) -> None:
        self.office = office
        self.way = way
        self.write_config()
        self.wrong = sorted(office.rest.store.codes)[3]
        row = office.rest.store.snapshot()[self.wrong]
        record = {"MaTTHC": row["ma_tthc"], "TrangThaiHoSo": "2", "ChuHoSo": row["chu_ho_so"]["ten"]}
        office.onestop.desk_enter(self.wrong, NgayTiepNhan="20251231080000", **record)
        office.onestop.desk_enter(BY_HAND, NgayTiepNhan="20260110081500", **record)

    def write_config(self, **more: Any) -> None:
        link = laid_over(_LINK, scheduled("every 10s", "every 20s"))
        self.office.write_config(
            **{"rest": {"timeout": "60s"}, "onestop": _ONESTOP, "link": link} | more,
        )

    # -- its way

    @property
    def command(self) -> tuple[str, ...]:
        return {
            "sync": ("sync", "--json"),
            "reconcile": ("reconcile", "--push", "--json"),
            "daemon": ("daemon",),
        }[self.way]

    def start(self, **how: Any) -> Running:
        return self.office.start(*self.command, **how)

    def run(self, **how: Any) -> Finished:
        return self.office.run(*self.command, **how)

    def finish(self) -> Standing:
        """Once more the same way, undisturbed, to its end; what stands there then."""
        if self.way == "daemon":
            self._live()
        else:
            done = self.run()
            assert done.run["outcome"] == "verified", done
        for summary in self.summaries():
            assert sums_hold(summary), summary
        assert self.office.onestop.books.wrongs() == ()
        return self.standing()

    def _live(self) -> None:
        """A daemon's life, until both its sync and its reconcile found everything done."""
        with daemon(self.office) as running:
            running.until(self._done, "everything arrived and was proved", every=0.5)
            began = len(self.summaries())
            running.until(lambda: self._kinds(began) == {"sync", "reconcile"}, "both looked again", every=0.5)
            assert running.end().code == 0

    def _done(self) -> bool:
        arrived = set(self.office.rest.store.codes) <= self.office.onestop.state().keys()
        return arrived and not unsettled(self.office)

    def _kinds(self, began: int) -> set[str]:
        return {one["kind"] for one in self.summaries()[began:]}

    # -- what stands there

    @property
    def asked(self) -> int:
        """How many requests both systems were asked."""
        return self.office.rest.requests + self.office.onestop.requests

    @property
    def store(self) -> Path:
        return self.office.home / "var" / "connector.db"

    def version(self) -> str:
        ((version,),) = self._asked("SELECT version_num FROM connector_version")
        return str(version)

    def standing(self) -> Standing:
        deliveries = self._asked("SELECT code, state FROM delivery")
        last = self.summaries()[-1]
        return Standing(
            onestop=self.office.onestop.state(),
            verified=Counter(code for code, state in deliveries if state == "verified"),
            unfinished=sum(state not in {"verified", "superseded"} for _, state in deliveries),
            cases=frozenset(self._asked("SELECT code, kind, field FROM mismatch WHERE state = 'open'")),
            sides={name: last[name] for name in _SIDES} if self.way == "reconcile" else {},
        )

    def summaries(self) -> list[dict[str, Any]]:
        """Of every run that came to its end, oldest first."""
        told = self._asked("SELECT summary FROM run WHERE summary IS NOT NULL ORDER BY started_at")
        return [json.loads(summary) for (summary,) in told]

    def _asked(self, query: str) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(f"file:{self.store}?mode=ro", uri=True)) as store:
            return store.execute(query).fetchall()


def sums_hold(run: dict[str, Any]) -> bool:
    rows = sum(run[name] for name in _ROWS)
    return run["read"] == rows and sum(run[name] for name in _OWED) == sum(run[name] for name in _SETTLED)


@contextmanager
def scene(folder: Path, way: str) -> Iterator[Scene]:
    folder.mkdir(exist_ok=True)
    with Office(folder, number=NUMBER, onestop_knobs=OneStopKnobs(lists=True)) as office:
        yield Scene(office, way)


@contextmanager
def killed_at(scene: Scene, running: Running, service: str, nth: int) -> Iterator[None]:
    """The process is killed once the one-stop has done the work of the nth request of a service, before it answers."""
    seen = 0

    def kill(request: Request, _reply: Reply) -> None:
        nonlocal seen
        seen += (request.json() or {}).get("service") == service
        if seen == nth:
            running.kill()

    after = scene.office.onestop.after
    after.append(kill)
    yield
    after.remove(kill)
