"""From the lines under a register's header to testimonies: one entry, one dossier as the paper knows it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import Any

from connector.adapters.files.book import Table
from connector.adapters.files.columns import Plain
from connector.adapters.files.export import PatientMapper
from connector.adapters.files.grid import Line
from connector.adapters.files.handwriting import NotADayError, is_blank, read_day
from connector.adapters.files.settings import header_path
from connector.adapters.register import words
from connector.adapters.register.settings import RegisterSettings
from connector.adapters.register.title import Title, book_number, under_heading
from connector.domain.codes import code_day
from connector.domain.dossier import Dossier
from connector.domain.text import display
from connector.mapping.readers import quoted
from connector.mapping.rules import MapRules, word_of
from connector.ports import RawRow, Rejection, Testimony

#: The register's days, those first that the others are read by.
DAYS = ("received_at", "due_at", "finished_at", "returned_at")

_TEXTS = (
    *("procedure_code", "procedure_name", "sector_name", "applicant_name", "applicant_id", "submitter_name"),
    *("address", "phone", "agency_name", "officer", "receipt_number", "note"),
)

#: Stands in for a code that the paper does not have, while the rest of the entry is read.
_NO_CODE = "-"

#: Any day written without its year exists in it: only whether it is a day is asked.
_LEAP_YEAR = 2024

_NAMES = {
    "received_at": "Nhận hồ sơ",
    "due_at": "Hẹn trả kết quả",
    "finished_at": "Ngày có kết quả",
    "returned_at": "Trả kết quả",
}


class Entries:
    """The entries of one table. What cannot be read of an entry is said; the entry stands with the rest."""

    def __init__(self, table: Table, title: Title, settings: RegisterSettings) -> None:
        self._table = table
        self._title = title
        self._settings = settings
        self._columns = frozenset(table.header.columns)
        texts = {name: header_path(name) for name in ("code", *_TEXTS) if name in self._columns}
        self._texts = PatientMapper(MapRules.model_validate({"code": header_path("code")} | texts))
        self._signed_off = False  #: the book's end, with who signs it, has been seen
        self._unasked = tuple(name for name in DAYS if name in self._columns and name not in table.asks)

    def __iter__(self) -> Iterator[Testimony | Rejection]:
        for name, why in self._table.asks.items():
            reason = f"cột '{_NAMES[name]}' {why}; không đọc ngày nào của cột này"
            yield Rejection(where=self._table.label, reason=reason, field=name)
        for line in self._table.lines():
            if line.fault is not None:
                yield Rejection(where=self._table.where(line), reason=line.fault)
            elif not self._is_beside(line):
                yield from self._entry(line)

    def _is_beside(self, line: Line) -> bool:
        """A heading inside the table, a sum, a date and signature at its end: no entry."""
        filled = [cell for place in range(len(line.cells)) if (cell := line.cell(place)) is not None]
        texts = [cell for cell in filled if isinstance(cell, str)]
        if any(words.is_standard(self._table.header.decode(text)) for text in texts):
            self._signed_off = False
            return False
        told = [display(self._table.header.decode(text)) for text in texts]
        if len(filled) == 1:
            for text in told:
                self._title = under_heading(self._title, text, told=self._settings.year)
            return True
        if any(_is_dated(value) for name, value in self._table.told(line).items() if name in DAYS):
            self._signed_off = False
            return False
        self._signed_off = self._signed_off or any(words.is_signing_off(text) for text in told)
        numbered = len(filled) == 2 and len(texts) == 2 and told[0].isalpha()  # "II | Lĩnh vực lao động"
        return self._signed_off or numbered or any(words.is_summary(text) for text in told[:2])

    def _entry(self, line: Line) -> Iterator[Testimony | Rejection]:
        where = self._table.where(line)
        uneven = self._table.uneven(line)
        if uneven is not None:
            yield replace(uneven, raw=self._table.raw(line))
            return
        told = dict(self._table.told(line))
        if "code" in told:
            told["code"] = words.bare_code(told["code"])
        without_code = words.is_no_code(told.get("code"))
        if without_code and not self._is_somebodys(told):
            if any(not is_blank(value) for name, value in told.items() if name not in {"number", "volume"}):
                reason = "không có mã hồ sơ, cũng không đủ tên và ngày nhận để biết là hồ sơ nào"
                yield Rejection(where=where, reason=reason, raw=self._table.raw(line))
            return
        if not without_code and not words.is_standard(told["code"]) and not self._is_dated(told):
            reason = "mã hồ sơ không theo mẫu và không có ngày nào, nên không rõ có phải hồ sơ"
            yield Rejection(where=where, reason=reason, raw=self._table.raw(line))
            return
        faults: list[Rejection] = []
        values = told | ({"code": _NO_CODE} if without_code else {})
        reading = self._texts.read(RawRow(values=values, where=where), faults)
        if isinstance(reading, Rejection):
            yield Rejection(where=where, reason=reading.reason, field=reading.field, raw=self._table.raw(line))
            return
        yield self._testimony(
            told, replace(reading.dossier, code="") if without_code else reading.dossier, where, faults
        )
        code = None if without_code else reading.dossier.code
        for fault in faults:
            yield Rejection(where=where, reason=fault.reason, field=fault.field, code=code, raw=self._table.raw(line))

    def _is_somebodys(self, told: Mapping[str, Plain]) -> bool:
        """Whether an entry without a code still says of whose dossier it tells."""
        named = not is_blank(told.get("applicant_name")) or not is_blank(told.get("procedure_name"))
        return named and self._is_dated(told)

    @staticmethod
    def _is_dated(told: Mapping[str, Plain]) -> bool:
        return any(not is_blank(told.get(name)) for name in DAYS)

    def _testimony(self, told: Mapping[str, Plain], dossier: Dossier, where: str, faults: list[Rejection]) -> Testimony:
        lost = {fault.field for fault in faults}
        values: dict[str, Any] = self._days(told, dossier.code, where, faults)
        unknown = dict(dossier.unknown)
        for name, meaning in (("return_method", words.return_method), ("channel", words.channel)):
            if name in self._columns and not is_blank(told.get(name)):
                values[name] = meaning(str(told[name]))
                if values[name] is None:
                    unknown[name] = quoted(name, told[name])
        number = self._number(told)
        aliases = {} if number is None else {"book": number}
        readable = (self._texts.fields & self._columns) | {"code"} | ({"aliases"} if aliases else set())
        readable |= {name for name in ("return_method", "channel") if name in self._columns}
        readable |= values.keys() & set(DAYS)
        return Testimony(
            dossier=replace(dossier, **values, aliases=MappingProxyType(aliases), unknown=MappingProxyType(unknown)),
            readable=frozenset(readable - lost),
            where=where,
            signed=words.is_signed(told.get("signed"), used="signed" in self._table.used),
        )

    def _days(
        self, told: Mapping[str, Plain], code: str, where: str, faults: list[Rejection]
    ) -> dict[str, datetime | None]:
        """Every day that could be read; what could not is a fault of its own."""
        days: dict[str, datetime | None] = {}
        for name in self._unasked:
            known = [day] if name == "received_at" and (day := code_day(code)) is not None else []
            try:
                days[name] = read_day(
                    told.get(name), year=self._title.year, known=known, not_before=days.get("received_at")
                )
            except NotADayError as error:
                said = quoted(name, told[name])
                reason = f"{_NAMES[name]}: {said} {error}"
                faults.append(Rejection(where=where, reason=reason, field=name, code=code or None))
        return days

    def _number(self, told: Mapping[str, Plain]) -> str | None:
        number = told.get("number")
        if is_blank(number):
            return None
        volume, sector = (
            None if is_blank(told.get(name)) else word_of(told[name]) for name in ("volume", "sector_name")
        )
        return book_number(self._settings.book, self._title, volume=volume, sector=sector, number=word_of(number))


def _is_dated(value: Plain) -> bool:
    try:
        return read_day(value, year=_LEAP_YEAR) is not None
    except NotADayError:
        return False


def titles(lines: Sequence[Line]) -> Iterator[str]:
    """The texts above a table."""
    for line in lines:
        yield from (cell for cell in line.cells if isinstance(cell, str))
