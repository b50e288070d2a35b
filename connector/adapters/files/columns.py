"""What one column is: its character table, how its dates are written, and how each cell is told as plain data."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Literal

from connector.adapters.files.grid import Cell
from connector.adapters.files.keys import DATE_TEXT
from connector.domain.legacy_text import decode_tcvn3, decode_vni, detect
from connector.domain.syllables import is_syllable
from connector.domain.text import key
from connector.domain.times import ZONE, from_excel

#: How many different accented texts of a column are kept to recognise its character table.
SAMPLES = 500

#: Serial numbers taken for dates, 2000 to 2099: a year or an amount in a date column is not one.
FIRST_SERIAL, LAST_SERIAL = 36_526, 73_050

#: So many dates on each side, and the days split cleanly at 12: a program has read day first as month first.
SWAP_EVIDENCE = 5

TableChoice = Literal["auto", "unicode", "tcvn3", "vni"]
Plain = str | int | float | bool | None

_DAY_MONTH = re.compile(r"\s*(\d{1,2})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*\d{2,4}")
_SERIAL = re.compile(r"\s*(\d{5}(?:[.,]\d+)?)\s*")
_DECODERS: dict[str, Callable[[str], str]] = {"tcvn3": decode_tcvn3, "vni": decode_vni}


@dataclass(slots=True)
class Survey:
    """What a first reading of a column gathers."""

    samples: dict[str, None] = field(default_factory=dict)
    filled: int = 0
    day_first: int = 0  #: texts that only make sense with the day first
    month_first: int = 0  #: texts that only make sense with the month first
    either: int = 0
    month_first_at: int | None = None  #: line of the first of those
    real_low: int = 0  #: the sheet's own dates with a day up to 12
    real_high: int = 0

    def see(self, cell: Cell, line: int, *, dates: bool) -> None:
        self.filled += cell is not None
        if isinstance(cell, str):
            if not cell.isascii() and len(self.samples) < SAMPLES:
                self.samples[cell] = None
            if dates:
                self._see_date(cell, line)
        elif dates and isinstance(cell, date):
            self.real_low += cell.day <= 12
            self.real_high += cell.day > 12

    def _see_date(self, text: str, line: int) -> None:
        match = _DAY_MONTH.match(text)
        if match is None:
            return
        first, second = int(match[1]), int(match[2])
        if second > 12 >= first:
            self.month_first += 1
            if self.month_first_at is None:
                self.month_first_at = line
        elif first > 12:
            self.day_first += 1
        else:
            self.either += 1

    @property
    def asks(self) -> str | None:
        """Why a person must say how this column's dates are written; None when it is clear enough.

        One impossible month among days that prove the other order is a slip of one row, not of the column.
        """
        if self.month_first and not self.day_first:
            return f"ghi tháng trước ngày (thấy ở dòng {self.month_first_at})"
        swapped = self.day_first >= SWAP_EVIDENCE and self.real_low >= SWAP_EVIDENCE
        if swapped and not self.real_high and not self.either:
            return (
                "có vẻ đã bị đảo ngày và tháng khi mở bằng Excel (ngày trên 12 là chữ, ngày đến 12 là ngày của Excel)"
            )
        return None


def table_of(survey: Survey, whole: Iterable[Survey]) -> TableChoice:
    """The character table of a column: by its own words, else, where they make no sense as they are, the file's."""
    own = tuple(survey.samples)
    if not own:
        return "unicode"
    found = detect(own)
    if found is None and _sense(own) < 0.5:
        found = detect([text for each in whole for text in each.samples])
    return found or "unicode"


def _sense(texts: Iterable[str]) -> float:
    words = [word for text in texts for word in key(text).split() if word.isalpha() and not word.isascii()]
    return sum(map(is_syllable, words)) / len(words) if words else 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """How the cells of one column are told. ``convert`` is that of the time field it feeds, None for other fields."""

    name: str
    place: int
    table: TableChoice = "unicode"
    convert: str | None = None
    date_1904: bool = False

    def told(self, cell: Cell) -> Plain:
        """Plain data that can be kept and read again: the sheet's own dates come as text their field's rule reads."""
        match cell:
            case str():
                decode = _DECODERS.get(self.table)
                return self._told_text(cell if decode is None else decode(cell))
            case datetime():
                return self._written(cell)
            case date():
                return self._written(datetime.combine(cell, time()))
            case time() | timedelta():
                return str(cell)
            case bool() | None:
                return cell
            case _:
                return self._told_number(cell)

    def _told_number(self, number: float) -> Plain:
        """A bare number stays recognisable as one (a float): of a code it has lost zeros or digits."""
        if self.convert == DATE_TEXT:
            return self._told_serial(number, float(number))
        return float(number)

    def _told_text(self, text: str) -> Plain:
        if self.convert != DATE_TEXT or (match := _SERIAL.fullmatch(text)) is None:
            return text
        return self._told_serial(float(match[1].replace(",", ".")), text)

    def _told_serial(self, serial: float, as_is: Plain) -> Plain:
        """A date the sheet holds as a bare number; what is none stays for the field's rule to refuse."""
        shift = 1462 if self.date_1904 else 0
        if not FIRST_SERIAL <= serial + shift <= LAST_SERIAL:
            return as_is
        return _vn(from_excel(serial, self.date_1904))

    def _written(self, moment: datetime) -> Plain:
        match self.convert:
            case None | "date_vn":
                return _vn(moment)
            case "iso":
                return moment.isoformat()
            case "compact":
                return f"{moment:%Y%m%d%H%M%S}"
            case "epoch" | "epoch_ms":
                seconds = moment.replace(tzinfo=ZONE).timestamp()
                return seconds * 1000 if self.convert == "epoch_ms" else seconds
            case pattern:
                return moment.strftime(pattern)


#: How cells are told that stand in no column which is read.
AS_IT_IS = Column(name="", place=0)


def _vn(moment: datetime) -> str:
    """To the second; a day alone where the hour is not known."""
    known = moment.hour or moment.minute or moment.second
    return f"{moment:%d/%m/%Y %H:%M:%S}" if known else f"{moment:%d/%m/%Y}"
