"""The simulated year judged in this process, without sockets or store: what the rules alone make of it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta

from connector.adapters.dvcqg.reading import RowReader
from connector.adapters.dvcqg.settings import DvcqgSystemSettings
from connector.adapters.dvcqg.wire import columns
from connector.domain.codes import agency_key, procedure_key
from connector.domain.dossier import Dossier
from connector.domain.link import Catalogues, CodeMapping, Notifies, Policy, Rules, Scope
from connector.domain.mismatch import Kind
from connector.domain.times import ZONE
from connector.domain.verdict import Memory
from connector.mapping.mapper import compile_map
from connector.mapping.rules import MapRules
from connector.ports import Capabilities, Covers, RawRow, Reading, Testimony
from connector.reconcile.bulk import (
    BULK_AT_LEAST,
    BULK_MINUTES,
    DUPLICATE_DAYS,
    applicant_of,
    bulk_closed,
    closing_of,
    duplicates,
)
from connector.reconcile.match import match
from connector.reconcile.plan import judge
from connector.reconcile.sides import AllSides
from connector.reconcile.whole import judge_whole
from connector.testing.office_year import OfficeYear
from connector.testing.office_year.catalogue import FIRST_DAY, MERGED, OWN, calendar, mapping_rows, procedures
from connector.testing.office_year.configuration import COMPARE, MAP
from connector.testing.office_year.views import AGENCY_KEY, PaperLine, Views

Case = tuple[Kind, str]

#: Long after the year: nothing is younger than grace.
NOW = datetime(2025, 11, 3, 9, tzinfo=ZONE)

_SYSTEM = DvcqgSystemSettings.model_validate(
    {"system": "onestop", "adapter": "dvcqg", "url": "http://onestop", "username": "a", "password": "b"}
    | {"madonvi": "c", "dstcode": "d", "read_map": {"agency_code": AGENCY_KEY}}
)
_CAPABILITIES = Capabilities(
    fields=frozenset(column.name for column in columns(2022) if column.name) | {"steps"},
    told_only=frozenset({"agency_code"}),
    words={"return_method": frozenset({"direct", "post"})},
    write="patch",
)
_COVERS = Covers(channels=frozenset({"direct"}), first=FIRST_DAY)
_ON_PAPER = ("received_at", "due_at", "returned_at", "applicant_name", "procedure_name", "return_method")
_METHODS = {"Trực tiếp": "direct", "Qua bưu chính công ích": "post", "Bản điện tử": "electronic"}


def cases_of(year: OfficeYear) -> frozenset[Case]:
    """Every case that a reconcile of all sides would open."""
    mapper, reader, rules = compile_map(MapRules.model_validate(dict(MAP))), RowReader(_SYSTEM), _rules()
    sources: list[Dossier] = []
    found: set[Case] = set()
    for view in year.views:
        source = None if view.source is None else mapper.read(_row(view))
        assert source is None or isinstance(source, Dossier)
        sources += [] if source is None else [source]
        found |= _judged(view, source, reader, rules)
    return frozenset(found | set(_of_groups(sources)))


def _judged(view: Views, source: Dossier | None, reader: RowReader, rules: Rules) -> set[Case]:
    reading = None
    if view.target is not None:
        reading = reader.read({**view.target, "TienDo": view.steps}, view.target["MaHoSo"])
    portal = None
    if view.portal is not None:
        told = reader.read({**view.portal, "TienDo": view.portal_steps}, view.portal["MaHoSo"])
        portal = Testimony(dossier=told.dossier, readable=told.readable, where="portal")
    verdict = None
    if source is not None:
        matched = match(source, [] if reading is None else [reading], rules.catalogues)
        verdict = judge(
            source,
            matched.reading,
            memory=Memory(),
            rules=rules,
            capabilities=_CAPABILITIES,
            calendar=calendar(),
            now=NOW,
            match=matched,
        )
    sides = AllSides(
        source=source,
        reading=reading,
        papers=() if view.paper is None else (_testimony(view.paper),),
        portal=portal,
        covered=_is_covered(source, reading),
    )
    whole = judge_whole(sides, verdict=verdict, rules=rules, calendar=calendar(), now=NOW)
    return {(finding.kind, sides.code) for finding in (*whole.recorded, *whole.pending, *whole.young)}


def _of_groups(sources: Sequence[Dossier]) -> Iterator[Case]:
    for group in _received_together(sources):
        yield from ((finding.kind, code) for code, finding in duplicates(group).items())
    for group in _closed_together(sources):
        yield from ((finding.kind, code) for code, finding in bulk_closed(group, calendar=calendar()).items())


def _received_together(sources: Iterable[Dossier]) -> Iterator[list[Dossier]]:
    alike: dict[tuple[str, str | None], list[Dossier]] = defaultdict(list)
    for source in sources:
        applicant = applicant_of(source)
        if applicant is not None and source.received_at is not None:
            alike[applicant, source.procedure_code].append(source)
    for group in alike.values():
        for one in group:
            near = [other for other in group if abs(_days_between(one, other)) <= DUPLICATE_DAYS]
            if len(near) > 1:
                yield near


def _days_between(one: Dossier, other: Dossier) -> int:
    assert one.received_at is not None
    assert other.received_at is not None
    return (other.received_at.date() - one.received_at.date()).days


def _closed_together(sources: Iterable[Dossier]) -> Iterator[list[Dossier]]:
    of_person: dict[str, list[tuple[datetime, Dossier]]] = defaultdict(list)
    for source in sources:
        closing = closing_of(source)
        if closing is not None:
            of_person[closing[1]].append((closing[0], source))
    for closings in of_person.values():
        for start, _ in closings:
            near = [one for at, one in closings if timedelta() <= at - start <= timedelta(minutes=BULK_MINUTES)]
            if len(near) >= BULK_AT_LEAST:
                yield near


# ---------------------------------------------------------------- the sides as adapters read them


def _row(view: Views) -> RawRow:
    assert view.source is not None
    return RawRow(values={**view.source, "updated_at": view.changed.isoformat()}, where="row")


def _testimony(line: PaperLine) -> Testimony:
    dossier = Dossier(
        code=line.code or "",
        procedure_name=line.procedure,
        applicant_name=line.name,
        received_at=_day(line.received),
        due_at=_day(line.due),
        returned_at=_day(line.returned),
        return_method=_METHODS[line.method],
    )
    return Testimony(dossier=dossier, readable=frozenset(_ON_PAPER), where="book", signed=bool(line.signed))


def _day(day: date | None) -> datetime | None:
    return None if day is None else datetime.combine(day, time(), tzinfo=ZONE)


def _is_covered(source: Dossier | None, reading: Reading | None) -> bool:
    dossier = source or (None if reading is None else reading.dossier)
    return dossier is not None and _COVERS.holds(dossier)


def _rules() -> Rules:
    mappings: dict[str, list[CodeMapping]] = defaultdict(list)
    for kind, old, new, first, last in mapping_rows():
        mappings[kind].append(CodeMapping(old=old, new=new, valid_from=_read(first), valid_to=_read(last)))
    catalogues = Catalogues(
        procedures=frozenset(procedure_key(each.code) for each in procedures()),
        agencies=frozenset(agency_key(each.now) for each in (OWN, *MERGED)),
        procedure_mappings=tuple(mappings["procedure"]),
        agency_mappings=tuple(mappings["agency"]),
    )
    return Rules(
        link="office-year",
        scope=Scope(received_from=FIRST_DAY),
        policy=Policy(compare=COMPARE),
        notifies=Notifies(),
        catalogues=catalogues,
        paper_witness=True,
    )


def _read(day: str) -> date | None:
    return date.fromisoformat(day) if day else None
