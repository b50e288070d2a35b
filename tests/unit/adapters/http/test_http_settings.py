"""The keys of an HTTP system refuse what would leak or never work."""

from typing import Any

import pytest
from pydantic import ValidationError

from connector.adapters.http import HttpSystemSettings


def keys(**more: Any) -> HttpSystemSettings:
    return HttpSystemSettings(**({"system": "far", "adapter": "x", "url": "http://far.example:8080/base/"} | more))


def test_defaults_are_those_of_the_contract() -> None:
    told = keys()
    assert (told.timeout.total_seconds(), told.concurrency, told.rate, told.windows) == (30, 4, None, ())
    assert told.url == "http://far.example:8080/base"


@pytest.mark.parametrize(
    "url",
    [
        "",
        "far.example",
        "ftp://far.example",
        "http://",
        "http://u:p@far.example",
        "http://far.example?x=1",
        "http://[::1",
        "http://a:b/",
        " http://far.example",
        "http://far.example/\n",
        "http://far example/",
    ],
)
def test_an_address_is_whole_and_holds_no_password(url: str) -> None:
    with pytest.raises(ValidationError):
        keys(url=url)


@pytest.mark.parametrize("more", [{"timeout": "0s"}, {"concurrency": 0}, {"rate": "0/s"}, {"verify": False}])
def test_what_could_never_work_or_switches_verification_off_is_refused(more: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        keys(**more)


def test_headers_are_secrets() -> None:
    assert "canary" not in repr(keys(headers={"ApiKey": "canary"})) + str(keys(headers={"ApiKey": "canary"}).headers)


def test_a_key_without_its_certificate_is_refused(tmp_path: Any) -> None:
    file = tmp_path / "key.pem"
    file.write_text("x")
    with pytest.raises(ValidationError, match="cert"):
        keys(tls={"key": str(file)})


@pytest.mark.parametrize("headers", [{"Đơn": "x"}, {"X": "đ"}, {"X": "a\r\nY: b"}, {"": "x"}])
def test_headers_that_cannot_be_sent_are_refused(headers: dict[str, str]) -> None:
    with pytest.raises(ValidationError) as caught:
        keys(headers=headers)
    assert "Y: b" not in str(caught.value)
