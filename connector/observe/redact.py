"""What a log, a plan or a listing may show of a person or a secret.

Masks follow reference/vietnam.md 1.4: ``092•••••1234``, ``0912•••678``, ``Nguyễn V. A.``. Secrets are told to this
module once, when they are read, and are replaced wherever a line of ours would repeat them.
"""

import json
import re
from collections.abc import Iterable, Mapping
from threading import Lock
from typing import Any
from urllib.parse import quote

DOT = "•"
HIDDEN = DOT * 3
SECRET = "***"  # noqa: S105 - what stands in place of one

_DIGIT_RUN = re.compile(r"\d{9,}")
_SPACED_PHONE = re.compile(r"(?<!\d)(?:\+?84|0)[ .\-]?\d{2,4}[ .\-]\d{3}[ .\-]\d{3,4}(?!\d)")
_EMAIL = re.compile(r"[\w.+\-]+@[\w\-]+(?:\.[\w\-]+)+")

#: Shorter values would black out ordinary words; they are replaced only where they stand alone.
_SAFE_LENGTH = 6


# ---------------------------------------------------------------- masks


def mask(field: str, value: str | None) -> str | None:
    """The value as everybody may see it; fields that are not personal come back unchanged."""
    if value is None or value == "":
        return value
    masker = _MASKERS.get(field)
    return value if masker is None else masker(value)


def mask_name(name: str) -> str:
    """The family name, then initials; a single word keeps its first letter only."""
    words = name.split()
    if len(words) < 2:
        return f"{name[:1]}{HIDDEN}"
    return " ".join([words[0], *(f"{word[0]}." for word in words[1:])])


def mask_id(number: str) -> str:
    """The first three (the province) and the last four digits, never more than half of it."""
    if len(number) < 9:
        return HIDDEN
    head, tail = (3, 4) if len(number) >= 12 else (1, 2)
    return f"{number[:head]}{DOT * (len(number) - head - tail)}{number[-tail:]}"


def mask_phone(phone: str) -> str:
    digits = "".join(character for character in phone if character.isdigit())
    if len(digits) < 9:
        return HIDDEN
    return f"{digits[:4]}{HIDDEN}{digits[-3:]}"


def mask_email(email: str) -> str:
    name, at, host = email.partition("@")
    return f"{name[:1]}{HIDDEN}@{host}" if at and name else HIDDEN


def _hide(_: str) -> str:
    return HIDDEN


_MASKERS = {
    "applicant_name": mask_name,
    "submitter_name": mask_name,
    "officer": mask_name,
    "applicant_id": mask_id,
    "submitter_id": mask_id,
    "phone": mask_phone,
    "email": mask_email,
    "address": _hide,
    "summary": _hide,
    "note": _hide,
    "content": _hide,
    # Names of files and papers often hold the applicant's.
    "documents": _hide,
    "results": _hide,
    "supplements": _hide,
}


# ---------------------------------------------------------------- foreign words


def scrub(text: str, known_values: Iterable[str | None] = ()) -> str:
    """Foreign text fit for a log: without the known values, the secrets, and whatever looks like a number of a person
    (nine digits or more), a telephone number or an e-mail address."""
    for value in sorted({value for value in known_values if value}, key=len, reverse=True):
        text = _known(value).sub(HIDDEN, text)
    text = _EMAIL.sub(HIDDEN, hide_secrets(text))
    text = _SPACED_PHONE.sub(HIDDEN, text)
    return _DIGIT_RUN.sub(HIDDEN, text)


def _known(value: str) -> re.Pattern[str]:
    words = r"\s+".join(re.escape(word) for word in value.split())
    guarded = words if len(value) >= _SAFE_LENGTH else rf"(?<!\w){words}(?!\w)"
    return re.compile(guarded, re.IGNORECASE)


# ---------------------------------------------------------------- secrets


class _Secrets:
    """Every secret this process was told, in every form in which a line could repeat it."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._values: set[str] = set()
        self._pattern: re.Pattern[str] | None = None

    def keep(self, value: str) -> None:
        forms = {value, quote(value, safe=""), json.dumps(value)[1:-1], json.dumps(value, ensure_ascii=False)[1:-1]}
        with self._lock:
            if forms <= self._values or not value.strip():
                return
            self._values |= forms
            longest_first = sorted(self._values, key=len, reverse=True)
            self._pattern = re.compile("|".join(_secret(form) for form in longest_first))

    def hide(self, text: str) -> str:
        return text if self._pattern is None else self._pattern.sub(SECRET, text)


def _secret(form: str) -> str:
    escaped = re.escape(form)
    return escaped if len(form) >= _SAFE_LENGTH else rf"(?<!\w){escaped}(?!\w)"


_secrets = _Secrets()


def keep_secret(value: str) -> None:
    """From here on this value is replaced in everything the log says. An empty value is no secret."""
    _secrets.keep(value)


def hide_secrets(text: str) -> str:
    """The text with every known secret replaced."""
    return _secrets.hide(text)


# ---------------------------------------------------------------- whole records

#: Keys of a side's own words under a case or a step: personal when the field they belong to is.
_SIDES = ("source", "target", "paper", "portal", "before", "after", "value", "old", "new")
#: Keys that hold a foreign row as received: nobody knows which of its values are personal.
_RAW_KEYS = frozenset({"raw"})
_HARMLESS = re.compile(r"[0-9A-Za-z.]{3,20}-\d{6}-\d{4,6}|.{1,3}", re.DOTALL)
_DOCUMENT_KEYS = frozenset({"documents", "results"})


def mask_record(record: Mapping[str, Any]) -> dict[str, Any]:
    """A listing's row, however deep, with every personal value masked."""
    masked = {key: _mask_part(key, value) for key, value in record.items()}
    field = record.get("field")
    if isinstance(field, str):
        masked |= {side: _mask_part(field, record[side]) for side in _SIDES if side in record}
    return masked


def _mask_part(key: str, value: Any) -> Any:
    if key in _RAW_KEYS:
        return mask_raw(value)
    if isinstance(value, Mapping):
        return {"name": HIDDEN} if key in _DOCUMENT_KEYS else mask_record(value)
    if isinstance(value, list | tuple):
        return [_mask_part(key, part) for part in value]
    if isinstance(value, str):
        return mask_name(value) if key == "requested_by" else mask(key, value)
    return HIDDEN if key in _MASKERS and value is not None else value


def mask_raw(value: Any) -> Any:
    """A foreign row's value: dossier codes, short codes and empty values stay, everything else is hidden."""
    if isinstance(value, Mapping):
        return {key: mask_raw(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [mask_raw(part) for part in value]
    if value is None or isinstance(value, bool) or value == "":
        return value
    return value if _HARMLESS.fullmatch(str(value)) else HIDDEN
