"""Holds each file against the models of its keys, and the files against each other, collecting every problem."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from connector.settings.document import Mapping as Branch
from connector.settings.document import Scalar, Sequence, Steps, plain, read_document
from connector.settings.explain import Explainer, nearest, suggestion
from connector.settings.link_file import LinkKeys, witness_model
from connector.settings.model import Keys, KindModels, SystemSettings
from connector.settings.problems import Problem, Sentence
from connector.settings.shape import keys_of
from connector.settings.variables import Filled, fill

KeysModel = TypeVar("KeysModel", bound=Keys)

_SIDES = {"source": Sentence("nguồn", "source"), "target": Sentence("đích", "target")}

_MISSING = Sentence("thiếu khóa này", "this key is missing")
_SYSTEM_WANTED = Sentence("phải là tên một hệ thống, trong dấu nháy", "must be a system's name, in quotes")
_KIND_WANTED = Sentence("phải là tên một bộ kết nối, trong dấu nháy", "must be an adapter's name, in quotes")


def _without_file(name: str) -> Sentence:
    return Sentence(
        f"bộ kết nối {name} không có tệp hệ thống: khai báo nó dưới witnesses của luồng đồng bộ",
        f"adapter {name} has no file of its own: name it under a link's witnesses",
    )


@dataclass(frozen=True, slots=True)
class SystemJudged:
    """A system's file: ``settings`` is None while something in it is wrong, ``kind`` while its adapter is not known."""

    filled: Filled
    name: str | None
    kind: KindModels | None
    settings: SystemSettings | None


@dataclass(frozen=True, slots=True)
class LinkJudged:
    """A link's file; what is wrong is None."""

    filled: Filled
    name: str | None
    keys: LinkKeys | None
    sides: Mapping[str, Keys | None]
    witnesses: tuple[tuple[KindModels, Keys] | None, ...] = ()


Named = TypeVar("Named", SystemJudged, LinkJudged)


@dataclass
class Judge:
    """Reads files and remembers what is wrong with them."""

    kinds: Mapping[str, KindModels]
    environ: Mapping[str, str]
    home: Path
    problems: list[Problem] = field(default_factory=list)
    _files: list[str] = field(default_factory=list)
    _nameless: bool = False  #: a system's file does not tell its name, so an unknown name may well be its

    def read(self, path: Path, *, only: frozenset[str] | None = None) -> Filled:
        """The file with its variables filled in; of its keys ``only`` these, as if the others were not there."""
        document = read_document(path, str(path))
        if only is not None and document.root is not None:
            kept = {key: item for key, item in document.root.items.items() if key in only}
            document = replace(document, root=replace(document.root, items=kept))
        filled = fill(document, self.environ, self.home)
        self._files.append(str(path))
        self.problems += filled.document.problems
        return filled

    def say(self, filled: Filled, steps: Steps, sentence: Sentence) -> None:
        self.problems.append(_explainer(filled).problem(steps, sentence))

    def in_order(self) -> list[Problem]:
        """The problems in the order in which a person meets them."""
        unique = dict.fromkeys(self.problems)
        return sorted(unique, key=lambda problem: (self._files.index(problem.file), problem.place, problem.path))

    def keys(self, filled: Filled, model: type[KeysModel]) -> KeysModel | None:
        """A whole file as its model."""
        root = filled.document.root
        return None if root is None else self._validated(filled, root, model, ())

    def system(self, filled: Filled) -> SystemJudged:
        """A system's file by the model of its adapter; by the keys that all share while that is not known."""
        root = filled.document.root
        self._nameless |= root is None or _word(root, "system") is None
        if root is None:
            return SystemJudged(filled, None, None, None)
        adapter = _word(root, "adapter")
        kind = self.kinds[adapter] if adapter is not None and adapter in self.kinds else None
        settings: SystemSettings | None = None
        if kind is None:
            kind = self._unknown_adapter(filled, root, adapter)
        elif kind.system is None:
            self.say(filled, ("adapter",), _without_file(kind.name))
        else:
            settings = self._validated(filled, root, kind.system, ())
        return SystemJudged(filled, _word(root, "system"), kind, settings)

    def link(self, filled: Filled, systems: Mapping[str, SystemJudged]) -> LinkJudged:
        """A link's file, with the keys of its two adapters."""
        root = filled.document.root
        if root is None:
            return LinkJudged(filled, None, None, {})
        keys = self.keys(filled, LinkKeys)
        sides = {side: self._side(filled, side, root.items.get(side), systems) for side in _SIDES}
        written = root.items.get("witnesses")
        listed = written.items if isinstance(written, Sequence) else ()
        witnesses = tuple(self._witness(filled, index, node, systems) for index, node in enumerate(listed))
        return LinkJudged(filled, _word(root, "link"), keys, sides, witnesses)

    def by_name(self, things: list[Named], key: str) -> dict[str, Named]:
        """Each thing under its name; a name taken twice (but for its case) is a problem of the second file."""
        found: dict[str, Named] = {}
        taken: dict[str, Named] = {}
        for thing in things:
            if thing.name is None:
                continue
            first = taken.setdefault(thing.name.casefold(), thing)
            if first is not thing:
                where = first.filled.document.file
                told = Sentence(f"tên này đã dùng trong {where}", f"this name is taken already, in {where}")
                self.say(thing.filled, (key,), told)
            found.setdefault(thing.name, thing)
        return found

    # ------------------------------------------------------------ parts

    def _validated(self, filled: Filled, node: Branch, model: type[KeysModel], prefix: Steps) -> KeysModel | None:
        written = plain(node)
        if prefix[:1] in {("source",), ("target",)}:  # its system is the link's affair
            written.pop("system", None)
        try:
            return model.model_validate(written, context={"home": self.home})
        except ValidationError as error:
            self.problems += _explainer(filled).told(error, model, prefix)
            return None

    def _unknown_adapter(self, filled: Filled, root: Branch, adapter: str | None) -> KindModels | None:
        """The adapter that was meant, its keys judged. Else only what every system has is judged: whether another key
        exists only its adapter could tell."""
        able = [name for name, kind in self.kinds.items() if kind.system is not None]
        told = adapter is not None and ("adapter",) not in filled.missing
        if adapter is not None and told:
            self._no_adapter(filled, ("adapter",), adapter, able)
            meant = nearest(adapter, able)
            if meant is not None and (model := self.kinds[meant].system) is not None:
                self._validated(filled, root, model, ())
                return self.kinds[meant]
        self._shared_keys(filled, root)
        return None

    def _shared_keys(self, filled: Filled, root: Branch) -> None:
        try:
            SystemSettings.model_validate(plain(root), context={"home": self.home})
        except ValidationError as error:
            shared = keys_of(SystemSettings)
            for problem in _explainer(filled).told(error, SystemSettings):
                top = problem.path.partition(".")[0].partition("[")[0]
                if top in shared or suggestion(top, shared).vi:
                    self.problems.append(problem)

    def _no_adapter(self, filled: Filled, steps: Steps, adapter: str, names: Iterable[str]) -> None:
        known = sorted(names)
        near, listed = suggestion(adapter, known), ", ".join(known)
        told = Sentence(
            f"không có bộ kết nối này (có: {listed}){near.vi}", f"there is no such adapter (known: {listed}){near.en}"
        )
        self.say(filled, steps, told)

    def _side(self, filled: Filled, side: str, node: object, systems: Mapping[str, SystemJudged]) -> Keys | None:
        if not isinstance(node, Branch):  # the link's own model has said so
            return None
        system = self._system_of(filled, (side,), node, systems)
        if system is None or system.kind is None:
            return None
        model = system.kind.source if side == "source" else system.kind.target
        if model is None:
            name = system.kind.name
            told = Sentence(
                f"bộ kết nối {name} không làm {_SIDES[side].vi} được", f"adapter {name} cannot be a {_SIDES[side].en}"
            )
            self.say(filled, (side, "system"), told)
            return None
        return self._validated(filled, node, model, (side,))

    def _witness(
        self, filled: Filled, index: int, node: object, systems: Mapping[str, SystemJudged]
    ) -> tuple[KindModels, Keys] | None:
        if not isinstance(node, Branch):  # the link's own model has said so
            return None
        prefix = ("witnesses", index)
        kind = self._witness_kind(filled, prefix, node)
        model = None if kind is None else witness_model(kind)
        if kind is None or model is None:
            return None
        if kind.names_system:
            self._witness_system(filled, prefix, node, kind, systems)
        keys = self._validated(filled, node, model, prefix)
        return None if keys is None else (kind, keys)

    def _witness_kind(self, filled: Filled, prefix: Steps, node: Branch) -> KindModels | None:
        adapter, steps = _word(node, "adapter"), (*prefix, "adapter")
        if steps in filled.missing:
            return None
        if adapter is None:
            self._no_word(filled, prefix, node, "adapter", _KIND_WANTED)
            return None
        able = [name for name in self.kinds if self.kinds[name].witness is not None]
        if adapter in able:
            return self.kinds[adapter]
        if adapter in self.kinds:
            told = Sentence(f"bộ kết nối {adapter} không làm chứng được", f"adapter {adapter} cannot be a witness")
            self.say(filled, steps, told)
        else:
            self._no_adapter(filled, steps, adapter, able)
        return None

    def _witness_system(
        self, filled: Filled, prefix: Steps, node: Branch, kind: KindModels, systems: Mapping[str, SystemJudged]
    ) -> None:
        """A witness may only name a system of its own adapter; that the name is there at all its model sees to."""
        if _word(node, "system") is None:
            return
        system = self._system_of(filled, prefix, node, systems)
        if system is not None and system.kind is not None and system.kind.name != kind.name:
            told = Sentence(
                f"hệ thống này dùng bộ kết nối {system.kind.name}, không phải {kind.name}",
                f"this system's adapter is {system.kind.name}, not {kind.name}",
            )
            self.say(filled, (*prefix, "system"), told)

    def _system_of(
        self, filled: Filled, prefix: Steps, node: Branch, systems: Mapping[str, SystemJudged]
    ) -> SystemJudged | None:
        steps = (*prefix, "system")
        name = _word(node, "system")
        if steps in filled.missing:
            return None
        if name is None:
            self._no_word(filled, prefix, node, "system", _SYSTEM_WANTED)
            return None
        if name in systems or self._nameless:
            return systems.get(name)
        near = suggestion(name, systems)
        self.say(filled, steps, Sentence(f"không có hệ thống này{near.vi}", f"there is no such system{near.en}"))
        meant = nearest(name, systems)
        return None if meant is None else systems[meant]

    def _no_word(self, filled: Filled, prefix: Steps, node: Branch, wanted: str, must_be: Sentence) -> None:
        """A key without which nothing else can be judged: it is missing, no word, or misspelt."""
        written = node.items.get(wanted)
        there = written is not None and plain(written) is not None
        self.say(filled, (*prefix, wanted), must_be if there else _MISSING)
        for key in node.items:
            if key != wanted and suggestion(key, [wanted]).vi:
                near = suggestion(key, [wanted])
                told = Sentence(f"không có khóa này{near.vi}", f"there is no such key{near.en}")
                self.problems.append(_explainer(filled).at_key((*prefix, key), told))


def _explainer(filled: Filled) -> Explainer:
    return Explainer(filled.document, filled.missing)


def _word(node: Branch, key: str) -> str | None:
    found = node.items.get(key)
    return found.value if isinstance(found, Scalar) and isinstance(found.value, str) else None
