"""Codes of dossiers, procedures and agencies: kept as received, matched by a key.

A dossier's code is agency "-" yymmdd "-" number. The agency is written small → large in the old form (000.00.22.H13)
and large → small in the new one (H13.22), so one is the other backwards and no prefix of one means anything in the
other. Any other shape is legitimate (vendors number their own way) and simply has a text key.
"""

import math
import re
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import lru_cache

from connector.domain.text import display, key

#: The rule for codes came into force in November 2018 and was taken up through that year.
FIRST_CODE_YEAR = 2018

_OLD_AGENCY = re.compile(r"([0-9]{1,3})\.([0-9]{1,2})\.([0-9]{1,2})\.([A-Z])([0-9]{1,2})")
_NEW_AGENCY = re.compile(r"([A-Z])([0-9]{1,2})((?:\.[0-9]{1,4}){0,3})")
_CODE = re.compile(r"([A-Z0-9.]+)-([0-9]{6})-([0-9]{1,6})")
_GOOD_AGENCY = r"(?:[0-9]{3}\.[0-9]{2}\.[0-9]{2}\.[A-Z][0-9]{2}|[A-Z][0-9]{2}(?:\.[0-9]{1,4}){0,3})"
_ZERO_GROUP = re.compile(r"\.0+$")
_GOOD_CODE = re.compile(_GOOD_AGENCY + r"-[0-9]{6}-[0-9]{4,6}")
#: National number, then perhaps the agency of a local variant, then perhaps the number of an online service.
_PROCEDURE = re.compile(rf"([1-9]\.[0-9]{{6}})(?:\.{_GOOD_AGENCY})?(?:\.[0-9]{{2}})?")
_SHORT_PROCEDURE = re.compile(r"([1-9])[.,]([0-9]{1,6})")
_SCIENTIFIC = re.compile(r"[0-9](?:[.,][0-9]+)?E\+[0-9]+")

_DASHES = re.compile("[‐‑‒–—―⁃−﹘﹣-]")
_SPACES = re.compile(r"\s+")
_PLAIN = re.compile(r"[A-Z0-9.\-]*")


@dataclass(frozen=True, slots=True)
class CodeReading:
    """A code as received, and in words what had to be mended to understand it."""

    code: str
    repairs: tuple[str, ...] = ()
    #: In words, why a code that looks standard is not taken for one (a date that cannot be).
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Standard:
    """A standard code taken apart; the agency's levels large → small, without leading zeros."""

    agency: tuple[str, ...]
    day: date
    number: str


@lru_cache(maxsize=4096)  # a page's codes are asked for at every step from mapping to storing
def code_key(code: str) -> str:
    """What two writings of the same dossier code have in common; the text key for a code of any other shape."""
    standard = _standard(code)
    if standard is None:
        return key(code)
    return f"{'.'.join(standard.agency)}-{standard.day:%y%m%d}-{standard.number}"


def code_day(code: str) -> date | None:
    """The day of receipt that a standard code carries."""
    standard = _standard(code)
    return None if standard is None else standard.day


def other_forms(code: str) -> tuple[str, ...]:
    """The other writings under which a system may know a standard code: the mended one, then the old or the new."""
    standard = _standard(code)
    if standard is None:
        return ()
    agency = _squeezed(code).rsplit("-", 2)[0]
    other = _new_form(standard.agency) if _OLD_AGENCY.fullmatch(agency) else _old_form(standard.agency)
    forms = [f"{form}-{standard.day:%y%m%d}-{standard.number}" for form in (_mended(agency), other) if form]
    return tuple(form for form in forms if form != display(code))


def read_code(raw: object, *, today: date | None = None) -> CodeReading:
    """A dossier code as received. Raises ValueError when there is none, or Excel has destroyed it for good."""
    text, repairs = _as_text(raw, "mã hồ sơ")
    squeezed = _squeezed(text)
    match = _CODE.fullmatch(squeezed)
    if match is None or _levels(match[1]) is None:
        return CodeReading(text, repairs)
    day = _day(match[2])
    if day is None:
        return CodeReading(text, repairs, ("Mã hồ sơ mang ngày không thể có, nên không coi là mã theo quy định.",))
    early = today is not None and day > today + timedelta(days=1)
    doubts = ("Mã hồ sơ mang ngày ở tương lai.",) if early else ()
    return CodeReading(text, repairs + _damage(text, squeezed, match), doubts)


def procedure_key(code: str) -> str:
    """The national part of a procedure's code, without local and online suffixes; the text key for other shapes."""
    squeezed = _squeezed(code)
    match = _PROCEDURE.fullmatch(squeezed)
    if match is not None:
        return match[1]
    short = _SHORT_PROCEDURE.fullmatch(squeezed)
    return _padded(short) if short else key(code)


def read_procedure_code(raw: object) -> CodeReading:
    """A procedure's code; where Excel made a number of it, with its zeros again and a repair that says so."""
    if isinstance(raw, float) and 1 <= raw < 10 and round(raw, 6) == raw and raw != int(raw):
        return CodeReading(
            f"{raw:.6f}", ("Mã thủ tục bị Excel đổi thành số, đã khôi phục đủ sáu chữ số sau dấu chấm.",)
        )
    text, repairs = _as_text(raw, "mã thủ tục")
    short = _SHORT_PROCEDURE.fullmatch(_squeezed(text))
    if short is None or _PROCEDURE.fullmatch(_squeezed(text)):
        return CodeReading(text, repairs)
    return CodeReading(_padded(short), (*repairs, "Mã thủ tục thiếu số 0 ở cuối hoặc sai dấu chấm, đã khôi phục."))


@lru_cache(maxsize=1024)  # an office has few, and asks for each of a mapping's at every code
def agency_key(code: str) -> str:
    """What the old and the new form of an agency's code have in common; the text key for any other shape."""
    levels = _levels(_squeezed(code))
    return key(code) if levels is None else ".".join(levels)


# ---------------------------------------------------------------- taking apart


def _squeezed(text: str) -> str:
    """In capitals, with one kind of dash and no spaces."""
    if _PLAIN.fullmatch(text):
        return text
    return _SPACES.sub("", _DASHES.sub("-", display(text))).upper()


@lru_cache(maxsize=1024)  # key, day and other forms are asked of the same code in a row
def _standard(code: str) -> _Standard | None:
    match = _CODE.fullmatch(_squeezed(code))
    if match is None:
        return None
    levels, day = _levels(match[1]), _day(match[2])
    return None if levels is None or day is None else _Standard(levels, day, match[3].zfill(4))


def _levels(agency: str) -> tuple[str, ...] | None:
    """The levels large → small; trailing levels that are all zeros say nothing and go."""
    if old := _OLD_AGENCY.fullmatch(agency):
        small, middle, large, letter, number = old.groups()
        below = [large, middle, small]
    elif new := _NEW_AGENCY.fullmatch(agency):
        letter, number = new[1], new[2]
        below = new[3].split(".")[1:]
    else:
        return None
    below = [level.lstrip("0") or "0" for level in below]
    while below and below[-1] == "0":
        below.pop()
    return (letter + number.zfill(2), *below)


def _day(yymmdd: str) -> date | None:
    try:
        day = date(2000 + int(yymmdd[:2]), int(yymmdd[2:4]), int(yymmdd[4:]))
    except ValueError:
        return None
    return day if day.year >= FIRST_CODE_YEAR else None


def _mended(agency: str) -> str:
    """The agency part in the form it was written in, with lost zeros put back and needless ones gone."""
    if old := _OLD_AGENCY.fullmatch(agency):
        return f"{old[1].zfill(3)}.{old[2].zfill(2)}.{old[3].zfill(2)}.{old[4]}{old[5].zfill(2)}"
    groups = agency.split(".")
    while len(groups) > 1 and not groups[-1].strip("0"):
        groups.pop()
    return ".".join([groups[0][0] + groups[0][1:].zfill(2), *groups[1:]])


def _new_form(levels: tuple[str, ...]) -> str:
    return ".".join([levels[0], *(level.zfill(2) for level in levels[1:])])


def _old_form(levels: tuple[str, ...]) -> str | None:
    """None where the agency's levels have more digits than the old form has room for."""
    top, large, middle, small = [*levels, "0", "0", "0"][:4]
    if len(large) > 2 or len(middle) > 2 or len(small) > 3:
        return None
    return f"{small.zfill(3)}.{middle.zfill(2)}.{large.zfill(2)}.{top}"


def _padded(short: re.Match[str]) -> str:
    return f"{short[1]}.{short[2].ljust(6, '0')}"


# ---------------------------------------------------------------- damage


def _as_text(raw: object, name: str) -> tuple[str, tuple[str, ...]]:
    """A cell or JSON value as text; what a spreadsheet has destroyed raises."""
    if isinstance(raw, str):
        text = display(raw)
        if not text:
            raise ValueError(f"Thiếu {name}.")
        if _SCIENTIFIC.fullmatch(text.upper()):
            raise ValueError(f"Bảng tính đã làm mất chữ số của {name} (dạng 1,23E+10). Nhập lại dưới dạng văn bản.")
        return text, ()
    if isinstance(raw, bool) or raw is None:
        raise ValueError(f"Thiếu {name}.")
    if isinstance(raw, int):
        return str(raw), ()
    if isinstance(raw, float):
        return _number_as_text(raw, name)
    if isinstance(raw, (date, time, timedelta)):  # every error of reading is one kind, whatever the cell holds
        raise ValueError(f"Bảng tính đã đổi {name} thành ngày giờ. Nhập lại dưới dạng văn bản.")  # noqa: TRY004
    raise ValueError(f"Giá trị của {name} không phải là chữ.")


def _number_as_text(raw: float, name: str) -> tuple[str, tuple[str, ...]]:
    if not math.isfinite(raw) or abs(raw) >= 1e15:  # a spreadsheet keeps fifteen digits
        raise ValueError(f"Bảng tính đã làm mất chữ số của {name}. Nhập lại dưới dạng văn bản.")
    text = str(int(raw)) if raw.is_integer() else repr(raw)
    return text, (f"Bảng tính đã đổi {name} thành số; số 0 ở đầu hoặc cuối có thể đã mất.",)


def _damage(text: str, squeezed: str, match: re.Match[str]) -> tuple[str, ...]:
    """In words, what differs between a code as received and its standard writing."""
    if _GOOD_CODE.fullmatch(text) and not _ZERO_GROUP.search(match[1]):
        return ()
    found = []
    if _SPACES.search(text):
        found.append("Mã hồ sơ có khoảng trắng ở giữa.")
    if _SPACES.sub("", text).upper() != squeezed:
        found.append("Mã hồ sơ dùng dấu gạch dài thay cho dấu gạch nối.")
    if text != text.upper():
        found.append("Mã hồ sơ viết chữ thường.")
    if not _GOOD_CODE.fullmatch(squeezed):
        found.append("Mã hồ sơ thiếu số 0.")
    if not _OLD_AGENCY.fullmatch(match[1]) and _ZERO_GROUP.search(match[1]):
        found.append("Mã hồ sơ thừa nhóm số 0 ở cuối mã cơ quan.")
    return tuple(found)
