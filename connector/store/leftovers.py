"""Copies of the store that a killed process left behind."""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import make_url

from connector.store import dialect
from connector.store.backup import PART
from connector.store.database import SCRATCH


def drop_leftovers(url: str, before: datetime) -> int:
    """Remove copies that nobody has written to since then, as far as they are this account's; how many."""
    return sum(_dropped(one) for one in _copies(url) if _is_ours(one) and _last_written(one) < before)


def _copies(url: str) -> Iterator[Path]:
    """A plan's copy in the folder for passing files; a restore's beside the store."""
    yield from Path(tempfile.gettempdir()).glob(f"{SCRATCH}*")
    parsed = make_url(url)
    if dialect.is_sqlite(parsed) and not dialect.is_memory(parsed):
        store = Path(parsed.database or "").absolute()
        yield from store.parent.glob(f".{store.name}.*{PART}*")


def _is_ours(path: Path) -> bool:
    try:
        return sys.platform == "win32" or path.lstat().st_uid == os.geteuid()
    except FileNotFoundError:
        return False


def _last_written(path: Path) -> datetime:
    times = [one.lstat().st_mtime for one in (path, *path.rglob("*"))]
    return datetime.fromtimestamp(max(times), UTC)


def _dropped(path: Path) -> bool:
    with suppress(OSError):
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
    return not path.exists()
