"""The words of a register's cells: how a result is fetched, how a dossier came in, whether somebody signed."""

import re
from collections.abc import Mapping
from typing import cast

from connector.adapters.files.columns import Plain
from connector.adapters.files.folding import folded
from connector.adapters.files.handwriting import is_blank
from connector.domain.codes import code_day
from connector.domain.dossier import Channel, ReturnMethod
from connector.domain.text import display

_POST = ("buu chinh", "bcci", "buu dien")
_RETURNED: Mapping[str, tuple[str, ...]] = {
    "post": _POST,
    "electronic": ("truc tuyen", "dien tu", "qua mang", "email", "thu dien tu", "cong dich vu cong"),
    "direct": ("truc tiep", "tai cho", "bo phan mot cua", "tai bo phan", "tai trung tam", "quay"),
}
_CAME: Mapping[str, tuple[str, ...]] = {
    "post": _POST,
    "online": ("truc tuyen", "qua mang", "dich vu cong", "dvc", "dien tu", "online"),
    "direct": ("truc tiep", "tai cho", "bo phan mot cua", "tai bo phan", "tai trung tam", "quay"),
}

#: Words that stand where a signature would, and say that there is none.
_UNSIGNED = frozenset({"chua", "khong", "chua ky", "khong ky", "chua ky nhan", "0", "no", "false"})

#: Words that stand where a code would, and say that there is none.
_NO_CODE = frozenset({"khong", "khong co", "chua co", "chua", "khong ma", "chua cap", "x", "0"})

#: A code with its label before it, or with a note in brackets behind it.
_LABELLED = re.compile(r"(?:(?:mã|số)[^:]{0,20}:\s*)?([^()]+?)\s*(?:\([^()]*\))?", re.IGNORECASE)

_SUMMARY = re.compile(
    r"(?:tong|cong|luy ke|mang sang|chuyen sang|so ho so|trang so|ghi chu|het trang|thang \d|quy [ivx\d]|nam \d)"
    r"(?: |\d|$)"
)
_SIGNING_OFF = re.compile(
    r"(?:.* )?(?:nguoi lap|nguoi ghi so|nguoi vao so|thu truong|lanh dao|ky ten|ngay \d* ?thang \d* ?nam)(?: |\d|$)"
)


def return_method(text: str) -> ReturnMethod | None:
    """None where the words name none of the ways, or more than one."""
    return cast("ReturnMethod | None", _the_one(text, _RETURNED))


def channel(text: str) -> Channel | None:
    """None where the words name none of the ways, or more than one."""
    return cast("Channel | None", _the_one(text, _CAME))


def is_signed(value: object, *, used: bool) -> bool | None:
    """Whether a signature stands there. An empty cell says "no" only in a book that marks signatures at all."""
    if isinstance(value, bool):
        return value
    if is_blank(value):
        return False if used else None
    return folded(str(value)) not in _UNSIGNED or not folded(str(value))


def is_no_code(value: object) -> bool:
    return is_blank(value) or folded(str(value)) in _NO_CODE


def is_standard(value: object) -> bool:
    """Whether it can be nothing but a dossier's code."""
    return isinstance(value, str) and code_day(value) is not None


def bare_code(value: Plain) -> Plain:
    """The dossier's code in a cell that besides says what it is, or adds a note to it in brackets; any other cell as it
    is."""
    match = _LABELLED.fullmatch(display(value)) if isinstance(value, str) else None
    return match[1] if match is not None and is_standard(match[1]) else value


def is_summary(text: str) -> bool:
    """Whether a line that begins so adds up or heads others rather than telling a dossier."""
    return _SUMMARY.match(folded(text)) is not None


def is_signing_off(text: str) -> bool:
    """Whether a line with this in it dates or signs the book as a whole."""
    return _SIGNING_OFF.match(folded(text)) is not None


def _the_one(text: str, words: Mapping[str, tuple[str, ...]]) -> str | None:
    said = f" {folded(text)} "
    found = [meant for meant, each in words.items() if any(f" {word} " in said for word in each)]
    return found[0] if len(found) == 1 else None
