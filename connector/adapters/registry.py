"""Which kinds of systems there are, and where their code lives. Naming a kind imports nothing of it.

A third party adds one by an entry point of the group ``connector.adapters`` that gives an ``AdapterKind``.
"""

import os
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, partial
from importlib import import_module, metadata
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Protocol, TypeVar, cast

from connector import __version__
from connector.domain.down import Down
from connector.domain.errors import ConfigurationError
from connector.ports import Clock, Covers, Source, Target, Witness

if TYPE_CHECKING:
    import httpx

    from connector.adapters.http import HttpCaller, HttpSystemSettings
    from connector.observe.log import Log
    from connector.settings.model import KindModels, SystemSettings
    from connector.settings.settings import Settings, Whereabouts

ENTRY_POINTS = "connector.adapters"

Thing = TypeVar("Thing")


class Closing(Protocol):
    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Shared:
    """What all links of one system have in common: its rate, its circuit, its session, a twin's store."""

    _things: dict[tuple[str, str], Any] = field(default_factory=dict, repr=False)
    _lock: threading.RLock = field(default_factory=threading.RLock, repr=False)

    def once(self, system: str, what: str, make: Callable[[], Thing]) -> Thing:
        """The one ``what`` of that system, made by the first who asks."""
        with self._lock:
            if (system, what) not in self._things:
                self._things[system, what] = make()
            return cast("Thing", self._things[system, what])

    def close(self) -> None:
        """Close whatever can be closed. Closing again is harmless."""
        with self._lock:
            things = tuple(self._things.values())
            self._things.clear()
        for thing in things:
            close = getattr(thing, "close", None)
            if callable(close):
                close()


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What an adapter gets besides its own settings.

    ``on_circuit`` is told (system, why nothing is asked of it or None, reason). ``transport`` replaces the network in
    tests. Without ``writes`` the command leaves the machine as it was: an adapter keeps nothing on it either.
    """

    home: Path
    agency: str
    clock: Clock
    log: "Log"
    on_circuit: Callable[[str, Down | None, str], None]
    transport: "httpx.BaseTransport | None" = None
    shared: Shared = field(default_factory=Shared)
    writes: bool = True

    def caller(self, settings: "HttpSystemSettings") -> "HttpCaller":
        """The system's one caller: links that share a system share its rate, pause and circuit."""
        system = settings.system
        make = _named("connector.adapters.http:HttpCaller")
        return self.shared.once(
            system,
            "caller",
            lambda: cast(
                "HttpCaller",
                make(
                    settings,
                    clock=self.clock,
                    log=self.log.bind(system=system),
                    on_circuit=partial(self.on_circuit, system),
                    transport=self.transport,
                ),
            ),
        )

    def resolve(self, path: str | Path) -> Path:
        """A path of the configuration: relative ones start at home."""
        return self.home / path


@dataclass(frozen=True, slots=True, kw_only=True)
class AdapterKind:
    """One kind of system by dotted names ``module:attribute``; a side it cannot be is None.

    ``models`` names a ``KindModels``; ``source`` and ``target`` name callables (system settings, the link's settings of
    that side, context) that give the side, ``witness`` one that also takes what it covers and its name; a witness
    without a system of its own gets None for the system's settings.
    """

    name: str
    models: str
    source: str | None = None
    target: str | None = None
    witness: str | None = None

    def settings_models(self) -> "KindModels":
        return cast("KindModels", _named(self.models))

    def make_source(self, system: "SystemSettings", link: Any, context: Context) -> Source:
        return cast("Source", self._factory(self.source, "nguồn")(system, link, context))

    def make_target(self, system: "SystemSettings", link: Any, context: Context) -> Target:
        return cast("Target", self._factory(self.target, "đích")(system, link, context))

    def make_witness(
        self, system: "SystemSettings | None", link: Any, covers: Covers, context: Context, *, name: str
    ) -> Witness:
        """``name`` is what logs and reports call it."""
        factory = self._factory(self.witness, "bên làm chứng")
        return cast("Witness", factory(system, link, covers, context, name=name))

    def _factory(self, name: str | None, side: str) -> Callable[..., Any]:
        if name is None:
            raise ConfigurationError(
                f"Bộ kết nối '{self.name}' không dùng làm {side} được.",
                do="Chọn hệ thống khác cho phía này của luồng đồng bộ.",
            )
        return cast("Callable[..., Any]", _named(name))


SHIPPED: Mapping[str, AdapterKind] = MappingProxyType(
    {
        kind.name: kind
        for kind in (
            AdapterKind(
                name="rest",
                models="connector.adapters.rest.settings:MODELS",
                source="connector.adapters.rest.source:make_source",
            ),
            AdapterKind(
                name="files",
                models="connector.adapters.files.settings:MODELS",
                source="connector.adapters.files.source:make_source",
                target="connector.adapters.files.target:make_target",
                witness="connector.adapters.files.witness:make_witness",
            ),
            AdapterKind(
                name="dvcqg",
                models="connector.adapters.dvcqg.settings:MODELS",
                target="connector.adapters.dvcqg.target:make_target",
                witness="connector.adapters.dvcqg.witness:make_witness",
            ),
            AdapterKind(
                name="register",
                models="connector.adapters.register.settings:MODELS",
                witness="connector.adapters.register.witness:make_witness",
            ),
            AdapterKind(
                name="control_slip",
                models="connector.adapters.control_slip.settings:MODELS",
                witness="connector.adapters.control_slip.witness:make_witness",
            ),
            AdapterKind(
                name="worklist",
                models="connector.adapters.worklist.settings:MODELS",
                target="connector.adapters.worklist.target:make_target",
            ),
            AdapterKind(
                name="memory",
                models="connector.adapters.memory.settings:MODELS",
                source="connector.adapters.memory.source:make_source",
                target="connector.adapters.memory.target:make_target",
            ),
        )
    }
)


@cache
def adapter_kinds() -> Mapping[str, AdapterKind]:
    """Every kind there is. A shipped name cannot be taken over by an installed package."""
    found = dict(SHIPPED)
    for point in metadata.entry_points(group=ENTRY_POINTS):
        if point.name in found:
            raise ConfigurationError(
                f"Bộ kết nối '{point.name}' được khai báo hai lần.", do=f"Gỡ gói cài thêm {point.value}."
            )
        found[point.name] = _checked(point)
    return MappingProxyType(found)


def adapter_kind(name: str) -> AdapterKind:
    try:
        return adapter_kinds()[name]
    except KeyError:
        raise ConfigurationError(
            f"Không có bộ kết nối '{name}'.", do=f"Dùng một trong: {', '.join(sorted(adapter_kinds()))}."
        ) from None


def adapter_version(name: str) -> str:
    """The version of the package that the kind comes with; of a shipped one this program's own."""
    if name in SHIPPED:
        return __version__
    found = next((point.dist for point in metadata.entry_points(group=ENTRY_POINTS) if point.name == name), None)
    return "?" if found is None else found.version


class _Models(Mapping[str, "KindModels"]):
    """Kind name → its settings models, imported when first asked for."""

    def __getitem__(self, name: str) -> "KindModels":
        return adapter_kinds()[name].settings_models()

    def __iter__(self) -> Iterator[str]:
        return iter(adapter_kinds())

    def __len__(self) -> int:
        return len(adapter_kinds())


def kinds() -> Mapping[str, "KindModels"]:
    """For ``settings.load``: what each kind's files may hold. Only the kinds really asked for are imported."""
    return _Models()


def load_settings(config_path: Path | None, *, language: str | None = None) -> "Settings":
    """The configuration of this process, every kind's keys and the environment included; by default that of the
    current folder, else the one shipped. Raises ConfigurationError with every problem."""
    found, home = _found(config_path)
    loaded = _named("connector.settings.load:load")(found, kinds(), os.environ, language=language, home=home)
    return cast("Settings", loaded)


def find_store(config_path: Path | None, *, language: str | None = None) -> "Whereabouts":
    """Where the store of that configuration is, although it may not be loaded as a whole."""
    found, home = _found(config_path)
    place = _named("connector.settings.load:whereabouts")(found, os.environ, language=language, home=home)
    return cast("Whereabouts", place)


def _found(config_path: Path | None) -> tuple[Path, Path | None]:
    """The file, and where its relative paths start if not beside it."""
    if config_path is not None:
        return config_path, None
    return _named("connector.settings.load:default_config")(Path.cwd()), Path.cwd()


def _checked(point: metadata.EntryPoint) -> AdapterKind:
    try:
        kind = point.load()
    except Exception as error:  # foreign code: whatever it raises, the operator must learn which package it was
        raise ConfigurationError(
            f"Bộ kết nối '{point.name}' ({point.value}) không nạp được: {type(error).__name__}.",
            do="Cài lại hoặc gỡ gói đó.",
        ) from error
    if not isinstance(kind, AdapterKind):
        raise ConfigurationError(f"Bộ kết nối '{point.name}' ({point.value}) không phải là một AdapterKind.")
    return kind


def _named(name: str) -> Any:
    module, _, attribute = name.partition(":")
    return getattr(import_module(module), attribute)
