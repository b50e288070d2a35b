"""The keys of a DVCQG system: the contract's defaults, and what can never work is refused."""

from datetime import timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from connector.adapters.dvcqg.settings import MODELS, DvcqgSystemSettings

KEYS: dict[str, Any] = {
    "system": "onestop",
    "adapter": "dvcqg",
    "url": "http://far.example",
    "username": "u",
    "password": "canary",
    "madonvi": "000.00.00.H00",
    "dstcode": "VN:GOV:x",
}


def test_defaults_are_those_of_the_contract() -> None:
    told = DvcqgSystemSettings(**KEYS)
    assert (told.login_path, told.path, told.dstcode_in, told.generation) == ("/mapi/login", "/mapi/g", "header", 2022)
    assert (told.write, told.list_service, told.session.expired_codes) == ("unknown", None, ("-2",))
    assert (told.verify.first, told.verify.until) == (timedelta(seconds=2), timedelta(minutes=15))
    assert told.success_codes == ("0", "00")


@pytest.mark.parametrize("missing", ["url", "username", "password", "madonvi", "dstcode"])
def test_what_every_call_needs_is_asked_for(missing: str) -> None:
    with pytest.raises(ValidationError, match=missing):
        DvcqgSystemSettings(**{name: value for name, value in KEYS.items() if name != missing})


@pytest.mark.parametrize(
    "wrong",
    [
        {"dstcode": "có dấu"},
        {"dstcode_in": "body"},
        {"generation": 2021},
        {"session": {"expired_message": "("}},
        {"refused": {"transient_message": "["}},
        {"verify": {"first": "1h", "until": "1m"}},
        {"read_map": {"no_such_field": "x"}},
        {"read_map": {"status": "a ||"}},
        {"read_map": {"received_at": {"path": "x", "convert": "date"}}},
        {"madonv": "x"},
    ],
)
def test_what_can_never_work_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        DvcqgSystemSettings(**KEYS | wrong)


def test_the_password_is_never_shown() -> None:
    told = DvcqgSystemSettings(**KEYS)
    assert "canary" not in f"{told!r} {told} {told.model_dump()} {told.model_dump_json()}"


def test_the_models_are_complete_enough_for_the_reference_page() -> None:
    schema = MODELS.system.model_json_schema()
    assert all(" / " in key.get("description", "") for key in schema["properties"].values())
