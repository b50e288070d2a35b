"""The slip as its form prints it: "Mã hồ sơ: …" above, then pairs of "1. Giao:" and "2. Nhận:" with their times."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from connector.adapters.control_slip.handovers import HandOver, Slip
from connector.adapters.files.columns import AS_IT_IS, FIRST_SERIAL, LAST_SERIAL, Column, Plain
from connector.adapters.files.folding import folded
from connector.adapters.files.grid import Cell, Grid, Line
from connector.adapters.files.handwriting import NotADayError, read_day
from connector.adapters.files.keys import DATE_TEXT
from connector.domain.text import display
from connector.ports import Rejection, Testimony

_SIDE = re.compile(r"(?:\d{1,2}\s*[.)]\s*)?(giao|nhận|nhan)\s*(?::\s*(.*))?", re.IGNORECASE | re.DOTALL)
_CODE = re.compile(r"m[ãa]\s+(?:s[ốo]\s+)?h[ồo]\s+s[ơo]\s*[:.]?\s*(.*)", re.IGNORECASE | re.DOTALL)

#: The dots of a form that nobody has filled in.
_DOTS = re.compile(r"…+|\.{2,}|_{2,}")
_WHOLE_DAY = re.compile(
    r"ngày\s*\d{1,2}\s*tháng\s*\d{1,2}\s*năm\s*\d{4}|\d{1,2}[/.\-]\d{1,2}[/.\-]\d{2,4}", re.IGNORECASE
)


def is_printed(lines: Sequence[Line]) -> bool:
    """Whether both halves of a hand-over stand on the sheet."""
    sides = {match[1].lower()[0] for line in lines for cell in line.cells if (match := _side(cell)) is not None}
    return sides == {"g", "n"}


def printed_slips(grid: Grid, *, year: int | None) -> Iterator[Testimony | Rejection]:
    """Every slip on the sheet, one below the other."""
    slip: Slip | None = None
    for line in grid.lines():
        where = f"{grid.label}, dòng {line.number}"
        code = _code(line)
        if code is not None:
            yield from _told(slip)
            found = Slip.of(code, where)
            slip = found if isinstance(found, Slip) else None
            if isinstance(found, Rejection):
                yield replace(found, raw=_raw(line))
        for place, cell in enumerate(line.cells):
            match = _side(cell)
            if match is None:
                continue
            if slip is None:
                yield Rejection(where=where, reason="phiếu không có mã hồ sơ", field="code", raw=_raw(line))
            else:
                _add(slip, match, line, place, _Reader(grid.date_1904, year), where)
            break
    yield from _told(slip)


def _told(slip: Slip | None) -> Iterator[Testimony | Rejection]:
    if slip is not None:
        yield slip.testimony()
        yield from slip.faults


def _side(cell: Cell) -> re.Match[str] | None:
    return _SIDE.fullmatch(display(cell)) if isinstance(cell, str) else None


def _raw(line: Line) -> dict[str, Plain]:
    """The line as it stands there: the form has no headers."""
    cells = ((place, line.cell(place)) for place in range(len(line.cells)))
    return {f"cột {place + 1}": AS_IT_IS.told(cell) for place, cell in cells if cell is not None}


def _code(line: Line) -> Cell:
    """What stands after "Mã hồ sơ:", in the same cell or the next one with anything in it."""
    for place, cell in enumerate(line.cells):
        match = _CODE.fullmatch(display(cell)) if isinstance(cell, str) else None
        if match is not None:
            rest = [match[1], *line.cells[place + 1 :]]
            return next((each for each in rest if _filled(each)), None)
    return None


def _filled(cell: Cell) -> bool:
    return cell is not None and bool(_DOTS.sub("", str(cell)).strip(" ."))


#: What the form asks to be left of the three; all three together are its own print.
_RESULTS = {"truoc han": "Trước hạn", "dung han": "Đúng hạn", "qua han": "Quá hạn"}


def _add(slip: Slip, match: re.Match[str], line: Line, place: int, reader: "_Reader", where: str) -> None:
    """One half of a hand-over: a "Nhận" completes the "Giao" before it that nobody has received yet."""
    own, rest = match[2] or "", line.cells[place + 1 :]
    cells = ([own] if own else []) + [cell for cell in rest if cell is not None]
    written = next((cell for cell in cells if reader.is_time(cell)), None)
    at = None
    try:
        at = None if written is None else reader.read(written)
    except NotADayError as error:
        slip.fault(where, "thời gian giao, nhận", error, _raw(line))
    by = _agency("" if written is own else own) or _agency(_beside(line, place))
    results = [word for key, word in _RESULTS.items() if any(key in folded(str(cell)) for cell in rest if cell)]
    result = results[0] if len(results) == 1 else None
    last = slip.handovers[-1] if slip.handovers else None
    if match[1].lower().startswith("g"):
        slip.handovers.append(
            HandOver(where=where, number=len(slip.handovers) + 1, given_by=by, given_at=at, result=result)
        )
    elif last is not None and last.received_by is None and last.received_at is None:
        slip.handovers[-1] = replace(last, received_by=by, received_at=at, result=last.result or result)
    else:
        slip.handovers.append(
            HandOver(where=where, number=len(slip.handovers) + 1, received_by=by, received_at=at, result=result)
        )


def _beside(line: Line, place: int) -> str:
    """The name of the agency where the form gives it a column of its own, left of the pair."""
    return next((cell for cell in reversed(line.cells[:place]) if isinstance(cell, str) and _filled(cell)), "")


def _agency(text: str) -> str | None:
    """The first line of it: below it somebody signs."""
    return _DOTS.sub("", display(text)).split("\n")[0].strip(" .:;") or None


class _Reader:
    """Reads the times of one sheet."""

    def __init__(self, date_1904: bool, year: int | None) -> None:
        self._column = Column(name="", place=0, convert=DATE_TEXT, date_1904=date_1904)
        self._year = year

    def is_time(self, cell: Cell) -> bool:
        """Whether it is meant as a time: the sheet's own date, a serial number, or words with a day in them."""
        if isinstance(cell, bool) or cell is None:
            return False
        if isinstance(cell, (int, float)):
            return FIRST_SERIAL <= cell <= LAST_SERIAL
        said = self._column.told(cell)
        return isinstance(said, str) and (_WHOLE_DAY.search(said) is not None or "ngày" in said.lower())

    def read(self, cell: Cell) -> datetime | None:
        """Raises NotADayError; None for a form's unfilled dots."""
        said = self._column.told(cell)
        if not isinstance(said, str):
            raise NotADayError("không đọc được như ngày giờ")
        filled = " ".join(_DOTS.sub(" ", said).split())
        if not any(letter.isdigit() for letter in filled):
            return None
        try:
            return read_day(filled, year=self._year)
        except NotADayError:
            day = _WHOLE_DAY.search(filled)  # the hour was left open: the day still counts
            if day is None:
                raise
            return read_day(day[0], year=self._year)
