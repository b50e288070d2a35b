"""Reads the whole configuration: one typed value, or every problem of every file at once."""

import glob
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from connector.domain.errors import ConfigurationError
from connector.ports import Covers
from connector.settings.catalogue_files import imported
from connector.settings.document import Document, Scalar
from connector.settings.judge import Judge, LinkJudged, SystemJudged
from connector.settings.link_file import CoversSettings
from connector.settings.main_file import MainKeys
from connector.settings.model import Keys, KindModels, SystemSettings
from connector.settings.problems import Problem, Sentence
from connector.settings.rules import rules_text
from connector.settings.settings import CataloguePaths, LinkSettings, Part, Settings, Whereabouts, WitnessSettings
from connector.settings.shipped import default_config, home_of, shipped_folder
from connector.settings.variables import Filled

__all__ = [
    "LinkSettings",
    "Settings",
    "WitnessSettings",
    "default_config",
    "load",
    "whereabouts",
]

_CALENDAR = "calendar.csv"

Found = TypeVar("Found")


def load(
    config_path: Path,
    kinds: Mapping[str, KindModels],
    environ: Mapping[str, str],
    *,
    language: str | None = None,
    home: Path | None = None,
) -> Settings:
    """The configuration of that connector.yaml. Nothing is written and nothing is reached.

    Raises ConfigurationError with every problem of every file, in ``language`` or else in the configuration's own.
    ``home`` is the parent of the file's folder unless given.
    """
    home = (home or home_of(config_path)).absolute()
    judge = Judge(kinds=kinds, environ=environ, home=home)
    filled = judge.read(config_path)
    main = judge.keys(filled, MainKeys)
    systems = judge.by_name(
        [judge.system(judge.read(path)) for path in _matching(judge, filled, "systems", config_path.parent)], "system"
    )
    links = judge.by_name(
        [judge.link(judge.read(path), systems) for path in _matching(judge, filled, "links", config_path.parent)],
        "link",
    )
    if judge.problems or main is None:
        raise _refusal(config_path, judge.in_order(), language or _written_language(filled.document))
    parts = (
        Part(prefix="", model=main, document=filled.document),
        *(_system_part(name, system) for name, system in systems.items()),
        *(_link_part(name, link) for name, link in links.items()),
    )
    known = {name: _sure(system.settings) for name, system in systems.items()}
    return Settings(
        config_path=config_path,
        home=home,
        agency=main.agency,
        language=main.language,
        store=_store_url(main.store, home),
        data=home / main.data,
        logs=main.logs.model_copy(update={"file": home / main.logs.file}),
        privacy=main.privacy,
        alerts=main.alerts,
        calendar=main.calendar or _calendar(home),
        catalogues=CataloguePaths(
            procedures=main.catalogues.procedures or imported(home, "procedures"),
            agencies=main.catalogues.agencies or imported(home, "agencies"),
            mappings=main.catalogues.mappings or imported(home, "mappings"),
        ),
        systems=MappingProxyType(known),
        links=MappingProxyType({name: _link(link, known) for name, link in links.items()}),
        parts=parts,
    )


def whereabouts(
    config_path: Path, environ: Mapping[str, str], *, language: str | None = None, home: Path | None = None
) -> Whereabouts:
    """Where the store of that connector.yaml is, however broken everything else may be, and whatever is not set.

    Raises ConfigurationError when even that cannot be told.
    """
    home = (home or home_of(config_path)).absolute()
    judge = Judge(kinds={}, environ=environ, home=home)
    filled = judge.read(config_path, only=frozenset({"language", "store", "data"}))
    main = judge.keys(filled, MainKeys)
    if judge.problems or main is None:
        raise _refusal(config_path, judge.in_order(), language or _written_language(filled.document))
    return Whereabouts(language=main.language, store=_store_url(main.store, home), data=home / main.data)


def _sure(found: Found | None) -> Found:
    """What a file without problems always has."""
    if found is None:
        raise AssertionError("a file was refused without a problem being told")
    return found


def _matching(judge: Judge, main: Filled, key: str, folder: Path) -> list[Path]:
    """The files a pattern of connector.yaml names, in order; none at all is a problem."""
    if main.document.root is None or (key,) in main.missing:
        return []
    written = main.document.root.items.get(key)
    pattern = written.value if isinstance(written, Scalar) and written.value is not None else f"{key}/*.yaml"
    if not isinstance(pattern, str) or not pattern.strip() or "\0" in pattern:
        return []  # the model has said so
    found = sorted(glob.glob(pattern, root_dir=folder, recursive=True))  # noqa: PTH207 Path.glob refuses absolute patterns
    if not found:
        judge.say(main, (key,), Sentence("không có tệp nào theo mẫu này", "no file matches this pattern"))
    return [folder / name for name in found]


def _refusal(config_path: Path, problems: list[Problem], language: str) -> ConfigurationError:
    told = tuple(problem.told(language) for problem in problems)
    what = Sentence(f"Cấu hình có {len(told)} chỗ phải sửa.", f"The configuration has {len(told)} problems.")
    do = Sentence("Sửa các dòng đã nêu rồi chạy lại.", "Correct the lines named and run again.")
    return ConfigurationError(
        what.told(language), where=str(config_path), do=do.told(language), problems=told, language=language
    )


def _written_language(main: Document) -> str:
    """The language a broken configuration still asks for."""
    written = main.root.items.get("language") if main.root is not None else None
    return "en" if isinstance(written, Scalar) and written.value == "en" else "vi"


def _store_url(url: str, home: Path) -> str:
    """An SQLite file's relative path starts at home; any other URL stays as it is."""
    scheme, _, rest = url.partition("://")
    path, question, options = rest.removeprefix("/").partition("?")
    in_memory_or_elsewhere = not path or path == ":memory:" or path.startswith("file:")
    if not scheme.startswith("sqlite") or not rest.startswith("/") or in_memory_or_elsewhere:
        return url
    return f"{scheme}:///{(home / path).as_posix()}{question}{options}"


def _calendar(home: Path) -> Path:
    own = home / "config" / _CALENDAR
    return own if own.is_file() else shipped_folder() / _CALENDAR


def _system_part(name: str, system: SystemJudged) -> Part:
    return Part(prefix=f"systems.{name}", model=_sure(system.settings), document=system.filled.document)


def _link_part(name: str, link: LinkJudged) -> Part:
    sides = {side: _sure(keys) for side, keys in link.sides.items()}
    return Part(
        prefix=f"links.{name}",
        model=_sure(link.keys),
        document=link.filled.document,
        sides=sides,
        witnesses=tuple(_sure(witness)[1] for witness in link.witnesses),
    )


def _link(link: LinkJudged, systems: Mapping[str, SystemSettings]) -> LinkSettings:
    keys, source, target = _sure(link.keys), _sure(link.sides["source"]), _sure(link.sides["target"])
    source_system, target_system = str(keys.source["system"]), str(keys.target["system"])
    return LinkSettings(
        link=keys.link,
        title=keys.title or keys.link,
        source_system=source_system,
        source=source,
        target_system=target_system,
        target=target,
        witnesses=_witnesses([_sure(witness) for witness in link.witnesses]),
        scope=keys.scope,
        schedule=keys.schedule,
        policy=keys.policy,
        rules_text=rules_text(
            (systems[source_system], systems[target_system]),
            (source, target),
            tuple(_sure(witness)[1] for witness in link.witnesses),
            keys.scope,
            keys.policy,
        ),
    )


def _witnesses(judged: Sequence[tuple[KindModels, Keys]]) -> tuple[WitnessSettings, ...]:
    """Each with a name of its own: its system's, else its adapter's, numbered from the second of that name on."""
    found: list[WitnessSettings] = []
    names: Counter[str] = Counter()
    for kind, keys in judged:
        system: str | None = getattr(keys, "system", None)
        covers: CoversSettings = getattr(keys, "covers")  # noqa: B009  # made by witness_model: no class declares it
        name = system or kind.name
        names[name] += 1
        found.append(
            WitnessSettings(
                name=name if names[name] == 1 else f"{name}-{names[name]}",
                adapter=kind.name,
                system=system,
                model=keys,
                covers=Covers(channels=covers.channels, first=covers.since, last=covers.until),
                paper_book=kind.paper_book,
            )
        )
    return tuple(found)
