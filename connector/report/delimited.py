"""The report as CSV for a spreadsheet: UTF-8 with its mark, one table after the other, and nothing in it can run."""

import csv
from pathlib import Path

from connector.report.cells import Cell, text_of
from connector.report.data import ReportData
from connector.report.heading import METHOD, TITLE, heading
from connector.report.sheets import sheets

#: A spreadsheet takes a cell that begins with one of these for a formula; their wide forms are the same keys elsewhere.
_RUNS = frozenset("=+-@\t\r\n＝＋－＠")
_QUOTE = "'"


def write_delimited(path: Path, data: ReportData, language: str) -> None:
    """Raises OSError when the file cannot be written."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        # A spreadsheet set to Vietnamese splits at semicolons: the comma is its decimal point.
        writer = csv.writer(file, delimiter="," if language == "en" else ";", quoting=csv.QUOTE_MINIMAL)

        def line(*cells: Cell) -> None:
            writer.writerow([harmless(text_of(cell, language)) for cell in cells])

        line(TITLE.told(language))
        for label, value in heading(data, language):
            line(label, value)
        line(METHOD.told(language))
        for sheet in sheets(data, language):
            line()
            line(sheet.title.told(language))
            line(*(column.heading.told(language) for column in sheet.columns))
            for row in sheet.rows():
                line(*row)


def harmless(text: str) -> str:
    """The text with a quote before whatever a spreadsheet would run; so it is shown as it is."""
    bare = text.lstrip(" \u00a0")
    return f"{_QUOTE}{text}" if bare[:1] in _RUNS and bare else text
