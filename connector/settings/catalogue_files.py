"""Where the catalogues stand, and how they are written: whole or not at all, with what stood there kept."""

import os
import shutil
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from connector.domain.errors import ConfigurationError, os_reason
from connector.settings.settings import Settings
from connector.settings.shipped import shipped_folder

#: Beside a catalogue, where its earlier versions are kept.
OLD = "old"


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueFile:
    """One catalogue. ``read`` is the file in force, None where there is none; an import is written to ``write``, which
    is in force from then on."""

    read: Path | None
    write: Path

    def text(self) -> str:
        """What is in force; "" where there is none."""
        if self.read is None:
            return ""
        try:
            return self.read.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise _unusable(self.read, "Không đọc được", error) from error


def catalogue_files(settings: Settings) -> Mapping[str, CatalogueFile]:
    """procedures, agencies, mappings and holidays: as configured, else where an import puts them."""
    told = settings.catalogues
    in_force = {"procedures": told.procedures, "agencies": told.agencies, "mappings": told.mappings}
    own = {kind: CatalogueFile(read=path, write=path or _place(settings.home, kind)) for kind, path in in_force.items()}
    return own | {"holidays": _calendar(settings)}


def imported(home: Path, kind: str) -> Path | None:
    """The catalogue that an import made and no key names; None where there is none."""
    place = _place(home, kind)
    return place if place.is_file() else None


def _place(home: Path, kind: str) -> Path:
    return home / "config" / "catalogue" / f"{kind}.csv"


def _calendar(settings: Settings) -> CatalogueFile:
    """The shipped table is never written to; a folder's own takes its place without a key."""
    shipped = shipped_folder() / "calendar.csv"
    own = settings.home / "config" / "calendar.csv"
    return CatalogueFile(read=settings.calendar, write=own if settings.calendar == shipped else settings.calendar)


def write_all(texts: Mapping[Path, str], *, now: datetime) -> dict[Path, Path | None]:
    """Write every file, each at once; what stood there is kept beside it. Gives the path of each old version.

    All new texts are on the disk before the first takes its place, so a full disk changes nothing.
    """
    ready: dict[Path, Path] = {}
    try:
        for path, text in texts.items():
            ready[path] = _prepared(path, text)
        return {path: _placed(path, fresh, now) for path, fresh in ready.items()}
    except OSError as error:
        raise _unusable(next(iter(texts)).parent, "Không ghi được danh mục vào", error) from error
    finally:
        for fresh in ready.values():
            with suppress(OSError):
                fresh.unlink()


def _prepared(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.{os.getpid()}.new")
    with fresh.open("w", encoding="utf-8-sig", newline="") as file:  # the mark tells spreadsheets that it is UTF-8
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    return fresh


def _placed(path: Path, fresh: Path, now: datetime) -> Path | None:
    kept = _keep(path, now) if path.exists() else None
    fresh.replace(path)
    return kept


def _keep(path: Path, now: datetime) -> Path:
    folder = path.parent / OLD
    folder.mkdir(exist_ok=True)
    stamp = f"{path.stem}-{now:%Y%m%d-%H%M%S}"
    kept = folder / f"{stamp}{path.suffix}"
    number = 1
    while kept.exists():
        number += 1
        kept = folder / f"{stamp}-{number}{path.suffix}"
    shutil.copy2(path, kept)
    return kept


def _unusable(path: Path, what: str, error: OSError | UnicodeDecodeError) -> ConfigurationError:
    why = os_reason(error) if isinstance(error, OSError) else "không phải UTF-8"
    return ConfigurationError(
        f"{what} {path}: {why}.",
        where=str(path),
        do="Đóng tệp nếu đang mở trong Excel, kiểm tra quyền ghi và chỗ trống, rồi chạy lại.",
        problems=(f"{path}:1:1: {why}",),
    )
