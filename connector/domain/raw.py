"""A foreign row as text and back, whatever a workbook or a system put into it."""

import json
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

_MICROSECOND = timedelta(microseconds=1)

_TAG = "$type"
_READERS: Mapping[str, Callable[[str], Any]] = {
    "datetime": datetime.fromisoformat,
    "date": date.fromisoformat,
    "time": time.fromisoformat,
    "timedelta": lambda text: timedelta(microseconds=int(text)),
}


def dump_raw(row: Mapping[str, Any]) -> str:
    """Canonical text of a raw row: the same row gives the same text whatever the order of its keys."""
    # The standard library's writer takes what orjson refuses: lone surrogates, huge integers.
    return json.dumps(row, default=_tagged, ensure_ascii=True, sort_keys=True, separators=(",", ":"))


def load_raw(text: str) -> Mapping[str, Any]:
    row: Mapping[str, Any] = json.loads(text, object_hook=_untagged)
    return row


def _tagged(value: Any) -> Any:
    """What JSON has no form for."""
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, timedelta):
        return {_TAG: "timedelta", "text": str(value // _MICROSECOND)}
    if isinstance(value, datetime | date | time):
        return {_TAG: type(value).__name__, "text": value.isoformat()}
    return str(value)


def _untagged(plain: dict[str, Any]) -> Any:
    reader = _READERS.get(plain[_TAG]) if plain.keys() == {_TAG, "text"} else None
    return plain if reader is None else reader(plain["text"])
