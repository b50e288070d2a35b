"""Real files in a temporary home, and a source that reads them."""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from connector.adapters.files.settings import FilesSourceSettings, FilesSystemSettings
from connector.adapters.files.source import FilesSource, make_source
from connector.adapters.registry import Context
from connector.domain.times import ZONE
from connector.observe.log import Log

NOW = datetime(2026, 6, 1, 8, 0, tzinfo=ZONE)

COLUMNS = {
    "code": "Mã hồ sơ",
    "applicant_name": "Tên cá nhân, tổ chức",
    "received_at": "Nhận hồ sơ",
    "status": "Trạng thái",
}

MakeSource = Callable[..., FilesSource]
WriteBook = Callable[..., Path]


class StillClock:
    def now(self) -> datetime:
        return NOW

    def sleep(self, seconds: float) -> None:
        raise AssertionError("files never wait")


@pytest.fixture
def context(tmp_path: Path) -> Context:
    return Context(home=tmp_path, agency="H13.22", clock=StillClock(), log=Log.silent(), on_circuit=lambda *_told: None)


@pytest.fixture
def files(context: Context) -> MakeSource:
    """Make a source; ``map``, ``columns``, ``optional``, ``cursor`` are the link's keys, the rest the system's."""

    def make(path: str, **keys: Any) -> FilesSource:
        link = {name: keys.pop(name) for name in ("map", "columns", "optional", "cursor") if name in keys}
        if not {"map", "columns"} & link.keys():
            link["columns"] = COLUMNS
        system = {"system": "investment", "adapter": "files", "path": path, **keys}
        return make_source(
            FilesSystemSettings.model_validate(system, context={"home": context.home}),
            FilesSourceSettings.model_validate(link),
            context,
        )

    return make


@pytest.fixture
def book(tmp_path: Path) -> WriteBook:
    """Write an XLSX of one or more sheets: name → rows of cells. Dates are written as the sheet's own."""

    def write(
        name: str = "ho-so.xlsx", *, options: dict[str, Any] | None = None, **sheets: Sequence[Sequence[Any]]
    ) -> Path:
        path = tmp_path / name
        with xlsxwriter.Workbook(path, {"default_date_format": "dd/mm/yyyy hh:mm", **(options or {})}) as workbook:
            for title, rows in sheets.items():
                sheet = workbook.add_worksheet(title)
                for number, row in enumerate(rows):
                    for column, cell in enumerate(row):
                        if isinstance(cell, str):
                            sheet.write_string(number, column, cell)
                        elif cell is not None:
                            sheet.write(number, column, cell)
        return path

    return write
