"""The rows that the tests of workbooks write and read."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from connector.adapters.files.source import FilesSource
from connector.ports import Rejection

NOW = datetime(2026, 6, 1, 1, 0, tzinfo=UTC)


HEADER = ("STT", "Mã hồ sơ", "Tên cá nhân, tổ chức", "Nhận hồ sơ", "Trạng thái")


MakeSource = Callable[..., FilesSource]


WriteBook = Callable[..., Path]


def own_date(*parts: int) -> datetime:
    """A date as a sheet holds it: no zone."""
    return datetime(*parts)  # type: ignore[arg-type]  # noqa: DTZ001


def line(number: int, received: Any = "05/01/2026 08:30", status: Any = 4) -> tuple[Any, ...]:
    return (number, f"H13.22-260105-{number:04}", f"Công ty Giả Định {number}", received, status)


def rows(source: FilesSource) -> list[dict[str, Any]]:
    return [dict(row.values) for page in source.pull(None, now=NOW) for row in page.rows]


def rejected(source: FilesSource) -> list[Rejection]:
    return [row for page in source.pull(None, now=NOW) for row in page.unreadable]
