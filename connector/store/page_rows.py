"""The rows of a page beside what is stored of their dossiers, and what follows from the two together."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, select

from connector.domain.run import Category
from connector.domain.verdict import HoldRule
from connector.ports import JudgedRow, PageWork
from connector.store.columns import Record
from connector.store.database import batches
from connector.store.tables import dossier

#: Categories by which a row is work of its run; judged again in the same run, it counts by its last judgement.
_WORK = frozenset({Category.QUEUED, Category.HELD, Category.RECORDED})

#: What can be said of a dossier that only another side has.
_ELSEWHERE = frozenset({Category.RECORDED, Category.OUT_OF_SCOPE})

_STORED = (
    dossier.c.id,
    dossier.c.code,
    dossier.c.in_scope,
    dossier.c.on_source,
    dossier.c.fingerprint,
    dossier.c.read_run,
    dossier.c.read_category,
    dossier.c.judged_run,
    dossier.c.base_values,
    dossier.c.base_replaced,
    dossier.c.released,
    dossier.c.rejected,
    dossier.c.due_day,
    dossier.c.finished,
)


@dataclass(slots=True)
class PageRow:
    """A judged row beside what is stored of its dossier."""

    row: JudgedRow
    stored: Record | None
    counted: bool  #: it is a row of this run's reading
    dossier_id: int = 0

    @property
    def in_scope(self) -> bool:
        return self.row.category is not Category.OUT_OF_SCOPE

    @property
    def of_source(self) -> bool:
        """The source has it or once had it: only of such a dossier does the memory keep what the source said."""
        return self.row.on_source or (self.stored is not None and self.stored.on_source)

    @property
    def content_changed(self) -> bool:
        return self.stored is None or self.stored.fingerprint != self.row.fingerprint

    @property
    def person_rejected(self) -> bool:
        """A person rejected this very content: it is written down and not planned again."""
        planned = self.row.category in {Category.QUEUED, Category.HELD}
        return planned and self.stored is not None and self.row.fingerprint in (self.stored.rejected or ())

    @property
    def category(self) -> Category:
        return Category.RECORDED if self.person_rejected else self.row.category

    @property
    def released(self) -> list[str]:
        """The rules a person released this content from."""
        return [] if self.stored is None or self.content_changed else list(self.stored.released or ())

    @property
    def judged(self) -> bool:
        """Something was compared or is to be done: what only stood there with nothing to compare is no agreement."""
        row = self.row
        if not row.on_source:
            return self.in_scope
        if not self.in_scope or (row.hold is not None and row.hold.rule is HoldRule.LOOK_UP_FAILED):
            return False
        told = bool(row.agreed or row.recorded or row.pending)
        return told or (row.dossier is not None and row.category is not Category.RECORDED)

    @property
    def only_seen(self) -> bool:
        """Nothing about the dossier changed and nothing was judged: only that it was read is written down."""
        if self.stored is None or not self.counted or not self.stored.on_source:
            return False
        if not self.in_scope:
            return not self.stored.in_scope
        return self.row.category is Category.UNCHANGED and not self.judged and not self.content_changed


def check_rows(work: PageWork) -> None:
    """Refuse what could not be stored truthfully, before anything is written."""
    for row in work.rows:
        if row.category is Category.REJECTED:
            raise ValueError("a row that could not be read is a rejection, not a judged row")
        if row.category in {Category.QUEUED, Category.HELD} and row.dossier is None:
            raise ValueError("work needs the dossier it is to bring to the target")
        if row.category is Category.QUEUED and row.action is None:
            raise ValueError("queued work needs its action")
        if row.category is Category.HELD and row.hold is None:
            raise ValueError("a held row needs the rule that holds it")
        if row.rejudge and row.raw is None:
            raise ValueError("a row kept for rejudgement needs its raw row")
        if not row.code:
            raise ValueError("a dossier without a code is none that could be known again")
        if not row.on_source and (row.category not in _ELSEWHERE or row.rejudge):
            raise ValueError("what the source does not have is neither work nor to be judged again")
    if not work.plans and any(row.category in {Category.QUEUED, Category.HELD} for row in work.rows):
        raise ValueError("a page that plans nothing can neither queue nor hold")


def beside_stored(connection: Connection, work: PageWork) -> list[PageRow]:
    latest = _one_per_code(work.rows)
    stored: dict[str, Record] = {}
    for batch in batches(sorted(latest)):
        query = select(*_STORED).where(dossier.c.link == work.link, dossier.c.code.in_(batch))
        stored.update({row.code: row for row in connection.execute(query)})
    rows = []
    for code, row in latest.items():
        known = stored.get(code)
        as_work = known is not None and known.read_run == work.run and known.read_category in _WORK
        counted = row.on_source and (not work.rejudged or as_work)
        rows.append(PageRow(row=row, stored=known, counted=counted, dossier_id=known.id if known else 0))
    return rows


def _one_per_code(rows: Iterable[JudgedRow]) -> dict[str, JudgedRow]:
    """The last row of each code; one that only repeats the content of an earlier row does not unsay its judgement,
    and what the source has is not unsaid by a side that has it too."""
    latest: dict[str, JudgedRow] = {}
    for row in rows:
        earlier = latest.get(row.code)
        repeats = earlier is not None and earlier.fingerprint == row.fingerprint
        elsewhere = earlier is not None and earlier.on_source and not row.on_source
        if not elsewhere and not (repeats and row.category is Category.UNCHANGED):
            latest[row.code] = row
    return latest
