"""The configuration as one typed, frozen value: what the rest of the program gets instead of files."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from connector.ports import Covers
from connector.settings.alerts import AlertsSettings
from connector.settings.document import Document
from connector.settings.link_file import PolicySettings, ScheduleSettings, ScopeSettings
from connector.settings.main_file import AgencySettings, Language, LogSettings, PrivacySettings
from connector.settings.model import Keys, SystemSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class CataloguePaths:
    """The catalogue files in force; their form: see ``CatalogueSettings``."""

    procedures: Path | None = None
    agencies: Path | None = None
    mappings: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WitnessSettings:
    """One witness of a link. ``name`` is what logs and reports call it, unique within the link.

    ``system`` is None for a kind that has no file of its own; ``paper_book`` as in ``KindModels``.
    """

    name: str
    adapter: str
    system: str | None
    model: Keys
    covers: Covers
    paper_book: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkSettings:
    """One link; its systems by name. ``rules_text`` says everything that a judgement depends on, secrets aside."""

    link: str
    title: str
    source_system: str
    source: Keys
    target_system: str
    target: Keys
    witnesses: tuple[WitnessSettings, ...]
    scope: ScopeSettings
    schedule: ScheduleSettings
    policy: PolicySettings
    rules_text: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One file as it was understood, for listings; the sides and witnesses are those of a link."""

    prefix: str
    model: Keys = field(repr=False)
    document: Document = field(repr=False)
    sides: Mapping[str, Keys] = field(default_factory=dict, repr=False)
    witnesses: tuple[Keys, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Whereabouts:
    """Where a connector remembers; what a process needs to know to speak to one that runs."""

    language: Language
    store: str = field(repr=False)  #: a URL, which may hold a password
    data: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything that was configured. All paths are absolute; no secret is in its repr."""

    config_path: Path
    home: Path
    agency: AgencySettings
    language: Language
    store: str = field(repr=False)  #: a URL, which may hold a password
    data: Path
    logs: LogSettings
    privacy: PrivacySettings
    alerts: AlertsSettings = field(repr=False)
    calendar: Path
    catalogues: CataloguePaths
    systems: Mapping[str, SystemSettings] = field(repr=False)
    links: Mapping[str, LinkSettings] = field(repr=False)
    parts: tuple[Part, ...] = field(repr=False)
