"""The figures of a report on a screen: each ratio over what was divided by what, then the counts, then whose delays."""

from collections.abc import Iterator
from heapq import nsmallest

from connector.cli import output
from connector.cli.spoken import Text
from connector.cli.tables import Column, block, paragraph, table
from connector.domain.standing import Lateness
from connector.report.cells import text_of
from connector.report.counts import LABELS, SECTIONS, Count
from connector.report.data import ReportData
from connector.report.figures import Dimension, Share
from connector.report.heading import heading
from connector.report.names import DIMENSIONS
from connector.report.period import Placed, Progress
from connector.report.ratios import RATIOS
from connector.report.sheets import group_name, numerator_cell, share_note, share_text
from connector.report.words import day, number

#: How many delayed dossiers a screen shows; a document and a file show all.
_SHOWN_DELAYS = 20

_BECAUSE = {
    Lateness.PROCESSING: Text("xử lý", "processing"),
    Lateness.RECORDING: Text("cập nhật", "recording"),
    Lateness.SYNC: Text("đồng bộ", "sync"),
    Lateness.DESK: Text("một cửa", "the desk"),
    None: Text("chưa rõ", "unknown"),
}


def report_text(data: ReportData, language: str, width: int) -> Iterator[str]:
    """The lines of the whole screen."""
    yield block(heading(data, language), width=width)
    yield ""
    yield _title(Text("Tỷ lệ", "Ratios"), language)
    for share in data.tally.total.shares():
        yield from _ratio(share, language, width)
    yield ""
    yield _title(Text("Số liệu", "Counts"), language)
    yield from _counts(data, language, width)
    for dimension in data.tally.groups:
        yield ""
        yield from _groups(data, dimension, language, width)
    yield ""
    yield from _delays(data, language, width)


def _title(title: Text, language: str) -> str:
    return output.coloured(title.told(language), "bold")


def _ratio(share: Share, language: str, width: int) -> Iterator[str]:
    """The share, and under it what was divided by what."""
    ratio = share.ratio
    yield paragraph(f"{ratio.label.told(language)}: {share_text(share, language)}", width=width)
    above = text_of(numerator_cell(share, language), language)
    lines = [
        f"= {above} {ratio.numerator.told(language)}",
        f"/ {number(share.denominator, language)} {ratio.denominator.told(language)}",
        share_note(share, language),
    ]
    for line in filter(None, lines):
        yield paragraph(line, width=width, indent="    ")


def _counts(data: ReportData, language: str, width: int) -> Iterator[str]:
    """Part by part; what counts nothing is left to the files."""
    for title, counts in SECTIONS:
        told = [(LABELS[count].told(language), data.tally.total[count]) for count in counts if data.tally.total[count]]
        if told:
            yield f"  {title.told(language)}"
            yield block([(label, number(total, language)) for label, total in told], width=width, indent="    ")


def _groups(data: ReportData, dimension: Dimension, language: str, width: int) -> Iterator[str]:
    columns = (
        Column("name", Text(*DIMENSIONS[dimension]), wraps=True),
        Column("in_scope", Text("Hồ sơ", "Dossiers")),
        Column("in_sync", Text("Đồng bộ", "In sync")),
        Column("differing", Text("Lệch", "Differing")),
        Column("on_time", Text("Đúng hạn", "On time")),
        Column("overdue", Text("Quá hạn", "Overdue")),
    )
    ratios = {ratio.key: ratio for ratio in RATIOS}
    rows = [
        {
            "name": group_name(dimension, name, language),
            "in_scope": number(figures[Count.IN_SCOPE], language),
            "in_sync": share_text(figures.share(ratios["in_sync"]), language),
            "differing": number(figures[Count.DIFFERING], language),
            "on_time": share_text(figures.share(ratios["on_time"]), language),
            "overdue": number(figures[Count.LATE] + figures[Count.OVERDUE], language),
        }
        for name, figures in data.tally.sorted_groups(dimension)
    ]
    yield table(columns, rows, language=language, width=width)


def _delays(data: ReportData, language: str, width: int) -> Iterator[str]:
    """Each overdue dossier with whose delay it was, as far as a screen goes."""
    yield _title(Text("Quá hạn do đâu", "Whose delay"), language)
    total = data.tally.total[Count.DELAYED]
    if not total:
        yield Text("Không có hồ sơ nào quá hạn.", "No dossier is overdue.").told(language)
        return
    columns = (
        Column("code", Text("Mã hồ sơ", "Code")),
        Column("due", Text("Hẹn trả", "Due")),
        Column("finished", Text("Làm xong", "Finished")),
        Column("recorded", Text("Cập nhật", "Entered")),
        Column("synced", Text("Đồng bộ", "Brought")),
        Column("because", Text("Do đâu", "Whose delay")),
    )
    rows = [
        {
            "code": placed.standing.code,
            "due": day(placed.standing.due_at),
            "finished": day(placed.standing.finished_at),
            "recorded": day(placed.standing.recorded_at),
            "synced": day(placed.standing.synced_at),
            "because": _BECAUSE[placed.because].told(language),
        }
        for placed in nsmallest(_SHOWN_DELAYS, data.delays(), key=_pressing)
    ]
    yield table(columns, rows, language=language, width=width)
    if total > _SHOWN_DELAYS:
        more = total - _SHOWN_DELAYS
        told = Text(f"… và {more} hồ sơ nữa: connector report --json", f"… and {more} more: connector report --json")
        yield told.told(language)


def _pressing(placed: Placed) -> tuple[bool, int]:
    """What is still at work first, then the latest."""
    due = placed.standing.due_at or placed.standing.judged_at
    return placed.progress is not Progress.OVERDUE, -due.toordinal()
