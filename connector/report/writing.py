"""Writing a report whole or not at all, in the form its name asks for."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from xlsxwriter.exceptions import FileCreateError

from connector.domain.errors import ConnectorError, os_reason
from connector.report.data import ReportData
from connector.report.delimited import write_delimited
from connector.report.document import write_document
from connector.report.page import write_page
from connector.report.workbook import write_workbook

WRITERS: Mapping[str, Callable[[Path, ReportData, str], None]] = {
    ".xlsx": write_workbook,
    ".csv": write_delimited,
    ".json": write_document,
    ".html": write_page,
}


def check_path(path: Path) -> None:
    """Whether a report can be written there, before hours of work. Raises ConnectorError."""
    if path.suffix.lower() not in WRITERS:
        known = ", ".join(WRITERS)
        raise ConnectorError(
            f"Không biết ghi báo cáo dạng “{path.suffix}”.", where=str(path), do=f"Đặt đuôi tệp là một trong: {known}."
        )
    if path.is_dir():
        raise ConnectorError("Chỗ của tệp báo cáo là một thư mục.", where=str(path), do="Chọn tên khác cho báo cáo.")
    try:
        with _beside(path):
            if path.exists():
                path.open("ab").close()  # refused where another program has it open
    except OSError as error:
        raise _unwritable(path, error) from error


def write_report(path: Path, data: ReportData, language: str) -> None:
    """Write the report beside its place and put it there in one step: a reader sees the old file or the new one.

    Raises ConnectorError when it cannot be written; what stood there stays.
    """
    check_path(path)
    try:
        with _beside(path) as folder:
            fresh = Path(folder) / path.name
            WRITERS[path.suffix.lower()](fresh, data, language)
            _to_disk(fresh)
            if data.unmasked:  # what is shown of people is for whoever asked for it; Windows keeps to the folder's list
                fresh.chmod(0o600)
            fresh.replace(path)
    except FileCreateError as error:
        cause = next((each for each in error.args if isinstance(each, OSError)), None)
        raise _unwritable(path, cause) from error
    except OSError as error:
        raise _unwritable(path, error) from error


def _beside(path: Path) -> "TemporaryDirectory[str]":
    return TemporaryDirectory(prefix=".report-", dir=path.parent)


def _to_disk(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _unwritable(path: Path, error: OSError | None) -> ConnectorError:
    reason = "" if error is None else f": {os_reason(error)}"
    return ConnectorError(
        f"Không ghi được báo cáo{reason}.",
        where=str(path),
        do="Nếu tệp đang mở trong chương trình khác thì đóng lại; kiểm tra thư mục và chỗ trống, hoặc chọn chỗ khác.",
    )
