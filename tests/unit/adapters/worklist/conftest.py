"""An office whose one-stop takes no writes: exports arrive, workbooks go out, people do the rest."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from connector.adapters.memory.source import MemorySource
from connector.adapters.registry import Context
from connector.adapters.worklist.settings import WorklistSystemSettings, WorklistTargetSettings
from connector.adapters.worklist.target import WorklistTarget, make_target
from connector.observe.log import Log
from support.clocks import StillClock
from support.memory_link import MemoryLink, row

COLUMNS = {
    "code": "Mã hồ sơ",
    "procedure_code": "Mã TTHC",
    "applicant_name": "Chủ hồ sơ",
    "applicant_id": "Số giấy tờ",
    "received_at": "Ngày tiếp nhận",
    "due_at": "Ngày hẹn trả",
}
WORDS = {"Mới": 1, "Được tiếp nhận": 2, "Đang xử lý": 4, "Chờ bổ sung": 5, "Đã xử lý xong": 9, "Đã trả": 10, "Rút": 7}
HEADER = (*COLUMNS.values(), "Trạng thái")
EXPORT, OUT = "xuat", "viec"

CODE = "H13.22-260302-0001"


def line(number: int, status: str = "Được tiếp nhận", **changes: Any) -> tuple[Any, ...]:
    """The dossier of ``row(number)`` as the one-stop exports it."""
    told = {
        "code": f"H13.22-260302-{number:04}",
        "procedure_code": "1.009748",
        "applicant_name": f"Người Thử {number}",
        "applicant_id": f"0002990{number:05}",
        "received_at": "02/03/2026 08:15",
        "due_at": "20/03/2026 17:00",
    } | changes
    return (*told.values(), status)


class Office:
    """The one-stop's exports, the folder of work, and a link between them and a specialized system."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.clock = StillClock()
        (home / EXPORT).mkdir()
        self.context = Context(
            home=home, agency="H13.22", clock=self.clock, log=Log.silent(), on_circuit=lambda *_told: None
        )
        self.system: dict[str, Any] = {}

    def export(self, *lines: Sequence[Any], name: str = "mot-cua.xlsx", header: Sequence[str] = HEADER) -> None:
        with xlsxwriter.Workbook(self.home / EXPORT / name) as workbook:
            sheet = workbook.add_worksheet("Xuất")
            for number, cells in enumerate([header, *lines]):
                for column, cell in enumerate(cells):
                    if cell is not None:
                        sheet.write(number, column, cell)

    def target(self, context: Context | None = None, **link: Any) -> WorklistTarget:
        system = {
            "system": "onestop",
            "adapter": "worklist",
            "path": f"{EXPORT}/*.xlsx",
            "out": OUT,
            "verify": {"first": "1s"},
        } | self.system
        keys = {"columns": COLUMNS, "map": {"status": {"path": "Trạng thái", "values": WORDS}}} | link
        return make_target(
            WorklistSystemSettings.model_validate(system, context={"home": self.home}),
            WorklistTargetSettings.model_validate(keys),
            context or self.context,
        )

    def link(self, *rows: dict[str, Any], **target: Any) -> MemoryLink:
        return MemoryLink(source=MemorySource(rows), target=self.target(**target), clock=self.clock)  # type: ignore[arg-type]

    def sheets(self, name: str) -> dict[str, list[list[Any]]]:
        book = CalamineWorkbook.from_path(self.home / OUT / name)
        return {sheet: book.get_sheet_by_name(sheet).to_python() for sheet in book.sheet_names}

    def imported(self) -> list[dict[str, Any]]:
        """The rows of the import workbook, header → cell."""
        header, *rows = self.sheets("nhap-mot-cua.xlsx")["Hồ sơ"]
        return [dict(zip(header, cells, strict=True)) for cells in rows]

    def steps(self) -> list[list[Any]]:
        return self.sheets("nhap-mot-cua.xlsx")["Tiến độ"][1:]

    def to_do(self) -> dict[str, list[dict[str, Any]]]:
        """Division → its rows of the to-do list."""
        sheets = self.sheets("viec-can-lam.xlsx")
        sheets.pop("Tổng hợp")
        return {name: [dict(zip(rows[0], cells, strict=True)) for cells in rows[1:]] for name, rows in sheets.items()}

    def codes(self) -> list[str]:
        return [row["Mã hồ sơ"] for rows in self.to_do().values() for row in rows]


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


def finished(number: int, **changes: Any) -> dict[str, Any]:
    """A raw row of the specialized system whose dossier is done."""
    return row(number, state="xong", **changes)
