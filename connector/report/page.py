"""The report as one page to print and sign (biên bản đối chiếu): it needs no other file and nothing in it can run."""

from collections.abc import Iterable, Iterator
from html import escape
from itertools import chain
from pathlib import Path

from connector.domain.kinds import Said
from connector.domain.times import at_zone
from connector.report.cells import Cell, Column, text_of
from connector.report.data import ReportData
from connector.report.heading import METHOD, heading
from connector.report.sheets import Sheet, sheets
from connector.report.words import printable

_TITLE = Said("Biên bản đối chiếu hồ sơ", "Record of reconciliation")
_METHOD_TITLE = Said("Cách đối chiếu", "Method")
_SIGNATURES = (
    (Said("Đại diện phòng chuyên môn", "For the division"), Said("(ký, ghi rõ họ tên)", "(signature, full name)")),
    (
        Said("Đại diện bộ phận một cửa", "For the one-stop unit"),
        Said("(ký, ghi rõ họ tên)", "(signature, full name)"),
    ),
)

#: Only what the page itself carries may be shown: no script, no picture, no address outside.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"

_STYLE = """
body { font: 12px/1.45 "Times New Roman", "Liberation Serif", serif; color: #111; margin: 2rem auto; max-width: 72rem; }
h1 { font-size: 1.6em; text-align: center; margin: .2em 0 1em; text-transform: uppercase; }
h2 { font-size: 1.2em; margin: 1.8em 0 .5em; }
p { margin: .4em 0; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .15em 1.2em; margin: 0; }
dt { font-weight: bold; }
dd { margin: 0; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th, td { border: 1px solid #777; padding: .2em .4em; text-align: left; vertical-align: top; overflow-wrap: anywhere; }
th { background: #e8edf2; overflow-wrap: normal; }
td.number { text-align: right; white-space: nowrap; }
.none { font-style: italic; }
.signatures { display: grid; grid-template-columns: 1fr 1fr; text-align: center; margin: 3em 0; break-inside: avoid; }
.signatures b { display: block; text-transform: uppercase; }
.signatures span { display: block; min-height: 7em; font-style: italic; }
.place { text-align: right; font-style: italic; margin-top: 2.5em; }
@page { size: A4 landscape; margin: 12mm; @bottom-center { content: counter(page) "/" counter(pages); } }
@media print {
  body { margin: 0; max-width: none; font-size: 9pt; }
  thead { display: table-header-group; }
  tr { break-inside: avoid; }
  h2 { break-after: avoid; }
  .scroll { overflow: visible; }
}
"""


def write_page(path: Path, data: ReportData, language: str) -> None:
    """Raises OSError when the file cannot be written."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(f"{piece}\n" for piece in _page(data, language))


def _page(data: ReportData, language: str) -> Iterator[str]:
    title = _TITLE.told(language)
    yield "<!DOCTYPE html>"
    yield f'<html lang="{"en" if language == "en" else "vi"}">'
    yield "<head>"
    yield '<meta charset="utf-8"/>'
    yield f'<meta http-equiv="Content-Security-Policy" content="{escape(_POLICY)}"/>'
    yield f"<title>{_text(f'{title} - {data.office.name}')}</title>"
    yield f"<style>{_STYLE}</style>"
    yield "</head>"
    yield "<body>"
    yield f"<h1>{_text(title)}</h1>"
    yield from _heading(data, language)
    yield f"<h2>{_text(_METHOD_TITLE.told(language))}</h2>"
    yield f"<p>{_text(METHOD.told(language))}</p>"
    for sheet in sheets(data, language):
        yield from _table(sheet, language)
    yield from _signatures(data, language)
    yield "</body>"
    yield "</html>"


def _heading(data: ReportData, language: str) -> Iterator[str]:
    yield "<dl>"
    for label, value in heading(data, language):
        yield f"<dt>{_text(label)}</dt><dd>{_text(value)}</dd>"
    yield "</dl>"


def _table(sheet: Sheet, language: str) -> Iterator[str]:
    yield f'<h2 id="{escape(sheet.key)}">{_text(sheet.title.told(language))}</h2>'
    rows = iter(sheet.rows())
    first = next(rows, None)
    if first is None:
        yield f'<p class="none">{_text(sheet.empty.told(language))}</p>'
        return
    printed = [column for column in sheet.columns if column.printed]
    yield '<div class="scroll"><table>'
    yield f"<thead><tr>{_headings(printed, language)}</tr></thead>"
    yield "<tbody>"
    for row in chain([first], rows):
        yield f"<tr>{''.join(_cell(cell, language) for cell in row[: len(printed)])}</tr>"
    yield "</tbody></table></div>"


def _headings(columns: Iterable[Column], language: str) -> str:
    return "".join(f'<th scope="col">{_text(column.heading.told(language))}</th>' for column in columns)


def _cell(cell: Cell, language: str) -> str:
    kind = ' class="number"' if isinstance(cell, int) else ""
    return f"<td{kind}>{_text(text_of(cell, language))}</td>"


def _signatures(data: ReportData, language: str) -> Iterator[str]:
    made = at_zone(data.period.now)
    place = Said(f"…………, ngày {made:%d} tháng {made:%m} năm {made:%Y}", f"…………, {made:%d/%m/%Y}")
    yield f'<p class="place">{_text(place.told(language))}</p>'
    yield '<section class="signatures">'
    for who, how in _SIGNATURES:
        yield f"<div><b>{_text(who.told(language))}</b><span>{_text(how.told(language))}</span></div>"
    yield "</section>"


def _text(text: str) -> str:
    """Shown as it is, whatever it is."""
    return escape(printable(text))
