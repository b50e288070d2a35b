"""One reader per kind of rule: from a raw row to one canonical value, into a draft of the dossier.

A value nobody wrote (null, empty, blank) is not known: ``default`` if there is one, else None. A word that the rule
gives no meaning is noted as unknown, and the field stays None. A value that cannot be what it should be raises
UnreadableError.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from itertools import pairwise
from types import MappingProxyType
from typing import Any

from connector.domain import times
from connector.domain.codes import CodeReading, read_code, read_procedure_code
from connector.domain.dossier import DETAIL_FIELDS, PERSONAL_FIELDS
from connector.domain.identifiers import is_valid_personal_id
from connector.domain.status import Status
from connector.domain.text import display
from connector.mapping.converters import converter
from connector.mapping.faults import UnreadableError
from connector.mapping.paths import Getter, PathError, compile_path
from connector.mapping.rules import (
    ApplicantTypeRule,
    ChannelRule,
    FlagRule,
    ListRule,
    ReturnMethodRule,
    Rule,
    StatusRule,
    TextRule,
    TimeRule,
    rules_of_details,
    word_of,
)

QUOTED_LENGTH = 60  # characters of a bad value that a reason quotes

#: An e-mail address, or as many digits as an identity or telephone number has and no date (which begin with a year).
_PERSONAL_NUMBER = re.compile(r"@|(?<!\d)(?!19|20)\d{9,12}(?!\d)")

_WORD = re.compile(r"[^\W\d_]+")

#: Stands for a word without a meaning that looks like a person's name or number.
SLIPPED = "(không ghi ra: giống dữ liệu cá nhân)"


@dataclass(slots=True)
class Draft:
    """What has been read of a row so far."""

    values: dict[str, Any] = field(default_factory=dict)
    unknown: dict[str, str] = field(default_factory=dict)
    repairs: list[str] = field(default_factory=list)

    def note_unknown(self, name: str, word: str) -> None:
        """Several unknown words of one field (of its steps) are kept once each, in the order met."""
        words = self.unknown.get(name)
        if words is None:
            self.unknown[name] = word
        elif word not in words.split(", "):
            self.unknown[name] = f"{words}, {word}"


#: Reads one field of a raw row (or of an entry of a list); notes unknown words and repairs in the draft.
Reader = Callable[[Any, Draft], Any]

#: Applied to every text before anything else is done with it (a legacy encoding, chosen per column by the adapter).
Clean = Callable[[str], str]


def compile_reader(name: str, rule: Rule, clean: Clean | None) -> Reader:
    """The reader of the field ``name`` (``steps.status`` for a detail)."""
    get = _guarded(name, compile_path(rule.path), clean)
    match rule:
        case TextRule():
            return _text_reader(name, rule, get)
        case TimeRule():
            return _time_reader(name, rule, get)
        case StatusRule():
            return _worded(name, rule.values, rule.default, get, _direct_status)
        case FlagRule():
            return _worded(name, rule.values, rule.default, get, _FLAGS.get)
        case ChannelRule() | ApplicantTypeRule() | ReturnMethodRule():
            canonical = _CANONICAL[type(rule)]
            return _worded(name, rule.values, rule.default, get, canonical.get)
        case ListRule():
            return _list_reader(name, rule, get, clean)
    raise TypeError(f"no reader for {type(rule).__name__}")


def quoted(name: str, value: object) -> str:
    """The value as a reason may quote it: never of a personal field, nor one that looks personal in another's place."""
    text = str(value)
    if name.rsplit(".", 1)[-1] in PERSONAL_FIELDS or _looks_personal(text, shouted=True):
        return "giá trị (không ghi ra vì là dữ liệu cá nhân)"
    return f"“{text if len(text) <= QUOTED_LENGTH else text[:QUOTED_LENGTH] + '…'}”"


def _looks_personal(text: str, *, shouted: bool) -> bool:
    """A name or a number of a person where none belongs: in a row whose columns slipped. ``shouted``: two words in
    capitals are a name too."""
    named = any(_is_name(one, shouted) and _is_name(other, shouted) for one, other in pairwise(_WORD.findall(text)))
    return named or _PERSONAL_NUMBER.search(text) is not None


def _is_name(word: str, shouted: bool) -> bool:
    return len(word) > 1 and word[0].isupper() and (shouted or not word.isupper())


# ---------------------------------------------------------------- raw values


def _guarded(name: str, get: Getter, clean: Clean | None) -> Getter:
    """The getter with texts cleaned and in canonical form, empty ones as None, and an expression that does not fit as
    our error."""

    def value_of(row: Any) -> Any:
        try:
            value = get(row)
        except PathError as error:
            raise UnreadableError(name, str(error)) from error
        if not isinstance(value, str):
            return value
        if clean is not None:
            value = clean(value)
        return display(value) or None  # invisible characters alone are nothing written

    return value_of


def _scalar(name: str, value: Any) -> Any:
    if isinstance(value, (Mapping, list, tuple)):
        kind = "một đối tượng" if isinstance(value, Mapping) else "một danh sách"
        raise UnreadableError(name, f"là {kind}, không phải một giá trị")
    return value


def _as_text(name: str, value: Any) -> str:
    """A scalar that a guarded getter gave, as canonical text; "" when nothing visible is left of it."""
    if isinstance(value, str):
        return value
    if isinstance(value, datetime):
        return times.format_vn(times.at_zone(value) if value.tzinfo else value.replace(tzinfo=times.ZONE))
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    return display(word_of(_scalar(name, value)))


# ---------------------------------------------------------------- texts and codes


def _text_reader(name: str, rule: TextRule, get: Getter) -> Reader:
    if rule.values is not None:
        return _worded(name, {display(w): display(v) for w, v in rule.values.items()}, rule.default, get, _nothing)
    default = None if rule.default is None else display(rule.default) or None
    if name in _CODES:
        return _code_reader(name, _CODES[name], get, default)
    finish = _IDENTIFIERS.get(name)

    def read(row: Any, draft: Draft) -> str | None:
        value = get(row)
        if value is None:
            return default
        text = _as_text(name, value)
        if finish is not None:
            text = finish(name, text, value, draft)
        return text or default

    return read


def _code_reader(name: str, read_one: Callable[[object], CodeReading], get: Getter, default: str | None) -> Reader:
    def read(row: Any, draft: Draft) -> str | None:
        value = _scalar(name, get(row))
        code = default if value is None else repaired(value, draft)
        if not code and name == "code":
            raise UnreadableError(name, "không có mã hồ sơ")
        return code or None

    def repaired(value: Any, draft: Draft) -> str:
        try:
            reading = read_one(value)
        except ValueError as error:
            raise UnreadableError(name, f"không đọc được {quoted(name, value)}: {error}") from error
        draft.repairs.extend(reading.repairs)
        return reading.code

    return read


def _personal_id(name: str, text: str, _value: object, draft: Draft) -> str:
    """A personal number of 12 digits that a workbook made a number of has lost its leading zero."""
    if len(text) == 11 and text.isascii() and text.isdigit() and is_valid_personal_id("0" + text):
        draft.repairs.append(f"{name}: số định danh còn 11 chữ số, đã thêm lại số 0 ở đầu")
        return "0" + text
    return text


def _phone(name: str, text: str, value: object, draft: Draft) -> str:
    """A Vietnamese number begins with 0; only one that came as a number can have lost it."""
    if not isinstance(value, str) and text.isdigit() and len(text) in (9, 10) and text[0] in "235789":
        draft.repairs.append(f"{name}: số điện thoại là kiểu số, đã thêm lại số 0 ở đầu")
        return "0" + text
    return text


_CODES: Mapping[str, Callable[[object], CodeReading]] = MappingProxyType(
    # An agency has a few dozen procedures. A number and its text are read differently, so types tell them apart.
    {"code": read_code, "procedure_code": lru_cache(maxsize=1024, typed=True)(read_procedure_code)}
)
_IDENTIFIERS: Mapping[str, Callable[[str, str, object, Draft], str]] = MappingProxyType(
    {"applicant_id": _personal_id, "submitter_id": _personal_id, "phone": _phone}
)


# ---------------------------------------------------------------- times


def _time_reader(name: str, rule: TimeRule, get: Getter) -> Reader:
    convert = converter(rule.convert, rule.zone)
    default = None if rule.default is None else convert(rule.default)

    def read(row: Any, _draft: Draft) -> datetime | None:
        value = get(row)
        if value is None:
            return default
        try:
            return convert(value)
        except (ValueError, OverflowError) as error:
            raise UnreadableError(name, f"không đọc được {quoted(name, value)} theo {rule.convert}") from error

    return read


# ---------------------------------------------------------------- words with a meaning


def _worded(
    name: str, values: Mapping[str, Any] | None, default: Any, get: Getter, direct: Callable[[str], Any]
) -> Reader:
    """By the rule's ``values`` if it has them, else by the canonical words themselves."""
    meaning = direct if values is None else {display(word): value for word, value in values.items()}.get

    def read(row: Any, draft: Draft) -> Any:
        value = get(row)
        if value is None:
            return default
        word = _as_text(name, value)
        if not word:
            return default
        found = meaning(word)
        if found is None:
            draft.note_unknown(name, SLIPPED if _looks_personal(word, shouted=False) else word)
        return found

    return read


def _nothing(_: str) -> None:
    return None


def _direct_status(word: str) -> Status | None:
    return _STATUSES.get(word)


_STATUSES = {f"{status:d}": status for status in Status} | {f"{status:02d}": status for status in Status}
_FLAGS = {"true": True, "1": True, "false": False, "0": False}
_CANONICAL: Mapping[type[Rule], Mapping[str, str]] = MappingProxyType(
    {
        ChannelRule: {word: word for word in ("direct", "online", "post")},
        ApplicantTypeRule: {word: word for word in ("individual", "business", "state", "organization")},
        ReturnMethodRule: {word: word for word in ("direct", "post", "electronic")},
    }
)


# ---------------------------------------------------------------- lists


def _list_reader(name: str, rule: ListRule, get: Getter, clean: Clean | None) -> Reader:
    make = DETAIL_FIELDS[name]
    readers = [
        (detail, compile_reader(f"{name}.{detail}", detail_rule, clean))
        for detail, detail_rule in rules_of_details(rule.each).items()
    ]

    def read(row: Any, draft: Draft) -> tuple[Any, ...] | None:
        entries = get(row)
        if entries is None:
            return None
        if not isinstance(entries, (list, tuple)):
            raise UnreadableError(name, "không phải là một danh sách")
        return tuple(make(**one(number, entry, draft)) for number, entry in enumerate(entries, 1))

    def one(number: int, entry: Any, draft: Draft) -> dict[str, Any]:
        if not isinstance(entry, Mapping):
            raise UnreadableError(name, f"mục thứ {number} không phải là một đối tượng")
        try:
            values = {detail: reader(entry, draft) for detail, reader in readers}
        except UnreadableError as error:
            raise UnreadableError(error.field, f"mục thứ {number}: {error.reason}") from error
        if name == "steps" and values["at"] is None:
            raise UnreadableError("steps.at", f"mục thứ {number} không có thời điểm")
        return values

    return read
