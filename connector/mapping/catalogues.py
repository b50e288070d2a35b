"""The national and the agency's own lists, from CSV files: procedures, agencies, and which old code became which."""

import csv
from collections.abc import Iterable
from datetime import date
from typing import Literal

from connector.domain.codes import agency_key, procedure_key
from connector.domain.errors import ConfigurationError
from connector.domain.link import CodeMapping
from connector.domain.text import display

MappedKind = Literal["procedure", "agency", "dossier"]
_KINDS: tuple[MappedKind, ...] = ("procedure", "agency", "dossier")


def read_codes(lines: Iterable[str], *, name: str, kind: Literal["procedure", "agency"]) -> frozenset[str]:
    """The matching keys of the column ``code`` of a CSV text with a header."""
    make_key = procedure_key if kind == "procedure" else agency_key
    return frozenset(make_key(row["code"]) for row in _rows(lines, name, {"code"}) if row["code"])


def read_mappings(lines: Iterable[str], *, name: str) -> dict[MappedKind, tuple[CodeMapping, ...]]:
    """Columns kind (procedure, agency), old, new, valid_from, valid_to (yyyy-mm-dd, empty for open)."""
    found: dict[MappedKind, list[CodeMapping]] = {kind: [] for kind in _KINDS}
    for number, row in enumerate(_rows(lines, name, {"kind", "old", "new"}), start=2):
        kind = next((known for known in _KINDS if known == row["kind"]), None)
        if kind is None:
            raise _unreadable(name, number, f"kind phải là một trong {', '.join(_KINDS)}")
        found[kind].append(
            CodeMapping(
                old=row["old"],
                new=row["new"],
                valid_from=_day(row.get("valid_from"), name, number),
                valid_to=_day(row.get("valid_to"), name, number),
            )
        )
    return {kind: tuple(mappings) for kind, mappings in found.items()}


def _rows(lines: Iterable[str], name: str, needed: set[str]) -> Iterable[dict[str, str]]:
    reader = csv.DictReader(lines)
    missing = needed - set(reader.fieldnames or ())
    if missing:
        raise _unreadable(name, 1, f"thiếu cột {', '.join(sorted(missing))}")
    for row in reader:
        yield {key: display(value or "") for key, value in row.items() if key is not None}


def _day(text: str | None, name: str, line: int) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise _unreadable(name, line, "ngày phải viết yyyy-mm-dd") from None


def _unreadable(name: str, line: int, why: str) -> ConfigurationError:
    what = f"Không đọc được danh mục: {why}."
    return ConfigurationError(what, where=f"{name}:{line}", problems=(f"{name}:{line}:1: {why}",))
