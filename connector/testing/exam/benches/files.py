"""What another program writes into files, read whole or by a change time; the one-stop's own export; and a further
system's, which only testifies."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any, ClassVar

from connector.domain.dossier import Dossier
from connector.testing.exam.bench import IN_A_FILE, SourceBench, Trouble, WitnessBench
from connector.testing.exam.benches.one_file import OneFile
from connector.testing.exam.benches.tables import HEADERS, LEGACY, cell, cells, write_book, write_text
from connector.testing.exam.rows import STATES, Row
from connector.testing.exam.target_bench import ONLY_READ, TargetBench

_MAP: Mapping[str, Any] = MappingProxyType(
    {
        **{name: HEADERS[name] for name in ("code", "applicant_name", "received_at")},
        "status": {"path": HEADERS["status"], "values": dict(STATES)},
    }
)
_TELLS = frozenset(_MAP)
_SAME_CODE = "its rows are read by the same code as those of a workbook read whole"


class FilesWholeBench(OneFile, SourceBench):
    """A workbook without a change time that anybody could trust: every reading is everything."""

    kind = "files"
    way = "whole"
    tells = _TELLS
    legacy = LEGACY
    cannot = MappingProxyType(
        {**IN_A_FILE, "time_styles": "it has no change time", "odd_times": "it has no change time"}
    )
    odd_times: ClassVar[Sequence[Any]] = ()

    @property
    def file(self) -> Path:
        return self.home / "ho-so.xlsx"

    def system_keys(self) -> Mapping[str, Any]:
        return {"path": self.file.name}

    def link_keys(self) -> Mapping[str, Any]:
        return {"map": dict(_MAP)}

    def legacy_keys(self, table: str) -> Mapping[str, Any]:
        return {"encodings": {HEADERS["applicant_name"]: table}}

    def write(self, rows: Sequence[Row]) -> None:
        fields = sorted(_TELLS)
        write_book(self.file, [[HEADERS[name] for name in fields], *(cells(row, fields) for row in rows)])


class FilesByTimeBench(FilesWholeBench):
    """Separated text with a column of change times."""

    way = "by time"
    tells = _TELLS | {"updated_at"}
    legacy = MappingProxyType({})
    time_styles = ("vn", "iso")
    odd_times = ("01/01/2099 00:00:00", None, "hôm qua")
    cannot = MappingProxyType(
        {
            **IN_A_FILE,
            "B5": _SAME_CODE,
            "truncated": "half of a text looks like a shorter one: the brake on enumerations fears it, not the adapter",
        }
    )

    def start(self) -> None:
        self._style = "vn"

    @property
    def file(self) -> Path:
        return self.home / "ho-so.csv"

    def link_keys(self) -> Mapping[str, Any]:
        cursor = {"field": "Cập nhật lúc", "key": "Khóa", "lookback": "15m"}
        told = {"path": "Cập nhật lúc", "convert": "date_vn" if self._style == "vn" else "iso"}
        return {"map": {**_MAP, "updated_at": told}, "cursor": cursor}

    def tell_times(self, style: str) -> None:
        self._style = style

    def write(self, rows: Sequence[Row]) -> None:
        fields = sorted(_TELLS)
        header = ["Khóa", *(HEADERS[name] for name in fields), "Cập nhật lúc"]
        write_text(self.file, [header, *([str(row.id), *cells(row, fields), self._changed(row)] for row in rows)])

    def _changed(self, row: Row) -> str | None:
        if "updated_at" in row.odd or self._style == "vn":
            return cell(row.told("updated_at"))
        return row.changed.isoformat()

    def troubles(self) -> Mapping[Trouble, Callable[..., None]]:
        return {"nobody": self._take_away}


class FilesExportBench(OneFile, TargetBench):
    """The one-stop's own export: everything in it is compared, nothing can be written to it."""

    kind = "files"
    way = "export"
    tells = frozenset(HEADERS)
    legacy = LEGACY
    cannot = MappingProxyType({**IN_A_FILE, **ONLY_READ, "B5": _SAME_CODE})

    @property
    def file(self) -> Path:
        return self.home / "mot-cua.xlsx"

    def system_keys(self) -> Mapping[str, Any]:
        return {"path": self.file.name}

    def link_keys(self) -> Mapping[str, Any]:
        return {
            "columns": {name: header for name, header in HEADERS.items() if name != "status"},
            "map": {"status": {"path": HEADERS["status"], "values": dict(STATES)}},
        }

    def legacy_keys(self, table: str) -> Mapping[str, Any]:
        return {"encodings": {HEADERS["applicant_name"]: table}}

    def write(self, rows: Sequence[Row]) -> None:
        write_book(self.file, [list(HEADERS.values()), *(cells(row, HEADERS) for row in rows)])

    def stands(self, code: str) -> Dossier | None:
        return next((row.dossier for row in self.rows if row.code == code), None)

    def desk_edit(self, code: str, **fields: Any) -> None:
        self.change(*(row.but(**fields) for row in self.rows if row.code == code))

    def writes(self) -> int:
        return 0


class FilesWitnessBench(OneFile, WitnessBench):
    """A further system's export: compared, and never written to. All its keys are the witness's own."""

    kind = "files"
    tells = frozenset(HEADERS)
    legacy = LEGACY
    cannot = MappingProxyType({**IN_A_FILE, "B5": _SAME_CODE})

    def start(self) -> None:
        self._keys: Mapping[str, Any] = {}

    @property
    def file(self) -> Path:
        return self.home / "xuat-khac.xlsx"

    def link_keys(self) -> Mapping[str, Any]:
        rules = {name: header for name, header in HEADERS.items() if name != "status"}
        status = {"path": HEADERS["status"], "values": dict(STATES)}
        return {"path": self.file.name, "map": {**rules, "status": status}, **self._keys}

    def legacy_keys(self, table: str) -> Mapping[str, Any]:
        self._keys = {"encodings": {HEADERS["applicant_name"]: table}}
        return {}

    def write(self, rows: Sequence[Row]) -> None:
        write_book(self.file, [list(HEADERS.values()), *(cells(row, HEADERS) for row in rows)])
