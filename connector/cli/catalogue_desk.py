"""What ``connector catalogue`` does with files: several are read, compared and written as one."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, cast

from connector.adapters.files.catalogue import read_catalogue_table
from connector.bootstrap import SystemClock
from connector.domain.calendar import WorkingCalendar
from connector.domain.catalogue import is_in_force
from connector.domain.errors import ConfigurationError
from connector.mapping.catalogue_changes import Changes, changes, written
from connector.mapping.catalogue_forms import (
    FORMS,
    KINDS,
    AnyRecord,
    CatalogueKind,
    Form,
    Holiday,
    MappedCode,
    Problem,
    TableLine,
    read_records,
)
from connector.mapping.catalogues import kind_of, missing_columns, read_catalogue, refusal
from connector.observe.events import Event
from connector.observe.log import set_up
from connector.settings.catalogue_files import CatalogueFile, catalogue_files, write_all
from connector.settings.settings import Settings


def to_row(record: AnyRecord) -> dict[str, Any]:
    """A line as JSON has it: words as codes of ours, days as they are written in ISO."""
    if isinstance(record, Holiday):
        return {"date": record.day, "worked": record.worked, "basis": record.basis}
    if isinstance(record, MappedCode):
        mapping = record.mapping
        days = {"valid_from": mapping.valid_from, "valid_to": mapping.valid_to}
        return {"kind": record.kind, "old": mapping.old, "new": mapping.new} | days
    return {name: getattr(record, name) for name in record.__dataclass_fields__}


# ---------------------------------------------------------------- what is in force


@dataclass(frozen=True, slots=True)
class InForce:
    """The lines that hold on a day; of the holidays those of its year."""

    on: date
    rows: Mapping[str, list[dict[str, Any]]]
    working_day: bool | None  #: None where the holidays were not asked for

    @classmethod
    def read(cls, settings: Settings, kinds: Sequence[str], on: date | None) -> "InForce":
        on = on or SystemClock().now().date()
        files = catalogue_files(settings)
        found = {kind: _standing(FORMS[kind], files[kind]) for kind in KINDS if kind in kinds}
        holidays = cast("list[Holiday]", found.get("holidays", []))
        return cls(
            on=on,
            rows={kind: [to_row(line) for line in lines if _holds(line, on)] for kind, lines in found.items()},
            working_day=(
                WorkingCalendar({one.day: one.worked for one in holidays}).is_working(on)
                if "holidays" in found
                else None
            ),
        )


def _holds(line: AnyRecord, on: date) -> bool:
    return line.day.year == on.year if isinstance(line, Holiday) else is_in_force(line, on)


def _standing(form: Form[Any], file: CatalogueFile) -> list[Any]:
    text = file.text()
    return read_catalogue(form, text, name=str(file.read)) if text else []


def _as_far_as_read(form: Form[Any], file: CatalogueFile) -> list[Any]:
    """What stands there; nothing where it cannot be read: a whole new list is how a broken one is repaired."""
    try:
        return _standing(form, file)
    except ConfigurationError:
        return []


# ---------------------------------------------------------------- an import


@dataclass(slots=True)
class Part:
    """One file of an import, and what it changes in its catalogue."""

    kind: CatalogueKind
    source: Path
    file: CatalogueFile
    changes: Changes[Any]
    kept: Path | None = None  #: where the old version is, once another was written
    written: bool = False

    @property
    def counts(self) -> dict[str, int]:
        told = self.changes
        return {
            "added": len(told.added),
            "changed": len(told.changed),
            "removed": len(told.removed),
            "unchanged": told.unchanged,
        }

    def lines(self) -> Iterator[tuple[str, str, str]]:
        """Sign, colour and text of every line that changes."""
        form = FORMS[self.kind]
        for record in self.changes.added:
            yield "+", "green", _shown(form.told(record))
        for before, after in self.changes.changed:
            yield "~", "yellow", f"{_shown(form.told(before))} → {_shown(form.told(after))}"
        for record in self.changes.removed:
            yield "-", "red", _shown(form.told(record))

    def to_json(self) -> dict[str, Any]:
        told = self.changes
        return {
            "catalogue": self.kind,
            "from": self.source,
            "file": self.file.write,
            "written": self.written,
            "kept": self.kept,
            "added": [to_row(record) for record in told.added],
            "changed": [{"before": to_row(before), "after": to_row(after)} for before, after in told.changed],
            "removed": [to_row(record) for record in told.removed],
            "unchanged": told.unchanged,
        }


def _shown(cells: Sequence[str]) -> str:
    """A line of the catalogue with its days as they are read, not as they are kept."""
    return " · ".join(_ISO_DAY.sub(r"\3/\2/\1", cell) for cell in cells if cell)


_ISO_DAY = re.compile(r"^(\d{4})-(\d\d)-(\d\d)$")


@dataclass(slots=True)
class Import:
    """Files to be imported together: all are right, or none is written."""

    settings: Settings
    parts: list[Part] = field(default_factory=list)

    @classmethod
    def prepare(cls, settings: Settings, files: Sequence[Path], *, kind: str | None, replace: bool) -> "Import":
        """Read and compare every file. Raises ConfigurationError with every problem of every one of them."""
        made = cls(settings)
        problems: list[str] = []
        standing = catalogue_files(settings)
        for path in files:
            found, lines, wrong = _read(path, cast("CatalogueKind | None", kind))
            problems += wrong
            if found is None or wrong:
                continue
            if any(part.kind == found for part in made.parts):
                problems.append(f"{path}:1:1: đã có tệp khác cùng là {found}; nhập từng tệp một")
                continue
            form: Form[Any] = FORMS[found]
            before = _standing(form, standing[found]) if not replace else _as_far_as_read(form, standing[found])
            told, clashes = changes(form, before, lines, replace=replace)
            problems += [problem.told(str(path)) for problem in clashes]
            made.parts.append(Part(found, path, standing[found], told))
        if problems:
            raise refusal(", ".join(map(str, files)), problems)
        return made

    def carry_out(self) -> None:
        """Write what changes, and say so in the log."""
        due = {part.file.write: part for part in self.parts if part.changes.any}
        if not due:
            return
        logs = self.settings.logs
        with closing(set_up(logs.file, level=logs.level, rotate_mb=logs.rotate_mb, keep=logs.keep)) as log:
            texts = {path: written(FORMS[part.kind], part.changes.result) for path, part in due.items()}
            for path, kept in write_all(texts, now=SystemClock().now()).items():
                part = due[path]
                part.kept, part.written = kept, True
                log.say(Event.CATALOGUE_IMPORTED, catalogue=part.kind, file=str(path), **part.counts)


def _read(
    path: Path, kind: CatalogueKind | None
) -> tuple[CatalogueKind | None, list[tuple[TableLine, Any]], list[str]]:
    """Which catalogue a file is, its lines, and all that is wrong with it."""
    table, wrong = read_catalogue_table(path)
    kind = kind or kind_of(table.columns) or _named(path)
    if kind is None:
        return None, [], [f"{path}:1:1: {_UNCLEAR}"]
    form: Form[Any] = FORMS[kind]
    missing = missing_columns(form, table.columns)
    lines, problems = ([], missing) if missing else read_records(form, table.lines)
    if not (missing or wrong or table.lines):  # an empty list is never taken for a catalogue that has become empty
        problems = [Problem(1, 1, "không có dòng nào dưới tiêu đề")]
    return kind, lines, [problem.told(str(path)) for problem in sorted([*wrong, *problems])]


_UNCLEAR = "không rõ là danh mục nào; nêu --kind procedures, agencies, mappings hoặc holidays"


def _named(path: Path) -> CatalogueKind | None:
    """By the file's own name, where its header fits several."""
    stem = path.stem.casefold()
    return next((kind for kind in KINDS if stem.startswith(kind)), None)
