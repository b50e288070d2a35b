"""What a reconcile of the demo came to, as its story tells and judges it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """One reconcile in figures."""

    agree: int
    union: int
    mismatches: Mapping[str, int]

    @classmethod
    def of(cls, run: Mapping[str, Any]) -> Self:
        return cls(agree=run["agree"], union=run["union"], mismatches=run["mismatches"])
