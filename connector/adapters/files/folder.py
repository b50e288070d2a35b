"""Which files a system has right now. None at all is trouble, never an empty source."""

import re
from pathlib import Path

from connector.adapters.files.guard import broken, reading

_TABLES = frozenset({".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".csv", ".tsv", ".txt"})
_WILD = re.compile(r"[*?\[]")


def files_of(path: Path, pattern: str | None, *, home: Path) -> list[tuple[Path, str]]:
    """Every file, by name, with the label it has for a person; editors' own and hidden files are none."""
    label = label_of(path, home)
    with reading(label):
        found = sorted(file for file in _candidates(path, pattern) if _wanted(file) and file.is_file())
    if not found:
        raise broken(label, "không có, hoặc không tệp nào khớp", "Xem lại path và pattern, hoặc xuất tệp vào đó.")
    return [(file, label_of(file, home)) for file in found]


def label_of(path: Path, home: Path) -> str:
    """The path as the operator configured it: from home where it lies there, else its last part."""
    try:
        return path.relative_to(home).as_posix()
    except ValueError:
        return path.name


def _candidates(path: Path, pattern: str | None) -> list[Path]:
    wild = next((place for place, part in enumerate(path.parts) if _WILD.search(part)), None)
    if path.is_dir():
        return [file for file in path.glob(pattern or "*") if pattern or file.suffix.lower() in _TABLES]
    if wild is None or path.is_file():
        return [path]
    base = Path(*path.parts[:wild])
    return list(base.glob("/".join(path.parts[wild:])))


def _wanted(file: Path) -> bool:
    return not file.name.startswith(("~$", ".", "~lock"))
