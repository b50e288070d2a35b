"""Sources over a simulated specialized system: how their links are written, and what a reading gave."""

from datetime import datetime
from typing import Any

from connector.domain.cursor import Cursor
from connector.domain.times import ZONE
from connector.ports import Page, Source

PAGING: dict[str, dict[str, Any]] = {
    "none": {"type": "none"},
    "page": {"type": "page", "param": "page"},
    "offset": {"type": "offset", "param": "offset", "limit_param": "limit", "limit": 50},
    "token": {"type": "token", "param": "token", "next": "next"},
    "next": {"type": "next", "url": "next"},
    "link": {"type": "link"},
    "keyset": {"type": "keyset", "time_param": "after_time", "key_param": "after_key"},
}


def pages(source: Source, cursor: Cursor | None = None) -> list[Page]:
    return list(source.pull(cursor, now=datetime.now(ZONE)))


def codes(found: list[Page]) -> list[str]:
    return [row.values["so_ho_so"] for page in found for row in page.rows]


def last_cursor(found: list[Page]) -> Cursor:
    return max(page.cursor for page in found if page.cursor is not None)


def usual(**more: Any) -> dict[str, Any]:
    by_default = {
        "path": "/dossiers",
        "params": {"updated_since": "{since:%Y-%m-%dT%H:%M:%S%z}", "page_size": "50"},
        "records": "data",
        "success": "error_code == '0'",
        "paging": {"type": "page", "param": "page", "first": 1},
    }
    listed = {**by_default, **more.pop("list", {})}
    return {
        "list": listed,
        "get": {"path": "/dossiers/{code}", "record": "data", "success": "error_code == '0'"},
        "cursor": {"field": "updated_at", "key": "id", **more.pop("cursor", {})},
        "map": {"code": "so_ho_so"},
        **more,
    }
