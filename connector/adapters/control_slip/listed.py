"""Slips as a list: one row per hand-over, the dossier's code in each or only in the first."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from connector.adapters.control_slip.handovers import HandOver, Slip, text_of
from connector.adapters.control_slip.settings import ControlSlipSettings, SlipColumn
from connector.adapters.files.book import Table
from connector.adapters.files.columns import Plain
from connector.adapters.files.folding import folded
from connector.adapters.files.grid import Line
from connector.adapters.files.handwriting import NotADayError, is_blank, read_day
from connector.adapters.files.header import Header, find_header
from connector.ports import Rejection, Testimony

NAMES: Mapping[SlipColumn, Sequence[str]] = {
    "code": ("Mã hồ sơ", "Mã số hồ sơ", "Số hồ sơ", "MaHoSo"),
    "number": ("Thứ tự", "Số thứ tự", "STT", "TT", "Lần", "Lần giao nhận"),
    "given_by": ("Tên cơ quan giao", "Cơ quan giao", "Bên giao", "Đơn vị giao", "Giao tên cơ quan", "Giao cơ quan"),
    "given_at": ("Thời gian giao", "Ngày giao", "Giao thời gian", "Giao ngày"),
    "received_by": ("Tên cơ quan nhận", "Cơ quan nhận", "Bên nhận", "Đơn vị nhận", "Nhận tên cơ quan", "Nhận cơ quan"),
    "received_at": ("Thời gian nhận", "Ngày nhận", "Nhận thời gian", "Nhận ngày"),
    "result": ("Kết quả", "Kết quả giải quyết hồ sơ", "Kết quả giải quyết"),
    "note": ("Ghi chú",),
}

DAYS: tuple[SlipColumn, ...] = ("given_at", "received_at")
_BY = {"given_by", "received_by"}
_ONE_ONLY = frozenset({"code", "given_at", "received_at"})


def list_header(lines: Sequence[Line], settings: ControlSlipSettings) -> Header | None:
    """The header of a list of hand-overs among these lines, whatever else it may be."""
    usual = {name: column for column, names in NAMES.items() if column not in settings.columns for name in names}
    told = {header: column for column, header in settings.columns.items()}
    return find_header(lines, usual | told, row=settings.header_row, like=folded)


def is_list(header: Header | None) -> bool:
    """Whether a sheet under this header tells hand-overs: of what, by or to whom, and when."""
    columns = set() if header is None else set(header.columns)
    return "code" in columns and bool(columns & _BY) and bool(columns & set(DAYS))


def doubts(header: Header, settings: ControlSlipSettings) -> str | None:
    """Why the header cannot be read without a person's word."""
    lost = [header_ for column, header_ in settings.columns.items() if column not in header.columns]
    if lost:
        return f"thiếu cột {', '.join(map(repr, lost))} đã khai báo ở columns"
    twice = [NAMES[column][0] for column in NAMES if column in header.doubled and column in _ONE_ONLY]
    return f"có nhiều cột cùng là {', '.join(map(repr, twice))}" if twice else None


def listed_slips(table: Table, *, year: int | None) -> Iterator[Testimony | Rejection]:
    """One testimony per dossier, at its first hand-over, and what could not be read."""
    slips: dict[str, Slip] = {}
    current: Slip | None = None
    lost: list[Rejection] = [
        Rejection(where=table.label, reason=f"cột '{NAMES[name][0]}' {table.asks[name]}", field="steps")
        for name in DAYS
        if name in table.asks
    ]
    for line in table.lines():
        where = table.where(line)
        unread = Rejection(where=where, reason=line.fault) if line.fault is not None else table.uneven(line)
        if unread is not None:
            lost.append(replace(unread, raw=table.raw(line)))
            current = None
            continue
        told = table.told(line)
        if not is_blank(told.get("code")):
            found = Slip.of(told["code"], where)
            if isinstance(found, Rejection):
                lost.append(replace(found, raw=table.raw(line)))
                current = None
                continue
            current = slips.setdefault(found.code, found)
        if not any(not is_blank(told.get(name)) for name in (*_BY, *DAYS)):
            continue
        if current is None:
            lost.append(Rejection(where=where, reason="không có mã hồ sơ", field="code", raw=table.raw(line)))
        else:
            _add(current, line, table, year)
    yield from lost
    for slip in slips.values():
        yield slip.testimony()
        yield from slip.faults


def _add(slip: Slip, line: Line, table: Table, year: int | None) -> None:
    told, where = table.told(line), table.where(line)
    times = {}
    for name in DAYS:
        if name in table.asks:
            slip.fault(where, NAMES[name][0], NotADayError("không rõ ngày hay tháng đứng trước"), table.raw(line))
            continue
        try:
            times[name] = read_day(told.get(name), year=year)
        except NotADayError as error:
            slip.fault(where, NAMES[name][0], error, table.raw(line))
    number = told.get("number")
    slip.handovers.append(
        HandOver(
            where=where,
            number=_number(number, len(slip.handovers) + 1),
            given_by=text_of(told.get("given_by")),
            given_at=times.get("given_at"),
            received_by=text_of(told.get("received_by")),
            received_at=times.get("received_at"),
            result=text_of(told.get("result")),
            note=text_of(told.get("note")),
        )
    )


def _number(told: Plain, place: int) -> float:
    """The hand-over's own number, else its place in the list."""
    try:
        return float(str(told).strip(" .()"))
    except ValueError:
        return float(place)
