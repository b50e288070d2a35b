"""``${VAR}``, ``${VAR:-default}`` and ``${file:path}`` in scalars; ``$${`` is a plain ``${``.

A value made from a variable stays where it was written, and remembers what it was made from so that it can be masked.
"""

import re
from collections.abc import Mapping as Names
from dataclasses import dataclass, field, replace
from pathlib import Path

from connector.settings.document import Document, Mapping, Node, Scalar, Sequence, Steps, is_text
from connector.settings.problems import Problem, Sentence, path_text

MAX_FILE_BYTES = 65_536

_REFERENCE = re.compile(r"\$\$\{|\$\{([^{}]*)\}|\$\{")
_VARIABLE = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)(?::-(.*))?", re.DOTALL)
_FILE = "file:"


@dataclass(frozen=True, slots=True)
class Filled:
    """A document with its variables filled in; ``missing`` are the ways to the scalars that could not be."""

    document: Document
    missing: frozenset[Steps]


class _UnfilledError(Exception):
    def __init__(self, vi: str, en: str) -> None:
        super().__init__(en)
        self.sentence = Sentence(vi, en)


def fill(document: Document, environ: Names[str, str], home: Path) -> Filled:
    """The same document with every reference replaced; one that cannot be is a problem at its scalar."""
    if document.root is None:
        return Filled(document, frozenset())
    filling = _Filling(document.file, environ, home)
    root = Mapping(
        document.root.place,
        {key: filling.fill(item, (key,)) for key, item in document.root.items.items()},
        document.root.keys,
    )
    problems = (*document.problems, *filling.problems)
    return Filled(Document(document.file, root, problems), frozenset(filling.missing))


@dataclass
class _Filling:
    file: str
    environ: Names[str, str]
    home: Path
    problems: list[Problem] = field(default_factory=list)
    missing: set[Steps] = field(default_factory=set)

    def fill(self, node: Node, steps: Steps) -> Node:
        match node:
            case Mapping():
                items = {key: self.fill(item, (*steps, key)) for key, item in node.items.items()}
                return Mapping(node.place, items, node.keys)
            case Sequence():
                return Sequence(node.place, tuple(self.fill(item, (*steps, i)) for i, item in enumerate(node.items)))
            case Scalar():
                return self._scalar(node, steps)

    def _scalar(self, node: Scalar, steps: Steps) -> Scalar:
        if "${" not in node.text:
            return node
        used: list[tuple[str, str]] = []
        parts: list[str] = []
        end = 0
        for found in _REFERENCE.finditer(node.text):
            parts.append(node.text[end : found.start()])
            end = found.end()
            if found[0] == "$${":
                parts.append("${")
                continue
            try:
                name, value = self._value(found[1])
            except _UnfilledError as error:
                self.problems.append(Problem(self.file, node.place, path_text(steps), error.sentence))
                self.missing.add(steps)
                continue
            used.append((name, value))
            parts.append(value)
        return replace(node, value="".join([*parts, node.text[end:]]), used=tuple(used))

    def _value(self, reference: str | None) -> tuple[str, str]:
        if reference is not None and reference.startswith(_FILE):
            return reference, self._content(reference.removeprefix(_FILE))
        found = _VARIABLE.fullmatch(reference or "")
        if found is None:
            raise _UnfilledError(
                "biến phải viết ${TEN}, ${TEN:-mặc định} hoặc ${file:đường dẫn}; muốn chữ ${ thì viết $${",
                "write ${NAME}, ${NAME:-default} or ${file:path}; for a plain ${ write $${",
            )
        name, default = found[1], found[2]
        value = self.environ.get(name)
        if default is not None and not value:
            return name, default
        if value is None:
            raise _UnfilledError(f"chưa đặt biến môi trường {name}", f"the environment variable {name} is not set")
        if not is_text(value):
            raise _UnfilledError(
                f"biến môi trường {name} không phải chữ UTF-8", f"the variable {name} is not UTF-8 text"
            )
        return name, value

    def _content(self, path: str) -> str:
        try:
            with (self.home / path).open("rb") as opened:
                content = opened.read(MAX_FILE_BYTES + 1)
        except (OSError, ValueError) as error:
            reason = type(error).__name__
            raise _UnfilledError(f"không đọc được tệp {path} ({reason})", f"cannot read {path} ({reason})") from None
        if len(content) > MAX_FILE_BYTES:
            raise _UnfilledError(f"tệp {path} quá lớn cho một giá trị", f"{path} is too large for one value")
        try:
            return content.decode("utf-8-sig").rstrip("\r\n")
        except UnicodeDecodeError:
            raise _UnfilledError(f"tệp {path} không phải UTF-8", f"{path} is not UTF-8") from None
