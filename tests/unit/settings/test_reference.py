"""The reference page and the schema know every key there is, and say what it means in both languages."""

import json
from collections.abc import Iterator

import pytest
from pydantic import BaseModel

from connector.adapters.registry import kinds
from connector.settings.link_file import LinkKeys, witness_model
from connector.settings.main_file import MainKeys
from connector.settings.model import Keys
from connector.settings.reference import reference, schema
from connector.settings.shape import keys_of, models_in


def models() -> list[type[BaseModel]]:
    found: list[type[BaseModel]] = [MainKeys, LinkKeys]
    for kind in kinds().values():
        sides = (kind.system, kind.source, kind.target, witness_model(kind))
        found += [model for model in sides if model is not None]
    return found


def nested(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    yield model
    for field in keys_of(model).values():
        for inner in models_in(field.annotation):
            yield from nested(inner)


@pytest.mark.parametrize("model", models(), ids=lambda model: model.__name__)
def test_every_key_is_explained_in_both_languages(model):
    for inner in nested(model):
        if issubclass(inner, Keys):
            silent = [key for key, field in keys_of(inner).items() if not field.description]
            assert silent == [], inner.__name__


def test_every_key_is_on_the_reference_page():
    page = reference(kinds())
    for model in models():
        for inner in nested(model):
            for key in keys_of(inner):
                assert f"`{key}`" in page or f".{key}`" in page, (inner.__name__, key)


def test_the_schema_knows_each_file_and_marks_secrets():
    made = schema(kinds())
    json.dumps(made)
    assert set(made["properties"]) == {"connector.yaml", "systems/*.yaml", "links/*.yaml"}
    assert made["$defs"]["BearerAuth"]["properties"]["token"]["writeOnly"] is True
    assert made["$defs"]["RestSystemSettings"]["additionalProperties"] is False
    sides = made["properties"]["links/*.yaml"]["properties"]
    assert {"files", "dvcqg", "memory"} <= {side["title"] for side in sides["target"]["anyOf"]}
    assert all("system" in side["required"] for side in (*sides["source"]["anyOf"], *sides["target"]["anyOf"]))


def test_every_reference_in_the_schema_leads_somewhere():
    made = schema(kinds())

    def check(part: object) -> None:
        if isinstance(part, dict):
            name = str(part.get("$ref", "#/$defs/")).removeprefix("#/$defs/")
            assert not name or name in made["$defs"]
            for inner in part.values():
                check(inner)
        elif isinstance(part, list):
            for inner in part:
                check(inner)

    check(made)
