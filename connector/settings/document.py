"""One YAML file as a tree that still knows where every key and value stands.

YAML 1.2 rules (the core schema): ``no``, ``on`` and ``yes`` are strings, a key written twice is a problem, there are no
merge keys and no tags. Size, depth and the number of values are bounded, aliases included.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import yaml
from yaml.error import MarkedYAMLError
from yaml.reader import ReaderError

from connector.settings.problems import Place, Problem, Sentence, path_text

MAX_BYTES = 1_000_000
MAX_DEPTH = 40
MAX_VALUES = 20_000
MAX_DIGITS = 18  # longer than any number a key can want, short enough to be exact

Steps = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Scalar:
    """A value as written; ``value`` is what it means, ``used`` the variables it was made from, with their values."""

    place: Place
    text: str = field(repr=False)
    value: Any = field(repr=False)
    used: tuple[tuple[str, str], ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Sequence:
    place: Place
    items: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys are always their own text: ``1.10`` as a key stays ``1.10``."""

    place: Place
    items: dict[str, "Node"]
    keys: dict[str, Place]


Node = Scalar | Sequence | Mapping


@dataclass(frozen=True, slots=True)
class Document:
    """A file that was read, or what kept it from being read (``root`` is then None)."""

    file: str
    root: Mapping | None
    problems: tuple[Problem, ...] = ()


def is_text(value: str) -> bool:
    """Whether it can be printed and stored: no half of a surrogate pair is in it."""
    return not any("\ud800" <= character <= "\udfff" for character in value)


def plain(node: Node) -> Any:
    """The bare values, as a model wants them."""
    match node:
        case Scalar():
            return node.value
        case Sequence():
            return [plain(item) for item in node.items]
        case Mapping():
            return {key: plain(item) for key, item in node.items.items()}


def scalars(node: Node, steps: Steps = ()) -> Iterator[tuple[Steps, Scalar]]:
    """Every scalar below, with the way to it."""
    match node:
        case Scalar():
            yield steps, node
        case Sequence():
            for index, item in enumerate(node.items):
                yield from scalars(item, (*steps, index))
        case Mapping():
            for key, item in node.items.items():
                yield from scalars(item, (*steps, key))


class _UnreadableError(Exception):
    """The file as a whole cannot be read: where it ends being readable, and why."""

    def __init__(self, place: Place, vi: str, en: str) -> None:
        super().__init__(en)
        self.place = place
        self.sentence = Sentence(vi, en)


def read_document(path: Path, file: str) -> Document:
    """The file's tree. Nothing raises: whatever is wrong with the file becomes its problems."""
    growing = _Growing(file)
    try:
        root = _compose(_decode(_content(path)))
        tree = Mapping(Place(), {}, {}) if root is None else _top(growing.grow(root, ()))
    except _UnreadableError as error:
        return Document(file, None, (*growing.problems, Problem(file, error.place, "", error.sentence)))
    return Document(file, tree, tuple(growing.problems))


def _top(tree: Node) -> Mapping:
    if isinstance(tree, Mapping):
        return tree
    if isinstance(tree, Scalar) and tree.value is None:
        return Mapping(Place(), {}, {})
    raise _UnreadableError(tree.place, "tệp phải gồm các dòng khóa: giá trị", "the file must be a mapping of keys")


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as opened:
            content = opened.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise _UnreadableError(Place(), "không có tệp này", "there is no such file") from None
    except OSError as error:
        reason = type(error).__name__
        raise _UnreadableError(Place(), f"không đọc được tệp ({reason})", f"cannot be read ({reason})") from None
    if len(content) > MAX_BYTES:
        raise _UnreadableError(Place(), f"tệp lớn hơn {MAX_BYTES} byte", f"larger than {MAX_BYTES} bytes")
    return content


def _decode(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[content.rfind(b"\n", 0, error.start) + 1 : error.start].decode("utf-8-sig")
        place = Place(content.count(b"\n", 0, error.start) + 1, len(before) + 1)
        raise _UnreadableError(
            place, "tệp không phải UTF-8; hãy lưu lại bằng UTF-8", "not UTF-8; save the file as UTF-8"
        ) from None


def _compose(text: str) -> yaml.Node | None:
    try:
        return _Loader(text).get_single_node()
    except ReaderError as error:
        before = text[: error.position]
        place = Place(before.count("\n") + 1, len(before) - before.rfind("\n"))
        raise _UnreadableError(
            place, "ký tự điều khiển không được phép", "a control character is not allowed"
        ) from None
    except MarkedYAMLError as error:
        sentence = _malformed(error)
        raise _UnreadableError(_place(error.problem_mark or error.context_mark), sentence.vi, sentence.en) from None


def _too_large(place: Place) -> _UnreadableError:
    return _UnreadableError(place, "lồng nhau quá sâu hoặc quá nhiều giá trị", "too deep or too many values")


def _place(mark: Any) -> Place:
    return Place() if mark is None else Place(mark.line + 1, mark.column + 1)


def _malformed(error: MarkedYAMLError) -> Sentence:
    """Our own words for the parser's: its message may quote what follows a ``*`` or ``&``, which may be a password."""
    said = error.problem or ""
    for start, sentence in _MALFORMED:
        if said.startswith(start):
            return sentence
    return Sentence("YAML viết sai ở đây hoặc ngay phía trên", "malformed YAML here or just above")


_BACKSLASH = Sentence(
    "dấu gạch chéo ngược có nghĩa khác trong nháy kép: viết đường dẫn Windows bằng /, hoặc trong nháy đơn",
    "a backslash means something else within double quotes: write a Windows path with /, or in single quotes",
)
_MALFORMED = (
    ("found unknown escape character", _BACKSLASH),
    ("expected escape sequence", _BACKSLASH),
    (
        "expected ',' or '",
        Sentence("thiếu dấu phẩy, hoặc thiếu dấu ] hay } đóng", "a comma is missing, or a closing ] or }"),
    ),
    (
        "mapping values are not allowed",
        Sentence(
            "dấu hai chấm không đúng chỗ: kiểm tra thụt đầu dòng, hoặc đặt giá trị trong dấu nháy",
            "a colon out of place: check the indentation, or quote the value",
        ),
    ),
    (
        "found character '\\t'",
        Sentence("không được thụt đầu dòng bằng phím tab", "indentation by tab is not allowed"),
    ),
    (
        "found character",
        Sentence("ký tự này phải đặt trong dấu nháy", "this character must be quoted"),
    ),
    (
        "found unexpected end of stream",
        Sentence("thiếu dấu nháy đóng", "a closing quote is missing"),
    ),
    (
        "found undefined alias",
        Sentence("giá trị bắt đầu bằng * phải đặt trong dấu nháy", "a value that starts with * must be quoted"),
    ),
    (
        "could not find expected ':'",
        Sentence("thiếu dấu hai chấm sau khóa", "a colon is missing after the key"),
    ),
    (
        "but found another document",
        Sentence("mỗi tệp chỉ có một tài liệu YAML", "one YAML document per file"),
    ),
)


class _Loader(yaml.SafeLoader):
    """Composes nodes only, by the core schema of YAML 1.2; constructs nothing."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012 PyYAML's own protocol
    depth = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        event = cast("Any", self).peek_event()
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise _too_large(_place(event.start_mark))
        if isinstance(event, yaml.ScalarEvent) and event.anchor is not None and not event.value:
            # YAML takes such a password for a name of nothing, and would leave the key empty without a word.
            vi, en = "giá trị bắt đầu bằng & phải đặt trong dấu nháy", "a value that starts with & must be quoted"
            raise _UnreadableError(_place(event.start_mark), vi, en)
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node


_CORE = (
    ("null", r"~|null|Null|NULL|", ("~", "n", "N", "")),
    ("bool", r"true|True|TRUE|false|False|FALSE", tuple("tTfF")),
    # Digits behind a zero are a telephone's or a code's: the number would lose the zero, so they stay text.
    ("int", r"[-+]?(?:0|[1-9][0-9]*)|0o[0-7]+|0x[0-9a-fA-F]+", tuple("-+0123456789")),
    (
        "float",
        (
            r"[-+]?(?:(?:\.[0-9]+|[0-9]+\.[0-9]*)(?:[eE][-+]?[0-9]+)?|[0-9]+[eE][-+]?[0-9]+)"
            r"|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)"
        ),
        tuple("-+.0123456789"),
    ),
)
_TAG = "tag:yaml.org,2002:"
_WRITTEN = {name: re.compile(pattern) for name, pattern, _ in _CORE}
for _name, _pattern, _first in _CORE:
    _Loader.add_implicit_resolver(_TAG + _name, re.compile(f"(?:{_pattern})\\Z"), list(_first))


def _meaning(kind: str, text: str) -> Any:
    if kind == "str" or not _WRITTEN[kind].fullmatch(text):
        return text
    if kind == "null":
        return None
    if kind == "bool":
        return text.lower() == "true"
    if kind == "int" and len(text) <= MAX_DIGITS:
        return int(text, 0) if text[:2] in {"0o", "0x"} else int(text)
    if kind == "float":
        return float(text.lower().replace(".inf", "inf").replace(".nan", "nan"))
    return text


@dataclass
class _Growing:
    """Turns composed nodes into our tree, collecting duplicate keys, tags and endless aliases on the way."""

    file: str
    problems: list[Problem] = field(default_factory=list)
    values: int = 0

    def grow(self, node: yaml.Node, steps: Steps) -> Node:
        self.values += 1
        place = _place(node.start_mark)
        if self.values > MAX_VALUES or len(steps) > MAX_DEPTH:
            raise _too_large(place)
        if isinstance(node, yaml.MappingNode):
            self._plain_tag(node, ("map",), steps)
            return self._mapping(node, place, steps)
        if isinstance(node, yaml.SequenceNode):
            self._plain_tag(node, ("seq",), steps)
            return Sequence(place, tuple(self.grow(item, (*steps, i)) for i, item in enumerate(node.value)))
        if not is_text(node.value):
            raise _UnreadableError(place, "ký tự không có trong Unicode", "a character that is not Unicode")
        self._plain_tag(node, ("str", *_WRITTEN), steps)
        kind = node.tag.removeprefix(_TAG)
        return Scalar(place, node.value, _meaning(kind if kind in _WRITTEN else "str", node.value))

    def _mapping(self, node: yaml.MappingNode, place: Place, steps: Steps) -> Mapping:
        items: dict[str, Node] = {}
        keys: dict[str, Place] = {}
        for key_node, value_node in node.value:
            at = _place(key_node.start_mark)
            if not isinstance(key_node, yaml.ScalarNode):
                self._say(at, steps, Sentence("khóa phải là một chữ đơn giản", "a key must be a plain word"))
                continue
            key = key_node.value
            value = self.grow(value_node, (*steps, key))
            if key in keys:
                first = keys[key].line
                told = Sentence(
                    f"khóa viết hai lần (lần đầu ở dòng {first})", f"key written twice (first in line {first})"
                )
                self._say(at, (*steps, key), told)
                continue
            items[key], keys[key] = value, at
        return Mapping(place, items, keys)

    def _plain_tag(self, node: yaml.Node, allowed: tuple[str, ...], steps: Steps) -> None:
        if node.tag.removeprefix(_TAG) not in allowed:
            self._say(
                _place(node.start_mark), steps, Sentence("không dùng thẻ YAML (!…)", "YAML tags (!…) are not used")
            )

    def _say(self, place: Place, steps: Steps, sentence: Sentence) -> None:
        self.problems.append(Problem(self.file, place, path_text(steps), sentence))
