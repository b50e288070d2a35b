"""What a reconcile that was killed left behind: both sides of a link, personal data and all."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

#: Folders of a ``DuckScales`` in which a link's run works for its time.
WORKED_IN = ("weighing", "keeping")


def drop_leftovers(folder: Path, before: datetime) -> int:
    """Remove what nobody has written to since then; how many folders. A run that lives writes all the time."""
    left = [one for one in _working(folder) if _last_written(one) < before]
    for one in left:
        shutil.rmtree(one, ignore_errors=True)
    return sum(not one.exists() for one in left)


def _working(folder: Path) -> Iterator[Path]:
    for name in WORKED_IN:
        if (folder / name).is_dir():
            yield from (one for one in (folder / name).iterdir() if one.is_dir())


def _last_written(folder: Path) -> datetime:
    times = []
    for one in (folder, *folder.rglob("*")):
        try:
            times.append(one.stat().st_mtime)
        except FileNotFoundError:  # a run that lives comes and goes
            return datetime.max.replace(tzinfo=UTC)
    return datetime.fromtimestamp(max(times), UTC)
