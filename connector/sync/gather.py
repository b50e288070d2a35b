"""Laying every side on the scales, each to its end: nothing is judged before, and what breaks off proves nothing."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from connector.domain.codes import other_forms
from connector.domain.dossier import Dossier
from connector.domain.errors import BrokenAnswerError, ForeignSystemError, RefusedError
from connector.domain.fingerprint import content_fingerprint
from connector.domain.times import at_zone
from connector.observe.events import Event
from connector.ports import (
    PROGRAM_KINDS,
    Page,
    PageWork,
    PaperWork,
    RawRow,
    Reading,
    Rejection,
    Side,
    SideRow,
    Testimony,
    Witness,
)
from connector.reconcile.match import codes_to_ask
from connector.reconcile.scope import in_scope
from connector.sync.bench import Bench
from connector.sync.extent import Extent
from connector.sync.judge import BROKEN_AS_A_WHOLE, keys_of
from connector.sync.parallel import in_parallel
from connector.sync.pull import unreadable_content
from connector.sync.spool import Spool

#: Dossiers asked for, or laid, at a time.
BATCH = 200


@dataclass(slots=True)
class Gathered:
    """What was laid: counts of dossiers in scope and window, whatever their turn, and what cannot be concluded."""

    source: int = 0
    target: int = 0
    paper: int = 0
    rows: int = 0  #: dossiers that the source has, in scope or not
    anywhere: int = 0  #: those in scope, whatever their day
    covered: int = 0  #: dossiers that a register should have, by the program that tells more of them
    rejected: int = 0  #: distinct rows of the source that could not be read
    earliest: date | None = None  #: the first day of receipt that the source or paper told
    #: A row of the source could not be read at all, not even its code: any dossier may be that one.
    source_blind: bool = False
    unreadable: set[str] = field(default_factory=set)  #: keys of dossiers that the source has in a row nobody can read
    unread_papers: int = 0  #: values and rows of paper, and of exports, that could not be read
    #: Registers in which every row told its code or its entry; only they can be missing a dossier.
    whole_registers: list[int] = field(default_factory=list)

    def reach(self, dossier: Dossier) -> None:
        if dossier.received_at is not None:
            day = at_zone(dossier.received_at).date()
            self.earliest = min(self.earliest or day, day)


class Gathering:
    """Lays the sides of one reconcile. Whatever a side raises goes through: a side that broke off is no side."""

    def __init__(self, bench: Bench, out_of_scope: Spool) -> None:
        self.gathered = Gathered()
        self._work = bench.work
        self._run = bench.run
        self._rows = bench.rows
        self._weighing = bench.weighing
        self._pool = bench.pool
        self._still_ours = bench.still_ours
        self._out_of_scope = out_of_scope
        self._unreadable: set[int] = set()
        self._page_before: frozenset[str] = frozenset()
        self._registers = [one.covers for one in self._work.witnesses if one.kind == "register"]
        self._covered: Counter[Side] = Counter()

    # -- paper

    def papers(self, extent: Extent) -> None:
        """Every register and control slip that can be read whole. A slip alone makes no dossier. Of an export, which is
        asked for each dossier later, only what cannot be read of it: it is read here, before anything is judged."""
        for number, witness in enumerate(self._work.witnesses):
            if witness.kind in PROGRAM_KINDS and witness.enumerable:
                self._unread_of(witness)
            elif witness.enumerable:
                self._paper(number, witness, extent)
        self._work.store.keep_papers_of(self._work.link, [witness.name for witness in self._work.witnesses])

    def _paper(self, number: int, witness: Witness, extent: Extent) -> None:
        blind = False
        for batch in witness.enumerate():
            self._still_ours()
            laid: list[SideRow] = []
            unread: list[Rejection] = []
            for one in batch:
                if isinstance(one, Rejection):
                    lost = one.field in {None, "code"}  # else only a value of it: the row is told besides
                    row = self._rows.unreadable_paper(number, one) if lost else None
                    blind = blind or (lost and row is None)
                    unread.append(one)
                else:
                    row = self._rows.paper(number, one, weighed=witness.kind == "register")
                    self._count_paper(one, witness, extent)
                if row is not None:
                    laid.append(row)
            self._weighing.lay(Side.PAPER, laid)
            self._unread_paper(witness, unread)
            self._work.log.say(Event.SIDE_PAGE, side=str(Side.PAPER), rows=len(batch))
        self._unread_paper(witness, (), whole=True)
        if witness.kind == "register" and not blind:
            self.gathered.whole_registers.append(number)

    def _unread_of(self, witness: Witness) -> None:
        for batch in witness.enumerate():
            self._still_ours()
            self._unread_paper(witness, [one for one in batch if isinstance(one, Rejection)])
        self._unread_paper(witness, (), whole=True)

    def _unread_paper(self, witness: Witness, unread: Sequence[Rejection], *, whole: bool = False) -> None:
        """What a witness cannot be read of is told at once; at its end what it could not be read of before is gone."""
        if not unread and not whole:
            return
        self.gathered.unread_papers += len(unread)
        self._work.store.commit_paper(
            PaperWork(
                link=self._work.link,
                run=self._run,
                now=self._work.clock.now(),
                witness=witness.name,
                lasting=witness.lasting,
                rejections=tuple(unread),
                whole=whole,
            )
        )
        for rejection in unread:
            self._told_unreadable(rejection)

    def _count_paper(self, testimony: Testimony, witness: Witness, extent: Extent) -> None:
        dossier = testimony.dossier
        self.gathered.reach(dossier)
        if witness.kind == "register" and in_scope(dossier, self._work.rules.scope) and extent.contains(dossier):
            self.gathered.paper += 1

    def _count_covered(self, side: Side, dossier: Dossier, *, inside: bool) -> None:
        if inside and any(covers.holds(dossier) for covers in self._registers):
            self._covered[side] += 1
            self.gathered.covered = max(self._covered.values())

    # -- source

    def source(self, extent: Extent) -> None:
        """Everything the source has, whatever its change cursor would have left out."""
        pages = 0
        for page in self._work.source.pull(None, now=self._work.clock.now()):
            self._still_ours()
            self._source_page(page.rows, page.unreadable, extent)
            self._tell(page)
            pages = page.number
        self._work.log.say(Event.PULL_FINISHED, pages=pages, rows=self.gathered.source)

    def asked_of_source(self, extent: Extent) -> None:
        """The dossiers asked for by code alone, where the source can be asked for one."""
        for code in extent.codes:
            self._still_ours()
            rows = (self._work.source.read(each) for each in (code, *other_forms(code)))
            self._source_page([row for row in rows if row is not None], (), extent)

    def _source_page(self, rows: Sequence[RawRow], unreadable: Sequence[Rejection], extent: Extent) -> None:
        read, rejections = self._read(rows)
        rejections = [*unreadable, *rejections]
        laid = [self._rows.source(row, dossier, content=content) for row, dossier, content in read]
        shown = (self._rows.rejected(rejection) for rejection in rejections)
        self._weighing.lay(Side.SOURCE, [*laid, *(row for row in shown if row is not None)])
        self._reject(rejections)
        self._count_source(read, extent)

    def _read(self, rows: Sequence[RawRow]) -> tuple[list[tuple[RawRow, Dossier, str]], list[Rejection]]:
        read: list[tuple[RawRow, Dossier, str]] = []
        rejections: list[Rejection] = []
        for row in rows:
            told = self._work.mapper.read(row)
            if isinstance(told, Rejection):
                rejections.append(told)
            else:
                inside = in_scope(told, self._work.rules.scope)
                read.append((row, told, content_fingerprint(told) if inside else ""))
        return read, rejections

    def _count_source(self, read: Sequence[tuple[RawRow, Dossier, str]], extent: Extent) -> None:
        """A row that the paging shows again is the page before's, and is counted once."""
        codes = frozenset(dossier.code for _, dossier, _ in read)
        counted = set(self._page_before)
        for _, dossier, _ in read:
            self.gathered.reach(dossier)
            if dossier.code in counted:
                continue
            counted.add(dossier.code)
            self.gathered.rows += 1
            inside = extent.contains(dossier) and (not extent.keys or self._rows.key(dossier.code) in extent.keys)
            if in_scope(dossier, self._work.rules.scope):
                self.gathered.source += inside
                self.gathered.anywhere += 1
                self._count_covered(Side.SOURCE, dossier, inside=inside)
            elif inside or extent.whole:  # written down at the end, when the reading is known to be whole
                self._out_of_scope.put([dossier.code, keys_of(dossier)])
        self._page_before = codes

    def _reject(self, rejections: Sequence[Rejection]) -> None:
        """Rows that cannot be read are told at once: that says nothing about any dossier."""
        if not rejections:
            return
        work = self._work
        self.gathered.source_blind |= any(rejection.code is None for rejection in rejections)
        self.gathered.unreadable |= {self._rows.key(one.code) for one in rejections if one.code is not None}
        fresh = {unreadable_content(rejection) for rejection in rejections} - self._unreadable
        self._unreadable |= fresh
        self.gathered.rejected += len(fresh)
        work.store.commit_page(
            PageWork(
                link=work.link,
                run=self._run,
                rules_digest=work.rules.digest,
                now=work.clock.now(),
                rows=(),
                rejections=tuple(rejections),
                plans=False,
            )
        )
        for rejection in rejections:
            self._told_unreadable(rejection)

    def _told_unreadable(self, rejection: Rejection) -> None:
        self._work.log.say(Event.RECORD_REJECTED, where=rejection.where, field=rejection.field, reason=rejection.reason)

    def _tell(self, page: Page) -> None:
        self._work.log.say(Event.PULL_PAGE, page=page.number, rows=len(page.rows), unreadable=len(page.unreadable))

    # -- target

    def target(self, extent: Extent) -> None:
        """Every dossier received in the window, month by month; or, where it cannot list, every dossier that another
        side or our own memory knows."""
        if extent.keys or not self._work.target.capabilities.enumerable:
            self._ask(self._codes(extent), extent)
            return
        for month in extent.window.months():
            for batch in self._work.target.enumerate(month):
                self._still_ours()
                self._lay_target(batch, extent)

    def _lay_target(self, readings: Sequence[Reading], extent: Extent) -> None:
        self._weighing.lay(Side.TARGET, [self._rows.target(reading) for reading in readings])
        self._work.log.say(Event.SIDE_PAGE, side=str(Side.TARGET), rows=len(readings))
        scope = self._work.rules.scope
        for dossier in (reading.dossier for reading in readings):
            inside = in_scope(dossier, scope) and extent.contains(dossier)
            self.gathered.target += inside
            self._count_covered(Side.TARGET, dossier, inside=inside)

    def _ask(self, codes: Iterator[Sequence[str]], extent: Extent) -> None:
        asked: set[str] = set()
        for batch in codes:
            self._still_ours()
            fresh = {self._rows.key(code): code for code in batch if self._rows.key(code) not in asked}
            asked |= fresh.keys()
            answers = in_parallel(
                self._pool,
                self._look_up,
                list(fresh.values()),
                width=self._work.target.concurrency,
                leave=self._work.leave_if_asked,
            )
            self._fear_the_worst(answers)
            self._lay_target([answer for answer in answers if isinstance(answer, Reading)], extent)

    def _codes(self, extent: Extent) -> Iterator[Sequence[str]]:
        """Those of source and paper first; then those we know and no side has told, in tonight's part."""
        if extent.codes:
            yield extent.codes
        yield from self._weighing.codes([Side.SOURCE, Side.PAPER], batch=BATCH)
        if not extent.whole:
            return
        after = ""
        while known := self._work.store.known_codes(self._work.link, after=after, limit=BATCH):
            after = known[-1]
            keys = ((code, self._rows.key(code)) for code in known)
            yield [c for c, k in keys if not extent.rotate or k in extent.watched or extent.is_tonight(k)]

    def _look_up(self, code: str) -> Reading | ForeignSystemError | None:
        """The dossier under any writing of its code. An answer about it alone that cannot be trusted is no answer: it
        is asked for again before anything is said of it."""
        try:
            for each in codes_to_ask(Dossier(code=code), self._work.rules.catalogues):
                reading = self._work.target.look_up(each)
                if reading is not None:
                    return reading
        except (BrokenAnswerError, RefusedError) as error:
            return error
        return None

    def _fear_the_worst(self, answers: Sequence[Reading | ForeignSystemError | None]) -> None:
        failures = [answer for answer in answers if isinstance(answer, ForeignSystemError)]
        if not failures or len(failures) < len(answers):
            return
        if len(failures) >= BROKEN_AS_A_WHOLE:
            raise failures[0]
        self._work.target.probe()
