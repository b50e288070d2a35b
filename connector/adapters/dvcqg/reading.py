"""Rows of a look-up, read into the canonical dossier by the names they are written with, unless ``read_map`` differs.

A key that is not in the row is unreadable; a key that is there and empty is known to be empty. Not the same.
"""

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from connector.adapters.dvcqg.settings import DvcqgSystemSettings, ReadMap
from connector.adapters.dvcqg.wire import (
    APPLICANT_TYPES,
    CHANNELS,
    COLUMNS,
    RETURN_METHODS,
    STEPS_KEY,
    columns,
)
from connector.domain.dossier import Dossier
from connector.domain.errors import BrokenAnswerError
from connector.mapping.faults import UnreadableError
from connector.mapping.paths import compile_path
from connector.mapping.readers import Draft, Reader, compile_reader
from connector.mapping.rules import MapRules, Rule
from connector.ports import Reading

#: Whether a row tells the field at all.
Told = Callable[[Mapping[str, Any]], bool]

#: The progress (tiến độ, tiến trình, quá trình) as keys spell it.
_STEPS_NAMED = re.compile(r"tien_?(?:do|trinh)|qua_?trinh", re.IGNORECASE)

_DOTTED = re.compile(r"\w+(?:\.\w+)*")

_FEE: dict[str, Any] = {
    "name": "TenPhiLePhi",
    "code": "MaPhiLePhi",
    "method": "HinhThucThu",
    "amount": "Gia",
    "kind": "LoaiPhiLePhi",
}
_DOCUMENT: dict[str, Any] = {
    "name": "TenTepDinhKem",
    "code": "MaThanhPhanHoSo",
    "file_id": "TepDinhKemId",
    "url": "DuongDanTaiTepTin",
    "digitised": "DuocSoHoa",
}
_RESULT: dict[str, Any] = {"name": "TenGiayTo", "file_id": "GiayToId", "url": "DuongDanTepTinKetQua"}
_SUPPLEMENT: dict[str, Any] = {
    "requested_by": "NguoiYeuCauBoSung",
    "content": "NoiDungBoSung",
    "requested_at": {"path": "NgayBoSung", "convert": "compact"},
    "received_at": {"path": "NgayTiepNhanBoSung", "convert": "compact"},
    "due_before": {"path": "NgayHenTraTruoc", "convert": "compact"},
    "due_after": {"path": "NgayHenTraMoi", "convert": "compact"},
}
_STEP: dict[str, Any] = {
    "at": {"path": "ThoiDiemXuLy", "convert": "compact"},
    "status": "TrangThai",
    "officer": "NguoiXuLy",
    "title": "ChucDanh",
    "department": "PhongBanXuLy",
    "content": "NoiDungXuLy",
    "started_at": {"path": "NgayBatDau", "convert": "compact"},
    "due_at": {"path": "NgayKetThucTheoQuyDinh", "convert": "compact"},
}
_FLAG_WORDS = {"1": True, "True": True, "true": True, "0": False, "False": False, "false": False}


def usual_rules(generation: int) -> MapRules:
    """Where every field of this generation stands in a row, and how it is written there."""
    written = {column.name: column.wire for column in columns(generation) if column.name is not None}
    rules: dict[str, Any] = dict(written)
    for name, wire in written.items():
        if name.endswith("_at"):
            rules[name] = {"path": wire, "convert": "compact"}
    for name, words in (("applicant_type", APPLICANT_TYPES), ("channel", CHANNELS), ("return_method", RETURN_METHODS)):
        if name in written:
            rules[name] = {"path": written[name], "values": {word: meaning for meaning, word in words.items()}}
    if "digitised" in written:
        rules["digitised"] = {"path": written["digitised"], "values": _FLAG_WORDS}
        # 1 and 2 tell where it was paid on line, 0 and 3 that it was not.
        rules["paid_online"] = {"path": written["paid_online"], "values": _FLAG_WORDS | {"2": True, "3": False}}
    result_code = "MaGiayToKetQua" if generation >= 2022 else "MaThanhPhanHoSo"
    rules["fees"] = {"path": written["fees"], "each": _FEE}
    rules["documents"] = {"path": f"{written['documents']}[?IsDeleted!='True' && IsDeleted!='1']", "each": _DOCUMENT}
    rules["results"] = {"path": written["results"], "each": _RESULT | {"code": result_code}}
    rules["supplements"] = {"path": written["supplements"], "each": _SUPPLEMENT}
    rules["steps"] = {"path": STEPS_KEY, "each": _STEP}
    return MapRules.model_validate(rules)


class RowReader:
    """Reads rows by this system's settings. Pure: the same row gives the same reading."""

    def __init__(self, settings: DvcqgSystemSettings) -> None:
        rules: dict[str, Rule] = dict(usual_rules(settings.generation).told)
        self.moved = frozenset(_overridden(settings.read_map))  #: fields that stand elsewhere than they are written
        rules |= {name: rule for name, rule in settings.read_map.told.items() if name in self.moved}
        code = rules.pop("code")
        self._read_code = compile_reader("code", code, None)
        self._tells_code = _told(code.path)
        self._fields: tuple[tuple[str, Told, Reader], ...] = tuple(
            (name, _told(rule.path), compile_reader(name, rule, None)) for name, rule in rules.items()
        )
        self._ignore_case = settings.ignore_key_case

    def code(self, row: Mapping[str, Any]) -> str | None:
        """The row's own code; None if the row does not tell one."""
        if not self._tells_code(row):
            return None
        try:
            found = self._read_code(row, Draft())
        except UnreadableError as error:
            raise BrokenAnswerError("Mã hồ sơ trong câu trả lời không đọc được.") from error
        return str(found)

    def read(self, row: Mapping[str, Any], code: str) -> Reading:
        """What the row tells of the dossier; a value that cannot be read makes its field unreadable, but
        it can be repeated as it stands."""
        draft = Draft()
        readable = {"code"} if self._tells_code(row) else set()
        seen: set[str] = set()
        values: dict[str, Any] = {}
        for name, told, read in self._fields:
            if not told(row):
                continue
            seen.add(name)
            try:
                value = read(row, draft)
            except UnreadableError:
                continue
            if name not in draft.unknown:
                readable.add(name)
                values[name] = _empty_list(name, value)
        dossier = Dossier(code=code, **values, unknown=MappingProxyType(draft.unknown), repairs=tuple(draft.repairs))
        repeatable = frozenset(seen - readable - self.moved)
        return Reading(dossier=dossier, readable=frozenset(readable), repeatable=repeatable, raw=row)

    def row(self, value: Any) -> Mapping[str, Any]:
        """One element of the answer's array as a row, its keys in their usual writing if case is ignored."""
        if not isinstance(value, dict):
            raise BrokenAnswerError("Một dòng trong câu trả lời không phải là một đối tượng.")
        return _with_steps(_usual_names(value) if self._ignore_case else value)


def _overridden(read_map: ReadMap) -> set[str]:
    """The fields whose place an operator wrote down."""
    return {name for name in read_map.told if name in read_map.model_fields_set}


def _told(path: str) -> Told:
    """Absent and null are the same to JMESPath; here they are not, as far as the path is one of names."""
    named = re.match(r"\w+(?=\[\?)", path) if _DOTTED.fullmatch(path) is None else _DOTTED.fullmatch(path)
    if named is None:
        get = compile_path(path)
        return lambda row: get(row) is not None
    names = named[0].split(".")

    def told(row: Mapping[str, Any]) -> bool:
        at: Any = row
        for name in names:
            if not isinstance(at, Mapping) or name not in at:
                return False
            at = at[name]
        return True

    return told


def _empty_list(name: str, value: Any) -> Any:
    """A list field that is told as null or "" is known to be empty."""
    return () if value is None and name in {"fees", "documents", "results", "supplements", "steps"} else value


def _with_steps(row: Mapping[str, Any]) -> Mapping[str, Any]:
    """The row with its progress under the usual key. Nobody has written down what that key is, but no other array has
    elements that tell when something was done; one without elements is known by its name alone."""
    if STEPS_KEY in row:
        return row
    arrays = {name: value for name, value in row.items() if isinstance(value, list)}
    found = (value for name, value in arrays.items() if all(map(_is_step, value)) if value or _names_steps(name))
    steps = max(found, key=len, default=None)
    return row if steps is None else {**row, STEPS_KEY: steps}


def _names_steps(name: str) -> bool:
    return _STEPS_NAMED.search(name) is not None


def _is_step(value: Any) -> bool:
    return isinstance(value, Mapping) and _STEP["at"]["path"] in value


_DETAIL_KEYS = (
    *(*_FEE.values(), *_DOCUMENT.values(), *_RESULT.values(), "MaGiayToKetQua", "IsDeleted"),
    *(place if isinstance(place, str) else place["path"] for place in (*_SUPPLEMENT.values(), *_STEP.values())),
)
_USUAL = {name.casefold(): name for name in (*(column.wire for column in COLUMNS), STEPS_KEY, *_DETAIL_KEYS)}


def _usual_names(value: Any) -> Any:
    if isinstance(value, dict):
        return {_USUAL.get(name.casefold(), name): _usual_names(one) for name, one in value.items()}
    return [_usual_names(one) for one in value] if isinstance(value, list) else value
