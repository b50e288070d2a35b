"""One dossier of the union of all sides: what was laid of it, and the same once more from the systems themselves."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from connector.domain.dossier import Dossier
from connector.domain.errors import BrokenAnswerError, ForeignSystemError, RefusedError
from connector.domain.fingerprint import content_fingerprint
from connector.domain.link import Catalogues
from connector.observe.redact import scrub
from connector.ports import RawRow, Reading, Rejection, Testimony, Weighed
from connector.reconcile.match import codes_to_ask
from connector.reconcile.scope import in_scope
from connector.sync.settling import personal_values
from connector.sync.side_rows import Mark, SideRows, SourceRow
from connector.sync.work import LinkWork


@dataclass(frozen=True, slots=True, kw_only=True)
class OneDossier:
    """Everything known of it in this reconcile.

    ``equal``: the scales found nothing that source and target tell differently. ``rivals`` are all rows of the source
    that claim it, where it is more than one; ``error`` is why a system gave no trustworthy answer about it;
    ``unreadable``: the source has it in a row that nobody can read; ``suggested`` is an entry on paper without a code
    that may be its own; ``unheard``: a witness that is asked dossier by dossier gave no answer about it.
    """

    key: str
    code: str
    source: SourceRow | None = None
    readings: tuple[Reading, ...] = ()
    contested: frozenset[str] = frozenset()  #: codes of readings that other dossiers of the source may be too
    papers: tuple[Testimony, ...] = ()
    slip: Testimony | None = None
    portal: Testimony | None = None
    exports: tuple[Testimony, ...] = ()
    unheard: bool = False
    suggested: Testimony | None = None
    rivals: tuple[SourceRow, ...] = ()
    unreadable: bool = False
    paper_unreadable: bool = False
    equal: bool = False
    read_again: bool = False
    error: ForeignSystemError | None = field(default=None, repr=False)

    @property
    def dossier(self) -> Dossier | None:
        """As the source tells it, else the target."""
        if self.source is not None:
            return self.source.dossier
        return self.readings[0].dossier if self.readings else None

    @property
    def fingerprint(self) -> str:
        return "" if self.source is None else self.source.content


def assembled(weighed: Weighed, rows: SideRows, work: LinkWork) -> OneDossier | None:
    """What was laid of one dossier; None where the source says that the link does not answer for it."""
    told = [rows.read_source(row) for row in (weighed.source, *weighed.rivals) if row is not None]
    told = [row for row in told if row.mark is Mark.DOSSIER] or told
    latest, rivals = _latest(told)
    if latest is not None and latest.mark is Mark.OUT_OF_SCOPE and not rivals:
        return None
    unreadable = latest is not None and latest.mark is Mark.REJECTED
    readings = tuple(rows.read_target(row) for row in (weighed.target, *weighed.candidates) if row is not None)
    papers, slips, paper_unreadable = _papers(weighed, rows, work)
    return OneDossier(
        key=weighed.key,
        code=_code(latest, readings, papers),
        source=None if unreadable else latest,
        readings=readings,
        contested=weighed.contested,
        papers=papers,
        slip=slips[-1] if slips else None,
        rivals=rivals,
        unreadable=unreadable,
        paper_unreadable=paper_unreadable,
        equal=weighed.equal and len(readings) == 1 and not rivals,
    )


def _papers(
    weighed: Weighed, rows: SideRows, work: LinkWork
) -> tuple[tuple[Testimony, ...], tuple[Testimony, ...], bool]:
    """Entries of registers, control slips, and whether there is one that nobody can read."""
    told = [rows.read_paper(row) for row in weighed.papers]
    readable = [(work.witnesses[number].kind, one) for number, one in told if one is not None]
    papers = tuple(one for kind, one in readable if kind == "register")
    slips = tuple(one for kind, one in readable if kind == "control_slip")
    return papers, slips, len(readable) < len(told)


def _code(source: SourceRow | None, readings: Sequence[Reading], papers: Sequence[Testimony]) -> str:
    """The code by which its cases are known: the source's, else the target's, else the paper's or its place there."""
    if source is not None:
        return source.dossier.code
    if readings:
        return readings[0].dossier.code
    return next((paper.dossier.code or paper.where for paper in papers), "")


def _latest(told: Sequence[SourceRow]) -> tuple[SourceRow | None, tuple[SourceRow, ...]]:
    """The row that counts, and all of them where none does: a later record overtakes an earlier one of the same code;
    two codes, or two records nobody can put in order, are rivals."""
    if len(told) < 2:
        return (told[0] if told else None), ()
    counts = told[0]
    contradicted = False
    for row in told[1:]:
        if row.dossier.code != counts.dossier.code:
            contradicted = True
        elif _is_later(row, counts):
            counts = row
        elif not _is_later(counts, row) and row.content != counts.content:
            contradicted = True
    rivals = tuple(row for row in told if row.mark is Mark.DOSSIER) if contradicted else ()
    return counts, rivals if len(rivals) > 1 else ()


def _is_later(one: SourceRow, other: SourceRow) -> bool:
    mine, theirs = one.dossier.updated_at, other.dossier.updated_at
    return mine is not None and theirs is not None and mine > theirs


# ---------------------------------------------------------------- once more


class Rereading:
    """Asks source and target for one dossier once more. Safe to call from several threads at once.

    A broken or refused answer is kept for this dossier alone; a system that is down stops the run.
    """

    def __init__(self, work: LinkWork) -> None:
        self._work = work

    def source(self, one: OneDossier) -> OneDossier:
        """As the source tells it now; as it was laid where the source cannot be asked for one."""
        if not self._work.source.rereads or one.error is not None or not is_code(one.code):
            return one
        try:
            row = next((row for code in self._codes(one) if (row := self._work.source.read(code)) is not None), None)
        except (BrokenAnswerError, RefusedError) as error:
            return self._unread(one, error)
        return replace(one, source=None, equal=False) if row is None else self._told(one, row)

    def target(self, one: OneDossier) -> OneDossier:
        """As the target tells it now, under the codes it was known by, else under any writing of its code."""
        if one.error is not None or not is_code(one.code):
            return one
        try:
            readings = self._readings(one)
        except (BrokenAnswerError, RefusedError) as error:
            return self._unread(one, error)
        return replace(one, readings=readings, read_again=True, equal=False)

    def _told(self, one: OneDossier, row: RawRow) -> OneDossier:
        told = self._work.mapper.read(row)
        if isinstance(told, Rejection):
            return replace(one, source=None, unreadable=True)
        mark = Mark.DOSSIER if in_scope(told, self._work.rules.scope) else Mark.OUT_OF_SCOPE
        source = SourceRow(mark=mark, dossier=told, row=row, content=content_fingerprint(told))
        return replace(one, code=told.code, source=source, equal=False)

    def _readings(self, one: OneDossier) -> tuple[Reading, ...]:
        known = dict.fromkeys(reading.dossier.code for reading in one.readings)
        found = [reading for code in known if (reading := self._work.target.look_up(code)) is not None]
        if found:
            return tuple(found)
        ahead = (code for code in self._codes(one) if code not in known)
        reading = next((told for code in ahead if (told := self._work.target.look_up(code)) is not None), None)
        return () if reading is None else (reading,)

    def _codes(self, one: OneDossier) -> Iterator[str]:
        yield from codes_to_ask(Dossier(code=one.code), self._work.rules.catalogues)

    @staticmethod
    def _unread(one: OneDossier, error: ForeignSystemError) -> OneDossier:
        """What the error says may repeat what is personal."""
        private = frozenset[str]() if one.dossier is None else personal_values(one.dossier)
        error.what = scrub(error.what, private)
        return replace(one, error=error)


def codes_for_witness(one: OneDossier, catalogues: Catalogues) -> tuple[str, ...]:
    """The codes under which a witness may know it: the one-stop's, from which the portal has it, then its own; where
    the one-stop has none, every writing of its own."""
    if not one.readings:
        return codes_to_ask(Dossier(code=one.code), catalogues)
    return tuple(dict.fromkeys((*(reading.dossier.code for reading in one.readings), one.code)))


def is_code(text: str) -> bool:
    """Whether a system can be asked for it: an entry of a book without a code is known by its place alone."""
    return bool(text) and not any(character.isspace() for character in text)
