"""The documents as programs: their blocks in order, typed in an office of their own, their screens compared.

A document marks what is run: a ``console`` block is a screen (``$ connector …`` and what it showed), a ``sh`` block is
commands whose output is not shown (``# mã thoát N`` after a command that ends with another code than 0), and a ``yaml``
block is configuration, laid over the file that its first line names. ``<!-- cảnh: NAME -->`` lets something happen in
the office. Whatever else a block is, nothing runs it.
"""

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

_FENCE = re.compile(r"^```(?P<language>\w*)\n(?P<body>.*?)^```$|^<!-- cảnh: (?P<scene>[^>]+?) -->$", re.M | re.S)
_CODE = re.compile(r"\s+# (?:mã thoát|exit code) (\d+)$")
_SHOWN_CODE = "[mã thoát {}]"


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of a document that something is done with; ``start`` and ``end`` are where its body stands."""

    language: str
    body: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Shown:
    """What one command showed and ended with."""

    code: int
    text: str


class Stage(Protocol):
    """Where a document is played."""

    def scene(self, name: str) -> None: ...
    def type(self, words: list[str]) -> Shown: ...
    def configure(self, text: str) -> None: ...


def blocks(text: str) -> Iterator[Block]:
    """Fenced blocks by their language, and scenes as ``scene``, in order."""
    for found in _FENCE.finditer(text):
        group = "scene" if found["scene"] else "body"
        yield Block("scene" if found["scene"] else found["language"], found[group], *found.span(group))


def play(text: str, stage: Stage) -> str:
    """Do what the document says, top to bottom; the document with its screens as they are now."""
    parts, done = [], 0
    for block in blocks(text):
        parts.append(text[done : block.start])
        parts.append(_played(block, stage))
        done = block.end
    return "".join((*parts, text[done:]))


def _played(block: Block, stage: Stage) -> str:
    if block.language == "scene":
        stage.scene(block.body)
    elif block.language == "yaml":
        stage.configure(block.body)
    elif block.language == "sh":
        for line in _lines(block.body):
            _typed(line, stage)
    elif block.language == "console":
        return "".join(_screen(line, stage) for line in block.body.splitlines() if line.startswith("$ "))
    return block.body


def commands(block: Block) -> Iterator[str]:
    """The lines somebody types."""
    if block.language == "console":
        yield from (line.removeprefix("$ ") for line in block.body.splitlines() if line.startswith("$ "))
    elif block.language in {"sh", "bash"}:
        yield from _lines(block.body)


def _lines(body: str) -> Iterator[str]:
    """Commands, those that end with a backslash joined with the line after them."""
    for line in body.replace("\\\n", " ").splitlines():
        if line.strip() and not line.startswith("#"):
            yield line


def _typed(line: str, stage: Stage) -> None:
    told = _CODE.search(line)
    shown = stage.type(shlex.split(line, comments=True))
    wanted = int(told[1]) if told else 0
    assert shown.code == wanted, f"{line}\nends with {shown.code}, not {wanted}:\n{shown.text}"


def _screen(line: str, stage: Stage) -> str:
    shown = stage.type(shlex.split(line.removeprefix("$ ")))
    code = f"{_SHOWN_CODE.format(shown.code)}\n" if shown.code else ""
    return f"{line}\n{shown.text.rstrip()}\n{code}"
