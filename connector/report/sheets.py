"""The tables of a report, the same in every kind of file."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import get_args

from connector.domain.english import said_in
from connector.domain.field_labels import field_label
from connector.domain.kinds import Said
from connector.domain.shares import NOTHING
from connector.report.case_words import CASE_COLUMNS, case_cells
from connector.report.cells import Cell, Column
from connector.report.counting import lateness_label
from connector.report.counts import LABELS, SECTIONS, Count
from connector.report.data import ReportData
from connector.report.figures import Dimension, Figures, Share
from connector.report.names import DIMENSIONS, UNNAMED, status_name
from connector.report.period import Placed
from connector.report.ratios import RATIOS
from connector.report.words import number, percent

DIMENSION_NAMES: tuple[Dimension, ...] = get_args(Dimension)


_NONE = Said("Không có.", "None.")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table. ``rows`` begins anew each time it is called."""

    key: str
    title: Said
    columns: tuple[Column, ...]
    rows: Callable[[], Iterable[tuple[Cell, ...]]]
    empty: Said = _NONE


def sheets(data: ReportData, language: str) -> tuple[Sheet, ...]:
    """Every table of the report, in the order in which it is read."""
    return (
        Sheet("ratios", Said("Tỷ lệ", "Ratios"), _RATIO_COLUMNS, lambda: _ratios(data, language)),
        Sheet("counts", Said("Số liệu", "Counts"), _COUNT_COLUMNS, lambda: _counts(data.tally.total, language)),
        *(_group_sheet(data, dimension, language) for dimension in data.tally.groups),
        Sheet(
            "cases",
            Said("Chỗ lệch", "Cases"),
            CASE_COLUMNS,
            lambda: (case_cells(case, language) for case in data.cases()),
            Said("Không có chỗ lệch nào đang mở hoặc đã chấp nhận.", "No case is open or accepted."),
        ),
        Sheet("delays", Said("Quá hạn do đâu", "Whose delay"), _DELAY_COLUMNS, lambda: _delays(data, language)),
        Sheet(
            "rejections",
            Said("Dòng không đọc được", "Rejections"),
            _REJECTION_COLUMNS,
            lambda: _rejections(data, language),
        ),
        Sheet(
            "not_comparable",
            Said("Không so sánh được", "Not comparable"),
            _NOT_COMPARABLE_COLUMNS,
            lambda: _not_comparable(data, language),
        ),
    )


# ---------------------------------------------------------------- figures

_RATIO_COLUMNS = (
    Column("ratio", Said("Chỉ số", "Ratio"), 36),
    Column("share", Said("Tỷ lệ", "Share"), 18),
    Column("numerator", Said("Tử số", "Numerator"), 11),
    Column("denominator", Said("Mẫu số", "Denominator"), 11),
    Column("formula_numerator", Said("Tử số là", "Numerator is"), 50),
    Column("formula_denominator", Said("Mẫu số là", "Denominator is"), 50),
    Column("note", Said("Ghi chú", "Note"), 50),
)


def _ratios(data: ReportData, language: str) -> Iterator[tuple[Cell, ...]]:
    for share in data.tally.total.shares():
        ratio = share.ratio
        yield (
            ratio.label.told(language),
            share_text(share, language),
            numerator_cell(share, language),
            share.denominator,
            ratio.numerator.told(language),
            ratio.denominator.told(language),
            share_note(share, language),
        )


def share_text(share: Share, language: str) -> str:
    """The share, as a range where it is one."""
    highest = percent(share.numerator, share.denominator, language)
    if not share.is_range:
        return highest
    return f"{percent(share.lowest, share.denominator, language)} – {highest}"


def numerator_cell(share: Share, language: str) -> Cell:
    if not share.is_range:
        return share.numerator
    return f"{number(share.lowest, language)} – {number(share.numerator, language)}"


def share_note(share: Share, language: str) -> str:
    """What has to be said beside the figure."""
    notes = []
    if share.is_range and share.ratio.note is not None:
        notes.append(share.ratio.note.told(language))
    if share.left_out and share.ratio.left_out is not None:
        left_out = LABELS[share.ratio.left_out].told(language)
        many = number(share.left_out, language)
        told = Said(f"Không tính {many} hồ sơ: {left_out}", f"Left out {many}: {left_out}")
        notes.append(told.told(language))
    return "; ".join(notes)


_COUNT_COLUMNS = (
    Column("part", Said("Phần", "Part"), 26),
    Column("count", Said("Số liệu", "Count"), 60),
    Column("number", Said("Số hồ sơ", "Dossiers"), 12),
)


def _counts(figures: Figures, language: str) -> Iterator[tuple[Cell, ...]]:
    for title, counts in SECTIONS:
        for count in counts:
            yield title.told(language), LABELS[count].told(language), figures[count]


#: What a table by division, procedure, officer or month shows, on paper and beyond.
GROUP_COUNTS = (
    *(Count.IN_SCOPE, Count.AGREEING, Count.DIFFERING, Count.PENDING, Count.NOT_COMPARABLE),
    *(Count.DONE, Count.LATE, Count.IN_PROGRESS, Count.OVERDUE, Count.PAUSED),
)
GROUP_COUNTS_BEYOND = (
    *(Count.CARRIED_OVER, Count.IN_PERIOD, Count.EARLY, Count.ON_TIME, Count.IN_TIME),
    *(Count.DELAY_PROCESSING, Count.DELAY_RECORDING, Count.DELAY_SYNC, Count.DELAY_DESK, Count.DELAY_UNKNOWN),
)
GROUP_RATIOS = ("in_sync", "timely", "on_time", "online")
_RATIO_BY_KEY = {ratio.key: ratio for ratio in RATIOS}


def _group_sheet(data: ReportData, dimension: Dimension, language: str) -> Sheet:
    heading = DIMENSIONS[dimension]
    columns = (
        Column(dimension, heading, 34),
        *(Column(key, _RATIO_BY_KEY[key].label, 16) for key in GROUP_RATIOS),
        *(Column(count, LABELS[count], 12) for count in GROUP_COUNTS),
        *(Column(count, LABELS[count], 14, printed=False) for count in GROUP_COUNTS_BEYOND),
    )
    title = Said(f"Theo {heading.vi[0].lower()}{heading.vi[1:]}", f"By {heading.en.lower()}")
    return Sheet(f"by_{dimension}", title, columns, lambda: _groups(data, dimension, language))


def _groups(data: ReportData, dimension: Dimension, language: str) -> Iterator[tuple[Cell, ...]]:
    for name, figures in data.tally.sorted_groups(dimension):
        shares = (figures.share(_RATIO_BY_KEY[key]) for key in GROUP_RATIOS)
        yield (
            group_name(dimension, name, language),
            *(share_text(share, language) for share in shares),
            *(figures[count] for count in (*GROUP_COUNTS, *GROUP_COUNTS_BEYOND)),
        )


def group_name(dimension: Dimension, name: str, language: str) -> str:
    if not name:
        return UNNAMED.told(language)
    return f"{name[5:]}/{name[:4]}" if dimension == "month" else name


# ---------------------------------------------------------------- lists

_DELAY_COLUMNS = (
    Column("code", Said("Mã hồ sơ", "Code"), 24),
    Column("because", Said("Quá hạn do đâu", "Whose delay"), 36),
    Column("department", Said("Phòng, đơn vị", "Division"), 22),
    Column("officer", Said("Cán bộ thụ lý", "Officer"), 16),
    Column("received_at", Said("Ngày nhận", "Received"), 12),
    Column("due_at", Said("Ngày hẹn trả", "Due"), 12),
    Column("finished_at", Said("Làm xong", "Finished"), 16),
    Column("recorded_at", Said("Cập nhật ở chuyên ngành", "Entered"), 16),
    Column("synced_at", Said("Đồng bộ sang một cửa", "Brought to the one-stop"), 16),
    Column("target_finished_at", Said("Một cửa ghi xong", "Finished on the one-stop"), 16),
    Column("returned_at", Said("Trả kết quả", "Returned"), 16),
    Column("procedure", Said("Mã thủ tục", "Procedure"), 14, printed=False),
    Column("link", Said("Luồng", "Link"), 16, printed=False),
)


def _delays(data: ReportData, language: str) -> Iterator[tuple[Cell, ...]]:
    for placed in data.delays():
        yield delay_cells(placed, language)


def delay_cells(placed: Placed, language: str) -> tuple[Cell, ...]:
    standing = placed.standing
    return (
        standing.code,
        lateness_label(placed.because).told(language),
        standing.department or standing.agency_code,
        standing.officer,
        _day(standing.received_at),
        _day(standing.due_at),
        standing.finished_at,
        standing.recorded_at,
        standing.synced_at,
        standing.target_finished_at,
        standing.returned_at,
        standing.procedure_code,
        standing.link,
    )


_REJECTION_COLUMNS = (
    Column("where", Said("Ở đâu", "Where"), 40),
    Column("code", Said("Mã hồ sơ", "Code"), 24),
    Column("field", Said("Trường", "Field"), 20),
    Column("reason", Said("Vì sao không đọc được", "Why"), 60),
    Column("raw", Said("Dòng gốc", "Row as received"), 60, printed=False),
    Column("first_seen", Said("Thấy lần đầu", "First seen"), 16, printed=False),
    Column("last_seen", Said("Thấy lần cuối", "Last seen"), 16, printed=False),
    Column("link", Said("Luồng", "Link"), 16, printed=False),
)


def _rejections(data: ReportData, language: str) -> Iterator[tuple[Cell, ...]]:
    for row in data.rejections():
        field = field_label(row.field, language) if row.field else ""
        where, reason = said_in(row.where, language), said_in(row.reason, language)
        yield where, row.code, field, reason, row.raw, row.first_seen, row.last_seen, row.link


_NOT_COMPARABLE_COLUMNS = (
    Column("code", Said("Mã hồ sơ", "Code"), 24),
    Column("on_source", Said("Có ở chuyên ngành", "In the source"), 14),
    Column("on_target", Said("Có ở một cửa", "On the one-stop"), 14),
    Column("on_paper", Said("Có trong sổ giấy", "On paper"), 16),
    Column("source_status", Said("Trạng thái ở chuyên ngành", "State in the source"), 28),
    Column("target_status", Said("Trạng thái ở một cửa", "State on the one-stop"), 28),
    Column("procedure", Said("Mã thủ tục", "Procedure"), 14),
    Column("received_at", Said("Ngày nhận", "Received"), 12),
    Column("link", Said("Luồng", "Link"), 16),
)


def _not_comparable(data: ReportData, language: str) -> Iterator[tuple[Cell, ...]]:
    for standing in data.not_comparable():
        yield (
            standing.code,
            _yes(standing.on_source, language),
            _yes(standing.on_target, language),
            _yes(standing.on_paper, language),
            status_name(standing.source_status),
            status_name(standing.target_status),
            standing.procedure_code,
            _day(standing.received_at),
            standing.link,
        )


def _yes(value: bool | None, language: str) -> str:
    if value is None:
        return NOTHING
    return (Said("có", "yes") if value else Said("không", "no")).told(language)


def _day(moment: datetime | None) -> date | None:
    return None if moment is None else moment.date()
