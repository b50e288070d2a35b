"""A wrong rule is an error at its own key, before anything is read."""

from typing import Any

import pytest
from pydantic import ValidationError

from connector.domain.dossier import FIELDS
from connector.mapping.faults import RuleError
from connector.mapping.paths import compile_path
from connector.mapping.rules import MapRules


@pytest.mark.parametrize(
    ("rules", "key"),
    [
        ({"code": "a..b"}, ("code",)),
        ({"code": {"path": "a[?"}}, ("code", "path")),
        ({"code": ""}, ("code",)),
        ({"code": "a", "aplicant_name": "b"}, ("aplicant_name",)),
        ({"code": "a", "due_at": {"path": "b", "convert": "date_vm"}}, ("due_at", "convert")),
        ({"code": "a", "due_at": {"path": "b", "convert": "%Q"}}, ("due_at", "convert")),
        ({"code": "a", "due_at": {"path": "b", "zone": "Asia/Saigon2"}}, ("due_at", "zone")),
        ({"code": "a", "due_at": {"path": "b", "zone": "../etc"}}, ("due_at", "zone")),
        ({"code": "a", "due_at": {"path": "b", "default": "mai"}}, ("due_at", "default")),
        ({"code": "a", "summary": {"path": "b", "convert": "iso"}}, ("summary", "convert")),
        ({"code": "a", "status": {"path": "b", "values": {"x": 11}}}, ("status", "values", "x")),
        ({"code": "a", "channel": {"path": "b", "values": {"x": "desk"}}}, ("channel", "values", "x")),
        ({"code": "a", "steps": {"path": "b", "each": {"status": "tt"}}}, ("steps", "each", "at")),
        ({"code": "a", "steps": "b"}, ("steps",)),
        ({"code": "a", "fees": {"path": "b", "each": {"price": "c"}}}, ("fees", "each", "price")),
        ({"code": "a", "aliases": {"source": "]"}}, ("aliases", "source")),
        ({"code": "a", "procedure_code": {"path": "b", "values": {"x": 1.00975}}}, ("procedure_code", "values", "x")),
        ({}, ("code",)),
    ],
)
def test_a_wrong_rule_is_named_by_its_key(rules: dict[str, Any], key: tuple[str, ...]) -> None:
    with pytest.raises(ValidationError) as caught:
        MapRules.model_validate(rules)
    assert key in [error["loc"] for error in caught.value.errors()]


def test_a_misspelt_converter_is_answered_with_the_nearest_one_in_both_languages() -> None:
    with pytest.raises(ValidationError) as caught:
        MapRules.model_validate({"code": "a", "due_at": {"path": "b", "convert": "date_vm"}})
    error = caught.value.errors()[0]["ctx"]["error"]
    assert isinstance(error, RuleError)
    assert "date_vn?" in error.vi
    assert "did you mean date_vn?" in error.en


def test_every_canonical_field_can_be_mapped_and_nothing_else() -> None:
    assert tuple(MapRules.model_fields) == FIELDS


def test_the_schema_offers_the_short_form_and_the_long_one() -> None:
    schema = MapRules.model_json_schema()
    assert {"type": "string"} in schema["properties"]["code"]["anyOf"]


@pytest.mark.parametrize("expression", ["a", "a.b", 'a."b c"', "a[0].b", "a || b", "@.a", "a.b.c.d"])
@pytest.mark.parametrize(
    "row", [{}, {"a": None}, {"a": {"b": 1}}, {"a": [{"b": 2}]}, {"a": {"b c": 3, "b": {"c": {"d": 4}}}}, {"a": "b"}]
)
def test_a_compiled_path_finds_what_the_library_finds(expression: str, row: dict[str, Any]) -> None:
    import jmespath  # noqa: PLC0415  # the reference this test compares with

    assert compile_path(expression)(row) == jmespath.search(expression, row)
