"""The paper register as somebody types it in: the form's own headers under its titles."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

from connector.testing.exam.bench import IN_A_FILE, WitnessBench
from connector.testing.exam.benches.one_file import OneFile
from connector.testing.exam.benches.tables import LEGACY, cell, write_book
from connector.testing.exam.rows import Row

_TITLES: tuple[tuple[str, ...], ...] = (("SỔ THEO DÕI HỒ SƠ NĂM 2026",), ("Lĩnh vực: Đầu tư", "Quyển số: 01"))
_HEADER = (
    *("STT", "Mã hồ sơ", "Tên TTHC", "Số lượng hồ sơ (bộ)", "Tên cá nhân, tổ chức", "Địa chỉ, số điện thoại"),
    *("Cơ quan chủ trì giải quyết", "Nhận hồ sơ", "Hẹn trả kết quả", "Trả kết quả"),
    *("Phương thức nhận kết quả", "Ký nhận", "Ghi chú"),
)
_NAME = "Tên cá nhân, tổ chức"


class PaperBench(OneFile, WitnessBench):
    """One workbook that is paper."""

    cannot = IN_A_FILE

    @property
    def file(self) -> Path:
        return self.home / "so.xlsx"

    def link_keys(self) -> Mapping[str, Any]:
        return {"path": self.file.name}


class RegisterBench(PaperBench):
    kind = "register"
    tells = frozenset({"code", "applicant_name", "received_at", "due_at"})
    unreadable = MappingProxyType({"received_at": "hôm nào"})
    legacy = LEGACY

    def link_keys(self) -> Mapping[str, Any]:
        return {**super().link_keys(), **self._keys}

    def start(self) -> None:
        self._keys: Mapping[str, Any] = {}

    def legacy_keys(self, table: str) -> Mapping[str, Any]:
        self._keys = {"encodings": {_NAME: table}}
        return {}

    def write(self, rows: Sequence[Row]) -> None:
        write_book(self.file, [*_TITLES, _HEADER, *(_entry(number, row) for number, row in enumerate(rows, 1))])


def _entry(number: int, row: Row) -> tuple[str | float | None, ...]:
    code, name, received, due = (cell(row.told(each)) for each in ("code", "applicant_name", "received_at", "due_at"))
    place = ("Khu thử nghiệm, 02920000001", "Phòng Quản lý đầu tư")
    return (number, code, "Cấp phép thử", 1, name, *place, received, due, None, "Trực tiếp", None, None)
