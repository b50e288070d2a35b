"""The order in which cases press, and what is read of each: why, who is right, what to do, by when."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from connector.cli.labels import SEVERITIES, label
from connector.domain.calendar import WorkingCalendar
from connector.domain.delivery import DueClass, due_class
from connector.domain.kinds import Said
from connector.domain.mismatch import Finding, Kind, Severity
from connector.domain.pressing import DUE_CLASSES, pressing

_BEHIND_ALL = len(DueClass)
_GRAVEST_FIRST = list(Severity)


class Pressing:
    """Looks at cases as of one moment."""

    def __init__(self, now: datetime, calendar: WorkingCalendar) -> None:
        self._today = now.date()
        self._next = calendar.next_working_day(self._today)

    def place(self, row: Mapping[str, Any]) -> tuple[int, int, str, int]:
        """By due class, then the gravest, then the oldest."""
        due = self._due_class(row)
        grave = _GRAVEST_FIRST.index(Severity(row["severity"])) if row.get("severity") else 0
        return (_BEHIND_ALL if due is None else due, grave, str(row.get("first_seen")), row["id"])

    def told(self, row: Mapping[str, Any], language: str) -> dict[str, str]:
        """The row's words. The values in its reason are those of the row, masked where it is."""
        finding = finding_of(row)
        entry = finding.kind.entry
        return {
            "label": entry.label.told(language),
            "severity": label(SEVERITIES, row.get("severity") or finding.severity, language),
            "reason": finding.reason(language),
            "right": entry.right.label.told(language),
            "advice": finding.advice(language),
            "pressing": self._pressing(row, language),
        }

    def _pressing(self, row: Mapping[str, Any], language: str) -> str:
        due, day = self._due_class(row), row.get("due")
        if due is None:
            return "–"
        told = _class_of(due, finished=bool(row.get("finished"))).told(language)
        return told if day is None else f"{told} ({date.fromisoformat(day):%d/%m/%Y})"

    def _due_class(self, row: Mapping[str, Any]) -> DueClass | None:
        due = None if row.get("due") is None else date.fromisoformat(row["due"])
        finished = bool(row.get("finished"))
        return pressing(Kind(row["kind"]), due, finished=finished, today=self._today, next_working_day=self._next)


def _class_of(due: DueClass, *, finished: bool) -> Said:
    """Of one dossier it is known which of the two its class means."""
    if due is not DueClass.PAST:
        return DUE_CLASSES[due]
    return Said("đã xử lý xong", "finished") if finished else Said("quá hạn lâu", "long overdue")


def soonest_first(
    rows: Iterable[Mapping[str, Any]], now: datetime, calendar: WorkingCalendar
) -> list[Mapping[str, Any]]:
    """Deliveries that wait for a person in the order of promise 9: what a citizen awaits soonest, then the oldest."""
    today = now.date()
    next_working_day = calendar.next_working_day(today)

    def place(row: Mapping[str, Any]) -> tuple[int, date, int]:
        due = None if row.get("due") is None else date.fromisoformat(row["due"])
        finished = bool(row.get("finished"))
        urgency = due_class(due, finished=finished, today=today, next_working_day=next_working_day)
        return urgency, due or date.max, row["id"]

    return sorted(rows, key=place)


def finding_of(row: Mapping[str, Any]) -> Finding:
    """The row of a case as a finding, with the row's values, masked where they are."""
    return Finding(
        kind=Kind(row["kind"]),
        field=row.get("field"),
        source=row.get("source"),
        target=row.get("target"),
        paper=row.get("paper"),
        portal=row.get("portal"),
    )
