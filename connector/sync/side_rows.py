"""Each side's dossiers as rows for the scales, and back from them: what is laid is what the judgement will see."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

import orjson

from connector.domain.codes import procedure_key
from connector.domain.dossier import Dossier
from connector.domain.errors import StoreError
from connector.domain.identifiers import id_key
from connector.domain.plain import from_plain, to_plain
from connector.domain.raw import dump_raw, load_raw
from connector.domain.times import at_zone
from connector.ports import RawRow, Reading, Rejection, SideRow, Testimony
from connector.reconcile.bulk import applicant_of, closing_of
from connector.reconcile.match import matching_key, numbers
from connector.reconcile.scope import in_scope
from connector.reconcile.side_keys import source_keys, target_keys
from connector.reconcile.suggest import Mark as PaperMark
from connector.reconcile.suggest import marks
from connector.sync.extent import Extent
from connector.sync.work import LinkWork

#: A foreign row of which nothing is to be judged.
_NOTHING = dump_raw({})


class Mark(StrEnum):
    """What a row of the source is to this reconcile."""

    DOSSIER = "dossier"
    OUT_OF_SCOPE = "out_of_scope"  #: The source has it, and the link does not answer for it.
    REJECTED = "rejected"  #: The source has it, and nobody can read it: nothing is known of it.


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRow:
    """A row of the source as it was laid; ``dossier`` is only a code where nothing is to be judged of it."""

    mark: Mark
    dossier: Dossier
    row: RawRow
    content: str = ""  #: the content fingerprint of the dossier


class SideRows:
    """Makes the rows of one reconcile and reads them back.

    Every weighed row is ``suspect``: the judgement of one side alone, and the standing kept for the reports, need the
    whole of a dossier however well its sides agree, so its payload is always given back.
    """

    def __init__(self, work: LinkWork, extent: Extent) -> None:
        self._work = work
        self._extent = extent
        self._filers: set[str] = set()  #: who hands in for others, by number, as the source tells it
        self._without_code: set[PaperMark] = set()  #: of entries on paper
        self._told: dict[frozenset[str], int] = {}
        self._sets: list[frozenset[str]] = []

    # -- laying

    def source(self, row: RawRow, dossier: Dossier, *, content: str) -> SideRow:
        inside = in_scope(dossier, self._work.rules.scope)
        mark = Mark.DOSSIER if inside else Mark.OUT_OF_SCOPE
        keys = source_keys(dossier, self._work.rules, self._work.target.capabilities) if inside else {}
        payload = json.dumps([mark, row.where, dump_raw(row.values) if inside else _NOTHING]).encode()
        if inside and dossier.submitter_id and dossier.submitter_id != dossier.applicant_id:
            self._filers.add(id_key(dossier.submitter_id))
        return self._row(dossier, keys=keys, content=content, weighed=inside, payload=payload)

    def rejected(self, rejection: Rejection) -> SideRow | None:
        """Shows that the source has a dossier that could not be read; None where not even its code could."""
        if rejection.code is None:
            return None
        payload = json.dumps([Mark.REJECTED, rejection.where, _NOTHING]).encode()
        return self._row(Dossier(code=rejection.code), keys={}, weighed=False, payload=payload)

    def target(self, reading: Reading) -> SideRow:
        rules = self._work.rules
        keys = target_keys(reading, rules, self._work.target.capabilities)
        payload = [to_plain(reading.dossier), self._told_id(reading.readable), self._told_id(reading.repeatable)]
        weighed = in_scope(reading.dossier, rules.scope)
        row = self._row(reading.dossier, keys=keys, weighed=weighed, payload=orjson.dumps(payload))
        # A clerk whom the one-stop shows as the applicant of all that the clerk handed in received nothing twice.
        return replace(row, applicant=None) if row.applicant in self._filers else row

    def paper(self, witness: int, testimony: Testimony, *, weighed: bool) -> SideRow:
        payload = [
            witness,
            to_plain(testimony.dossier),
            self._told_id(testimony.readable),
            testimony.where,
            testimony.signed,
        ]
        weighed = weighed and in_scope(testimony.dossier, self._work.rules.scope)
        if weighed and not testimony.dossier.code:
            self._without_code |= marks(testimony.dossier)
        return self._row(testimony.dossier, keys={}, weighed=weighed, payload=orjson.dumps(payload))

    def unreadable_paper(self, witness: int, rejection: Rejection) -> SideRow | None:
        """Shows that a dossier stands on paper in a row nobody can read; None where not even its code could be."""
        if rejection.code is None:
            return None
        payload = orjson.dumps([witness, None, self._told_id(frozenset()), rejection.where, None])
        return self._row(Dossier(code=rejection.code), keys={}, weighed=False, payload=payload)

    def key(self, code: str) -> str:
        return matching_key(code, self._work.rules.catalogues) if code else ""

    # -- reading back

    def read_source(self, row: SideRow) -> SourceRow:
        mark, where, values = json.loads(row.payload)
        raw = RawRow(values=load_raw(values), where=where)
        if mark != Mark.DOSSIER:
            return SourceRow(mark=Mark(mark), dossier=Dossier(code=row.code), row=raw)
        dossier = self._work.mapper.read(raw)
        if isinstance(dossier, Rejection):
            raise StoreError("Một dòng đã đọc được nay không đọc lại được từ bản chụp.", where=raw.where)
        return SourceRow(mark=Mark.DOSSIER, dossier=dossier, row=raw, content=row.content)

    def read_target(self, row: SideRow) -> Reading:
        dossier, readable, repeatable = orjson.loads(row.payload)
        return Reading(dossier=from_plain(dossier), readable=self._sets[readable], repeatable=self._sets[repeatable])

    def read_paper(self, row: SideRow) -> tuple[int, Testimony | None]:
        """Which witness, and what it says; None where it could not be read."""
        witness, dossier, readable, where, signed = orjson.loads(row.payload)
        if dossier is None:
            return witness, None
        return witness, Testimony(
            dossier=from_plain(dossier), readable=self._sets[readable], where=where, signed=signed
        )

    # -- how it is done

    def _row(
        self, dossier: Dossier, *, keys: Mapping[str, str], weighed: bool, payload: bytes, content: str = ""
    ) -> SideRow:
        key = self.key(dossier.code)
        weighed = weighed and (self._extent.holds(key, dossier) or self._may_be_on_paper(dossier))
        closing = closing_of(dossier) if weighed else None
        return SideRow(
            key=key,
            code=dossier.code,
            aliases=numbers(dossier),
            received=dossier.received_at and at_zone(dossier.received_at).date(),
            keys=keys,
            content=content,
            weighed=weighed,
            suspect=weighed,
            applicant=applicant_of(dossier) if weighed else None,
            procedure=dossier.procedure_code and procedure_key(dossier.procedure_code),
            closed_at=closing and closing[0],
            closed_by=closing and closing[1],
            payload=payload,
        )

    def _may_be_on_paper(self, dossier: Dossier) -> bool:
        """Whether it may be an entry without a code, which has no night of its own: then the dossier has none."""
        if not (self._without_code and self._extent.rotate and self._extent.contains(dossier)):
            return False
        return not marks(dossier).isdisjoint(self._without_code)

    @property
    def has_entries_without_code(self) -> bool:
        return bool(self._without_code)

    def _told_id(self, names: frozenset[str]) -> int:
        """Sides tell the same fields of nearly every dossier: the set is kept once."""
        if names not in self._told:
            self._told[names] = len(self._sets)
            self._sets.append(names)
        return self._told[names]
