"""What a simulated system is given to tell: invented dossiers, each with its own id, and words nobody can read.

Nobody here exists: identity numbers begin with province 000.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

from connector.adapters.memory.invented import WORDS, Invented
from connector.domain.dossier import Dossier, Step
from connector.domain.status import Status
from connector.domain.times import ZONE

AGENCY = "H13.22"

#: The day all of them are received, unless a check says otherwise.
RECEIVED = datetime(2026, 3, 2, 8, 15, tzinfo=ZONE)
#: The first was changed then, each other a minute later; all of it lies before the exam's clock begins.
CHANGED = datetime(2026, 3, 3, 8, 0, tzinfo=ZONE)

#: The invented software's words, and where its raw rows hold each canonical field.
STATES: Mapping[str, int] = {word: int(status) for status, word in WORDS.items()}
MAP: Mapping[str, Any] = {
    "code": "so_ho_so",
    "aliases": {"source": "id"},
    "procedure_code": "ma_tthc",
    "applicant_name": "chu_ho_so.ten",
    "applicant_type": {"path": "chu_ho_so.loai", "values": {"CN": "individual", "DN": "business"}},
    "applicant_id": "chu_ho_so.so_giay_to",
    "status": {"path": "trang_thai", "values": dict(STATES)},
    "received_at": {"path": "ngay_nhan", "convert": "date_vn"},
    "due_at": {"path": "han_tra", "convert": "date_vn"},
    "updated_at": {"path": "updated_at", "convert": "iso"},
    "steps": {
        "path": "qua_trinh",
        "each": {
            "at": {"path": "luc", "convert": "date_vn"},
            "status": {"path": "tt", "values": dict(STATES)},
            "officer": "can_bo",
            "content": "noi_dung",
        },
    },
}

#: Canonical field → member of a raw row, where it is a member of its own.
_MEMBERS = {name: rule["path"] if isinstance(rule, dict) else rule for name, rule in MAP.items() if name != "aliases"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One dossier as the simulated system holds it. ``odd``: canonical field → what is told in its place, as it is."""

    id: int
    dossier: Dossier
    odd: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    turned: bool = False  #: the members of its raw form stand the other way round

    @property
    def code(self) -> str:
        return self.dossier.code

    @property
    def changed(self) -> datetime:
        """When the system recorded its last change."""
        if self.dossier.updated_at is None:
            raise ValueError("a row of the exam has a change time")
        return self.dossier.updated_at

    def but(self, *, changed: datetime | None = None, odd: Mapping[str, Any] | None = None, **fields: Any) -> "Row":
        """The same row with other values; with ``changed`` it is dated so, else its change time stays."""
        dossier = replace(self.dossier, updated_at=changed or self.changed, **fields)
        return replace(self, dossier=dossier, odd=self.odd if odd is None else odd)

    def raw(self) -> dict[str, Any]:
        """As the invented software tells it: ``MAP`` reads it."""
        told = Invented(id=self.id, dossier=self.dossier).raw()
        for name, value in self.odd.items():
            outer, _, inner = _MEMBERS[name].partition(".")
            if inner:
                told[outer] = told[outer] | {inner: value}
            else:
                told[outer] = value
        return dict(turned(told)) if self.turned else told

    def told(self, name: str) -> Any:
        """The value of one field, or what is told in its place; for systems that tell it in cells."""
        return self.odd[name] if name in self.odd else getattr(self.dossier, name)


def turned(value: Any) -> Any:
    """The same value with the members of every mapping in it the other way round."""
    if isinstance(value, Mapping):
        return {name: turned(value[name]) for name in reversed(list(value))}
    return [turned(one) for one in value] if isinstance(value, list) else value


def row(number: int, *, status: Status = Status.PROCESSING, changed: datetime | None = None, **fields: Any) -> Row:
    """The invented dossier of that number, in that state, with the steps that led there."""
    begun = Step(at=RECEIVED, status=Status.RECEIVED, officer="Cán bộ Một", content=Status.RECEIVED.label)
    dossier = Dossier(
        code=f"{AGENCY}-260302-{number:04}",
        procedure_code="1.009748",
        applicant_name=f"Người Thử Nghiệm {number}",
        applicant_type="individual",
        applicant_id=f"0002990{number:05}",
        status=status,
        received_at=RECEIVED,
        due_at=RECEIVED.replace(hour=17, minute=0) + timedelta(days=18),
        steps=(begun, *(() if status is Status.RECEIVED else (step(status),))),
        updated_at=changed or CHANGED + timedelta(minutes=number),
    )
    return Row(id=number, dossier=replace(dossier, **fields))


def step(status: Status, *, at: datetime = RECEIVED + timedelta(hours=25), **fields: Any) -> Step:
    """One step of a dossier's way, a day after it was received."""
    told = {"officer": "Cán bộ Hai", "content": status.label} | fields
    return Step(at=at, status=status, **told)


def rows(number: int, *, first: int = 1) -> tuple[Row, ...]:
    """That many, numbered from the first."""
    return tuple(row(each) for each in range(first, first + number))
