"""What an operator may write for a REST system, and what is refused before anything is asked."""

from datetime import datetime
from typing import Any

import pytest
from pydantic import ValidationError

from connector.adapters.rest.links import next_link
from connector.adapters.rest.settings import RestSourceSettings, RestSystemSettings
from connector.adapters.rest.templates import Template, fill_body, fill_path
from connector.domain.times import ZONE

MAP = {"code": "so"}
CURSOR = {"field": "u", "key": "id"}


def refused(link: dict[str, Any]) -> list[tuple[int | str, ...]]:
    with pytest.raises(ValidationError) as caught:
        RestSourceSettings.model_validate({"map": MAP, **link})
    return [error["loc"] for error in caught.value.errors()]


@pytest.mark.parametrize(
    ("listed", "key"),
    [
        ({"params": {"a": "{sinse}"}}, ("list", "params", "a")),
        ({"params": {"a": "{since:%Q}{"}}, ("list", "params", "a")),
        ({"params": {"a": "{page:%Y}"}}, ("list", "params", "a")),
        ({"params": {"a": "{since.year}"}}, ("list", "params", "a")),
        ({"params": {"a": "{key!r}"}}, ("list", "params", "a")),
        ({"params": {"a": 1.5}}, ("list", "params", "a")),
        ({"method": "POST", "body": {"x": [{"y": "{tomorrow}"}]}}, ("list", "body")),
        ({"path": "/d?x=1"}, ("list", "path")),
        ({"path": "http://elsewhere/d"}, ("list", "path")),
        ({"path": "/d/{page}"}, ("list", "path")),
        ({"paging": {"type": "pages"}}, ("list", "paging")),
        ({"paging": {"type": "page", "param": "p", "next": "x"}}, ("list", "paging", "page", "next")),
        ({"paging": {"type": "page"}}, ("list",)),
        ({"body": {"a": "b"}}, ("list",)),
        ({"end_on": [200]}, ("list", "end_on")),
        ({"end_on": [401]}, ("list", "end_on")),
        ({"success": "a ="}, ("list", "success")),
        ({"order": "ascending"}, ()),
        ({"params": {"a": "{since}"}}, ()),
        ({"paging": {"type": "keyset", "time_param": "t", "key_param": "k"}}, ()),
    ],
)
def test_what_cannot_work_is_refused_at_its_key(listed: dict[str, Any], key: tuple[str, ...]) -> None:
    assert refused({"list": {"path": "/d", **listed}}) == [key]


def test_a_request_for_one_dossier_must_carry_its_code() -> None:
    for get in ({"path": "/one"}, {"path": "/{page}/{code}"}, {"path": "/one", "params": {"a": "{key}{code}"}}):
        assert refused({"list": {"path": "/d"}, "get": get})[0][0] == "get"


def test_paging_may_be_written_in_the_templates_instead() -> None:
    listed = {"path": "/d", "method": "POST", "body": {"trang": "{page}"}, "paging": {"type": "page"}}
    assert RestSourceSettings.model_validate({"map": MAP, "list": listed}).list.asks == {"page"}


@pytest.mark.parametrize(
    "auth",
    [
        {"type": "basik"},
        {"type": "bearer"},
        {"type": "session", "path": "/l", "body": {}, "token": "t", "as": {}},
        {"type": "session", "path": "/l", "body": {}, "token": "t", "as": {"header": "a", "query": "b"}},
        {"type": "oauth2", "token_url": "sso.local", "client_id": "a", "client_secret": "b"},
    ],
)
def test_a_login_that_cannot_work_is_refused(auth: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        RestSystemSettings.model_validate({"system": "s", "adapter": "rest", "url": "http://x", "auth": auth})


def test_secrets_show_in_no_repr() -> None:
    auth = {
        "type": "session",
        "path": "/l",
        "body": {"u": "canary-user", "p": "canary-password"},
        "token": "t",
        "as": {"query": "s"},
    }
    settings = RestSystemSettings.model_validate({"system": "s", "adapter": "rest", "url": "http://x", "auth": auth})
    assert "canary" not in repr(settings) + str(settings) + settings.model_dump_json()


# ---------------------------------------------------------------- templates

AT = datetime(2026, 1, 5, 8, 5, 9, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("{since:%Y-%m-%dT%H:%M:%S%z}", "2026-01-05T08:05:09+0700"),
        ("{since}", "2026-01-05T08:05:09+07:00"),
        ("từ {since:%d/%m/%Y} của {agency}", "từ 05/01/2026 của H13.22"),
        ("{page:03d}", "002"),
        ("{{page}}", "{page}"),
        ("{token}", None),
        ("{token}{page}", None),
        ("", ""),
    ],
)
def test_a_template_is_filled_or_left_out_whole(template: str, text: str | None) -> None:
    assert Template.parse(template).fill({"since": AT, "agency": "H13.22", "page": 2, "token": None}) == text


def test_a_body_keeps_its_shape_and_a_bare_number_stays_one() -> None:
    body = {
        "p": "{page}",
        "s": "{page:d}",
        "t": "{token}",
        "n": None,
        "l": ["{token}", "{page}", 5],
        "o": {"t": "{token}"},
    }
    assert fill_body(body, {"page": 2, "token": None}) == {"p": 2, "s": "2", "n": None, "l": [2, 5], "o": {}}


def test_a_code_in_a_path_is_encoded_whole() -> None:
    names = frozenset({"code"})
    assert fill_path(Template.parse("/x/{code}", names), {"code": "../a b/đ?#%"}) == "/x/..%2Fa%20b%2F%C4%91%3F%23%25"


# ---------------------------------------------------------------- the Link header


@pytest.mark.parametrize(
    ("header", "target"),
    [
        ("", None),
        ('</a?p=2>; rel="next"', "/a?p=2"),
        ('<http://x/a,b;c>; rel=next; title="a, \\"b\\""', "http://x/a,b;c"),
        ('</1>; rel="first", </2>; title="n"; rel="last next"', "/2"),
        ('</1>; REL="NEXT"', "/1"),
        ('</1>; rel="nexted"', None),
        ('</1>; title="rel=next"', None),
        ("<broken; rel=next", None),
    ],
)
def test_the_next_link_is_found_among_others(header: str, target: str | None) -> None:
    assert next_link(header) == target
