"""What the desk is advised to do about one dossier, in words; people's names and numbers stay masked."""

from collections.abc import Iterable
from datetime import datetime

from connector.adapters.worklist.entry import Entry
from connector.domain.dossier import PERSONAL_FIELDS, Dossier, Step
from connector.domain.field_labels import field_label
from connector.domain.status import Status
from connector.domain.times import format_vn
from connector.observe.redact import mask

_NO_DIVISION = "Chưa rõ phòng"
_NO_OFFICER = "Chưa rõ cán bộ"

#: Told first, and in this order; the others follow by their own order.
_FIRST = ("status", "finished_at", "returned_at", "due_at", "received_at", "procedure_code", "applicant_name")

#: Named without their values: what stands in them is in the import workbook.
_MANY = frozenset({"fees", "documents", "results", "supplements"})


def advised(entry: Entry) -> str:
    """One sentence per thing to do."""
    said = [*_record(entry), *_steps(entry.steps)]
    return "\n".join(said)


def division_of(entry: Entry) -> str:
    return (
        _first(entry, "department") or _last(entry.steps, "department") or _first(entry, "agency_name") or _NO_DIVISION
    )


def officer_of(entry: Entry) -> str:
    return _first(entry, "officer") or _last(entry.steps, "officer") or _NO_OFFICER


def due_of(entry: Entry) -> datetime | None:
    """The due date that the citizen was told: the one-stop's own where it has one."""
    shown = None if entry.before is None else entry.before.dossier.due_at
    told = None if entry.record is None else entry.record.due_at
    return shown or told or (None if entry.source is None else entry.source.due_at)


def told_of(entry: Entry, name: str) -> str | None:
    """A field's value as the one-stop or else the source tells it, masked where it is personal."""
    value = _first(entry, name)
    return mask(name, value) if name in PERSONAL_FIELDS else value


def shown(name: str, value: object) -> str:
    """A value as a person reads it in a list that may lie on a desk."""
    if value is None:
        return "(trống)"
    if isinstance(value, Status):
        return value.label
    if isinstance(value, datetime):
        return format_vn(value)
    if isinstance(value, bool):
        return "có" if value else "không"
    return mask(name, str(value)) or "(trống)" if name in PERSONAL_FIELDS and name != "officer" else str(value)


def _record(entry: Entry) -> list[str]:
    if entry.record is None:
        return []
    if entry.creates:
        status = shown("status", entry.record.status)
        received = shown("received_at", entry.record.received_at)
        return [f"Nhập mới hồ sơ: trạng thái {status}, ngày tiếp nhận {received}, các trường khác theo tệp nhập."]
    before = None if entry.before is None else entry.before.dossier
    names = sorted(entry.changes, key=lambda name: (_FIRST.index(name) if name in _FIRST else len(_FIRST), name))
    return [f"Sửa {_change(name, before, entry.record)}." for name in names]


def _change(name: str, before: Dossier | None, record: Dossier) -> str:
    label = field_label(name, "vi")
    if name in _MANY:
        return f"{label} theo tệp nhập"
    old, new = getattr(before, name, None), getattr(record, name)
    return f"{label}: {shown(name, old)} → {shown(name, new)}"


def _steps(steps: Iterable[Step]) -> list[str]:
    return [f"Ghi thêm tiến độ: {format_vn(step.at)}, {shown('status', step.status)}." for step in steps]


def _first(entry: Entry, name: str) -> str | None:
    before = None if entry.before is None else entry.before.dossier
    for dossier in (entry.record, entry.source, before):
        value: str | None = None if dossier is None else getattr(dossier, name)
        if value:
            return value
    return None


def _last(steps: tuple[Step, ...], name: str) -> str | None:
    return next((getattr(step, name) for step in reversed(steps) if getattr(step, name)), None)
