"""The pages made of the program are current, complete, and every line they show to be typed is one that click takes."""

import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from connector.cli import commands_page, holds_page
from connector.cli.hold_words import HOLD_WORDS
from connector.cli.session import Session
from connector.domain import errors
from connector.domain.verdict import HoldRule
from support.documents import blocks, commands

ROOT = Path(__file__).parents[3]
DOCUMENTS = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])


def takes(words: list[str]) -> None:
    """Raises what click says of these words; nothing is run."""
    command: click.Command = commands_page.commands()[words[0]]
    context = click.Context(command, info_name=words[0], obj=Session())
    rest = command.parse_args(context, words[1:]) if not isinstance(command, click.Group) else None
    assert not rest
    if isinstance(command, click.Group):
        _group_takes(command, words[1:])


def _group_takes(group: click.Group, words: list[str]) -> None:
    context = click.Context(group, info_name=group.name, obj=Session())
    group.parse_args(context, words)
    below = [*context._protected_args, *context.args]
    if below:
        name, command, rest = group.resolve_command(context, below)
        assert command is not None
        command.parse_args(click.Context(command, info_name=name, parent=context, obj=Session()), rest)


@pytest.mark.parametrize(("name", "page"), [("commands", commands_page.page), ("holds", holds_page.page)])
def test_a_page_is_current(name, page):
    written = (ROOT / "docs" / f"{name}.md").read_text(encoding="utf-8")
    assert written == page(), f"run: python -m connector.cli.{name}_page > docs/{name}.md"


def test_every_rule_that_holds_has_its_words():
    assert set(HOLD_WORDS) == set(HoldRule)


def test_every_family_of_errors_says_what_to_do():
    families = {
        found for found in vars(errors).values() if isinstance(found, type) and issubclass(found, errors.ConnectorError)
    }
    abstract = {errors.ConnectorError, errors.ForeignSystemError}
    assert set(holds_page.ERROR_FAMILIES) == families - abstract


def test_every_command_has_an_example_that_is_its_own():
    paths = {
        path for name, command in commands_page.commands().items() for path, _ in commands_page.leaves(name, command)
    }
    assert set(commands_page.EXAMPLES) == paths
    for path, example in commands_page.EXAMPLES.items():
        words = shlex.split(example)
        assert words[0] == "connector"
        assert words[1] == path.split()[0]
        takes(words[1:])


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_every_line_a_document_shows_to_be_typed_is_taken(path):
    for block in blocks(path.read_text(encoding="utf-8")):
        for line in commands(block):
            for words in calls(shlex.split(line, comments=True)):
                takes(words)


def calls(words: list[str]) -> Iterator[list[str]]:
    """The arguments of each call of the program on one line of a shell; ``--version`` is click's own."""
    while "&&" in words:
        at = words.index("&&")
        yield from calls(words[:at])
        words = words[at + 1 :]
    if words and words[0].split("/")[-1] == "connector" and not words[1].startswith("-"):
        yield words[1:]
