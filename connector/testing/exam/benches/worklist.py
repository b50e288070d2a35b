"""A one-stop that takes no writes: its exports are read, and people enter what the import workbook holds."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

from python_calamine import CalamineWorkbook

from connector.adapters.memory.invented import WORDS
from connector.domain.dossier import Dossier
from connector.domain.times import ZONE
from connector.testing.exam.bench import IN_A_FILE
from connector.testing.exam.benches.one_file import OneFile
from connector.testing.exam.benches.tables import HEADERS, cell, cells, write_book
from connector.testing.exam.rows import STATES, Row
from connector.testing.exam.target_bench import TargetBench

_OUT = "viec"
_IMPORT = "nhap-mot-cua.xlsx"
_LIST = "viec-can-lam.json"
_TIMES = "%d/%m/%Y %H:%M:%S"


class WorklistBench(OneFile, TargetBench):
    """``carry_out`` is the desk: it enters each row of the import workbook, and the next export shows it."""

    kind = "worklist"
    tells = frozenset(HEADERS)
    holds = frozenset()
    by_hand = True
    cannot = MappingProxyType({**IN_A_FILE, "B5": "its export is read by the same code as files are"})

    def start(self) -> None:
        (self.home / "xuat").mkdir()
        self._standing: dict[str, dict[str, Any]] = {}

    @property
    def file(self) -> Path:
        return self.home / "xuat" / "mot-cua.xlsx"

    def system_keys(self) -> Mapping[str, Any]:
        return {
            "path": "xuat/*.xlsx",
            "out": _OUT,
            "steps": False,  # no export shows any, and nobody can prove what no export shows
            "import": {"dates": _TIMES},
            "verify": {"first": "1s"},
        }

    def link_keys(self) -> Mapping[str, Any]:
        return {
            "columns": {name: header for name, header in HEADERS.items() if name != "status"},
            "map": {"status": {"path": HEADERS["status"], "values": dict(STATES)}},
        }

    def write(self, rows: Sequence[Row]) -> None:
        self._standing = {each.code: dict(zip(HEADERS, cells(each, HEADERS), strict=True)) for each in rows}
        self._export()

    def _export(self) -> None:
        lines = [[told[name] for name in HEADERS] for told in self._standing.values()]
        write_book(self.file, [list(HEADERS.values()), *lines])

    def carry_out(self) -> None:
        imported = self.home / _OUT / _IMPORT
        if not imported.exists():
            return
        header, *lines = CalamineWorkbook.from_path(imported).get_sheet_by_name("Hồ sơ").to_python()
        names = [next(name for name, told in HEADERS.items() if told == each) for each in header]
        for line in lines:
            told = {name: str(value) for name, value in zip(names, line, strict=True) if value != ""}
            self._standing[told["code"]] = {**self._standing.get(told["code"], dict.fromkeys(HEADERS)), **told}
        self._export()

    def stands(self, code: str) -> Dossier | None:
        told = self._standing.get(code)
        if told is None:
            return None
        return Dossier(**{name: _value(name, written) for name, written in told.items()})

    def desk_edit(self, code: str, **fields: Any) -> None:
        self._standing[code] |= {name: cell(value) for name, value in fields.items()}
        self._export()

    def writes(self) -> int:
        """How often the list was written: each time it is another file."""
        return 0 if not (self.home / _OUT / _LIST).exists() else (self.home / _OUT / _LIST).stat().st_ino


def _value(name: str, written: str | None) -> Any:
    if not written:
        return None
    if name == "status":
        return next(status for status, word in WORDS.items() if word == written)
    return datetime.strptime(written, _TIMES).replace(tzinfo=ZONE) if name.endswith("_at") else written
