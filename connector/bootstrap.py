"""The fuse box: settings become wired objects. The only file that sees both sides."""

import os
import socket
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast
from uuid import uuid4

from connector.adapters.registry import Context, Shared, adapter_kind, load_settings
from connector.domain.calendar import WorkingCalendar, read_calendar
from connector.domain.down import Down
from connector.domain.errors import ConfigurationError, LinkBusyError, os_reason
from connector.domain.link import Catalogues
from connector.domain.run import RunSummary
from connector.domain.times import ZONE
from connector.mapping.catalogue_forms import CatalogueKind
from connector.mapping.catalogues import to_catalogues
from connector.mapping.mapper import compile_map
from connector.mapping.rules import MapRules
from connector.observe.events import Event
from connector.observe.log import Log, set_up, set_up_for_reading
from connector.observe.redact import keep_secret
from connector.ports import Clock, Desk, Owner, Purge, Scales, Source, Store, Target, Witness
from connector.settings.load import LinkSettings, Settings
from connector.settings.rules import to_rules
from connector.settings.secret_values import secret_values
from connector.settings.settings import CataloguePaths, WitnessSettings
from connector.snapshot.leftovers import drop_leftovers as drop_weighings
from connector.snapshot.scales import DuckScales
from connector.store import Restored, make_data_folder, open_store, open_store_untouched, restore
from connector.store.leftovers import drop_leftovers as drop_copies
from connector.sync.check import check_link
from connector.sync.checked import CheckReport
from connector.sync.plan import PlanReport, plan_link
from connector.sync.reconcile import ReconcileRequest, reconcile_link
from connector.sync.runner import drain_link, run_link
from connector.sync.work import LinkWork

if TYPE_CHECKING:
    from connector.report.data import ReportData
    from connector.report.figures import Dimension


#: What a killed process left is not taken for the work of a living one before this time.
_LEFT_BEHIND = timedelta(days=1)


class _Mapped(Protocol):
    """The keys every kind of source has: how its rows become dossiers."""

    @property
    def map(self) -> MapRules: ...


class SystemClock:
    """The machine's clock, in Vietnam's time."""

    def now(self) -> datetime:
        return datetime.fromtimestamp(time.time(), ZONE)

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)


@dataclass(frozen=True, slots=True)
class App:
    """Everything a command works with. Close it by leaving ``open_app``'s context."""

    settings: Settings
    store: Store
    log: Log
    clock: Clock
    calendar: WorkingCalendar
    catalogues: Catalogues
    context: Context = field(repr=False)
    ending: Callable[[], bool] = field(default=lambda: False, repr=False)  #: whether the process was asked to end

    @property
    def desk(self) -> Desk:
        return self.store.desk()

    @property
    def link_names(self) -> tuple[str, ...]:
        return tuple(self.settings.links)

    def sync(self, links: Sequence[str], *, wait: timedelta) -> list[RunSummary]:
        """One incremental run per link, one after the other; a link that fails does not stop the next."""
        return [run_link(self._work(name), wait=wait) for name in links]

    def owes_now(self, link: str) -> bool:
        """Whether something in the link's outbox has fallen due; nothing of a link that only observes ever does."""
        if self.settings.links[link].policy.mode == "observe":
            return False
        due = self.store.next_attempt(link)
        return due is not None and due <= self.clock.now()

    def is_held_elsewhere(self, link: str) -> bool:
        """Whether a living process other than this one runs the link; asked by taking it for a moment, since the lease
        of one that was killed stands for a minute."""
        (row,) = self.desk.status([link], self.clock.now())
        if row["holder"] is None:
            return False
        owner = self._owner()
        try:
            self.store.acquire(link, owner, "", self.clock.now())
        except LinkBusyError:
            return True
        self.store.release(link, owner)
        return False

    def drain(self, link: str) -> RunSummary | None:
        """Send and read back what has fallen due in the link's outbox; None when nothing has."""
        return drain_link(self._work(link))

    def plan(self, links: Sequence[str]) -> list[PlanReport]:
        """What a sync of each link would do now; nothing is written anywhere."""
        return [plan_link(self._work(name)) for name in links]

    def check(self, links: Sequence[str]) -> list[CheckReport]:
        """Whether each link can work; nothing is written anywhere."""
        with self.opened(links) as works:
            return [check_link(work) for work in works]

    @contextmanager
    def opened(self, links: Sequence[str]) -> Iterator[list[LinkWork]]:
        """What a run of each link works with, its witnesses included, until the context is left."""
        with ExitStack() as opened:
            yield [replace(self._work(name), witnesses=tuple(self._witnesses(name, opened))) for name in links]

    def purge(self) -> Mapping[str, int]:
        """Let go of what is past its days and no longer needed; sort → how much."""
        began, privacy = self.clock.now(), self.settings.privacy
        limits = Purge(
            raw_before=began - timedelta(days=privacy.raw_days),
            payload_before=began - timedelta(days=privacy.payload_days),
        )
        counts = dict(self.store.purge(limits)) | {"leftovers": self._drop_leftovers(began - _LEFT_BEHIND)}
        self.log.say(Event.STORE_PURGED, **counts, seconds=(self.clock.now() - began).total_seconds())
        return counts

    def _drop_leftovers(self, before: datetime) -> int:
        return drop_copies(self.settings.store, before) + drop_weighings(self._snapshots, before)

    def back_up(self, file: Path) -> int:
        """The whole store in one new file, while others go on writing; its size in bytes."""
        began = self.clock.now()
        size = self.store.back_up(file)
        seconds = (self.clock.now() - began).total_seconds()
        self.log.say(Event.STORE_BACKED_UP, file=file, bytes=size, seconds=seconds)
        return size

    def reconcile(
        self, links: Sequence[str], request: ReconcileRequest, *, papers: Sequence[Path] = ()
    ) -> list[RunSummary]:
        """One reconcile per link, one after the other, each with these books of paper besides its own witnesses.

        Raises ConnectorError when one of the books cannot be read at all.
        """
        return [self._reconcile(name, request, papers) for name in links]

    def reconcile_scheduled(self, link: str) -> RunSummary:
        """A night's reconcile: it sends what the mode allows, and looks at a part of what is long closed."""
        push = self.settings.links[link].policy.mode in {"push", "propose"}
        return self._reconcile(link, ReconcileRequest(push=push, rotate=True), ())

    def _witnesses(self, name: str, opened: ExitStack) -> list[Witness]:
        witnesses = [self._witness(witness) for witness in self.settings.links[name].witnesses]
        for witness in witnesses:
            opened.callback(witness.close)
        return witnesses

    def _reconcile(self, name: str, request: ReconcileRequest, papers: Sequence[Path]) -> RunSummary:
        with ExitStack() as opened:
            witnesses = self._witnesses(name, opened)
            from connector.adapters.register.witness import register_file  # noqa: PLC0415 - workbooks, which few need

            for path in papers:
                witnesses.append(register_file(path, self.context))
                opened.callback(witnesses[-1].close)
            work = self._work(name)
            books = any(witness.kind == "register" for witness in witnesses)
            rules = replace(work.rules, paper_witness=books)
            return reconcile_link(replace(work, rules=rules, witnesses=tuple(witnesses), scales=self.scales), request)

    @property
    def scales(self) -> Scales:
        """Where reconciles weigh, and where what they found is kept."""
        return DuckScales(self._snapshots)

    @property
    def _snapshots(self) -> Path:
        return self.settings.data / "snapshots"

    def report(
        self,
        links: Sequence[str],
        *,
        since: date | None = None,
        until: date | None = None,
        by: Sequence["Dimension"] = (),
        unmasked: bool = False,
    ) -> "ReportData":
        """What the reconciles found of the dossiers received on these days, and the work of that period."""
        from connector.report.data import Office  # noqa: PLC0415 - a sync must not wait for what it never needs
        from connector.report.making import make_report  # noqa: PLC0415 - the same
        from connector.report.period import Period  # noqa: PLC0415 - the same

        agency = self.settings.agency
        return make_report(
            Office(name=agency.name, code=agency.code, hotline=agency.hotline),
            links,
            scales=self.scales,
            book=self.desk,
            calendar=self.calendar,
            period=Period(first=since, last=until, now=self.clock.now()),
            by=by,
            unmasked=unmasked,
        )

    def write_report(
        self,
        path: Path,
        links: Sequence[str],
        *,
        since: date | None = None,
        until: date | None = None,
        unmasked: bool = False,
        language: str,
    ) -> None:
        """The report of these links as a file, by its extension; whole, or what stood there stays.

        Raises ConnectorError; ``connector.report.writing.check_path`` tells beforehand whether it can be written.
        """
        from connector.report.sheets import DIMENSION_NAMES  # noqa: PLC0415 - a sync must not wait for it
        from connector.report.writing import write_report  # noqa: PLC0415 - the same

        data = self.report(links, since=since, until=until, by=DIMENSION_NAMES, unmasked=unmasked)
        write_report(path, data, language)

    def _work(self, name: str) -> LinkWork:
        link = self.settings.links[name]
        source = self._source(link)
        return LinkWork(
            link=name,
            source=source,
            target=self._target(link),
            mapper=compile_map(cast("_Mapped", link.source).map),
            rules=to_rules(link, self.settings.systems[link.target_system], self.catalogues, self.calendar),
            calendar=self.calendar,
            store=self.store,
            clock=self.clock,
            log=self.log.bind(link=name),
            owner=self._owner(),
            ending=self.ending,
        )

    def _owner(self) -> Owner:
        return Owner(id=uuid4().hex, host=socket.gethostname(), pid=os.getpid())

    def _witness(self, witness: WitnessSettings) -> Witness:
        system = None if witness.system is None else self.settings.systems[witness.system]
        kind = adapter_kind(witness.adapter)
        return kind.make_witness(system, witness.model, witness.covers, self.context, name=witness.name)

    def _source(self, link: LinkSettings) -> Source:
        system = self.settings.systems[link.source_system]
        return adapter_kind(system.adapter).make_source(system, link.source, self.context)

    def _target(self, link: LinkSettings) -> Target:
        system = self.settings.systems[link.target_system]
        return adapter_kind(system.adapter).make_target(system, link.target, self.context)


@contextmanager
def open_app(config_path: Path | None, *, lang: str | None = None, writes: bool = True) -> Iterator[App]:
    """Load, open and wire everything a command needs; close it all at the end.

    Without ``writes`` it leaves the machine as it was: no store or log file is made, and no circuit is written down.

    Raises ConfigurationError with every problem, StoreError, and ConnectorError when the log cannot be written.
    """
    with open_settings(load_settings(config_path, language=lang), writes=writes) as app:
        yield app


@contextmanager
def open_settings(
    settings: Settings,
    *,
    writes: bool = True,
    clock: Clock | None = None,
    ending: Callable[[], bool] = lambda: False,
) -> Iterator[App]:
    """As ``open_app``, for settings that were loaded before; a daemon brings its own clock and says when it ends."""
    for secret in secret_values(settings):
        keep_secret(secret)
    clock = clock or SystemClock()
    calendar = _calendar(settings.calendar)
    catalogues = _catalogues(settings.catalogues)
    if writes:
        make_data_folder(settings.data)  # before the log, which may stand in it, makes it for everybody
    with ExitStack() as closing:
        log = _log(settings, clock, writes=writes)
        closing.callback(log.close)
        store = (open_store if writes else open_store_untouched)(settings.store, data=settings.data)
        closing.callback(store.close)
        shared = Shared()
        closing.callback(shared.close)
        context = Context(
            home=settings.home,
            agency=settings.agency.code,
            clock=clock,
            log=log,
            on_circuit=_circuit_teller(store, log, clock) if writes else _untold,
            shared=shared,
            writes=writes,
        )
        yield App(settings, store, log, clock, calendar, catalogues, context, ending)


def restore_store(settings: Settings, file: Path) -> Restored:
    """Put a backup in the store's place; see ``connector.store.restoring``."""
    for secret in secret_values(settings):
        keep_secret(secret)
    make_data_folder(settings.data)
    clock = SystemClock()
    with closing(_log(settings, clock, writes=True)) as log:
        now = clock.now()
        restored = restore(settings.store, file, data=settings.data, links=settings.links, now=now)
        log.say(Event.STORE_RESTORED, file=file, replaced=restored.replaced, in_doubt=restored.in_doubt)
    return restored


def _log(settings: Settings, clock: Clock, *, writes: bool) -> Log:
    logs = settings.logs
    if not writes:
        return set_up_for_reading(logs.file, rotate_mb=logs.rotate_mb, keep=logs.keep, now=clock.now)
    return set_up(logs.file, level=logs.level, rotate_mb=logs.rotate_mb, keep=logs.keep, now=clock.now)


def _untold(_system: str, _down: Down | None, _reason: str) -> None:
    """A circuit of a command that writes nothing."""


def _circuit_teller(store: Store, log: Log, clock: Clock) -> Callable[[str, Down | None, str], None]:
    """Writes a system's circuit down, and says its trouble once when it starts and once when it heals."""

    def tell(system: str, down: Down | None, reason: str) -> None:
        if store.system_changed(system, down=down, reason=reason, now=clock.now()):
            log.bind(system=system).say(Event.SYSTEM_UP if down is None else Event.SYSTEM_DOWN, reason=reason)

    return tell


def _catalogues(paths: CataloguePaths) -> Catalogues:
    named: dict[CatalogueKind, Path | None] = {
        "procedures": paths.procedures,
        "agencies": paths.agencies,
        "mappings": paths.mappings,
    }
    return to_catalogues({kind: (str(path), _text(path)) for kind, path in named.items() if path is not None})


def _calendar(path: Path) -> WorkingCalendar:
    try:
        return read_calendar(_text(path).splitlines())
    except ValueError as error:
        raise ConfigurationError(str(error), where=str(path), problems=(f"{path}:1:1: {error}",)) from error


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        told = os_reason(error) if isinstance(error, OSError) else "không phải UTF-8"
        why = f"Không đọc được tệp danh mục: {told}"
        raise ConfigurationError(why, where=str(path), problems=(f"{path}:1:1: {why}",)) from error
