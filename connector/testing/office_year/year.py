"""The year with its systems running: the specialized software, the one-stop, the national portal and the register."""

from collections.abc import Iterable
from contextlib import ExitStack
from copy import deepcopy
from pathlib import Path
from types import TracebackType
from typing import Self

from connector.domain.mismatch import Kind
from connector.testing.office_year import register, slips
from connector.testing.office_year.configuration import files, write_files
from connector.testing.office_year.drifts import Drift, drift
from connector.testing.office_year.lives import Life, lives
from connector.testing.office_year.register import write_register
from connector.testing.office_year.slips import write_slips
from connector.testing.office_year.stores import YearSystem
from connector.testing.office_year.views import Views, views
from connector.testing.onestop_books import Record, WireStep
from connector.testing.onestop_knobs import OneStopKnobs
from connector.testing.onestop_system import OneStopSystem
from connector.testing.rest_knobs import RestKnobs

_SOURCE = RestKnobs(login="bearer", tells_total=True)
_LISTING = OneStopKnobs(lists=True)


class OfficeYear:
    """``rest``, ``onestop`` and ``portal`` are the systems; ``drifts`` says what was altered, and what it must be found
    as. The same seed gives the same year. Use it as a context: inside it the systems run."""

    def __init__(
        self,
        seed: int = 1,
        *,
        dossiers: int = 5000,
        old: int = 100_000,
        drifts: int = 0,
        portal: bool = True,
        source_knobs: RestKnobs = _SOURCE,
        target_knobs: OneStopKnobs = _LISTING,
    ) -> None:
        self.lives: tuple[Life, ...] = lives(dossiers, seed=seed)
        self.views: list[Views] = [views(life, seed=seed) for life in self.lives]
        self.drifts: tuple[Drift, ...] = ()
        self.rest = YearSystem(old, source_knobs)
        self.onestop = OneStopSystem(target_knobs, seed=seed)
        self.portal = OneStopSystem(_LISTING, seed=seed) if portal else None
        self._seed = seed
        self._running = ExitStack()
        self.drift(drifts)

    def __enter__(self) -> Self:
        with ExitStack() as started:
            for system in (self.rest, self.onestop, self.portal):
                if system is not None:
                    started.enter_context(system)
            self._running = started.pop_all()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._running.close()

    @property
    def expected(self) -> frozenset[tuple[Kind, str]]:
        """Every case that a reconcile must open, and no other: (kind, code)."""
        return frozenset(case for each in self.drifts for case in each.cases)

    def drift(self, number: int) -> None:
        """Alter so many dossiers on whichever side, once in a year's life. The register's books are on paper: write
        the configuration anew for what was altered there."""
        self.drifts = drift(self.views, number, seed=self._seed)
        self.fill()

    def fill(self) -> None:
        """Bring what the systems hold to what the views say."""
        with self.rest.lock:
            self.rest.store.fill((view.source, view.changed) for view in self.views if view.source is not None)
        _fill(self.onestop, ((view.target, view.steps) for view in self.views))
        if self.portal is not None:
            _fill(self.portal, ((view.portal, view.portal_steps) for view in self.views))

    def write_config(self, home: Path) -> Path:
        """Write config/ with its catalogues and the register's books under ``home``; the systems must be running.
        Gives the path of connector.yaml."""
        content = files(
            source=self.rest.url,
            target=self.onestop.url,
            portal=None if self.portal is None else self.portal.url,
            password=self.onestop.password,
        )
        write_files(home, content)
        write_register(home / register.FOLDER, [view.paper for view in self.views if view.paper is not None])
        write_slips(home / slips.FOLDER, [life for life in self.lives if life.on_paper])
        return home / "config" / "connector.yaml"


def _fill(system: OneStopSystem, told: Iterable[tuple[Record | None, list[WireStep]]]) -> None:
    """What was entered there over the year, without the history of its entering."""
    with system.lock:
        system.books.records.clear()
        system.books.steps.clear()
        for record, steps in told:
            if record is not None:
                system.books.records[record["MaHoSo"]] = deepcopy(record)
                system.books.steps[record["MaHoSo"]] = deepcopy(steps)
