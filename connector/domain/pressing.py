"""How much a case presses, by what its dossier's due date means to the citizen."""

from datetime import date

from connector.domain.delivery import DueClass, due_class
from connector.domain.kinds import Kind, Said

DUE_CLASSES = {
    DueClass.DUE_SOON: Said("sắp đến hạn", "due soon"),
    DueClass.OVERDUE: Said("quá hạn", "overdue"),
    DueClass.DUE_LATER: Said("còn hạn", "due later"),
    DueClass.NO_DUE_DATE: Said("không có hạn", "no due date"),
    DueClass.PAST: Said("đã xong hoặc quá hạn lâu", "finished or long overdue"),
}


def pressing(kind: Kind, due: date | None, *, finished: bool, today: date, next_working_day: date) -> DueClass | None:
    """The due class of a case; None for a kind that waits however soon its dossier is due."""
    if not kind.entry.presses:
        return None
    return due_class(due, finished=finished, today=today, next_working_day=next_working_day)
