"""One dossier as every side of an office tells it: sides that agree, of which a test changes what it is about."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from connector.domain.calendar import WorkingCalendar
from connector.domain.dossier import FIELDS, Dossier, Step
from connector.domain.link import Catalogues, CodeMapping, Notifies, Policy, Rules, Scope
from connector.domain.mismatch import Finding, Kind
from connector.domain.status import Status
from connector.domain.times import ZONE
from connector.domain.verdict import Memory
from connector.ports import Capabilities, Reading, Testimony
from connector.reconcile.plan import judge
from connector.reconcile.sides import AllSides
from connector.reconcile.whole import Whole, judge_whole

CODE = "H13.22-220805-0001"
CALENDAR = WorkingCalendar({})
TELLS = frozenset(FIELDS) - {"aliases", "status_label", "updated_at"}
ON_PAPER = frozenset({"code", "received_at", "due_at", "returned_at", "applicant_name", "return_method"})
PERSON, COMPANY = "000190000001", "0100000000"

CATALOGUES = Catalogues(
    procedures=frozenset({"1.009748", "1.009749", "1.000001"}),
    agencies=frozenset({"H13.22", "H13.23", "H30.22"}),
    procedure_mappings=(CodeMapping(old="1.000001", new="1.009748"),),
    agency_mappings=(CodeMapping(old="H30.22", new="H13.22"),),
)


def at(day: int, hour: int = 10, minute: int = 0, month: int = 8) -> datetime:
    """A moment of August 2022; the fifth is a Friday."""
    return datetime(2022, month, day, hour, minute, tzinfo=ZONE)


def step(day: int, status: int, hour: int = 10, **more: Any) -> Step:
    return Step(at=at(day, hour), status=Status(status), **more)


#: Nearly a month after it was received.
NOW = at(30)

#: A dossier at work, handed in at the counter.
AT_WORK: Mapping[str, Any] = {
    "code": CODE,
    "status": Status.PROCESSING,
    "procedure_code": "1.009748",
    "agency_code": "H13.22",
    "applicant_name": "Trần Thị Thử",
    "applicant_type": "individual",
    "applicant_id": PERSON,
    "channel": "direct",
    "return_method": "direct",
    "submitted_at": at(5, 9),
    "received_at": at(5, 9),
    "due_at": at(31, 17),
    "steps": (step(5, 2, 9), step(8, 4)),
    "updated_at": at(8, 11),
}

#: The same, finished in time.
FINISHED: Mapping[str, Any] = AT_WORK | {
    "status": Status.FINISHED,
    "finished_at": at(15),
    "steps": (step(5, 2, 9), step(8, 4), step(15, 9)),
    "updated_at": at(15, 11),
}

#: The same, handed over.
RETURNED: Mapping[str, Any] = FINISHED | {
    "status": Status.RETURNED,
    "returned_at": at(18),
    "steps": (step(5, 2, 9), step(8, 4), step(15, 9), step(18, 10)),
    "updated_at": at(18, 11),
}

ENTERED: Mapping[str, Any] = {
    "code": CODE,
    "received_at": at(5, 0),
    "due_at": at(31, 0),
    "applicant_name": "Trần Thị Thử",
    "return_method": "direct",
}


def dossier(values: Mapping[str, Any], **changes: Any) -> Dossier:
    if isinstance(changes.get("status"), int):
        changes["status"] = Status(changes["status"])
    return Dossier(**{**values, **changes})


def reading(told: Dossier, *, unreadable: frozenset[str] = frozenset()) -> Reading:
    return Reading(dossier=told, readable=TELLS - unreadable)


def entry(*, signed: bool | None = None, readable: frozenset[str] = ON_PAPER, **changes: Any) -> Testimony:
    """A line of the paper register."""
    return Testimony(dossier=dossier(ENTERED, **changes), readable=readable, where="so.xlsx, dòng 7", signed=signed)


def rules(**policy: Any) -> Rules:
    settings: dict[str, Any] = {"mode": "push", "create": "push"} | policy
    return Rules(
        link="investment",
        scope=Scope(),
        policy=Policy(**settings),
        notifies=Notifies(),
        catalogues=CATALOGUES,
        paper_witness=True,
    )


def judged(
    source: Dossier | None,
    target: Dossier | Reading | None,
    *,
    under: Rules | None = None,
    now: datetime = NOW,
    calendar: WorkingCalendar = CALENDAR,
    memory: Memory | None = None,
    group: tuple[Finding, ...] = (),
    **sides: Any,
) -> Whole:
    """What a reconcile makes of these sides."""
    told = reading(target) if isinstance(target, Dossier) else target
    under = under or rules()
    verdict = None
    if source is not None:
        verdict = judge(
            source,
            told,
            memory=memory or Memory(),
            rules=under,
            capabilities=Capabilities(fields=TELLS, write="patch"),
            calendar=calendar,
            now=now,
        )
    everything = AllSides(source=source, reading=told, **sides)
    return judge_whole(everything, verdict=verdict, rules=under, calendar=calendar, now=now, group=group)


def found(whole: Whole) -> list[Kind]:
    """The kinds of everything found that is no younger than grace."""
    return sorted(finding.kind for finding in (*whole.recorded, *whole.pending))


def only(whole: Whole) -> Finding:
    """The one finding there is."""
    (finding,) = (*whole.recorded, *whole.pending)
    return finding


def without(told: Dossier, *names: str) -> Dossier:
    """The dossier with these fields not told."""
    return replace(told, **dict.fromkeys(names))
