"""Every piece of configuration that a document shows is taken by the real loader, in the place the document means."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from connector.adapters.registry import kinds
from connector.domain.errors import ConfigurationError
from connector.settings.load import load
from connector.settings.starter import Choices, starter_files
from support.documents import blocks

ROOT = Path(__file__).parents[3]
#: The handbook's chapters and the guide are played whole by tests of their own.
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
PLAYED = {"adapter-guide.md"}
VARIABLES = {
    "INVESTMENT_URL": "http://127.0.0.1:9",
    "INVESTMENT_TOKEN": "t0ken",
    "ONESTOP_URL": "http://127.0.0.1:9",
    "ONESTOP_USER": "connector",
    "ONESTOP_PASSWORD": "t0ken",
}
_LINK = frozenset({"link", "title", "source", "target", "witnesses", "scope", "schedule", "policy"})
_SYSTEM = re.compile(r"^# (systems/\S+\.yaml): (\{.*\})$", re.MULTILINE)


def snippets() -> Iterator[Any]:
    for path in DOCUMENTS:
        texts = [block.body for block in blocks(path.read_text(encoding="utf-8")) if block.language == "yaml"]
        yield from (pytest.param(text, id=f"{path.name}-{number}") for number, text in enumerate(texts, 1))


def written(folder: Path) -> Path:
    """What ``connector init`` writes, to lay a snippet over."""
    choices = Choices(source="rest", target="dvcqg", link="main", agency_code="H00.00", agency_name="Cơ quan thử")
    for name, text in starter_files(choices).items():
        path = folder / "config" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder / "config"


def lay(config: Path, text: str) -> None:
    """The snippet's keys in the place of those that stand there: in the link, in its source, or in connector.yaml."""
    for name, keys in _SYSTEM.findall(text):
        (config / name).write_text(keys, encoding="utf-8")
    keys = yaml.safe_load(text)
    if set(keys) & {"list", "cursor", "get"}:
        put(config / "links" / "main.yaml", keys, below="source")
    elif set(keys) <= _LINK:
        put(config / "links" / "main.yaml", keys)
    elif "adapter" in keys:
        (config / "systems" / "shown.yaml").write_text(yaml.safe_dump(keys | {"system": "shown"}), encoding="utf-8")
    else:
        put(config / "connector.yaml", keys)


def put(path: Path, keys: dict[str, Any], *, below: str | None = None) -> None:
    standing = yaml.safe_load(path.read_text(encoding="utf-8"))
    place = standing if below is None else standing[below]
    place |= keys
    path.write_text(yaml.safe_dump(standing, allow_unicode=True, sort_keys=False), encoding="utf-8")


@pytest.mark.parametrize("text", [each for each in snippets() if each.id.rsplit("-", 1)[0] not in PLAYED])
def test_a_snippet_loads(text: str, tmp_path: Path) -> None:
    config = written(tmp_path)
    lay(config, text)
    assert load(config / "connector.yaml", kinds(), VARIABLES).links


def test_a_snippet_with_a_wrong_key_would_not(tmp_path: Path) -> None:
    config = written(tmp_path)
    lay(config, "list: {path: /dossiers, recrods: data}")
    with pytest.raises(ConfigurationError):
        load(config / "connector.yaml", kinds(), VARIABLES)
