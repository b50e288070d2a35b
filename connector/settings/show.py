"""The configuration as it was understood, key by key, with the origin of each value and every secret masked."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import timedelta
from enum import Enum
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import BaseModel, SecretStr

from connector.settings.document import Mapping as Branch
from connector.settings.document import Node, Scalar, Sequence
from connector.settings.secrecy import MASK, Secrets, is_secret_name, is_secret_variable
from connector.settings.secret_values import secret_values
from connector.settings.settings import Part, Settings
from connector.settings.shape import attribute_of, keys_of
from connector.settings.values import format_duration

DEFAULT = "default"


class Shown(NamedTuple):
    """One value: its path, what may be shown of it, and ``file:line`` (with its variables) or ``default``."""

    path: str
    value: str
    origin: str


def show(settings: Settings) -> list[Shown]:
    """Every value there is, written or not. No secret is in it, wherever it came from."""
    secrets = Secrets(secret_values(settings))
    catalogues = {f"catalogues.{kind}": path for kind, path in asdict(settings.catalogues).items() if path is not None}
    resolved = {"store": settings.store, "calendar": settings.calendar, **catalogues}
    rows: list[Shown] = []
    for part in settings.parts:
        lister = _Lister(settings.home, part, secrets, resolved if not part.prefix else {})
        rows += lister.listed()
    return rows


class _Lister:
    def __init__(self, home: Path, part: Part, secrets: Secrets, resolved: Mapping[str, Any]) -> None:
        self._home = home
        self._part = part
        self._secrets = secrets
        self._resolved = resolved

    def listed(self) -> Iterator[Shown]:
        root = self._part.document.root
        for key in keys_of(type(self._part.model)):
            value = getattr(self._part.model, attribute_of(type(self._part.model), key))
            path = f"{self._part.prefix}.{key}".removeprefix(".")
            node = _below(root, key)
            if key in self._part.sides:
                yield from self._rows(f"{path}.system", value["system"], _below(node, "system"))
                yield from self._rows(path, self._part.sides[key], node)
            elif key == "witnesses" and self._part.witnesses:
                yield from self._rows(path, self._part.witnesses, node)
            else:
                yield from self._rows(path, self._resolved.get(key, value), node)

    def _rows(self, path: str, value: Any, node: Node | None) -> Iterator[Shown]:
        if isinstance(value, BaseModel) and not isinstance(node, Scalar):
            for key in keys_of(type(value)):
                inner = getattr(value, attribute_of(type(value), key))
                yield from self._rows(f"{path}.{key}", inner, _below(node, key))
        elif isinstance(value, Mapping) and value:
            for key, inner in value.items():
                word = text_of(key)
                yield from self._rows(f"{path}.{word}", inner, _below(node, word))
        elif isinstance(value, list | tuple) and value and isinstance(node, Sequence | None):
            for index, inner in enumerate(value):
                below = node.items[index] if node is not None and index < len(node.items) else None
                yield from self._rows(f"{path}[{index}]", inner, below)
        else:
            yield Shown(path, self._value(path, value, node), self._origin(node))

    def _value(self, path: str, value: Any, node: Node | None) -> str:
        last = path.rpartition(".")[2].partition("[")[0]
        if isinstance(value, SecretStr) or (value is not None and is_secret_name(last)):
            return MASK
        if path in self._resolved:
            return self._hidden(str(self._resolved[path]), node)
        if isinstance(value, Path):
            return self._hidden(str(self._home / value), node)
        if isinstance(node, Scalar):
            return self._hidden(text_of(node.value), node)
        return self._secrets.hide(text_of(value))

    def _hidden(self, text: str, node: Node | None) -> str:
        """Whatever length a secret has, it does not leave by the scalar that its variable stands in."""
        used = node.used if isinstance(node, Scalar) else ()
        for name, secret in sorted(used, key=lambda pair: len(pair[1]), reverse=True):
            if secret and (is_secret_variable(name) or self._secrets.holds(secret)):
                text = text.replace(secret, MASK)
        return self._secrets.hide(text)

    def _origin(self, node: Node | None) -> str:
        if node is None:
            return DEFAULT
        used = node.used if isinstance(node, Scalar) else ()
        variables = "".join(f" ${{{name}}}" for name, _ in used)
        return f"{self._part.document.file}:{node.place.line}{variables}"


def _below(node: Node | None, key: str) -> Node | None:
    found = node.items.get(key) if isinstance(node, Branch) else None
    return None if isinstance(found, Scalar) and found.value is None else found


def text_of(value: Any) -> str:  # noqa: PLR0911 one line per kind of value
    """A value as an operator would write it."""
    match value:
        case None:
            return "null"
        case Enum():
            return str(value.value)
        case bool():
            return "true" if value else "false"
        case timedelta():
            return format_duration(value)
        case Mapping():
            return "{" + ", ".join(f"{text_of(key)}: {text_of(inner)}" for key, inner in value.items()) + "}"
        case list() | tuple():
            return "[" + ", ".join(text_of(inner) for inner in value) + "]"
        case set() | frozenset():
            return "[" + ", ".join(sorted((text_of(inner) for inner in value), key=_numbers_first)) + "]"
    return str(value)


def _numbers_first(text: str) -> tuple[bool, int, str]:
    return (False, int(text), "") if text.isdecimal() else (True, 0, text)
